# sextant: make            build ./sextant
#          make demo       install what is missing, build, run the main job on the bundled sample
#          make check      install what is missing, build, run all tests     (asan=1 or tsan=1: under that sanitizer;
#                          WING=circles: those of tests/unit/circles alone)
#          make unit       the tests in C alone, nothing installed           (asan=1, tsan=1, cov=1, OPTIONAL= HNSW=)
#          make bench      speed as ratios against peers and the machine's own SGEMM
#          make fuzz       each format's reader for FUZZ_SECONDS=10 under clang's fuzzer and sanitizers
#          make slow       what takes long: rates on four times as many sets, all tests in C under TSan, all tests under ASan, fuzz
#          make hook       let git refuse a commit that lint complains about
#          make lint man html install uninstall clean
# Local wishes go into config.mk: CC = clang, PREFIX = ..., CFLAGS += ...

-include config.mk

PREFIX  ?= /usr/local
DESTDIR ?=
BINDIR   = $(DESTDIR)$(PREFIX)/bin
MANDIR   = $(DESTDIR)$(PREFIX)/share/man
DATADIR  = $(DESTDIR)$(PREFIX)/share/sextant
INCDIR   = $(DESTDIR)$(PREFIX)/include/sextant
LIBDIR  ?= $(PREFIX)/lib
BASHDIR ?= $(PREFIX)/share/bash-completion/completions
ZSHDIR  ?= $(PREFIX)/share/zsh/site-functions
FISHDIR ?= $(PREFIX)/share/fish/vendor_completions.d
CC      ?= cc

PKGS     = openblas lapacke json-c ncursesw readline lua5.4 libpcre2-8
# Formats that need a library: built in where it is installed.
OPTIONAL := $(shell for p in libzip hdf5 sqlite3 librsvg-2.0 igraph zlib libsixel; do pkg-config --exists $$p && echo $$p; done)
PKGS     += $(OPTIONAL)
HAVE      = $(if $(filter libzip,$(OPTIONAL)),-DSX_HAVE_LIBZIP) $(if $(filter hdf5,$(OPTIONAL)),-DSX_HAVE_HDF5) \
            $(if $(filter sqlite3,$(OPTIONAL)),-DSX_HAVE_SQLITE3) \
            $(if $(filter librsvg-2.0,$(OPTIONAL)),-DSX_HAVE_RSVG) $(if $(filter igraph,$(OPTIONAL)),-DSX_HAVE_IGRAPH) $(if $(filter zlib,$(OPTIONAL)),-DSX_HAVE_ZLIB) \
            $(if $(filter libsixel,$(OPTIONAL)),-DSX_HAVE_SIXEL) $(if $(HNSW),-DSX_HAVE_HNSWLIB)
# The approximate graph: a C++ library of headers.
CXX      ?= g++
HNSW     := $(shell printf '\043include <hnswlib/hnswlib.h>\n' | $(CXX) -E -x c++ - >/dev/null 2>&1 && echo yes)
WARN     = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla
# Without errno of math a square root in a loop is one instruction; no figure changes.
BASE     = -std=c11 -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -fopenmp-simd -fno-math-errno $(WARN)
OPT     ?= -O2 -g
VARIANT  = $(notdir $(firstword $(CC)))
PAR      = par
OMP      = -fopenmp

# clang's OpenMP is a package of its own; plain threads do as well there.
ifneq ($(findstring clang,$(VARIANT)),)
PAR      = par_pthread
OMP      = -pthread
endif

# make OPTIONAL= HNSW= builds without the optional libraries, in a folder of its own.
ifeq ($(origin OPTIONAL),command line)
VARIANT := $(VARIANT)-$(if $(strip $(OPTIONAL)$(HNSW)),some,bare)
endif
ifdef asan
VARIANT := $(VARIANT)-asan
OPT      = -O1 -g -fsanitize=address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=undefined -DSX_NO_CLONES
export ASAN_OPTIONS = detect_leaks=1:allocator_may_return_null=1:suppressions=tests/fuzz/libhdf5.supp
endif
ifdef tsan
VARIANT := $(VARIANT)-tsan
OPT      = -O1 -g -fsanitize=thread -DSX_NO_CLONES
# hnswlib locks rows in the order in which it meets them; as one thread alone adds rows, none waits for another.
export TSAN_OPTIONS = detect_deadlocks=0:halt_on_error=1
PAR      = par_pthread
OMP      = -pthread
endif
ifdef cov
VARIANT := $(VARIANT)-cov
OPT      = -O1 -g --coverage -DSX_NO_CLONES
endif
ifdef fuzzing
VARIANT := $(VARIANT)-fuzz
OPT      = -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined -DSX_NO_CLONES -Wno-pass-failed
endif

