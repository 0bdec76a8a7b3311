/* schedule.c - see schedule.h. */
#include "run/schedule.h"

#include "base/memory.h"
#include "base/random.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
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

void schedule_start(struct schedule *s, enum schedule_kind kind, uint64_t seed)
{
    schedule_free(s);
    *s =
        (struct schedule){.kind = kind, .random = seed, .last = NO_THREAD, .granted_to = NO_THREAD};
}

void schedule_free(struct schedule *s)
{
    for (size_t i = 0; i < s->segment_count; i++)
        free(s->segments[i].thread);
    free(s->segments);
    s->segments = NULL;
    s->segment_count = 0;
}

uint32_t schedule_choose(struct schedule *s, const struct thread_set *candidates)
{
    if (candidates->count == 0)
        return NO_THREAD;
    if (s->kind == SCHEDULE_RANDOM) {
        uint64_t draw = random_next(&s->random) >> 32;
        return thread_set_ranked(candidates, (uint32_t)(draw * candidates->count >> 32));
    }
    uint32_t next = s->last == NO_THREAD ? NO_THREAD : thread_set_next(candidates, s->last + 1);
    if (next == NO_THREAD)
        next = thread_set_next(candidates, 0);
    s->last = next;
    return next;
}

/* ---- Segments -------------------------------------------------------------------------------- */

static const char SPACES[] = " \t\r\n";

static bool name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           strchr("_-.", c) || (c & 0x80);
}

static const char *read_name(const char *at, struct segment *segment)
{
    const char *start = at;
    if (*at == '"') {
        const char *end = strchr(++start, '"');
        if (!end)
            return NULL;
        segment->thread = memory_copy_bytes(start, (size_t)(end - start));
        return end + 1;
    }
    while (*at && name_byte(*at))
        at++;
    if (at == start)
        return NULL;
    segment->thread = memory_copy_bytes(start, (size_t)(at - start));
    return at;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Behind the name; NULL where it is none of these. strtoull by itself takes signs and spaces. */
static const char *read_how(const char *at, struct segment *segment)
{
    char *end = NULL;
    errno = 0;
    if (*at == '!' || *at == '~') {
        segment->times_out = *at == '!';
        segment->wakes = *at == '~';
        return at + 1;
    }
    if (*at == '*' && is_digit(at[1])) {
        segment->steps = strtoull(at + 1, &end, 10);
    } else if (*at == '=' && is_digit(at[at[1] == '-' ? 2 : 1])) {
        segment->chooses = true;
        segment->choice = strtoll(at + 1, &end, 10);
    }
    return errno || segment->steps == 0 ? NULL : end;
}

static const char *read_segment(const char *at, struct segment *segment)
{
    *segment = (struct segment){.steps = 1};
    at = read_name(at, segment);
    if (at && *at && !strchr(SPACES, *at))
        at = read_how(at, segment);
    return at && (!*at || strchr(SPACES, *at)) ? at : NULL;
}

void schedule_segment_text(const struct segment *g, struct buffer *out)
{
    bool quoted = !g->thread[0];
    for (const char *c = g->thread; *c; c++)
        quoted |= !name_byte(*c);
    buffer_printf(out, quoted ? "\"%s\"" : "%s", g->thread);
    if (g->chooses)
        buffer_printf(out, "=%" PRId64, g->choice);
    else if (g->times_out || g->wakes)
        buffer_putc(out, g->wakes ? '~' : '!');
    else if (g->steps > 1)
        buffer_printf(out, "*%" PRIu64, g->steps);
}

bool schedule_read_segments(struct schedule *s, const char *text, char *why, size_t size)
{
    size_t capacity = 0;
    schedule_start(s, SCHEDULE_SEGMENTS, 0);
    for (const char *at = text + strspn(text, SPACES); *at; at += strspn(at, SPACES)) {
        MEMORY_ROOM_FOR_ONE(s->segments, s->segment_count, capacity);
        const char *end = read_segment(at, &s->segments[s->segment_count]);
        if (!end) {
            free(s->segments[s->segment_count].thread);
            snprintf(why, size, "a schedule is a list such as main*6 alice*2 bob, not \"%.40s\"",
                     at);
            return false;
        }
        s->segment_count++;
        at = end;
    }
    return true;
}
