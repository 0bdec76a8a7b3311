"""Many threads wait for one event: waiting.py [COUNT [REST]].

Once all wait it rests for REST milliseconds, in which bench/run looks at the memory; then it sets
the event and joins all.
"""
import sys
import threading
import time

count = int(sys.argv[1]) if len(sys.argv) > 1 else 10000
rest = int(sys.argv[2]) if len(sys.argv) > 2 else 500
go = threading.Event()

begun = time.monotonic()
threads = [threading.Thread(target=go.wait) for _ in range(count)]
for thread in threads:
    thread.start()
spawned = time.monotonic()
# There is no public way to ask an event who waits for it.
while len(go._cond._waiters) < count:
    time.sleep(0.001)
gathered = time.monotonic()
time.sleep(rest / 1000)
freed = time.monotonic()
go.set()
for thread in threads:
    thread.join()
ended = time.monotonic()
print(f"spawned {spawned - begun:.9f}s")
print(f"gathered {gathered - begun:.9f}s")
print(f"ended {ended - freed:.9f}s")
