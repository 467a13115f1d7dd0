#!/usr/bin/env sextant
-- Hubs grow with dimension (Radovanovic, Nanopoulos, Ivanovic 2010, figure 1): the skewness of the k-occurrence of the
-- same words, seen in more and more of their principal components.
--   sextant scripts/hubs.lua [FILE]
-- What to see: no skewness in two dimensions, nearly 7 in all hundred, where one word is in the lists of 238 others.

local space = sx.load(arg[1] or "samples/glove-5k.npy", {as = "words"})
local scores = sx.pca(space, {components = math.min(space.dims, space.rows)}).spaces[1]:matrix()

local function first(m, k)		-- the first k columns
	local pick = sx.matrix(m.cols, k)
	for i = 1, k do pick:set(i, i, 1) end
	return m:matmul(pick)
end

local before, last
for _, k in ipairs {2, 5, 10, 20, 50, 100} do
	if k <= scores.cols then
		local r = sx.hubness(sx.points(first(scores, k), "first" .. k), {k = 10})
		local top = r.tables.hubs[1]
		print(string.format("%3d dimensions   skewness %5.2f   largest hub %-12s in %3.0f lists", k, r.scalars.k_skewness,
			space:label(top.row) or top.row, top.k_occurrence))
		before = before or r.scalars.k_skewness
		last = r.scalars.k_skewness
	end
end
assert(before < 0.5 and last > 3, "hubness should grow with dimension")
