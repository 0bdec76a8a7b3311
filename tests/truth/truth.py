"""Runs the programs that `truth` has put into a directory, and asks of each run whether its outcome
is one of the model's.

    truth.py DIRECTORY [--python=RUNS] [--c=RUNS] [--races=RUNS] [--thrum=THRUM] [--all]
    truth.py DIRECTORY --table

NAME.py has to be Python OLDEST, and is run so often by this interpreter, its threads switched as
often as possible; NAME.c is
compiled, without a warning, and run so often with random delays in the calls that wait, on one
processor and on all; with --races also under the thread sanitizer, which must not find a race
where the model has none (where it has one what C does is undefined, and only that is run). With
--thrum NAME.thr is run once by `thrum run`, free. A program that has come to all that the model has
is run no longer than a tenth of that: --all runs it on. A further language is a further row of LANGUAGES.
Time goes faster for what is run as C. Prints each disagreement and the number of them; the status
is 1 where there is one. A line for each language is added to DIRECTORY/table, which --table prints,
with the number of all disagreements last.
"""

import argparse
import ast
import atexit  # this and others for the programs, which are children of this process
import collections
import concurrent.futures
import contextlib
import gc
import itertools
import os
import pathlib
import platform
import queue
import random
import re
import select
import signal
import subprocess
import sys
import threading
import time

AT_ONCE = 8      # programs that run side by side: most of those that hang only wait
LONG = 60        # seconds after which what does not end hangs
SHORT = 3        # the same, where the model can hang
SHORTEST = 0.4   # of a program of C, which begins faster
ENOUGH = 10      # so many times fewer runs are enough, where all outcomes have been met
OLDEST = (3, 9)  # Python
LOOKS = 0.03     # seconds between two looks whether a program that can hang does
FASTER = 20      # times as fast as the clock on the wall
RACE = 66        # the status that the thread sanitizer gives a program
COMPILER = os.environ.get("CC", "gcc").split() + ["-std=gnu11", "-O1", "-pthread"]
WARNINGS = ["-Wall", "-Wextra", "-Werror"]


def start_python(file, outlet):
    """A child that runs the file as if by itself; it is this interpreter, without starting anew."""
    sys.stdout.flush()
    if file not in start_python.compiled:
        start_python.compiled[file] = compile(open(file).read(), file, "exec")
    child = os.fork()
    if child:
        return child
    os.dup2(outlet, 1)
    os.dup2(NOTHING, 2)
    sys.stdout = open(1, "w", buffering=1, closefd=False)
    sys.setswitchinterval(1e-6)
    raise Run(start_python.compiled[file])


start_python.compiled = {}


class Run(Exception):
    """Thrown up to the top, where a program's main thread begins."""


NOTHING = os.open(os.devnull, os.O_WRONLY)


def spawn(words, outlet, environment, errors=NOTHING):
    return os.posix_spawnp(words[0], words, {**os.environ, **environment}, file_actions=[
        (os.POSIX_SPAWN_DUP2, outlet, 1), (os.POSIX_SPAWN_DUP2, errors, 2)])


def start_thrum(file, outlet):
    return spawn([OPTIONS.thrum, "run", "--limit=1m", file], outlet, {}, outlet)


def start_c(file, outlet):
    start_c.count += 1
    alone = {"DELAY_ALONE": "1"} if start_c.count % 2 else {}
    return spawn([file], outlet,
                 {"LD_PRELOAD": str(delay(file)), "DELAY_FASTER": str(FASTER), **alone})


start_c.count = 0


def start_sanitized(file, outlet):
    return spawn([file], outlet, {"DELAY_FASTER": str(FASTER), "TSAN_OPTIONS": f"exitcode={RACE}:report_thread_leaks=0"
                                    ":detect_deadlocks=0:halt_on_error=1:symbolize=0"
                                    ":report_mutex_bugs=0"})


def delay(file):
    return pathlib.Path(file).parent / "delay.so"


# What is run: its ending, the option that says how often, how it is started, what the table calls it.
LANGUAGES = [("py", "python", start_python, "as Python"), ("run", "c", start_c, "as C"),
             ("sanitized", "races", start_sanitized, "as C, sanitized"),
             ("thr", "thrum", start_thrum, "live, free")]


