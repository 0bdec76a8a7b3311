/* delay.c - preloaded before a program, or linked with it (LINKED, and --wrap=NAME for each): calls
 * of pthreads take a while now and then, before and after, so that its threads meet in other ways.
 * What it prints is there at once, also where it hangs. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static uint64_t seed;

__attribute__((constructor)) static void begin(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    seed = (uint64_t)now.tv_nsec * 0x9E3779B97F4A7C15u ^ (uint64_t)getpid();
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
}

static void wait_a_while(void)
{
    static _Thread_local uint64_t state;
    if (!state)
        state = seed ^ (uint64_t)(uintptr_t)&state;
    state = state * 6364136223846793005u + 1442695040888963407u;
    unsigned draw = (unsigned)(state >> 40);
    if (draw % 8 == 0)
        usleep(draw / 8 % 300);
    else if (draw % 4 == 0)
        sched_yield();
}

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
