// SPDX-License-Identifier: GPL-2.0-only
/* faultline run: a job file becomes trials, trials become samples.jsonl. */
#include <argp.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/one_argument.h"
#include "lib/complain.h"
#include "lib/duration.h"
#include "lib/names.h"
#include "lib/outfile.h"
#include "lib/page.h"
#include "lib/progress.h"
#include "lib/stop.h"
#include "model/delay.h"
#include "model/stopwatch.h"
#include "perf/tool.h"
#include "plan/budget.h"
#include "plan/failures.h"
#include "plan/job.h"
#include "plan/plan.h"
#include "plan/precision.h"
#include "subcommand.h"
#include "trace/delay.h"
#include "trace/objects.h"
#include "trace/tracer.h"
#include "trial/delay.h"
#include "trial/disk.h"
#include "trial/environment.h"
#include "trial/filestate.h"
#include "trial/filesystem.h"
#include "trial/filler.h"
#include "trial/host_name.h"
#include "trial/load.h"
#include "trial/machine.h"
#include "trial/memory_cgroup.h"
#include "trial/pace.h"
#include "trial/profile.h"
#include "trial/quiet.h"
#include "trial/restore.h"
#include "trial/sample_writer.h"
#include "trial/trial.h"

#define IMAGE_BYTES (2ULL << 30)
#define TRIES 3	/* of a trial that is no use */

struct arguments {
	const char *job;
	const char *out;
	const char *device;
	const char *image;
	const char *mode;
	double seconds;		/* that the run may take; 0: as usual */
	struct delays delays;
	int perf;		/* its tool; -1: none */
	bool wrong;		/* an option, and it was complained of */
	int force;
	bool check;
	bool yes;
	bool tune;
};

/** Everything that a run holds and must give back. */
struct run {
	struct job job;
	struct plan plan;
	struct precision precision;
	struct failures failures;
	struct budget budget;
	size_t first_round;	/* its steps */
	struct disk disk;
	struct filesystem fs;
	struct witness witness;
	struct objects *objects;
	const struct delays *delays;
	struct perf perf;
	json_t *tuned;		/* settings of the machine, by --tune; NULL: it was not asked for */
	const char *out;
	bool made_out;		/* that directory is new */
	enum mode mode;
	int samples;
	size_t failed;
	size_t repeated;	/* trials that were no use */
	char why_repeated[160];	/* the first of them */
	int unsure;		/* blocks that had the most trials, and are not precise */
	char mount_point[64];
};

static const struct argp_option options[] = {
	{ "out", 'o', "DIR", 0, "Write samples.jsonl there; DIR is made if need be", 0 },
	{ "device", 'd', "DEV", 0, "Erase this block device and measure on it", 0 },
	{ "image", 'i', "FILE", 0,
	  "Measure on this file through a loop device; made and removed if it is not there", 0 },
	{ "mode", 'm', "MODE", 0, NULL, 0 },
	{ "time", 't', "TIME", 0,
	  "End within this time (5m, 90s, 1h); mode time only, usually 10m for more than is needed", 0 },
	{ "delay", 'J', "TIME@LOCK", 0,
	  "Hold that lock so much longer in each fault: 50us, or 200i in mode insn", 0 },
	{ "perf", 'P', "TOOL", 0, NULL, 0 },
	{ "tune", 'T', NULL, 0,
	  "Set what makes times steadier (governor, turbo and so on), and back at the end", 0 },
	{ "force", 'f', NULL, 0, "Erase the device even if it holds something", 0 },
	{ "yes", 'y', NULL, 0, "Erase the device without asking", 0 },
	{ "check", 'c', NULL, 0, "Only read JOB, and say how many cells it has", 0 },
	{ 0 }
};

static const char doc[] =
	"Measure the cells of job file JOB.\v"
	"Examples:\n"
	"  faultline run smoke --out results --device /dev/nvme1n1\n"
	"  faultline run my.job --out results --image /var/tmp/faultline.img\n";

static int parse_budget(struct arguments *args, const char *text)
{
	if (!duration_parse(text, &args->seconds))
		return 0;
	return complain("--time %s: expected a time, as in 5m, 90s, 1h30m or 300 (seconds)", text);
}

