/* explore.c - see explore.h: the two searches one after the other, and what they tell together. */
#include "explore/explore.h"

#include "base/memory.h"
#include "base/monotonic.h"
#include "core/instructions.h"
#include "explore/apart.h"
#include "explore/explain.h"
#include "explore/orders.h"
#include "explore/reached.h"
#include "explore/search.h"
#include "explore/walks.h"
#include "explore/warn.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    int status;
} kinds[EXPLORE_KINDS] = {
    [EXPLORE_ASSERTION] = {"assertion", 1}, [EXPLORE_INVARIANT] = {"invariant", 1},
    [EXPLORE_CRITICAL] = {"critical", 1},   [EXPLORE_ERROR] = {"error", 1},
    [EXPLORE_DEADLOCK] = {"deadlock", 3},   [EXPLORE_ENDLESS] = {"endless", 3},
    [EXPLORE_RACE] = {"race", 5},
};

const char *explore_kind_name(enum explore_kind kind)
{
    return kinds[kind].name;
}

const char *explore_check_name(enum explore_check kind)
{
    static const char *const names[] = {[EXPLORE_CHECK_ASSERTION] = "assertion",
                                        [EXPLORE_CHECK_INVARIANT] = "invariant",
                                        [EXPLORE_CHECK_CRITICAL] = "critical",
                                        [EXPLORE_CHECK_CATCH] = "catch"};
    return names[kind];
}

enum explore_kind explore_kind_find(const char *name)
{
    enum explore_kind kind = EXPLORE_ASSERTION;
    while (kind < EXPLORE_KINDS && strcmp(explore_kind_name(kind), name) != 0)
        kind++;
    return kind;
}

int explore_kind_status(enum explore_kind kind)
{
    return kinds[kind].status;
}

void explore_ending(const struct machine *m, struct buffer *out)
{
    for (uint32_t i = 0; i < m->state->thread_count; i++) {
        const struct thread *t = state_thread(m->state, i);
        if (t->status == THREAD_FREE)
            continue;
        machine_add_thread_name(m, i, out);
        buffer_printf(out, " %u %u %u\n", t->status, t->pc, t->depth);
    }
    for (uint32_t i = 0; i < m->state->entity_count; i++) {
        const struct entity *e = state_entity(m->state, i);
        if (e->kind == ENTITY_FREE || e->kind == ENTITY_THREAD || e->kind == ENTITY_FUNCTION)
            continue;
        machine_add_entity_name(m, i, out);
        buffer_printf(out, " %u %u %u %" PRId64, e->kind, e->status, e->owner, e->count);
        if (e->kind == ENTITY_SHARED || e->kind == ENTITY_ATOMIC) {
            buffer_putc(out, ' ');
            value_add_text(m->program, e->value, out);
        }
        buffer_putc(out, '\n');
    }
}

static int compare_numbers(uint64_t one, uint64_t other)
{
    return one < other ? -1 : one > other;
}

/* Of one kind the simplest first: those with a schedule, with fewer preemptions, with fewer steps;
 * then by place. No two are the same in all of that and in words. */
static int compare_findings(const void *a, const void *b)
{
    const struct explore_finding *one = a, *other = b;
    int by = compare_numbers(one->kind, other->kind);
    by = by ? by : compare_numbers(!one->schedule, !other->schedule);
    by = by ? by : compare_numbers(one->preemptions, other->preemptions);
    by = by ? by : compare_numbers(one->step_count, other->step_count);
    by = by ? by : compare_numbers(one->pc, other->pc);
    return by ? by : strcmp(one->message, other->message);
}

static bool nothing_to_run(const struct machine *m)
{
    if (machine_over(m))
        return true;
    for (uint32_t i = 0; i < m->state->thread_count; i++)
        if (state_thread(m->state, i)->status == THREAD_RUNNING)
            return false;
    return true;
}

/* What a machine is looked at for, and how. */
struct view {
    const struct machine *machine;
    struct world_options world;
};

/* Whether it was taken for granted that threads are alike, and they are not. */
static bool is_wrong(const struct world *w)
{
    return world_takes_name_again(w) || world_joins_apart(w);
}

/* Orders to look at, where they are wanted. */
static void show_orders(struct search *s)
{
    s->doing = "looking for orders that differ";
    if (s->options->orders && !s->result->cancelled)
        orders_find(s, s->options->orders);
}

/* What a bound means: that up to some number of preemptions all is well. Where it is, what was
 * drawn is told: that is by no means the easiest. */
static void go_onwards(struct search *s, struct targets *drawn)
{
    s->doing = "looking at the orders with few preemptions";
    explain_onwards(s);
    if (!s->targets.count) {
        s->targets = *drawn;
        *drawn = (struct targets){0};
        explain_drawn(s);
    }
}

/* Where a limit was met and nothing found. */
static struct targets draw_orders(struct search *s)
{
    struct explore_result *r = s->result;
    if (!s->targets.count && r->limit && !r->cancelled && !s->walked)
        walks_look(s);
    else
        return (struct targets){0};
    struct targets drawn = s->targets;
    s->targets = (struct targets){0};
    return drawn;
}

