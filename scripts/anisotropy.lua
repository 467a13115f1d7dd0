#!/usr/bin/env sextant
-- Anisotropy before and after all-but-the-top (Mu, Viswanath 2018, All-but-the-Top; Ethayarajh 2019): two random words of GloVe
-- have a cosine well above 0, because all words share a mean and a few directions.
--   sextant scripts/anisotropy.lua [FILE]
-- What to see: the mean cosine falls from 0.26 to 0, the partition function of the directions evens out, and words of one kind are
-- nearer to each other, measured against words at random, than they were.

local space = sx.load(arg[1] or "samples/glove-5k.npy", {as = "words"})
local top = sx.abtt(space, {components = 3, as = "words.abtt"}).spaces[1]

local days = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}

-- mean cosine of the days with one another, in standard deviations of the cosines of random pairs
local function tightness(g)
	local rows, u = {}, nil
	for i, d in ipairs(days) do rows[i] = sx.row(g, d) end
	u = g:matrix(rows):normalize()
	local inside = (u:outer(u):sum() - #days) / (#days * (#days - 1))
	local v = g:matrix():slice(1, 400):normalize()
	local c = v:outer(v)
	local all = {}
	for i = 1, 400 do for j = i + 1, 400, 7 do all[#all + 1] = c:get(i, j) end end
	local m = sx.matrix(all)
	return (inside - m:mean(0)) / m:std(0)
end

local function show(g)
	local s = sx.isotropy(g).scalars
	print(string.format("%-12s mean cosine %6.3f   partition %5.3f   isoscore %5.3f   days %4.1f sd above random pairs", g.name,
		s.mean_cosine, s.partition_isotropy, s.isoscore, tightness(g)))
	return s
end

local before, after = show(space), show(top)
assert(before.mean_cosine > 0.2 and math.abs(after.mean_cosine) < 0.02, "the shared direction should be gone")
assert(after.partition_isotropy > before.partition_isotropy + 0.2, "directions should even out")
