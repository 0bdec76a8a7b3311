"""The table of benchmarks: one Row for each, in the order in which they are run and shown.

To add one, see README in this folder.
"""

import os
import statistics
import sys
from dataclasses import dataclass
from typing import Callable

from programs import Failed, percentile
from terminal import Terminal

SIDES = ("thrum", "raw", "python")


@dataclass(frozen=True)
class Reach:
    """What a figure of thrum is to reach: a number, or so many times the figure of a side."""

    relation: str  # ">=" or "<="
    limit: float  # in the figure's shown unit, or a factor
    side: str = ""  # "raw" or "python"; "" for a number


@dataclass(frozen=True)
class Figure:
    """One line of a row's result."""

    title: str
    unit: str  # of those in UNITS
    take: Callable  # from one run's figures (key -> list) to a number, times in seconds
    reach: tuple = ()


# The shown units, and what a figure is multiplied by for them.
UNITS = {"s": 1, "ms": 1e3, "us": 1e6, "ns": 1e9, "/s": 1, "KiB": 1, "%": 100}


@dataclass(frozen=True)
class Row:
    """One benchmark. `run` is called with the Programs and a side and gives one run's figures."""

    name: str  # for the command line
    title: str
    figures: tuple
    run: Callable
    turns: float = 1  # rounds, in times of those asked for, at least one
    once: tuple = ()  # sides that are run in the first round only


def first(key):
    return lambda figures: figures[key][0]


def rate(key):
    """How many a second, where "count" took as long as the figure says."""
    return lambda figures: figures["count"][0] / figures[key][0]


def each(key):
    """How long one took of "count"."""
    return lambda figures: figures[key][0] / figures["count"][0]


def middle(key):
    return lambda figures: statistics.median(figures[key])


def at(key, share):
    return lambda figures: percentile(figures[key], share)


def program(name, count, *numbers, options=(), pinned=False, more=None):
    """A run of the benchmark's program of each side; `count` is its first number and becomes a
    figure too. `more` gives a side that is too quick for it so many times the count."""

    def run(programs, side):
        own = count * (more or {}).get(side, 1)
        command = programs.command(side, name, (("count", own), *numbers), options)
        processor = min(os.sched_getaffinity(0)) if pinned else None
        figures = programs.run(command, processor)
        figures["count"] = [own]
        return figures

    return run


# ---- Threads ------------------------------------------------------------------------------------

WAITING = 10000
WAITING_FEW = 10


def run_waiting(programs, side):
    """Many threads and few: the difference of the memory is that of the threads."""
    few = programs.command(side, "waiting", (("count", WAITING_FEW), ("rest", 500)))
    many = programs.command(side, "waiting", (("count", WAITING), ("rest", 500)))
    base = programs.run_resident(few, WAITING_FEW)["resident"][0]
    figures = programs.run_resident(many, WAITING)
    figures["each"] = [(figures["resident"][0] - base) / (WAITING - WAITING_FEW)]
    return figures


# ---- Handing over -------------------------------------------------------------------------------

LOCKED = 1000000
# Divisible by 8 threads. The raw program does this much before its last thread has begun.
CONTENDED = 960000


def contend(parties):
    return Row(
        f"contend-{parties}",
        f"{parties} threads on one lock",
        (Figure("add under the lock", "/s", rate("spent"), (Reach(">=", 2, "python"),)),),
        program("contend", CONTENDED, ("parties", parties), more={"raw": 10}),
    )


def lock(name, title, options):
    run_program = program("lock", LOCKED, options=options)

    def run(programs, side):
        figures = run_program(programs, side)
        figures["alone"] = [figures["spent"][0] - figures["empty"][0]]
        # A Lock of CPython has no owner, an RLock has one; the other sides have one kind.
        figures.setdefault("owned", figures["spent"])
        return figures

    return Row(
        name,
        title,
        (
            Figure(
                "a turn of the loop",
                "ns",
                each("spent"),
                (Reach("<=", 200), Reach("<=", 1, "python")),
            ),
            Figure("the same, CPython with RLock", "ns", each("owned")),
            Figure("less an empty loop's turn", "ns", each("alone")),
        ),
        run,
    )


# ---- One at a time ------------------------------------------------------------------------------

ROUND_ROBIN = ("--schedule=round-robin",)
STEPS = 50000  # of each of two threads


def steps(name, title, pinned, reach):
    """The programs take the steps of one thread and have two."""
    run_program = program("steps", STEPS, options=ROUND_ROBIN, pinned=pinned)

    def run(programs, side):
        figures = run_program(programs, side)
        figures["count"] = [2 * STEPS]
        return figures

    return Row(name, title, (Figure("steps", "/s", rate("spent"), reach),), run)


# ---- Start and screen ---------------------------------------------------------------------------


def run_start(programs, side):
    place = programs.places[side]
    return programs.run_start(
        {
            "thrum": [place, "run", os.path.join(programs.source, "thrum", "empty.thr")],
            "raw": [os.path.join(place, "start")],
            "python": [place, "-c", "pass"],
        }[side]
    )


