/* reached.c - see reached.h. A command may have been compiled more than once (what stands in a
 * `finally` is): it is known by the text that it is from. */
#include "explore/reached.h"

#include "base/memory.h"
#include "core/frame.h"

#include <stdlib.h>

/* What is looked for: its instruction, and the one that shows whether it was come to. */
struct check {
    enum explore_check kind;
    uint32_t pc, shows;
};

struct reached {
    const struct program *program;
    const uint8_t *executed;
    const struct facts *facts;
    uint32_t *behind; /* by unit: the furthest instruction that a thread stands at in it; 0: none */
    uint32_t source;  /* of a script; else UINT32_MAX */
    struct explore_result *result;
};

static const struct origin *origin_at(const struct program *p, uint32_t pc)
{
    return &p->origins[p->origin_of[pc]];
}

static bool same_command(const struct origin *one, const struct origin *other)
{
    return one->source == other->source && one->start == other->start && one->end == other->end;
}

/* Any of the instructions of an assertion, which end with `pc`: those of the calls in it apart. */
static bool was_asserted(const struct reached *a, uint32_t first, uint32_t pc)
{
    const struct origin *command = origin_at(a->program, pc);
    for (uint32_t i = pc; i >= first && same_command(origin_at(a->program, i), command); i--)
        if (a->executed[i])
            return true;
    return false;
}

static bool was_reached(const struct reached *a, uint32_t first, const struct check *check)
{
    return check->kind == EXPLORE_CHECK_ASSERTION ? was_asserted(a, first, check->pc)
                                                  : a->executed[check->shows];
}

/* A copy of the same command counts for it. */
static void forget(struct explore_result *r, const struct program *p, const struct check *check)
{
    size_t kept = 0;
    for (size_t i = 0; i < r->unreached_count; i++)
        if (r->unreached[i].kind != check->kind ||
            !same_command(origin_at(p, r->unreached[i].pc), origin_at(p, check->pc)))
            r->unreached[kept++] = r->unreached[i];
    r->unreached_count = kept;
}

static bool is_told(const struct explore_result *r, const struct program *p,
                    const struct check *check)
{
    for (size_t i = 0; i < r->unreached_count; i++)
        if (r->unreached[i].kind == check->kind &&
            same_command(origin_at(p, r->unreached[i].pc), origin_at(p, check->pc)))
            return true;
    return false;
}

static void add(struct reached *a, const struct check *check)
{
    struct explore_result *r = a->result;
    if (is_told(r, a->program, check))
        return;
    r->unreached = memory_resize(r->unreached, (r->unreached_count + 1) * sizeof *r->unreached);
    r->unreached[r->unreached_count++] =
        (struct explore_unreached){.kind = check->kind, .pc = check->pc};
}

/* Calls it with each check of a unit. */
static void each_check(struct reached *a, const struct unit *u,
                       void (*each)(struct reached *a, uint32_t first, const struct check *check))
{
    const struct program *p = a->program;
    for (uint32_t pc = u->first; pc < u->end; pc++) {
        struct check check = {.pc = pc, .shows = pc};
        switch ((enum program_opcode)p->code[pc].op) {
        case OP_ASSERTION_FAILED:
            check.kind = EXPLORE_CHECK_ASSERTION;
            break;
        case OP_INVARIANT:
            check.kind = EXPLORE_CHECK_INVARIANT;
            break;
        case OP_CRITICAL_ENTER:
            check.kind = EXPLORE_CHECK_CRITICAL;
            break;
        default:
            continue;
        }
        each(a, u->first, &check);
    }
    for (uint32_t i = 0; i < u->range_count; i++) {
        const struct range *r = &p->ranges[u->ranges + i];
        /* The jump in front of the handler is of the `try`. */
        struct check check = {
            .kind = EXPLORE_CHECK_CATCH, .pc = r->handler - 1, .shows = r->handler};
        if (r->kind == RANGE_CATCH)
            each(a, u->first, &check);
    }
}

static void tell_unreached(struct reached *a, uint32_t first, const struct check *check)
{
    if (was_reached(a, first, check))
        a->result->checked |= check->kind != EXPLORE_CHECK_CATCH;
    else
        add(a, check);
}

static void forget_reached(struct reached *a, uint32_t first, const struct check *check)
{
    if (was_reached(a, first, check))
        forget(a->result, a->program, check);
}

/* Where threads stand within a unit, what lies before that may be behind them. */
static void note_frames(struct reached *a, const struct machine *m)
{
    for (uint32_t i = 0; i < m->state->thread_count; i++) {
        const struct thread *t = state_thread(m->state, i);
        if (t->status == THREAD_FREE || t->status >= THREAD_DONE)
            continue;
        struct frame f = frame_innermost(m, i);
        do
            if (f.pc > a->behind[f.unit])
                a->behind[f.unit] = f.pc;
        while (frame_outwards(m, i, &f));
    }
}

/* Whether a check there ought to have been come to, had it been executed at all. */
static bool is_ahead(const struct reached *a, uint32_t unit, uint32_t pc)
{
    if (a->source != UINT32_MAX)
        return origin_at(a->program, pc)->source == a->source;
    return a->facts->reached[unit] && pc >= a->behind[unit];
}

static void drop_what_is_not_ahead(struct reached *a, uint32_t unit, size_t from)
{
    struct explore_result *r = a->result;
    size_t kept = from;
    for (size_t i = from; i < r->unreached_count; i++)
        if (is_ahead(a, unit, r->unreached[i].pc))
            r->unreached[kept++] = r->unreached[i];
    r->unreached_count = kept;
}

static int compare_places(const void *one, const void *other)
{
    const struct explore_unreached *a = one, *b = other;
    return a->pc < b->pc ? -1 : a->pc > b->pc;
}

void reached_tell(struct explore_result *r, struct world *w, uint32_t script)
{
    struct situation start = {0};
    world_start(w, &start);
    const struct machine *m = world_machine(w, &start);
    const struct program *p = m->program;
    struct reached a = {.program = p,
                        .executed = world_executed(w),
                        .facts = world_facts(w),
                        .behind = memory_zeroed(p->unit_count, sizeof *a.behind),
                        .source = UINT32_MAX,
                        .result = r};
    r->checked = m->state->first_invariant != 0;
    if (script)
        a.source = origin_at(p, p->units[script].first)->source;
    else
        note_frames(&a, m);
    for (uint32_t u = 1; u < p->unit_count; u++) {
        size_t before = r->unreached_count;
        each_check(&a, &p->units[u], tell_unreached);
        drop_what_is_not_ahead(&a, u, before);
    }
    for (uint32_t u = 1; u < p->unit_count; u++)
        each_check(&a, &p->units[u], forget_reached);
    if (r->unreached_count)
        qsort(r->unreached, r->unreached_count, sizeof *r->unreached, compare_places);
    free(a.behind);
    situation_free(&start);
}