/* False: it has to be done again, with less that is alike. */
static bool search_all(struct search *s, const struct view *view)
{
    struct explore_result *r = s->result;
    struct apart apart;
    apart_begin(&apart, s, view->machine, &view->world);
    search_run(s);
    if (is_wrong(s->world)) {
        apart_drop(&apart);
        return false;
    }
    struct targets drawn = draw_orders(s);
    reached_tell(r, s->world, s->options->script);
    bool whole = !r->limit && !r->stopped_early;
    bool left_out = r->persistent || world_joins_alike(s->world);
    if (whole && !s->cyclic && left_out)
        apart_go_on(&apart);
    else
        apart_drop(&apart);
    if (whole && s->cyclic)
        r->unbounded = true;
    else if (whole && !left_out)
        count_tell(s);
    bool endless = s->keeps_graph ? count_endless(s) : s->ends.any_endless;
    if (endless && whole)
        targets_add(&s->targets, EXPLORE_ENDLESS, 0);
    while (s->options->first_only && s->targets.count > 1)
        target_free(&s->targets.all[--s->targets.count]);
    search_forget_graph(s);
    s->doing = "looking for the easiest order";
    bool goes_onwards = !s->targets.count && r->limit && !r->cancelled;
    if (goes_onwards)
        search_forget_states(s);
    explain_all(s);
    show_orders(s);
    if (goes_onwards)
        go_onwards(s, &drawn);
    targets_free(&drawn);
    bool right = apart_end(&apart);
    warn_orders(r, s->world);
    if (r->finding_count)
        qsort(r->findings, r->finding_count, sizeof *r->findings, compare_findings);
    r->verdict = r->finding_count ? EXPLORE_REFUTED : r->limit ? EXPLORE_BOUNDED : EXPLORE_PROVED;
    return right && !is_wrong(s->world);
}

/* Whether random numbers were drawn before the first step. */
static bool has_drawn(const struct world *w, const struct view *view)
{
    const struct program *p = view->machine->program;
    const uint8_t *executed = world_executed(w);
    for (uint32_t pc = 0; pc < p->code_count; pc++)
        if (executed[pc] && instruction_row(p->code[pc])->input == INPUT_RANDOM)
            return true;
    return false;
}

/* Looks at the machine once; false where that has to be done again, with less that is alike. */
static bool look(struct explore_result *r, const struct view *view,
                 const struct explore_options *options, int64_t started)
{
    struct buffer why = {0};
    struct search s = {.machine = view->machine,
                       .world_options = &view->world,
                       .options = options,
                       .result = r,
                       .started = started};
    s.world = world_new(view->machine, &view->world, &why);
    if (!s.world) {
        r->refusal = buffer_take(&why);
        return true;
    }
    struct situation start = {0};
    world_start(s.world, &start);
    r->nothing_to_run = nothing_to_run(world_machine(s.world, &start));
    situation_free(&start);
    r->random = world_facts(s.world)->random || (r->nothing_to_run && has_drawn(s.world, view));
    bool whole = search_all(&s, view);
    world_free(s.world);
    search_free(&s);
    return whole;
}

struct explore_result *explore_run(const struct machine *machine,
                                   const struct explore_options *options)
{
    /* A thread that spins has to be told from those that are alike (spins.c). */
    bool symmetry = options->symmetry && options->time == EXPLORE_UNTIMED;
    struct view view = {.machine = machine,
                        .world = {.script = options->script,
                                  .untimed = options->time == EXPLORE_UNTIMED,
                                  .spurious = options->spurious,
                                  .symmetry = symmetry,
                                  .rotation = options->rotation,
                                  .joins_alike = symmetry,
                                  .persistent = options->persistent,
                                  .forget = options->forget,
                                  /* Laid out beside what is kept of the states. */
                                  .most_bytes = options->limit_memory / 2}};
    int64_t started = monotonic_nanoseconds();
    struct explore_result *r = memory_zeroed(1, sizeof *r);
    while (!look(r, &view, options, started)) {
        explore_free(r);
        r = memory_zeroed(1, sizeof *r);
        view.world.symmetry &= view.world.joins_alike;
        view.world.joins_alike = false;
    }
    return r;
}

static void free_names(char **names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(names[i]);
    free(names);
}

const struct explore_finding *explore_order(const struct explore_result *r, size_t number)
{
    size_t index = number - 1;
    if (index < r->finding_count)
        return &r->findings[index];
    index -= r->finding_count;
    return number && index < r->order_count ? &r->orders[index] : NULL;
}

static void step_free(struct explore_step *s)
{
    free(s->thread);
    free(s->printed);
}

static void finding_free(struct explore_finding *f)
{
    for (size_t k = 0; k < f->step_count; k++)
        step_free(&f->steps[k]);
    free(f->steps);
    free_names(f->threads, f->thread_count);
    free_names(f->objects, f->object_count);
    free(f->message);
    free(f->brief);
    free(f->blame);
    free(f->remedy);
    free(f->schedule);
    free(f->ending);
}

void explore_free(struct explore_result *r)
{
    if (!r)
        return;
    for (size_t i = 0; i < r->finding_count; i++)
        finding_free(&r->findings[i]);
    for (size_t i = 0; i < r->order_count; i++)
        finding_free(&r->orders[i]);
    for (size_t i = 0; i < r->warning_count; i++) {
        free(r->warnings[i].message);
        free(r->warnings[i].thread);
        free(r->warnings[i].object);
    }
    free(r->findings);
    free(r->orders);
    free(r->warnings);
    free(r->unreached);
    free(r->schedules);
    free(r->refusal);
    free(r);
}

struct explore_options explore_options_default(void)
{
    return (struct explore_options){
        .symmetry = true,
        .rotation = true,
        .persistent = true,
        .forget = true,
        .limit_memory = (uint64_t)1 << 30,
    };
}
