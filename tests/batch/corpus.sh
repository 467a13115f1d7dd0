# The seeds of the fuzzers: the script that makes them still makes those that are committed, and each can be loaded.
set -u
sx="./sextant --no-config"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
fail() {
	echo "corpus.sh: $1" >&2
	exit 1
}
kept=tests/fuzz/corpus made=$scratch/corpus
scripts/dev/make-corpus.sh "$made" >"$scratch/out" 2>&1 || fail "the script failed: $(cat "$scratch/out")"
(cd "$kept" && find . -type f | sort) >"$scratch/kept"
(cd "$made" && find . -type f | sort) >"$scratch/made"
for format in npz hdf5 sqlite; do	# each needs a library to be made at all
	[ -d "$made/$format" ] || sed -i "/^\.\/$format\//d" "$scratch/kept"
done
diff "$scratch/kept" "$scratch/made" >"$scratch/out" || fail "other seeds than those in $kept: $(cat "$scratch/out")"
while read -r seed; do
	format=$(basename "$(dirname "$seed")")
	# what a library writes holds its version, and times
	case $format in npz | hdf5 | sqlite) ;; *) cmp -s "$kept/$seed" "$made/$seed" || fail "$seed is not what is committed" ;; esac
	case $format in
	session) line="load samples/glove-5k.npy --limit 9; session load $kept/$seed" ;;
	meta) line="load samples/glove-5k.npy --limit $([ "$(basename "$seed")" = labels.txt ] && echo 3 || echo 2); meta $kept/$seed" ;;
	raw) line="load $kept/$seed --shape 3,1" ;;
	# its tensor is not committed beside it
	projector) cp "$kept/$seed" "$scratch/projector_config.json"; head -c 24 /dev/zero >"$scratch/a.bytes"
		printf 'a\nb\nc\n' >"$scratch/m.tsv"; line="load $scratch/projector_config.json" ;;
	npy | npz | safetensors | sqlite | hdf5) line="load $kept/$seed --format $format" ;;
	*) line="load $kept/$seed --format $format" ;;
	esac
	$sx -c "$line" >"$scratch/out" 2>&1 || fail "$seed cannot be loaded: $(cat "$scratch/out")"
done <"$scratch/made"
