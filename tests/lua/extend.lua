-- What a script may add: loaders, views, columns, pictures of its own; results made when asked for; packages beside the script.
local function fails(what, f, ...)
	local ok, why = pcall(f, ...)
	assert(not ok and tostring(why):find(what, 1, true), what .. ": " .. tostring(why))
end
local scratch = os.tmpname()

-- a format of one's own: by its ending, and by name
local path = scratch .. ".pairs"
local out = assert(io.open(path, "w"))
out:write("x 1 2\ny 3 4\nz 5 6\n")
out:close()
sx.loader{ name = "pairs", endings = "pairs p2", load = function(file)
	local rows, labels = {}, {}
	for line in io.lines(file) do
		local word, a, b = line:match("(%S+) (%S+) (%S+)")
		labels[#labels + 1] = word
		rows[#rows + 1] = {tonumber(a), tonumber(b)}
	end
	return sx.matrix(rows), {labels = labels, columns = {n = {1, 2, 3}, kind = {"a", "b", "a"}}}
end }
local p = sx.load(path, {as = "p"})
assert(p.rows == 3 and p.dims == 2 and p:label(2) == "y" and p:column("kind")[2] == "b" and p:row(3):get(1, 2) == 6)
assert(sx.load(path, {as = "q", format = "pairs"}).rows == 3)
sx.loader{ name = "broken", endings = "pairs", load = function() error("on purpose") end }
fails("on purpose", sx.load, path)
fails("a loader needs a name", sx.loader, {load = print})
fails("a loader needs a function", sx.loader, {name = "x"})
sx.loader{ name = "short", load = function() return sx.matrix{{1, 2}, {3, 4}}, {labels = {"a"}} end }
fails("1 labels for 2 rows", sx.load, path, {format = "short"})
os.remove(path)
os.remove(scratch)

-- columns and selections from Lua
local g = sx.load("samples/glove-5k.npy", {as = "g", limit = 200})
g:set_column("third", sx.linspace(1, 200, 200):map(function(i) return i % 3 end))
g:set_column("word", (function() local t = {} for i = 1, 200 do t[i] = g:label(i):sub(1, 1) end return t end)())
assert(#g:selected("third") == 134 and g:selected("third")[1] == 1 and g:column("word")[1] == "t")
assert(sx.filter(g, {where = "third == 0 and word == 't'", as = "few"}).scalars.rows > 0)
fails("199 values for 200 rows", g.set_column, g, "short", sx.matrix(1, 199))
fails("no selection", g.selected, g, "nothing")
assert(g:dim_name(1) == nil and select("#", g:shape()) <= 2)

-- pictures of one's own
sx.command{ name = "picture", params = {{name = "space", kind = "space"}}, run = function(call, o)
	o:series("line", "x", {1, 2, 3}, "y", sx.matrix{4, 5, 6}, "more", {7, 8, 9})
	o:bars("bars", "x", {1, 2}, "y", {3, 4})
	o:scatter("dots", {1, 2}, {3, 4}, {"a", "b"})
	o:ring("ring", {0, 1}, {1, 1}, {"a", "b"})
	o:heat("map", sx.matrix{{1, 2}, {3, 4}}, {"p", "q"}, {"r", "s"})
	o:column("double", call.space:matrix():norm(2) * 2)
	o:space(call.space:matrix():slice(1, 5), "five")
end }
local r = sx.picture(g)
assert(r.series.line.x[3] == 3 and r.series.line.y[2] == 5 and r.series.line.more[1] == 7)
assert(r.series.bars.y[2] == 4 and r.tables.dots[2].label == "b" and r.tables.ring[1].angle == 0 and r.tables.map[2].q == 4)
assert(math.abs(g:column("double")[7] - 2 * g:row(7):norm()) < 1e-9 and r.spaces.five.rows == 5)
sx.command{ name = "bad-picture", run = function(_, o) o:series("line", "x", {1, 2}, "y", {1}) end }
fails("x has 2 values, y has 1", sx.bad_picture)

-- results: what is not asked for is not made, and pairs finds all of it
local h = sx.hubness(g, {k = {5, 10}})
assert(rawget(h.tables, "hubs") == nil and h.tables.hubs[1].label and rawget(h.tables, "hubs"))
local names = {}
for name, t in pairs(h.tables) do names[#names + 1] = name assert(#t > 0 or name == "duplicates") end
table.sort(names)
assert(table.concat(names, " "):find("antihubs by_k hubs", 1, true), table.concat(names, " "))
assert(h.tables.nothing == nil and h.series.hubs == nil)
local m = h:numbers("hubs", "row", "k_occurrence")
assert(m.cols == 2 and m:get(1, 1) == h.tables.hubs[1].row and m:get(1, 2) == h.tables.hubs[1].k_occurrence)
assert(h:numbers("occurrence_histogram").cols == 2)
fails("no table 'nothing'", h.numbers, h, "nothing")
fails("no numeric column 'label'", h.numbers, h, "hubs", "label")

-- views are commands under a key
sx.view{ name = "around", key = "6", summary = "How far the others are from a row", draw = function(view, o)
	local d = view.space:matrix():distances(view.space:row(view.row or 1))
	o:bars("nearest", "place", sx.linspace(1, 20, 20), "distance", d:pick(d:order()):slice(2, 21))
	o:put("row", view.row or 1)
end }
local v = sx.around(g, {row = 3})
assert(v.params.row and #v.series.nearest.y == 20)
local near = sx.neighbors(g, 3, {k = 20, metric = "euclidean"}).tables.neighbors
for i = 1, 20 do assert(math.abs(v.series.nearest.y[i] - near[i].distance) < 1e-6) end

-- everything the session holds
assert(#sx.list() >= 4 and sx.list()[1].name == "p" and type(sx.results()) == "table")
fails("bad argument", sx.on, "nothing", print)

-- a package beside the script
assert(require("helper").answer == 42)
