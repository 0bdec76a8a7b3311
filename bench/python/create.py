"""Makes threads and joins them, one after another: create.py [COUNT]."""
import sys
import threading
import time

count = int(sys.argv[1]) if len(sys.argv) > 1 else 10000


def body():
    pass


begun = time.monotonic()
for _ in range(count):
    thread = threading.Thread(target=body)
    thread.start()
    thread.join()
print(f"spent {time.monotonic() - begun:.9f}s")
