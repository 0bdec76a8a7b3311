/* oracle_words.c - what the oracle says, in words: see oracle.h. */
#include "oracle.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* ---- Lines ----------------------------------------------------------------------------------- */

void oracle_add_line(struct oracle_lines *set, const char *line)
{
    uint32_t at = 0;
    while (at < set->count && strcmp(set->lines[at], line) < 0)
        at++;
    if (at < set->count && strcmp(set->lines[at], line) == 0)
        return;
    MEMORY_ROOM_FOR_ONE(set->lines, set->count, set->capacity);
    memmove(set->lines + at + 1, set->lines + at, (set->count - at) * sizeof *set->lines);
    set->lines[at] = memory_copy(line);
    set->count++;
}

void oracle_free_lines(struct oracle_lines *set)
{
    for (uint32_t i = 0; i < set->count; i++)
        free(set->lines[i]);
    free(set->lines);
    *set = (struct oracle_lines){0};
}

bool oracle_has_line(const struct oracle_lines *set, const char *line)
{
    for (uint32_t i = 0; i < set->count; i++)
        if (strcmp(set->lines[i], line) == 0)
            return true;
    return false;
}

/* ---- Words ----------------------------------------------------------------------------------- */

const char *oracle_kind_name(enum oracle_kind kind)
{
    static const char *const names[ORACLE_KINDS] = {"assertion", "invariant", "critical", "error",
                                                    "deadlock",  "endless",   "race"};
    return names[kind];
}

void oracle_add_kinds(uint32_t kinds, struct buffer *out)
{
    bool first = true;
    for (int kind = 0; kind < ORACLE_KINDS; kind++)
        if (kinds & 1u << kind) {
            buffer_printf(out, "%s%s", first ? "" : " ", oracle_kind_name((enum oracle_kind)kind));
            first = false;
        }
    if (first)
        buffer_puts(out, "none");
}

int oracle_status(uint32_t kinds)
{
    if (kinds & (1u << ORACLE_ASSERTION | 1u << ORACLE_INVARIANT | 1u << ORACLE_CRITICAL |
                 1u << ORACLE_ERROR))
        return 1;
    if (kinds & (1u << ORACLE_DEADLOCK | 1u << ORACLE_ENDLESS))
        return 3;
    return kinds & 1u << ORACLE_RACE ? 5 : 0;
}
