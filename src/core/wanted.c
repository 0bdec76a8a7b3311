/* wanted.c - see wanted.h. */
#include "core/wanted.h"

#include "core/machine.h"

#define ANYTHING (UINT32_MAX & ~KIND(ENTITY_FREE))
#define VARIABLES (KIND(ENTITY_SHARED) | KIND(ENTITY_ATOMIC))

static const struct wanted_row rows[WANTED_COUNT] = {
    [WANTED_LOCK] = {"a lock", KINDS_TAKING(ACQUIRE), KINDS_TAKING(RELEASE), "mutex"},
    [WANTED_RELEASABLE] = {"a lock", KINDS_TAKING(RELEASE), KINDS_TAKING(RELEASE), "mutex"},
    [WANTED_SEVERAL_OF] = {"a semaphore", KINDS_TAKING(ACQUIRE), KINDS_TAKING(SEVERAL),
                           "semaphore"},
    [WANTED_SEVERAL_BACK] = {"a semaphore", KINDS_TAKING(RELEASE), KINDS_TAKING(SEVERAL),
                             "semaphore"},
    [WANTED_OWNED] = {"a lock that has an owner", KINDS_TAKING(OWNER), ANYTHING, NULL},
    [WANTED_MUTEX_OR_RLOCK] = {NULL, KINDS_TAKING(CARRY), ANYTHING, "mutex"},
    [WANTED_RWLOCK] = {NULL, KINDS_TAKING(RDLOCK), KINDS_TAKING(RDLOCK), NULL},
    [WANTED_SEMAPHORE] = {NULL, KINDS_TAKING(VALUE), ANYTHING, NULL},
    [WANTED_EVENT] = {NULL, KINDS_TAKING(SET), KINDS_TAKING(SET), NULL},
    [WANTED_CONDITION] = {NULL, KINDS_TAKING(NOTIFY), KINDS_TAKING(NOTIFY), NULL},
    [WANTED_BARRIER] = {NULL, KINDS_TAKING(RESET), KINDS_TAKING(RESET), NULL},
    [WANTED_WAITED] = {NULL, KINDS_TAKING(WAIT), ANYTHING, NULL},
    [WANTED_QUEUE] = {NULL, KINDS_TAKING(PUT), KINDS_TAKING(PUT), NULL},
    [WANTED_ONCE] = {NULL, KINDS_TAKING(ONCE), KINDS_TAKING(ONCE), NULL},
    [WANTED_CRITICAL] = {NULL, KIND(ENTITY_CRITICAL), ANYTHING, NULL},
    [WANTED_THREAD] = {NULL, KIND(ENTITY_THREAD), KINDS_THREADS, "spawn"},
    [WANTED_THREAD_OR_TIMER] = {NULL, KINDS_THREADS, KINDS_THREADS, "spawn"},
    [WANTED_FUNCTION] = {NULL, KINDS_TAKING(CALL), KINDS_TAKING(CALL), NULL},
    [WANTED_VARIABLE] = {"a shared or atomic variable", VARIABLES, ANYTHING, NULL},
    [WANTED_OBJECT] = {"an object", UINT32_MAX, ANYTHING, NULL},
    [WANTED_DROPPED] = {"an object (threads cannot be dropped)", ANYTHING & ~KINDS_THREADS,
                        ANYTHING, NULL},
};

struct wanted_row wanted_get(enum wanted wanted)
{
    if (wanted < WANTED_COUNT)
        return rows[wanted];
    uint32_t kinds = wanted_kinds(wanted);
    return (struct wanted_row){.kinds = kinds, .meant = kinds};
}

uint32_t wanted_kinds(enum wanted wanted)
{
    if (wanted < WANTED_COUNT)
        return rows[wanted].kinds;
    return kinds_taking((enum kind_operation)(wanted - WANTED_COUNT));
}

void wanted_add(enum wanted wanted, struct buffer *out)
{
    struct wanted_row row = wanted_get(wanted);
    if (row.words)
        buffer_puts(out, row.words);
    else
        kinds_add_names(row.kinds, out);
}

/* The only kind that is wanted, but for those that are a kind of it; ENTITY_FREE. */
static enum entity_kind only_kind(enum wanted wanted)
{
    uint32_t kinds = kinds_plain(wanted_get(wanted).kinds);
    for (unsigned kind = 0; kind < ENTITY_KINDS; kind++)
        if (kinds == KIND(kind))
            return (enum entity_kind)kind;
    return ENTITY_FREE;
}

const char *wanted_way(enum wanted wanted)
{
    const char *way = wanted_get(wanted).way;
    return way ? way : kind_rows[only_kind(wanted)].word;
}

const char *wanted_rest_of_way(enum wanted wanted)
{
    if (wanted == WANTED_SEVERAL_OF || wanted == WANTED_SEVERAL_BACK)
        return " N"; /* as many as there shall be */
    bool needs = !wanted_get(wanted).way && kind_rows[only_kind(wanted)].number.needs;
    return needs ? " 2" : "";
}
