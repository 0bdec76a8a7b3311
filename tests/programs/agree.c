/* agree.c - see agree.h. */
#include "../beside.h"
#include "agree.h"
#include "oracle.h"

#include "explore/explore.h"
#include "lang/compiler.h"
#include "lang/parser.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* A way of looking at one program, and what is wrong with what was seen. */
struct look {
    const char *text;
    struct oracle_options asked;
    bool symmetry, rotation, persistent, forget;
    uint64_t limit_states;
    bool tells; /* complaints are printed */
    bool agrees;
};

static void complain(struct look *l, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void complain(struct look *l, const char *format, ...)
{
    l->agrees = false;
    if (!l->tells)
        return;
    va_list args;
    va_start(args, format);
    struct buffer words = {0};
    buffer_vprintf(&words, format, args);
    va_end(args);
    printf("# %s%s%s%s%s%s: %s\n", l->symmetry ? "symmetry " : "", l->rotation ? "rotation " : "",
           l->persistent ? "persistent " : "", l->forget ? "forget " : "",
           l->asked.virtual_time ? "virtual " : "untimed ", l->asked.spurious ? "spurious" : "",
           buffer_text(&words));
    buffer_free(&words);
}

/* ---- What src/explore says ------------------------------------------------------------------- */

static struct explore_result *explore(const struct look *l, struct program *program)
{
    struct source source = {.name = "program", .text = l->text, .length = strlen(l->text)};
    struct diagnostics found = {0};
    struct parser_options parser = {.prompt = false};
    struct tree *tree = parser_parse(&source, &parser, &found);
    uint32_t unit = 0;
    if (tree)
        unit = compile_script(
            program, program_add_source(program, "program", l->text, source.length), tree, &found);
    tree_free(tree);
    diagnostics_free(&found);
    if (!unit)
        return NULL;
    struct machine m;
    machine_init(&m, program, 0, 0);
    m.state->timeless = 1;
    struct explore_options options = {
        .script = unit,
        .time = l->asked.virtual_time ? EXPLORE_VIRTUAL : EXPLORE_UNTIMED,
        .spurious = l->asked.spurious,
        .symmetry = l->symmetry,
        .rotation = l->rotation,
        .persistent = l->persistent,
        .forget = l->forget,
        .limit_states = l->limit_states,
        .helper = l->forget ? &beside : NULL,
    };
    struct explore_result *r = explore_run(&m, &options);
    machine_free(&m);
    return r;
}

/* ---- Comparing ------------------------------------------------------------------------------- */

static void compare_kinds(struct look *l, const struct oracle *o, const struct explore_result *r)
{
    uint32_t kinds = 0;
    for (size_t i = 0; i < r->finding_count; i++)
        kinds |= 1u << r->findings[i].kind;
    if (kinds != o->kinds) {
        struct buffer here = {0}, there = {0};
        oracle_add_kinds(o->kinds, &here);
        oracle_add_kinds(kinds, &there);
        complain(l, "the oracle finds %s, explore %s", buffer_text(&here), buffer_text(&there));
        buffer_free(&here);
        buffer_free(&there);
    }
    enum explore_verdict wanted = o->kinds ? EXPLORE_REFUTED : EXPLORE_PROVED;
    if (r->verdict != wanted)
        complain(l, "the verdict is %d instead of %d", r->verdict, wanted);
}

/* Explore tells races apart by their places in the program: of an array in which several elements
 * race it may name one. So the names are compared, and what is named must race. */
static bool same_variable(const char *a, const char *b)
{
    size_t length = strcspn(a, "[");
    return length == strcspn(b, "[") && strncmp(a, b, length) == 0;
}

static void compare_races(struct look *l, const struct oracle *o, const struct explore_result *r)
{
    for (uint32_t k = 0; k < o->races.count; k++) {
        bool found = false;
        for (size_t i = 0; i < r->finding_count; i++)
            found |= r->findings[i].kind == EXPLORE_RACE && r->findings[i].object_count > 0 &&
                     same_variable(r->findings[i].objects[0], o->races.lines[k]);
        if (!found)
            complain(l, "explore finds no race on %s", o->races.lines[k]);
    }
    for (size_t i = 0; i < r->finding_count; i++)
        for (size_t k = 0; k < r->findings[i].object_count; k++)
            if (r->findings[i].kind == EXPLORE_RACE &&
                !oracle_has_line(&o->races, r->findings[i].objects[k]))
                complain(l, "the oracle finds no race on %s: %s", r->findings[i].objects[k],
                         r->findings[i].message);
}

static void compare_counts(struct look *l, const struct oracle *o, const struct explore_result *r)
{
    const char *schedules = r->unbounded ? "unboundedly many" : r->schedules;
    if (!schedules && r->persistent && o->states > EXPLORE_ALWAYS_COUNTED)
        ;
    else if (!schedules)
        complain(l, "the schedules were not counted");
    else if (strcmp(schedules, o->schedules) != 0)
        complain(l, "the oracle counts %s schedules, explore %s", o->schedules, schedules);
    /* Virtual time is counted from now there, and from the beginning here. */
    if (l->asked.virtual_time)
        return;
    bool all = !l->symmetry && !l->persistent && !l->forget;
    if (all && r->states != o->states)
        complain(l, "the oracle sees %" PRIu64 " states, explore %" PRIu64, o->states, r->states);
    if (r->states > o->states)
        complain(l, "the oracle sees %" PRIu64 " states, explore more: %" PRIu64, o->states,
                 r->states);
}

/* Of each kind the easiest schedule has to be as easy as can be. */
static void compare_costs(struct look *l, const struct oracle *o, const struct explore_result *r)
{
    for (int kind = 0; kind < ORACLE_RACE; kind++) {
        struct oracle_cost least = {UINT32_MAX, UINT32_MAX}, wanted = o->costs[kind];
        bool sure = false;
        for (size_t i = 0; i < r->finding_count; i++) {
            const struct explore_finding *f = &r->findings[i];
            uint32_t steps = (uint32_t)f->step_count;
            bool less = f->preemptions < least.preemptions ||
                        (f->preemptions == least.preemptions && steps < least.steps);
            if ((int)f->kind != kind || !less)
                continue;
            least = (struct oracle_cost){f->preemptions, steps};
            sure = f->fewest;
        }
        if (sure && (least.preemptions != wanted.preemptions || least.steps != wanted.steps))
            complain(l, "%s takes %u preemptions and %u steps, explore says %u and %u",
                     oracle_kind_name((enum oracle_kind)kind), wanted.preemptions, wanted.steps,
                     least.preemptions, least.steps);
    }
}

static void follow(struct look *l, const struct explore_finding *f)
{
    struct oracle_step *steps = memory_zeroed(f->step_count + 1, sizeof *steps);
    for (size_t i = 0; i < f->step_count; i++)
        steps[i] = (struct oracle_step){f->steps[i].thread, f->steps[i].how, f->steps[i].choice};
    const char *wrong =
        oracle_follow(l->text, steps, f->step_count, (enum oracle_kind)f->kind,
                      f->kind == EXPLORE_RACE && f->object_count ? f->objects[0] : "", &l->asked);
    if (wrong)
        complain(l, "a schedule of %s: %s: %s", explore_kind_name(f->kind), wrong,
                 f->schedule ? f->schedule : "-");
    free(steps);
}

/* What no schedule comes to, told without having looked at them all. */
static void compare_unreached(struct look *l, const struct oracle *o, const struct program *program,
                              const struct explore_result *r)
{
    struct oracle_lines told = {0};
    for (size_t i = 0; i < r->unreached_count; i++)
        oracle_add_unreached(program, explore_check_name(r->unreached[i].kind), r->unreached[i].pc,
                             &told);
    for (uint32_t i = 0; i < told.count; i++)
        if (!oracle_has_line(&o->unreached, told.lines[i]))
            complain(l, "the oracle reaches the %s", told.lines[i]);
    for (uint32_t i = 0; i < o->unreached.count; i++)
        if (!oracle_has_line(&told, o->unreached.lines[i]))
            complain(l, "the oracle does not reach the %s", o->unreached.lines[i]);
    oracle_free_lines(&told);
}

/* Looks at the program once. */
static void look(struct look *l, const struct oracle *o)
{
    struct program *program = program_new();
    struct explore_result *r = explore(l, program);
    if (!r || r->refusal) {
        complain(l, "explore refuses it: %s", r ? r->refusal : "errors");
    } else {
        compare_kinds(l, o, r);
        compare_races(l, o, r);
        compare_counts(l, o, r);
        compare_unreached(l, o, program, r);
        if (!l->asked.virtual_time && !l->asked.spurious)
            compare_costs(l, o, r);
        l->asked.spins = r->unbounded;
        for (size_t i = 0; i < r->finding_count; i++)
            follow(l, &r->findings[i]);
    }
    if (r)
        explore_free(r);
    program_free(program);
}

/* What is said of the orders with few preemptions where a limit was met: no kind of finding that
 * the oracle comes to with as few may have been missed, and what is found happens. */
static void look_bounded(struct look *l, const struct oracle *o)
{
    struct program *program = program_new();
    struct explore_result *r = explore(l, program);
    for (int kind = 0; r && r->verdict == EXPLORE_BOUNDED && kind < ORACLE_ENDLESS; kind++)
        if (o->kinds >> kind & 1 && o->costs[kind].preemptions < r->covered)
            complain(l, "%s takes %u preemptions, and orders with fewer than %u were looked at",
                     oracle_kind_name((enum oracle_kind)kind), o->costs[kind].preemptions,
                     r->covered);
    for (size_t i = 0; r && i < r->finding_count; i++)
        follow(l, &r->findings[i]);
    if (r)
        explore_free(r);
    program_free(program);
}

/* Every combination of the others; rotation, which needs symmetry, with all and with none of them
 * besides. */
enum { WAYS = 9 };

/* All ways of looking, in one kind of time. True if all agree, or there are too many states. */
static bool agree_on(const char *text, const struct oracle_options *asked, bool tells)
{
    struct oracle o;
    bool agrees = true, can = oracle_ask(&o, text, asked);
    if (!can)
        printf("# the oracle cannot be asked: %s\n", buffer_text(&o.errors));
    for (unsigned way = 0; can && !o.bounded && way < WAYS; way++) {
        bool rotation = way >= 7, symmetry = way & 1 || rotation;
        struct look l = {text, *asked, symmetry, rotation, way & 2, way & 4, 0, tells, true};
        look(&l, &o);
        agrees &= l.agrees;
    }
    for (uint64_t limit = 5; can && !o.bounded && !asked->virtual_time && limit < 60; limit *= 3) {
        struct look l = {text, *asked, true, true, true, true, limit, tells, true};
        look_bounded(&l, &o);
        agrees &= l.agrees;
    }
    oracle_free(&o);
    return can && agrees;
}

bool agree(const char *text, uint64_t most, bool tells)
{
    struct oracle_options untimed = {.most_states = most};
    struct oracle_options spurious = {.most_states = most, .spurious = true};
    struct oracle_options virtual_time = {.most_states = most, .virtual_time = true};
    return agree_on(text, &untimed, tells) && agree_on(text, &spurious, tells) &&
           agree_on(text, &virtual_time, tells);
}
