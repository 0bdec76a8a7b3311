/* condition.pml - a condition variable made of semaphores, with N waiters and one who lets all of
 * them go. */
#include "semaphore.pml"
#ifndef N
#define N 2
#endif

bool ready = false;
byte waiting = 0, m = 1, inside = 1, sleepers = 0;

proctype waiter()
{
    acquire(m);
    do
    :: !ready ->
        acquire(inside);
        waiting++;
        release(inside);
        release(m);
        acquire(sleepers);
        acquire(m)
    :: else -> break
    od;
    release(m)
}

proctype signaller()
{
    acquire(m);
    ready = true;
    release(m);
    acquire(inside);
    do
    :: waiting > 0 ->
        waiting--;
        release(sleepers)
    :: else -> break
    od;
    release(inside)
}

init
{
    byte i;
    atomic {
        for (i : 1 .. N) { run waiter() }
        run signaller()
    }
}
