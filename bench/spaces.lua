-- What comparing many spaces at once saves: twelve spaces, 66 pairs, against 66 runs of one pair, in alternation.
local METHODS = " --methods cka_debiased,mutual_knn,procrustes_similarity,svcca"
local base = sx.normal(5000, 256, 1)
local names = {}
for i = 1, 12 do
	sx.points(base + sx.normal(5000, 256, 100 + i) * (0.2 * i), "s" .. i)
	names[i] = "s" .. i
end
local function seconds(list)
	return sx.line("compare " .. list .. METHODS).seconds
end
for run = 1, 3 do
	local pair, all = seconds("s1 s2"), seconds(table.concat(names, " "))
	print(("compare 5000 x 256  12 spaces  run %d: 66 pairs %.2f s, one pair %.2f s, share of 66 runs %.1f %%"):format(run, all, pair,
		100 * all / (66 * pair)))
end
