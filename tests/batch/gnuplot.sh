# gnuplot draws every kind of picture that is exported as a script, and has nothing to say about it.
set -u
. tests/need.sh
need gnuplot gnuplot-nox
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
fail() {
	echo "gnuplot.sh: $1" >&2
	exit 1
}
./sextant --no-config -c "mark monday; mark tuesday; plot pc1 pc2 --color norm --view=-1,-1,0.5,2 > $scratch/scatter.gp
	plot pc1 pc2 > $scratch/plain.gp; hubness; export last $scratch/bars.gp; pca; export last $scratch/line.gp
	circles --null 19; export last $scratch/ring.gp
	sample 500 --as a; abtt a --components 2 --as b; abtt a --components 9 --as c
	compare a b c --methods cka_debiased; export last $scratch/heat.gp" samples/glove-5k.npy >"$scratch/out" 2>&1 ||
	fail "the scripts are not written: $(tail -n 3 "$scratch/out")"
for kind in scatter plain bars line ring heat; do
	gnuplot -e "set terminal svg; set output '$scratch/$kind.svg'" "$scratch/$kind.gp" >"$scratch/out" 2>&1 ||
		fail "$kind: $(cat "$scratch/out")"
	[ ! -s "$scratch/out" ] || fail "$kind: gnuplot says: $(cat "$scratch/out")"
	grep -q '</svg>' "$scratch/$kind.svg" || fail "$kind: nothing is drawn"
done
# Names and labels come from files of others: gnuplot runs none of them.
printf 'word,`touch %s/ran`,x@y_{z},d0,d1,d2\n"`touch %s/ran`",1,a,1,2,3\nb,2,"@x",2,3,5\nc,3,`touch %s/ran`,3,1,9\n' \
	"$scratch" "$scratch" "$scratch" >"$scratch/hostile.csv"
for across in "\`touch $scratch/ran\`" d0; do
	./sextant --no-config -c "plot hostile '$across' d1 --to $scratch/hostile.gp" "$scratch/hostile.csv" >"$scratch/out" 2>&1 ||
		fail "a hostile table is not plotted: $(cat "$scratch/out")"
	gnuplot -e "set terminal svg; set output '$scratch/hostile.svg'" "$scratch/hostile.gp" >"$scratch/out" 2>&1 ||
		fail "the script of a hostile table: $(cat "$scratch/out")"
	grep -q '</svg>' "$scratch/hostile.svg" || fail "nothing is drawn of a hostile table"
done
[ ! -e "$scratch/ran" ] || fail "gnuplot ran a name"
# As the program draws it: colours from both ends of the palette.
for ink in 68,1,84 253,231,37; do
	echo "set terminal svg; set output '$scratch/ends.svg'; $(grep '^set palette' "$scratch/scatter.gp")
		set cbrange [0:1]; plot '-' using 1:2:1 with points pt 7 lc palette
		0 0
		1 1
		e" | gnuplot >"$scratch/out" 2>&1 || fail "the palette: $(cat "$scratch/out")"
	hex=$(printf '#%02x%02x%02x' $(echo $ink | tr , ' '))
	grep -qiE "rgb\( *$(echo $ink | sed 's/,/, */g')\)|$hex" "$scratch/ends.svg" || fail "no point has the colour $ink"
done
exit 0
