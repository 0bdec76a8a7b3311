/* c.h - a program as C: C11 with POSIX threads and what gcc, clang and glibc have beside them. See
 * program.h. */
#ifndef THRUM_EXPORT_C_H
#define THRUM_EXPORT_C_H

#include "base/buffer.h"
#include "lang/diagnostic.h"
#include "lang/tree.h"

#include <stdbool.h>
#include <stddef.h>

/* Whether no thread can fail, as far as is known: the program can be C, and nothing fails there. */
bool c_never_fails(const struct source *source, const struct node *root);

bool c_translate(const struct source *source, const struct node *root, struct buffer *out,
                 size_t *own, struct diagnostics *found);

#endif