B        = build/$(VARIANT)
PKGCFLAGS = $(shell pkg-config --cflags $(PKGS))
PKGLIBS   = $(shell pkg-config --libs $(PKGS))
FLAGS    = $(BASE) $(OPT) $(HAVE) -Isrc -Ilua $(PKGCFLAGS) $(CPPFLAGS) $(CFLAGS)
LIBS     = $(B)/libsextant.a $(PKGLIBS) -lgsl $(if $(HNSW),-lstdc++) -lm $(OMP) -lpthread $(LDFLAGS)

SRC      = $(filter-out src/base/par.c src/base/par_pthread.c, $(wildcard src/*.c src/*/*.c src/analyses/*/*.c)) src/base/$(PAR).c
OBJ      = $(SRC:%.c=$(B)/%.o) $(if $(HNSW),$(B)/src/neighbors/hnsw.o)
LUAOBJ   = $(patsubst %.c,$(B)/%.o,$(wildcard lua/*.c))
TUIOBJ   = $(patsubst %.c,$(B)/%.o,$(filter-out tui/main.c, $(wildcard tui/*.c tui/*/*.c)))
MAINOBJ  = $(B)/tui/main.o
SEEDS    = $(B)/tests/fuzz/seeds
# All tests in C; with WING=circles those of tests/unit/circles.
UNIT     = $(patsubst tests/%.c,$(B)/tests/%,$(wildcard $(if $(WING),$(WING:%=tests/unit/%/test_*.c),\
             tests/unit/*/test_*.c tests/properties/test_*.c tests/reference/test_*.c)))

# A line a file; make V=1 shows the commands.
V       ?=
say      = $(if $(V),,@echo "  $(1)  $@";)

.PHONY: all demo check run-demo run-check unit deps bench slow fuzz run-fuzz lint hook man html install uninstall clean
.SECONDARY:
.DELETE_ON_ERROR:

all: sextant

# One program at the root, whatever the variant; the last built wins.
sextant: $(B)/sextant FORCE
	@cmp -s $< $@ || { cp $< $@.new && mv $@.new $@; }
.PHONY: FORCE

$(B)/sextant: $(MAINOBJ) $(TUIOBJ) $(LUAOBJ) $(B)/libsextant.a
	$(call say,LD)$(CC) $(OPT) -o $@ $(MAINOBJ) $(TUIOBJ) $(LUAOBJ) $(LIBS)

$(B)/libsextant.a: $(OBJ)
	@rm -f $@
	$(call say,AR)$(AR) rcs $@ $(OBJ)

$(B)/src/base/par.o: CFLAGS += -fopenmp
$(TUIOBJ) $(MAINOBJ): CPPFLAGS += -Itui

$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(FLAGS) -MMD -MP -c -o $@ $<

# Without its own vector code hnswlib 0.6.2 does not read past its lists; 50,000 x 100 takes 18 s so, 15 s with it.
$(B)/%.o: %.cpp
	@mkdir -p $(@D)
	$(call say,CXX)$(CXX) -std=c++14 $(OPT) -O3 -ffast-math -DNO_MANUAL_VECTORIZATION -Wall -Wextra -MMD -MP -c -o $@ $<

$(B)/tests/%: tests/%.c $(B)/libsextant.a $(LUAOBJ) $(TUIOBJ)
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(FLAGS) -Itests -Itests/unit -Itui -MMD -MP -o $@ $< $(TUIOBJ) $(LUAOBJ) $(LIBS) -lcmocka

$(B)/bench/%: bench/%.c $(B)/libsextant.a
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(FLAGS) -MMD -MP -o $@ $< $(LIBS)

# ---- the two commands ----

demo:
	@scripts/deps.sh build
	@$(MAKE) --no-print-directory run-demo

check:
	@scripts/deps.sh build test $(if $(filter true,$(CI)),ci)
	@$(MAKE) --no-print-directory run-check

run-demo: all
	@scripts/demo.sh

ifdef WING
run-check: $(UNIT)
	@OPTIONAL="$(OPTIONAL)" tests/run.sh $(B) unit $(WING)
else
run-check: all $(UNIT) $(SEEDS)
	@OPTIONAL="$(OPTIONAL)" SEEDS=$(SEEDS) tests/run.sh $(B)
endif

# The tests in C alone, which need no program: for other compilers, sanitizers and builds with less in them.
unit: $(UNIT)
	@tests/run.sh $(B) unit $(WING)

deps:
	@scripts/deps.sh build test bench

# ---- the rest ----

bench: all $(B)/bench/bench $(B)/bench/id
	@bench/run.sh $(B)/bench/bench
	@$(B)/bench/id speed
	@$(B)/bench/id coverage 20

# What CI has no time for; to be run before an issue is closed.
slow: $(B)/tests/unit/circles/test_ring_error_rates
	SX_SLOW=1 $<
	$(MAKE) --no-print-directory tsan=1 unit
	$(MAKE) --no-print-directory asan=1 run-check
	$(MAKE) --no-print-directory fuzz
	$(MAKE) --no-print-directory all

# AFL++ builds the same target: make CC=afl-clang-fast fuzzing=1 build/afl-clang-fast-fuzz/fuzz_load; SX_FUZZ_FORMAT names
# the format. Debian has libFuzzer's runtime in libclang-rt-dev; elsewhere it mostly comes with clang.
fuzz:
	@if echo 'int LLVMFuzzerTestOneInput(void){return 0;}' | clang -x c -fsanitize=fuzzer -o /dev/null - 2>/dev/null; then \
		$(MAKE) --no-print-directory CC=clang fuzzing=1 run-fuzz; \
	else echo "fuzz: skipped: clang or its fuzzer's runtime is missing (scripts/deps.sh ci)"; fi

run-fuzz: $(B)/fuzz_load
	@tests/fuzz/run.sh $(B)/fuzz_load

$(B)/fuzz_load: tests/fuzz/fuzz_load.c $(B)/libsextant.a
	$(call say,CC)$(CC) $(FLAGS) -fsanitize=fuzzer -o $@ $< $(LIBS)

lint:
	@scripts/dev/lint.sh $(B)

hook:
	@scripts/dev/hook.sh

# The examples' output is part of the program (help) and of the manual; it changes when a figure does.
man: all
	./sextant --examples >src/run/examples.new
	@cmp -s src/run/examples.new src/run/examples.def && rm src/run/examples.new || mv src/run/examples.new src/run/examples.def
	@$(MAKE) --no-print-directory all
	./sextant --mdoc >man/sextant-commands.new
	@cmp -s man/sextant-commands.new man/sextant-commands.7 && rm man/sextant-commands.new || mv man/sextant-commands.new man/sextant-commands.7
	./sextant --mdoc-tutorial >man/sextant-tutorial.7

html: all
	@scripts/html.sh

# The program, its pages, completion and samples; then the library for other programs: pkg-config --cflags --libs sextant.
PAGES    = $(wildcard man/*.[1-9])
PUBLIC   = $(sort $(filter src/%.h, $(shell $(CC) -std=c11 -Isrc -MM src/sextant.h)))
VERSION  = $(shell sed -n 's/.*SX_VERSION "\(.*\)"/\1/p' src/sextant.h)
COMPLETION = $(BASHDIR)/sextant $(ZSHDIR)/_sextant $(FISHDIR)/sextant.fish

define PC
prefix=$(PREFIX)
includedir=$${prefix}/include/sextant
libdir=$(LIBDIR)

Name: sextant
Description: The geometry of embeddings: neighbours, spectra, dimension, comparison
Version: $(VERSION)
Requires: openblas lapacke json-c libpcre2-8 $(filter-out libsixel,$(OPTIONAL))
Libs: -L$${libdir} -lsextant -lgsl $(if $(HNSW),-lstdc++) -lm $(OMP) -lpthread
Cflags: -I$${includedir}
endef

install: all $(B)/libsextant.a
	install -d $(BINDIR) $(MANDIR)/man1 $(MANDIR)/man3 $(MANDIR)/man5 $(MANDIR)/man7 $(DATADIR)/scripts $(DATADIR)/samples
	install -d $(DESTDIR)$(BASHDIR) $(DESTDIR)$(ZSHDIR) $(DESTDIR)$(FISHDIR) $(INCDIR) $(DESTDIR)$(LIBDIR)/pkgconfig
	install -m 755 sextant $(BINDIR)/sextant
	for m in $(PAGES); do install -m 644 $$m $(MANDIR)/man$${m##*.}/; done
	install -m 755 scripts/*.lua $(DATADIR)/scripts/
	cp -R samples/. $(DATADIR)/samples/
	./sextant --completion bash >$(DESTDIR)$(BASHDIR)/sextant
	./sextant --completion zsh >$(DESTDIR)$(ZSHDIR)/_sextant
	./sextant --completion fish >$(DESTDIR)$(FISHDIR)/sextant.fish
	for h in $(PUBLIC:src/%=%); do install -D -m 644 src/$$h $(INCDIR)/$$h; done
	install -m 644 $(B)/libsextant.a $(DESTDIR)$(LIBDIR)/
	$(file >$(B)/sextant.pc,$(PC))install -m 644 $(B)/sextant.pc $(DESTDIR)$(LIBDIR)/pkgconfig/

uninstall:
	rm -f $(BINDIR)/sextant $(foreach m,$(notdir $(PAGES)),$(MANDIR)/man$(subst .,,$(suffix $(m)))/$(m))
	rm -f $(addprefix $(DESTDIR),$(COMPLETION)) $(DESTDIR)$(LIBDIR)/libsextant.a $(DESTDIR)$(LIBDIR)/pkgconfig/sextant.pc
	rm -rf $(DATADIR) $(INCDIR)

clean:
	rm -rf build sextant

-include $(OBJ:.o=.d) $(LUAOBJ:.o=.d) $(TUIOBJ:.o=.d) $(MAINOBJ:.o=.d) $(UNIT:=.d) $(SEEDS).d
