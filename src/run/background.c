/* background.c - see background.h. */
#include "run/background.h"

#include "base/memory.h"
#include "base/waker.h"
#include "run/kernel.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct background {
    void (*function)(void *argument);
    void *argument;
    pthread_t thread;
    struct waker waker; /* it is done */
    atomic_bool done;
};

static void *run(void *argument)
{
    struct background *b = argument;
    kernel_name_thread("thrum search");
    b->function(b->argument);
    atomic_store(&b->done, true);
    waker_wake(&b->waker);
    return NULL;
}

struct background *background_start(void (*function)(void *argument), void *argument)
{
    struct background *b = memory_zeroed(1, sizeof *b);
    b->function = function;
    b->argument = argument;
    if (waker_open(&b->waker) && pthread_create(&b->thread, NULL, run, b) == 0)
        return b;
    waker_close(&b->waker);
    free(b);
    return NULL;
}

int background_fd(const struct background *b)
{
    return waker_fd(&b->waker);
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
    waker_close(&b->waker);
    free(b);
}
