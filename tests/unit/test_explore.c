/* test_explore.c - the explorer: what the reductions leave out, which schedule it tells, where it
 * stops. That it finds what is to be found is compared on random programs by
 * tests/programs/compare.
 */
#include "../programs/oracle.h"
#include "../scripts.h"
#include "bare.h"
#include "base/memory.h"
#include "explore/explore.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(explore, .timeout = 100);

/* What is compared of a result. */
struct answer {
    unsigned kinds;
    struct buffer races; /* the variables, a line each */
    char *schedules;
    uint64_t states;
    enum explore_verdict verdict;
};

static struct explore_result *explore_text(const char *text, struct explore_options options,
                                           struct program **program)
{
    struct machine m;
    *program = program_new();
    machine_init(&m, *program, 0, 0);
    options.script = script_compile(*program, "test", text);
    cr_assert_neq(options.script, 0, "%s", text);
    struct explore_result *r = explore_run(&m, &options);
    cr_assert_null(r->refusal, "%s\n%s", r->refusal ? r->refusal : "", text);
    machine_free(&m);
    return r;
}

static int compare_lines(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static struct answer answer_to(const char *text, struct explore_options options)
{
    struct program *program;
    struct explore_result *r = explore_text(text, options, &program);
    struct answer a = {.schedules = memory_copy(r->unbounded   ? "unboundedly many"
                                                : r->schedules ? r->schedules
                                                               : "uncounted"),
                       .states = r->states,
                       .verdict = r->verdict};
    char *races[64];
    size_t count = 0;
    for (size_t i = 0; i < r->finding_count; i++) {
        const struct explore_finding *f = &r->findings[i];
        a.kinds |= 1u << f->kind;
        cr_assert_not_null(f->schedule, "%s\n%s", f->message, text);
        if (f->kind == EXPLORE_RACE && f->object_count && count < 64) {
            races[count] = memory_copy(f->objects[0]);
            races[count++][strcspn(f->objects[0], "[")] = '\0';
        }
    }
    qsort(races, count, sizeof *races, compare_lines);
    for (size_t i = 0; i < count; i++) {
        buffer_printf(&a.races, "%s\n", races[i]);
        free(races[i]);
    }
    explore_free(r);
    program_free(program);
    return a;
}

static void free_answer(struct answer *a)
{
    free(a->schedules);
    buffer_free(&a->races);
}

/* The oracle's races by variable, an array as a whole. */
static void add_races(const struct oracle *o, struct buffer *out)
{
    char last[128] = "";
    for (uint32_t i = 0; i < o->races.count; i++) {
        char name[128];
        snprintf(name, sizeof name, "%.*s", (int)strcspn(o->races.lines[i], "["),
                 o->races.lines[i]);
        if (strcmp(name, last) != 0)
            buffer_printf(out, "%s\n", name);
        snprintf(last, sizeof last, "%s", name);
    }
    buffer_puts(out, "");
}

static void compare(const char *text, const struct oracle *o, struct explore_options options,
                    const char *what)
{
    struct answer a = answer_to(text, options);
    struct buffer races = {0};
    add_races(o, &races);
    cr_assert_eq(a.kinds, o->kinds, "%s: kinds %x, the oracle has %x\n%s", what, a.kinds, o->kinds,
                 text);
    cr_assert_str_eq(buffer_text(&a.races), buffer_text(&races), "%s: races %s, not %s\n%s", what,
                     buffer_text(&a.races), buffer_text(&races), text);
    cr_assert_str_eq(a.schedules, o->schedules, "%s: %s schedules, not %s\n%s", what, a.schedules,
                     o->schedules, text);
    cr_assert_eq(a.verdict, o->kinds ? EXPLORE_REFUTED : EXPLORE_PROVED);
    if (!options.symmetry && !options.persistent && !options.forget)
        cr_assert_eq(a.states, o->states, "%s: %" PRIu64 " states, not %" PRIu64 "\n%s", what,
                     a.states, o->states, text);
    else
        cr_assert_leq(a.states, o->states, "%s\n%s", what, text);
    buffer_free(&races);
    free_answer(&a);
}

/* Threads that are alike, on which symmetry has something to do. */
Test(explore, threads_that_are_alike_count_as_one_another)
{
    static const char *const programs[] = {
        "shared x = 0\ndefine f() { x += 1 }\nfor i in 1..3 { spawn \"t{i}\" f() }\njoin all\n"
        "assert x == 3",
        "mutex m\nshared x = 0\ndefine f() { with m { x += 1 } }\nfor i in 1..4 { spawn \"t{i}\" "
        "f() }\njoin all\nassert x == 4",
        "event e\natomic n = 0\ndefine f() { wait e; n += 1 }\nspawn a f()\nspawn b f()\nspawn c "
        "f()\nset e\njoin all\nassert n == 3",
        "condition c\natomic n = 0\ndefine f() { with c { wait c; n += 1 } }\nspawn a f()\nspawn b "
        "f()\nspawn d { with c { notify c } }\njoin all",
        "barrier b 2\ndefine f() { wait b; wait b }\nspawn t1 f()\nspawn t2 f()",
        "rwlock w\nshared x = 0\ndefine f() { rdlock w; y = x; release w }\nspawn a f()\nspawn b "
        "f()\nspawn c { wrlock w; x = 1; release w }",
        "semaphore s 2\natomic n = 0\ndefine f() { acquire s; n += 1; assert n <= 2; n -= 1; "
        "release "
        "s }\nspawn a f()\nspawn b f()\nspawn c f()",
        "once o\natomic n = 0\ndefine f() { once o { n += 1 } }\nspawn a f()\nspawn b f()\nspawn c "
        "f()\njoin all\nassert n == 1",
        "queue q 1\ndefine f() { x = get q for 1s }\nspawn a f()\nspawn b f()\nput q 1\nput q 2",
        "mutex m n\ndefine f() { lock m; lock n; unlock n; unlock m }\ndefine g() { lock n; lock "
        "m; "
        "unlock m; unlock n }\nspawn a f()\nspawn b f()\nspawn c g()\nspawn d g()",
        "shared x = 0\ndefine f() { x += 1 }\nfor i in 1..3 { spawn \"t{i}\" f() }\nfor i in 1..3 "
        "{ "
        "join \"t{i}\" }\nassert x == 3",
        "mutex m\nsemaphore s\ndefine f() { acquire s; lock m; unlock m }\nfor i in 1..3 { spawn "
        "\"t{i}\" f() }\nfor i in 1..3 { join \"t{4 - i}\" }",
    };
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) {
        struct oracle o;
        cr_assert(oracle_ask(&o, programs[i], &(struct oracle_options){.most_states = 1000000}),
                  "%s", programs[i]);
        compare(programs[i], &o, (struct explore_options){0}, "whole");
        compare(programs[i], &o, (struct explore_options){.symmetry = true}, "symmetry");
        compare(programs[i], &o, (struct explore_options){.persistent = true}, "persistent");
        compare(programs[i], &o, (struct explore_options){.forget = true}, "forget");
        compare(programs[i], &o,
                (struct explore_options){.symmetry = true, .persistent = true, .forget = true},
                "all");
        struct answer whole = answer_to(programs[i], (struct explore_options){0});
        struct answer less = answer_to(programs[i], (struct explore_options){.symmetry = true});
        cr_assert_lt(less.states, whole.states, "%s", programs[i]);
        free_answer(&whole);
        free_answer(&less);
        oracle_free(&o);
    }
}

