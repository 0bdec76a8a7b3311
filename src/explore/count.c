/* count.c - what the graph of a finished search tells: how many schedules there are, and from which
 * states none of them ends. */
#include "explore/search.h"

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_LIMBS = 64, LIMB_DIGITS = 18, MOST_COUNT_BYTES = 1 << 30 };
static const uint64_t LIMB = 1000000000000000000u; /* 10^18 */

/* Numbers of `limbs` limbs, the lowest first. False where it does not fit. */
static bool add_number(uint64_t *to, const uint64_t *what, uint32_t limbs)
{
    uint64_t carry = 0;
    for (uint32_t i = 0; i < limbs; i++) {
        uint64_t sum = to[i] + what[i] + carry;
        carry = sum >= LIMB;
        to[i] = carry ? sum - LIMB : sum;
    }
    return carry == 0;
}

static bool count_with(const struct search *s, uint64_t *numbers, uint32_t limbs)
{
    uint64_t one[MOST_LIMBS] = {1};
    for (uint32_t i = 0; i < s->finished_count; i++) {
        uint32_t state = s->finished[i];
        uint64_t *number = numbers + (size_t)state * limbs;
        if (s->marks[state] & MARK_END)
            number[0] = 1;
        for (const uint32_t *edge = s->edges + s->first_edges[state]; *edge != EDGE_LAST; edge++)
            if (!add_number(number, *edge == EDGE_FAILS ? one : numbers + (size_t)*edge * limbs,
                            limbs))
                return false;
    }
    return true;
}

static char *digits_of(const uint64_t *number, uint32_t limbs)
{
    struct buffer text = {0};
    uint32_t at = limbs;
    while (at > 1 && number[at - 1] == 0)
        at--;
    buffer_printf(&text, "%llu", (unsigned long long)number[at - 1]);
    while (--at > 0)
        buffer_printf(&text, "%0*llu", LIMB_DIGITS, (unsigned long long)number[at - 1]);
    return buffer_take(&text);
}

void count_schedules(struct search *s)
{
    if (world_begun(s->world)->failure != DEED_FINE) {
        s->result->schedules = memory_copy("1");
        return;
    }
    if (s->cyclic) {
        s->result->unbounded = true;
        return;
    }
    for (uint32_t limbs = 1; limbs <= MOST_LIMBS; limbs *= 2) {
        size_t bytes = (size_t)states_count(&s->states) * limbs * sizeof(uint64_t);
        uint64_t limit = s->options->limit_memory;
        if (bytes > MOST_COUNT_BYTES || (limit && search_bytes(s) + bytes > limit))
            return;
        uint64_t *numbers =
            memory_zeroed((size_t)states_count(&s->states) * limbs, sizeof *numbers);
        bool fits = count_with(s, numbers, limbs);
        if (fits)
            s->result->schedules = digits_of(numbers, limbs);
        free(numbers);
        if (fits)
            return;
    }
}

static bool leads_to_end(const struct search *s, uint32_t state)
{
    if (s->marks[state] & (MARK_END | MARK_WRONG | MARK_CAN_END))
        return true;
    if (s->first_edges[state] == STORE_NONE)
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
