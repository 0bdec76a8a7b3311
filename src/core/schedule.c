/* schedule.c - see schedule.h. */
#include "core/schedule.h"

#include "base/memory.h"
#include "base/random.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