class Running:
    def __init__(self, start, name, file, model):
        self.name, self.file, self.model, self.start = name, file, model, start
        # What they print is no outcome.
        self.daemons = set(file.with_suffix(".daemons").read_text().split("\n"))
        self.can_hang = any(line.startswith("hangs") for line in model)
        self.begin(LONG if not self.can_hang else SHORTEST if start is start_c else SHORT)

    def begin(self, patience):
        inlet, outlet = os.pipe()
        self.pid = self.start(str(self.file), outlet)
        os.close(outlet)
        self.inlet, self.text = inlet, b""
        self.patience, self.deadline = patience, time.monotonic() + patience
        self.killed = False
        self.standing, self.next_look = None, time.monotonic() + LOOKS

    def stands_still(self):
        """Whether all its threads wait for one another, without a limit: the same in two looks, and
        none has run in between, so there was a moment at which all did."""
        if not self.can_hang or time.monotonic() < self.next_look:
            return False
        self.next_look = time.monotonic() + LOOKS
        before, self.standing = self.standing, waits_for_ever(self.pid)
        return self.standing is not None and self.standing == before

    def end(self):
        os.close(self.inlet)
        os.waitpid(self.pid, 0)

    def outcome(self, status):
        lines = self.text.decode(errors="replace").split("\n")[:-1]
        if self.start is start_thrum:  # who fails is told before that the rest hangs
            if any(re.match(r"thrum: (deadlock: nobody|the time limit)", line) for line in lines):
                status = "hangs"
            lines = [line for line in lines if not re.match(r"thrum: |  ", line)]
        text = "".join(f"{line}\\n" for line in lines if line.split(":")[0] not in self.daemons)
        return f"{status} {text}"


# The number of the call in which threads wait for one another; its fourth argument is a time limit.
FUTEX = {"x86_64": 202, "aarch64": 98}.get(platform.machine())


def waits_for_ever(pid):
    """How often each of its threads has gone to sleep, if all sleep until another wakes them; None:
    some does not, or that cannot be seen here."""
    switches = {}
    try:
        for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
            call = (task / "syscall").read_text().split()
            if call[0] != str(FUTEX) or int(call[4], 16) != 0:
                return None
            switches[task.name] = re.findall(r"ctxt_switches:\t(\d+)",
                                             (task / "status").read_text())
    except OSError:
        return None
    return switches


def check(running, status):
    """None where it is an outcome of the model; else what it was."""
    outcome = running.outcome(status)
    if status == str(RACE):
        return None if running.file.with_suffix(".race").exists() else outcome
    if running.file.with_suffix(".race").exists() and running.start is start_sanitized:
        return None
    return None if outcome in running.model else outcome


def finished(running):
    """Its outcome's status once it has ended or hangs, else None."""
    if running.killed and time.monotonic() < running.deadline:
        return None
    pid, status = os.waitpid(running.pid, os.WNOHANG)
    if pid:
        drain(running)
        os.close(running.inlet)
        return "hangs" if running.killed else str(os.waitstatus_to_exitcode(status))
    if not running.killed and (time.monotonic() >= running.deadline or running.stands_still()):
        os.kill(running.pid, signal.SIGKILL)
        # Its threads leave first: who collects it while they do waits for them in the kernel.
        running.killed, running.deadline = True, time.monotonic() + LOOKS
    return None


def drain(running):
    while select.select([running.inlet], [], [], 0)[0]:
        piece = os.read(running.inlet, 65536)
        if not piece:
            break
        running.text += piece


def jobs(directory, met, races):
    """What to run, in turn; `met`: what each program has come to so far; `races`: those in which
    one has been seen."""
    for path in sorted(directory.glob("*.outcomes")):
        model = set(path.read_text().split("\n")) - {""}
        later = set(path.with_suffix(".later").read_text().split("\n")) - {""}
        for ending, option, start, _ in LANGUAGES:
            file = path.with_suffix("." + ending)
            if not file.exists():
                continue
            name = f"{path.stem}.{ending}"
            times = (1 if option == "thrum" and OPTIONS.thrum else getattr(OPTIONS, option)) or 0
            for count in range(times):
                if count >= times / ENOUGH and model <= met.get(name, set()) and not OPTIONS.all:
                    break
                if option == "races" and path.stem in races:
                    break
                yield start, name, file, model if start is start_thrum else model | later
        start_python.compiled.clear()


def too_new(directory):
    """How many files hold what the oldest Python that they are for does not know: other syntax, or
    `int | None` where a type stands."""
    count = 0
    for path in sorted(directory.glob("*.py")):
        try:
            tree = ast.parse(path.read_text(), path.name, feature_version=OLDEST)
            typed = [node for node in ast.walk(tree) if getattr(node, "annotation", None)
                     or getattr(node, "returns", None)]
            why = f"a type in line {typed[0].lineno}" if typed else None
        except SyntaxError as error:
            why = error
        if why:
            print(f"# {path}: {why}")
            count += 1
    return count


def linked_delays(source):
    """What is linked with a program in place of the preloaded library, which the sanitizer would
    not go with."""
    names = re.findall(r"^(?:WRAP|REPLACE|LIMITED)\((\w+)", source.read_text(), re.M)
    return ["-DLINKED", source, *(f"-Wl,--wrap={name}" for name in names)]


