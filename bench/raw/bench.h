/* What the raw benchmark programs share: the clock, the way a figure is printed, numbers from the
 * command line, and an event as one would write it on POSIX threads (a flag, a mutex and a
 * condition). Everything is static, so that each program stays one file.
 *
 * A program prints a line per figure, "KEY SECONDSs", which is what a script's print of a duration
 * gives too: bench/run reads all sides alike. */
#ifndef THRUM_BENCH_RAW_BENCH_H
#define THRUM_BENCH_RAW_BENCH_H

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Nanoseconds of the monotonic clock. */
static inline int64_t bench_now(void)
{
    struct timespec at;

    clock_gettime(CLOCK_MONOTONIC, &at);
    return (int64_t)at.tv_sec * 1000000000 + at.tv_nsec;
}

/* Prints one figure, given in nanoseconds, as seconds. */
static inline void bench_print(const char *key, int64_t nanoseconds)
{
    printf("%s %lld.%09llds\n", key, (long long)(nanoseconds / 1000000000),
           (long long)(nanoseconds % 1000000000));
}

/* Sleeps for so many milliseconds. */
static inline void bench_sleep(int64_t milliseconds)
{
    struct timespec left = {.tv_sec = milliseconds / 1000,
                            .tv_nsec = (milliseconds % 1000) * 1000000};

    while (nanosleep(&left, &left) != 0 && errno == EINTR)
        continue;
}

/* Ends the program with a message where a call of the POSIX threads gave an error number. */
static inline void bench_check(int error, const char *what)
{
    if (error != 0) {
        fprintf(stderr, "%s: %s\n", what, strerror(error));
        exit(1);
    }
}

/* The command line's argument number `index`, a positive number; `otherwise` where it is left
 * out. Ends the program where it is none. */
static inline size_t bench_number(int argc, char **argv, int index, size_t otherwise)
{
    char *end;
    unsigned long long number;

    if (index >= argc)
        return otherwise;
    errno = 0;
    number = strtoull(argv[index], &end, 10);
    if (errno != 0 || *end != '\0' || end == argv[index] || number == 0) {
        fprintf(stderr, "%s: not a positive number: %s\n", argv[0], argv[index]);
        exit(2);
    }
    return (size_t)number;
}

/* Starts a thread with the default attributes. */
static inline pthread_t bench_start(void *(*body)(void *), void *argument)
{
    pthread_t thread;

    bench_check(pthread_create(&thread, NULL, body, argument), "pthread_create");
    return thread;
}

/* Waits for a thread's end. */
static inline void bench_join(pthread_t thread)
{
    bench_check(pthread_join(thread, NULL), "pthread_join");
}

/* An event: threads wait until it is set. */
struct event {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    bool set;       /* guarded by mutex */
    size_t waiting; /* threads in event_wait that found it not set; guarded by mutex */
};

#define EVENT_INITIALIZER                                                                          \
    {                                                                                              \
        .mutex = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER, .set = false,     \
        .waiting = 0                                                                               \
    }

static inline void event_wait(struct event *event)
{
    pthread_mutex_lock(&event->mutex);
    event->waiting++;
    while (!event->set)
        pthread_cond_wait(&event->changed, &event->mutex);
    event->waiting--;
    pthread_mutex_unlock(&event->mutex);
}

static inline void event_set(struct event *event)
{
    pthread_mutex_lock(&event->mutex);
    event->set = true;
    pthread_cond_broadcast(&event->changed);
    pthread_mutex_unlock(&event->mutex);
}

static inline void event_clear(struct event *event)
{
    pthread_mutex_lock(&event->mutex);
    event->set = false;
    pthread_mutex_unlock(&event->mutex);
}

/* Looks every millisecond until so many threads wait, as the scripts do. */
static inline void event_gather(struct event *event, size_t count)
{
    for (;;) {
        size_t waiting;

        pthread_mutex_lock(&event->mutex);
        waiting = event->waiting;
        pthread_mutex_unlock(&event->mutex);
        if (waiting >= count)
            return;
        bench_sleep(1);
    }
}

#endif
