#!/bin/sh
# Installs what is missing. Every dependency is named here, once, with its reason.
#   scripts/deps.sh [build] [test] [ci] [bench]      (build, test and bench when none is named)
set -eu

list() {
	cat <<-'END'
	build gcc              the compiler; clang does as well
	build make             reads the Makefile
	build pkg-config       finds the libraries
	build libc6-dev        the C library's headers
	build libopenblas-dev  matrix products and LAPACK
	build liblapacke-dev   LAPACK from C
	build libgsl-dev       special functions and distributions
	build libjson-c-dev    JSON
	build libpcre2-dev     regular expressions
	build libzip-dev       npz archives (optional: without it they are refused)
	build libhdf5-dev      HDF5 and AnnData files (optional: without it they are refused)
	build libsqlite3-dev   SQLite tables (optional: without it they are refused)
	build librsvg2-dev     pictures as PNG (optional: without it they are SVG alone)
	build zlib1g-dev       plots as images in the terminal (optional: without it they are glyphs alone)
	build libsixel-dev     the plot as a still in terminals with sixel images (optional: without it not there)
	build libigraph-dev    communities of graphs (optional: without it --method leiden is refused)
	build g++              compiles the one file of C++ (optional, with the next)
	build libhnswlib-dev   approximate neighbour graphs (optional: without it they are refused)
	build libncurses-dev   the screen
	build libreadline-dev  the command line
	build liblua5.4-dev    scripts and row expressions
	test  libcmocka-dev    unit tests
	test  tmux             the workbench in a real terminal
	test  screen           the same inside GNU screen
	test  mandoc           checks the manual
	test  lua-lpeg         a package of C that scripts may require
	test  git              tells the lint which files are ours
	test  python3          plays the terminal that answers late or has images
	ci    clang            the other compiler must be silent too
	ci    libclang-rt-dev  its fuzzer
	ci    python3-numpy    reads what save writes (that test skips without it, as the next ones do)
	ci    python3-gensim   reads what save writes as word2vec
	ci    ripser           finds the loops that cocycle finds
	ci    gnuplot-nox      draws the exported scripts
	ci    fish             takes our completion
	ci    zsh              takes our completion
	ci    lua-cjson        another package of C that scripts may require
	ci    codespell        reads the sources and the manual
	ci    cppcheck         reads the sources as another pair of eyes
	ci    gcovr            counts the lines that the tests reach
	bench python3-faiss    a peer to be timed against
	bench python3-numpy    its arrays
	bench npm              brings the word vectors
	END
}

for part in ${*:-build test bench}; do
	case $part in build | test | ci | bench) ;; *)
		echo "deps.sh: '$part' is none of build, test, ci, bench" >&2
		exit 2 ;;
	esac
done
if ! command -v dpkg-query >/dev/null 2>&1; then
	echo "deps.sh: this is no Debian; install by hand what it names" >&2
	exit 0
fi

missing=
for part in ${*:-build test bench}; do
	for p in $(list | awk -v part="$part" '$1 == part { print $2 }'); do
		status=$(dpkg-query -W -f '${Status}' "$p" 2>/dev/null || true)
		[ "$status" = "install ok installed" ] || missing="$missing $p"
	done
done
[ -n "$missing" ] || exit 0

sudo=
if [ "$(id -u)" != 0 ]; then
	command -v sudo >/dev/null 2>&1 || { echo "deps.sh: missing:$missing; run it as root, or install sudo" >&2; exit 1; }
	sudo=sudo
fi
echo "installing:$missing" >&2
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get update -qq
# shellcheck disable=SC2086
$sudo apt-get install -y -qq --no-install-recommends $missing >/dev/null
