/* model_inside.h - what model*.c share. */
#ifndef THRUM_EXPORT_MODEL_INSIDE_H
#define THRUM_EXPORT_MODEL_INSIDE_H

#include "export/model.h"

/* Finds what the variables of a model can hold, and which of them name threads and objects. */
void model_find_traits(struct model *m);

static inline unsigned model_most(unsigned a, unsigned b)
{
    return a > b ? a : b;
}

#endif
