/* wanted.h - what an instruction may want of the name that it is given: kinds of entities, what
 * they are called together, and how one is made. */
#ifndef THRUM_CORE_WANTED_H
#define THRUM_CORE_WANTED_H

#include "core/kinds.h"

#include <stdint.h>

struct buffer;

enum wanted {
    WANTED_LOCK,       /* to be acquired */
    WANTED_RELEASABLE, /* or to be released, or looked at */
    /* The same with a number behind the name: of what there are several. Of another lock it is
     * said that there are not. */
    WANTED_SEVERAL_OF,
    WANTED_SEVERAL_BACK,
    WANTED_OWNED,
    WANTED_MUTEX_OR_RLOCK,
    WANTED_RWLOCK,
    WANTED_SEMAPHORE,
    WANTED_EVENT,
    WANTED_CONDITION,
    WANTED_BARRIER,
    WANTED_WAITED, /* to be waited for */
    WANTED_QUEUE,
    WANTED_ONCE,
    WANTED_CRITICAL,
    WANTED_THREAD,
    WANTED_THREAD_OR_TIMER,
    WANTED_FUNCTION,
    WANTED_VARIABLE,
    WANTED_OBJECT,
    WANTED_DROPPED, /* to be dropped */
    WANTED_COUNT
};
/* Besides those: whatever takes an operation, for those that are nothing else: OPERATION_PUT. */
#define WANTED_TAKING(operation) ((enum wanted)(WANTED_COUNT + (int)OPERATION_##operation))

struct wanted_row {
    const char *words; /* "a lock"; NULL: the names of the kinds */
    uint32_t kinds;    /* a mask of 1 << enum entity_kind */
    uint32_t meant;    /* what is perhaps meant by a name that there is not */
    const char *way; /* the command that makes one; NULL: that of the kind, if it is a single one */
};

struct wanted_row wanted_get(enum wanted wanted);
/* Its kinds alone, as each step that takes something asks. */
uint32_t wanted_kinds(enum wanted wanted);

/* "an event, condition or barrier". */
void wanted_add(enum wanted wanted, struct buffer *out);
/* The command that makes one, "barrier", NULL where there is no single one; and what comes behind
 * the name, " 2". */
const char *wanted_way(enum wanted wanted);
const char *wanted_rest_of_way(enum wanted wanted);

#endif