static void compare_rotation(const char *text, bool less)
{
    struct oracle o;
    struct explore_options rotation = {.symmetry = true, .rotation = true};
    struct explore_options all = explore_options_default();
    cr_assert(oracle_ask(&o, text, &(struct oracle_options){.most_states = 1000000}), "%s", text);
    compare(text, &o, rotation, "rotation");
    compare(text, &o, all, "all");
    struct answer turned = answer_to(text, rotation);
    struct answer without = answer_to(text, (struct explore_options){.symmetry = true});
    if (less)
        cr_assert_lt(turned.states, without.states, "%s", text);
    else
        cr_assert_eq(turned.states, without.states, "%s", text);
    free_answer(&turned);
    free_answer(&without);
    oracle_free(&o);
}

/* Each with the objects at its own place. */
Test(explore, turns_of_a_circle_count_as_one_another)
{
    static const char *const programs[] = {
        "mutex g[3]\ndefine f(i, j) { lock g[i]; lock g[j]; unlock g[j]; unlock g[i] }\n"
        "for i in 0..2 { spawn \"t{i}\" f(i, (i + 1) % 3) }",
        "mutex g[3]\ndefine f(i) { lock g[i]; lock g[(i + 1) % 3]; print \"eats\" }\n"
        "for i in 0..2 { spawn \"t{i}\" f(i) }",
        "private n = 3\nsemaphore h[n] 0; semaphore s 1; shared x = 0\n"
        "for i in 0..n - 1 { spawn \"t{i}\" { acquire s; release h[(i + n - 1) % n]; acquire h[i]; "
        "x += 1 } }",
        "rlock g[2]; event e[2]\ndefine f(i) { with g[i] { with g[1 - i] { set e[i] } } }\n"
        "spawn a f(0)\nspawn b f(1)",
        "mutex g[3]; semaphore h[3] 1; atomic a = 0\n"
        "define f(i) { with h[i] { lock g[(i + 2) % 3]; a += 1; unlock g[(i + 2) % 3] }; "
        "assert a < 4 }\nfor i in 0..2 { spawn \"t{i}\" f(i) }",
        "mutex g[3]\ndefine f(i) { while true { lock g[i]; unlock g[i] } }\n"
        "for i in 0..2 { spawn \"t{i}\" f(i) }",
        "mutex g[3]; shared x = 0\ndefine f(i) { with g[i] { x += 1 } }\n"
        "for i in 0..2 { spawn \"t{i}\" f(i) }\njoin all\nassert x == 3",
        "mutex g[3]; shared x = 0\ndefine f(i) { with g[i] { x += 1 } }\n"
        "for i in 0..2 { spawn \"t{i}\" f(i) }\nx = 1\nok = join all for 1s\nassert x < 3",
    };
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
        compare_rotation(programs[i], true);
}

