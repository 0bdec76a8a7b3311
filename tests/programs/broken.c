/* broken.c - whether the comparison of tests/programs/compare sees that a row of core/opcodes.h or
 * of core/kinds.h is wrong: columns of it are broken one at a time, and src/explore and the oracle
 * must not agree any more on a program that they agree on otherwise. Each break is made in a
 * process of its own, and that it does not live through the comparison is an objection, too. Prints
 * TAP.
 *
 *     tests/programs/broken             every break
 *     tests/programs/broken NUMBER      that one, with what they do not agree on
 *
 * The oracle reads of an instruction's row who does it and whether it blocks, and of that nothing
 * is broken here. */
#include "agree.h"

#include "core/instructions.h"
#include "core/kinds.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_STATES = 3000 };

struct break_of_row {
    const void *column;
    size_t size;
    unsigned is; /* what the column says then */
    const char *row, *says;
    const char *program; /* on which that is wrong */
};

#define COLUMN(op, name) &instruction_rows[OP_##op].name, sizeof instruction_rows[0].name
#define OF_KIND(kind, name) &kind_rows[ENTITY_##kind].name, sizeof kind_rows[0].name

static const char one_writes[] = "shared x = 0\n"
                                 "spawn a { x = 1 }\n"
                                 "spawn b { print x; assert x == 0 }\n"
                                 "join all\n";
static const char both_write[] = "shared x = 0\n"
                                 "spawn a { x = 1 }\n"
                                 "spawn b { x = 2 }\n"
                                 "join all\n"
                                 "assert x == 2\n";
static const char one_element[] = "shared z[2] = 0\n"
                                  "define f(i) { z[i] = i }\n"
                                  "spawn a f(1)\n"
                                  "spawn b { z[1] = 2 }\n"
                                  "join all\n"
                                  "assert z[1] == 2\n";
static const char element_read[] = "shared z[2] = 0\n"
                                   "spawn a { z[1] = 1 }\n"
                                   "spawn b { print z[1]; assert z[1] == 0 }\n"
                                   "join all\n";
static const char watched[] = "atomic x = 0; atomic y = 0\n"
                              "spawn a { x = 1; x = 0 }\n"
                              "spawn b { y = 1 }\n"
                              "invariant x + y < 2\n"
                              "join all\n";
static const char two_locks[] = "mutex m n\n"
                                "spawn a { lock m; lock n; unlock n; unlock m }\n"
                                "spawn b { lock n; lock m; unlock m; unlock n }\n"
                                "join all\n";
/* b comes before c only where a's release came before both, and a has to do with d first. */
static const char passed_on[] = "semaphore s 0; shared x = 0; shared y = 0\n"
                                "spawn a { y = 1; release s }\n"
                                "spawn b { acquire s; x = 1 }\n"
                                "spawn c { assert x == 0 }\n"
                                "spawn d { y = 2 }\n";
static const char one_queue[] = "queue q; atomic x = 0\n"
                                "spawn a { put q 1 }\n"
                                "spawn b { put q 2 }\n"
                                "join all\n"
                                "x = get q\n"
                                "assert x == 1\n";
static const char ends[] = "spawn b { yield; assert active() == 3 }\n"
                           "spawn a { yield }\n"
                           "join all\n";
static const char joined[] = "spawn a { yield }\n"
                             "ok = join a for 1s\n"
                             "assert not ok\n";
static const char called[] = "shared x = 0\n"
                             "define f() { x = 1 }\n"
                             "spawn b { assert x == 0 }\n"
                             "spawn a { yield; f() }\n"
                             "join all\n";
static const char branches[] = "shared x = 0; shared z = 0; atomic y = 0\n"
                               "spawn b { if y == 1 { yield } else { assert x == 0; z = 1 } }\n"
                               "spawn a { if y == 1 { yield } else { assert z == 0; x = 1 } }\n"
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

static const char notified[] = "mutex m; condition c on m; shared go = false\n"
                               "spawn a { with m { if not go { wait c } } }\n"
                               "spawn b { with m { go = true; notify c } }\n"
                               "join all\n";
static const char spurious[] = "mutex m; condition c on m; shared go = false\n"
                               "spawn a { with m { if not go { wait c }; assert go } }\n"
                               "spawn b { with m { go = true; notify c } }\n"
                               "join all\n";
static const char two_read[] = "rwlock rw; atomic x = 0\n"
                               "define f() {\n"
                               "    rdlock rw\n"
                               "    i = add(x, 1)\n"
                               "    if i == 0 { yield; yield; release rw; yield }\n"
                               "    if i == 0 { wrlock rw }\n"
                               "    release rw\n"
                               "}\n"
                               "spawn a f()\n"
                               "spawn b f()\n"
                               "join all\n";
static const char own_value[] = "local own = 0; atomic x = 0\n"
                                "define f() { i = add(x, 1); own = i; yield; assert own == i }\n"
                                "spawn a f()\n"
                                "spawn b f()\n"
                                "join all\n";

