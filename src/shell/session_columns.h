/* session_columns.h - which columns the user wants to see: the arguments of the command `columns`,
 * which the pane keeps to until the next one. See watch/columns.h. */
#ifndef THRUM_SHELL_SESSION_COLUMNS_H
#define THRUM_SHELL_SESSION_COLUMNS_H

#include <stddef.h>
#include <stdint.h>

/* Guarded by the lab's monitor. Zeroed: all of them. */
struct columns_choice {
    uint32_t *threads; /* numbers of the record; NULL: those for which there is room */
    size_t count, capacity;
    uint64_t since; /* a step; 0: from the beginning */
};

void columns_choice_clear(struct columns_choice *choice);

#endif
