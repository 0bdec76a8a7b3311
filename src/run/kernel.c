/* kernel.c - see kernel.h. */
#include "run/kernel.h"

#include <sched.h>
#include <string.h>
#include <time.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#ifdef __FreeBSD__
#include <pthread_np.h>
#endif

void kernel_shorten_name(char shown[KERNEL_NAME_SIZE], const char *name)
{
    size_t length = strlen(name);
    size_t left_out = length < KERNEL_NAME_SIZE ? 0 : length + 1 - KERNEL_NAME_SIZE;
    memcpy(shown, name + left_out, length - left_out + 1);
}

void kernel_name_thread(const char *whole)
{
    char name[KERNEL_NAME_SIZE];
    kernel_shorten_name(name, whole);
#if defined __APPLE__
    pthread_setname_np(name);
#elif defined __linux__ || defined __FreeBSD__
    pthread_setname_np(pthread_self(), name);
#elif defined __NetBSD__
    pthread_setname_np(pthread_self(), "%s", name);
#endif
}

#ifdef __linux__

int kernel_choose_processor(int before)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) != 0)
        return -1;
    if (before >= 0 && CPU_ISSET((size_t)before, &set))
        return before;
    int here = sched_getcpu();
    return here < 0 ? 0 : here;
}

void kernel_keep_on(pthread_t thread, int processor)
{
    cpu_set_t set;
    if (processor < 0) {
        if (sched_getaffinity(0, sizeof set, &set) != 0)
            return;
    } else {
        CPU_ZERO(&set);
        CPU_SET((size_t)processor, &set);
    }
    pthread_setaffinity_np(thread, sizeof set, &set);
}

/* Since 6.16 Linux keeps those who wait in a table of the process's own, of four lists a processor
 * and 16 at least: with 10,000 asleep each wake-up looks through hundreds. Older ones have one
 * large table for all, and refuse this. */
void kernel_expect_many(void)
{
    enum { FUTEX_HASH = 78, FUTEX_HASH_SET_SLOTS = 1 }; /* PR_..., of newer headers */
    enum { LISTS = 4096 };
    prctl(FUTEX_HASH, FUTEX_HASH_SET_SLOTS, LISTS, 0, 0);
}

#else

int kernel_choose_processor(int before)
{
    (void)before;
    return -1;
}

void kernel_keep_on(pthread_t thread, int processor)
{
    (void)thread;
    (void)processor;
}

void kernel_expect_many(void)
{
}

#endif

void kernel_condition(pthread_cond_t *condition)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
#ifndef __APPLE__ /* which has a way of waiting for so long instead */
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
#endif
    pthread_cond_init(condition, &attributes);
    pthread_condattr_destroy(&attributes);
}

void kernel_wait_until(pthread_cond_t *condition, pthread_mutex_t *mutex, int64_t instant)
{
#ifdef __APPLE__
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    instant -= (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
    instant = instant > 0 ? instant : 0;
#endif
    struct timespec when = {.tv_sec = (time_t)(instant / 1000000000),
                            .tv_nsec = (long)(instant % 1000000000)};
#ifdef __APPLE__
    pthread_cond_timedwait_relative_np(condition, mutex, &when);
#else
    pthread_cond_timedwait(condition, mutex, &when);
#endif
}
