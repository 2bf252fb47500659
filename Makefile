# SPDX-License-Identifier: GPL-2.0-only
#
# make              build/faultline
# make help         what else there is
#
# V=1 shows the commands, SAN=1 builds with ASan and UBSan into build/san.

CC ?= gcc
CFLAGS ?= -O2 -g
# V=0 and the like mean no
on = $(filter-out 0 n no,$(1))
BUILD := build$(if $(call on,$(SAN)),/san)

# Where plots/, bench/jobs/ and scripts/ are if they are not beside the program
DATA_DIR ?= $(CURDIR)
VERSION := $(shell scripts/version)
PACKAGES := jansson blkid gsl libbpf libdw zlib
override CPPFLAGS += -D_GNU_SOURCE -DFAULTLINE_VERSION='"$(VERSION)"' -DDATA_DIR='"$(DATA_DIR)"' \
	-iquote bench -iquote . -isystem $(BUILD)/bpf
CFLAGS += -std=gnu11 -Wall -Wextra -Werror -Wmissing-prototypes -Wshadow -Wswitch-enum -pthread
LDLIBS = -linih $(shell pkg-config --libs $(PACKAGES) 2>/dev/null) -lm
ifneq ($(call on,$(SAN)),)
CFLAGS += -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
endif

PREFIX ?= /usr/local
JOB ?= standard
# Which of Debian's kernel sources, see scripts/kernel-source
# Commits of KERNEL_TREE; an A that a shell happens to export is none
REVISIONS = $(filter command,$(origin A) $(origin B))
KERNEL_ARGUMENTS = $(if $(call on,$(RC)),--rc) $(if $(SERIES),--series '$(SERIES)') $(if $(KERNEL_IMAGE),--kernel-image '$(KERNEL_IMAGE)')
Q := $(if $(call on,$(V)),,@)
say = $(if $(call on,$(V))$(findstring s,$(firstword -$(MAKEFLAGS))),,@printf '  %-7s %s\n' $(1) $(2))

# Tracers run on the kernel's BPF machine: no sanitizer there
CLANG ?= clang
BPFTOOL ?= $(or $(shell command -v bpftool),/usr/sbin/bpftool)
# "=": where a rule installs the compiler, it is not there yet when this is read
BPF_CFLAGS = -target bpf -mcpu=v3 -O2 -g -Wall -Wextra -Werror -Wno-unused-parameter \
	-idirafter /usr/include/$(shell $(CC) -print-multiarch) -Ibpf

