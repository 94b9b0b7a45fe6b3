"""Opens the practice office in a pseudo-terminal, waits for a word of the counter, leaves, and checks the exit code."""

import fcntl, os, pty, select, struct, sys, termios, time

program, lang, word = sys.argv[1:4]
deadline = time.monotonic() + 120
pid, terminal = pty.fork()
if pid == 0:
    os.environ.update(TERM="xterm-256color", LC_ALL="C.UTF-8")
    os.execv(program, [program, "demo", "--lang", lang])
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))

seen = b""


def read_on():
    """Reads what is there; false when the terminal is closed or the time is over."""
    global seen
    if time.monotonic() > deadline:
        return False
    if select.select([terminal], [], [], 0.2)[0]:
        try:
            seen += os.read(terminal, 65536)
        except OSError:
            return False
    return True


while word.encode() not in seen and read_on():
    pass
if word.encode() not in seen:
    os.kill(pid, 9)
    sys.exit(f"'{word}' never came on the screen:\n{seen[-2000:]!r}")

os.write(terminal, b"\x1b[20~app.quit\r")  # F9, the palette: find the command by its name, run it
while read_on():
    pass
while time.monotonic() < deadline:
    ended, status = os.waitpid(pid, os.WNOHANG)
    if ended:
        code = os.waitstatus_to_exitcode(status)
        print(f"demo --lang {lang}: '{word}' shown, exit {code}")
        sys.exit(code)
    time.sleep(0.05)
os.kill(pid, 9)
sys.exit("it did not leave")