/* In each something tells one place from another. */
Test(explore, what_is_no_circle_is_not_turned)
{
    static const char *const bodies[] = {
        "if i == 0 { x = 1 }",
        "x = i",
        "lock g[0]",
        "acquire h[i * i % n]",
        "i = (i + 1) % n; lock g[i]",
        "lock \"g[{i}]\"",
        "z[i] += 1",
        "put u[i] 1",
        "f2(i)",
        "print me",
        "print \"{i} {x}\"",
        "print i",
        "k = i; lock g[k]",
        "k = \"g[1]\"; x = 1",
        "try { unlock g[j] } catch why { x = 1 }",
        "if locked(g[i]) { x = 1 }",
        "spawn { x += 1 }",
        "return i",
    };
    static const char *const ends[] = {
        "for i in 0..n - 2 { spawn \"t{i}\" f(i, i + 1, n) }\nspawn last f(0, n - 1, n)",
        "for i in 0..n - 1 { spawn \"t{i}\" f(i, 0, n) }",
        "for i in 0..n - 1 { spawn \"t{i}\" f(i, (i + 1) % n, n) }\nspawn other { lock g[0] }",
        "lock g[0]\nfor i in 0..n - 1 { spawn \"t{i}\" f(i, (i + 1) % n, n) }",
        "for i in 0..n - 1 { spawn \"t{i}\" f(i, (i + 1) % n, n) }\njoin all\nlock g[0]",
        "for i in 0..n - 1 { spawn \"t{i}\" f(i, (i + 1) % n, n) }\njoin t0",
        "for i in 0..n - 2 { spawn \"t{i}\" f(i, (i + 1) % n, n) }",
        "for i in 0..n - 1 { spawn \"t{i}\" f(i, (i + 1) % n, n) }\nspawn more f(0, 1, n)",
        "for i in 0..n - 1 { x = i; spawn \"t{i}\" f(i, (i + 1) % n, n) }",
        "invariant x < 1\nfor i in 0..n - 1 { spawn \"t{i}\" f(i, (i + 1) % n, n) }",
    };
    static const char format[] =
        "private n = 3; shared x = 0; shared z[n] = 0; mutex g[n]; semaphore h[n] 1; queue u[n]\n"
        "define f2(p) { lock g[p] }\ndefine f(i, j, n) { lock g[i]; %s; unlock g[i] }\n%s";
    const char *end = "for i in 0..n - 1 { spawn \"t{i}\" f(i, (i + 1) % n, n) }";
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies + sizeof ends / sizeof *ends; i++) {
        bool body = i < sizeof bodies / sizeof *bodies;
        struct buffer text = {0};
        buffer_printf(&text, format, body ? bodies[i] : "lock g[j]; unlock g[j]",
                      body ? end : ends[i - sizeof bodies / sizeof *bodies]);
        compare_rotation(buffer_text(&text), false);
        buffer_free(&text);
    }
}