static const struct break_of_row breaks[] = {
    {COLUMN(NAME_STORE, touches), TOUCHES_NOTHING, "name_store", "writing touches nothing",
     both_write},
    {COLUMN(NAME_STORE, touches), TOUCHES_NAME_READ, "name_store", "writing only reads",
     both_write},
    {COLUMN(NAME_LOAD, touches), TOUCHES_NOTHING, "name_load", "reading touches nothing",
     one_writes},
    {COLUMN(INDEX_STORE, touches), TOUCHES_ELEMENT_READ, "index_store", "writing only reads",
     one_element},
    {COLUMN(INDEX_LOAD, touches), TOUCHES_NOTHING, "index_load", "reading touches nothing",
     element_read},
    {COLUMN(NAME_LOAD, touches), TOUCHES_NOTHING, "name_load", "an invariant reads nothing",
     watched},
    {COLUMN(ACQUIRE, touches), TOUCHES_NOTHING, "acquire", "acquiring touches nothing", two_locks},
    {COLUMN(ACQUIRE, touches), TOUCHES_TAKEN_TOO, "acquire", "several may acquire", two_locks},
    {COLUMN(ACQUIRE, touches), TOUCHES_GIVEN, "acquire", "acquiring gives back", two_locks},
    {COLUMN(RELEASE, touches), TOUCHES_NOTHING, "release", "releasing touches nothing", passed_on},
    {COLUMN(PUT, touches), TOUCHES_NOTHING, "put", "putting touches nothing", one_queue},
    {COLUMN(ACTIVE, touches), TOUCHES_NOTHING, "active", "counting threads touches nothing", ends},
    {COLUMN(JOIN, touches), TOUCHES_NOTHING, "join", "joining touches nothing", joined},
    {COLUMN(CALL, code), CODE_NO_CODE, "call", "a call runs no other code", called},
    {COLUMN(JUMP_IF_FALSE, flow), FLOW_ON, "jump_if_false", "a condition always holds", branches},
    {COLUMN(ME, tells), TELLS_ALIKE, "me", "me is the same for all", alike},
    {COLUMN(NAME_LOAD, slots), SLOTS_NO_SLOT, "name_load", "reading a name reads no slot",
     remembers},
    {COLUMN(RANGE_NEXT, slots), SLOTS_NO_SLOT, "range_next", "a loop does not count", counted},
    {COLUMN(YIELD, marks), MARK_UNMARKED, "yield", "who yields is preempted", yields},
    {COLUMN(MODIFY, marks), MARK_UNMARKED, "modify", "two additions race", added},
    {COLUMN(CHOOSE, input), INPUT_NO_INPUT, "choose", "a choice has one outcome", chooses},
    {OF_KIND(CONDITION, holder.by), HELD_NOBODY, "condition", "a waiter needs no lock", notified},
    {OF_KIND(CONDITION, marks), KIND_FIRST_COME | KIND_LOSES, "condition",
     "nobody wakes up without a notify", spurious},
    {OF_KIND(RWLOCK, holder.by), HELD_ONE, "rwlock", "its readers do not hold it", two_read},
    {OF_KIND(LOCAL, marks), KIND_PLAIN, "local", "all threads have the same value", own_value},
};

/* The tables are constant for everybody else. */
static bool change(const struct break_of_row *b)
{
    uint8_t *place = (uint8_t *)(uintptr_t)b->column, narrow = (uint8_t)b->is;
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), start = (uintptr_t)place / page * page;
    uintptr_t end = (uintptr_t)place + b->size;
    if (mprotect((void *)start, end - start, PROT_READ | PROT_WRITE) != 0)
        return false;
    memcpy(place, b->size == 1 ? (const void *)&narrow : (const void *)&b->is, b->size);
    return true;
}

/* Whether they agree on its program although it is broken; that nothing was broken counts as
 * agreeing. */
static bool agree_broken(const struct break_of_row *b, bool tells)
{
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        unsigned right = 0;
        uint8_t narrow;
        memcpy(&narrow, b->column, 1);
        memcpy(&right, b->column, b->size == 1 ? 0 : b->size);
        right = b->size == 1 ? narrow : right;
        bool agrees = right == b->is || !change(b) || agree(b->program, MOST_STATES, tells);
        fflush(stdout);
        _exit(agrees);
    }
    int status = 0;
    bool came_to_end = child > 0 && waitpid(child, &status, 0) == child;
    return !came_to_end || (WIFEXITED(status) && WEXITSTATUS(status) == 1);
}

static bool look_at(size_t which, bool tells)
{
    const struct break_of_row *b = &breaks[which];
    bool seen = agree(b->program, MOST_STATES, true) && !agree_broken(b, tells);
    printf("%s %zu - that %s (%s) is objected to\n", seen ? "ok" : "not ok", which + 1, b->says,
           b->row);
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
