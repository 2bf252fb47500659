// SPDX-License-Identifier: GPL-2.0-only
/* faultline trace: the tracers, on any workload. */
#include <argp.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/complain.h"
#include "lib/names.h"
#include "lib/outfile.h"
#include "lib/stop.h"
#include "model/stopwatch.h"
#include "subcommand.h"
#include "trace/filter.h"
#include "trace/tool.h"

#define NR_TOOLS 4
#define CGROUPS "/sys/fs/cgroup"
#define PATIENCE 3	/* seconds between SIGTERM and SIGKILL */

static const struct trace_tool *const tools[NR_TOOLS] = {
	&trace_path, &trace_journal, &trace_folio, &trace_locks
};

struct arguments {
	struct trace_filter filter;
	double duration, interval;	/* seconds; 0: without end, none */
	int chosen[NR_TOOLS];
	int json;
	char **command;
};

/* The traced command, in a cgroup of its own: so are the children it makes */
struct command {
	pid_t pid;
	int start;		/* written to when it may begin */
	int status;
	char cgroup[64];	/* directory, or "" */
};

static const struct argp_option options[] = {
	{ "pid", 'p', "PID", 0, "Only this process", 0 },
	{ "cgroup", 'c', "DIR", 0, "Only tasks in this cgroup (v2) and in those below it", 0 },
	{ "device", 'd', "DEV", 0, "Only files on the filesystem on this block device", 0 },
	{ "duration", 'D', "SEC", 0, "Stop after so many seconds (default: at Ctrl-C)", 0 },
	{ "interval", 'i', "SEC", 0, "Print what came in every so many seconds", 0 },
	{ "only", 'o', "TOOL,...", 0, NULL, 0 },
	{ "json", 'j', NULL, 0, "One JSON object for each interval", 0 },
	{ 0 }
};

static const char doc[] =
	"Trace the mmap write faults of a command, a process, or of everything.\v"
	"Examples:\n"
	"  faultline trace -- fio my.fio\n"
	"  faultline trace --pid 4711 --interval 1\n"
	"  faultline trace --only path --duration 10 --json\n"
	"The exit status is that of COMMAND if it is not 0, else 1 if the trace is\n"
	"incomplete, else 0.\n";

static int parse_seconds(const char *text, double *seconds)
{
	char *end;

	errno = 0;
	*seconds = strtod(text, &end);
	return errno || end == text || *end || !(*seconds > 0) || *seconds > 1e9 ? -1 : 0;
}

