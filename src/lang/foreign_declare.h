/* foreign_declare.h - a declaration of another language, taken apart: what foreign_declare.c and
 * foreign_lists.c share. */
#ifndef THRUM_LANG_FOREIGN_DECLARE_H
#define THRUM_LANG_FOREIGN_DECLARE_H

#include "lang/foreign_inside.h"

/* A declaration taken apart: TYPE NAME [COUNT] = MAKER(ARGUMENTS) */
struct declaration {
    struct span type;  /* may be empty */
    struct span name;  /* one word */
    struct span count; /* in [ ], may be empty */
    struct span value; /* behind the =; empty: there is none */
    struct span maker; /* the word before the parentheses */
    struct span owner; /* m of m.newCondition(), Mutex of Mutex::new() */
    struct span arguments;
    bool called;
};

static inline bool span_is_empty(struct span s)
{
    return s.begin >= s.end;
}

/* Whether the one word is one of those, with | between them. */
bool foreign_is_one(struct foreign *f, struct span word, const char *alternatives);
/* The name, with [count]. */
void foreign_declared_name(struct foreign *f, const struct declaration *d, struct buffer *out);
/* Adds to the note, once. */
void foreign_say(struct foreign *f, const char *note);

/* foreign_lists.c */
bool foreign_is_list(struct foreign *f, const struct declaration *d);
/* Whether the type's word is a list's. */
bool foreign_makes_list(struct foreign *f, struct span type);
bool foreign_make_list(struct foreign *f, const struct declaration *d, struct buffer *out);

#endif
