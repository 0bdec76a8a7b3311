"""Compares what programs print, and in which order, under the virtual clock and elsewhere.

    times.py [--c] [--scale=FACTOR] [--thrum=THRUM] DIRECTORY    of each NAME.thr there, as Python
                                                                 and, with --c, as C
    times.py --run=FACTOR FILE                                   runs a program of Python so much
                                                                 faster

Under the virtual clock times are exact. A run elsewhere has to print the same lines, and what comes
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
LIMIT = 60    # seconds for a run
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

def run(words, **environment):
    """What it prints, as lines; None where it does not end."""
    try:
        done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              stdin=subprocess.DEVNULL, timeout=LIMIT,
                              env={**os.environ, **environment})
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


def compile_c(words, source, path):
    """Where it has come to, or None where it cannot. As its first lines say, so not optimized: who
    waits for a plain variable in a loop would do so for ever."""
    compiler = os.environ.get("CC", "gcc").split() + ["-std=gnu11", "-pthread"]
    done = subprocess.run([*compiler, *words, "-o", path, source, "-ldl"],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        print(f"# {source}: " + done.stdout.decode(errors="replace").replace("\n", "\n# "))
    return path if done.returncode == 0 else None


def translate(script, language):
    """The program to be run, or None where it cannot do the same."""
    path = script.with_suffix(".timed.c" if language == "c" else ".timed.py")
    done = subprocess.run([OPTIONS.thrum, "export", f"--to={language}", "-o", path, script],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode != 0 or done.stderr:
        return None
    return compile_c([], path, path.with_suffix("")) if language == "c" else path


def run_elsewhere(path, language, factor):
    if language == "python":
        return run([sys.executable, __file__, f"--run={factor}", path])
    return run([path], LD_PRELOAD=str(clock_of(path)), TZ="UTC0", DELAY_NEVER="1",
               DELAY_FASTER=str(factor))


def clock_of(path):
    """The library with which time goes faster there."""
    return path.parent / "clock.so"


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
        self.paths = {language: path for language in languages()
                      if (path := translate(script, language))}
        runs = [under_seed(script, seed) for seed in range(1, SEEDS + 1)] if self.paths else []
        self.comparable = bool(runs) and all(lines and when for lines, when in runs)
        if not self.comparable:
            return
        self.masked = (len({tuple(sorted(lines)) for lines, _ in runs}) > 1
                       or re.search(r"\bwork\b", script.read_text()) is not None)
        self.runs = [dict(zip(number(lines, self.masked), when)) for lines, when in runs]
        self.comparable = len({tuple(sorted(times)) for times in self.runs}) == 1

    def disagrees(self, language):
        """What is wrong with runs elsewhere, or None. On a busy machine one may be late: then
        another gets more time."""
        for slower in (1, 2, 4, 8):
            wrong = self.is_wrong(language, OPTIONS.scale / slower)
            if wrong is None:
                return None
        return wrong

    def is_wrong(self, language, factor):
        lines = run_elsewhere(self.paths[language], language, factor)
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


def languages():
    return ["python", "c"] if OPTIONS.c else ["python"]


def look(path):
    """Of each language in which it can be compared: what is wrong there, or None."""
    program = Program(path)
    return {language: program.disagrees(language)
            for language in (program.paths if program.comparable else [])}


def main():
    compared, wrong = collections.Counter(), 0
    paths = sorted(OPTIONS.what.glob("*.thr"))
    if OPTIONS.c:
        source = pathlib.Path(__file__).parent / "delay.c"
        compile_c(["-shared", "-fPIC"], source, clock_of(OPTIONS.what / "any"))
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        for path, found in zip(paths, pool.map(look, paths)):
            for language, bad in found.items():
                compared[language] += 1
                if bad:
                    wrong += 1
                    print(f"# {path}, {language}: {bad}")
    for language in languages():
        print(f"# times: {compared[language]} of {len(paths)} programs print the same lines under "
              f"all seeds and could be compared as {language}")
    print(f"# {wrong} disagreements")
    return wrong != 0


def options():
    parser = argparse.ArgumentParser()
    parser.add_argument("what", type=pathlib.Path)
    parser.add_argument("--c", action="store_true")
    parser.add_argument("--scale", type=float, default=4)
    parser.add_argument("--run", type=float)
    parser.add_argument("--thrum", default=os.environ.get("THRUM", "thrum"))
    return parser.parse_args()


if __name__ == "__main__":
    OPTIONS = options()
    if not OPTIONS.run:
        sys.exit(main())
    run_scaled(OPTIONS.run, str(OPTIONS.what))
