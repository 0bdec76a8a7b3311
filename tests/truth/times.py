"""Compares what programs print, and in which order, under the virtual clock and as Python.

    times.py [--scale=FACTOR] [--thrum=THRUM] DIRECTORY    of each NAME.thr there
    times.py --run=FACTOR FILE                             runs a program of Python so much faster

Under the virtual clock times are exact. A run of Python has to print the same lines, and what comes
earlier under every seed first. Its clock and its waits are scaled from outside; the noise of the
machine must be small against the times. Numbers that differ from seed to seed, and what a processor
is kept busy with, are not compared. Prints each disagreement and the number of them.
"""

import argparse
import collections
import concurrent.futures
import itertools
import os
import pathlib
import re
import subprocess
import sys
import tempfile

SEEDS = 20    # under which a program is run
LIMIT = 120   # seconds for a run
NOISE = 0.45  # seconds by which something may come late
AT_ONCE = 4


# ---- A run of Python, scaled ------------------------------------------------------------------

def scale(factor):
    """Time goes so many times as fast for all that is run in this interpreter."""
    import queue
    import threading
    import time
    sleep, monotonic, begin = time.sleep, time.monotonic, time.monotonic()
    wait, join = threading.Condition.wait, threading.Thread.join
    thread_time, lock = time.thread_time, threading.Lock

    def shorter(seconds):
        return seconds if seconds is None or seconds < 0 else seconds / factor

    def of_day(_):
        seconds = int((monotonic() - begin) * factor)
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"

    class Lock:
        def __init__(self):
            self._lock = lock()
            self.release, self.locked = self._lock.release, self._lock.locked

        def acquire(self, blocking=True, timeout=-1):
            return self._lock.acquire(blocking, shorter(timeout))

        def __enter__(self):
            return self._lock.acquire()

        def __exit__(self, *error):
            self._lock.release()

    time.sleep = lambda seconds: sleep(shorter(seconds))
    time.monotonic = threading._time = queue.time = lambda: monotonic() * factor
    time.monotonic_ns = lambda: int(monotonic() * factor * 1e9)
    time.thread_time = lambda: thread_time() * factor
    time.strftime = of_day
    threading.Condition.wait = lambda self, timeout=None: wait(self, shorter(timeout))
    threading.Thread.join = lambda self, timeout=None: join(self, shorter(timeout))
    threading.Lock = Lock


def run_scaled(factor, file):
    scale(factor)
    code = compile(open(file).read(), file, "exec")
    exec(code, {"__name__": "__main__"})


# ---- Comparing --------------------------------------------------------------------------------

def run(words):
    """What it prints, as lines; None where it does not end."""
    try:
        done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              stdin=subprocess.DEVNULL, timeout=LIMIT)
    except subprocess.TimeoutExpired:
        return None
    return done.stdout.decode(errors="replace").splitlines() if done.returncode in (0, 1) else None


def number(lines, masked):
    """Each with which of its like it is, so that none is there twice."""
    seen = collections.Counter()
    numbered = []
    for line in lines:
        line = re.sub(r"\d+", "#", line) if masked else line
        seen[line] += 1
        numbered.append((line, seen[line]))
    return numbered


def under_seed(script, seed):
    """The lines, and when each is printed; None where it does not end."""
    with tempfile.NamedTemporaryFile("r") as trace:
        lines = run([OPTIONS.thrum, "run", f"--seed={seed}", "--clock=virtual", "--limit=20s",
                     f"--trace={trace.name}", script])
        steps = trace.read().splitlines()
    when = [float(step.split()[0]) for step in steps if re.search(r" (prints|logs)\b", step)]
    return lines, when if lines is not None and len(when) == len(lines) else None


def translate(script):
    """The file of Python, or None where it cannot do the same."""
    path = script.with_suffix(".timed.py")
    done = subprocess.run([OPTIONS.thrum, "export", "--to=python", "-o", path, script],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return path if done.returncode == 0 and not done.stderr else None


def seconds(line):
    """Its times, and what is left of it without them."""
    return ([float(time) for time in re.findall(r"(\d+(?:\.\d+)?)s", line)],
            re.sub(r"\d+(\.\d+)?s", "#", line))


def is_like(line, wanted):
    """Whether they are the same, but for the noise of the machine in a time."""
    times, text = seconds(line)
    exact, other = seconds(wanted)
    return text == other and all(0 <= a - b < NOISE for a, b in zip(times, exact))


class Program:
    def __init__(self, script):
        self.path = translate(script)
        runs = [under_seed(script, seed) for seed in range(1, SEEDS + 1)] if self.path else []
        self.comparable = bool(runs) and all(lines and when for lines, when in runs)
        if not self.comparable:
            return
        self.masked = (len({tuple(sorted(lines)) for lines, _ in runs}) > 1
                       or re.search(r"\bwork\b", script.read_text()) is not None)
        self.runs = [dict(zip(number(lines, self.masked), when)) for lines, when in runs]
        self.comparable = len({tuple(sorted(times)) for times in self.runs}) == 1

    def disagrees(self):
        """What is wrong with runs of Python, or None. On a busy machine one may be late: then
        another gets more time."""
        for slower in (1, 2, 4):
            wrong = self.is_wrong(OPTIONS.scale / slower)
            if wrong is None:
                return None
        return wrong

    def is_wrong(self, factor):
        lines = run([sys.executable, __file__, f"--run={factor}", self.path])
        if lines is None:
            return "does not end"
        left = set(self.runs[0])
        order = []
        for line in number(lines, self.masked):
            like = line if line in left else next((w for w in left if is_like(line[0], w[0])), None)
            if like is None:
                return f"prints {line[0]!r}"
            left.remove(like)
            order.append(like)
        if left:
            return f"does not print {left.pop()[0]!r}"
        for a, b in itertools.combinations(order, 2):
            if all(times[b] < times[a] for times in self.runs):
                return f"prints {a[0]!r} before {b[0]!r}"
        return None


def look(path):
    program = Program(path)
    return program.comparable, program.comparable and program.disagrees()


def main():
    compared = wrong = 0
    paths = sorted(OPTIONS.what.glob("*.thr"))
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        for path, (comparable, bad) in zip(paths, pool.map(look, paths)):
            compared += comparable
            if bad:
                wrong += 1
                print(f"# {path}: {bad}")
    print(f"# times: {compared} of {len(paths)} programs could be Python and print the same lines "
          f"under all seeds; {wrong} disagreements")
    return wrong != 0


def options():
    parser = argparse.ArgumentParser()
    parser.add_argument("what", type=pathlib.Path)
    parser.add_argument("--scale", type=float, default=4)
    parser.add_argument("--run", type=float)
    parser.add_argument("--thrum", default=os.environ.get("THRUM", "thrum"))
    return parser.parse_args()


if __name__ == "__main__":
    OPTIONS = options()
    if not OPTIONS.run:
        sys.exit(main())
    run_scaled(OPTIONS.run, str(OPTIONS.what))
