/* export_script.h - `thrum export`: a script is run as `thrum run` does, and what happened is
 * written; or it is not run, and is written in another language. */
#ifndef THRUM_SCRIPT_EXPORT_SCRIPT_H
#define THRUM_SCRIPT_EXPORT_SCRIPT_H

#include "export/export.h"
#include "export/program.h"
#include "script/run_options.h"

struct export_script_options {
    struct run_options run;
    const struct export_kind *kind;     /* of a run, or NULL: */
    const struct program_kind *program; /* the language */
    const char *output;                 /* NULL: standard output */
    enum export_view view;
};

/* To be called as run_script is; returns the exit status. */
int export_script(const struct export_script_options *options);

#endif
