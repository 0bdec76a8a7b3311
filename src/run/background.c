/* background.c - see background.h. */
#include "run/background.h"

#include "base/memory.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct background {
    void (*function)(void *argument);
    void *argument;
    pthread_t thread;
    int fd; /* eventfd */
    atomic_bool done;
};

static void *run(void *argument)
{
    struct background *b = argument;
    pthread_setname_np(pthread_self(), "thrum search");
    b->function(b->argument);
    atomic_store(&b->done, true);
    eventfd_write(b->fd, 1);
    return NULL;
}

struct background *background_start(void (*function)(void *argument), void *argument)
{
    struct background *b = memory_zeroed(1, sizeof *b);
    b->function = function;
    b->argument = argument;
    b->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (b->fd >= 0 && pthread_create(&b->thread, NULL, run, b) == 0)
        return b;
    if (b->fd >= 0)
        close(b->fd);
    free(b);
    return NULL;
}

int background_fd(const struct background *b)
{
    return b->fd;
}

bool background_done(const struct background *b)
{
    return atomic_load(&b->done);
}

void background_free(struct background *b)
{
    if (!b)
        return;
    pthread_join(b->thread, NULL);
    close(b->fd);
    free(b);
}
