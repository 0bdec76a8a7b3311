/* looks.h - what a look at a program shows beforehand, so that plain primitives of another language
 * may stand for thrum's where the difference between them cannot matter.
 *
 *     struct looks *looks = looks_new(model, &source);
 *     if (!looks_at_owner(looks, "m")) ... nobody can release m but who holds it
 *
 * Each answer errs to the safe side. No locks. */
#ifndef THRUM_EXPORT_LOOKS_H
#define THRUM_EXPORT_LOOKS_H

#include "export/model.h"
#include "export/thread_names.h"
#include "lang/diagnostic.h"

#include <stdbool.h>

struct looks;

struct looks *looks_new(struct model *m, const struct source *source);
void looks_free(struct looks *looks);

/* Whether the mutex, or an array's, must know its owner: some `release` of it does not stand behind
 * its own `acquire`, or a condition on it may be waited for or notified without it being held. */
bool looks_at_owner(const struct looks *looks, const char *mutex);
/* Whether this `wait` or `notify` stands where its condition's lock is held for certain. */
bool looks_held(const struct looks *looks, const struct node *operation);
/* Whether who does this `rdlock` or `wrlock` has no other hold of any such lock for certain. */
bool looks_alone(const struct looks *looks, const struct node *operation);
/* Whether the node stands in code that runs at most once: in main's, or in the body of a thread
 * that is made there once, outside of all loops. */
bool looks_once(const struct looks *looks, const struct node *node);
/* The first access to the variable that stands outside of every `atomic` block, though another does
 * not; or NULL. */
const struct node *looks_outside_atomic(const struct looks *looks, const struct variable *v);
/* Whether one stands in such a block. */
bool looks_inside_atomic(const struct looks *looks, const struct variable *v);

/* Which names its threads can have. */
const struct thread_names *looks_names(const struct looks *looks);

#endif
