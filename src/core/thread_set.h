/* thread_set.h - a set of threads by their numbers, from which the n-th is drawn quickly. */
#ifndef THRUM_CORE_THREAD_SET_H
#define THRUM_CORE_THREAD_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NO_THREAD UINT32_MAX

/* A set of threads by index; the lowest `words` * 64 of them. */
struct thread_set {
    uint64_t *bits;
    uint32_t *counts; /* how many there are in each stretch of words, so that drawing among ten
                         thousand looks at a few numbers */
    size_t words;
    uint32_t count;
};

void thread_set_put(struct thread_set *s, uint32_t thread, bool in);
bool thread_set_has(const struct thread_set *s, uint32_t thread);
/* The first member that is not below `from`, or NO_THREAD. */
uint32_t thread_set_next(const struct thread_set *s, uint32_t from);
/* The member with `rank` members below it; rank < count. */
uint32_t thread_set_ranked(const struct thread_set *s, uint32_t rank);
void thread_set_clear(struct thread_set *s);
/* One of its own, for thread_set_free. */
struct thread_set thread_set_copy(const struct thread_set *s);
void thread_set_free(struct thread_set *s);

#endif
