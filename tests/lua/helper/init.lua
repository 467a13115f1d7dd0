-- What extend.lua requires: a package beside the script.
return {answer = 42}
