// SPDX-License-Identifier: GPL-2.0-only
/* The life of a trial: make, prove, settle, touch, prove again, remove. */
#include <stdio.h>
#include <string.h>

#include "trial/checks.h"
#include "trial/filler.h"
#include "trial/load.h"
#include "trial/profile.h"
#include "trial/quiet.h"
#include "trial/readahead.h"
#include "trial/stage.h"
#include "trial/touch.h"
#include "trial/trial.h"
#include "trial/warm_up.h"

/* Beside what the touches need: for loads, and for metadata */
#define NEAR_FULL_SPARE (1ULL << 20)

/*
 * What others do with the CPU while a thread that could go on waits for it is not the
 * fault's cost, and on a busy machine it is ten times that.  A thread that slept
 * waited for something, a lock or the device, and what it waited for is not told from
 * who had the CPU then: all of it counts.
 */
static uint64_t thread_cost(const struct touch *share, enum mode mode)
{
	uint64_t elapsed = share->spent;

	/* What it waited for its turn may be CPU time, but is no cost */
	if (touch_waits(share))
		return elapsed;
	if (mode == MODE_TIME && share->preemptions && !share->waits && share->cpu_time < elapsed)
		return share->cpu_time;
	return elapsed;
}

/*
 * In time mode the cost is what each thread waited, added up.  Under icount the
 * virtual clock leaps ahead while the vCPU idles, and one vCPU runs all threads
 * in turn: there it is the instructions that the threads themselves executed.
 * That clock is read a little outside the TSC's window, so a single thread that
 * kept its CPU has the TSC, which is exact.
 */
static void add_up(const struct stage *stage, enum mode mode, struct trial *trial)
{
	uint64_t begin = UINT64_MAX, end = 0;

	trial->has_pmu = 1;
	for (unsigned int i = 0; i < stage->cell->threads; i++) {
		const struct touch *share = &stage->share[i];

		trial->pages += share->pages;
		trial->refused += share->refused;
		trial->minflt += share->minflt;
		trial->majflt += share->majflt;
		trial->waits += share->waits;
		trial->preemptions += share->preemptions;
		trial->cpu_time += share->cpu_time;
		trial->elapsed += thread_cost(share, mode);
		trial->cycles += share->pmu.cycles;
		trial->insn += share->pmu.insn;
		trial->has_pmu &= share->has_pmu;
		begin = share->begin < begin ? share->begin : begin;
		end = share->end > end ? share->end : end;
	}
	trial->wall = end - begin;
	if (mode == MODE_COUNT)
		trial->elapsed = trial->wall = trial->cpu_time = 0;
	if (mode == MODE_INSN && stage->cell->pace == PACE_NONE &&
	    (trial->cpu_time < trial->wall || stage->cell->threads > 1))
		trial->elapsed = trial->cpu_time;
}

/* What each thread is told before it begins */
static void prepare_shares(struct stage *stage, enum mode mode, const struct lookers *lookers)
{
	const struct cell *cell = stage->cell;
	struct perf_gate *gate = &stage->shared->gate;

	if (lookers->perf) {
		gate->threads = cell->threads;
		gate->socket = lookers->perf->socket;
	}
	for (unsigned int i = 0; i < cell->threads; i++) {
		stage->share[i].profiled = lookers->profile != NULL;
		stage->share[i].by_turns = lookers->profile && mode == MODE_COUNT;
		stage->share[i].gate = lookers->perf ? gate : NULL;
		/* A CPU that sleeps is slower when it wakes; but who has none must not wait for it */
		stage->share[i].pace.spins = mode == MODE_TIME &&
					     cell->threads <= (unsigned int)CPU_COUNT(&stage->cpus);
	}
}

/* Between two looks at the file */
static int touch(struct stage *stage, struct load_thread *load, enum mode mode,
		 const struct lookers *lookers, struct trial *trial)
{
	const struct profile *profile = lookers->profile;
	struct witness *witness = lookers->witness;
	const struct cell *cell = stage->cell;

	prepare_shares(stage, mode, lookers);
	if (profile)
		profile_announce(profile->number);
	if (witness && witness_start(witness))
		return -1;
	delayed_begin(&trial->delayed);
	if (load_window_begin(load) || stage_touch(stage, mode))
		return -1;
	load_window_end(load, &trial->load);
	delayed_end(&trial->delayed);
	trial->perf_failed = atomic_load(&stage->shared->gate.failed);
	if (profile)
		profile_disarm();
	if (profile && profile->objects &&
	    objects_find(profile->objects, stage->fd[0], &trial->objects))
		return -1;
	if (witness && witness_stop(witness, mode, stage->fd[0], &trial->seen))
		return -1;
	if (load_halt(load, &trial->load))
		return -1;
	if (cell->tasks == TASKS_PROCESSES)
		stage_look(stage);
	return folio_count(stage->map[0], cell->size, stage->offset, stage->pages_per_file,
			   &trial->folios) ||
	       filestate_read(stage->fd[0], cell, &trial->after) ? -1 : 0;
}

