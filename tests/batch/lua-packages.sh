# Packages of C that Debian ships for Lua 5.4 load into the program.
set -u
. tests/need.sh
for p in lpeg cjson; do
	ls /usr/lib/*/lua/5.4/$p.so >/dev/null 2>&1 || skip "lua-$p is not installed"
	./sextant --no-config -q -c "lua require('$p') ~= nil" | grep -q yes || { echo "lua-packages.sh: require $p failed"; exit 1; }
done
exit 0