static int parse_perf(struct arguments *args, const char *text)
{
	char list[NAMES_ROOM];

	args->perf = names_index(perf_tool_names, NR_PERF_TOOLS, text);
	if (args->perf >= 0)
		return 0;
	return complain("--perf %s: expected %s", text, names_list(list, perf_tool_names, NR_PERF_TOOLS));
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct arguments *args = state->input;

	switch (key) {
	case 'o':
		args->out = arg;
		return 0;
	case 'd':
		args->device = arg;
		return 0;
	case 'i':
		args->image = arg;
		return 0;
	case 'm':
		args->mode = arg;
		return 0;
	case 't':
		args->wrong |= parse_budget(args, arg) < 0;
		return 0;
	case 'J':
		args->wrong |= delay_parse(&args->delays, arg) < 0;
		return 0;
	case 'P':
		args->wrong |= parse_perf(args, arg) < 0;
		return 0;
	case 'f':
		args->force = 1;
		return 0;
	case 'y':
		args->yes = true;
		return 0;
	case 'T':
		args->tune = true;
		return 0;
	case 'c':
		args->check = true;
		return 0;
	case ARGP_KEY_END:
		if (!args->job)
			argp_error(state, "no job file named");
		if (args->check)
			return 0;
		if (!args->out)
			argp_error(state, "no --out directory named");
		if (!args->device == !args->image)
			argp_error(state, "name one of --device and --image");
		return 0;
	default:
		return one_argument(&args->job, "job file", key, arg, state);
	}
}

/* "insn, time, count or auto". Return: @list */
static const char *modes(char list[NAMES_ROOM])
{
	const char *names[NR_MODES + 1];

	memcpy(names, mode_names, sizeof(mode_names));
	names[NR_MODES] = "auto";
	return names_list(list, names, NR_MODES + 1);
}

/* argp frees what is not the text it gave */
static char *help_filter(int key, const char *text, void *input)
{
	char list[NAMES_ROOM], *help;
	int ret;

	(void)input;
	if (key == 'm')
		ret = asprintf(&help, "What to measure: %s; by default what JOB says", modes(list));
	else if (key == 'P')
		ret = asprintf(&help, "More trials, with perf beside their faults: %s",
			       names_list(list, perf_tool_names, NR_PERF_TOOLS));
	else
		return (char *)text;
	return ret < 0 ? NULL : help;
}

static const struct argp argp = { options, parse_option, "JOB", doc, NULL, help_filter, NULL };

/* What is asked for. @mode: NR_MODES: auto. Return: 0, or -1 after complaining */
static int wanted_mode(const struct arguments *args, const struct job *job, enum mode *mode)
{
	char list[NAMES_ROOM];
	int i;

	*mode = NR_MODES;
	if (!args->mode)
		*mode = job->mode;
	if (!args->mode || !strcmp(args->mode, "auto"))
		return 0;
	i = names_index(mode_names, NR_MODES, args->mode);
	if (i < 0)
		return complain("--mode %s: expected %s", args->mode, modes(list));
	*mode = (enum mode)i;
	return 0;
}

/* Whether this machine can. @mode: NR_MODES: choose */
static int choose_mode(enum mode *mode)
{
	int exact = stopwatch_counts_instructions();

	if (*mode == NR_MODES)
		*mode = exact ? MODE_INSN : stopwatch_emulated() ? MODE_COUNT : MODE_TIME;
	if (*mode == MODE_INSN && !exact)
		return complain("mode insn: a counted loop shows that the TSC does not count "
				"instructions here; boot with scripts/guest --insn");
	if (*mode == MODE_TIME && (exact || stopwatch_emulated()))
		return complain("mode time: this processor is emulated, its time means "
				"nothing; use --mode count, or insn with scripts/guest --insn");
	return 0;
}

