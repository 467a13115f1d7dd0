#!/bin/sh
# The order of includes at the head of each file of src/, lua/ and tui/: its own header, those of its folder, those of other folders,
# each in the order of the alphabet; an empty line; the system's, as they stand. Names files where it is otherwise; --fix mends them.
set -u
cd "$(dirname "$0")/../.." || exit 1
fix=${1-}
bad=0
scratch=$(mktemp)
trap 'rm -f "$scratch"' EXIT
export LC_ALL=C
for f in $(find src lua tui -name '*.[ch]' | sort); do
	awk -v file="$f" '
		# rank of an include; within one the name decides
		function key(line, name, own) {
			name = line
			sub(/^#include "/, "", name)
			sub(/".*/, "", name)
			own = file
			sub(/.*\//, "", own)
			sub(/\.[ch]$/, "", own)
			return (name == own ".h" ? "0" : name == own "_parts.h" ? "1" : name ~ /\// ? "3" : "2") name
		}
		function flush(i, j, t) {
			for (i = 2; i <= n; i++)
				for (j = i; j > 1 && key(ours[j]) < key(ours[j - 1]); j--) {
					t = ours[j]; ours[j] = ours[j - 1]; ours[j - 1] = t
				}
			for (i = 1; i <= n; i++)
				print ours[i]
			if (n && m)
				print ""
			for (i = 1; i <= m; i++)
				print theirs[i]
			if (blank)
				print ""
			done = 1
		}
		done { print; next }
		/^#include "/ { ours[++n] = $0; blank = 0; next }
		/^#include </ { theirs[++m] = $0; blank = 0; next }
		/^$/ && n + m { blank = 1; next }
		n + m { flush() }
		{ print }
		END { if (!done && n + m) flush() }' "$f" >"$scratch"
	cmp -s "$f" "$scratch" && continue
	if [ "$fix" = --fix ]; then
		cat "$scratch" >"$f"
	else
		echo "$f: includes out of order (scripts/dev/includes.sh --fix)" >&2
		bad=1
	fi
done
exit $bad
