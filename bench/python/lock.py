"""Acquires and releases a lock that nobody else wants: lock.py [COUNT].

Prints the empty loop too, and the same for an RLock ("owned"): it has an owner, as a mutex of thrum
has, where a Lock has none.
"""
import sys
import threading
import time

count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000000


def run_empty():
    begun = time.monotonic()
    for _ in range(count):
        pass
    return time.monotonic() - begun


def run(lock):
    begun = time.monotonic()
    for _ in range(count):
        lock.acquire()
        lock.release()
    return time.monotonic() - begun


print(f"empty {run_empty():.9f}s")
print(f"spent {run(threading.Lock()):.9f}s")
print(f"owned {run(threading.RLock()):.9f}s")
