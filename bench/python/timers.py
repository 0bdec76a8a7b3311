"""Makes, starts and cancels timers and joins their threads: timers.py [COUNT]."""
import sys
import threading
import time

count = int(sys.argv[1]) if len(sys.argv) > 1 else 10000


def never():
    raise AssertionError("a timer fired")


begun = time.monotonic()
timers = [threading.Timer(1000, never) for _ in range(count)]
made = time.monotonic()
for timer in timers:
    timer.start()
started = time.monotonic()
for timer in timers:
    timer.cancel()
for timer in timers:
    timer.join()
cancelled = time.monotonic()
print(f"made {made - begun:.9f}s")
print(f"started {started - made:.9f}s")
print(f"cancelled {cancelled - started:.9f}s")
print(f"spent {cancelled - begun:.9f}s")
