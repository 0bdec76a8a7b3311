/* philosophers.pml - philosophers who all take the left fork first: a deadlock. */
#include "semaphore.pml"
#ifndef N
#define N 7
#endif

byte fork[N] = 1;

proctype philosopher(byte first; byte second)
{
    acquire(fork[first]);
    acquire(fork[second]);
    release(fork[second]);
    release(fork[first])
}

init
{
    byte i;
    atomic { for (i : 0 .. N - 1) { run philosopher(i, (i + 1) % N) } }
}
