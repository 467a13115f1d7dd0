# Saving to a file system that is full, and to one that is read-only: the old file stays whole, and nothing is left behind.
set -u
. tests/need.sh
sx="./sextant --no-config"
scratch=$(mktemp -d)
mounted=
trap '[ -z "$mounted" ] || umount "$mounted"; rm -rf "$scratch"' EXIT
fail() {
	echo "full-disk.sh: $1" >&2
	exit 1
}
# refused PATH SAYS: saving there fails with status 1 and a message
refused() {
	$sx -c "load samples/glove-5k.npy --as g; save g '$1'" >"$scratch/out" 2>"$scratch/err"
	[ $? = 1 ] || fail "saving to $1 did not give status 1"
	grep -q -- "$2" "$scratch/err" || fail "no '$2' for $1: $(cat "$scratch/err")"
	[ "$(wc -l <"$scratch/err")" = 1 ] || fail "more than one line for $1: $(cat "$scratch/err")"
}

mkdir "$scratch/small"
[ "$(id -u)" = 0 ] || skip 'this machine mounts a small file system for root alone'
mount -t tmpfs -o size=256k tmpfs "$scratch/small" 2>/dev/null || skip 'this machine lets root mount nothing (a container)'
mounted=$scratch/small
echo "the old file" >"$mounted/g.npy"
cp "$mounted/g.npy" "$scratch/old"
for ending in npy tsv npz safetensors bin vec jsonl; do
	cp "$scratch/old" "$mounted/g.$ending"
	refused "$mounted/g.$ending" 'No space left on device'
	cmp -s "$mounted/g.$ending" "$scratch/old" || fail "a full file system cost the old $ending"
	[ "$(ls "$mounted" | grep -c .)" -le 1 ] || fail "a full file system keeps a wreck: $(ls "$mounted")"
	rm "$mounted/g.$ending"
done
cp "$scratch/old" "$mounted/g.npy"
mount -o remount,ro "$mounted" && refused "$mounted/g.npy" 'Read-only file system'
exit 0
