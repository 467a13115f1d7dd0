# The worked example of CONTRIBUTING.md compiles without a warning, as one file and one line, and is a command like the others.
set -u
fail() {
	echo "contributing.sh: $1"
	exit 1
}
. tests/need.sh
need_plain_build
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
awk '/^```c$/ { n++; on = 1; next } /^```$/ { on = 0 } on { print > (n == 1 ? file : line) }' \
	file="$scratch/cmd_contrast.c" line="$scratch/line" CONTRIBUTING.md
{ cat src/commands.def "$scratch/line"; } >"$scratch/commands.def"
cp src/catalog.c "$scratch/"
packages='openblas lapacke json-c ncursesw readline lua5.4 libpcre2-8'
for p in ${OPTIONAL-libzip hdf5 sqlite3 librsvg-2.0 igraph zlib libsixel}; do
	pkg-config --exists "$p" && packages="$packages $p"
done
for f in cmd_contrast catalog; do
	${CC:-cc} -std=c11 -D_GNU_SOURCE -fopenmp-simd -O2 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror -Isrc \
		-c -o "$scratch/$f.o" "$scratch/$f.c" || fail "$f.c does not compile"
done
# shellcheck disable=SC2046
${CC:-cc} -o "$scratch/sextant" "$scratch"/*.o build/cc/tui/*.o build/cc/tui/*/*.o build/cc/lua/*.o build/cc/libsextant.a \
	$(pkg-config --libs $packages) -lgsl -lstdc++ -lm -fopenmp -lpthread 2>"$scratch/log" || fail "$(grep -v warning "$scratch/log" | head -3)"

own() { "$scratch/sextant" --no-config "$@"; }
printf 'a,b\n3,1\n-1,1\n3,-3\n-1,-3\n' >"$scratch/square.csv"
own --json -c contrast "$scratch/square.csv" | grep -q '"contrast":0[,}]' || fail 'the corners of a square lie equally far'
own --json -c 'lua sx.contrast(sx.points(sx.matrix(1, 1), "one"))' >"$scratch/one" 2>&1 || fail "Lua: $(cat "$scratch/one")"
own -c 'help contrast' | grep -q '1 / sqrt(2 d)' || fail 'help has no table of figures'
own -c 'contrst' 2>&1 | grep -q "did you mean 'contrast'" || fail 'a slip is not seen'
own --completion bash | grep -qw contrast || fail 'no completion'
own -c 'help contrast' | grep -q 'neighbours mean little' || fail 'help has no plain sentences'
own --mdoc | grep -q '^.Ss contrast$' || fail 'no page'
# Normal rows: the figure of the formula, within its error.
cat >"$scratch/normal.lua" <<'LUA'
local d, n = 50, 4000
local m = sx.matrix(n, d)
local function normal() return math.sqrt(-2 * math.log(1 - math.random())) * math.cos(2 * math.pi * math.random()) end
math.randomseed(7)
for i = 1, n do for j = 1, d do m:set(i, j, normal()) end end
local c = sx.contrast(sx.points(m, "normal")).scalars.contrast
assert(math.abs(c - 1 / math.sqrt(2 * d)) < 0.004, c)
LUA
own "$scratch/normal.lua" || fail 'normal rows give another figure'
exit 0
