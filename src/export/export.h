/* export.h - the ways in which a run leaves the lab: one row per kind.
 *
 *     const struct export_kind *kind = export_find("trace");
 *     struct whole_file w;
 *     kind->write(film, machine, stream);
 */
#ifndef THRUM_EXPORT_EXPORT_H
#define THRUM_EXPORT_EXPORT_H

#include "export/film.h"

#include <stdio.h>

struct export_kind {
    const char *name;
    const char *what; /* no sentence: "what it is" */
    /* False with errno. At rest, with the machine that was heard. */
    bool (*write)(const struct film *film, const struct machine *m, FILE *file);
};

/* Ended by a row without a name. */
extern const struct export_kind export_kinds[];

/* NULL: there is no such kind. */
const struct export_kind *export_find(const char *name);
/* "html, text or trace". */
void export_add_names(struct buffer *out);

/* Writes it to the file, NULL: to standard output, whole or not at all; false with a sentence in
 * `why`. */
bool export_write(const struct export_kind *kind, const struct film *film, const struct machine *m,
                  const char *file, struct buffer *why);

#endif