/* A mount that no other process sees, and that goes away with this one */
static int make_mount_point(struct run *run)
{
	static const char *const places[] = { "/run", "/tmp", "/mnt" };

	if (unshare(CLONE_NEWNS) ||
	    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL))
		return complain("cannot make mounts of our own: %s; run as root",
				strerror(errno));
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		snprintf(run->mount_point, sizeof(run->mount_point), "%s/faultline.XXXXXX",
			 places[i]);
		if (mkdtemp(run->mount_point)) {
			run->fs.mount_point = run->mount_point;
			if (!restore_later(RESTORE_DIRECTORY, run->mount_point, ""))
				return 0;
			rmdir(run->mount_point);
			return -1;
		}
	}
	*run->mount_point = '\0';
	return complain("no place for a mount point: %s", strerror(errno));
}

static bool any_may_wait(const struct job *job)
{
	for (size_t i = 0; i < job->n_cells; i++)
		if (cell_may_wait(&job->cells[i]))
			return true;
	return false;
}

/* In the time that was asked for there are as many rounds as there can be */
static int open_budget(struct run *run, const struct arguments *args)
{
	const struct budget_behind behind = {
		.watched = witness_possible(),
		.locks = (run->mode == MODE_TIME || any_may_wait(&run->job)) &&
			 witness_sees_locks(),
		.perf_rounds = run->perf.tool ? run->perf.tool->rounds : 0,
	};

	if (args->seconds > 0)
		run->job.trials_max = TRIALS_MOST;
	return budget_open(&run->budget, &run->job, run->mode, args->seconds, &behind);
}

static int open_disk(struct run *run, const struct arguments *args)
{
	const bool ask = !args->yes && isatty(STDIN_FILENO) && isatty(STDERR_FILENO);

	if (args->device ? disk_open_device(&run->disk, args->device, args->force, ask) :
			   disk_open_image(&run->disk, args->image, IMAGE_BYTES, args->force))
		return -1;
	run->fs.device = run->disk.device;
	/* No more of a large device than mkfs needs to be quick */
	run->fs.bytes = run->disk.bytes < IMAGE_BYTES ? run->disk.bytes : IMAGE_BYTES;
	run->fs.bytes &= ~((1ULL << 20) - 1);
	run->fs.steady = run->mode == MODE_INSN;
	return 0;
}

static int check_sizes(const struct run *run)
{
	const size_t memory = (size_t)sysconf(_SC_PHYS_PAGES) * PAGE_BYTES;

	for (size_t i = 0; i < run->job.n_cells; i++) {
		const struct cell *cell = &run->job.cells[i];

		if (cell_space(cell) > run->fs.bytes / 4)
			return complain("%s: %u files with %zu MiB of blocks in all do not fit a "
					"quarter of the %llu MiB filesystem", run->job.path,
					cell_files(cell), cell_space(cell) >> 20,
					run->fs.bytes >> 20);
		if (cell->setup & SETUP_BIT(AGED) && cell_space(cell) > AGED_FREE / 2)
			return complain("%s: setup=aged leaves room for %llu MiB, and files take "
					"%zu MiB", run->job.path, AGED_FREE >> 21,
					cell_space(cell) >> 20);
		if (cell_cached(cell) / 3 > memory / 4)
			return complain("%s: %u files of which %zu MiB are cached do not fit three "
					"quarters of the %zu MiB of memory", run->job.path,
					cell_files(cell), cell_cached(cell) >> 20, memory >> 20);
	}
	return 0;
}

/* The hooks stay planted from the first trial of a kind to the last */
static int call_witness(struct run *run, enum step_kind kind)
{
	int locks = kind == STEP_LOCKS;

	if (kind != STEP_WATCHED && !locks) {
		witness_close(&run->witness);
		return 0;
	}
	if (run->witness.kind && locks == (run->witness.kind == WITNESS_LOCKS))
		return 0;
	witness_close(&run->witness);
	return witness_open(&run->witness, locks);
}

/* Return: 0, or -1 after complaining */
static int end_perf(struct run *run, size_t cell, struct trial *trial)
{
	const struct perf_trial of = {
		.cell = &run->job.cells[cell], .index = cell, .minflt = trial->minflt,
	};
	char wrong[sizeof(trial->wrong)] = "";

	if (trial->not_begun) {
		perf_process_end(&run->perf.process);
		return 0;
	}
	trial->seen.perf = perf_end(&run->perf, &of, trial->perf_failed, wrong);
	if (!*trial->wrong)
		memcpy(trial->wrong, wrong, sizeof(wrong));
	return trial->seen.perf ? 0 : -1;
}

