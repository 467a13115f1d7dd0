#!/usr/bin/env sextant
-- Which word sets of GloVe lie on rings, curves and axes (Engels et al. 2024, Not all language model features are one-dimensionally
-- linear, who find circles of days and months in language models): every set asked the same questions, with the search included.
--   sextant scripts/wordsets.lua
-- What to see: the compass points alone come in order round a plane; the days do not, they are one axis that sets the weekend apart;
-- the months are mostly the word may; numbers, decades and years are open curves; the sets without an order are silent.

local g = sx.load("samples/wordsets/words.npy", {as = "words"})
local sets = {"compass", "days", "months", "months_nomay", "dayparts", "numbers", "decades", "years", "animals", "fruits",
	"furniture", "countries", "verbs"}
local reading = {}
for _, set in ipairs(sets) do
	local s = sx.circles(g, {words = "samples/wordsets/" .. set .. ".txt", order = "line", components = 5, planes = "all"}).scalars
	reading[set] = s.order_reading
	print(string.format("%-13s round a plane p %.3f   along an axis p %.3f   rings %d   %s", set, s.agreement_p, s.order_rho_p,
		s.circles_found, s.order_reading))
	assert(s.circles_found == 0, "no set has words enough for a ring by its shape alone")
end

-- the first component of the days: which words are on which side
local rows = {}
for day in io.lines("samples/wordsets/days.txt") do rows[#rows + 1] = sx.row(g, day) end
local x = g:matrix(rows):center()
local u, s = x:svd()
local weekend, sign = {saturday = true, sunday = true}, nil
local apart = true
for i, row in ipairs(rows) do
	local side = u:get(i, 1) > 0
	if sign == nil and weekend[g:label(row)] then sign = side end
	if weekend[g:label(row)] and side ~= sign then apart = false end
end
for i, row in ipairs(rows) do if not weekend[g:label(row)] and (u:get(i, 1) > 0) == sign then apart = false end end
print(string.format("days: the first component holds %.2f of the variance; weekend apart: %s", s:get(1, 1) ^ 2 / x:norm() ^ 2, apart))

assert(reading.compass:find("in order round a plane", 1, true), "compass points should be in order")
assert(reading.days == "no order" and apart, "days are an axis")
for _, set in ipairs {"numbers", "decades", "years"} do assert(reading[set]:find("open curve", 1, true), set .. " should be an open curve") end
for _, set in ipairs {"animals", "fruits", "furniture", "countries", "verbs"} do assert(reading[set] == "no order", set .. " has no order") end
