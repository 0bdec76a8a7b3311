/* thread_set.c - see thread_set.h. */
#include "core/thread_set.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

void thread_set_put(struct thread_set *s, uint32_t thread, bool in)
{
    size_t word = thread / 64;
    uint64_t bit = (uint64_t)1 << (thread % 64);
    if (word >= s->words) {
        if (!in)
            return;
        size_t words = s->words ? s->words : 1;
        while (words <= word)
            words *= 2;
        s->bits = memory_resize(s->bits, words * sizeof *s->bits);
        memset(s->bits + s->words, 0, (words - s->words) * sizeof *s->bits);
        s->words = words;
    }
    bool was = s->bits[word] & bit;
    if (was == in)
        return;
    s->bits[word] ^= bit;
    s->count = in ? s->count + 1 : s->count - 1;
}

bool thread_set_has(const struct thread_set *s, uint32_t thread)
{
    return thread / 64 < s->words && (s->bits[thread / 64] >> (thread % 64) & 1);
}

uint32_t thread_set_next(const struct thread_set *s, uint32_t from)
{
    size_t word = from / 64;
    if (word >= s->words)
        return NO_THREAD;
    uint64_t bits = s->bits[word] & ~(uint64_t)0 << (from % 64);
    while (!bits) {
        if (++word == s->words)
            return NO_THREAD;
        bits = s->bits[word];
    }
    return (uint32_t)(word * 64) + (uint32_t)__builtin_ctzll(bits);
}

uint32_t thread_set_ranked(const struct thread_set *s, uint32_t rank)
{
    for (size_t word = 0; word < s->words; word++) {
        uint32_t here = (uint32_t)__builtin_popcountll(s->bits[word]);
        if (rank >= here) {
            rank -= here;
            continue;
        }
        uint64_t bits = s->bits[word];
        while (rank--)
            bits &= bits - 1;
        return (uint32_t)(word * 64) + (uint32_t)__builtin_ctzll(bits);
    }
    return NO_THREAD;
}

void thread_set_clear(struct thread_set *s)
{
    if (s->words)
        memset(s->bits, 0, s->words * sizeof *s->bits);
    s->count = 0;
}

void thread_set_free(struct thread_set *s)
{
    free(s->bits);
    *s = (struct thread_set){0};
}
