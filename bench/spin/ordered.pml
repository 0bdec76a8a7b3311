/* ordered.pml - philosophers who take the fork with the lower number first. */
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
    atomic { for (i : 0 .. N - 2) { run philosopher(i, i + 1) } run philosopher(0, N - 1) }
}