static void parse_tools(char *text, struct arguments *args, const struct argp_state *state)
{
	const char *names[NR_TOOLS];
	char list[NAMES_ROOM];

	for (size_t i = 0; i < NR_TOOLS; i++)
		names[i] = tools[i]->name;
	for (char *name = strtok(text, ","); name; name = strtok(NULL, ",")) {
		int i = names_index(names, NR_TOOLS, name);

		if (i < 0)
			argp_error(state, "--only %s: expected %s", name,
				   names_list(list, names, NR_TOOLS));
		args->chosen[i] = 1;
	}
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct arguments *args = state->input;
	const char *wrong;

	switch (key) {
	case 'p':
		wrong = filter_by_pid(&args->filter, arg);
		if (wrong)
			argp_error(state, "--pid %s: %s", arg, wrong);
		return 0;
	case 'c':
		wrong = filter_by_cgroup(&args->filter, arg);
		if (wrong)
			argp_error(state, "--cgroup %s: %s", arg, wrong);
		return 0;
	case 'd':
		wrong = filter_by_device(&args->filter, arg);
		if (wrong)
			argp_error(state, "--device %s: %s", arg, wrong);
		return 0;
	case 'D':
		if (parse_seconds(arg, &args->duration))
			argp_error(state, "--duration %s: expected a number of seconds", arg);
		return 0;
	case 'i':
		if (parse_seconds(arg, &args->interval))
			argp_error(state, "--interval %s: expected a number of seconds", arg);
		return 0;
	case 'o':
		parse_tools(arg, args, state);
		return 0;
	case 'j':
		args->json = 1;
		return 0;
	case ARGP_KEY_ARGS:
		args->command = state->argv + state->next;
		/* "--pid 1 2" asks for two processes, and must not run a program called 2 */
		if ((args->filter.tgid || args->filter.cgroup) &&
		    strcmp(state->argv[state->next - 1], "--"))
			argp_error(state, "'%s' is no option; a command to run beside --pid or "
				   "--cgroup comes after --", *args->command);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* argp frees what is not the text it gave */
static char *help_filter(int key, const char *text, void *input)
{
	char *help = NULL;
	size_t size;
	FILE *out;

	(void)input;
	if (key != 'o')
		return (char *)text;
	out = open_memstream(&help, &size);
	if (!out)
		return NULL;
	fputs("Only these tracers (default: all). ", out);
	for (size_t i = 0; i < NR_TOOLS; i++)
		fprintf(out, "%s: %s%s", tools[i]->name, tools[i]->what,
			i + 1 < NR_TOOLS ? "; " : "");
	fclose(out);
	return help;
}

static const struct argp argp = {
	options, parse_option, "[-- COMMAND...]", doc, NULL, help_filter, NULL
};

static int join_cgroup(const char *cgroup)
{
	char path[96];
	int fd, ret;

	snprintf(path, sizeof(path), "%s/cgroup.procs", cgroup);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	ret = write(fd, "0", 1) == 1 ? 0 : -1;
	close(fd);
	return ret;
}

/* In the child: wait for the tracers, then become the command */
static void __attribute__((noreturn)) become(const struct command *command, int wait, char **argv)
{
	char byte;

	if ((*command->cgroup && join_cgroup(command->cgroup)) || read(wait, &byte, 1) != 1)
		_exit(127);
	signal(SIGPIPE, SIG_DFL);
	execvp(argv[0], argv);
	complain("%s: %s", argv[0], strerror(errno));
	_exit(127);
}

static int start_command(struct command *command, char **argv, struct trace_filter *filter)
{
	int ends[2];

	snprintf(command->cgroup, sizeof(command->cgroup), CGROUPS "/faultline.%d", getpid());
	if (access(CGROUPS "/cgroup.procs", F_OK) || mkdir(command->cgroup, 0755) ||
	    filter_by_cgroup(filter, command->cgroup)) {
		*command->cgroup = '\0';
		note("no cgroup (v2) of its own for the command: all tasks are traced");
	}
	if (pipe2(ends, O_CLOEXEC))
		return complain("pipe: %s", strerror(errno));
	command->pid = fork();
	if (command->pid < 0)
		return complain("fork: %s", strerror(errno));
	if (!command->pid) {
		close(ends[1]);
		become(command, ends[0], argv);
	}
	close(ends[0]);
	command->start = ends[1];
	return 0;
}

static int command_ended(struct command *command)
{
	int status;

	if (waitpid(command->pid, &status, WNOHANG) != command->pid)
		return 0;
	command->pid = 0;
	command->status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
	return 1;
}

/* All that is left in the command's cgroup, since Linux 5.14 */
static void kill_cgroup(const struct command *command)
{
	char path[96];
	int fd;

	if (!*command->cgroup)
		return;
	snprintf(path, sizeof(path), "%s/cgroup.kill", command->cgroup);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd >= 0 && write(fd, "1", 1) != 1)
		note("%s: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
}

static int remove_cgroup(const char *path, const struct stat *info, int type, struct FTW *unused)
{
	(void)info;
	(void)unused;
	if (type == FTW_DP)
		rmdir(path);
	return 0;
}

/* A command that has not ended by itself has some seconds after SIGTERM */
static void end_command(struct command *command)
{
	const struct timespec nap = { .tv_nsec = 10000000 };
	bool killed = false;

	if (command->pid > 0) {
		kill(command->pid, SIGTERM);
		for (int i = 0; i < 100 * PATIENCE && !command_ended(command); i++)
			nanosleep(&nap, NULL);
		if (command->pid > 0) {
			note("the command does not end after SIGTERM, so it is killed");
			killed = true;
			kill_cgroup(command);
			kill(command->pid, SIGKILL);
			waitpid(command->pid, NULL, 0);
		}
		command->pid = 0;
		command->status = 0;
	}
	/* What was killed takes a moment to go; a child that was left behind keeps the directory */
	for (int i = 0; i < 100 && *command->cgroup; i++) {
		nftw(command->cgroup, remove_cgroup, 8, FTW_DEPTH | FTW_PHYS);
		if (access(command->cgroup, F_OK) || !killed)
			break;
		nanosleep(&nap, NULL);
	}
	if (*command->cgroup && !access(command->cgroup, F_OK))
		note("%s stays, it is in use", command->cgroup);
}

struct session {
	const struct arguments *args;
	void *state[NR_TOOLS];
	const char *incomplete;
	double began, shown;
};

static double now_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int open_tools(struct session *session, const struct trace_filter *filter)
{
	int any = 0;

	for (size_t i = 0; i < NR_TOOLS; i++)
		any |= session->args->chosen[i];
	for (size_t i = 0; i < NR_TOOLS; i++) {
		if (any && !session->args->chosen[i])
			continue;
		session->state[i] = tools[i]->open(filter);
		if (!session->state[i])
			return -1;
	}
	return 0;
}

static void print_hooks(const struct trace_tool *tool, const void *state)
{
	char names[512];

	if (*tracer_missing(tool->hooks(state), names, sizeof(names)))
		printf("\nNo hook on: %s.\n%s\n", names, tool->unhooked);
	if (*tracer_missed_runs(tool->hooks(state), names, sizeof(names)))
		printf("\nHooks that the kernel left out (recursion): %s.\n", names);
}

static void show_text(const struct session *session, double seconds)
{
	printf("%.1f s\n", seconds);
	for (size_t i = 0; i < NR_TOOLS; i++) {
		const char *incomplete;

		if (!session->state[i])
			continue;
		fputs("\n", stdout);
		tools[i]->print(session->state[i], stdout);
		print_hooks(tools[i], session->state[i]);
		incomplete = tools[i]->incomplete(session->state[i]);
		if (incomplete)
			printf("INCOMPLETE: %s\n", incomplete);
	}
}

static void add_hooks(json_t *object, const struct tracer *hooks)
{
	char names[512];

	json_object_set_new(object, "missing",
			    json_string(tracer_missing(hooks, names, sizeof(names))));
	json_object_set_new(object, "left_out",
			    json_string(tracer_missed_runs(hooks, names, sizeof(names))));
}

static void show_json(const struct session *session, double seconds)
{
	json_t *object = json_pack("{ss sf}", "type", "trace", "seconds", seconds);

	for (size_t i = 0; i < NR_TOOLS; i++) {
		const char *incomplete;
		json_t *tool;

		if (!session->state[i])
			continue;
		tool = tools[i]->json(session->state[i]);
		add_hooks(tool, tools[i]->hooks(session->state[i]));
		incomplete = tools[i]->incomplete(session->state[i]);
		json_object_set_new(tool, "incomplete",
				    incomplete ? json_string(incomplete) : json_null());
		json_object_set_new(object, tools[i]->name, tool);
	}
	json_dumpf(object, stdout, JSON_COMPACT | JSON_REAL_PRECISION(6));
	json_decref(object);
	putchar('\n');
}

static int show(struct session *session)
{
	double now = now_seconds(), seconds = now - session->shown;

	session->shown = now;
	for (size_t i = 0; i < NR_TOOLS; i++) {
		if (!session->state[i])
			continue;
		if (tools[i]->take(session->state[i]))
			return -1;
		if (tools[i]->incomplete(session->state[i]))
			session->incomplete = tools[i]->incomplete(session->state[i]);
	}
	if (session->args->json)
		show_json(session, seconds);
	else
		show_text(session, seconds);
	return outfile_flush_stdout();
}

/* Has the process of --pid ended? */
static bool traced_ended(pid_t pid, int pidfd)
{
	struct pollfd ended = { .fd = pidfd, .events = POLLIN };

	if (!pid)
		return false;
	return pidfd < 0 ? kill(pid, 0) && errno == ESRCH : poll(&ended, 1, 0) == 1;
}

/* Until the command or the traced process ends, the time is up, or somebody stops us */
static int watch(struct session *session, struct command *command)
{
	const struct arguments *args = session->args;
	const struct timespec nap = { .tv_nsec = 10000000 };
	int pidfd = args->filter.tgid ? (int)syscall(SYS_pidfd_open, args->filter.tgid, 0) : -1;

	session->began = session->shown = now_seconds();
	if (args->command && write(command->start, "", 1) != 1)
		return complain("the command did not start");
	while (!stopped) {
		double now;

		nanosleep(&nap, NULL);
		now = now_seconds();
		if ((args->command && command_ended(command)) || traced_ended(args->filter.tgid, pidfd) ||
		    (args->duration > 0 && now - session->began >= args->duration))
			break;
		if (args->interval > 0 && now - session->shown >= args->interval && show(session))
			return -1;
	}
	return show(session);
}

int trace_main(int argc, char **argv)
{
	struct command command = { .pid = 0, .start = -1 };
	struct arguments args = { 0 };
	struct session session = { .args = &args };
	int ret = EXIT_USAGE;

	argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &args);
	if (tracer_possible()) {
		complain("no tracing here: %s", tracer_possible());
		return EXIT_USAGE;
	}
	stop_on_signals();
	/* A reader that went away is an error of stdout, and the command is ended */
	signal(SIGPIPE, SIG_IGN);
	if (args.command && start_command(&command, args.command, &args.filter))
		return EXIT_FAULT;
	if (stopwatch_emulated() && !stopwatch_counts_instructions())
		note("this processor is emulated: counts are right, times are not speed");
	if (open_tools(&session, &args.filter))
		goto out;
	ret = watch(&session, &command) ? EXIT_FAULT : EXIT_OK;
	if (session.incomplete) {
		complain("the trace is incomplete: %s", session.incomplete);
		ret = EXIT_FAULT;
	}
out:
	for (size_t i = 0; i < NR_TOOLS; i++)
		if (session.state[i])
			tools[i]->close(session.state[i]);
	end_command(&command);
	return command.status ? command.status : ret;
}
