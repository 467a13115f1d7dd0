# Of the samples' rows every estimate of dimension has an interval about it, and what has none says why.
set -u
fail() {
	echo "intervals.sh: $1"
	exit 1
}
line="id digits --method all --slow --cap 8 --k 15"
./sextant --no-config --csv -c "$line" samples/digits.npy |
	awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		{ v = $at["dimension"]; low = $at["low"]; high = $at["high"] }
		low == "" || high == "" || low > v + 0 || v > high + 0 { print $1, v, low, high; bad = 1 }
		END { exit bad || NR < 35 }' || fail 'an estimate has no interval about it'
one=$(./sextant --no-config -t 1 --csv -c "$line" samples/digits.npy)
[ "$one" = "$(./sextant --no-config -t 2 --csv -c "$line" samples/digits.npy)" ] || fail 'threads change figures'
text=$(./sextant --no-config -c "$line" samples/digits.npy)
for why in 'gride: no plateau' 'danco: the nearest ball is that of the largest dimension' 'local_rank is 14 at every row: the interval has no width'; do
	echo "$text" | grep -q "$why" || fail "no word of: $why"
done
text=$(./sextant --no-config -c "id digits --method mind_ml,lpca --cap 5 --convention skdim" samples/digits.npy)
for why in 'mind_ml, mind_mli: the likelihood still rises at the cap of 5' 'lpca has no interval'; do
	echo "$text" | grep -q "$why" || fail "no word of: $why"
done
exit 0
