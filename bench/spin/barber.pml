/* barber.pml - a sleeping barber, three chairs and his own, N customers. */
#include "semaphore.pml"
#ifndef N
#define N 5
#endif

byte inside = 0, mutex = 1, customer = 0, barber = 0, cut = 0, paid = 0;

proctype visit()
{
    acquire(mutex);
    if
    :: inside == 4 -> release(mutex)
    :: else ->
        inside++;
        release(mutex);
        release(customer);
        acquire(barber);
        release(cut);
        acquire(paid);
        acquire(mutex);
        inside--;
        release(mutex)
    fi
}

proctype serve()
{
end:
    do
    :: acquire(customer);
        release(barber);
        acquire(cut);
        release(paid)
    od
}

init
{
    byte i;
    atomic {
        run serve();
        for (i : 1 .. N) { run visit() }
    }
}
