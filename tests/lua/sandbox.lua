-- Row expressions come with data: none of these may reach files, processes, other code, or the memory and time of the machine.
local g = sx.load("samples/glove-5k.npy", {as = "g", limit = 50})

local function refused(expr, why)
	local ok, message = pcall(sx.filter, g, {where = expr, as = "out"})
	assert(not ok, "it ran: " .. expr)
	assert(message:find("filter: ", 1, true), message)
	if why then assert(message:find(why, 1, true), expr .. ": " .. message) end
end

-- names that are not there: a name without a column is an error that says so
for _, expr in ipairs {
	"os.exit()", "io.open('x', 'w')", "require('os')", "load('return 1')()", "loadstring('return 1')()", "loadfile('x')()",
	"dofile('x')", "package.loaded.os.exit()", "debug.getregistry()", "_G.os.exit()", "_ENV.os.exit()", "sx.load('x')", "print('x')",
	"coroutine.wrap(function() end)()", "setmetatable({}, {})", "getmetatable('').__index.rep", "rawset(math, 'pi', 3)",
	"collectgarbage()", "pcall(error)", "xpcall(error, error)", "error('x')", "string.dump(function() end)", "utf8.char(1)",
	"table.concat({})", "math.random()", "next({})", "arg[0]", "('x'):dump()", "ipairs({})", "warn('@on')",
} do refused(expr) end

-- syntax that would leave the expression, and bytecode
refused("true) os.exit() do return (true", nil)
refused("\27Lua")
refused("(function() return load end)()('return 1')()")

-- memory: texts and tables that grow
refused("('x'):rep(1e10)", "a text of more than")
refused("(function() local s = 'x' while true do s = s .. s end end)()")
refused("(function() local t = {} for i = 1, 1e9 do t[i] = {i} end end)()")
refused("('x'):rep(1000):gsub('x', ('y'):rep(1000000))")

-- time: loops, recursion, and patterns that backtrack, which no hook can stop inside one call
refused("(function() while true do end end)()", "too long")
refused("(function() local function f() return f() end return f() end)()", "too long")
refused("(function() local function f() return 1 + f() end return f() end)()")
refused("(function() goto a ::a:: goto a end)()")
refused("('a'):rep(30):match(('a*'):rep(20) .. 'b')", "may take too long")
refused("('a'):rep(40):find(('a?'):rep(40) .. ('a'):rep(40))", "may take too long")
refused("('a'):rep(3000):gsub('a-a-a-b', '')", "may take too long")
refused("('a'):rep(1000000):find('a*b')", "may take too long")
refused("('('):rep(1000000):find('%b()')", "may take too long")
refused("('a'):rep(9999):find('.-%1')")
refused("('%'):rep(3000):find('[%%].*.*.*.*.*Q]')", "may take too long")
refused("('a'):rep(3000):find('[]%]].*.*.*Q]')", "may take too long")
refused("('a'):rep(100000):gmatch('^a*b')", "may take too long")
refused("(function() local s = ('x'):rep(1e6) for i = 1, 1e9 do s:upper() end end)()", "takes too long")
refused("(function() local s = ('x'):rep(1500) for i = 1, 1e9 do s:find('x*y') end end)()", "takes too long")

-- what is done to safe names stays inside
refused("(function() math.floor = nil string.upper = nil return math.floor(1) end)()")
assert(math.floor(1.5) == 1 and ("x"):upper() == "X" and ("ab"):rep(2) == "abab" and string.rep == ("").rep)

-- and what people write works
local function rows(expr) return sx.filter(g, {where = expr, as = "out"}).scalars.rows end
assert(rows("label:match('^t') and #label > 2") > 0)
assert(rows("label:find('a.*e') or label:upper():sub(1, 1) == 'T'") > 0)
assert(rows("math.floor(norm) >= 4 and row % 2 == 0") > 0)
assert(rows("('a'):rep(1000000):find('^a*b') == nil and ('a'):rep(1000000):find('b') == nil") == 50)
assert(rows("label:gsub('[aeiou]', '') ~= label") > 0)
assert(rows("('%d'):format(row) == tostring(row)") == 50)
assert(rows("select('#', label:byte(1, -1)) == #label") == 50)
local ok = pcall(sx.filter, g, {where = "row > 'x'", as = "out"})
assert(not ok and ("ab"):rep(2) == "abab", "strings have their methods back after an error")
