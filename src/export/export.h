/* export.h - the ways in which a run leaves the lab: one row per kind.
 *
 *     const struct export_kind *kind = export_find("trace");
 *     if (!export_write(kind, &run, "run.json", &why)) ... why not
 */
#ifndef THRUM_EXPORT_EXPORT_H
#define THRUM_EXPORT_EXPORT_H

#include "export/film.h"

#include <stdio.h>

struct lab;

/* Which picture is drawn. */
enum export_view { EXPORT_COLUMNS, EXPORT_TIMELINE };

/* A run that is to be written; at rest. */
struct export_run {
    const struct film *film;
    const struct machine *machine; /* that was heard */
    struct lab *lab;  /* that had it; its history has the states that it went through */
    const char *name; /* of the script */
    bool untimed;     /* any time that something takes could have been over at any moment */
    bool is_script;   /* all that was run is that script, from its beginning */
    const char *how;  /* under which schedule and clock; NULL: nothing is said of it */
    const char *told; /* what was found in it, sentences; NULL: it was just run */
    enum export_view view;
};

struct export_kind {
    const char *name;
    const char *what;                                        /* no sentence: "what it is" */
    bool (*write)(const struct export_run *run, FILE *file); /* false with errno */
    bool looks_back;                                         /* the lab is to keep its history */
    bool holders;                                            /* it shows who held what */
    bool views;                                              /* there are several pictures */
};

/* Ended by a row without a name. */
extern const struct export_kind export_kinds[];

/* NULL: there is no such kind. */
const struct export_kind *export_find(const char *name);
/* "html, text or trace". */
void export_add_names(struct buffer *out);

/* "columns" or "timeline"; false: neither. */
bool export_read_view(const char *name, enum export_view *view);

/* Writes it to the file, NULL: to standard output, whole or not at all; false with a sentence in
 * `why`. */
bool export_write(const struct export_kind *kind, const struct export_run *run, const char *file,
                  struct buffer *why);

#endif
