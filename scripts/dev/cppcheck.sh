#!/bin/sh
# cppcheck over the sources, as if every optional library were there. cppcheck.txt beside this holds what is accepted, with its reason.
set -eu
cd "$(dirname "$0")/../.."
folder=build/cppcheck
mkdir -p "$folder"
cppcheck --quiet -j "$(nproc)" --cppcheck-build-dir="$folder" --std=c11 --enable=warning,portability --library=gnu --error-exitcode=1 \
	--suppressions-list=scripts/dev/cppcheck.txt --suppress=missingInclude -Isrc -Ilua -Itui -D_GNU_SOURCE -D__x86_64__ \
	-DSX_HAVE_LIBZIP -DSX_HAVE_HDF5 -DSX_HAVE_SQLITE3 -DSX_HAVE_RSVG -DSX_HAVE_IGRAPH -DSX_HAVE_ZLIB -DSX_HAVE_SIXEL \
	-DSX_HAVE_HNSWLIB src lua tui
echo 'cppcheck: clean'
