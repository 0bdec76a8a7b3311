"""Running one program of a benchmark and reading its figures.

A program of any side prints a line per figure, "KEY VALUE", VALUE being a number or a duration in
seconds with an "s" behind it; a key may come often. What it prints becomes a dictionary from keys
to lists of numbers, durations in seconds.
"""

import math
import os
import re
import signal
import subprocess
import tempfile
import time

# How long one run may take, in seconds, before it counts as failed.
RUN_LIMIT = 180


class Failed(Exception):
    """A program that did not give its figures; the text says why."""


class Programs:
    """Where the programs of the three sides are, and how each is called.

    `places` has a path per side: "thrum" the program, "raw" the folder of the built C programs,
    "python" the interpreter. A side that is None is left out.
    """

    def __init__(self, source, places):
        self.source = source
        self.places = places
        self.folder = tempfile.TemporaryDirectory(prefix="thrum-bench-")
        self.environment = self._clean_environment()

    def _clean_environment(self):
        """An environment in which no side reads or writes its user's files."""
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("XDG_", "PYTHON", "LC_"))
            and name not in ("INPUTRC", "NO_COLOR")
        }
        home = os.path.join(self.folder.name, "home")
        os.makedirs(home, exist_ok=True)
        environment.update(HOME=home, TERM="xterm-256color", LANG="C.UTF-8")
        return environment

    def sides(self):
        return [side for side, place in self.places.items() if place]

    def command(self, side, name, numbers=(), options=()):
        """The command line that runs a benchmark's program.

        `numbers` are pairs of a name and a value. A C or Python program gets the values in this
        order; in a script they take the place of the numbers in its lines "private NAME = NUMBER".
        `options` are for `thrum run` alone.
        """
        place = self.places[side]
        if side == "thrum":
            return [place, "run", "--raw", *options, self._script(name, numbers)]
        values = [str(value) for _, value in numbers]
        if side == "raw":
            return [os.path.join(place, name), *values]
        return [place, os.path.join(self.source, "python", name + ".py"), *values]

    def _script(self, name, numbers):
        path = os.path.join(self.source, "thrum", name + ".thr")
        if not numbers:
            return path
        with open(path, encoding="utf-8") as file:
            text = file.read()
        for key, value in numbers:
            text, found = re.subn(rf"(?m)^private {key} = \d+", f"private {key} = {value}", text)
            if found != 1:
                raise Failed(f"{path} has no line: private {key} = NUMBER")
        values = "".join(f"-{value}" for _, value in numbers)
        changed = os.path.join(self.folder.name, f"{name}{values}.thr")
        with open(changed, "w", encoding="utf-8") as file:
            file.write(text)
        return changed

    def run(self, command, processor=None):
        """Runs a command to its end and gives its figures."""
        with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
            process = self._launch(command, output, errors, processor)
            _wait(process, command, errors)
            return _figures(output)

    def run_resident(self, command, threads):
        """As run; the resident size of the process while it has so many threads beside its first is
        added as "resident", in KiB. The program is to rest for a while once it has them."""
        with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
            process = self._launch(command, output, errors, None)
            resident = _resident_at(process, threads + 1)
            _wait(process, command, errors)
            figures = _figures(output)
        if resident is None:
            raise Failed(f"{command[0]}: never seen with {threads} threads")
        figures["resident"] = [resident]
        return figures

    def run_start(self, command):
        """Runs a command that does nothing and gives how long that took, as "spent"."""
        null = os.open(os.devnull, os.O_RDWR)
        try:
            begun = time.monotonic()
            process = os.posix_spawn(
                command[0],
                command,
                self.environment,
                file_actions=[(os.POSIX_SPAWN_DUP2, null, number) for number in range(3)],
            )
            _, status = os.waitpid(process, 0)
            spent = time.monotonic() - begun
        except OSError as error:
            raise Failed(f"{command[0]}: {error.strerror}") from error
        finally:
            os.close(null)
        if status != 0:
            raise Failed(f"{command[0]}: ended with status {os.waitstatus_to_exitcode(status)}")
        return {"spent": [spent]}

    def _launch(self, command, output, errors, processor):
        def keep():
            os.sched_setaffinity(0, {processor})

        try:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=errors,
                env=self.environment,
                preexec_fn=None if processor is None else keep,
            )
        except OSError as error:
            raise Failed(f"{command[0]}: {error.strerror}") from error


def percentile(values, share):
    """The smallest value that at least this share of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def process_status(process_id):
    """The lines of a process's /proc status, or nothing where it has gone."""
    try:
        with open(f"/proc/{process_id}/status", encoding="ascii", errors="replace") as file:
            return dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)
    except OSError:
        return {}


def thread_count(process_id):
    return int(process_status(process_id).get("Threads", 0))


def _wait(process, command, errors):
    try:
        status = process.wait(timeout=RUN_LIMIT)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        raise Failed(f"{command[0]}: took more than {RUN_LIMIT} s") from None
    if status != 0:
        errors.seek(0)
        said = errors.read().decode(errors="replace").strip().splitlines()[-3:]
        raise Failed(f"{' '.join(command)}: status {status}: {' | '.join(said)}")


def _figures(output):
    figures = {}
    output.seek(0)
    for line in output.read().decode(errors="replace").splitlines():
        found = re.fullmatch(r"(\w+) (-?[0-9.]+)s?", line)
        if not found:
            raise Failed(f"a line that is no figure: {line!r}")
        figures.setdefault(found[1], []).append(float(found[2]))
    return figures


def _resident_at(process, threads):
    """The most KiB resident while the process has so many threads; None if it never has. It is the
    most because a thread's stack is not there before the thread first runs, which may be late."""
    most = None
    until = time.monotonic() + RUN_LIMIT
    while process.poll() is None and time.monotonic() < until:
        status = process_status(process.pid)
        if int(status.get("Threads", 0)) >= threads:
            most = max(most or 0, int(status["VmRSS"].split()[0]))
        elif most is not None:
            return most
        time.sleep(0.02)
    return most
