# The manual as HTML: each command has its place, and no link leads nowhere.
set -u
. tests/need.sh
need mandoc mandoc
fail() {
	echo "html.sh: $1"
	exit 1
}
scripts/html.sh >/dev/null || fail 'make html failed'
for c in hubness id compare plot load keys bind; do
	grep -q "id=\"$c\"" build/html/sextant-commands.7.html || fail "$c has no place in the HTML"
done
for page in build/html/*.html; do
	for link in $(grep -oE 'href="[a-z.0-9-]+\.html' "$page" | sed 's/href="//' | sort -u); do
		[ -e "build/html/$link" ] || fail "$page leads to $link, which is not there"
	done
done
exit 0
