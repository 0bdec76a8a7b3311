/* test_pool.c - each work has a pthread to itself, and one that is done with it gets the next. */
#include "run/pool.h"

#include <criterion/criterion.h>

TestSuite(pool, .timeout = 60);

enum { MANY = 300 };

/* What is done, one after the other or all at once, and by whom. */
struct deeds {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    pthread_t by[MANY];
    unsigned begun, done;
    unsigned fresh; /* by a pthread that has done nothing before */
    bool together;  /* nobody is done before all have begun */
};

/* What a pthread is called says nothing: one that is made anew may be called as one that has gone.
 */
static _Thread_local bool has_worked;

static void deed(void *argument)
{
    struct deeds *d = argument;
    pthread_mutex_lock(&d->mutex);
    d->by[d->begun++] = pthread_self();
    d->fresh += !has_worked;
    has_worked = true;
    pthread_cond_broadcast(&d->changed);
    while (d->together && d->begun < MANY)
        pthread_cond_wait(&d->changed, &d->mutex);
    d->done++;
    pthread_cond_broadcast(&d->changed);
    pthread_mutex_unlock(&d->mutex);
}

static void await_done(struct deeds *d, unsigned count)
{
    pthread_mutex_lock(&d->mutex);
    while (d->done < count)
        pthread_cond_wait(&d->changed, &d->mutex);
    pthread_mutex_unlock(&d->mutex);
}

static unsigned pthreads_of(const struct deeds *d)
{
    unsigned count = 0;
    for (unsigned i = 0; i < MANY; i++) {
        unsigned before = 0;
        while (before < i && !pthread_equal(d->by[before], d->by[i]))
            before++;
        count += before == i;
    }
    return count;
}

Test(pool, one_after_the_other_takes_few_pthreads)
{
    struct deeds d = {.mutex = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
    for (unsigned i = 0; i < MANY; i++) {
        pthread_t thread;
        cr_assert(pool_start(deed, &d, -1, &thread));
        await_done(&d, i + 1);
        cr_assert(pthread_equal(thread, d.by[i]));
    }
    /* Who is done may not be waiting yet when the next one is started. */
    cr_expect_lt(pthreads_of(&d), MANY / 2);
    cr_expect_lt(d.fresh, MANY / 2);
}

Test(pool, all_at_once_has_one_each)
{
    struct deeds d = {
        .mutex = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER, .together = true};
    for (unsigned round = 0; round < 3; round++) {
        d.begun = d.done = 0;
        for (unsigned i = 0; i < MANY; i++) {
            pthread_t thread;
            cr_assert(pool_start(deed, &d, -1, &thread));
        }
        await_done(&d, MANY);
        cr_expect_eq(pthreads_of(&d), MANY);
    }
}