/* Return: 0, or -1 after complaining */
static int run_mounted(struct run *run, const struct step *step, size_t index, struct trial *trial)
{
	const struct cell *cell = &run->job.cells[step->cell];
	const struct profile profile = { .number = index, .objects = run->objects };
	struct perf_process *perf = step->kind == STEP_PERF ? &run->perf.process : NULL;
	const struct lookers lookers = {
		.profile = step->kind == STEP_PROFILED ? &profile : NULL,
		.witness = run->witness.kind ? &run->witness : NULL,
		.perf = perf,
	};
	int ret;

	if (perf && perf_begin(&run->perf, cell))
		return -1;
	ret = filesystem_mount(&run->fs) ||
	      trial_run(&run->fs, cell, run->mode, run->job.seed, &lookers, trial) ||
	      filesystem_unmount(&run->fs) || (perf && end_perf(run, step->cell, trial)) ? -1 : 0;
	if (perf)
		perf_process_end(perf);
	return ret;
}

/* Return: 0, or -1 after complaining, with nothing in @trial to be freed */
static int run_trial(struct run *run, size_t index, struct trial *trial)
{
	const struct step *step = &run->plan.step[index];
	const struct cell *cell = &run->job.cells[step->cell];
	char label[CELL_NAME];

	memset(trial, 0, sizeof(*trial));
	if (!filesystem_fits(&run->fs, cell) && filesystem_make(&run->fs, cell))
		return -1;
	if (!run_mounted(run, step, index, trial))
		return 0;
	complain("that was trial %zu of %zu: %s", index + 1, run->plan.n_steps,
		 cell_name(cell, ' ', label));
	observation_free(&trial->seen);
	return -1;
}

/*
 * Now and then the kernel leaves a hook out, as it interrupts itself.  And on a machine in use
 * pages of a new file are reclaimed before they are touched: in one trial of 500 in a virtual
 * machine whose memory its host takes.  Nothing was measured then.
 * Return: why such a trial is made again, or NULL
 */
static const char *useless(const struct run *run, size_t index, const struct trial *trial)
{
	if (run->plan.step[index].kind == STEP_LOCKS && trial->seen.wrong)
		return trial->seen.wrong;
	return run->mode == MODE_TIME && trial->not_begun ? trial->wrong : NULL;
}

static int run_whole_trial(struct run *run, size_t index, struct trial *trial)
{
	int tries = TRIES;

	while (!run_trial(run, index, trial)) {
		const char *why = useless(run, index, trial);

		if (!why || !--tries)
			return 0;
		if (!run->repeated++)
			snprintf(run->why_repeated, sizeof(run->why_repeated), "%s", why);
		observation_free(&trial->seen);
	}
	return -1;
}

static int run_step(struct run *run, size_t index)
{
	const struct step *step = &run->plan.step[index];
	const struct cell *cell = &run->job.cells[step->cell];
	struct trial trial;
	const double began = budget_age(&run->budget);
	char label[CELL_NAME];
	int ret;

	progress_show(index, run->plan.n_steps, cell_name(cell, ' ', label), budget_left(&run->budget));
	if (call_witness(run, step->kind) || run_whole_trial(run, index, &trial))
		return -1;
	if (*trial.wrong)
		run->failed++;
	else
		precision_add(&run->precision, step, (double)trial.elapsed / (double)trial.pages);
	if (step->kind == STEP_TIMED || step->kind == STEP_AGAIN)
		budget_add(&run->budget, step->cell, budget_age(&run->budget) - began);
	ret = failures_add(&run->failures, step->cell, trial.wrong) ||
	      sample_append(run->samples, sample_trial(cell, step, index, &trial)) ? -1 : 0;
	observation_free(&trial.seen);
	return ret;
}

