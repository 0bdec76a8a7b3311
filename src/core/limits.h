/* limits.h - every limit of the machine, with its name. Passing one is an error in the thread that
 * did it, never a crash. */
#ifndef THRUM_CORE_LIMITS_H
#define THRUM_CORE_LIMITS_H

enum {
    LIMIT_CALL_DEPTH = 1000,        /* calls inside calls */
    LIMIT_LOCAL_OPERATIONS = 10000, /* operations in the local work of one step, an atomic block,
                                       an invariant */
    LIMIT_QUEUE_LENGTH = 65536,     /* items in an unbounded queue */
    LIMIT_SELECT_CASES = 16,        /* channels at which one select waits */
    LIMIT_ORDERS = 10000,           /* orders waiting at one puppet */
    LIMIT_ARRAY_LENGTH = 1000000,   /* elements of an array */
    LIMIT_STACK_VALUES = 1 << 18,   /* values on one thread's stack, its private arrays included */
    LIMIT_TEXT_BYTES = 1 << 20,     /* bytes in one text */
    LIMIT_TEXTS_BYTES = 256 << 20,  /* bytes in all texts of a lab together */
    LIMIT_TEXTS_SPARE = 8 << 20,    /* beyond that, for messages; and as much again for commands */
    LIMIT_FETCH_BYTES = 256 << 20,  /* bytes that one `fetch` gets */
    LIMIT_FETCH_SECONDS = 600,      /* how long it may take, by the clock on the wall */
    LIMIT_THREADS_ALIVE = 20000,    /* threads alive at once, unless --max-threads says else */
    LIMIT_STATE_BYTES = 1 << 30,    /* of all variables, objects, threads and their stacks together,
                                       unless --limit-memory says else */
    LIMIT_SPARE_VALUES = 4096,      /* of those, what steps leave for orders from outside: who has
                                       filled a lab can still tell threads what to do */
    LIMIT_OBJECTS = 4 << 20,        /* names in use: objects, variables, threads, elements */
};

#endif
