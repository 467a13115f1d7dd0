#!/bin/sh
# Screen tests: each NAME.keys is typed at the workbench, which runs without a terminal and prints its last screen;
# that must be NAME.screen. The first line of the keys is "# sextant [VARIABLE=VALUE...] ARG...".
# run.sh [--update] [NAME...]; from any folder. SEXTANT names the program.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
sextant=${SEXTANT:-./sextant}
update=no
if [ "${1-}" = --update ]; then
	update=yes
	shift
fi
out=$(mktemp)
trap 'rm -f "$out"' EXIT INT TERM
failed=0 count=0

# Splits the arguments into what env sets and what the program gets.
screen() {
	keys=$1
	shift
	set_vars=
	while [ $# -gt 0 ]; do
		case $1 in
		[A-Z]*=*) set_vars="$set_vars $1"; shift ;;
		*) break ;;
		esac
	done
	# shellcheck disable=SC2086
	env -i PATH="$PATH" HOME=/nonexistent TERM=dumb INPUTRC=/dev/null OMP_NUM_THREADS=2 LC_ALL=C.UTF-8 \
		${LSAN_OPTIONS+LSAN_OPTIONS="$LSAN_OPTIONS"} ${ASAN_OPTIONS+ASAN_OPTIONS="$ASAN_OPTIONS"} $set_vars \
		timeout 120 "$sextant" --no-config --memory 1G --keys "$keys" --dump "$@"
}

for keys in ${*:-tests/screens/*.keys}; do
	case $keys in
	*.keys) ;;
	*) keys=tests/screens/$keys.keys ;;
	esac
	want=${keys%.keys}.screen
	count=$((count + 1))
	args=$(sed -n '1s/^# sextant //p' "$keys")
	# shellcheck disable=SC2086
	if ! screen "$keys" $args >"$out"; then
		echo "FAIL $keys: sextant failed"
		failed=$((failed + 1))
	elif [ $update = yes ]; then
		cp "$out" "$want"
	elif ! diff -u "$want" "$out"; then
		echo "FAIL $keys"
		failed=$((failed + 1))
	fi
done
echo "screens: $count run, $failed failed"
[ "$failed" = 0 ]
