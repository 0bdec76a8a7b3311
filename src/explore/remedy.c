/* remedy.c - whether a lock would help: where a thread is left between its read and its write of a
 * variable, the two belong together.
 *
 * Said only after it was tried. As if one lock were held from each such read to its write, and for
 * each other use of the variable, nobody else may use it while a thread stands between them; and
 * with that all orders are gone through in which the same could go wrong. What lies between must be
 * straight code that never waits, so that nobody would keep the lock for ever. */
#include "explore/remedy.h"
#include "explore/tell_inside.h"

#include "base/utf8.h"
#include "core/instructions.h"
#include "explore/explain.h"
#include "explore/trial.h"

#include <string.h>

enum { MOST_REGIONS = 8, MOST_STATES = 10000 };

/* From a read, which is done, to a write, which is to come. */
struct region {
    uint32_t reads, writes; /* instructions of one unit */
};

struct remedy {
    struct teller *teller;
    const struct target *target;
    uint32_t name; /* of the variable */
    struct region regions[MOST_REGIONS];
    size_t count;
    bool fails, ends;
};

/* ---- What belongs together ------------------------------------------------------------------- */

static bool uses(const struct program *p, uint32_t pc, uint32_t name)
{
    enum program_opcode op = (enum program_opcode)p->code[pc].op;
    unsigned touches = instruction_rows[op].touches;
    return (touches == TOUCHES_NAME_READ || touches == TOUCHES_NAME) &&
           (uint32_t)p->code[pc].b == name;
}

static bool reads(const struct program *p, uint32_t pc, uint32_t name)
{
    return uses(p, pc, name) && instruction_rows[p->code[pc].op].touches == TOUCHES_NAME_READ;
}

/* Whether whoever has read there comes to the write, or leaves, without waiting or turning. */
static bool is_straight(const struct program *p, const struct region *r)
{
    for (uint32_t pc = r->reads + 1; pc < r->writes; pc++) {
        struct instruction i = p->code[pc];
        bool back = instruction_jumps(i) && (uint32_t)i.b <= r->writes && (uint32_t)i.b <= pc;
        if (back || instruction_blocks(i) || instruction_row(i)->code != CODE_NO_CODE ||
            i.op == OP_LOOP_TURN || i.op == OP_ATOMIC_BEGIN)
            return false;
    }
    return true;
}

/* False where it cannot be one, or there are too many. */
static bool add_region(struct remedy *r, const struct program *p, struct region region)
{
    for (size_t i = 0; i < r->count; i++)
        if (r->regions[i].reads == region.reads && r->regions[i].writes == region.writes)
            return true;
    if (r->count == MOST_REGIONS || region.reads >= region.writes || !is_straight(p, &region))
        return false;
    size_t at = r->count++;
    for (; at > 0 && r->regions[at - 1].reads > region.reads; at--)
        r->regions[at] = r->regions[at - 1];
    r->regions[at] = region; /* in the order of the code */
    return true;
}

/* Each command that reads it and then writes it. */
static bool add_updates(struct remedy *r, const struct program *p)
{
    bool good = true;
    for (uint32_t u = 1; u < p->unit_count; u++)
        for (uint32_t pc = p->units[u].first; pc < p->units[u].end; pc++) {
            uint32_t read = pc;
            if (!uses(p, pc, r->name) || reads(p, pc, r->name))
                continue;
            while (read > p->units[u].first && tell_same_command(p, read - 1, pc))
                read--;
            while (read < pc && !reads(p, read, r->name))
                read++;
            good &= read == pc || add_region(r, p, (struct region){read, pc});
        }
    return good;
}

/* ---- Trying it ------------------------------------------------------------------------------- */

static bool stands_between(const struct remedy *r, uint32_t pc)
{
    for (size_t i = 0; i < r->count; i++)
        if (pc > r->regions[i].reads && pc <= r->regions[i].writes)
            return true;
    return false;
}

