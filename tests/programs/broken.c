/* broken.c - whether the comparison of tests/programs/compare sees that a row of core/opcodes.h is
 * wrong: columns of it are broken one at a time, and src/explore and the oracle must not agree any
 * more on a program that they agree on otherwise. Prints TAP.
 *
 *     tests/programs/broken             every break
 *     tests/programs/broken NUMBER      that one, with what they do not agree on
 *
 * The oracle reads of a row who does the instruction and whether it blocks, and of that nothing is
 * broken here. */
#include "agree.h"

#include "core/instructions.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { MOST_STATES = 3000 };

struct break_of_row {
    enum program_opcode op;
    size_t column;
    uint8_t is; /* what the column says then */
    const char *says;
    const char *program; /* on which that is wrong */
};

#define COLUMN(name) offsetof(struct instruction_row, name)

static const char one_writes[] = "shared x = 0\n"
                                 "spawn a { x = 1 }\n"
                                 "spawn b { print x; assert x == 0 }\n"
                                 "join all\n";
static const char both_write[] = "shared x = 0\n"
                                 "spawn a { x = 1 }\n"
                                 "spawn b { x = 2 }\n"
                                 "join all\n"
                                 "assert x == 2\n";
static const char two_locks[] = "mutex m n\n"
                                "spawn a { lock m; lock n; unlock n; unlock m }\n"
                                "spawn b { lock n; lock m; unlock m; unlock n }\n"
                                "join all\n";
static const char one_queue[] = "queue q; atomic x = 0\n"
                                "spawn a { put q 1 }\n"
                                "spawn b { put q 2 }\n"
                                "join all\n"
                                "x = get q\n"
                                "assert x == 1\n";
static const char ends[] = "spawn b { yield; assert active() == 3 }\n"
                           "spawn a { yield }\n"
                           "join all\n";
static const char called[] = "shared x = 0\n"
                             "define f() { x = 1 }\n"
                             "spawn b { assert x == 0 }\n"
                             "spawn a { yield; f() }\n"
                             "join all\n";
static const char branches[] = "shared x = 0; atomic y = 0\n"
                               "spawn b { assert x == 0 }\n"
                               "spawn a { if y == 1 { yield } else { x = 1 } }\n"
                               "join all\n";
static const char alike[] = "mutex m\n"
                            "lock m\n"
                            "define f() {\n"
                            "    lock m\n"
                            "    yield\n"
                            "    if me == \"a\" { assert false } else { raise \"not a\" }\n"
                            "}\n"
                            "spawn a f()\n"
                            "spawn b f()\n"
                            "unlock m\n"
                            "join all\n";
static const char counted[] = "spawn a { n = 0; for i in 1..3 { yield; n += 1 }; assert n == 3 }\n"
                              "spawn b { yield; yield }\n"
                              "join all\n";
static const char remembers[] = "atomic x = 0\n"
                                "spawn a { i = x; yield; yield; assert i == 0 }\n"
                                "spawn b { x = 1 }\n"
                                "join all\n";
static const char yields[] = "atomic x = 0\n"
                             "spawn a { x = 1; yield; x = 0 }\n"
                             "spawn b { assert x == 0 }\n"
                             "join all\n";
static const char chooses[] = "atomic x = 0\n"
                              "spawn a { x = choose(0, 3); assert x != 2 }\n"
                              "join all\n";
static const char added[] = "shared x = 0\n"
                            "spawn a { add(x, 1) }\n"
                            "spawn b { add(x, 1) }\n"
                            "join all\n";

static const struct break_of_row breaks[] = {
    {OP_NAME_STORE, COLUMN(touches), TOUCHES_NOTHING, "writing touches nothing", both_write},
    {OP_NAME_STORE, COLUMN(touches), TOUCHES_NAME_READ, "writing only reads", both_write},
    {OP_NAME_LOAD, COLUMN(touches), TOUCHES_NOTHING, "reading touches nothing", one_writes},
    {OP_ACQUIRE, COLUMN(touches), TOUCHES_NOTHING, "acquiring touches nothing", two_locks},
    {OP_PUT, COLUMN(touches), TOUCHES_NOTHING, "putting touches nothing", one_queue},
    {OP_ACTIVE, COLUMN(touches), TOUCHES_NOTHING, "counting threads touches nothing", ends},
    {OP_CALL, COLUMN(code), CODE_NO_CODE, "a call runs no other code", called},
    {OP_JUMP_IF_FALSE, COLUMN(flow), FLOW_ON, "a condition always holds", branches},
    {OP_ME, COLUMN(tells), TELLS_ALIKE, "me is the same for all", alike},
    {OP_NAME_LOAD, COLUMN(slots), SLOTS_NO_SLOT, "reading a name reads no slot", remembers},
    {OP_RANGE_NEXT, COLUMN(slots), SLOTS_NO_SLOT, "a loop does not count", counted},
    {OP_YIELD, COLUMN(marks), MARK_UNMARKED, "who yields is preempted", yields},
    {OP_MODIFY, COLUMN(marks), MARK_UNMARKED, "two additions race", added},
    {OP_CHOOSE, COLUMN(input), INPUT_NO_INPUT, "a choice has one outcome", chooses},
};

/* The table is constant for everybody else. */
static bool change(const struct break_of_row *b, uint8_t to)
{
    uint8_t *place = (uint8_t *)(uintptr_t)&instruction_rows[b->op] + b->column;
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), start = (uintptr_t)place / page * page;
    if (mprotect((void *)start, page, PROT_READ | PROT_WRITE) != 0)
        return false;
    *place = to;
    return mprotect((void *)start, page, PROT_READ) == 0;
}

static uint8_t column_of(const struct break_of_row *b)
{
    return *((const uint8_t *)&instruction_rows[b->op] + b->column);
}

static bool look_at(size_t which, bool tells)
{
    const struct break_of_row *b = &breaks[which];
    uint8_t right = column_of(b);
    bool agreed = agree(b->program, MOST_STATES, true);
    bool broken = right != b->is && change(b, b->is);
    bool agrees = agree(b->program, MOST_STATES, tells);
    bool seen = agreed && broken && !agrees;
    if (broken)
        change(b, right);
    printf("%s %zu - that %s (%s) is objected to\n", seen ? "ok" : "not ok", which + 1, b->says,
           program_opcode_name(b->op));
    return seen;
}

int main(int argc, char **argv)
{
    size_t count = sizeof breaks / sizeof *breaks;
    size_t only = argc == 2 ? (size_t)strtoull(argv[1], NULL, 10) : 0;
    bool all = true;
    for (size_t i = 0; i < count; i++)
        if (!only || only == i + 1)
            all &= look_at(i, only);
    printf("1..%zu\n", count);
    return !all;
}
