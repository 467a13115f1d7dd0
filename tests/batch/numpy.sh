# What save writes, numpy reads: npy and npz. Skipped where numpy is missing.
set -u
. tests/need.sh
need_python numpy python3-numpy
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
./sextant --no-config -q -c "save glove-5k $scratch/g.npy" samples/glove-5k.npy >/dev/null || exit 1
./sextant --no-config -q -c "save glove-5k $scratch/g.npz" samples/glove-5k.npy >/dev/null 2>"$scratch/err" ||
	grep -q 'without libzip' "$scratch/err" || { cat "$scratch/err"; exit 1; }
./sextant --no-config -q -c "save glove-5k $scratch/g.safetensors" samples/glove-5k.npy >/dev/null || exit 1
$python - "$scratch" <<'END'
import json, os, sys
import numpy as np
folder = sys.argv[1]
points = np.load("samples/glove-5k.npy")
labels = open("samples/glove-5k.labels.txt", encoding="utf-8").read().split("\n")[:-1]
saved = np.load(folder + "/g.npy")
assert saved.dtype == np.float32 and (saved == points).all(), "npy"
if os.path.exists(folder + "/g.npz"):
    z = np.load(folder + "/g.npz")
    assert sorted(z.files) == ["labels", "points"], z.files
    assert (z["points"] == points).all() and list(z["labels"]) == labels, "npz"
raw = open(folder + "/g.safetensors", "rb").read()
size = int.from_bytes(raw[:8], "little")
head = json.loads(raw[8:8 + size])["points"]
begin, end = head["data_offsets"]
data = np.frombuffer(raw[8 + size:][begin:end], "<f4").reshape(head["shape"])
assert head["dtype"] == "F32" and 8 + size + end == len(raw) and (data == points).all(), "safetensors"
print("numpy", np.__version__, "reads npy, npz and safetensors as they were")
END
