# Plots as images: a terminal that says it can gets one beneath its text, and loses it on leaving; one that is silent gets none.
set -u
command -v python3 >/dev/null 2>&1 || { echo "$0: skipped: python3 is not installed"; exit 0; }
exec python3 - <<'END'
import base64, os, pty, re, select, sys, zlib

ASK, ANSWER = b"\033[5n", b"\033[0n"
QUERY, YES = b"\033_Gi=31,", b"\033_Gi=31;OK\033\\"


class Terminal:
    def __init__(self, can, *args):
        self.can = can
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            for name in "TMUX", "STY":
                os.environ.pop(name, None)
            os.environ.update(TERM="xterm-256color", LC_ALL="C.UTF-8", COLORTERM="", COLUMNS="80", LINES="24")
            os.execv("./sextant", ["./sextant", "--no-config", *args, "samples/glove-5k.npy"])

    def until(self, end):
        """What comes up to end; questions are answered on the way."""
        got = b""
        while not re.search(end, got, re.S):
            if not select.select([self.fd], [], [], 20)[0]:
                sys.exit(f"image.sh: {end!r} does not come: {got[-300:]!r}")
            part = os.read(self.fd, 1 << 16)
            got += part
            if self.can and QUERY in part:
                os.write(self.fd, YES)
            os.write(self.fd, ANSWER * part.count(ASK))
        return got

    def leave(self):
        os.write(self.fd, b"Q")
        got = b""
        try:
            while True:
                part = os.read(self.fd, 1 << 16)
                got += part
                if b"1002l" in part:
                    os.write(self.fd, ANSWER * 2)
        except OSError:
            pass
        if os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1]) != 0:
            sys.exit("image.sh: the program failed")
        return got


def image(bytes_):
    """The pixels of the last image in them: width, height, RGBA."""
    start = bytes_.rindex(b"\033_Ga=T")
    pieces = re.findall(rb"\033_G([^;]*);([^\033]*)\033\\", bytes_[start:])
    head = dict(k.split(b"=") for k in pieces[0][0].split(b","))
    data = zlib.decompress(base64.b64decode(b"".join(p[1] for p in pieces)))
    w, h = int(head[b"s"]), int(head[b"v"])
    if len(data) != 4 * w * h or pieces[-1][0][-3:] != b"m=0":
        sys.exit("image.sh: the image is not whole")
    return w, h, int(head[b"c"]), int(head[b"r"]), data


t = Terminal(True)
t.until(b"brighter")
t.until(rb"\033\[5n")
os.write(t.fd, b"ggggg")  # round the glyphs to the image; its frame ends with a question
w, h, columns, lines, data = image(t.until(rb"m=0;[^\033]*\033\\\0338\033\[5n"))
seen = sum(data[i] > 0 for i in range(3, len(data), 4))
if (w, h, columns, lines) != (80 * 8, 17 * 16, 80, 17) or not 5000 < seen < w * h / 2:
    sys.exit(f"image.sh: an image of {w} x {h} on {columns} x {lines} with {seen} pixels")
os.write(t.fd, b"l")  # a step of the cursor sends no image
step = t.until(rb"\033\[5n")
if b"\033_G" in step or len(step) > 500:
    sys.exit(f"image.sh: a step of the cursor sends {len(step)} bytes")
os.write(t.fd, b"2")
if b"\033_Ga=d" not in t.until(rb"a=d"):
    sys.exit("image.sh: the image stays over the table")
os.write(t.fd, b"1")
t.until(rb"m=0;[^\033]*\033\\")
if b"\033_Ga=d" not in t.leave():
    sys.exit("image.sh: the image is left behind")

t = Terminal(True, "--glyphs", "image")
if image(t.until(rb"m=0;[^\033]*\033\\"))[:2] != (80 * 8, 17 * 16):
    sys.exit("image.sh: asked for from the start, another image comes")
t.leave()

t = Terminal(False, "--glyphs", "image")
got = t.until(b"brighter") + t.until(rb"\033\[5n")
os.write(t.fd, b"+")
got += t.until(rb"\033\[5n") + t.leave()
if b"\033_Ga" in got:
    sys.exit("image.sh: a silent terminal is sent an image")
END