/* What is planned from @i on. Return: 0; a signal is no error, nor is the end of the time */
static int run_steps(struct run *run, size_t *i)
{
	while (*i < run->plan.n_steps && !stopped &&
	       budget_allows(&run->budget, run->plan.step[*i].cell)) {
		if (run_step(run, *i))
			return -1;
		++*i;
		if (budget_look_ahead(&run->budget, *i, run->first_round)) {
			progress_clear();
			budget_note(&run->budget);
		}
	}
	return 0;
}

/* More trials where the intervals are too wide yet; instructions repeat without */
static int run_until_precise(struct run *run, size_t *i)
{
	char *wanted = malloc(run->job.n_cells);
	int ret = -1;

	if (!wanted)
		return complain("out of memory for the plan");
	while (run->mode == MODE_TIME && !stopped) {
		run->unsure = precision_unsure(&run->precision, &run->failures, wanted);
		if (run->unsure < 0)
			goto out;
		if (!run->unsure || run->plan.rounds >= run->job.trials_max ||
		    !budget_has_round(&run->budget, run->plan.rounds, wanted))
			break;
		if (plan_more(&run->plan, &run->job, run->mode, wanted) || run_steps(run, i))
			goto out;
	}
	ret = 0;
out:
	free(wanted);
	return ret;
}

/* With several vCPUs the plugin counts what the guest's clock cannot */
static bool profiles(const struct run *run)
{
	return run->mode != MODE_TIME && profile_possible();
}

/*
 * For the names of locks and of shared lines: what finds the kernel's objects, and their
 * layout beside the counts.  Return: 0, or -1 after complaining
 */
static int open_objects(struct run *run)
{
	struct outfile out;
	char dir[4096];

	if (tracer_possible())
		return 0;
	snprintf(dir, sizeof(dir), "%s/profile", run->out);
	if (mkdir(dir, 0777) && errno != EEXIST)
		return complain("%s: %s", dir, strerror(errno));
	if (outfile_open(&out, dir, "types"))
		return -1;
	if (objects_write_types(out.file)) {
		outfile_discard(&out);
		return -1;
	}
	if (outfile_commit(&out))
		return -1;
	run->objects = objects_open();
	return run->objects ? 0 : -1;
}

static int run_profiled(struct run *run, size_t *i)
{
	int ret = open_objects(run) || plan_profiled(&run->plan, &run->job, run->mode) ||
		  run_steps(run, i) ? -1 : 0;

	profile_over();
	return ret;
}

/* Trials that come last, and are in no figure. Return: 0; a signal is no error */
static int run_watched(struct run *run, size_t *i)
{
	if (!stopped && profiles(run) && run_profiled(run, i))
		return -1;
	if (stopped || !witness_possible())
		return 0;
	if (plan_watched(&run->plan, &run->job, run->mode) || run_steps(run, i))
		return -1;
	if (stopped || run->budget.late || !run->budget.lock_rounds)
		return 0;
	return plan_locks(&run->plan, &run->job, run->mode, run->budget.lock_cells) ||
	       run_steps(run, i) ? -1 : 0;
}

/* The very last ones, in no figure either */
static int run_perf(struct run *run, size_t *i)
{
	if (stopped || run->budget.late || !run->perf.tool)
		return 0;
	return plan_perf(&run->plan, &run->job, run->mode, run->perf.tool->rounds) ||
	       run_steps(run, i) ? -1 : 0;
}

static size_t planned_steps(const struct run *run)
{
	size_t n = run->plan.n_steps;

	if (profiles(run))
		n += run->job.n_cells;
	if (witness_possible())
		n += run->job.n_cells;
	if (run->perf.tool)
		n += run->perf.tool->rounds * run->job.n_cells;
	return n + budget_lock_trials(&run->budget);
}

/*
 * Several vCPUs of an emulator that counts instructions: it runs one at a time.  They are
 * what `make bench` boots for cpus= unless the job says mode=count.
 */
static bool vcpus_take_turns(const struct run *run)
{
	return run->job.cpus > 1 && (run->job.mode == NR_MODES || profile_possible());
}

/*
 * In instructions one CPU runs all threads in turn: nothing would be beside a fault.  Among
 * vCPUs that take turns a load never leaves its own.
 */
