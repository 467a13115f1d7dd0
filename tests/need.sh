# What a test needs to run at all: source this. A test that cannot run ends with status 77 and the reason on its last line, which
# tests/run.sh shows. A reason that begins with "this machine" is one that no package mends; any other makes CI fail.
skip() {
	echo "$1"
	exit 77
}
# need PROGRAM PACKAGE
need() {
	command -v "$1" >/dev/null 2>&1 || skip "$2 is not installed"
}
# need_python MODULES PACKAGE: sets python to an interpreter that has the modules. Debian's own comes first, because another one of
# that name on the PATH does not see Debian's modules.
need_python() {
	for python in /usr/bin/python3 python3; do
		"$python" -c "import $1" 2>/dev/null && return
	done
	skip "$2 is not installed: no python3 here can import $1"
}
# need_plain_build: the program under test is the one that make without a variant built
need_plain_build() {
	[ -f build/cc/libsextant.a ] && cmp -s build/cc/sextant ./sextant || skip 'this is not the plain build (build/cc)'
}
