/* random_commands.h - the commands of a random program: drawn from a few families, so that its
 * threads meet at the same objects. random_program.c puts the threads around them. */
#ifndef THRUM_TESTS_RANDOM_COMMANDS_H
#define THRUM_TESTS_RANDOM_COMMANDS_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stdint.h>

enum family {
    PLAIN,
    ATOMIC,
    MUTEX,
    RLOCK,
    RWLOCK,
    SEMAPHORE,
    EVENT,
    CONDITION,
    BARRIER,
    QUEUE,
    ONCE,
    TIMING,
    ERRORS,
    ENDING,
    CRITICAL,
    LOOKING,
    ORDERS,
    LOCALS,
    MAKING,
    NAMES,
    SPINNING,
    PRIVATE,
    JOINING,
    FAMILIES,
    /* each in each sixth program: the others stay what they were */
    LATCH = FAMILIES,
    RINGS,
    TAKING,
    CHANNEL,
    /* and these in turn in each sixth */
    NOVEL,
    LOOSE = NOVEL,
    HANDFUL,
    POLICY,
    REPEATS,
    BITS,
    CLOSING,
    FUTURE,
    FUTEX,
    NOVEL_END,
};

struct draw {
    uint64_t state;
    struct buffer *out;
    enum family families[3];
    uint32_t threads;
    bool rings;     /* with rows of objects */
    bool selects;   /* of channels */
    uint32_t loops; /* `while` so far: one at most, it makes many states */
};

/* A number below n. */
uint32_t below(struct draw *d, uint32_t n);
/* One of several texts, separated by `|`. In it % stands for a thread, & for a plain variable, and
 * $ for a small number; @ is a %. */
void put_one(struct draw *d, const char *texts);
/* A command of one of the families. `depth`: how deep what stands in it may go. */
void put_command(struct draw *d, uint32_t depth);
/* One to `most` commands in braces. */
void put_block(struct draw *d, uint32_t depth, uint32_t most);
/* A command of the family TAKING. */
void put_taking(struct draw *d, uint32_t depth);

#endif
