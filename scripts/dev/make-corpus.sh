#!/bin/sh
# Makes the seeds of the fuzzers, tests/fuzz/corpus/FORMAT/: a few tiny valid files each. Run once after a change here;
# what it makes is committed. Needs ./sextant and SEEDS, a program that make build/cc/tests/fuzz/seeds builds.
#   scripts/dev/make-corpus.sh [FOLDER]      (tests/fuzz/corpus)
set -eu
cd "$(dirname "$0")/../.."
corpus=${1:-tests/fuzz/corpus}
seed() {
	mkdir -p "$corpus/$1"
	cat >"$corpus/$1/$2"
}
seed csv plain.csv <<'END'
word,kind,n,x,y
the,"a ""b""",1,0.5,-1e-3
of,c,,2,nan
END
seed csv pandas.csv <<'END'
,0,1,2
0,5,6,7
1,8,9,10
END
printf 'r1\t1\t2\nr2\t3\t4\n' | seed csv bare.tsv
printf '# c\n1 2\n3 4\n' | seed csv spaces.dat
printf '2 3\nthe 1 2 3\na b 4 5e1 -6\n' | seed vec header.vec
printf 'the 0.418 0.24968\nof 0.70853 0.57088\n' | seed vec glove.txt
seed jsonl texts.jsonl <<'END'
{"text":"th\u00e9 \"x\"","embedding":[1,2.5,-3e-2],"n":1,"b":true}
{"embedding":[4,null,NaN],"text":"of","x":{"y":[null,[1]]}}
END
seed projector config.json <<'END'
{"embeddings":[{"tensorName":"a","tensorShape":[3,2],"tensorPath":"a.bytes","metadataPath":"m.tsv"}]}
END
printf 'word\tn\tkind\nthe\t1\tx\nof\t2.5\t\n' | seed meta table.tsv
printf '{"word":"the","n":1}\n{"n":null,"word":"of","z":[1]}\n' | seed meta lines.jsonl
printf 'one\ntwo\nthree\n' | seed meta labels.txt
printf -- '-- sextant session 1, seed 0\nsx.line [[spaces]]\nsx.line [=[columns]=]\n' | seed session plain.lua
printf '\001\000\000\000\000\000\200\077\000\000\000\100' | seed raw three.raw
printf '2 2\nthe \000\000\200\077\000\000\000\100\nof \000\000\100\100\000\000\200\100\n' | seed w2v two.bin
# the formats of arrays, as sextant writes them
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
printf 'word,x,y\nthe,1,2\nof,3,4\nto,5,6\n' >"$scratch/a.csv"
for format in npy npz safetensors; do
	./sextant --no-config -q -c "save '$scratch/a.$format'" "$scratch/a.csv" >/dev/null ||
		{ [ "$format" = npz ] && continue; exit 1; }	# a build without libzip
	seed "$format" "three.$format" <"$scratch/a.$format"
done
# gguf: version 3, one tensor of 2 x 2 floats
{
	printf 'GGUF\003\000\000\000\001\000\000\000\000\000\000\000\001\000\000\000\000\000\000\000'
	printf '\024\000\000\000\000\000\000\000general.architecture\010\000\000\000\003\000\000\000\000\000\000\000abc'
	printf '\021\000\000\000\000\000\000\000token_embd.weight\002\000\000\000\002\000\000\000\000\000\000\000'
	printf '\002\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000'
	printf '\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000'
	printf '\000\000\200\077\000\000\000\100\000\000\100\100\000\000\200\100'
} | seed gguf two.gguf
"${SEEDS:-build/cc/tests/fuzz/seeds}" "$corpus"
