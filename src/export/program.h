/* program.h - a program itself as it leaves the lab, in another language: one row per language.
 *
 *     const struct program_kind *kind = program_find("python");
 *     struct diagnostics found = {0};
 *     if (program_translate(kind, &source, &text, &found)) ... `text` is the program
 *     else ... `found` says what cannot be translated, where and why
 *
 * Notices in `found` say where what comes out does less than the script. No locks, no state. */
#ifndef THRUM_EXPORT_PROGRAM_H
#define THRUM_EXPORT_PROGRAM_H

#include "base/buffer.h"
#include "lang/diagnostic.h"
#include "lang/tree.h"

#include <stdbool.h>

struct program_kind {
    const char *name;
    const char *what;   /* no sentence: "what it is" */
    const char *spoken; /* the language's name */
    /* False: `found` has got an error. `own`: where in `out` the script's own part begins, behind
     * the headers and helpers that it needs. */
    bool (*translate)(const struct source *source, const struct node *root, struct buffer *out,
                      size_t *own, struct diagnostics *found);
};

/* Ended by a row without a name. */
extern const struct program_kind program_kinds[];

/* NULL: there is no such language. */
const struct program_kind *program_find(const char *name);

/* Parses a script and translates it; false with errors in `found`, and nothing in `out`. */
bool program_translate(const struct program_kind *kind, const struct source *source,
                       struct buffer *out, struct diagnostics *found);
/* The same; stores where the script's own part begins. */
bool program_translate_parts(const struct program_kind *kind, const struct source *source,
                             struct buffer *out, size_t *own, struct diagnostics *found);

/* Writes it to the file, NULL: to standard output, whole or not at all; false with a sentence in
 * `why`. */
bool program_write(const char *file, const struct buffer *text, struct buffer *why);

#endif
