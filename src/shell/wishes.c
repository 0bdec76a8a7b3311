/* wishes.c - see wishes.h. */
#include "shell/wishes.h"

#include "base/memory.h"

#include <stdlib.h>

void wishes_add(struct wishes *w, enum screen_order order, const char *argument)
{
    MEMORY_ROOM_FOR_ONE(w->list, w->count, w->capacity);
    w->list[w->count++] = (struct screen_wish){order, memory_copy(argument)};
}

bool wishes_next(struct wishes *w, enum screen_order *order, const char **argument)
{
    if (w->first == w->count)
        return false;
    struct screen_wish wish = w->list[w->first++];
    if (w->first == w->count)
        w->first = w->count = 0;
    free(w->given);
    w->given = wish.argument;
    *order = wish.order;
    *argument = wish.argument;
    return true;
}

void wishes_free(struct wishes *w)
{
    for (size_t i = w->first; i < w->count; i++)
        free(w->list[i].argument);
    free(w->list);
    free(w->given);
}
