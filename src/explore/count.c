/* count.c - how many schedules there are from each state on, counted when the search leaves it:
 * what it leads to has been left by then. And in a graph that was kept, the states from which none
 * ends.
 */
#include "explore/search.h"

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_LIMBS = 64, LIMB_DIGITS = 18, MOST_TALLY_BYTES = 1 << 30 };
static const uint64_t LIMB = 1000000000000000000u; /* 10^18 */
/* A number of one limb is less; others lie apart, and this and where they do stands for them. */
static const uint64_t IS_LARGE = (uint64_t)1 << 63;

struct sum {
    uint64_t limbs[MOST_LIMBS]; /* the lowest first */
    uint32_t count;
};

/* False where it does not fit. */
static bool add(struct sum *sum, const uint64_t *limbs, uint32_t count)
{
    uint64_t carry = 0;
    for (uint32_t i = 0; i < count || carry; i++) {
        if (i == MOST_LIMBS)
            return false;
        if (i == sum->count)
            sum->limbs[sum->count++] = 0;
        uint64_t limb = sum->limbs[i] + (i < count ? limbs[i] : 0) + carry;
        carry = limb >= LIMB;
        sum->limbs[i] = carry ? limb - LIMB : limb;
    }
    return true;
}

/* The limbs of a state's number. */
static const uint64_t *limbs_of(const struct tally *t, uint32_t state, uint32_t *count)
{
    uint64_t number = t->numbers[state];
    *count = 1;
    if (!(number & IS_LARGE))
        return &t->numbers[state];
    const uint64_t *row = t->large + (number & ~IS_LARGE);
    *count = (uint32_t)*row;
    return row + 1;
}

static uint64_t keep(struct tally *t, const struct sum *sum)
{
    if (sum->count == 1)
        return sum->limbs[0];
    size_t at = t->large_count, end = at + 1 + sum->count;
    if (end > t->large_capacity) {
        t->large_capacity = end + end / 4 + 64;
        t->large = memory_resize(t->large, t->large_capacity * sizeof *t->large);
    }
    t->large[at] = sum->count;
    memcpy(t->large + at + 1, sum->limbs, sum->count * sizeof *sum->limbs);
    t->large_count = end;
    return IS_LARGE | at;
}

size_t count_bytes(const struct search *s)
{
    return (s->tally.capacity + s->tally.large_capacity) * sizeof(uint64_t);
}

void count_give_up(struct search *s)
{
    free(s->tally.numbers);
    free(s->tally.large);
    s->tally = (struct tally){.given_up = true};
}

void count_leave(struct search *s, uint32_t state, const uint32_t *edges)
{
    struct tally *t = &s->tally;
    if (t->given_up)
        return;
    struct sum sum; /* large: what is used of it is filled in by add */
    uint32_t count;
    sum.count = 0;
    bool fits = add(&sum, &(uint64_t){s->marks[state] & MARK_END ? 1 : 0}, 1);
    for (; *edges != EDGE_LAST && fits; edges++) {
        bool fails = *edges == EDGE_FAILS;
        const uint64_t *limbs = fails ? &(uint64_t){1} : limbs_of(t, *edges, &count);
        fits = add(&sum, limbs, fails ? 1 : count);
    }
    if (t->capacity < s->capacity) {
        t->capacity = s->capacity;
        t->numbers = memory_resize(t->numbers, t->capacity * sizeof *t->numbers);
    }
    t->numbers[state] = keep(t, &sum);
    if (!fits || count_bytes(s) > MOST_TALLY_BYTES)
        count_give_up(s);
}

static char *digits_of(const uint64_t *limbs, uint32_t count)
{
    struct buffer text = {0};
    buffer_printf(&text, "%llu", (unsigned long long)limbs[--count]);
    while (count-- > 0)
        buffer_printf(&text, "%0*llu", LIMB_DIGITS, (unsigned long long)limbs[count]);
    return buffer_take(&text);
}

void count_tell(struct search *s)
{
    uint32_t count;
    if (world_begun(s->world)->failure != DEED_FINE) {
        s->result->schedules = memory_copy("1");
    } else if (s->cyclic) {
        s->result->unbounded = true;
    } else if (!s->tally.given_up) {
        const uint64_t *limbs = limbs_of(&s->tally, 0, &count);
        s->result->schedules = digits_of(limbs, count);
    }
}

/* ---- In a graph that was kept ---------------------------------------------------------------- */

static bool leads_to_end(const struct search *s, uint32_t state)
{
    if (s->marks[state] & (MARK_END | MARK_WRONG | MARK_CAN_END))
        return true;
    if (s->first_edges[state] == STATES_NONE)
        return true; /* nobody has looked */
    if (s->clock_edges && s->clock_edges[state] < EDGE_FAILS &&
        s->marks[s->clock_edges[state]] & MARK_CAN_END)
        return true;
    for (size_t e = s->first_edges[state]; s->edges[e] != EDGE_LAST; e++)
        if (!(s->wakes && s->wakes[e]) &&
            (s->edges[e] == EDGE_FAILS || s->marks[s->edges[e]] & MARK_CAN_END))
            return true;
    return false;
}

bool count_endless(struct search *s)
{
    bool any = false;
    for (bool changed = true; changed && s->cyclic;) {
        changed = any = false;
        for (uint32_t i = 0; i < s->finished_count; i++) {
            uint32_t state = s->finished[i];
            if (s->marks[state] & MARK_CAN_END)
                continue;
            bool ends = leads_to_end(s, state);
            if (ends)
                s->marks[state] |= MARK_CAN_END;
            changed |= ends;
            any |= !ends;
        }
    }
    return any;
}
