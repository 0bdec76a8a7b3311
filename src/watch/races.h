/* races.h - data races, found as the run goes on: two accesses to a plain variable, one of them at
 * least a write and one no indivisible step, of which none comes before the other.
 *
 * As in FastTrack (Flanagan, Freund 2009): of a variable the last write is kept as one stamp, for
 * all writes before come before that one, and of reads the last, or, where several come before one
 * another in no order, a clock of them. Where a variable has raced it orders, like an atomic one,
 * what is done to it from then on, so that what is found later is a race by itself and no
 * consequence.
 *
 *     races_check(&r, &past, m, thread, step, found, context);     // before past_look
 *     races_order(&r, &past, m, thread, false);                    // beside past_look
 *     races_order(&r, &past, m, thread, true);                     // beside past_pass_on
 *
 * Guarded by the monitor. */
#ifndef THRUM_WATCH_RACES_H
#define THRUM_WATCH_RACES_H

#include "watch/past.h"

struct race {
    uint32_t entity, element;  /* as in struct access */
    struct stamp before, here; /* the two accesses */
    bool before_writes, here_writes;
    bool before_block, here_block; /* it is in an atomic block, or cas, add, swap */
};

/* What indivisible steps did to a plain variable: among themselves they do not race. */
struct race_blocks {
    struct stamp wrote, read;
    struct clock_tree *clock;
};

struct race_variable {
    struct stamp wrote, read;
    /* Where reads come in no order: by thread its last one, and where that was. */
    struct clock_tree *reads, *places;
    struct race_blocks *blocks;
    struct clock_tree *clock; /* once it has raced */
    bool raced;
};

struct race_variables {
    struct race_variable *all; /* by element */
    uint32_t count;
    bool told; /* a race on it, or on an element */
};

struct races {
    struct race_variables *entities;
    uint32_t capacity;
};

void races_free(struct races *r);
/* Looks at what the step accesses; `found` is called for the first race of a variable. */
void races_check(struct races *r, struct past *p, const struct machine *m, uint32_t thread,
                 uint64_t step, void (*found)(void *context, const struct race *race),
                 void *context);
void races_order(struct races *r, struct past *p, const struct machine *m, uint32_t thread,
                 bool passes_on);
/* Whether two accesses to it, or to one element, have raced. */
bool races_seen(const struct races *r, uint32_t entity);
/* It is no more; another may take its place. */
void races_forget(struct races *r, uint32_t entity);

#endif
