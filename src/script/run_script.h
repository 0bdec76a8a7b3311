/* run_script.h - `thrum run FILE`: a script from its first line to its end, without the lab's
 * screen.
 *
 * Prints go to standard output in the order of the steps, what went wrong to standard error; the
 * return value is the exit status (statuses.h). */
#ifndef THRUM_SCRIPT_RUN_SCRIPT_H
#define THRUM_SCRIPT_RUN_SCRIPT_H

#include "script/run_options.h"

/* To be called while there is one thread, with signals as the process got them. */
int run_script(const struct run_options *options);

#endif
