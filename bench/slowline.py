"""bench/slowline.py SEXTANT: the workbench at the end of a slow line: a pseudo-terminal that is read at so many bytes a second
and answers late. Says how long a key takes to show and how much is sent while a key is held down."""
import os, select, sys, time

from pseudo import start


class Line:
    """Bytes come at rate a second; what is not read yet waits in the terminal's own buffer, as in a modem's. Once they are here the
    terminal answers what it is asked, and the answer takes late seconds to arrive."""

    def __init__(self, fd, rate, late):
        self.fd, self.rate, self.late, self.got, self.seen, self.answers, self.tail = fd, rate, late, 0, b"", [], b""

    def answer(self, data):
        asked = (self.tail + data).count(b"\033[5n")  # a question may come in two parts
        self.tail = data[-3:] if data else self.tail
        self.answers += [time.perf_counter() + self.late] * asked
        while self.answers and self.answers[0] < time.perf_counter():
            self.answers.pop(0)
            os.write(self.fd, b"\033[0n")

    def run(self, seconds, until=None):
        end, left = time.perf_counter() + seconds, 0.0
        before = time.perf_counter()
        while time.perf_counter() < end:
            now = time.perf_counter()
            left = min(left + (now - before) * self.rate, self.rate * 0.05)
            before = now
            self.answer(b"")
            if left >= 64 and select.select([self.fd], [], [], 0)[0]:
                try:
                    data = os.read(self.fd, int(left))
                except OSError:  # the other end is gone
                    return until is None
                self.answer(data)
                left -= len(data)
                self.got += len(data)
                self.seen = (self.seen + data)[-200000:]
            else:
                time.sleep(0.004)
            if until and until in self.seen:
                return True
        return until is None


def main():
    program, rate, late = sys.argv[1], 4000, 0.3
    pid, fd = start(program, 80, 24, ["samples/glove-5k.npy"])
    line = Line(fd, rate, late)
    if not line.run(20, b"brighter"):
        sys.exit("no picture within twenty seconds")
    line.run(3)
    line.got, line.seen = 0, b""
    for i in range(60):  # a held key: thirty a second
        os.write(fd, b"+" if i < 30 else b"-")
        line.run(1 / 30)
    held = line.got
    began = time.perf_counter()
    line.run(late)
    os.write(fd, b"?")
    ok = line.run(20, b"Keys")
    took = time.perf_counter() - began
    print(f"slow line of {rate} bytes a second, {1e3 * late:.0f} ms late: after 60 zooms in 2 s the help shows {took:.1f} s later")
    print(f"slow line  sent while the key was held: {held} bytes, until the help: {line.got} bytes")
    os.write(fd, b"Q")
    line.run(3)
    os.waitpid(pid, 0)
    if not ok:
        sys.exit("the help did not show within twenty seconds")


main()
