"""Two threads of which exactly one may go, a step each in turn: steps.py [COUNT].

COUNT is the steps of each thread. A step adds 1 to a number; then the baton, a lock per thread,
goes to the other.
"""
import sys
import threading
import time

count = int(sys.argv[1]) if len(sys.argv) > 1 else 50000
batons = [threading.Lock(), threading.Lock()]
number = 0


def run(mine, other):
    global number
    for _ in range(count):
        mine.acquire()
        number += 1
        other.release()


for baton in batons:
    baton.acquire()
threads = [threading.Thread(target=run, args=(batons[i], batons[1 - i])) for i in range(2)]
for thread in threads:
    thread.start()
time.sleep(0.005)
begun = time.monotonic()
batons[0].release()
for thread in threads:
    thread.join()
print(f"spent {time.monotonic() - begun:.9f}s")
assert number == 2 * count
