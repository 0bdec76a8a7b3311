"""Two threads hand over to each other through two semaphores: pingpong.py [COUNT]."""
import sys
import threading
import time

count = int(sys.argv[1]) if len(sys.argv) > 1 else 20000
ping = threading.Semaphore(0)
pong = threading.Semaphore(0)


def answer():
    for _ in range(count):
        ping.acquire()
        pong.release()


def ask():
    begun = time.monotonic()
    for _ in range(count):
        ping.release()
        pong.acquire()
    return time.monotonic() - begun


other = threading.Thread(target=answer)
other.start()
spent = ask()
other.join()
print(f"spent {spent:.9f}s")
