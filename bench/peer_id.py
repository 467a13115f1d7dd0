#!/usr/bin/python3
"""TwoNN against scikit-dimension and DADApy on the same rows with the same threads, in pairs: peer_id.py SEXTANT FILE.npy ROWS.

Neither peer is a Debian package: a checkout of each on PYTHONPATH will do (DADApy's extensions built in place). What cannot
be imported is left out. The seconds are those of the estimate from the points, neighbours included, files and imports not.
DADApy keeps the same share of the ratios, so its figure and the regression of scikit-dimension are compared with twonn_fit."""
import importlib.util
import json
import subprocess
import sys
import time

import numpy as np


def skdim_twonn(x):
    from skdim.id import TwoNN
    start = time.time()
    value = TwoNN().fit(x).dimension_
    return time.time() - start, value


def dadapy_twonn(x):
    from dadapy.id_estimation import IdEstimation
    y = x.astype(np.float64)
    start = time.time()
    value = IdEstimation(coordinates=y, maxk=3, verbose=False).compute_id_2NN()[0]
    return time.time() - start, value


def sextant_twonn(program, path, rows):
    line = f"load {path} --rows 0..{rows - 1} --as x; id x --method twonn"
    out = subprocess.run([program, "--json", "--no-config", "-c", line], check=True, capture_output=True, text=True).stdout
    result = json.loads(out.splitlines()[-1])
    return result["seconds"], result["scalars"]["twonn_fit"]


def main():
    program, path, rows = sys.argv[1], sys.argv[2], int(sys.argv[3])
    x = np.array(np.load(path, mmap_mode="r")[:rows], dtype=np.float32)
    peers = {"skdim": ("scikit-dimension", skdim_twonn), "dadapy": ("DADApy", dadapy_twonn)}
    for module, (name, run) in peers.items():
        if importlib.util.find_spec(module) is None:
            print(f"id      {name} is not on PYTHONPATH; no ratio")
            continue
        for pair in (1, 2, 3):
            ours, a = sextant_twonn(program, path, rows)
            theirs, b = run(x)
            print(f"id      {rows} x {x.shape[1]}  twonn  pair {pair}: sextant {ours:.3f} s ({a:.4f}), {name} {theirs:.3f} s "
                  f"({b:.4f}), {theirs / ours:.1f} times")


main()
