/* bounded-buffer.pml - two producers and two consumers of four items each, a buffer of two places. */
#include "semaphore.pml"

byte buffer[2], in = 0, out = 0, free = 2, filled = 0, mutex = 1;

proctype producer(byte item)
{
    byte turn = 0;
    do
    :: turn < 4 ->
        acquire(free);
        acquire(mutex);
        buffer[in] = item;
        in = (in + 1) % 2;
        release(mutex);
        release(filled);
        turn++
    :: else -> break
    od
}

proctype consumer()
{
    byte turn = 0, item;
    do
    :: turn < 4 ->
        acquire(filled);
        acquire(mutex);
        item = buffer[out];
        out = (out + 1) % 2;
        release(mutex);
        release(free);
        assert(item == 1 || item == 2);
        turn++
    :: else -> break
    od
}

init
{
    atomic { run producer(1); run producer(2); run consumer(); run consumer() }
}
