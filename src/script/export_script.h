/* export_script.h - `thrum export`: a script is run as `thrum run` does, and what happened is
 * written. */
#ifndef THRUM_SCRIPT_EXPORT_SCRIPT_H
#define THRUM_SCRIPT_EXPORT_SCRIPT_H

#include "export/export.h"
#include "script/run_options.h"

struct export_script_options {
    struct run_options run;
    const struct export_kind *kind;
    const char *output; /* NULL: standard output */
    enum export_view view;
};

/* To be called as run_script is; returns the exit status. */
int export_script(const struct export_script_options *options);

#endif
