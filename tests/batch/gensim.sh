# gensim reads what sextant saves as word2vec, text and binary: same words, same numbers. Skipped where gensim is missing.
set -u
. tests/need.sh
need_python gensim,numpy python3-gensim
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
./sextant --no-config -c "load samples/glove-5k.npy --as g --limit 300; save g $scratch/g.vec; save g $scratch/g.bin; save g $scratch/g.npy" >/dev/null || exit 1
$python - "$scratch" <<'P'
import sys
import numpy as np
from gensim.models import KeyedVectors
folder = sys.argv[1]
want = np.load(folder + "/g.npy")
words = open(folder + "/g.labels.txt", encoding="utf-8").read().split("\n")[:-1]
for name, binary in (("g.vec", False), ("g.bin", True)):
    got = KeyedVectors.load_word2vec_format(f"{folder}/{name}", binary=binary)
    assert got.index_to_key == words, name
    assert (got.vectors == want).all(), name
print("gensim reads both")
P
