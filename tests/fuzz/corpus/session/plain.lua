-- sextant session 1, seed 0
sx.line [[spaces]]
sx.line [=[columns]=]
