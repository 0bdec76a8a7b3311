/* names.h - before a script runs: does every bare name in it stand for something that it makes?
 *
 *     if (tree && !names_check(tree, &options, &found)) ... the errors are in `found`
 *
 * What counts as made, anywhere in the text, whatever the order: a variable declared or assigned, a
 * parameter, loop or catch name, a thread or object made under that name, a function, `main`. Names
 * that are put together at run time are known by their pattern: `spawn "t{i}"` makes t1 and t2
 * known, not u1. Where a name is made from a variable, its pattern is that of every text that the
 * variable is given; if some of them cannot be read off the text (a parameter, `ask`, ...), any
 * bare name may be a thread's or an object's and is left to the run. In an expression a bare name
 * still has to be known: there a name made at run time can be written as a string.
 *
 * Functions are known exactly: a call of one that nothing defines, with another number of values,
 * one defined twice, or a function's name where a thread is named (`spawn t f` for `spawn t f()`)
 * is an error.
 *
 * At the prompt names are looked up when a step runs; this check is for scripts. No locks. */
#ifndef THRUM_LANG_NAMES_H
#define THRUM_LANG_NAMES_H

#include "lang/diagnostic.h"
#include "lang/tree.h"

#include <stdbool.h>

struct names_options {
    /* Whether something of this name exists before the script begins (NULL: only `main` does). */
    bool (*exists)(void *context, const char *name);
    void *context;
};

/* Adds an error for every name that nothing makes, once for each name. True if there is none. */
bool names_check(const struct tree *tree, const struct names_options *options,
                 struct diagnostics *found);

#endif
