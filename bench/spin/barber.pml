/* barber.pml - a sleeping barber, three chairs and his own, five customers. */
#include "semaphore.pml"

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
    atomic { run serve(); run visit(); run visit(); run visit(); run visit(); run visit() }
}
