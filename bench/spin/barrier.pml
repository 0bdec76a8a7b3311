/* barrier.pml - N threads meet at a barrier and then want two of two places each, one after the
 * other: a deadlock. */
#include "semaphore.pml"
#ifndef N
#define N 8
#endif

byte places = 2, come = 0;

proctype enter()
{
    come++;
    come == N;
    acquire(places);
    acquire(places);
    atomic { places = places + 2 }
}

init
{
    byte i;
    atomic { for (i : 1 .. N) { run enter() } }
}