# For the interface of QEMU 7 and 8, of those up to 11.0, and of later ones
PLUGINS := $(if $(call on,$(SAN)),,$(patsubst %,$(BUILD)/plugin/faultline-%.so,1 3 7))
TRACERS := $(patsubst bpf/%.bpf.c,%,$(wildcard bpf/*.bpf.c))
SOURCES := $(wildcard bench/*.c bench/*/*.c)
OBJECTS := $(SOURCES:%.c=$(BUILD)/%.o)
LIBRARY := $(filter-out %/main.o,$(OBJECTS))
UNITS := $(patsubst tests/unit/%.c,$(BUILD)/tests/%,$(wildcard tests/unit/*_test.c))
FUZZERS := $(patsubst tests/fuzz/fuzz_%.c,$(BUILD)/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
TRACING_TESTS := $(patsubst tests/tracing/%.c,$(BUILD)/tracing/%,$(wildcard tests/tracing/*.c))
EXT4_TESTS := $(patsubst tests/ext4/%.c,$(BUILD)/%,$(wildcard tests/ext4/*.c))

.DELETE_ON_ERROR:
.PHONY: all help deps bench bench-compare fuzz fuzzers kernel test check-unit check-cli check-lint check-guest test-long tracing-tests includes touch-cost test-debug test-crash test-patches test-debian test-series test-qemus test-power test-known test-locks test-alive test-contention test-false-alarms test-kills test-scenarios test-programs units install uninstall dist deb test-deb trace-cost profile-cost peers peer-loop clean FORCE

# What builds is locked, so that two makes in one checkout do not write the same objects
LOCKS := all units fuzzers tracing-tests test-programs includes touch-cost peer-loop
ifneq ($(origin LOCKED),command line)
$(LOCKS):
	@mkdir -p $(BUILD) && flock $(BUILD)/lock $(MAKE) --no-print-directory LOCKED=1 $@
else
all: $(BUILD)/faultline $(PLUGINS)
units: $(UNITS)
fuzzers: $(FUZZERS)
tracing-tests: $(TRACING_TESTS)
test-programs: $(BUILD)/exerciser $(BUILD)/lost-cache $(EXT4_TESTS)
includes: $(BUILD)/includes
touch-cost: $(BUILD)/touch-cost
peer-loop: $(BUILD)/peer-loop
endif

help:
	@echo 'make [all]                  build/faultline'
	@echo 'make bench [JOB=standard|smoke|FILE] [OUT=DIR] [KERNEL_TREE=DIR]'
	@echo '                            build all, boot the guest, measure, report;'
	@echo '                            PROFILE=1: count each instruction, too, for faultline'
	@echo '                            profile; 0: do not (standard and smoke do)'
	@echo 'make bench KERNEL_A=DIR KERNEL_B=DIR [JOB=] [OUT=]'
	@echo '                            the same with two kernels, and compare them'
	@echo 'make bench KERNEL_TREE=DIR A=REV B=REV [JOB=] [OUT=]'
	@echo '                            the same with two commits of a git tree'
	@echo 'make bench KERNEL_IMAGE=FILE'
	@echo '                            the same with a bzImage that is built already'
	@echo 'make kernel [KERNEL_TREE=DIR]'
	@echo '                            fetch, patch and build the kernel; prints its path'
	@echo '    SERIES=7.3, SERIES=newest, RC=1'
	@echo '                            of bench and kernel: which of Debian'"'"'s kernels, see'
	@echo '                            the head of scripts/kernel-source'
	@echo 'make test                   all that CI runs: the four below'
	@echo 'make check-unit             unit tests, with and without sanitizers'
	@echo 'make check-cli              command-line tests'
	@echo 'make check-lint             clang-tidy, shellcheck, man pages'
	@echo 'make check-guest            tests in the booted guest'
	@echo 'make test-long [OPS=N] [CYCLES=N] [SEED=N]'
	@echo '                            random operations and crashes, fio, stress-ng, hours'
	@echo 'make test-debug [SEED=N]    the same in small on a debug kernel, 40 minutes'
	@echo 'make test-crash [CYCLES=N] [KILLS=N] [LOST=N] [SEED=N]'
	@echo '                            crashes only: 24 for each cycle, killed guests, and power'
	@echo '                            cuts of a disk that loses its cache'
	@echo 'make test-patches           each patch by itself: git am, W=1, checkpatch (10 minutes)'
	@echo 'make test-debian SUITE=trixie'
	@echo '                            from a bare Debian of that suite to figures (30 minutes)'
	@echo 'make test-deb [SUITES="bookworm trixie"]'
	@echo '                            the package in a bare Debian: built, installed, run, purged'
	@echo '                            (1 hour)'
	@echo 'make test-series            Debian'"'"'s kernel series side by side (40 minutes)'
	@echo 'make test-qemus             the standard job, and the tests of profiles, in the QEMUs of'
	@echo '                            other suites (25 minutes)'
	@echo 'make test-power [RUNS=N] [PAIRS=N]'
	@echo '                            is a known added path length found, in insn mode (25 minutes)'
	@echo 'make test-known             are known instructions, locks and lines found (10 minutes)'
	@echo 'make test-locks             are locks that are held longer named, and no others (hours)'
	@echo 'make test-alive [CYCLES=N]  tracers come and go beside a busy fio (30 minutes)'
	@echo 'make test-contention [RUNS=N]'
	@echo '                            A/A comparisons of what 4 vCPUs wait for (40 minutes)'
	@echo 'make test-false-alarms [PAIRS=N]'
	@echo '                            A/A comparisons in time mode, on this machine (30 minutes)'
	@echo 'make test-kills [KILLS=N]     runs are killed, and nothing is left (5 minutes)'
	@echo 'make test-scenarios         the scenarios of docs/scenarios.md (10 minutes)'
	@echo 'make trace-cost             what tracing adds to a fault, ours and others (2 minutes)'
	@echo 'make profile-cost           what profiling costs, beside perf and funclatency (5 minutes)'
	@echo 'make peers                  fio, stress-ng and others beside ours, on this kernel, as root'
	@echo '                            (5 minutes)'
	@echo 'make bench-compare [LINES=N] time and memory of compare on a million trials (1 minute)'
	@echo 'make fuzz [SECONDS=N]       feed the readers of files with anything (1 minute)'
	@echo 'make install [PREFIX=/usr/local] [DESTDIR=], make uninstall'
	@echo 'make dist                   build/faultline-VERSION.tar.gz, of what is committed'
	@echo 'make deb                    build/deb/faultline_VERSION_amd64.deb, of the same'
	@echo 'make clean                  remove build/; the kernel cache stays'
	@echo 'V=1 shows the commands; SAN=1 builds with sanitizers'

deps:
	@scripts/deps build

# The version is compiled into one file; remake it when it changes
$(BUILD)/version: FORCE
	@mkdir -p $(@D)
	@echo '$(VERSION)' | cmp -s - $@ || echo '$(VERSION)' >$@

$(BUILD)/bench/main.o $(BUILD)/bench/trial/sample_writer.o: $(BUILD)/version

$(BUILD)/bpf/%.bpf.o: bpf/%.bpf.c | deps
	$(call say,BPF,$<)
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(BPF_CFLAGS) -MMD -MP -c -o $@ $<

$(TRACERS:%=$(BUILD)/bpf/%.skel.h): %.skel.h: %.bpf.o
	$(Q)echo '/* NOLINTBEGIN: generated, not ours to mend */' >$@
	$(Q)$(BPFTOOL) gen skeleton $< name $(*F)_bpf >>$@
	$(Q)echo '/* NOLINTEND */' >>$@

$(TRACERS:%=$(BUILD)/bench/trace/%.o): $(BUILD)/bench/trace/%.o: $(BUILD)/bpf/%.skel.h

$(BUILD)/%.o: %.c | deps
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# .incbin is nothing that -MMD knows of
$(BUILD)/bench/report/flame_script.o: bench/report/flame.js

$(BUILD)/faultline: $(OBJECTS)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(PLUGINS): $(BUILD)/plugin/faultline-%.so: $(wildcard plugin/*.c plugin/*.h) bench/lib/symbol_table.c bench/lib/symbol_table.h bench/lib/grow.h bpf/path.h bpf/parts.h | deps
	$(call say,LINK,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -DQEMU_API=$* -fPIC -fvisibility=hidden -shared -o $@ \
		$(filter %.c,$^)

$(BUILD)/tests/%: tests/unit/%.c $(LIBRARY)
	$(call say,TEST,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -o $@ $< $(LIBRARY) $(LDLIBS) -lcmocka

# The parts of the plugin that know nothing of QEMU
PLUGIN_PARTS := $(patsubst %.c,$(BUILD)/%.o,$(filter-out plugin/plugin.c,$(wildcard plugin/*.c)))
PLUGIN_UNITS := $(addprefix $(BUILD)/tests/,decode_test calls_test caches_test insns_test locks_test plugin_parts_test)
$(PLUGIN_UNITS): LIBRARY += $(PLUGIN_PARTS)
$(PLUGIN_UNITS): $(PLUGIN_PARTS)

$(BUILD)/tests/scan_test: CPPFLAGS += -Itests/fuzz
$(BUILD)/tests/scan_test: LIBRARY := tests/fuzz/agree.c $(LIBRARY)
$(BUILD)/tests/scan_test: tests/fuzz/agree.c

# Readers of files, fed with anything: see tests/fuzz/fuzz.h
FUZZ_MAIN ?= tests/fuzz/replay.c
FUZZ_COMMON := tests/fuzz/common.c tests/fuzz/judge.c tests/fuzz/agree.c bench/results/baseline.c $(FUZZ_MAIN)
$(FUZZERS): $(BUILD)/fuzz/%: tests/fuzz/fuzz_%.c $(FUZZ_COMMON) $(wildcard tests/fuzz/*.h) $(LIBRARY)
	$(call say,FUZZ,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) -DFUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION -Itests/fuzz $(CFLAGS) -o $@ \
		$< $(FUZZ_COMMON) $(filter-out %/baseline.o,$(LIBRARY)) $(LDLIBS) $(FUZZ_LIBS)

# Workloads of known counts for the tests of the tracers
$(TRACING_TESTS): $(BUILD)/tracing/%: tests/tracing/%.c
	$(call say,TEST,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -o $@ $<

# How many instructions the harness itself adds to a touched page
$(BUILD)/touch-cost: tests/touch-cost.c $(LIBRARY)
	$(call say,TEST,$@)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -o $@ $< $(LIBRARY) $(LDLIBS)

# What will-it-scale and lmbench do, for scripts/peers
$(BUILD)/peer-loop: tests/peer-loop.c bench/lib/page.h | deps
	$(call say,TEST,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -o $@ $<

# The file exerciser, see tests/exerciser/main.c
EXERCISER := $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/exerciser/*.c))
# Most of its files handle some operations of many
$(EXERCISER): CFLAGS := $(filter-out -Wswitch-enum,$(CFLAGS))
$(BUILD)/exerciser: $(EXERCISER)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^

# A disk that lost its cache, see tests/lostcache/main.c
LOST_CACHE := $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/lostcache/*.c))
$(BUILD)/lost-cache: $(LOST_CACHE)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^

# What the tests of ext4 in the guest need
$(EXT4_TESTS): $(BUILD)/%: tests/ext4/%.c tests/ext4/op.h
	$(call say,TEST,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -o $@ $<

-include $(TRACERS:%=$(BUILD)/bpf/%.bpf.d) $(EXERCISER:.o=.d) $(LOST_CACHE:.o=.d) $(OBJECTS:.o=.d) $(PLUGIN_PARTS:.o=.d) $(UNITS:=.d)

# Its quotes and blanks are none of a shell's
export KERNEL_TREE
kernel:
	@scripts/faultline-bench $(KERNEL_ARGUMENTS) --kernel-only

bench:
	@scripts/deps bench
	@$(MAKE) --no-print-directory all
	@scripts/faultline-bench $(KERNEL_ARGUMENTS) \
		$(if $(KERNEL_A),--kernel-a '$(KERNEL_A)') $(if $(KERNEL_B),--kernel-b '$(KERNEL_B)') \
		$(if $(REVISIONS),--revision-a '$(A)' --revision-b '$(B)') -- '$(JOB)' '$(OUT)'

test:
	@scripts/deps test
	@tests/run

check-unit check-cli check-lint check-guest: check-%:
	@scripts/deps test
	@tests/run $*

# What the compiler reads for each file, for tests/arrows
$(BUILD)/includes: FORCE $(TRACERS:%=$(BUILD)/bpf/%.skel.h)
	$(Q)$(CC) $(CPPFLAGS) -MM $(SOURCES) $(wildcard bench/*/*.h plugin/*.[ch]) >$@

# Hours, not minutes
test-long:
	@scripts/deps long
	@tests/long/integrity $(or $(OPS),20000) $(or $(CYCLES),5) $(or $(SEED),$(shell date +%s))

# Their logs are kept in tests/logs, which the tests compare with the patches
test-debug:
	@scripts/deps test
	@tests/long/debug $(SEED)

test-crash:
	@scripts/deps test
	@tests/long/crash $(or $(CYCLES),5) $(or $(KILLS),24) $(or $(LOST),200) $(SEED)

test-patches:
	@scripts/deps test
	@tests/long/patches-build
	@$(MAKE) --no-print-directory all
	@bats tests/long/renamed.bats tests/long/inlined.bats

test-debian:
	@scripts/deps suites
	@tests/long/debian '$(or $(SUITE),trixie)'

test-deb:
	@scripts/deps suites
	@tests/long/deb $(SUITES)

test-series:
	@scripts/deps test
	@tests/long/series $(SERIES)

test-qemus:
	@scripts/deps suites
	@tests/long/qemus

test-power:
	@scripts/deps test
	@$(MAKE) --no-print-directory all
	@tests/long/power/power $(or $(RUNS),10) $(or $(PAIRS),20)

# What its kernel is built with is a patch of its own
test-locks:
	@scripts/deps test
	@$(MAKE) --no-print-directory all
	@tests/long/locks/locks $(or $(RUNS),10) $(or $(CONTROLS),20) $(PART)

test-known:
	@scripts/deps test
	@$(MAKE) --no-print-directory all
	@tests/long/known/known

test-contention:
	@scripts/deps test
	@tests/long/contention-pairs $(RUNS)

test-alive:
	@scripts/deps test
	@$(MAKE) --no-print-directory all
	@tests/long/alive/alive $(or $(CYCLES),200)

test-kills:
	@scripts/deps test
	@$(MAKE) --no-print-directory SAN=1 all
	@tests/long/kills $(KILLS)

test-false-alarms:
	@scripts/deps test
	@$(MAKE) --no-print-directory all
	@tests/long/power/false-alarms $(or $(PAIRS),100)

test-scenarios:
	@scripts/deps test
	@tests/long/scenarios/scenarios $(SCENARIO)

fuzz:
	@scripts/deps fuzz
	@$(MAKE) --no-print-directory BUILD=build/clang CC=$(CLANG) FUZZ_MAIN= \
		CFLAGS='-std=gnu11 -pthread -O1 -g -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all' \
		FUZZ_LIBS=-fsanitize=fuzzer fuzzers
	@tests/fuzz/run build/clang/fuzz $(or $(SECONDS),60)

bench-compare: all
	@tests/long/compare-cost $(BUILD)/faultline $(LINES)

# Kept as docs/trace-cost.txt
trace-cost:
	@scripts/deps cost
	@$(MAKE) --no-print-directory all
	@scripts/trace-cost $(BUILD)/faultline

# Kept as docs/profile-cost.txt
profile-cost:
	@scripts/deps cost
	@$(MAKE) --no-print-directory all
	@scripts/profile-cost

# Kept as docs/peers.txt
peers:
	@scripts/deps peers
	@$(MAKE) --no-print-directory all peer-loop
	@scripts/peers

install: all
	scripts/install '$(PREFIX)' '$(DESTDIR)'

uninstall:
	scripts/install --remove '$(PREFIX)' '$(DESTDIR)'

# The sources of what is committed
dist:
	@scripts/dist

# A Debian package of it
deb:
	@scripts/deps deb
	@scripts/deb

clean:
	rm -rf build
