/* session_show.h - the program as others write it: what `show` and `export` take for the program,
 * and what `show` can be given. */
#ifndef THRUM_SHELL_SESSION_SHOW_H
#define THRUM_SHELL_SESSION_SHOW_H

#include "export/program.h"

#include <stdbool.h>

struct session;

/* A program that was translated, or what kept it from being. Owned by who asked. */
struct shown_program {
    char *script;       /* NULL: there is none */
    const char *name;   /* of the file it stands in, or NULL; borrowed */
    struct buffer text; /* in the other language */
    size_t own;         /* where in it the script's own part begins */
    struct diagnostics found;
    struct buffer why; /* what there is to say where it could not be */
};

/* Whether `show` takes these words. */
bool show_takes(const char *arguments);
/* The program of the lab: what was typed or loaded; where nothing was, and with `lesson`, that of
 * the lesson which is open. False: it says why. */
bool show_translate(struct session *s, const struct program_kind *kind, bool lesson,
                    struct shown_program *p);
void show_forget(struct shown_program *p);

#endif
