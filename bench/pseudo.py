"""bench/pseudo.py: the workbench in a pseudo-terminal, for the benches that press keys."""
import fcntl, os, pty, struct, termios


def start(program, w, h, args):
    pid, fd = pty.fork()
    if pid == 0:
        os.environ.update(TERM="xterm-256color", LC_ALL="C.UTF-8", COLORTERM="")
        os.execv(program, [program, "--no-config"] + args)
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", h, w, 0, 0))
    return pid, fd
