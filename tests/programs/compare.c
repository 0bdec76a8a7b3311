/* compare.c - src/explore against the oracle: random programs, with every combination of the
 * reductions. Prints TAP (tests/tap.h says what that is).
 *
 *     tests/programs/compare                    what `make check` looks at: 300 random programs,
 * and those in tests/programs of $THRUM_SOURCE tests/programs/compare FIRST COUNT        the random
 * programs with these numbers tests/programs/compare FILE...            these scripts
 *     tests/programs/compare --draw NUMBER      prints a random program
 *
 * A disagreement is one of findings, of the variables that race, of the number of schedules, of the
 * states without reductions, of the states in which the program is over; or a schedule that does
 * not show, step by step, what it is said to show. It is printed with its program. */
#include "oracle.h"
#include "random_program.h"

#include "base/memory.h"
#include "explore/explore.h"
#include "lang/compiler.h"
#include "lang/parser.h"

#include <glob.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PROGRAMS = 300, BATCH = 25, MOST_STATES = 3000, MOST_STATES_BY_HAND = 30000 };

/* A way of looking at one program, and what is wrong with what was seen. */
struct look {
    const char *text;
    struct oracle_options asked;
    bool symmetry, persistent, forget;
    bool agrees;
};

static void complain(struct look *l, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void complain(struct look *l, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    struct buffer words = {0};
    buffer_vprintf(&words, format, args);
    va_end(args);
    printf("# %s%s%s%s%s: %s\n", l->symmetry ? "symmetry " : "", l->persistent ? "persistent " : "",
           l->forget ? "forget " : "", l->asked.virtual_time ? "virtual " : "untimed ",
           l->asked.spurious ? "spurious" : "", buffer_text(&words));
    buffer_free(&words);
    l->agrees = false;
}

/* ---- What src/explore says ---------------------------------------------------------------------
 */

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
        .persistent = l->persistent,
        .forget = l->forget,
    };
    struct explore_result *r = explore_run(&m, &options);
    machine_free(&m);
    return r;
}

/* ---- Comparing ---------------------------------------------------------------------------------
 */

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
    if (!schedules)
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

/* All ways of looking, in one kind of time. True if all agree, or there are too many states. */
static bool agree_on(const char *text, const struct oracle_options *asked)
{
    struct oracle o;
    bool agrees = true, can = oracle_ask(&o, text, asked);
    if (!can)
        printf("# the oracle cannot be asked: %s\n", buffer_text(&o.errors));
    for (unsigned way = 0; can && !o.bounded && way < 8; way++) {
        struct look l = {text, *asked, way & 1, way & 2, way & 4, true};
        look(&l, &o);
        agrees &= l.agrees;
    }
    oracle_free(&o);
    return can && agrees;
}

static bool agree(const char *text, uint64_t most)
{
    struct oracle_options untimed = {.most_states = most};
    struct oracle_options spurious = {.most_states = most, .spurious = true};
    struct oracle_options virtual_time = {.most_states = most, .virtual_time = true};
    return agree_on(text, &untimed) && agree_on(text, &spurious) && agree_on(text, &virtual_time);
}

/* ---- Which programs ----------------------------------------------------------------------------
 */

static void print_program(const char *text)
{
    printf("#   | ");
    for (; *text; text++) {
        putchar(*text);
        if (*text == '\n' && text[1])
            printf("#   | ");
    }
}

static bool random_agrees(uint64_t number, uint64_t most)
{
    struct buffer text = {0};
    random_program(number, &text);
    bool agrees = agree(buffer_text(&text), most);
    if (!agrees) {
        printf("# random program %" PRIu64 ":\n", number);
        print_program(buffer_text(&text));
    }
    buffer_free(&text);
    return agrees;
}

/* One line of TAP for BATCH programs; returns how many lines that were. */
static unsigned compare_random(uint64_t first, uint64_t count, uint64_t most, bool *all)
{
    unsigned line = 0;
    for (uint64_t at = 0; at < count; at += BATCH) {
        uint64_t end = at + BATCH < count ? at + BATCH : count;
        bool agrees = true;
        for (uint64_t i = at; i < end; i++)
            agrees &= random_agrees(first + i, most);
        printf("%s %u - random programs %" PRIu64 " to %" PRIu64 "\n", agrees ? "ok" : "not ok",
               ++line, first + at, first + end - 1);
        fflush(stdout);
        *all &= agrees;
    }
    return line;
}

static char *read_all(const char *path)
{
    FILE *file = fopen(path, "r");
    struct buffer text = {0};
    char piece[4096];
    if (!file)
        return NULL;
    for (size_t got; (got = fread(piece, 1, sizeof piece, file)) > 0;)
        buffer_add(&text, piece, got);
    fclose(file);
    buffer_puts(&text, "");
    return buffer_take(&text);
}

/* One line for each, numbered from `line` + 1. */
static unsigned compare_files(char **paths, size_t count, unsigned line, bool *all)
{
    for (size_t i = 0; i < count; i++) {
        char *text = read_all(paths[i]);
        bool agrees = text && agree(text, MOST_STATES_BY_HAND);
        printf("%s %u - %s\n", agrees ? "ok" : "not ok", ++line, paths[i]);
        *all &= agrees;
        free(text);
    }
    return line;
}

/* The programs of the source tree. */
static unsigned compare_corpus(unsigned line, bool *all)
{
    const char *source = getenv("THRUM_SOURCE");
    struct buffer pattern = {0};
    glob_t found;
    buffer_printf(&pattern, "%s/tests/programs/*/*.thr", source ? source : ".");
    if (glob(buffer_text(&pattern), 0, NULL, &found) == 0) {
        line = compare_files(found.gl_pathv, found.gl_pathc, line, all);
        globfree(&found);
    }
    buffer_free(&pattern);
    return line;
}

static bool is_number(const char *text)
{
    return *text && strspn(text, "0123456789") == strlen(text);
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "--draw") == 0) {
        struct buffer text = {0};
        random_program(strtoull(argv[2], NULL, 10), &text);
        fputs(buffer_text(&text), stdout);
        buffer_free(&text);
        return 0;
    }
    bool all = true;
    unsigned lines;
    if (argc == 1) {
        lines = compare_random(1, PROGRAMS, MOST_STATES, &all);
        lines = compare_corpus(lines, &all);
    } else if (argc == 3 && is_number(argv[1]) && is_number(argv[2])) {
        lines = compare_random(strtoull(argv[1], NULL, 10), strtoull(argv[2], NULL, 10),
                               MOST_STATES_BY_HAND, &all);
    } else {
        lines = compare_files(argv + 1, (size_t)argc - 1, 0, &all);
    }
    printf("1..%u\n", lines);
    return !all;
}
