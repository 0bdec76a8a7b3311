"""How long from setting an event until its waiter is awake: wake.py [COUNT].

Before each round the setter sleeps for 200 us, by when the waiter waits. Prints a line "awake" per
round.
"""
import sys
import threading
import time

count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
go = threading.Event()
seen = threading.Semaphore(0)
cleared = threading.Semaphore(0)
set_at = [0.0] * count
awake_at = [0.0] * count


def wait_often():
    for i in range(count):
        go.wait()
        awake_at[i] = time.monotonic()
        seen.release()
        cleared.acquire()


waiter = threading.Thread(target=wait_often)
waiter.start()
for i in range(count):
    time.sleep(0.0002)
    set_at[i] = time.monotonic()
    go.set()
    seen.acquire()
    go.clear()
    cleared.release()
waiter.join()
for i in range(count):
    print(f"awake {awake_at[i] - set_at[i]:.9f}s")
