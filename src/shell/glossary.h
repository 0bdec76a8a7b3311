/* glossary.h - the words of concurrency that are no commands: what the lab's answers, the lessons
 * and books mean by deadlock, race, interleaving. One table, read by help, completion, and the
 * manual.
 *
 *     const struct term *t = glossary_find("deadlocks", 9);
 *     if (t) puts(t->meaning);
 *
 * Constant data. */
#ifndef THRUM_SHELL_GLOSSARY_H
#define THRUM_SHELL_GLOSSARY_H

#include <stddef.h>

struct term {
    const char *name;
    const char *forms;   /* other spellings, with | between; "" if there is none */
    const char *meaning; /* a sentence or a few */
    const char *see;     /* what to type to see it: help why; "" if nothing */
};

/* The term that is written so, in any case, in one of its forms or as a plural; NULL if none is. */
const struct term *glossary_find(const char *text, size_t length);
/* By number, in order of the alphabet; NULL behind the last. */
const struct term *glossary_at(size_t index);

#endif
