"""Writes each key back at once while many threads sleep and wake: echo.py [COUNT], until Ctrl-D.

Each thread sleeps 0.5 s to 1.5 s at a time.
"""
import os
import random
import sys
import threading
import time
import tty

END_OF_INPUT = b"\x04"

count = int(sys.argv[1]) if len(sys.argv) > 1 else 10000


def sleep_often():
    while True:
        time.sleep(random.uniform(0.5, 1.5))


if os.isatty(0):
    tty.setraw(0)
for _ in range(count):
    threading.Thread(target=sleep_often, daemon=True).start()
os.write(1, b"main> ")
while (key := os.read(0, 1)) not in (b"", END_OF_INPUT):
    os.write(1, key)
os._exit(0)
