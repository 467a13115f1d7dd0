#!/bin/sh
# codespell over the tree and over the manual as it is read. words.txt beside this holds what it takes for mistakes and is none: names
# of figures (fo), macros of the manual (Nd), names in the sources, and words that tests misspell on purpose.
set -eu
cd "$(dirname "$0")/../.."
words=scripts/dev/words.txt
git ls-files | grep -vE '^(samples/.*\.(labels\.txt|npy|tsv|csv)|tests/(cases/|screens/.*marks|fuzz/corpus|reference/.*\.(npy|tsv))|scripts/dev/words\.txt)' |
	xargs codespell --ignore-words "$words"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for page in man/*.[1-9]; do	# as it is read: without the macros, and broken elsewhere
	mandoc -T ascii -O width=78 "$page" | sed 's/.\x08//g' >"$scratch/$(basename "$page").txt"
done
codespell --ignore-words "$words" "$scratch"/*.txt
echo 'spelling: clean'
