#!/bin/sh
# Runs every test there is: tests/run.sh BUILD_FOLDER; tests/run.sh BUILD_FOLDER unit runs those in C alone, and further words those
# of some folders of tests/unit, JOBS at a time (1). The last line counts them; before it stands what was skipped, and why.
# With CI=true a skipped test is a failed one, unless the machine itself is the reason (tests/need.sh).
set -u
cd "$(dirname "$0")/.." || exit 1
build=${1:-build/cc} part=${2:-all}
if [ $# -gt 2 ]; then shift 2; else set --; fi
export LC_ALL=C.UTF-8 TMPDIR="${TMPDIR:-/tmp}"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export HOME="$scratch" XDG_CONFIG_HOME="$scratch/config" XDG_STATE_HOME="$scratch/state" XDG_DATA_HOME="$scratch/data"
passed=0 failed=0 skipped=0

# skip NAME REASON
skip() {
	case ${CI:-}:$2 in
	true:'this machine'*) ;;
	true:*)
		failed=$((failed + 1))
		echo "FAIL  $1: skipped, though CI installs what it needs: $2"
		return ;;
	esac
	skipped=$((skipped + 1))
	echo "skip  $1: $2"
	echo "      $1: $2" >>"$scratch/skipped"
}

# try NAME COMMAND...: shows the output of what fails. Status 77 is a skipped test, the last line says why; a case that a unit test
# skips is told by skip_because of tests/support.h.
try() {
	name=$1
	shift
	"$@" >"$scratch/out" 2>&1 </dev/null
	case $? in
	0)
		passed=$((passed + 1))
		echo "ok    $name"
		awk '/^\[  REASON  \] / { reason = substr($0, 14); next }
			/^\[  SKIPPED \] [a-z_0-9]+$/ && reason { print $4 "\t" reason; reason = "" }' "$scratch/out" >"$scratch/cases"
		while IFS='	' read -r case reason; do
			skip "$name $case" "$reason"
		done <"$scratch/cases" ;;
	77)
		skip "$name" "$(tail -n 1 "$scratch/out")" ;;
	*)
		failed=$((failed + 1))
		echo "FAIL  $name"
		sed 's/^/      /' "$scratch/out" ;;
	esac
}

# units FILE.c...: their programs, JOBS at a time
units() {
	if [ "${JOBS:-1}" -gt 1 ]; then
		mkdir "$scratch/units"
		printf '%s\n' "$@" | BUILD=$build OUT=$scratch/units xargs -P "$JOBS" -I % sh -c 'out=$OUT/$(echo % | tr / _)
			"$BUILD/$(echo % | sed "s/\.c$//")" >"$out" 2>&1 </dev/null
			echo $? >"$out.status"'
	fi
	for t in "$@"; do
		name=${t#tests/} kept=$scratch/units/$(echo "$t" | tr / _)
		if [ -e "$kept.status" ]; then
			try "${name%.c}" sh -c "cat '$kept'; exit $(cat "$kept.status")"
		else
			try "${name%.c}" "$build/${t%.c}"
		fi
	done
}

finish() {
	if [ -s "$scratch/skipped" ]; then
		echo "skipped:"
		cat "$scratch/skipped"
	fi
	echo "$passed passed, $failed failed, $skipped skipped"
	[ "$failed" = 0 ]
	exit
}

if [ $# -gt 0 ]; then
	files=
	for wing in "$@"; do
		[ -d "tests/unit/$wing" ] || {
			echo "run.sh: no folder tests/unit/$wing; there are: $(cd tests/unit && echo */ | tr -d /)" >&2
			exit 2
		}
		files="$files $(echo tests/unit/"$wing"/test_*.c)"
	done
	# shellcheck disable=SC2086
	units $files
	finish
fi
units tests/unit/*/test_*.c tests/properties/test_*.c tests/reference/test_*.c
[ "$part" = all ] || finish
for t in tests/lua/*.lua; do
	try "$t" ./sextant "$t"
done
for t in scripts/*.lua; do
	try "$t" ./sextant "$t"
done
for t in tests/batch/*.sh; do
	try "$t" sh "$t"
done
try tests/screens/run.sh tests/screens/run.sh
try 'examples are fresh' sh -c './sextant --examples | diff - src/run/examples.def'
try 'lint' scripts/dev/lint.sh "$build"
try 'manual is fresh' sh -c './sextant --mdoc | diff - man/sextant-commands.7'
try 'tutorial page is fresh' sh -c './sextant --mdoc-tutorial | diff - man/sextant-tutorial.7'
for m in man/*.[1-9]; do
	try "mandoc $m" sh -c ". tests/need.sh; need mandoc mandoc
		out=\$(mandoc -T lint -W style $m 2>&1 | grep -v \"referenced manual not found\"); [ -z \"\$out\" ] || { echo \"\$out\"; exit 1; }"
done
finish
