#!/usr/bin/env python3
"""Cut samples/modular and samples/gpt from what the two training runs saved.

    make-network-samples.py MODULAR GPT [--contexts 16] [--out samples]

MODULAR is a folder with the arrays of the modular addition network:
    embed.npy, embed_init.npy   p x d   embedding after and before training
    unembed.npy                 p x h   read-out, row c gives the logit of c
    labels.txt                  p lines
The three arrays are taken whole, each with its own copy of the labels, so that
loading X.npy finds X.labels.txt beside it.

GPT is a folder with the arrays of the small language model:
    acts.npy    contexts x positions x layers x d   residual stream
    tokens.txt  the token at each place, contexts outermost
    wpe.npy     positions x d                       position embedding
    wte.npy     words x d                           token embedding
    vocab.txt   words lines
Taken: the first contexts of acts.npy with their tokens as acts.tokens.txt, and
both embeddings whole with labels.

samples/README.md says how the networks were trained. The training ran against
the clock, so a new run gives a network of the same kind, not the same numbers.
Every array is float32 in C order. Standard library only.
"""
import argparse
import ast
import math
import os
import pathlib
import struct
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Bad(Exception):
    """What the user is told before the script stops."""


def npy_read(path):
    """Shape and raw bytes of a float32 array in C order."""
    raw = path.read_bytes()
    if raw[:6] != b"\x93NUMPY" or raw[6] not in (1, 2):
        raise Bad("%s is no .npy file of version 1 or 2" % path)
    size, at = ("<H", 10) if raw[6] == 1 else ("<I", 12)
    end = at + struct.unpack_from(size, raw, 8)[0]
    head = ast.literal_eval(raw[at:end].decode("latin-1").strip())
    if head["descr"] != "<f4" or head["fortran_order"]:
        raise Bad("%s is not float32 in C order" % path)
    if len(raw) - end != 4 * math.prod(head["shape"]):
        raise Bad("%s has not the size of its shape" % path)
    return head["shape"], raw[end:]


def npy_bytes(shape, data):
    text = "{'descr': '<f4', 'fortran_order': False, 'shape': (%s), }" % ", ".join(map(str, shape))
    text += " " * (-(10 + len(text) + 1) % 64) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text.encode("ascii") + data


def lines_of(path):
    return path.read_text(encoding="utf-8").split("\n")[:-1]


def put(path, data):
    """Write under a temporary name, then rename."""
    part = path.with_name(path.name + ".part%d" % os.getpid())
    try:
        part.write_bytes(data)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
    print("%8d  %s" % (len(data), path))


def put_labelled(folder, name, shape, data, labels, ending="labels"):
    """NAME.npy and its lines; one line for each row."""
    rows = math.prod(shape[:2]) if len(shape) > 2 else shape[0]
    if len(labels) != rows:
        raise Bad("%s has %d rows, but there are %d lines" % (name, rows, len(labels)))
    put(folder / (name + ".npy"), npy_bytes(shape, data))
    put(folder / ("%s.%s.txt" % (name, ending)), "".join(s + "\n" for s in labels).encode("utf-8"))


def modular(source, folder):
    labels = lines_of(source / "labels.txt")
    for name in ("embed", "embed_init", "unembed"):
        put_labelled(folder, name, *npy_read(source / (name + ".npy")), labels)


def gpt(source, folder, contexts):
    shape, data = npy_read(source / "acts.npy")
    if len(shape) != 4 or shape[0] < contexts:
        raise Bad("acts.npy must have four axes and at least %d contexts" % contexts)
    tokens = lines_of(source / "tokens.txt")
    if len(tokens) != shape[0] * shape[1]:
        raise Bad("tokens.txt has %d lines for %d places" % (len(tokens), shape[0] * shape[1]))
    cut = (contexts,) + shape[1:]
    put_labelled(folder, "acts", cut, data[:4 * math.prod(cut)], tokens[:contexts * shape[1]], "tokens")

    vocab = lines_of(source / "vocab.txt")
    if strange := set(tokens) - set(vocab):
        raise Bad("tokens outside the vocabulary: %s" % sorted(strange)[:5])
    put_labelled(folder, "wte", *npy_read(source / "wte.npy"), vocab)
    shape, data = npy_read(source / "wpe.npy")
    put_labelled(folder, "wpe", shape, data, [str(i) for i in range(shape[0])])


def main():
    ap = argparse.ArgumentParser(description="Cut the network samples from two training runs.")
    ap.add_argument("modular", type=pathlib.Path, help="folder of the modular addition network")
    ap.add_argument("gpt", type=pathlib.Path, help="folder of the small language model")
    ap.add_argument("--contexts", type=int, default=16, help="contexts of activations to keep (default 16)")
    ap.add_argument("--out", type=pathlib.Path, default=ROOT / "samples",
                    help="the folder that gets modular/ and gpt/ (default samples)")
    a = ap.parse_args()
    if a.contexts < 1:
        ap.error("--contexts must be at least 1")
    for name in ("modular", "gpt"):
        (a.out / name).mkdir(parents=True, exist_ok=True)
    modular(a.modular, a.out / "modular")
    gpt(a.gpt, a.out / "gpt", a.contexts)


if __name__ == "__main__":
    try:
        main()
    except (Bad, OSError, ValueError, KeyError, SyntaxError, struct.error) as e:
        sys.exit("make-network-samples: %s" % e)
