/* pool.c - see pool.h. */
#include "run/pool.h"

#include "base/memory.h"
#include "run/kernel.h"

#include <stdlib.h>

enum {
    MOST_IDLE = 8,            /* a lesson's threads, most of the time */
    STACK_BYTES = 256 * 1024, /* of address space; what a step needs is far less */
};

struct work {
    void (*function)(void *argument);
    void *argument;
};

/* On the stack of the pthread itself. */
struct pooled {
    pthread_t thread;
    pthread_cond_t wake;
    struct work work;    /* what is to be done next; no function: nothing yet */
    struct pooled *next; /* in idle */
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER; /* of all below, and of what is idle */
static struct pooled *idle;
static unsigned idle_count;

/* False where there are enough of those that wait for work. */
static bool await_work(struct pooled *me)
{
    kernel_name_thread("idle");
    pthread_mutex_lock(&mutex);
    bool wanted = idle_count < MOST_IDLE;
    if (wanted) {
        me->work.function = NULL;
        me->next = idle;
        idle = me;
        idle_count++;
        while (!me->work.function)
            pthread_cond_wait(&me->wake, &mutex);
    }
    pthread_mutex_unlock(&mutex);
    return wanted;
}

static struct pooled *take_idle(void)
{
    pthread_mutex_lock(&mutex);
    struct pooled *taken = idle;
    if (taken) {
        idle = taken->next;
        idle_count--;
    }
    pthread_mutex_unlock(&mutex);
    return taken;
}

static void *pooled_main(void *argument)
{
    struct work *first = argument;
    struct pooled me = {.thread = pthread_self(), .wake = PTHREAD_COND_INITIALIZER, .work = *first};
    free(first);
    do
        me.work.function(me.work.argument);
    while (await_work(&me));
    pthread_cond_destroy(&me.wake);
    return NULL;
}

static bool create(struct work work, pthread_t *thread)
{
    struct work *first = memory_zeroed(1, sizeof *first);
    *first = work;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, STACK_BYTES);
    bool created = pthread_create(thread, &attributes, pooled_main, first) == 0;
    pthread_attr_destroy(&attributes);
    if (!created)
        free(first);
    return created;
}

bool pool_start(void (*function)(void *argument), void *argument, int processor, pthread_t *thread)
{
    struct work work = {.function = function, .argument = argument};
    struct pooled *taken = take_idle();
    if (!taken) {
        if (!create(work, thread))
            return false;
        if (processor >= 0)
            kernel_keep_on(*thread, processor);
        return true;
    }
    *thread = taken->thread;
    kernel_keep_on(*thread, processor);
    pthread_mutex_lock(&mutex);
    taken->work = work;
    pthread_cond_signal(&taken->wake);
    pthread_mutex_unlock(&mutex);
    return true;
}
