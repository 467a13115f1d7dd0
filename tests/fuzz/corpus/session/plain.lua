-- sextant session 1, seed 0
sx.run [[spaces]]
sx.run [=[info]=]
