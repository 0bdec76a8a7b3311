/* source_choice.h - whose code the source pane shows: everybody's, or that of the threads that the
 * command `source` named last. By name, for threads come and go. */
#ifndef THRUM_SHELL_SOURCE_CHOICE_H
#define THRUM_SHELL_SOURCE_CHOICE_H

#include "core/step.h"

#include <stdbool.h>
#include <stddef.h>

struct source_choice {
    struct buffer names; /* each ended by a zero; empty: everybody */
};

/* Of the arguments of `source`: names, also in quotes. False where that is no list of them. */
bool source_choose(struct source_choice *choice, const char *arguments);
/* Whether the thread is to be shown. */
bool source_chosen(const struct source_choice *choice, const struct machine *m, uint32_t thread);
/* The next name behind `name`, the first behind NULL; NULL: there is none. */
const char *source_next_name(const struct source_choice *choice, const char *name);
void source_choice_free(struct source_choice *choice);

#endif
