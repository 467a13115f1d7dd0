#!/usr/bin/env sextant
-- Key frequencies of modular addition (Nanda et al. 2023, Progress measures for grokking): the trained embedding of the
-- residues 0 … p-1 keeps its energy in a few frequencies of the index, each a circle; the untrained one spreads it.
--   sextant scripts/modular.lua
-- What to see: nine frequencies hold nine tenths of the energy of the trained table; none stands out before training.

local function powers(path)
	local e = sx.load(path):matrix():center()
	local p, list, total = e.rows, {}, e:norm() ^ 2
	for k = 1, p // 2 do
		local wave = sx.matrix(2, p)
		for i = 0, p - 1 do
			wave:set(1, i + 1, math.cos(2 * math.pi * i * k / p))
			wave:set(2, i + 1, math.sin(2 * math.pi * i * k / p))
		end
		list[#list + 1] = {k = k, share = 2 * wave:matmul(e):norm() ^ 2 / p / total}
	end
	table.sort(list, function(a, b) return a.share > b.share end)
	return list
end

local function show(name, list)
	local text, sum = {}, 0
	for i = 1, 9 do
		text[i] = string.format("%d (%.3f)", list[i].k, list[i].share)
		sum = sum + list[i].share
	end
	print(string.format("%-10s %s   nine hold %.1f %%", name, table.concat(text, " "), 100 * sum))
	return sum
end

local trained, before = powers("samples/modular/embed.npy"), powers("samples/modular/embed_init.npy")
local share = show("trained", trained)
show("untrained", before)
assert(share > 0.89 and trained[9].share > 3 * trained[10].share, "nine keys should stand out")
assert(before[1].share < 0.05, "nothing should stand out before training")
