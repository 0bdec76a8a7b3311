"""Puts the programs of lessons into a directory, for comparing what they come to elsewhere.

    lessons.py [--own] DIRECTORY LESSON...

A section's blocks of commands, one after the other up to a block that begins anew (`fresh`), are
a program; what only a lab has, `finish` or `threads`, is left out. Each is put there as NAME.thr.
With --own only the lesson's own program is, which its end shows in other languages.
"""

import pathlib
import re
import sys

# What a script cannot hold, or what would have it run otherwise than elsewhere.
LAB = re.compile(r"^(finish|threads|objects|why|clock|schedule|random seed|gil|pause|resume|step|"
                 r"explore|replay|help|columns|timeline|statistics|variables|source|view|show|"
                 r"restart|undo|redo|back|forth|now|interrupt|trace|quiet|verbose|export|load|"
                 r"save)\b[^{}=(]*$")
FENCE = re.compile(r"^```(thrum|challenge)([^\n]*)\n(.*?)^```$|^## ", re.M | re.S)


def commands(block):
    lines = block.split("\n")
    return "\n".join(line for line in lines if not LAB.match(line))


def programs(lesson):
    """Each program, from its first block to each of its others."""
    text = ""
    for part in FENCE.finditer(lesson):
        word, options, block = part.groups()
        if word is None:
            text = ""
            continue
        if word == "challenge" or "fresh" in options:
            text = ""
        text += commands(block)
        yield text
        if word == "challenge":
            text = ""


def own(lesson):
    """The blocks that are marked as its program."""
    yield "".join(commands(part.group(3)) for part in FENCE.finditer(lesson)
                  if part.group(1) and "program" in part.group(2).split())


def main(take, directory, *lessons):
    directory = pathlib.Path(directory)
    directory.mkdir(exist_ok=True)
    for lesson in map(pathlib.Path, lessons):
        for number, text in enumerate(take(lesson.read_text())):
            (directory / f"{lesson.stem}-{number:02}.thr").write_text(text)


if __name__ == "__main__":
    if sys.argv[1] == "--own":
        main(own, *sys.argv[2:])
    else:
        main(programs, *sys.argv[1:])
