# Plots as images: a terminal that says it can gets one beneath its text, and loses it on leaving; one that is silent gets none. One
# whose attributes have sixel gets the same pixels as a still, until a key.
set -u
. tests/need.sh
need_python pty,zlib python3
case " ${OPTIONAL=$(pkg-config --exists zlib libsixel && echo zlib libsixel)} " in
*' zlib '*) ;;
*) skip 'this program is built without zlib' ;;
esac
case " $OPTIONAL " in *' libsixel '*) SIXEL=yes ;; *) SIXEL= ;; esac
export SIXEL
exec "$python" - <<'END'
import base64, fcntl, os, pty, re, select, struct, sys, termios, zlib

ASK, ANSWER = b"\033[5n", b"\033[0n"
ATTRIBUTES = b"\033[c"
QUERY, YES = b"\033_Gi=31,", b"\033_Gi=31;OK\033\\"


class Terminal:
    def __init__(self, can, *args, sixel=False, pixels=(0, 0)):
        self.can, self.sixel = can, sixel
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            for name in "TMUX", "STY":
                os.environ.pop(name, None)
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, *pixels))
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
            if ATTRIBUTES in part:
                os.write(self.fd, b"\033[?62;%d;22c" % (4 if self.sixel else 6))
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


def sixel(bytes_):
    """The pixels of the sixel image in them: width, height, RGB by place."""
    body = re.search(rb"\033P[0-9;]*q(.*?)\033\\", bytes_, re.S)[1].decode()
    w, h = map(int, re.match(r'"\d+;\d+;(\d+);(\d+)', body).groups())
    colors, pixels, x, y, color, times = {}, {}, 0, 0, 0, 1
    for token in re.findall(r'"[0-9;]*|#[0-9;]+|![0-9]+|[?-~$-]', body):
        kind, numbers = token[0], [int(n) for n in re.findall(r"\d+", token)]
        if kind == "#":
            color = numbers[0]
            if len(numbers) == 5:
                colors[color] = numbers[2:]
        elif kind == "!":
            times = numbers[0]
        elif kind == "$":
            x = 0
        elif kind == "-":
            x, y = 0, y + 6
        elif kind != '"':
            for k in range(6):
                if ord(kind) - 63 >> k & 1:
                    for i in range(times):
                        pixels[x + i, y + k] = color
            x, times = x + times, 1
    return w, h, {at: colors[c] for at, c in pixels.items()}


t = Terminal(True)
t.until(b"brightness")
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
got = t.until(b"brightness") + t.until(rb"\033\[5n")
os.write(t.fd, b"P")
got += t.until(b"does not report support for images") + t.leave()
if b"\033_Ga" in got:
    sys.exit("image.sh: a silent terminal is sent an image")

# The still: kitty's pixels and sixel's are the same, 80 x 23 cells of 8 x 12.
stills = []
for kitty in (True, False) if os.environ["SIXEL"] else (True,):
    t = Terminal(kitty, sixel=not kitty, pixels=(640, 288))
    t.until(b"brightness")
    t.until(rb"\033\[5n")
    os.write(t.fd, b"P")
    stills.append(t.until(rb"\0338\033\[5n"))
    os.write(t.fd, b"l")
    got = t.until(rb"find .*\033\[5n")
    if kitty and b"\033_Ga=d" not in got or b"brightness" not in got or b"eligible" in got:
        sys.exit("image.sh: a key does not end the still, or does more")
    t.leave()
w, h, columns, lines, data = image(stills[0])
if (w, h, columns, lines) != (640, 276, 80, 23):
    sys.exit(f"image.sh: a still of {w} x {h} on {columns} x {lines}")
if len(stills) == 1:
    sys.exit()
sw, sh, pixels = sixel(stills[1])
if (sw, sh) != (w, h):
    sys.exit(f"image.sh: a still of {sw} x {sh} as sixel")
far, seen = [], 0  # in parts of a hundred, as sixel has colours
for y in range(h):
    for x in range(w):
        r, g, b, a = data[4 * (y * w + x):4 * (y * w + x) + 4]
        want = [c * a / 255 / 2.55 for c in (r, g, b)]
        got = pixels.get((x, y), [0, 0, 0])
        seen += a > 0
        far.append(max(abs(i - j) for i, j in zip(want, got)))
if max(far) > 1 or not 5000 < seen < w * h / 2:
    sys.exit(f"image.sh: of {seen} pixels {sum(f > 3 for f in far)} are others as sixel, by up to {max(far)}")
over = stills[1][stills[1].index(b"\033P"):].decode()
if b"any key goes back" not in stills[1] or "m\u25c6" not in over or "mthe\033" not in over:
    sys.exit("image.sh: nothing is written over the sixel image")
END
