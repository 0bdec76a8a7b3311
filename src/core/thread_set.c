/* thread_set.c - see thread_set.h. */
#include "core/thread_set.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { STRETCH = 16 };

static size_t stretches(size_t words)
{
    return (words + STRETCH - 1) / STRETCH;
}

static void reach(struct thread_set *s, size_t word)
{
    size_t words = s->words ? s->words : 1, old = stretches(s->words);
    while (words <= word)
        words *= 2;
    s->bits = memory_resize(s->bits, words * sizeof *s->bits);
    memset(s->bits + s->words, 0, (words - s->words) * sizeof *s->bits);
    s->counts = memory_resize(s->counts, stretches(words) * sizeof *s->counts);
    memset(s->counts + old, 0, (stretches(words) - old) * sizeof *s->counts);
    s->words = words;
}

void thread_set_put(struct thread_set *s, uint32_t thread, bool in)
{
    size_t word = thread / 64;
    uint64_t bit = (uint64_t)1 << (thread % 64);
    if (word >= s->words) {
        if (!in)
            return;
        reach(s, word);
    }
    bool was = s->bits[word] & bit;
    if (was == in)
        return;
    s->bits[word] ^= bit;
    s->count += in ? 1 : UINT32_MAX;
    s->counts[word / STRETCH] += in ? 1 : UINT32_MAX;
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
    size_t stretch = 0;
    while (stretch < stretches(s->words) && rank >= s->counts[stretch])
        rank -= s->counts[stretch++];
    for (size_t word = stretch * STRETCH; word < s->words; word++) {
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
    if (s->words)
        memset(s->counts, 0, stretches(s->words) * sizeof *s->counts);
    s->count = 0;
}

struct thread_set thread_set_copy(const struct thread_set *s)
{
    struct thread_set copy = {0};
    if (!s->words)
        return copy;
    reach(&copy, s->words - 1);
    memcpy(copy.bits, s->bits, s->words * sizeof *s->bits);
    memcpy(copy.counts, s->counts, stretches(s->words) * sizeof *s->counts);
    copy.count = s->count;
    return copy;
}

void thread_set_free(struct thread_set *s)
{
    free(s->bits);
    free(s->counts);
    *s = (struct thread_set){0};
}
