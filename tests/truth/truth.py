"""Runs the programs that `truth` has put into a directory, and asks of each run whether its outcome
is one of the model's.

    truth.py DIRECTORY [RUNS] [THRUM]

Each NAME.py is run RUNS times by this interpreter, its threads switched as often as possible; with
THRUM, NAME.thr once by `thrum run`, free. A further language is a further row of LANGUAGES. Prints
each disagreement and the number of them; the status is 1 where there is one.
"""

import os
import pathlib
import re
import select
import signal
import subprocess
import sys
import time

AT_ONCE = 6      # programs that run side by side: most of those that hang only wait
LONG = 60        # seconds after which what does not end hangs
SHORT = 3        # the same, where the model can hang


def start_python(file, outlet):
    """A child that runs the file as if by itself; it is this interpreter, without starting anew."""
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    os.dup2(outlet, 1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    sys.stdout = open(1, "w", buffering=1, closefd=False)
    sys.setswitchinterval(1e-6)
    raise Run(file)


class Run(Exception):
    """Thrown up to the top, where a program's main thread begins."""


def start_thrum(file, outlet):
    quiet = open(os.devnull, "w")
    return subprocess.Popen([THRUM, "run", "--limit=1m", file], stdout=outlet, stderr=quiet).pid


LANGUAGES = {"py": start_python}


class Running:
    def __init__(self, start, name, file, model):
        self.name, self.file, self.model, self.start = name, file, model, start
        script = file.with_suffix(".thr").read_text()
        self.daemons = set(re.findall(r"daemon (\w+)", script))  # what they print is no outcome
        self.begin(SHORT if any(line.startswith("hangs") for line in model) else LONG)

    def begin(self, patience):
        inlet, outlet = os.pipe()
        self.pid = self.start(str(self.file), outlet)
        os.close(outlet)
        self.inlet, self.text = inlet, b""
        self.patience, self.deadline = patience, time.monotonic() + patience

    def end(self):
        os.close(self.inlet)
        os.waitpid(self.pid, 0)

    def outcome(self, status):
        lines = self.text.decode(errors="replace").splitlines()
        text = "".join(f"{line}\\n" for line in lines if line.split(":")[0] not in self.daemons)
        return f"{status} {text}"


def check(running, status):
    """None where it is an outcome of the model; else what it was."""
    outcome = running.outcome(status)
    return None if outcome in running.model else outcome


def finished(running):
    """Its outcome's status once it has ended or hangs, else None."""
    pid, status = os.waitpid(running.pid, os.WNOHANG)
    if pid:
        drain(running)
        os.close(running.inlet)
        code = os.waitstatus_to_exitcode(status)
        return "hangs" if running.start is start_thrum and code in (3, 4) else str(code)
    if time.monotonic() < running.deadline:
        return None
    drain(running)
    os.kill(running.pid, signal.SIGKILL)
    running.end()
    return "hangs"


def drain(running):
    while select.select([running.inlet], [], [], 0)[0]:
        piece = os.read(running.inlet, 65536)
        if not piece:
            break
        running.text += piece


def jobs(directory, runs):
    for path in sorted(directory.glob("*.outcomes")):
        model = set(path.read_text().split("\n"))
        for ending, start in LANGUAGES.items():
            file = path.with_suffix("." + ending)
            if file.exists():
                for _ in range(runs):
                    yield start, f"{path.stem}.{ending}", file, model
        if THRUM:
            yield start_thrum, path.stem, path.with_suffix(".thr"), model


def main(directory, runs):
    waiting, now, count, wrong, met = jobs(directory, runs), [], 0, 0, {}
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
            if bad and status == "hangs" and running.patience == SHORT:
                running.begin(LONG)  # it may only be slow
                continue
            now.remove(running)
            count += 1
            met.setdefault(running.name, set()).add(running.outcome(status))
            if bad:
                wrong += 1
                print(f"# {running.file}: {bad}")
        time.sleep(0.002)
    print(f"# elsewhere: {count} runs came to {sum(map(len, met.values()))} outcomes; "
          f"{wrong} disagreements")
    return wrong != 0


if __name__ == "__main__":
    THRUM = sys.argv[3] if len(sys.argv) > 3 else None
    try:
        sys.exit(main(pathlib.Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 5))
    except Run as run:
        chosen = run.args[0]
    code = compile(open(chosen).read(), chosen, "exec")
    exec(code, {"__name__": "__main__"})
