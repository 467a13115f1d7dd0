# Memory that ends: whichever allocation fails, a run ends with status 1 and no file, or gives every digit of its output.
set -u
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
fail() {
	echo "memory.sh: $1" >&2
	exit 1
}
cat >"$scratch/scarce.c" <<'END'
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t);
static long count, at, on;
static int none_left(void)
{
	long now = __atomic_add_fetch(&count, 1, __ATOMIC_RELAXED);
	if (!at || now < at || (now > at && !on))
		return 0;
	errno = ENOMEM;
	return 1;
}
__attribute__((constructor)) static void begin(void)
{
	at = getenv("FAILS_AT") ? atol(getenv("FAILS_AT")) : 0;
	on = getenv("FAILS_ON") != NULL;
}
__attribute__((destructor)) static void end(void)
{
	FILE *f = getenv("COUNT") ? fopen(getenv("COUNT"), "w") : NULL;
	if (f) {
		fprintf(f, "%ld\n", count);
		fclose(f);
	}
}
void *malloc(size_t n) { return none_left() ? NULL : __libc_malloc(n); }
void *calloc(size_t n, size_t size) { return none_left() ? NULL : __libc_calloc(n, size); }
void *realloc(void *p, size_t n) { return n && none_left() ? NULL : __libc_realloc(p, n); }
END
${CC:-cc} -shared -fPIC -o "$scratch/scarce.so" "$scratch/scarce.c" || fail "the library that fails is not built"

# run FILE [VARIABLE=VALUE]...
run() {
	to=$1
	shift
	env "$@" LD_PRELOAD="$scratch/scarce.so" ./sextant --no-config $as -c 'head --rows 300; hubness' -o "$to" samples/digits.npy \
		>/dev/null 2>"$scratch/err"
}
# Times are not compared.
plain() {
	sed -E 's/"seconds":[0-9.e-]+//g; s/  [0-9.]+ m?s$//' "$1"
}

failed=0 succeeded=0
for as in --json --csv --quiet; do
	run "$scratch/whole" COUNT="$scratch/count" || fail "it fails with all memory: $(cat "$scratch/err")"
	plain "$scratch/whole" >"$scratch/expected"
	last=$(cat "$scratch/count")
	[ "$last" -gt 100 ] || fail "only $last allocations were counted"
	for at in $(seq $((last > 300 ? last - 300 : 1)) 7 "$last"); do
		for on in FAILS_NOT=1 FAILS_ON=1; do
			rm -f "$scratch/out"
			run "$scratch/out" FAILS_AT="$at" "$on"
			case $? in
			0)
				succeeded=$((succeeded + 1))
				plain "$scratch/out" | cmp -s - "$scratch/expected" || fail "$as $on: allocation $at of $last fails, and the output is cut" ;;
			1)
				failed=$((failed + 1))
				[ ! -e "$scratch/out" ] || fail "$as $on: a file is left where allocation $at of $last fails" ;;
			*) fail "$as $on: status other than 0 or 1 where allocation $at of $last fails: $(cat "$scratch/err")" ;;
			esac
		done
	done
done
[ $failed -gt 10 ] && [ $succeeded -gt 10 ] || fail "$failed runs failed and $succeeded did not"
exit 0