static int check_loads(const struct run *run)
{
	for (size_t i = 0; run->mode != MODE_TIME && i < run->job.n_cells; i++) {
		enum load load = run->job.cells[i].load;

		if (load == LOAD_NONE)
			continue;
		if (vcpus_take_turns(run))
			return complain("%s: load=%s takes mode=count or mode=time in [global]; among "
					"vCPUs that take turns it starves the others", run->job.path,
					load_names[load]);
		if (run->mode == MODE_INSN)
			return complain("%s: load=%s takes --mode time or count; in instructions "
					"there is no contention", run->job.path, load_names[load]);
	}
	return 0;
}

/* Can this machine do them? */
static int check_machine(const struct run *run)
{
	for (size_t i = 0; i < run->job.n_cells; i++)
		if (!load_possible(run->job.cells[i].load) ||
		    !device_setup_possible(run->job.cells[i].setup))
			return -1;
	return 0;
}

/*
 * In instructions one CPU runs all threads in turn: they meet nowhere, and what they wait for
 * is among what they execute.
 */
static int check_turns(const struct run *run)
{
	for (size_t i = 0; run->mode == MODE_INSN && i < run->job.n_cells; i++) {
		const struct cell *cell = &run->job.cells[i];

		if (cell->sharing == SHARING_SAME_FOLIO)
			return complain("%s: sharing=same-folio takes --mode time or count; in "
					"instructions no two threads are in a folio at once",
					run->job.path);
		if (cell->pace != PACE_NONE && cell->threads > 1)
			return complain("%s: pace=tick with several threads takes --mode time or "
					"count; in instructions one would pay for what others wait",
					run->job.path);
	}
	return 0;
}

/* More threads than CPUs is no error, but is to be known */
static void note_turns(const struct run *run)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	const struct cell *most = run->job.cells;

	for (size_t i = 1; i < run->job.n_cells; i++)
		if (run->job.cells[i].threads > most->threads)
			most = &run->job.cells[i];
	if (most->threads > cpus)
		note("%u %s on %ld CPU%s: they take turns", most->threads, tasks_names[most->tasks],
		     cpus, cpus == 1 ? "" : "s");
}

/* Ticks are those of this machine; in an emulator that counts instructions they take no time */
static void note_pace(const struct run *run)
{
	size_t ticks = 0, cells = 0;
	double seconds;

	for (size_t i = 0; i < run->job.n_cells; i++) {
		const struct cell *cell = &run->job.cells[i];

		if (cell->pace == PACE_NONE)
			continue;
		cells++;
		ticks += cell_touched_pages(cell) / cell->threads;
	}
	seconds = (double)ticks * (double)pace_tick() / 1e9;
	if (seconds >= 1 && run->mode != MODE_INSN)
		note("pace=tick: one trial of each of the %zu paced cells takes %.0f s at least", cells,
		     seconds);
}

/* What makes times differ.  Modes without a clock do not mind. */
static void note_machine(const struct run *run)
{
	struct machine_doubt doubt[MACHINE_DOUBTS];
	const size_t n = run->mode == MODE_TIME ? machine_doubts("", doubt) : 0;

	for (size_t i = 0; i < n; i++)
		note("%s: %s; remedy: %s%s", doubt[i].what, doubt[i].why,
		     doubt[i].tunes && !run->tuned ? "--tune, or " : "", doubt[i].remedy);
}

static void tune(struct run *run)
{
	char text[1024] = "";
	json_t *one;
	size_t i, at = 0;

	run->tuned = machine_tune();
	json_array_foreach(run->tuned, i, one) {
		const char *path = json_string_value(json_object_get(one, "path"));

		if (at < sizeof(text))
			at += (size_t)snprintf(text + at, sizeof(text) - at, "%s%s=%s", i ? ", " : "",
					       strrchr(path, '/') + 1,
					       json_string_value(json_object_get(one, "now")));
	}
	note("--tune: %s", i ? text : "nothing here is to be set that makes times steadier");
}

/* What is no error */
static void note_doubts(const struct run *run)
{
	if (!witness_possible())
		note("neither BPF nor /sys/kernel/tracing/kprobe_events here: nothing will prove "
		     "which path the faults take");
	note_turns(run);
	note_pace(run);
	note_machine(run);
}

