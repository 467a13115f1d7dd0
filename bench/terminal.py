"""bench/terminal.py SEXTANT: the workbench in a pseudo-terminal of 80 x 24, then of 200 x 50: from a key to
its picture, idle and while a job runs, bytes a key, and the processor's time when nothing happens."""
import os, select, struct, sys, tempfile, time

from pseudo import start


def read_quiet(fd, quiet):
    """What comes until nothing has come for so many seconds."""
    got = b""
    while select.select([fd], [], [], quiet)[0]:
        try:
            got += os.read(fd, 1 << 16)
        except OSError:  # the other end is gone
            break
    return got


PICTURE = 300  # bytes: more than a progress bar sends


def one_key(fd, key, enough=PICTURE):
    read_quiet(fd, 0.03)
    start, got = time.perf_counter(), 0
    os.write(fd, key)
    while got < enough:
        if not select.select([fd], [], [], 5)[0]:
            sys.exit("no answer to a key within five seconds")
        got += len(os.read(fd, 1 << 16))
    return time.perf_counter() - start


def keys(fd, n, name):
    times = sorted(one_key(fd, b"+-"[i % 2:i % 2 + 1]) for i in range(n))
    print(f"screen  {name}: median {1e3 * times[n // 2]:.1f} ms, 99 of 100 below {1e3 * times[int(0.99 * n)]:.1f} ms")


def ticks(pid):
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


def points(path, n, d):
    """A .npy file of numbers that look random enough to be sought through."""
    import array, random
    random.seed(1)
    row = array.array("f", [random.gauss(0, 1) for _ in range(100003)])
    head = f"{{'descr': '<f4', 'fortran_order': False, 'shape': ({n}, {d}), }}"
    head += " " * (117 - len(head)) + "\n"
    with open(path, "wb") as out:
        out.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", 118) + head.encode())
        left = n * d
        while left > 0:
            out.write(row[:left].tobytes())
            left -= len(row)


def main():
    program = sys.argv[1]
    pid, fd = start(program, 80, 24, ["samples/glove-5k.npy"])
    read_quiet(fd, 1)
    keys(fd, 200, "5,000 rows, a key, idle")
    before = ticks(pid)
    time.sleep(3)
    print(f"screen  processor's time in 3 s of nothing: {10 * (ticks(pid) - before)} ms")
    sizes = []
    for i in range(20):
        read_quiet(fd, 0.3)
        os.write(fd, b"lkhj"[i % 4:i % 4 + 1])
        sizes.append(len(read_quiet(fd, 0.3)))
    print(f"screen  80 x 24, a step of the cursor: at most {max(sizes)} bytes")
    os.write(fd, b"Q")
    read_quiet(fd, 1)
    os.waitpid(pid, 0)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "million.npy")
        points(path, 1000000, 8)
        with open(path.replace(".npy", ".labels.txt"), "w") as out:
            out.writelines(f"word {i:06d}\n" for i in range(1000000))
        pid, fd = start(program, 200, 50, ["samples/glove-5k.npy", path])
        read_quiet(fd, 4)
        os.write(fd, b"\x0c")
        print(f"screen  200 x 50, drawn anew: {len(read_quiet(fd, 1))} bytes")
        keys(fd, 60, "1,000,000 rows, a zoom, idle")
        os.write(fd, b":knn --k 20\r")
        read_quiet(fd, 0.5)
        keys(fd, 200, "1,000,000 rows, a zoom, while knn runs")
        os.write(fd, b"\x03")
        read_quiet(fd, 1)
        os.write(fd, b"/")
        times = [one_key(fd, bytes([c]), 1) for c in b"word 999999"]
        print(f"screen  1,000,000 labels, searched while typing: at most {1e3 * max(times):.1f} ms a key")
        os.write(fd, b"\r")
        read_quiet(fd, 1)
        os.write(fd, b":use glove-5k\r")
        read_quiet(fd, 1)
        os.write(fd, b":knn million --k 20\r")
        read_quiet(fd, 0.5)
        keys(fd, 200, "5,000 rows, a zoom, while knn runs on another space")
        os.write(fd, b"Q")
        read_quiet(fd, 1)
        os.waitpid(pid, 0)


main()
