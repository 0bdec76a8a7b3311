/* bodies.h - what translations of a program have to know of the bodies of threads and timers: which
 * of its maker's variables a body takes along, and whether a thread's name is free when it is made.
 *
 *     if (bodies_take(model, looks, u, v) == TAKEN) ... the body begins with a copy of v->source
 */
#ifndef THRUM_EXPORT_BODIES_H
#define THRUM_EXPORT_BODIES_H

#include "export/looks.h"
#include "export/model.h"

#include <stdbool.h>
#include <stddef.h>

enum bodies_taken {
    NOT_TAKEN, /* it has no use for the value, or there is none yet */
    TAKEN,
    TAKEN_PERHAPS, /* whether there is a value yet only the run can tell */
};

/* Of a variable of the body's own. */
enum bodies_taken bodies_take(const struct model *m, const struct looks *looks,
                              const struct unit *u, const struct variable *v);

/* The body of a timer that repeats: one thread carries it out again and again, and keeps its
 * private variables from one time to the next, those that it takes along, too. */
bool bodies_repeats(const struct unit *u);

/* Whether the name stands anywhere in it; a loop's own variable is another. */
bool bodies_mention(const struct node *node, const char *name);

/* In thrum it is an error to make a thread whose name is in use. */
enum name_use {
    NAME_IS_FREE,
    NAME_OF_THREAD, /* another thread may bear it still */
    NAME_OF_ITSELF, /* one that this command made before may */
    NAME_OF_OTHER,  /* something may that is no thread */
    NAME_NUMBERED,  /* thrum numbers threads without a name past those that are named so */
};

struct name_used {
    enum name_use use;
    const struct node *by; /* what makes the other, if there is another */
};

/* Whether the name may be in use where `node` makes a thread in this unit. It cannot be where
 * nothing else has it, and it says which turn of each loop it is; or the thread that has it is
 * joined before. `name` NULL: it has none. */
struct name_used bodies_name_use(const struct looks *looks, const struct unit *u,
                                 const struct node *node, const struct node *name);
/* Whether the unit is carried out once at most. */
bool bodies_once(const struct looks *looks, const struct unit *u);
/* Why that is not translated, and what may be written instead. */
void bodies_put_name_use(struct name_used used, const struct source *source, struct buffer *out);

/* The readable part of a thread's name: r of "r{i}", racer of what stands in `racer`; `otherwise`
 * where it has none. */
void bodies_add_stem(const struct node *name, const char *otherwise, struct buffer *out);

/* How often the name stands in the text, its making counted; and whether it does in other code than
 * the unit's. */
unsigned bodies_uses(const struct model *m, const char *name);
/* How often the function is called, or the body of a thread. */
unsigned bodies_calls(const struct model *m, const char *function);
/* Whether anybody can come to call the function, by way of others, too. */
bool bodies_reached(const struct model *m, const struct node *function);
bool bodies_used_elsewhere(struct model *m, const struct unit *u, const char *name);

#endif
