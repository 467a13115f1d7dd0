# A crash while the terminal has not answered: the answer is read before the program dies, and no shell takes it for typing.
set -u
. tests/need.sh
need_python pty,termios python3
exec "$python" - <<'END'
import os, pty, select, signal, subprocess, sys, termios, time

ASK, ANSWER = b"\033[5n", b"\033[0n"


def until(fd, end, answers):
    got = b""
    while end not in got:
        if not select.select([fd], [], [], 20)[0]:
            sys.exit(f"crash.sh: {end!r} does not come: {got[-300:]!r}")
        part = os.read(fd, 1 << 16)
        got += part
        os.write(fd, ANSWER * (part.count(ASK) if answers else 0))
    return got


def crash(number):
    master, slave = pty.openpty()
    termios.tcsetwinsize(slave, (24, 80))
    before = termios.tcgetattr(slave)
    env = dict(os.environ, TERM="xterm-256color", LC_ALL="C.UTF-8", COLORTERM="", TMUX="1")
    program = subprocess.Popen(["./sextant", "--no-config", "samples/glove-5k.npy"], stdin=slave, stdout=slave, stderr=slave,
                               env=env, start_new_session=True)
    until(master, b"brightness", True)
    os.write(master, b"l")
    got = until(master, ASK, False)
    program.send_signal(number)
    end = time.monotonic() + 20
    while program.poll() is None:  # answered once it is known to die, and what it still asks
        os.write(master, ANSWER * got.count(ASK))
        got = os.read(master, 1 << 16) if select.select([master], [], [], 0.02)[0] else b""
        if time.monotonic() > end:
            program.kill()
            sys.exit(f"crash.sh: it does not end by {number!r}")
    if program.returncode != -number:
        sys.exit(f"crash.sh: it ends with {program.returncode} and not by {number!r}")
    if termios.tcgetattr(slave) != before:
        sys.exit(f"crash.sh: after {number!r} the terminal is not as it was")
    raw = termios.tcgetattr(slave)
    raw[3] &= ~termios.ICANON
    raw[6][termios.VMIN] = raw[6][termios.VTIME] = 0
    termios.tcsetattr(slave, termios.TCSANOW, raw)
    left = os.read(slave, 100)
    if left:
        sys.exit(f"crash.sh: after {number!r} the shell is left {left!r} to read")
    os.close(slave)
    os.close(master)


for number in signal.SIGSEGV, signal.SIGQUIT, signal.SIGABRT, signal.SIGTERM:
    crash(number)
END
