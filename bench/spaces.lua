-- What comparing many spaces at once saves: twelve spaces, 66 pairs, against 66 runs of one pair. Each run has spaces of its
-- own, since a space remembers its spectrum and its neighbours.
local METHODS = " --methods cka_debiased,mutual_knn,procrustes_similarity,svcca"
local base = sx.normal(5000, 256, 1)

local function seconds(run, count)
	local names = {}
	for i = 1, count do
		names[i] = ("s%d_%d_%d"):format(run, count, i)
		sx.points(base + sx.normal(5000, 256, 1000 * run + 100 * count + i) * (0.2 * i), names[i])
	end
	return sx.line("compare " .. table.concat(names, " ") .. METHODS).seconds
end

for run = 1, 3 do
	local pair, all = seconds(run, 2), seconds(run, 12)
	print(("compare 5000 x 256  12 spaces  run %d: 66 pairs %.2f s, one pair %.2f s, share of 66 runs %.1f %%"):format(run, all, pair,
		100 * all / (66 * pair)))
end
