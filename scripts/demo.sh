#!/bin/sh
# The main job on the bundled sample: the workbench where there is a terminal, a report in batch where there is none.
set -eu
cd "$(dirname "$0")/.."
sample=samples/glove-5k.npy
if [ -t 0 ] && [ -t 1 ] && [ "${TERM:-dumb}" != dumb ]; then
	exec ./sextant "$sample"
fi
exec ./sextant --no-config -f samples/first.sx "$sample"
