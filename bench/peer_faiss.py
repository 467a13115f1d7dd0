#!/usr/bin/python3
"""Times faiss' exact search on the first rows of a .npy file: peer_faiss.py FILE N THREADS TABLE

Prints seconds; with TABLE (sextant's table, uint32, n x 10) also the share of equal neighbours. Rows that faiss does not
list first (duplicates) keep faiss' own order of equals, so a little below 1 is no error where distances tie."""
import sys
import time

import faiss
import numpy as np

path, n, threads, table = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
x = np.ascontiguousarray(np.load(path, mmap_mode="r")[:n], dtype=np.float32)
faiss.omp_set_num_threads(threads)
index = faiss.IndexFlatL2(x.shape[1])
index.add(x)
start = time.time()
_, found = index.search(x, 11)
seconds = time.time() - start
own = np.fromfile(table, dtype=np.uint32).reshape(n, 10)
others = np.where(found != np.arange(n)[:, None], found, -1)
same = np.mean([len(np.intersect1d(a, b)) / 10 for a, b in zip(own[:2000], others[:2000])])
print(f"{seconds:.4f} {same:.5f}")
