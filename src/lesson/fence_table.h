/* fence_table.h - which blocks a lesson has and which options they take, for the manual page: the
 * rows by which fence.c reads them. Constant data. */
#ifndef THRUM_LESSON_FENCE_TABLE_H
#define THRUM_LESSON_FENCE_TABLE_H

#include <stdbool.h>
#include <stddef.h>

/* A block's word, and what it is; false behind the last. No sentences. */
bool fence_table_block(size_t index, const char **word, const char **meaning);
/* One of that block's options as it is written, "best=N", and what it does; false behind the last.
 */
bool fence_table_option(size_t block, size_t index, const char **form, const char **meaning);

#endif