/* Of all files, and kept of the first */
static int prove_states(const struct stage *stage, struct trial *trial)
{
	const struct cell *cell = stage->cell;

	for (unsigned int i = stage->n_files; i-- && !*trial->wrong;) {
		const char *wrong;

		if (filestate_read(stage->fd[i], cell, &trial->before))
			return -1;
		wrong = filestate_wrong(cell, &trial->before);
		if (wrong)
			snprintf(trial->wrong, sizeof(trial->wrong), "the file was not %s: %s",
				 state_names[cell->state], wrong);
	}
	return 0;
}

static int prove_age(const struct stage *stage, struct trial *trial)
{
	const char *wrong;

	if (!(stage->cell->setup & SETUP_BIT(AGED)) || *trial->wrong)
		return 0;
	if (free_space_read(stage->dir_fd, &trial->free_space))
		return -1;
	wrong = free_space_wrong(&trial->free_space);
	if (wrong)
		snprintf(trial->wrong, sizeof(trial->wrong), "%s: %zu pieces of %zu bytes at most",
			 wrong, trial->free_space.pieces, trial->free_space.largest);
	return 0;
}

static int measure(struct stage *stage, const char *device, enum mode mode,
		   const struct lookers *lookers, struct trial *trial)
{
	const struct cell *cell = stage->cell;
	struct load_thread load;
	int ret;

	if (prove_states(stage, trial) || prove_age(stage, trial))
		return -1;
	trial->not_begun = *trial->wrong;
	if (trial->not_begun)
		return 0;
	quiet_drain(device, mode);
	quiet_shrink_slabs();
	if (cell->folio != FOLIO_ORDER0 && !(state_flags[cell->state] & STATE_IS_TOUCHED) && warm_up(stage))
		return -1;
	quiet_drain(device, mode);
	if (cell->setup & SETUP_BIT(NEAR_FULL)) {
		trial->space_left = filler_free(stage->dir_fd);
		if (trial->space_left < 0)
			return -1;
	}
	ret = load_start(&load, stage, stage_cpu(stage, cell->threads)) ||
	      touch(stage, &load, mode, lookers, trial);
	load_stop(&load);
	if (ret)
		return -1;
	add_up(stage, mode, trial);
	trial_check(cell, trial);
	return 0;
}

/* Of a filesystem that is to be nearly full, the space that the touches do not need */
static int make_scarce(const struct stage *stage)
{
	const struct cell *cell = stage->cell;
	const unsigned long long needed = cell->state == STATE_SPARSE ?
		cell_space(cell) - cell_files(cell) * cell_filled(cell) : 0;

	if (!(cell->setup & SETUP_BIT(NEAR_FULL)))
		return 0;
	return filler_open(stage->dir_fd, needed + NEAR_FULL_SPARE);
}

int trial_run(const struct filesystem *fs, const struct cell *cell, enum mode mode, uint64_t seed,
	      const struct lookers *lookers, struct trial *trial)
{
	struct setting readahead = { .path = "" };
	struct stage stage = { .dir_fd = -1 };
	int ret;

	memset(trial, 0, sizeof(*trial));
	if (load_enter(cell))
		return -1;
	ret = readahead_set(&readahead, fs->disk.path, cell_readahead(cell)) ||
	      stage_open(&stage, fs->mount_point, cell, seed);
	if (!ret)
		ret = make_scarce(&stage) || measure(&stage, fs->disk.path, mode, lookers, trial);
	if (cell->setup & SETUP_BIT(NEAR_FULL) && stage.dir_fd >= 0)
		filler_close(stage.dir_fd);
	stage_close(&stage);
	if (setting_restore(&readahead))
		ret = -1;
	return load_leave(cell) || ret ? -1 : 0;
}
