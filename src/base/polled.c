/* polled.c - see polled.h. */
#include "base/polled.h"

#include "base/caught.h"
#include "base/memory.h"

#include <stdlib.h>

void polled_free(struct polled *p)
{
    free(p->fds);
    *p = (struct polled){0};
}

void polled_clear(struct polled *p)
{
    p->count = 0;
}

size_t polled_add(struct polled *p, int fd, short events)
{
    MEMORY_ROOM_FOR_ONE(p->fds, p->count, p->capacity);
    p->fds[p->count] = (struct pollfd){.fd = fd, .events = events};
    return p->count++;
}

void polled_wait(struct polled *p, int milliseconds)
{
    if (caught_poll(p->fds, (nfds_t)p->count, milliseconds) >= 0)
        return;
    for (size_t i = 0; i < p->count; i++)
        p->fds[i].revents = 0;
}

short polled_ready(const struct polled *p, size_t place)
{
    return p->fds[place].revents;
}

bool polled_any(const struct polled *p, size_t first)
{
    for (size_t i = first; i < p->count; i++)
        if (p->fds[i].revents)
            return true;
    return false;
}
