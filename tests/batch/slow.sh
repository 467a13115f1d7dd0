# A slow line: frames that would pass unseen are not sent, and what the terminal still has to answer does not reach the shell.
set -u
. tests/need.sh
need_python pty,termios python3
exec "$python" - <<'END'
import os, pty, select, sys

ASK, ANSWER = b"\033[5n", b"\033[0n"

pid, fd = pty.fork()
if pid == 0:
    os.environ.update(TERM="xterm-256color", LC_ALL="C.UTF-8", COLORTERM="", COLUMNS="80", LINES="24")
    os.execv("./sextant", ["./sextant", "--no-config", "samples/glove-5k.npy"])


def until(end):
    """What comes up to and with end, which must come within twenty seconds."""
    got = b""
    while end not in got:
        if not select.select([fd], [], [], 20)[0]:
            sys.exit(f"slow.sh: {end!r} does not come: {got[-300:]!r}")
        got += os.read(fd, 1 << 16)
    return got


def answer_all():
    """As a terminal that answers at once, until nothing more comes."""
    while select.select([fd], [], [], 0.5)[0]:
        os.write(fd, ANSWER * os.read(fd, 1 << 16).count(ASK))


os.write(fd, ANSWER * until(b"brightness").count(ASK))
answer_all()
asks = 0
while asks < 2:  # two frames on their way, not answered
    os.write(fd, b"+")
    asks += until(ASK).count(ASK)
for i in range(20):
    os.write(fd, b"+-"[i % 2:i % 2 + 1])
os.write(fd, b"?")
if select.select([fd], [], [], 0.3)[0]:
    sys.exit("slow.sh: a third frame was sent before the first was answered")
os.write(fd, ANSWER)
frame = until(ASK)
if b"cursor to the nearest point" not in frame or frame.count(ASK) != 1:
    sys.exit(f"slow.sh: after an answer not the last state alone is sent: {frame!r}")
os.write(fd, b"Q")
try:
    while True:
        part = os.read(fd, 1 << 16)
        if b"1002l" in part:  # leaving: it waits for what is still to come
            os.write(fd, ANSWER * 2)
except OSError:
    pass
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
END
