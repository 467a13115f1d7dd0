#!/usr/bin/env sextant
-- Analogies by category (Mikolov et al. 2013; Levy, Goldberg 2014): a is to b as c is to what? By 3CosAdd and 3CosMul, all ordered
-- pairs of each category, the question's own words left out.
--   sextant scripts/analogies.lua
-- What to see: forms of words (plural, past) and family words are found, and the two methods hardly differ; what is left is the
-- part that a single difference of vectors cannot carry.

local g = sx.load("samples/glove-5k.npy", {as = "words"})
local categories = {
	{"family", "man woman", "king queen", "father mother", "son daughter", "brother sister", "husband wife", "boy girl"},
	{"plural", "year years", "day days", "country countries", "company companies", "city cities", "state states", "game games",
		"team teams", "student students", "child children"},
	{"past", "say said", "take took", "make made", "go went", "come came", "see saw", "find found", "give gave", "win won", "lose lost"},
	{"nationality", "china chinese", "japan japanese", "france french", "germany german", "russia russian", "israel israeli",
		"iran iranian", "italy italian", "spain spanish", "britain british"},
	{"comparative", "large larger", "small smaller", "high higher", "low lower", "strong stronger", "great greater", "big bigger"},
}

local total, right = {["3cosadd"] = 0, ["3cosmul"] = 0}, 0
local asked = 0
for _, c in ipairs(categories) do
	local pairs_ = {}
	for i = 2, #c do
		local a, b = c[i]:match("(%S+) (%S+)")
		if pcall(sx.row, g, a) and pcall(sx.row, g, b) then pairs_[#pairs_ + 1] = {a, b} end
	end
	local hits, n = {["3cosadd"] = 0, ["3cosmul"] = 0}, 0
	for _, p in ipairs(pairs_) do
		for _, q in ipairs(pairs_) do
			if p ~= q then
				n = n + 1
				for method in pairs(hits) do
					if sx.analogy(g, p[1], p[2], q[1], {method = method, k = 1}).tables.answers[1].label == q[2] then
						hits[method] = hits[method] + 1
					end
				end
			end
		end
	end
	print(string.format("%-12s %2d pairs, %3d questions   3cosadd %.2f   3cosmul %.2f", c[1], #pairs_, n, hits["3cosadd"] / n,
		hits["3cosmul"] / n))
	asked = asked + n
	for method, h in pairs(hits) do total[method] = total[method] + h end
end
print(string.format("all          %3d questions   3cosadd %.2f   3cosmul %.2f   chance %.4f", asked, total["3cosadd"] / asked,
	total["3cosmul"] / asked, 1 / g.rows))
assert(total["3cosadd"] / asked > 0.5 and math.abs(total["3cosadd"] - total["3cosmul"]) / asked < 0.1, "most should be found")
