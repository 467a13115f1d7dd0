#!/bin/sh
# The examples of sextant-lua(3), one after the other in one script, as a reader would type them.
set -eu
sextant=${SEXTANT:-./sextant}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
awk '/^\.Bd -literal/ { on = 1; next } /^\.Ed/ { on = 0 } on' man/sextant-lua.3 >"$dir/examples.lua"
[ "$(grep -c . "$dir/examples.lua")" -gt 30 ] || { echo "manual-lua: no examples found" >&2; exit 1; }
"$sextant" --no-config "$dir/examples.lua" >"$dir/out"
grep -q well "$dir/out" || { echo "manual-lua: the first example names another hub" >&2; exit 1; }