def compile_one(file, ending, options):
    """Whether it could be, without a warning."""
    made = subprocess.run(COMPILER + options + ["-o", file.with_suffix(ending), file],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if made.returncode:
        print(f"# {file}: " + made.stdout.decode(errors="replace").replace("\n", "\n# "))
    return made.returncode == 0


def compile_all(directory):
    """How many could not be."""
    source = pathlib.Path(__file__).parent / "delay.c"
    subprocess.run(COMPILER + ["-shared", "-fPIC", "-o", delay(directory / "any"), source, "-ldl"],
                   check=True)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        made = []
        for path in sorted(directory.glob("*.outcomes")):
            file = path.with_suffix(".c")
            if file.exists() and OPTIONS.c and not path.with_suffix(".race").exists():
                made.append(pool.submit(compile_one, file, ".run", WARNINGS))
            if file.exists() and OPTIONS.races:
                # Not optimized: what is set and never read is left out then, and its race with it.
                made.append(pool.submit(compile_one, file, ".sanitized",
                                        ["-g", "-O0", "-fsanitize=thread", *linked_delays(source)]))
        return sum(not m.result() for m in made)


def tell_races(directory, races):
    """Whether the sanitizer has seen the races that the model has: it sees what ran."""
    there = [path.stem for path in directory.glob("*.race")
             if path.with_suffix(".sanitized").exists()]
    seen = [stem for stem in there if stem in races]
    print(f"# races: the sanitizer saw one in {len(seen)} of {len(there)} programs that have some")
    for stem in sorted(set(there) - set(seen)):
        print(f"# {stem}: a race that no run had")


def add_rows(directory, met, runs, wrong):
    """How much of what the model says can happen has happened, and what else."""
    with open(directory / "table", "a") as table:
        for ending, _, _, called in LANGUAGES:
            there = of = count = 0
            for name, outcomes in met.items():
                if not name.endswith("." + ending):
                    continue
                stem = name[:-len(ending) - 1]
                model = set((directory / f"{stem}.outcomes").read_text().split("\n")) - {""}
                there, of, count = there + len(outcomes & model), of + len(model), count + 1
            if count:
                print(f"# {called}: {count} programs met {there} of {of} outcomes")
                print(called, count, runs[ending], there, of, wrong[ending], sep="\t", file=table)


def print_table(directory):
    """Of each way to run programs: how many, how often, what they met of what the model has."""
    rows = {}
    for line in (directory / "table").read_text().splitlines():
        name, *numbers = line.split("\t")
        rows[name] = [a + int(b) for a, b in zip(rows.get(name, [0] * 5), numbers)]
    print(f"# {'':16}{'programs':>10}{'runs':>10}{'outcomes met':>14}{'of':>8}{'disagreements':>15}")
    for name, (programs, runs, met, of, wrong) in rows.items():
        print(f"# {name:16}{programs:10}{runs:10}{met:14}{of:8}{wrong:15}")
    print(f"# {sum(row[-1] for row in rows.values())} disagreements")


def main(directory):
    now, met, races = [], {}, set()
    gc.freeze()  # a child that ends looks through what is not frozen, which takes it longest
    waiting = jobs(directory, met, races)
    runs, wrong = collections.Counter(), collections.Counter()
    wrong["run"] += compile_all(directory) if OPTIONS.c or OPTIONS.races else 0
    wrong["py"] += too_new(directory) if OPTIONS.python else 0
    while True:
        while len(now) < AT_ONCE and (job := next(waiting, None)):
            now.append(Running(*job))
        if not now:
            break
        for running in list(now):
            drain(running)
            status = finished(running)
            if status is None:
                continue
            bad = check(running, status)
            if status == str(RACE):
                races.add(running.file.stem)
            if bad and status == "hangs" and running.patience < LONG:
                running.begin(LONG)  # it may only be slow
                continue
            now.remove(running)
            ending = running.name.rpartition(".")[2]
            runs[ending] += 1
            met.setdefault(running.name, set()).add(running.outcome(status))
            if bad:
                wrong[ending] += 1
                print(f"# {running.file}: {bad}")
        time.sleep(0.002)
    if OPTIONS.races:
        tell_races(directory, races)
    add_rows(directory, met, runs, wrong)
    print(f"# {sum(wrong.values())} disagreements")
    return sum(wrong.values()) != 0


def options():
    parser = argparse.ArgumentParser()
    parser.add_argument("directory", type=pathlib.Path)
    for name in ("python", "c", "races"):
        parser.add_argument("--" + name, type=int, default=0)
    parser.add_argument("--thrum")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--table", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    OPTIONS = options()
    if OPTIONS.table:
        sys.exit(print_table(OPTIONS.directory))
    try:
        sys.exit(main(OPTIONS.directory))
    except Run as run:
        chosen = run.args[0]
    exec(chosen, {"__name__": "__main__"})