/* What has several CPUs share a file means nothing on fewer */
static int check_cpus(const struct run *run)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);

	if (run->job.cpus > 1 && run->mode == MODE_INSN)
		return complain("%s: cpus=%u takes --mode count or time: here instructions are "
				"counted, on one CPU; 'make bench' boots a guest of as many",
				run->job.path, run->job.cpus);
	if (cpus < (long)run->job.cpus)
		return complain("%s: cpus=%u: there are %ld here", run->job.path, run->job.cpus,
				cpus);
	return 0;
}

/* Elsewhere a run has the trials that its job says */
static int check_time(const struct run *run, const struct arguments *args)
{
	if (args->tune && run->mode != MODE_TIME)
		return complain("--tune: only mode time has times that it makes steadier, mode %s has none",
				mode_names[run->mode]);
	if (!(args->seconds > 0) || run->mode == MODE_TIME)
		return 0;
	return complain("--time: only mode time makes trials until it is up; mode %s makes as many as "
			"trials= says", mode_names[run->mode]);
}

/* All that can be said before anything is made. Return: 0, or -1 after complaining */
static int check_job(const struct run *run, const struct arguments *args)
{
	return check_time(run, args) || !filestate_possible() || check_loads(run) || check_turns(run) ||
	       check_machine(run) || check_cpus(run) ? -1 : 0;
}

/* Nothing is to be seen of a run that was no use. Return: EXIT_USAGE */
static int discard_run(const struct run *run)
{
	progress_clear();
	budget_note(&run->budget);
	samples_discard(run->out, run->made_out);
	return EXIT_USAGE;
}

/* Rounds that are too few or not precise enough. Return: 0, or -1 after complaining */
static int judge_rounds(const struct run *run, unsigned int rounds)
{
	char most[DURATION_TEXT];

	if (run->budget.asked && rounds < run->budget.least && run->unsure)
		return complain("only %u of %u rounds of trials fitted in --time %s, as they came to take "
				"longer: there are no intervals", rounds, run->budget.least,
				duration_text(run->budget.seconds, most));
	if (run->unsure && run->budget.asked)
		note("%d blocks of cells are not within %g %% after %u rounds (--time %s)", run->unsure,
		     100 * run->job.precision, rounds, duration_text(run->budget.seconds, most));
	else if (run->unsure)
		note("%d blocks of cells are not within %g %% after %u rounds (--time, trials_max)",
		     run->unsure, 100 * run->job.precision, rounds);
	return 0;
}

/* What is wrong with the run as a whole. Return: the exit status */
static int judge_run(const struct run *run, unsigned int rounds)
{
	const bool few = judge_rounds(run, rounds);

	if (run->repeated)
		note("%zu trials were no use and were made again; the first: %s", run->repeated,
		     run->why_repeated);
	failures_print(&run->failures);
	if (run->failed)
		complain("%zu of %zu trials failed", run->failed, run->plan.n_steps);
	return delays_unmet() || run->failed || few ? EXIT_FAULT : EXIT_OK;
}

/* Before all was done that was planned. Return: the exit status */
static int end_early(const struct run *run, size_t done)
{
	char most[DURATION_TEXT];

	failures_print(&run->failures);
	if (stopped) {
		complain("stopped by signal %d after %zu trials", (int)stopped, done);
		return 128 + stopped;
	}
	complain("the time (--time %s) was up after %zu of %zu trials, which took longer than the first "
		 "ones; results are incomplete", duration_text(run->budget.seconds, most), done,
		 run->plan.n_steps);
	return EXIT_FAULT;
}

static int run_plan(struct run *run)
{
	unsigned int rounds;
	size_t i = 0;

	run->first_round = run->plan.n_steps / run->plan.rounds;
	if (sample_append(run->samples, sample_run(&run->job, run->mode, planned_steps(run),
						   run->delays, &run->budget, run->tuned,
						   environment_describe(run->fs.device))))
		return EXIT_FAULT;
	if (run_steps(run, &i) || run_until_precise(run, &i))
		return EXIT_FAULT;
	if (run->budget.too_short)
		return discard_run(run);
	rounds = run->plan.rounds;
	if (run_watched(run, &i) || run_perf(run, &i))
		return EXIT_FAULT;
	progress_clear();
	if (stopped || run->budget.late)
		return end_early(run, i);
	if (sample_append(run->samples, sample_end(i, run->failed, run->unsure,
						   budget_age(&run->budget))))
		return EXIT_FAULT;
	return judge_run(run, rounds);
}

