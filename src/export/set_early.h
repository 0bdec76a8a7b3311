/* set_early.h - which shared variables have their last value before any other thread runs: whenever
 * one of those is read, it is the same. No locks. */
#ifndef THRUM_EXPORT_SET_EARLY_H
#define THRUM_EXPORT_SET_EARLY_H

#include "export/model.h"

#include <stdbool.h>

/* Whether main alone sets the variable, in lines of its own before the first that may start or call
 * something; what cas and the like do to it is not looked at. Errs to the safe side. The model
 * keeps the answer (variable.early). */
bool is_set_early(struct model *m, const struct variable *v);

#endif