/* Of each two locks it is warned, whichever turn was looked at. */
Test(explore, locks_in_a_circle_are_all_warned_of)
{
    static const char text[] =
        "mutex g[3]; mutex m; semaphore s 0\n"
        "define f(i, j) { acquire s; lock m; lock g[i]; lock g[j]; unlock g[i]; unlock g[j]; "
        "lock g[j]; lock g[i]; unlock g[i]; unlock g[j]; unlock m; release s }\n"
        "for i in 0..2 { spawn \"t{i}\" f(i, (i + 1) % 3) }\nrelease s";
    struct program *program;
    struct explore_result *r = explore_text(text, explore_options_default(), &program);
    cr_assert_eq(r->warning_count, 3);
    explore_free(r);
    program_free(program);
}

/* Threads that touch nothing in common go one after the other, whatever they are called. */
Test(explore, who_meets_nobody_is_not_interleaved)
{
    struct program *program;
    struct explore_options options = {.symmetry = true, .persistent = true, .forget = true};
    struct explore_result *r =
        explore_text("define f() { repeat 2 { yield } }\nfor i in 1..20 { spawn \"t{i}\" f() }",
                     options, &program);
    cr_assert_eq(r->states, 61); /* main's 20 steps, then 2 of each */
    explore_free(r);
    program_free(program);
}

/* The steps of the shortest schedule to the first finding. */
static size_t steps_to(const char *text, struct explore_options options, uint32_t *preemptions)
{
    struct program *program;
    struct explore_result *r = explore_text(text, options, &program);
    cr_assert_gt(r->finding_count, 0, "%s", text);
    cr_assert(r->findings[0].fewest);
    size_t steps = r->findings[0].step_count;
    *preemptions = r->findings[0].preemptions;
    explore_free(r);
    program_free(program);
    return steps;
}

Test(explore, a_schedule_has_the_fewest_preemptions)
{
    static const char text[] = "mutex fork[7]\ndefine dine(a, b) { lock fork[a]; lock fork[b]; "
                               "unlock fork[b]; unlock fork[a] }\n"
                               "for i in 0..6 { spawn \"p{i}\" dine(i, (i + 1) % 7) }";
    uint32_t preemptions;
    size_t steps = steps_to(text, (struct explore_options){.symmetry = true}, &preemptions);
    cr_assert_eq(preemptions, 1);
    cr_assert_eq(steps, 14);
}

/* The checks that no schedule comes to, by their lines: "3 7 ". */
static char *unreached_lines(const char *text, bool *checked)
{
    struct program *program;
    struct explore_result *r = explore_text(text, explore_options_default(), &program);
    struct buffer lines = {0};
    for (size_t i = 0; i < r->unreached_count; i++) {
        const struct explore_unreached *u = &r->unreached[i];
        unsigned line = 1, start = program->origins[program->origin_of[u->pc]].start;
        for (unsigned k = 0; k < start; k++)
            line += text[k] == '\n';
        buffer_printf(&lines, "%s %u;", explore_check_name(u->kind), line);
    }
    buffer_puts(&lines, "");
    *checked = r->checked;
    explore_free(r);
    program_free(program);
    return buffer_take(&lines);
}

