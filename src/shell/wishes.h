/* wishes.h - what commands ask of the screen, until the front end takes it
 * (session_next_screen_order). */
#ifndef THRUM_SHELL_WISHES_H
#define THRUM_SHELL_WISHES_H

#include "shell/session.h"

#include <stddef.h>

struct screen_wish {
    enum screen_order order;
    char *argument;
};

struct wishes {
    struct screen_wish *list; /* from `first` on */
    size_t first, count, capacity;
    char *given; /* the argument handed out last */
};

void wishes_add(struct wishes *w, enum screen_order order, const char *argument);
/* See session_next_screen_order. */
bool wishes_next(struct wishes *w, enum screen_order *order, const char **argument);
void wishes_free(struct wishes *w);

#endif
