-- Commands from Lua: results as tables, rows from 1, errors of one line, commands made here.
local function near(v, want, tol, what)
	assert(math.abs(v - want) <= tol, string.format("%s is %.15g, not %.15g", what, v, want))
end

local g = sx.load("samples/glove-5k.npy", {as = "glove"})
assert(g.name == "glove" and g.rows == 5000 and g.dims == 100)
assert(g:label(1) == "the" and g:label(sx.row(g, "monday")) == "monday" and g:find("monday") == sx.row(g, "monday"))

-- rows are numbered from 1 here and from 0 in commands: both name the same word
local r = sx.hubness(g, {k = 10, metric = "cosine"})
local hub = r.tables.hubs[1]
assert(hub.label == "well" and g:label(hub.row) == "well")
assert(r.params.metric == "cosine" and r.params.k == 10 and r.command == "hubness")
local histogram, total = r.series.occurrence_histogram, 0
for i, rows in ipairs(histogram.y) do total = total + rows * histogram.x[i] end
assert(total == 50000, "N_k adds up to n k")
assert(#g:column("k_occurrence_10") == 5000)

-- an option list, a flag, a list of numbers, a row by number and by name
local several = sx.hubness(g, {k = {5, 10}})
assert(#several.tables.by_k == 2 and several.tables.by_k[2].k == 10)
assert(sx.pca(g, {components = 2, center = false}).params.center == false)
local by_name, by_number = sx.neighbors(g, "monday", {k = 3}), sx.neighbors(g, sx.row(g, "monday"), {k = 3})
assert(by_name.tables.neighbors[1].label == "tuesday" and by_number.tables.neighbors[1].label == "tuesday")
assert(by_name.scalars.row == sx.row(g, "monday"))

-- spaces made by a command
local p = sx.pca(g, {components = 3, as = "scores"})
assert(p.spaces[1].name == "scores" and p.spaces.scores.dims == 3 and sx.space("scores").rows == 5000)

-- errors carry the command's one line
local ok, message = pcall(sx.hubness, g, {k = 0})
assert(not ok and message:find("hubness: --k: 0 is out of range", 1, true), message)
ok, message = pcall(function() return sx.hubnes end)
assert(not ok and message:find("did you mean 'hubness'", 1, true), message)
ok, message = pcall(sx.load, "nowhere.npy")
assert(not ok and message:find("nowhere.npy", 1, true), message)
ok, message = pcall(g.label, g, 0)
assert(not ok and message:find("rows start at 1", 1, true), message)

-- a command of one's own
sx.command{ name = "mean-norm", summary = "Mean norm of the rows",
	params = {{name = "space", kind = "space"}, {name = "power", kind = "number", default = 1, min = 0.5, max = 4},
		{name = "ks", kind = "integers", default = "1,2"}, {name = "loud", kind = "flag"}},
	run = function(call, out)
		local v, sum = call.space:column("norm"), 0
		for i = 1, #v do sum = sum + v[i] ^ call.power end
		out:put("mean", sum / #v)
		out:put("range", 1, 0, 2)
		out:put("loud", call.loud or false)
		out:table("pairs", {"a", "b"}, {{1, "x"}, {a = 2, b = "y"}})
		out:series("line", "x", {1, 2, 3}, "y", {call.ks[1], call.ks[2], 9})
		out:column("size", v)
		out:note("done")
		kept = out
	end }
local mine = sx.mean_norm(g, {power = 2, ks = {4, 5}})
near(mine.scalars.mean, g:matrix():norm() ^ 2 / 5000, 1e-9, "mean square norm")
assert(mine.scalars.range_low == 0 and mine.scalars.range_high == 2 and mine.scalars.loud == false)
assert(mine.tables.pairs[2].a == 2 and mine.tables.pairs[2].b == "y" and mine.series.line.y[1] == 4)
assert(mine.notes[1] == "done" and #g:column("size") == 5000)
ok, message = pcall(sx.mean_norm, g, {power = 9})
assert(not ok and message:find("out of range", 1, true), message)
-- a limit on one side holds, 0 too; both may be 0
local function limited(min, max)
	local name = ("limited%s%s"):format(min or "", max or ""):gsub("%-", "m")
	sx.command{ name = name, params = {{name = "x", kind = "number", default = 0, min = min, max = max}},
		run = function(call, out) out:put("x", call.x) end }
	return function(x) return pcall(sx[name], {x = x}) end
end
local function refused(f, x, why)
	local fine, said = f(x)
	assert(not fine and said:find(why, 1, true), tostring(said))
end
refused(limited(0), -1, "-1 is out of range: it must be at least 0")
refused(limited(nil, 0), 1, "1 is out of range: it must be at most 0")
refused(limited(0, 0), 1, "it must be from 0 to 0")
refused(limited(-3), -4, "it must be at least -3")
assert(limited(0)(1e301) and limited(nil, 0)(-1e301) and limited()(-5) and limited(0, 0)(0))
ok, message = pcall(sx.command, {name = "unkind", params = {{name = "x", kind = "real"}}, run = print})
assert(not ok and message:find("name, spaces, choices", 1, true), message)
ok, message = pcall(kept.put, kept, "late", 1)
assert(not ok and message:find("is over", 1, true), message)
ok, message = pcall(sx.command, {name = "pca", run = print})
assert(not ok and message:find("a built-in command", 1, true), message)
sx.command{ name = "broken", run = function() error("on purpose") end }
ok, message = pcall(sx.broken)
assert(not ok and message:find("on purpose", 1, true), message)
assert(sx.help("mean-norm").tables.page[1].line:find("Mean norm", 1, true))

-- a line as it is typed
assert(sx.line [[hubness glove --k 5 --metric cosine]].params.k == 5 and sx.line "# nothing" == nil)
ok, message = pcall(sx.line, "hubness glove --k nine")
assert(not ok and message:find("is not a whole number", 1, true), message)

-- row expressions
local days = sx.filter(g, {where = "label:match('day$') and row > 100 and norm > 4", as = "days"})
assert(days.scalars.rows == days.spaces.days.rows and days.spaces.days.rows > 5)
for i = 1, days.spaces.days.rows do assert(days.spaces.days:label(i):match("day$")) end
assert(sx.filter(g, {where = "row < 3"}).scalars.rows == 3)
for _, bad in ipairs {"os.exit()", "io.open('x')", "load('x')", "row <", "require('x')", "oops > 1", "debug.traceback()"} do
	ok, message = pcall(sx.filter, g, {where = bad})
	assert(not ok and message:find("filter: ", 1, true), bad)
end

-- rows chosen of one space are chosen of the other too
sx.abtt(g, {components = 2, as = "rest"})
local rest = sx.filter("rest", {where = "row % 50 == 7", as = "rest_part"}).spaces.rest_part
local part = sx.filter(g, {where = "row % 50 == 7", as = "part"}).spaces.part
near(sx.overlap(g, {other = "rest", where = "row % 50 == 7", k = 5}).scalars.neighborhood_overlap,
	sx.overlap(part, {other = rest, k = 5}).scalars.neighborhood_overlap, 0, "overlap of chosen rows")
near(sx.imbalance(g, {other = "rest", where = "row % 50 == 7"}).scalars.information_imbalance_ab,
	sx.imbalance(part, {other = rest}).scalars.information_imbalance_ab, 0, "imbalance of chosen rows")
