# What the README shows is what the program says.
set -u
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
scripts/dev/readme.sh >"$scratch/README" || exit 1
diff README.md "$scratch/README" || { echo 'README.md: make it anew with scripts/dev/readme.sh'; exit 1; }
blocks=$(grep -c '^<!-- [$s]' README.md)
[ "$blocks" -ge 6 ] || { echo "README.md: only $blocks blocks come from the program"; exit 1; }
for f in $(grep -oE '\]\([A-Za-z/.-]+\)' README.md | tr -d '()]'); do
	[ -e "$f" ] || { echo "README.md: $f is not there"; exit 1; }
done
