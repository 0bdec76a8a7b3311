/* foreign_known.h - what the names in a script stand for: what it declares, what it makes in the
 * way of another language, what is advised to be made, and what there is besides.
 *
 *     foreign_known_begin(&known, source, &options);  // from then on the options ask it
 *     foreign_known_learn(&known, "mutex m");         // as if the script had it
 *     foreign_known_free(&known);
 *
 * No locks. */
#ifndef THRUM_LANG_FOREIGN_KNOWN_H
#define THRUM_LANG_FOREIGN_KNOWN_H

#include "lang/foreign_inside.h"

struct foreign_known {
    const struct source *source;
    struct foreign_options given;
    struct declared {
        char *name; /* owned */
        unsigned kind;
        char *on;  /* a condition's lock, owned; or NULL */
        size_t at; /* where in the script it is first made */
    } * items;
    size_t count, capacity;
    size_t guesses;
    size_t reads;    /* the statement at hand while it is read */
    size_t from, to; /* what is made in there is not made yet */
};

void foreign_known_begin(struct foreign_known *k, const struct source *source,
                         struct foreign_options *options);
void foreign_known_learn(struct foreign_known *k, const char *text);
void foreign_known_free(struct foreign_known *k);

#endif
