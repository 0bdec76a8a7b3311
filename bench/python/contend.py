"""Several threads add to one number under one lock: contend.py [COUNT [PARTIES]].

COUNT is how often in all.
"""
import sys
import threading
import time

count = int(sys.argv[1]) if len(sys.argv) > 1 else 960000
parties = int(sys.argv[2]) if len(sys.argv) > 2 else 2
share = count // parties
lock = threading.Lock()
go = threading.Event()
total = 0


def take_part():
    global total
    go.wait()
    for _ in range(share):
        lock.acquire()
        total += 1
        lock.release()


threads = [threading.Thread(target=take_part) for _ in range(parties)]
for thread in threads:
    thread.start()
# There is no public way to ask an event who waits for it.
while len(go._cond._waiters) < parties:
    time.sleep(0.001)
begun = time.monotonic()
go.set()
for thread in threads:
    thread.join()
print(f"spent {time.monotonic() - begun:.9f}s")
assert total == share * parties
