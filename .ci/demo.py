"""Opens the practice office in a pseudo-terminal, waits for a word of the counter, leaves, and checks the exit code."""

import fcntl, os, pty, select, struct, sys, termios, time

program, lang, word = sys.argv[1:4]
pid, terminal = pty.fork()
if pid == 0:
    os.environ.update(TERM="xterm-256color", LC_ALL="C.UTF-8")
    os.execv(program, [program, "demo", "--lang", lang])
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))

seen = b""
status = None
deadline = time.monotonic() + 120


def read_until(done):
    global seen
    while time.monotonic() < deadline and not done():
        if select.select([terminal], [], [], 0.2)[0]:
            try:
                seen += os.read(terminal, 65536)
            except OSError:
                return


def ended():
    global status
    if status is None:
        pid_now, now = os.waitpid(pid, os.WNOHANG)
        status = now if pid_now else None
    return status is not None


read_until(lambda: word.encode() in seen or ended())
if word.encode() not in seen:
    sys.exit(f"'{word}' never came on the screen:\n{seen[-2000:]!r}")
os.write(terminal, b"\x1b[20~")  # F9: the palette, from anywhere
read_until(lambda: b"app." in seen or b"palette" in seen or time.monotonic() > deadline - 118)
os.write("quit".encode() and terminal, b"app.quit\r")
read_until(ended)
if status is None:
    os.kill(pid, 9)
    sys.exit("it did not leave")
code = os.waitstatus_to_exitcode(status)
print(f"demo --lang {lang}: '{word}' shown, exit {code}")
sys.exit(code)
