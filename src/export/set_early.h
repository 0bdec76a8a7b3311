/* set_early.h - which shared variables have their last value before any other thread runs: whenever
 * one of those is read, it is the same. No locks. */
#ifndef THRUM_EXPORT_SET_EARLY_H
#define THRUM_EXPORT_SET_EARLY_H

#include "export/model.h"

#include <stdbool.h>

/* Whether main alone sets the variable, in lines of its own before the first that may start or call
 * something. Errs to the safe side. */
bool is_set_early(struct model *m, const struct variable *v);

#endif
