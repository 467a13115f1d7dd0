#!/bin/sh
# Files that are easily read as something else (tests/cases): each is read as what it is, or refused with what to do.
set -u
cd "$(dirname "$0")/../cases" || exit 1
SX=../../sextant
failed=0
# has FILE: this sextant was built with the library that reads it
has() {
	! $SX --no-config -c "load $1" 2>&1 | grep -q 'built without'
}

# want NAME TEXT... -- COMMAND...: all texts stand in what the commands print as JSON or say on standard error
want() {
	name=$1
	shift
	texts=
	while [ "$1" != -- ]; do
		texts="$texts$1
"
		shift
	done
	shift
	set -- "$@"
	got=$(run "$@")
	while IFS= read -r text; do
		[ -z "$text" ] && continue
		case $got in
		*"$text"*) ;;
		*)
			echo "$name: not in the answer: $text"
			echo "  $got" | cut -c1-600
			failed=1 ;;
		esac
	done <<-END
	$texts
	END
}
run() {
	args=
	for c in "$@"; do
		args="$args -c '$(echo "$c" | sed "s/'/'\\\\''/g")'"
	done
	eval "$SX --no-config --json $args" 2>&1
}

want t01 '"rows":3,"dims":3' '[0,"hello",0,"hello",0.1' '["id","integer"' -- 'load t01_vector_strings.csv' columns head
want t02 '"rows":2,"dims":3' '[0,"hello",0,"hello",0.1' '0.5,0.2' -- 'load t02_numpy_strings.csv' head
want t03 '"rows":3,"dims":3' '"columns":["row","row","V1","V2","V3"]' -- 'load t03_r_row_names.txt' head
want t04 '"rows":3,"dims":2' 'dimensions x, y; columns Unnamed: 0' -- 'load t04_unnamed.csv'
want t05 '"rows":4,"dims":3' '[0,"#love"' '[3,"king"' -- 'load t05_hash_labels.tsv' head
want t06 'lines end in CR alone' -- 'load t06_cr_only.csv'
want t07 'a comma for a decimal point' -- 'load t07_european.csv'
want t08 'it promises 4 words, 3 are there; --limit 3' -- 'load t08_wrong_count.vec'
want t08b '"rows":3,"dims":3' 'promises 4 words, 3 are there' -- 'load t08_wrong_count.vec --limit 3'
want j01 '"rows":4,"dims":6' '[3,18.5,' -- 'load j01_array_of_arrays.json' head
want j02 '"rows":4,"dims":6' '[3,"t3","t3",18.5,' -- 'load j02_array_of_objects.json' head
want j03 '"rows":2,"dims":3' '[1,4,5,6]' -- 'load j03_bare_lists.jsonl' head
want j04 '"rows":2,"dims":3' '[1,"b",4,5,6]' -- 'load j04_word_dict.json' head
want j05 '"rows":2,"dims":3' '[0,"x","x",0.1' 'vectors are key embedding' -- 'load j05_tokens_first.jsonl' head
want j06 '"rows":4,"dims":6' '[3,"t3","t3",18.5,' 'base64' -- 'load j06_base64.jsonl' head
want j07 '"rows":4,"dims":6' '[3,"r3","r3"' '18.5,' -- 'load j07_batch_output.jsonl' head
want a01 'a Git LFS pointer, not the file itself; run git lfs pull' -- 'load a01_lfs_pointer.npy'
want a05 'holds Python objects' -- 'load a05_pickled_dict.npy'
want a07 '"rows":4,"dims":6' '[0,"a",0.5' '[3,"d",18.5' -- 'load a07_header_beside.npy' head
want a08 '"rows":4,"dims":6' '[0,"a",0.5' '[3,"d",18.5' -- 'load a08_blank_last_line.npy' head
want a09 '"rows":3,"dims":6' '[0,"item0",0.5' '[2,"item2",12.5' -- 'load a09_one_vector_a_file' head
if has a03_int_labels.npz; then
	want a02 '"rows":4,"dims":6' '[1,0,0,0,0,10.5,11.5]' 'CSR, 14 entries' -- 'load a02_scipy_csr.npz' head
	want a03 '"rows":4,"dims":6' '[0,3,0.5' '[3,0,18.5' -- 'load a03_int_labels.npz' head
	want a04 '"rows":4,"dims":6' '[0,"a",0.5' '[3,"d",18.5' -- 'load a04_words.npz' head
	want a06 'is a zip archive' 'unpack it first' -- 'load a06_glove.zip'
fi
if has s01_float64.db; then
	want s01 '"rows":4,"dims":6' '[3,"w3",3,"w3",18.5' 'float64' -- 'load s01_float64.db' head
	want s02 '"rows":4,"dims":6' '[3,"w3",3,"w3",18.5' 'npy' -- 'load s02_npy_blobs.db' head
fi
if has h07_labels_beside.h5; then
	want h01 '"labels":"in the file"' '["louvain","category",null,null,1]' '["A",2,' '["B",1,' '"missing":1' -- \
		'load h01_categories_07.h5ad' columns 'count louvain'
	want h02 '["cat","category",null,null,1]' '["n","integer",1,4,1]' '["icat","integer",10,20,0]' -- \
		'load h02_missing_nullable.h5ad' columns
	want h03 '[0,"c1","A",1.5' '[2,"c3","B",3.5' -- 'load h03_compound_obs.h5ad' head
	want h04 '"rows":8,"dims":6' '[5,1,1,30,31,32,33,34,35]' -- 'load h04_three_axes.h5' head
	want h05 '"rows":3,"dims":6' '[2,"protein2",12.5' -- 'load h05_vector_each.h5' head
	want h06 '[3,"d",18.5' -- 'load h06_nullable_index.h5ad' head
	want h07 '[3,"d",18.5' -- 'load h07_labels_beside.h5' head
fi
want n02 '"boundary_ties":0' -- 'load n02_small.npy' 'knn --k 3'
want n02b '"boundary_ties":0' -- 'load n02_unit.npy' 'knn --k 3'
want n03 '"clusters":3' 'only 3 rows differ' -- 'load n03_three_points.npy' 'cluster --clusters 8'
want n04 '"near_twins":300' '300 of 550 rows have a near twin' -- 'load n04_near_twins.npy' 'id --method twonn'
want lattice 'exceed the 2 dimensions' 'as on a lattice' -- 'load figures/jitterlattice.npy' 'id --method twonn'
want n06 'row 0 is 3' 'times longer than the median row' -- 'load n06_one_huge_row.npy' report
want n06b 'times longer than the median row' -- 'load n06_one_huge_row.npy' 'id --method twonn'
want n05 '-2.5732836723327637,0]' -- 'load n05_constant.npy' 'standardize --as q' 'head q --rows 1'
want n07 '"label_chance":0.31034482758' '10 of 40 rows have no value in cls' -- 'load n07_class_missing.csv' 'overlap --labels cls --k 3'
[ "$failed" = 0 ] && echo "cases: all as they should be"
exit $failed