Test(explore, checks_that_no_schedule_comes_to_are_told)
{
    static const struct {
        const char *text, *unreached;
        bool checked;
    } rows[] = {
        {"shared x = 0\nx = 1\n", "", false},
        {"shared x = 0\nassert x == 0\n", "", true},
        {"shared x = 0\nif x == 1 { assert x == 1 }\n", "assertion 2;", false},
        {"shared x = 0\ndefine f() {\nassert x == 0 }\n", "assertion 3;", false},
        {"shared x = 0\nassert x == 0, \"no\"\ntry { x = 1 } catch { x = 2 }\n", "catch 3;", true},
        {"try {\nraise \"no\" } catch why { print why }\n", "", false},
        {"shared x = 0\nif x == 1 { critical c { x = 1 } }\n", "critical 2;", false},
        {"shared x = 0\ncritical c { x = 1 }\n", "", true},
        {"shared x = 0\nif x == 1 { invariant x < 2 }\n", "invariant 2;", false},
        {"shared x = 0\ninvariant x < 2\nx = 1\n", "", true},
        /* Both copies of what stands in a finally. */
        {"shared x = 0\ntry { x = 1 } finally { assert x == 1 }\n", "", true},
        {"shared x = 0\ntry { x = 1 } finally { if x == 2 { assert x == 2 } }\n", "assertion 2;",
         false},
        /* Only one order of three comes to it. */
        {"atomic x = 0\natomic y = 0\ndefine f() {\nif x == 0 and y == 1 { assert y == 1 } }\n"
         "spawn a { y = 1; x = 1 }\nspawn b f()\njoin all\n",
         "", true},
        {"atomic x = 0\natomic y = 0\ndefine f() {\nif x == 1 and y == 0 { assert y == 1 } }\n"
         "spawn a { y = 1; x = 1 }\nspawn b f()\njoin all\n",
         "assertion 4;", false},
        /* A schedule ends where it fails. */
        {"shared x = 0\nassert x == 1\nassert x == 0\n", "assertion 3;", true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bool checked;
        char *lines = unreached_lines(rows[i].text, &checked);
        cr_assert_str_eq(lines, rows[i].unreached, "%s\nnot reached: %s, not %s", rows[i].text,
                         lines, rows[i].unreached);
        cr_assert_eq(checked, rows[i].checked, "%s", rows[i].text);
        free(lines);
    }
}

Test(explore, a_limit_makes_it_bounded)
{
    struct program *program;
    struct explore_result *r =
        explore_text("atomic x = 0\nwhile true { x += 1 }",
                     (struct explore_options){.limit_states = 3000}, &program);
    cr_assert_eq(r->verdict, EXPLORE_BOUNDED);
    cr_assert_str_eq(r->limit, "states");
    cr_assert_null(r->schedules);
    explore_free(r);
    program_free(program);
    r = explore_text("atomic x = 0\nwhile true { x += 1 }",
                     (struct explore_options){.limit_memory = 16 << 20}, &program);
    cr_assert_str_eq(r->limit, "memory");
    explore_free(r);
    program_free(program);
}

/* Far too many orders to look at; and how many preemptions are needed for what goes wrong. */
static const char *const many =
    "atomic n = 0\natomic a = 0\natomic b = 0\n"
    "for i in 1..6 { spawn \"t{i}\" { repeat 4 { n += 1; n += 2 } } }\n";

static struct explore_result *bounded(const char *behind, struct program **program)
{
    struct buffer text = {0};
    struct explore_options options = explore_options_default();
    options.limit_states = 20;
    buffer_printf(&text, "%s%s", many, behind);
    struct explore_result *r = explore_text(buffer_text(&text), options, program);
    buffer_free(&text);
    return r;
}

Test(explore, a_bound_says_up_to_how_many_preemptions_all_was_looked_at)
{
    struct program *program;
    struct explore_result *r = bounded("", &program);
    cr_assert_eq(r->verdict, EXPLORE_BOUNDED);
    cr_assert_geq(r->covered, 1, "%u", r->covered);
    explore_free(r);
    program_free(program);
    /* Orders without end meet a limit before the first preemption. */
    r = explore_text("atomic x = 0\nwhile true { x += 1 }\n",
                     (struct explore_options){.limit_states = 50}, &program);
    cr_assert_eq(r->verdict, EXPLORE_BOUNDED);
    cr_assert_eq(r->covered, 0, "%u", r->covered);
    explore_free(r);
    program_free(program);
}

Test(explore, behind_a_limit_what_takes_few_preemptions_is_found)
{
    struct program *program;
    struct explore_result *r = bounded("spawn u { a = 1; a = 0; assert b == 0 }\n"
                                       "spawn v { if a == 1 { b = 1 } }\n",
                                       &program);
    cr_assert_eq(r->verdict, EXPLORE_REFUTED);
    cr_assert_str_eq(r->limit, "states");
    cr_assert_eq(r->findings[0].kind, EXPLORE_ASSERTION);
    cr_assert_eq(r->findings[0].preemptions, 1);
    cr_assert(r->findings[0].fewest);
    explore_free(r);
    program_free(program);
}

Test(explore, who_waits_asks_it_to_stop)
{
    struct program *program;
    atomic_bool cancel = true;
    struct explore_result *r = explore_text("atomic x = 0\nwhile true { x += 1 }",
                                            (struct explore_options){.cancel = &cancel}, &program);
    cr_assert(r->cancelled);
    cr_assert_eq(r->verdict, EXPLORE_BOUNDED);
    explore_free(r);
    program_free(program);
}

/* How many threads were made and orders given is no difference, or these would never come round. */
/* The machine of a script, when it stands where it waits: who it started has done nothing yet. */
static void begin_crowd(struct bare *b, const char *text)
{
    cr_assert(bare_begin(b, text, &(struct bare_options){0}), "%s", buffer_text(&b->output));
    while (step_enabled(&b->machine, STATE_MAIN) && !machine_over(&b->machine))
        step_run(&b->machine, STATE_MAIN);
}

/* A situation of many threads is looked at bit by bit, so that who waits need not wait for all of
 * it; and looking at one thread takes no longer the more there are. */
Test(explore, who_asks_it_to_stop_waits_for_no_crowd, .timeout = 20)
{
    struct bare b = {0};
    atomic_bool cancel = true;
    begin_crowd(&b, "shared x = 0\nfor i in 1..4000 { spawn \"t{i}\" { x += 1 } }\njoin all\n");
    struct explore_options options = explore_options_default();
    options.cancel = &cancel;
    struct explore_result *r = explore_run(&b.machine, &options);
    cr_assert(r->cancelled);
    cr_assert_leq(r->moves, 100, "%" PRIu64, r->moves);
    explore_free(r);
    bare_end(&b);
}

Test(explore, races_among_many_are_found, .timeout = 20)
{
    static const char *const texts[] = {
        "for i in 1..100 { spawn \"t{i}\" { x = 1 } }\n",
        "for i in 1..99 { spawn \"t{i}\" { private y = x } }\nspawn u { x = 1 }\n",
        "for i in 1..99 { spawn \"t{i}\" { atomic { x += 1 } } }\nspawn u { x = 1 }\n",
        "for i in 1..99 { spawn \"t{i}\" { atomic { x += 1 } } }\nspawn u { private y = x }\n",
        "for i in 1..100 { spawn \"t{i}\" { atomic { x += 1 } } }\n",
        "for i in 1..100 { spawn \"t{i}\" { private y = x } }\n",
        "for i in 0..99 { spawn \"t{i}\" { a[i] = 1 } }\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct bare b = {0};
        struct buffer text = {0};
        buffer_printf(&text, "shared x = 0\nshared a[100] = 0\n%sjoin all\n", texts[i]);
        begin_crowd(&b, buffer_text(&text));
        struct explore_options options = explore_options_default();
        options.limit_states = 1;
        struct explore_result *r = explore_run(&b.machine, &options);
        bool found = r->finding_count && r->findings[0].kind == EXPLORE_RACE;
        cr_assert_eq(found, i < 4, "%s %s", texts[i], buffer_text(&b.output));
        explore_free(r);
        bare_end(&b);
        buffer_free(&text);
    }
}

Test(explore, of_many_who_wait_alike_some_are_told)
{
    struct bare b = {0};
    begin_crowd(&b, "event e\nevent g\nfor i in 1..1000 { spawn \"t{i}\" { wait e } }\n"
                    "spawn u { wait g }\njoin all\n");
    while (bare_step(&b))
        ;
    struct explore_options options = explore_options_default();
    struct explore_result *r = explore_run(&b.machine, &options);
    cr_assert_eq(r->finding_count, 1);
    const struct explore_finding *f = &r->findings[0];
    cr_assert_eq(f->kind, EXPLORE_DEADLOCK);
    cr_assert_eq(f->thread_count, 1002);
    cr_assert_not_null(strstr(f->message, "t16 waits for the event e"), "%s", f->message);
    cr_assert_null(strstr(f->message, "t17 waits"), "%s", f->message);
    cr_assert_not_null(strstr(f->message, "and 984 more wait as they do (`wait e`"), "%s",
                       f->message);
    cr_assert_not_null(strstr(f->message, "u waits for the event g"), "%s", f->message);
    explore_free(r);
    bare_end(&b);
}

Test(explore, counters_that_nobody_sees_do_not_keep_states_apart)
{
    static const char *const programs[] = {
        "atomic n = 0\nwhile true { spawn t { n = 1 - n }\njoin t }",
        "spawn p\nmutex m\nwhile true { p: { lock m; unlock m }\njoin p }",
        "while true { spawn t { }\nok = join t for 1s }",
    };
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) {
        struct program *program;
        struct explore_options options = {.forget = true, .limit_states = 10000};
        struct explore_result *r = explore_text(programs[i], options, &program);
        cr_assert_null(r->limit, "%s", programs[i]);
        cr_assert_eq(r->finding_count, 1);
        cr_assert_eq(r->findings[0].kind, EXPLORE_ENDLESS);
        explore_free(r);
        program_free(program);
    }
}

