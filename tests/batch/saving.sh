# Saving that is cut off: by SIGKILL at several moments, by what is no file, in a read-only folder. The old file stays
# whole, and a later save works.
set -u
sx="./sextant --no-config"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
fail() {
	echo "saving.sh: $1" >&2
	exit 1
}
# refused PATH SAYS: saving there fails with status 1 and a message
refused() {
	$sx -c "load samples/glove-5k.npy --as g; save g '$1'" >"$scratch/out" 2>"$scratch/err"
	[ $? = 1 ] || fail "saving to $1 did not give status 1"
	grep -q -- "$2" "$scratch/err" || fail "no '$2' for $1: $(cat "$scratch/err")"
	[ "$(wc -l <"$scratch/err")" = 1 ] || fail "more than one line for $1: $(cat "$scratch/err")"
}

# ---- killed: once the new file is begun, after ever longer waits ----
cut=0
for ending in tsv jsonl npz; do
	mkdir "$scratch/$ending"
	file=$scratch/$ending/g.$ending
	$sx -c "load samples/glove-5k.npy --as g --limit 50; save g $file" >/dev/null 2>&1 || fail "cannot save $ending"
	cp "$file" "$scratch/old"
	for wait in 0 0.005 0.01 0.02 0.04 0.08; do
		$sx -c "load samples/glove-5k.npy --as g; save g $file" >/dev/null 2>&1 &
		pid=$! tries=0
		until ls "$file".?????? >/dev/null 2>&1 || [ $tries = 400 ]; do tries=$((tries + 1)); sleep 0.002; done
		sleep "$wait"
		kill -9 $pid 2>/dev/null
		wait $pid 2>/dev/null
		if ls "$file".?????? >/dev/null 2>&1; then
			cut=$((cut + 1))
			cmp -s "$file" "$scratch/old" || fail "$ending: the old file was changed by a save that was killed"
		else	# it was done before: then the new one is whole
			$sx --json -c "load $file" 2>/dev/null | grep -q '"rows":5000' || fail "$ending: a file half written"
			cp "$scratch/old" "$file"
		fi
		rm -f "$scratch/wreck"
		for wreck in "$file".??????; do [ ! -e "$wreck" ] || mv "$wreck" "$scratch/wreck"; done
		[ ! -e "$scratch/wreck" ] || mv "$scratch/wreck" "$file.abcdef"	# a wreck of any name is in nobody's way
		$sx -c "load samples/glove-5k.npy --as g; save g $file" >/dev/null 2>"$scratch/err" || fail "a wreck blocks: $(cat "$scratch/err")"
		$sx --json -c "load $file" | grep -q '"rows":5000' || fail "$ending: the save after a kill is not whole"
		rm -f "$file".??????
		cp "$scratch/old" "$file"
	done
done
[ $cut -gt 0 ] || fail "no save was killed before it was done"

# ---- not to be written to ----
ln -s /dev/full "$scratch/full.npy"
refused "$scratch/full.npy" 'is not a regular file'
refused "$scratch/nowhere/g.npy" 'No such file or directory'
$sx -c 'load samples/glove-5k.npy --as g; head g' >/dev/full 2>"$scratch/err"
[ $? = 1 ] || fail "output to a full device gave another status than 1"
grep -q 'No space left' "$scratch/err" || fail "a full output is not told: $(cat "$scratch/err")"

mkdir "$scratch/fixed"
chmod 555 "$scratch/fixed"
[ "$(id -u)" = 0 ] || refused "$scratch/fixed/g.npy" 'Permission denied'
