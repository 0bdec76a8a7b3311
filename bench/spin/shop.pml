/* shop.pml - a shop: N buyers, two purchases each; one lock for the prices and one for the books. */
#include "semaphore.pml"
#ifndef N
#define N 4
#endif

byte price = 3, count = 0, amount = 0, ended = 0, products = 1, purchases = 1;

proctype buyer()
{
    byte turn = 0, cost;
    do
    :: turn < 2 ->
        acquire(products);
        cost = price;
        release(products);
        acquire(purchases);
        amount = amount + cost;
        count++;
        release(purchases);
        turn++
    :: else -> break
    od;
    ended++
}

init
{
    byte i;
    atomic { for (i : 1 .. N) { run buyer() } }
    ended == N;
    assert(count == 2 * N && amount == 6 * N)
}
