/* lost-update.pml - four threads that add 1 twice each to one variable, a read and then a write. */
byte x = 0, ended = 0;

proctype adder()
{
    byte seen, turn = 0;
    do
    :: turn < 2 ->
        seen = x;
        x = seen + 1;
        turn++
    :: else -> break
    od;
    ended++
}

init
{
    atomic { run adder(); run adder(); run adder(); run adder() }
    ended == 4;
    assert(x == 8)
}
