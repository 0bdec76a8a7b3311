/* oracle_reached.c - which checks no schedule came to: of a command that was compiled twice, as
 * what stands in a `finally` is, neither copy. */
#include "oracle_inside.h"

static bool same_command(const struct program *p, uint32_t one, uint32_t other)
{
    const struct origin *a = &p->origins[p->origin_of[one]], *b = &p->origins[p->origin_of[other]];
    return a->source == b->source && a->start == b->start && a->end == b->end;
}

/* Whether any instruction of the command of `pc` was executed; of those that are more than a
 * command, the one that begins it. */
static bool executed(const struct program *p, const unsigned char *done, uint32_t pc, bool itself)
{
    for (uint32_t i = 1; i < p->code_count; i++)
        if (done[i] && same_command(p, i, pc) && (!itself || p->code[i].op == p->code[pc].op))
            return true;
    return false;
}

static bool caught(const struct program *p, const unsigned char *done, uint32_t pc)
{
    for (uint32_t i = 0; i < p->range_count; i++)
        if (p->ranges[i].kind == RANGE_CATCH && same_command(p, p->ranges[i].handler - 1, pc) &&
            done[p->ranges[i].handler])
            return true;
    return false;
}

void oracle_add_unreached(const struct program *p, const char *kind, uint32_t pc,
                          struct oracle_lines *lines)
{
    struct buffer line = {0};
    buffer_printf(&line, "%s at %u", kind, p->origins[p->origin_of[pc]].start);
    oracle_add_line(lines, buffer_text(&line));
    buffer_free(&line);
}

void oracle_find_unreached(const struct program *p, const unsigned char *done,
                           struct oracle_lines *lines)
{
    for (uint32_t pc = 1; pc < p->code_count; pc++) {
        if (p->code[pc].op == OP_ASSERTION_FAILED && !executed(p, done, pc, false))
            oracle_add_unreached(p, "assertion", pc, lines);
        if (p->code[pc].op == OP_INVARIANT && !executed(p, done, pc, true))
            oracle_add_unreached(p, "invariant", pc, lines);
        if (p->code[pc].op == OP_CRITICAL_ENTER && !executed(p, done, pc, true))
            oracle_add_unreached(p, "critical", pc, lines);
    }
    for (uint32_t i = 0; i < p->range_count; i++)
        if (p->ranges[i].kind == RANGE_CATCH && !caught(p, done, p->ranges[i].handler - 1))
            oracle_add_unreached(p, "catch", p->ranges[i].handler - 1, lines);
}
