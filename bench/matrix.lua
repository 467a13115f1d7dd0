-- What Lua costs: a product of 4096 x 4096 matrices and a function of a million rows, in seconds; the argument is the time of the same
-- product called from C in the same run.
local function now()
	local f = assert(io.open("/proc/uptime"))
	local t = f:read("n")
	f:close()
	return t
end
local c = tonumber(arg[1])
local a, best = sx.normal(4096, 4096, 1), math.huge
for _ = 1, 3 do
	local start = now()
	a:matmul(a)
	best = math.min(best, now() - start)
end
print(string.format("lua     4096 x 4096 matmul   %7.3f s%s", best, c and string.format("   %.3f times the call from C", best / c) or ""))
local m = sx.normal(1000000, 16, 1)
local start = now()
m:maprows(function(row) return row:norm() end)
print(string.format("lua     function of 1,000,000 rows of 16   %7.3f s", now() - start))
