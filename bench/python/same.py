"""One thread goes on while another waits: same.py [COUNT].

A step adds 1 to a number under a lock.
"""
import sys
import threading
import time

count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000000
monitor = threading.Lock()
go = threading.Event()
number = 0


def run():
    global number
    for _ in range(count):
        monitor.acquire()
        number += 1
        monitor.release()


other = threading.Thread(target=go.wait)
other.start()
begun = time.monotonic()
run()
spent = time.monotonic() - begun
go.set()
other.join()
print(f"spent {spent:.9f}s")
assert number == count