Test(explore, counts_are_exact_however_large)
{
    struct program *program;
    /* 3 threads of 30 steps each, which nobody can tell from one another: 90! / (30!)^3. */
    struct explore_result *r = explore_text("define f() { repeat 30 { yield } }\nthread a f()\n"
                                            "thread b f()\nthread c f()\natomic go = false\n",
                                            (struct explore_options){0}, &program);
    cr_assert_str_eq(r->schedules, "1");
    explore_free(r);
    program_free(program);
    r = explore_text("event go\ndefine f() { wait go; repeat 29 { yield } }\nspawn a f()\nspawn b "
                     "f()\nspawn c f()\nset go",
                     (struct explore_options){0}, &program);
    cr_assert_not_null(r->schedules);
    cr_assert_gt(strlen(r->schedules), 38); /* more than 2^128 */
    explore_free(r);
    program_free(program);
}

/* ---- Growth ---------------------------------------------------------------------------------- */

/* Who takes the left fork first: each more at the table makes as many states more as a polynomial
 * says, and not a few times as many. In all ways of saying which fork is meant. */
Test(explore, what_is_at_the_other_end_of_the_table_is_not_interleaved)
{
    static const struct {
        unsigned guests;
        uint64_t most;
    } tables[] = {{7, 2000}, {9, 5000}, {11, 10000}, {20, 120000}};
    static const char *const ways[] = {
        "mutex fork[%1$u]\n"
        "define dine(one, other) {\n"
        "    lock fork[one]; lock fork[other]; unlock fork[other]; unlock fork[one]\n"
        "}\n"
        "for i in 1..%1$u { spawn dine(i - 1, i %% %1$u) }\n",
        "mutex fork[%1$u]\n"
        "for i in 1..%1$u {\n"
        "    spawn { with fork[i - 1] { with fork[i %% %1$u] { yield } } }\n"
        "}\n",
        /* Nobody knows how many there are before it runs. */
        "private n = %1$u\nmutex fork[n]\n"
        "define dine(one, other) {\n"
        "    lock fork[one]; lock fork[other]; unlock fork[other]; unlock fork[one]\n"
        "}\n"
        "for i in 1..n { spawn dine(i - 1, i %% n) }\n",
    };
    for (size_t way = 0; way < sizeof ways / sizeof *ways; way++)
        for (size_t i = 0; i < sizeof tables / sizeof *tables - (way > 0); i++) {
            char text[512];
            struct program *program;
            snprintf(text, sizeof text, ways[way], tables[i].guests);
            struct explore_result *r = explore_text(text, explore_options_default(), &program);
            cr_assert_eq(r->verdict, EXPLORE_REFUTED);
            cr_assert_eq(r->findings[0].kind, EXPLORE_DEADLOCK);
            cr_assert_not_null(r->findings[0].schedule);
            cr_assert_leq(r->states, tables[i].most * (way == 1 ? 2 : 1),
                          "%u guests: %" PRIu64 " states", tables[i].guests, r->states);
            explore_free(r);
            program_free(program);
        }
}

