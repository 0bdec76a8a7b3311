/* python.h - a program as Python: CPython 3.9 and later, the standard library alone. See
 * program.h. */
#ifndef THRUM_EXPORT_PYTHON_H
#define THRUM_EXPORT_PYTHON_H

#include "base/buffer.h"
#include "lang/diagnostic.h"
#include "lang/tree.h"

#include <stdbool.h>
#include <stddef.h>

bool python_translate(const struct source *source, const struct node *root, struct buffer *out,
                      size_t *own, struct diagnostics *found);

#endif