static bool allows(void *remedy, const struct judged *v, struct move move)
{
    const struct remedy *r = remedy;
    struct world *w = r->teller->search->world;
    const struct program *p = world_facts(w)->program;
    if (move.way == WAY_CLOCK || !uses(p, world_pc(w, v->situation, move.thread), r->name))
        return true;
    for (uint32_t i = 0; i < v->situation->threads; i++)
        if (i != move.thread && world_alive(w, v->situation, i) &&
            stands_between(r, world_pc(w, v->situation, i)))
            return false;
    return true;
}

static void compare_wrong(void *remedy, const struct wrong *wrong)
{
    struct remedy *r = remedy;
    r->fails |= wrong->kind == r->target->kind && wrong->key == r->target->key;
}

static void look_at(void *remedy, const struct judged *v)
{
    struct remedy *r = remedy;
    struct world *w = r->teller->search->world;
    r->ends |= world_over(w, v->situation);
    if (r->target->kind == EXPLORE_DEADLOCK)
        judge(w, v, compare_wrong, r);
}

static void look_at_failure(void *remedy, const struct judged *v, const struct deed *d)
{
    struct remedy *r = remedy;
    (void)v;
    r->fails |= judge_failure_kind(d) == r->target->kind && judge_failure_key(d) == r->target->key;
}

static bool stops(void *remedy)
{
    const struct remedy *r = remedy;
    return r->fails || explain_called_off(r->teller->search);
}

static bool helps(struct remedy *r)
{
    struct world *w = r->teller->search->world;
    struct situation start = {0};
    struct trial trial = {.world = w,
                          .most = MOST_STATES,
                          .allows = allows,
                          .meet = look_at,
                          .fail = look_at_failure,
                          .stops = stops,
                          .context = r};
    world_start(w, &start);
    bool whole = trial_run(&trial, &start);
    situation_free(&start);
    return whole && r->ends && !r->fails;
}

/* ---- Words ----------------------------------------------------------------------------------- */

static void add_region_words(const struct machine *m, const struct region *r, struct buffer *out)
{
    buffer_puts(out, tell_same_command(m->program, r->reads, r->writes) ? "in " : "from ");
    tell_add_place(m, r->reads, out);
    if (tell_same_command(m->program, r->reads, r->writes))
        return;
    buffer_puts(out, " to ");
    tell_add_place(m, r->writes, out);
}

static char *words_of(const struct remedy *r, const struct machine *m)
{
    struct buffer out = {0}, name = {0};
    const char *text = name_bytes(m->program->texts, r->name);
    utf8_add_visible(&name, text, strlen(text), "");
    buffer_printf(&out, "A lock would help: reading and writing %s belong together ",
                  buffer_text(&name));
    for (size_t i = 0; i < r->count; i++) {
        buffer_puts(&out, i == 0 ? "" : i + 1 == r->count ? ", and " : ", ");
        add_region_words(m, &r->regions[i], &out);
    }
    buffer_printf(&out,
                  ". With one lock held there, and for every other use of %s, no order goes wrong "
                  "in this way: that was tried.",
                  buffer_text(&name));
    buffer_free(&name);
    return buffer_take(&out);
}

char *remedy_of(struct teller *t, const struct target *target, const struct explore_step *before,
                const struct explore_step *after)
{
    const struct program *p = world_facts(t->search->world)->program;
    struct remedy r = {.teller = t, .target = target, .name = before->event.name};
    struct region between = {before->event.pc, after->event.pc};
    if (!reads(p, between.reads, r.name) || !uses(p, between.writes, r.name) ||
        reads(p, between.writes, r.name) || target->kind == EXPLORE_ENDLESS)
        return NULL;
    if (!add_region(&r, p, between) || !add_updates(&r, p) || !helps(&r))
        return NULL;
    return words_of(&r, world_machine(t->search->world, &t->at));
}