/* A barber's customers of whom each is joined by name are as many states as where nobody joins
 * them: in which order they end makes no difference. */
Test(explore, who_is_joined_in_a_loop_is_like_the_others)
{
    static const char barber[] =
        "mutex m\nshared inside = 0\nsemaphore customer 0\nsemaphore chair 0\n"
        "define visit() {\n    with m { inside += 1 }\n    release customer\n"
        "    acquire chair\n    with m { inside -= 1 }\n}\n"
        "spawn daemon barber { while true { acquire customer; release chair } }\n"
        "for i in 1..6 { spawn \"c{i}\" visit() }\n";
    static const char *const ways[] = {"", "for i in 1..6 { join \"c{i}\" }\n"};
    uint64_t states[2];
    for (size_t way = 0; way < 2; way++) {
        char text[512];
        struct program *program;
        snprintf(text, sizeof text, "%s%s", barber, ways[way]);
        struct explore_result *r = explore_text(text, explore_options_default(), &program);
        cr_assert_eq(r->verdict, EXPLORE_PROVED);
        states[way] = r->states;
        explore_free(r);
        program_free(program);
    }
    cr_assert_leq(states[1], states[0] + 20, "%" PRIu64 " states, and %" PRIu64, states[0],
                  states[1]);
}

/* Where it can matter whose turn it is, nobody is taken for another: one holds what the joining
 * thread waits behind, or joins it, or is left out. */
