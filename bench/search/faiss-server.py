#!/usr/bin/python3
"""Answers searches with FAISS, for comparison: faiss-server.py FOLDER COUNT.

FOLDER holds hashes.bin and queries.bin, 32 bytes a hash. Prints one JSON line when ready, then one for each
line "INDEX FIRST COUNT" on standard input: microseconds of each search, and results. Distances up to 31.
"""
import json
import os
import sys
import time

import faiss
import numpy as np

RADIUS = 32  # range_search takes what is nearer than this
folder, count = sys.argv[1], int(sys.argv[2])
faiss.omp_set_num_threads(1)
hashes = np.fromfile(f"{folder}/hashes.bin", dtype=np.uint8, count=count * 32).reshape(-1, 32)
queries = np.fromfile(f"{folder}/queries.bin", dtype=np.uint8).reshape(-1, 32)


def multi_hash():
    """Built in a child, written and read back: a compact heap answers up to five times faster."""
    path = f"{folder}/multi-hash.faiss"
    child = os.fork()
    if child == 0:
        index = faiss.IndexBinaryMultiHash(256, 16, 16)
        index.nflip = 1
        for first in range(0, count, 1_000_000):
            index.add(hashes[first : first + 1_000_000])
        faiss.write_index_binary(index, path)
        os._exit(0)
    os.waitpid(child, 0)
    index = faiss.read_index_binary(path)
    index.nflip = 1
    return index


started = time.time()
flat = faiss.IndexBinaryFlat(256)
for first in range(0, count, 1_000_000):
    flat.add(hashes[first : first + 1_000_000])
indexes = {"flat": flat, "multiHash": multi_hash()}
print(json.dumps({"ready": time.time() - started}), flush=True)
for line in sys.stdin:
    name, first, number = line.split()
    times, results = [], 0
    for at in range(int(first), int(first) + int(number)):
        began = time.perf_counter()
        found = indexes[name].range_search(queries[at : at + 1], RADIUS)
        times.append((time.perf_counter() - began) * 1e6)
        results += len(found[2])
    print(json.dumps({"us": times, "results": results}), flush=True)
