#!/bin/sh
# Lua at the edges of the program: init.lua, events, packages, tracebacks, being stopped.
set -eu
sextant=${SEXTANT:-./sextant}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
mkdir -p "$dir/config/sextant" "$dir/data/sextant/lua"
export XDG_CONFIG_HOME="$dir/config" XDG_DATA_HOME="$dir/data"

fail() { echo "lua: $*" >&2; exit 1; }

cat >"$dir/config/sextant/init.lua" <<'END'
local seen = {}
sx.on("loaded", function(g) seen[#seen + 1] = "loaded " .. g.name end)
sx.on("selected", function(g, column) seen[#seen + 1] = "selected " .. column .. " " .. #g:selected(column) end)
sx.on("result", function(r) seen[#seen + 1] = "result " .. r.command end)
function events() return table.concat(seen, ", ") end
END
out=$("$sextant" -q -c "load samples/glove-5k.npy --as g --limit 50; select g --where 'row < 3'; lua events()" | tail -n 1)
case $out in
*"loaded g, result load, selected selected 3, result select"*) ;;
*) fail "events: $out" ;;
esac

# a handler that fails is told, and spoils nothing
echo 'sx.on("result", function(r) error("in a handler") end)' >"$dir/config/sextant/init.lua"
out=$("$sextant" -q -c 'load samples/glove-5k.npy --as g --limit 50') || fail "a handler's error is not the line's"
case $out in *"note: sx.on: "*"in a handler"*) ;; *) fail "the handler's error is not told: $out" ;; esac
rm "$dir/config/sextant/init.lua"

# packages of the user's own
echo 'return {name = "mine"}' >"$dir/data/sextant/lua/mine.lua"
[ "$("$sextant" -q -c 'lua require("mine").name' | awk '/value/ { print $2 }')" = mine ] || fail "package in XDG_DATA_HOME"

# an error says where it is; -v tells how one got there
cat >"$dir/deep.lua" <<'END'
local function inner() error("deep down") end
local function outer() inner() end
outer()
END
err=$("$sextant" "$dir/deep.lua" 2>&1) && fail "an error must be status 1"
[ "$(echo "$err" | wc -l)" = 1 ] || fail "an error is one line: $err"
case $err in *"deep.lua:1: deep down"*) ;; *) fail "$err" ;; esac
err=$("$sextant" -v "$dir/deep.lua" 2>&1) && fail "an error must be status 1"
case $err in *"deep.lua:2: in "*) ;; *) fail "no traceback: $err" ;; esac

# stopped at once, also where errors are caught and in a coroutine: it says that it is ready, then it is interrupted
for body in 'while true do end' 'while true do pcall(function() while true do end end) end' \
	'coroutine.wrap(function() while true do pcall(error) end end)()' 'local m = sx.normal(300, 300) while true do m = m:matmul(m) end' \
	'sx.normal(2000000, 4):maprows(function(r) return r:sum() end)  while true do end'; do
	printf 'io.stderr:write("ready\\n")\n%s\n' "$body" >"$dir/loop.lua"
	mkfifo "$dir/pipe"
	"$sextant" "$dir/loop.lua" 2>"$dir/pipe" &
	pid=$!
	exec 3<"$dir/pipe"
	read -r _ <&3
	kill -INT $pid
	status=0
	wait $pid || status=$?
	exec 3<&-
	rm "$dir/pipe"
	[ $status = 130 ] || fail "status $status after an interrupt of: $body"
done
