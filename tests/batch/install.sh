# What `make install` puts in place works from there: the program finds its samples, a program of a few lines links the library by
# pkg-config, and `make uninstall` leaves nothing behind.
set -u
fail() {
	echo "install.sh: $1"
	exit 1
}
. tests/need.sh
need_plain_build
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
prefix=$scratch/prefix
unset MAKEFLAGS MFLAGS MAKELEVEL asan tsan
make -s install PREFIX="$prefix" >"$scratch/log" 2>&1 || fail "make install: $(tail -3 "$scratch/log")"

cd "$scratch" || exit 1
"$prefix/bin/sextant" --no-config --tutorial --dump --size 80x24 </dev/null | grep -q '1 of 15' || fail 'no tutorial'
"$prefix/bin/sextant" --no-config --tutorial --dump --size 80x24 </dev/null | grep -q '5,000 rows' || fail 'its sample is not found'
for page in man1/sextant.1 man3/sextant.3 man3/sextant-lua.3 man5/sextant-formats.5 man5/sextant-config.5 man7/sextant-commands.7 \
	man7/sextant-tutorial.7; do
	[ -s "$prefix/share/man/$page" ] || fail "$page is missing"
done

cat >five.c <<'C'
#include <sextant.h>
#include <stdio.h>
int main(void)
{
	sx_err err = { 0 };
	sx_job job = { .threads = 1, .memory = (size_t)1 << 28 };
	sx_session *s = sx_session_new();
	sx_result *r = sx_result_new(), *q = sx_result_new();
	if (!sx_run(s, "load points.csv", &job, r, &err) || !sx_run(s, "pca", &job, q, &err))
		return fprintf(stderr, "%s\n", err.msg), 1;
	printf("%.6g\n", sx_result_scalar(q, "participation_ratio")->num);
	sx_result_unref(r), sx_result_unref(q), sx_session_free(s);
}
C
printf 'a,b\n1,1\n-1,1\n1,-1\n-1,-1\n' >points.csv
export PKG_CONFIG_PATH="$prefix/lib/pkgconfig"
pkg-config --print-errors --exists sextant || fail 'pkg-config does not know it'
# shellcheck disable=SC2046
${CC:-cc} -std=c11 -Wall -Werror -o five five.c $(pkg-config --cflags --libs sextant) 2>cc.log || fail "$(head -5 cc.log)"
[ "$(./five)" = 2 ] || fail "a square has two equal directions, not $(./five)"

# The example of sextant(3), compiled and run as the page says. Two singular values are 1 / sqrt(2), one is 2.5.
page=$prefix/share/man/man3/sextant.3
literal() {
	awk -v want="$1" '/^\.Bd -literal/ { n++; on = n == want; next } /^\.Ed/ { on = 0 } on' "$page" | sed 's/\\e/\\/g; s/^\\&//'
}
literal 1 >rings.c
literal 2 | sed '1s/^cc/${CC:-cc} -Wall -Wextra -Werror/' >rings.sh
sh -e rings.sh >rings.out 2>cc.log || fail "sextant(3): $(head -5 cc.log)"
grep -qE '^nearest to row 0: rows (1 and 199|199 and 1), at 0\.0314$' rings.out || fail "sextant(3): neighbours: $(cat rings.out)"
grep -q '^effective rank: 2\.4709' rings.out || fail "sextant(3): rank: $(cat rings.out)"
grep -q '^{"command":"spectrum"' rings.out || fail "sextant(3): no JSON: $(cat rings.out)"
# What the page names is what the headers declare.
printf '#include <sextant.h>\nvoid *const all[] = {\n' >names.c
sed -n 's/^\.Fn \(sx_[a-z_]*\) .*/(void *)\1,/p' "$page" >>names.c
echo '};' >>names.c
[ "$(grep -c '(void' names.c)" -gt 40 ] || fail 'sextant(3): its functions are not found'
# shellcheck disable=SC2046
${CC:-cc} -std=c11 -Werror=implicit-function-declaration -c names.c $(pkg-config --cflags sextant) 2>cc.log || fail "sextant(3): $(head -5 cc.log)"

cd - >/dev/null || exit 1
make -s uninstall PREFIX="$prefix" >"$scratch/log" 2>&1 || fail "make uninstall: $(tail -3 "$scratch/log")"
left=$(find "$prefix" -type f -o -type l -o -name 'sextant*' | head -3)
[ -z "$left" ] || fail "make uninstall left $left"
exit 0