/* Return: @ret, or EXIT_FAULT if something could not be put back */
static int give_back(struct run *run, int ret)
{
	objects_close(run->objects);
	perf_close(&run->perf);
	delay_close();
	witness_close(&run->witness);
	filesystem_unmount(&run->fs);
	memory_cgroup_leave();
	disk_close(&run->disk);
	if (restore_all())
		ret = EXIT_FAULT;
	if (run->samples >= 0)
		close(run->samples);
	precision_close(&run->precision);
	failures_close(&run->failures);
	budget_close(&run->budget);
	json_decref(run->tuned);
	plan_free(&run->plan);
	job_free(&run->job);
	return ret;
}

static int check_only(struct run *run, const struct arguments *args)
{
	enum mode wanted;

	if (wanted_mode(args, &run->job, &wanted))
		return EXIT_USAGE;
	/* Which refuses least; auto is decided where the job runs */
	run->mode = wanted == NR_MODES ? MODE_TIME : wanted;
	if (check_loads(run) || check_turns(run))
		return EXIT_USAGE;
	printf("%s: %zu cells, %zu combinations left out, %u vCPUs, mode %s\n", args->job,
	       run->job.n_cells, run->job.n_skipped, run->job.cpus,
	       wanted == NR_MODES ? "auto" : mode_names[wanted]);
	return EXIT_OK;
}

/* All that is asked for is checked, and what it takes is opened, before anything is measured */
static int prepare(struct run *run, const struct arguments *args)
{
	return wanted_mode(args, &run->job, &run->mode) || choose_mode(&run->mode) ||
	       check_job(run, args) ||
	       delay_check_mode(&args->delays, run->mode) || delay_open(&args->delays) ||
	       job_leave_out(&run->job, filesystem_missing) ||
	       (args->perf >= 0 && perf_open(&run->perf, (enum perf_tool_id)args->perf, run->mode,
					     args->out, run->job.n_cells)) ||
	       /* The guest that counts instructions is thrown away */
	       restore_open(run->mode != MODE_INSN) ||
	       open_budget(run, args) || open_disk(run, args) || check_sizes(run) ||
	       plan_make(&run->plan, &run->job, run->mode) ||
	       precision_open(&run->precision, &run->job) || failures_open(&run->failures, &run->job) ||
	       make_mount_point(run) ? -1 : 0;
}

int run_main(int argc, char **argv)
{
	struct arguments args = { .perf = -1 };
	struct run run = { .disk.fd = -1, .samples = -1 };
	char path[PATH_MAX], host[HOST_NAME];
	int ret = EXIT_USAGE;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	if (args.wrong || host_name(host))
		return EXIT_USAGE;
	args.job = job_find(args.job, path);
	if (job_load(args.job, &run.job))
		return EXIT_USAGE;
	if (args.check) {
		ret = check_only(&run, &args);
		goto out;
	}
	if (!filesystem_allowed()) {
		complain("measuring takes root (CAP_SYS_ADMIN): it makes and mounts filesystems");
		goto out;
	}
	if (prepare(&run, &args))
		goto out;
	run.out = args.out;
	run.delays = &args.delays;
	run.made_out = access(args.out, F_OK);
	run.samples = samples_create(args.out);
	if (run.samples < 0)
		goto out;
	if (args.tune)
		tune(&run);
	note_doubts(&run);
	ret = EXIT_FAULT;
	/* Ctrl-C ends the run after the trial at hand */
	stop_on_signals();
	if (quiet_begin(run.mode))
		goto out;
	/* A fault on our own text or data is not the test file's */
	if (mlockall(MCL_CURRENT))
		note("cannot lock our own pages in memory: %s", strerror(errno));
	ret = run_plan(&run);
out:
	return give_back(&run, ret);
}
