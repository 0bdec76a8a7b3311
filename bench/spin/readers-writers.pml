/* readers-writers.pml - three readers and two writers, three turns each; the first reader locks the
 * writers out, the last lets them in again. */
#include "semaphore.pml"

byte readers = 0, writing = 0, count = 1, room = 1;

proctype reader()
{
    byte turn = 0;
    do
    :: turn < 3 ->
        acquire(count);
        readers++;
        if
        :: readers == 1 -> acquire(room)
        :: else
        fi;
        release(count);
        assert(writing == 0);
        acquire(count);
        readers--;
        if
        :: readers == 0 -> release(room)
        :: else
        fi;
        release(count);
        turn++
    :: else -> break
    od
}

proctype writer()
{
    byte turn = 0;
    do
    :: turn < 3 ->
        acquire(room);
        writing++;
        assert(writing == 1);
        writing--;
        release(room);
        turn++
    :: else -> break
    od
}

init
{
    atomic { run reader(); run reader(); run reader(); run writer(); run writer() }
}
