#!/bin/sh
# make bench: shares of the machine's SGEMM rate, then, where python3-faiss is installed, the ratio against its exact
# search on the same rows with the same threads, pair by pair; so too scikit-learn's and numpy's principal components, and
# TwoNN of scikit-dimension and DADApy where they are on PYTHONPATH.
#   GLOVE=FILE.npy make bench      takes the first 50,000 rows of that file (scripts/dev/fetch-glove.sh makes it)
set -eu
cd "$(dirname "$0")/.."
bench=$1
"$bench"
./sextant --no-config bench/matrix.lua "$("$bench" product)"
./sextant --no-config bench/spaces.lua
python=/usr/bin/python3
if command -v $python >/dev/null 2>&1; then
	$python bench/terminal.py ./sextant
	$python bench/slowline.py ./sextant
fi
glove=${GLOVE:-build/glove/glove.npy}
if $python -c 'import sklearn, numpy' 2>/dev/null; then
	if [ -f "$glove" ]; then
		$python bench/peer_pca.py "$bench" "$glove"
	fi
	$python bench/peer_pca.py "$bench" 50000 768
else
	echo "pca     scikit-learn is not installed (python3-sklearn); no ratio"
fi
if [ -f "$glove" ] && $python -c 'import numpy' 2>/dev/null; then
	$python bench/peer_id.py ./sextant "$glove" 50000
fi
if ! $python -c 'import faiss, numpy' 2>/dev/null; then
	echo "faiss   not installed (python3-faiss); no ratio"
	exit 0
fi
if [ ! -f "$glove" ]; then
	echo "faiss   no $glove; scripts/dev/fetch-glove.sh build/glove makes it; no ratio"
	exit 0
fi
threads=$(nproc)
table=$(mktemp)
trap 'rm -f "$table"' EXIT
for pair in 1 2 3; do
	ours=$("$bench" knn "$glove" 50000 "$table")
	theirs=$(OMP_WAIT_POLICY=passive $python bench/peer_faiss.py "$glove" 50000 "$threads" "$table")
	echo "$ours $theirs" | awk -v p=$pair '{ printf "faiss   50000 x 100  k 10   pair %d: sextant %.3f s, faiss %.3f s, ratio %.2f, same neighbours %s\n", p, $1, $2, $2 / $1, $3 }'
done
