#!/usr/bin/python3
"""Principal components with all directions against scikit-learn's full solver and numpy's single-precision covariance
and eigh, in three pairs: peer_pca.py BENCH FILE.npy, or peer_pca.py BENCH ROWS DIMS for planted rows.

Every run is a process of its own, since numpy's threads spin on for a while. The largest relative error of the singular
values is against numpy's eigenvalues of the product in double."""
import os
import subprocess
import sys
import tempfile
import time

import numpy as np


def planted(n, d):
    r = np.random.default_rng(0)
    return (r.normal(size=(n, 64)) @ r.normal(size=(64, d)) + r.normal(size=(n, d))).astype(np.float32)


def peer(path, which):
    x = np.ascontiguousarray(np.load(path))
    start = time.time()
    if which == "sklearn":
        from sklearn.decomposition import PCA
        start = time.time()
        PCA(svd_solver="full").fit(x)
    else:
        y = x - x.mean(0, dtype=np.float64).astype(np.float32)
        np.linalg.eigh(y.T @ y / np.float32(len(x) - 1))
    print(time.time() - start)


def child(*words):
    return [float(w) for w in subprocess.run(words, check=True, capture_output=True, text=True).stdout.split()]


def main():
    bench, path = sys.argv[1], sys.argv[2]
    with tempfile.TemporaryDirectory() as folder:
        if len(sys.argv) == 4:
            x = planted(int(sys.argv[2]), int(sys.argv[3]))
            path = os.path.join(folder, "planted.npy")
            np.save(path, x)
        x = np.load(path).astype(np.float64)
        n, d = x.shape
        x -= x.mean(0)
        true = np.sqrt(np.linalg.eigvalsh(x.T @ x)[::-1])
        del x
        out = os.path.join(folder, "singular")
        for pair in (1, 2, 3):
            alone, whole = child(bench, "pca", path, out)
            learn, = child(sys.executable, __file__, path, "--peer", "sklearn")
            quick, = child(sys.executable, __file__, path, "--peer", "numpy")
            error = np.max(np.abs(np.fromfile(out) - true) / true)
            print(f"pca     {n} x {d}  pair {pair}: directions {alone:.3f} s, with scores {whole:.3f} s; scikit-learn "
                  f"{learn:.3f} s, {learn / whole:.2f} times; numpy float32 {quick:.3f} s, {quick / alone:.2f} times the "
                  f"directions; largest relative error {error:.1e}")


if len(sys.argv) == 4 and sys.argv[2] == "--peer":
    peer(sys.argv[1], sys.argv[3])
else:
    main()
