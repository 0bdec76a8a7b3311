/* semaphore.pml - what the models share: a counting semaphore, and a lock as one of 1. */
#define acquire(s) atomic { s > 0 -> s-- }
#define release(s) s++
