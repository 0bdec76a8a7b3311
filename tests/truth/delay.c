/* delay.c - preloaded before a program, or linked with it (LINKED, and --wrap=NAME for each): calls
 * of pthreads take a while now and then, before and after, so that its threads meet in other ways.
 * What it prints is there at once, also where it hangs. From the environment:
 *
 *     DELAY_ALONE=1      it has one processor
 *     DELAY_NEVER=1      nothing is delayed
 *     DELAY_FASTER=20    time goes 20 times as fast: clocks, sleeps, what a thread works, limits */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static uint64_t seed;
static bool never;
static double faster = 1;
static int64_t beginning; /* nanoseconds, of the real clock */

/* The real one, whatever stands in its place. */
static int64_t real_time(clockid_t clock)
{
    struct timespec now;
    syscall(SYS_clock_gettime, clock, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

__attribute__((constructor)) static void begin(void)
{
    const char *times = getenv("DELAY_FASTER");
    cpu_set_t first;
    beginning = real_time(CLOCK_MONOTONIC);
    seed = (uint64_t)beginning * 0x9E3779B97F4A7C15u ^ (uint64_t)getpid();
    never = getenv("DELAY_NEVER");
    if (times && atof(times) > 0)
        faster = atof(times);
    CPU_ZERO(&first);
    CPU_SET(0, &first);
    if (getenv("DELAY_ALONE"))
        sched_setaffinity(0, sizeof first, &first);
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
}

static struct timespec moment_of(int64_t nanoseconds)
{
    return (struct timespec){nanoseconds / 1000000000, nanoseconds % 1000000000};
}

/* A second that does not come. */
static const time_t NEVER = INT64_MAX / 1000000000 - 1;

/* When that is on the real clock. */
static struct timespec really(const struct timespec *moment)
{
    int64_t at =
        moment->tv_sec > NEVER ? INT64_MAX : moment->tv_sec * INT64_C(1000000000) + moment->tv_nsec;
    return moment_of(at < beginning ? at
                                    : beginning + (int64_t)((double)(at - beginning) / faster));
}

static void wait_a_while(void)
{
    static _Thread_local uint64_t state;
    if (never)
        return;
    if (!state)
        state = seed ^ (uint64_t)(uintptr_t)&state;
    state = state * 6364136223846793005u + 1442695040888963407u;
    unsigned draw = (unsigned)(state >> 40);
    if (draw % 8 == 0)
        usleep(draw / 8 % 300);
    else if (draw % 4 == 0)
        sched_yield();
}

/* ---- What is delayed ------------------------------------------------------------------------- */

#ifdef LINKED
#define WRAP(name, parameters, arguments)                                                          \
    int __real_##name parameters;                                                                  \
    int __wrap_##name parameters;                                                                  \
    int __wrap_##name parameters                                                                   \
    {                                                                                              \
        wait_a_while();                                                                            \
        int result = __real_##name arguments;                                                      \
        wait_a_while();                                                                            \
        return result;                                                                             \
    }
#else
#define WRAP(name, parameters, arguments)                                                          \
    int name parameters                                                                            \
    {                                                                                              \
        static int(*real) parameters;                                                              \
        if (!real)                                                                                 \
            *(void **)&real = dlsym(RTLD_NEXT, #name);                                             \
        wait_a_while();                                                                            \
        int result = real arguments;                                                               \
        wait_a_while();                                                                            \
        return result;                                                                             \
    }
#endif

WRAP(pthread_mutex_lock, (pthread_mutex_t * m), (m))
WRAP(pthread_mutex_trylock, (pthread_mutex_t * m), (m))
WRAP(pthread_mutex_unlock, (pthread_mutex_t * m), (m))
WRAP(pthread_rwlock_rdlock, (pthread_rwlock_t * w), (w))
WRAP(pthread_rwlock_wrlock, (pthread_rwlock_t * w), (w))
WRAP(pthread_rwlock_unlock, (pthread_rwlock_t * w), (w))
WRAP(pthread_barrier_wait, (pthread_barrier_t * b), (b))
WRAP(pthread_create,
     (pthread_t * t, const pthread_attr_t *a, void *(*body)(void *), void *argument),
     (t, a, body, argument))
WRAP(pthread_join, (pthread_t t, void **value), (t, value))
WRAP(sem_wait, (sem_t * s), (s))
WRAP(sem_trywait, (sem_t * s), (s))
WRAP(sem_post, (sem_t * s), (s))

/* ---- What goes by a clock -------------------------------------------------------------------- */

#ifdef LINKED
#define REPLACE(name, parameters)                                                                  \
    int __real_##name parameters;                                                                  \
    int __wrap_##name parameters;                                                                  \
    int __wrap_##name parameters
#define REAL(name, parameters) __real_##name
#else
#define REPLACE(name, parameters) int name parameters
#define REAL(name, parameters) (*(int(*) parameters)dlsym(RTLD_NEXT, #name))
#endif

REPLACE(clock_gettime, (clockid_t clock, struct timespec *now))
{
    int64_t since = clock == CLOCK_MONOTONIC ? beginning : 0, real = real_time(clock);
    int64_t passed = (int64_t)((double)(real - since) * faster);
    *now = moment_of(clock == CLOCK_REALTIME ? real : since + passed);
    return 0;
}

REPLACE(clock_nanosleep,
        (clockid_t clock, int flags, const struct timespec *until, struct timespec *left))
{
    struct timespec end = really(until);
    return REAL(clock_nanosleep, (clockid_t, int, const struct timespec *, struct timespec *))(
        clock, flags, &end, left);
}

#define LIMITED(name, type)                                                                        \
    REPLACE(name, (type * object, clockid_t clock, const struct timespec *until))                  \
    {                                                                                              \
        struct timespec end = really(until);                                                       \
        wait_a_while();                                                                            \
        int result =                                                                               \
            REAL(name, (type *, clockid_t, const struct timespec *))(object, clock, &end);         \
        wait_a_while();                                                                            \
        return result;                                                                             \
    }

LIMITED(pthread_mutex_clocklock, pthread_mutex_t)
LIMITED(sem_clockwait, sem_t)
LIMITED(pthread_rwlock_clockrdlock, pthread_rwlock_t)
LIMITED(pthread_rwlock_clockwrlock, pthread_rwlock_t)

REPLACE(pthread_cond_clockwait,
        (pthread_cond_t * c, pthread_mutex_t *m, clockid_t clock, const struct timespec *until))
{
    struct timespec end = really(until);
    if (until->tv_sec > NEVER) /* so that it is seen to wait for ever */
        return pthread_cond_wait(c, m);
    return REAL(pthread_cond_clockwait, (pthread_cond_t *, pthread_mutex_t *, clockid_t,
                                         const struct timespec *))(c, m, clock, &end);
}

#ifndef LINKED
/* The day begins with the program, as under the virtual clock. */
time_t time(time_t *now)
{
    time_t passed =
        (time_t)((double)(real_time(CLOCK_MONOTONIC) - beginning) * faster / 1000000000);
    if (now)
        *now = passed;
    return passed;
}
#endif