def run_prompt(programs, side):
    place = programs.places[side]
    command, prompt = {
        "thrum": ([place], b"main>"),
        "raw": ([os.path.join(place, "start"), "main> "], b"main>"),
        "python": ([place, "-i", "-q"], b">>>"),
    }[side]
    terminal = Terminal(command, programs.environment)
    try:
        shown = terminal.wait_for(prompt, 10)
    finally:
        terminal.close()
    if shown is None:
        raise Failed(f"{command[0]}: no prompt within 10 s")
    return {"spent": [shown - terminal.begun]}


def screen(*options):
    """A run of bench/screen; the options are the lab's."""

    def run(programs, side):
        place = programs.places[side]
        command = {
            "thrum": ["--lab", *options, "--", place],
            "raw": ["--", os.path.join(place, "echo"), "10000"],
            "python": ["--", place, os.path.join(programs.source, "python", "echo.py"), "10000"],
        }[side]
        return programs.run([sys.executable, os.path.join(programs.source, "screen"), *command])

    return run


SCREEN_FIGURES = (
    Figure("median", "ms", middle("key")),
    Figure("99th percentile", "ms", at("key", 0.99), (Reach("<=", 10),)),
    Figure("drawing, of a core", "%", first("drawing"), (Reach("<=", 10),)),
    Figure("the lab's own thread, of a core", "%", first("lab")),
    Figure("whole process, of a core", "%", first("process")),
    Figure("calls of write", "/s", first("writes")),
)


# ---- The table ----------------------------------------------------------------------------------

ROWS = (
    Row(
        "create",
        "create and join, one after another",
        (
            Figure(
                "threads",
                "/s",
                rate("spent"),
                (Reach(">=", 0.5, "raw"), Reach(">=", 2, "python")),
            ),
        ),
        program("create", 10000),
    ),
    Row(
        "waiting",
        "10,000 threads waiting for one event",
        (
            Figure("create, until all wait", "ms", first("gathered"), (Reach("<=", 1.5, "raw"),)),
            Figure("release and join all", "ms", first("ended"), (Reach("<=", 1.5, "raw"),)),
            Figure("resident per thread", "KiB", first("each"), (Reach("<=", 12),)),
        ),
        run_waiting,
        once=("python",),
    ),
    Row(
        "wake",
        "event set to waiter awake",
        (
            Figure("median", "us", middle("awake"), (Reach("<=", 1.5, "raw"),)),
            Figure("99th percentile", "us", at("awake", 0.99)),
        ),
        program("wake", 2000),
    ),
    Row(
        "pingpong",
        "ping-pong between two threads over two semaphores",
        (
            Figure(
                "round trips",
                "/s",
                rate("spent"),
                (Reach(">=", 0.5, "raw"), Reach(">=", 3, "python")),
            ),
        ),
        program("pingpong", 20000),
    ),
    Row(
        "pingpong-one",
        "the same, kept on one processor",
        (Figure("round trips", "/s", rate("spent")),),
        program("pingpong", 20000, pinned=True),
    ),
    lock("lock", "uncontended acquire + release, interpreted", ()),
    lock("lock-traced", "the same, thrum with --trace=/dev/null", ("--trace=/dev/null",)),
    contend(2),
    contend(8),
    Row(
        "timers",
        "10,000 timers made, started and cancelled",
        (
            Figure("all", "ms", first("spent"), (Reach("<=", 10),)),
            Figure("making them", "ms", first("made")),
            Figure("starting them", "ms", first("started")),
            Figure("cancelling them", "ms", first("cancelled")),
        ),
        program("timers", 10000),
        once=("python",),
    ),
    steps(
        "steps",
        "one at a time, every step another thread, kept on one processor",
        True,
        (Reach(">=", 100000),),
    ),
    steps("steps-free", "the same, on whatever processors it takes", False, ()),
    Row(
        "same",
        "one at a time, the same thread again",
        (Figure("steps", "/s", rate("spent"), (Reach(">=", 3000000),)),),
        program("same", 1000000, options=ROUND_ROBIN),
    ),
    Row(
        "start",
        "run of an empty program: thrum run, a C program, python3 -c pass",
        (Figure("start to end", "ms", first("spent"), (Reach("<=", 1 / 3, "python"),)),),
        run_start,
        turns=4,
    ),
    Row(
        "prompt",
        "start to prompt, on a terminal of 80x24",
        (Figure("start to prompt", "ms", first("spent"), (Reach("<=", 50),)),),
        run_prompt,
        turns=2,
    ),
    Row(
        "screen",
        "key to screen with 10,000 live threads, on a terminal of 200x50",
        SCREEN_FIGURES,
        screen(),
        turns=0.2,
    ),
    Row(
        "screen-columns",
        "the same with the columns open",
        SCREEN_FIGURES,
        screen("--pane=columns"),
        turns=0.2,
    ),
    Row(
        "screen-timeline",
        "the same with the timeline open",
        SCREEN_FIGURES,
        screen("--pane=timeline"),
        turns=0.2,
    ),
)