Test(explore, whose_turn_it_is_to_be_joined_can_matter)
{
    static const char *const programs[] = {
        "mutex m\natomic a = 0\n"
        "define f() { if cas(a, 0, 1) { while true { } }; lock m; unlock m }\n"
        "for i in 0..1 { spawn \"t{i}\" f() }\nwith m { for i in 0..1 { join \"t{i}\" } }",
        "mutex m\natomic a = 0\n"
        "define f() { if cas(a, 0, 1) { lock m; unlock m } else { while true { } } }\n"
        "for i in 0..1 { spawn \"t{i}\" f() }\nwith m { for i in 0..1 { join \"t{i}\" } }",
        "atomic a = 0\ndefine f() { if cas(a, 0, 1) { join main } else { while true { } } }\n"
        "for i in 0..1 { spawn \"t{i}\" f() }\nfor i in 0..1 { join \"t{i}\" }",
        "atomic a = 0\nevent e\nsemaphore gate 0\n"
        "define f() { if cas(a, 0, 1) { release gate; wait e }; release gate }\n"
        "for i in 0..1 { spawn \"t{i}\" f() }\nacquire gate\nacquire gate\n"
        "for i in 0..0 { join \"t{i}\" }\nassert false",
    };
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) {
        struct oracle o;
        cr_assert(oracle_ask(&o, programs[i], &(struct oracle_options){.most_states = 1000000}),
                  "%s", programs[i]);
        compare(programs[i], &o, (struct explore_options){.symmetry = true}, "symmetry");
        compare(programs[i], &o,
                (struct explore_options){.symmetry = true, .persistent = true, .forget = true},
                "all");
        oracle_free(&o);
    }
}
