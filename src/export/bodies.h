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

/* Whether the name stands anywhere in it; a loop's own variable is another. */
bool bodies_mention(const struct node *node, const char *name);

/* In thrum it is an error to make a thread whose name is in use. Whether it cannot be here, in
 * this unit with these loops around: where the name says which turn of each loop it is, or the
 * thread is joined before the loop comes round. `node` makes it. */
bool bodies_name_is_free(const struct model *m, const struct looks *looks,
                         const struct source *source, const struct unit *u,
                         const struct node *const *loops, size_t loop_count,
                         const struct node *node, const struct node *name);

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
