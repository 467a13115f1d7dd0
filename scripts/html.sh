#!/bin/sh
# The manual as pages for a browser, in build/html: make html.
set -eu
cd "$(dirname "$0")/.."
out=build/html
mkdir -p "$out"
{
	echo '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>sextant: the manual</title></head><body>'
	echo '<h1>sextant</h1><ul>'
	for page in sextant.1 sextant-tutorial.7 sextant-commands.7 sextant.3 sextant-lua.3 sextant-formats.5 sextant-config.5; do
		mandoc -T html -O 'man=%N.%S.html,toc,style=mandoc.css' "man/$page" >"$out/$page.html"
		echo "<li><a href=\"$page.html\">${page%.*}(${page##*.})</a></li>"
	done
	echo '</ul></body></html>'
} >"$out/index.html"
cat >"$out/mandoc.css" <<'CSS'
body { max-width: 52em; margin: 1em auto; padding: 0 1em; font: 16px/1.5 sans-serif; }
pre, code, .Li, .Bd-literal { font-family: monospace; font-size: 14px; }
table.head, table.foot { width: 100%; border-collapse: collapse; }
td.head-vol, td.foot-os { text-align: center; }
td.head-rtitle { text-align: right; }
dt { margin-top: 0.6em; }
dd > p:first-child { margin-top: 0; }
.Bd-indent, .Bl-diag { margin-left: 2em; }
.Nm, .Fl, .Cm, .Ic, .Sy { font-weight: bold; }
.Ar, .Va, .Em, .Pa { font-style: italic; }
@media (prefers-color-scheme: dark) { body { background: #111; color: #ddd; } a { color: #8cf; } }
CSS
echo "$out/index.html"
