"""A program on a terminal of its own, a pty, read as a terminal reads it: see Terminal."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time

# One whole control sequence: CSI, OSC and other strings, two-byte and three-byte escapes.
_SEQUENCE = re.compile(
    rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_].*?(?:\x07|\x1b\\)|[ -/]+[0-~]|[0-OQ-WYZ\\`-~])",
    re.DOTALL,
)


class Terminal:
    """A running program and what it has written, without control sequences.

    Where the program draws only what has changed, text that comes in one piece is found here;
    there is no picture of the screen.
    """

    def __init__(self, command, environment, rows=24, columns=80):
        self.begun = time.monotonic()
        self.process, self.descriptor = pty.fork()
        if self.process == 0:
            try:
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
                os.execve(command[0], command, environment)
            finally:
                os._exit(127)
        self.rest = b""  # the beginning of a control sequence that is not whole yet
        self.bytes = 0  # read so far

    def send(self, keys):
        os.write(self.descriptor, keys)

    def read(self, seconds):
        """What was written within so many seconds, as soon as there is any: plain bytes and the
        time at which they were there. (b"", time) if nothing came, None at the program's end."""
        ready, _, _ = select.select([self.descriptor], [], [], max(0, seconds))
        if not ready:
            return b"", time.monotonic()
        try:
            data = os.read(self.descriptor, 65536)
        except OSError:
            data = b""
        at = time.monotonic()
        if not data:
            return None
        self.bytes += len(data)
        plain = _SEQUENCE.sub(b"", self.rest + data)
        cut = plain.find(b"\x1b")
        self.rest = plain[cut:] if cut >= 0 else b""
        return (plain[:cut] if cut >= 0 else plain), at

    def wait_for(self, text, seconds):
        """Reads until the text has come and gives the time at which it was there; None if it does
        not come in so many seconds."""
        seen = b""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            came = self.read(until - time.monotonic())
            if came is None:
                return None
            seen += came[0]
            if text in seen:
                return came[1]
            seen = seen[-len(text) :]
        return None

    def drain(self, seconds):
        """Reads all that comes within so many seconds and gives it; None at the program's end."""
        seen = b""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            came = self.read(left)
            if came is None:
                return None
            seen += came[0]
        return seen

    def close(self):
        """Ends the program, whatever it does."""
        try:
            os.kill(self.process, signal.SIGKILL)
        except ProcessLookupError:
            pass
        os.waitpid(self.process, 0)
        os.close(self.descriptor)
