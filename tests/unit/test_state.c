/* test_state.c - unit tests of src/core's state: one block of plain data that says everything about
 * a run. A copy of it goes the same way; programs run twice with one seed end in the same bytes. */
#include "bare.h"

#include "base/memory.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

TestSuite(state, .timeout = 240);

/* Every primitive is in use, for a while. */
static const char everything[] =
    "schedule random 1\n"
    "shared total = 0\n"
    "atomic hits = 0\n"
    "shared cells[6] = 0\n"
    "atomic marks[3] = 1\n"
    "local mine = 10\n"
    "mutex m\n"
    "mutex fork[3]\n"
    "rlock r\n"
    "rwlock w\n"
    "semaphore s 2\n"
    "bounded bs 2\n"
    "event go\n"
    "condition c on m\n"
    "condition own\n"
    "barrier b 3 { hits += 1 }\n"
    "define arrived(who) { cells[0] += 1; return who }\n"
    "barrier b2 2 arrived(\"x\")\n"
    "queue q 2\n"
    "queue wide\n"
    "once o\n"
    "invariant hits < 1000, \"hits is {hits}\"\n"
    "timer t1 3s { total += 1 }\n"
    "timer t2[2] 1500ms arrived(2)\n"
    "define deep(n) { k = n; private a[3] = n\n if n > 0 { a[1] = deep(n - 1) }\n return a[1] + k "
    "}\n"
    "for i in 1..3 { spawn \"phil{i}\" { repeat 3 { with fork[i % 3] { yield; mine += 1 }\n"
    "  x = wait b for 20s; cells[i] += x } } }\n"
    "for i in 1..2 { spawn \"put{i}\" { for k in 1..6 { put q k; put wide \"item {k}\" } } }\n"
    "spawn taker { sum = 0\n repeat 12 { x = get q; sum += x; y = get wide; hits += 1 }\n"
    "  with m { total += sum; broadcast c } }\n"
    "spawn waiter { with c { ok = wait c until total > 40 for 30s } }\n"
    "spawn readers { repeat 4 { with rdlock w { yield; x = total } } }\n"
    "spawn writer { repeat 4 { with wrlock w { total += 1 } } }\n"
    "spawn owner { with own { with own { wait own for 2s } } }\n"
    "spawn ringer { sleep 1s; with own { notify own }; set go; clear go }\n"
    "spawn goer { ok = wait go; print \"goer {ok}\" }\n"
    "spawn puppet other\n"
    "for i in 1..3 { puppet: { keep = i; with s { work 100ms }; other: print i } }\n"
    "all: { with bs { io 200ms } }\n"
    "puppet: print keep\n"
    "spawn sleeper { try { sleep 100s } finally { total += 100; lock m; unlock m } }\n"
    "spawn doomed { lock r; sleep 100s }\n"
    "spawn fails { try { raise \"once\" } catch e { raise \"{e} more\" } }\n"
    "spawn daemon ghost { while true { sleep 700ms; critical spot { hits += 1 } } }\n"
    "spawn one { once o { sleep 1s; hits += 1 } }\n"
    "spawn two { once o { hits += 100 }\n x = deep(60); print x }\n"
    "spawn pair { wait b2 }\n"
    "start t1\nstart t2[0]\nstart t2[1]\ncancel t2[1]\n"
    "spawn caser { repeat 5 { x = cas(total, 0, 1); y = add(marks[1], 2); z = swap(marks[2], y) } "
    "}\n"
    "spawn chooser { for i in 1..5 { x = choose(1, 3); y = random(1, 100); print x, y } }\n"
    "spawn blocks { repeat 3 { atomic { total += 1; total -= 1 } } }\n"
    "sleep 500ms\n"
    "wait b2\n"
    "sleep 1s\n"
    "cancel sleeper\nkill doomed\nrename goer gone\n"
    "private copy[6] = 0\ncopy = cells\nprint copy[0], time(), now\n"
    "private big[500] = 1\n"
    "for i in 1..9 { spawn \"reads{i}\" { sleep 1s; total += big[i] } }\n"
    "for i in 1..3 { spawn \"writes{i}\" { big[i] = i; sleep 1s\n"
    "  spawn \"copies{i}\" { big[i] += big[0]; sleep 1s; total += big[i] } } }\n"
    "big[0] = 2\n"
    "thread late { print \"late\" }\ndaemon late on\nstart late\n"
    "for t in threads { total += len(t) }\n"
    "drop bs\n"
    "join taker\njoin all for 60s\nprint total, hits, active()\n";

/* ---- Copies ---------------------------------------------------------------------------------- */

/* Goes on from this state with the choices of a seed to the end; what is printed goes to out. */
static struct state *go_on(struct bare *b, struct state *from, uint64_t choices, char **output)
{
    state_free(b->machine.state);
    b->machine.state = from;
    b->random = choices;
    buffer_clear(&b->output);
    while (!machine_over(&b->machine) && bare_step(b))
        ;
    *output = memory_copy(buffer_text(&b->output));
    return state_copy(b->machine.state);
}

static void expect_same(const struct state *a, const struct state *b, const char *what)
{
    cr_assert_eq(a->size, b->size, "%s: %llu and %llu bytes", what, (unsigned long long)a->size,
                 (unsigned long long)b->size);
    if (state_equals(a, b))
        return;
    size_t at = 0;
    while (((const char *)a)[at] == ((const char *)b)[at])
        at++;
    cr_assert_fail("%s: the states differ at byte %zu of %llu", what, at,
                   (unsigned long long)a->size);
}

Test(state, a_copy_goes_the_same_way)
{
    for (uint64_t seed = 1; seed <= 12; seed++) {
        struct bare b;
        cr_assert(bare_begin(&b, everything, &(struct bare_options){.seed = seed, .random = true}),
                  "%s", buffer_text(&b.output));
        for (uint64_t steps = 0; steps < 40 * seed && bare_step(&b); steps++)
            ;
        char *first, *second;
        size_t size = (size_t)b.machine.state->size;
        struct state *copy = memory_new(size);
        memcpy(copy, b.machine.state, size);
        struct state *origin = state_copy(copy);
        struct state *a = go_on(&b, state_copy(origin), seed * 7, &first);
        struct state *z = go_on(&b, copy, seed * 7, &second);
        cr_expect_str_eq(first, second);
        cr_expect(strstr(first, "main: "), "%s", first);
        expect_same(a, z, "copies");
        state_free(a);
        state_free(z);
        state_free(origin);
        free(first);
        free(second);
        bare_end(&b);
    }
}

Test(state, a_copy_of_the_program_runs_the_same_when_the_first_is_gone)
{
    for (uint64_t seed = 1; seed <= 12; seed++) {
        struct bare b;
        cr_assert(bare_begin(&b, everything, &(struct bare_options){.seed = seed, .random = true}));
        for (uint64_t steps = 0; steps < 40 * seed && bare_step(&b); steps++)
            ;
        char *first, *second;
        struct state *copy = state_copy(b.machine.state);
        struct program *program = program_copy(b.program);
        struct state *a = go_on(&b, state_copy(copy), seed * 7, &first);
        program_free(b.program);
        b.program = b.machine.program = program;
        struct state *z = go_on(&b, copy, seed * 7, &second);
        cr_expect_str_eq(first, second);
        expect_same(a, z, "copies");
        state_free(a);
        state_free(z);
        free(first);
        free(second);
        bare_end(&b);
    }
}

Test(state, each_step_from_a_copy_is_the_same_step)
{
    struct bare b;
    cr_assert(bare_begin(&b, everything, &(struct bare_options){.seed = 3, .random = true}));
    while (!machine_over(&b.machine)) {
        struct state *before = state_copy(b.machine.state);
        uint64_t random = b.random;
        uint32_t turn = b.turn;
        if (!bare_step(&b)) {
            state_free(before);
            break;
        }
        struct state *after = state_copy(b.machine.state);
        state_free(b.machine.state);
        b.machine.state = before;
        b.random = random;
        b.turn = turn;
        bare_step(&b);
        expect_same(after, b.machine.state, "a step");
        state_free(after);
    }
    bare_end(&b);
}

Test(state, two_runs_of_one_seed_are_equal)
{
    for (uint64_t seed = 1; seed <= 10; seed++) {
        struct bare a, b;
        struct bare_options options = {.seed = seed, .random = true};
        cr_assert(bare_begin(&a, everything, &options));
        cr_assert(bare_begin(&b, everything, &options));
        for (unsigned steps = 0; !machine_over(&a.machine); steps++) {
            bool one = bare_step(&a), other = bare_step(&b);
            cr_assert_eq(one, other);
            if (steps % 16 == 0)
                expect_same(a.machine.state, b.machine.state, "runs");
            if (!one)
                break;
        }
        expect_same(a.machine.state, b.machine.state, "ends");
        cr_expect_str_eq(buffer_text(&a.output), buffer_text(&b.output));
        bare_end(&a);
        bare_end(&b);
    }
}

/* ---- The layout follows from what is there
 * -------------------------------------------------------- */

static struct state *state_after(struct bare *b, const char *program)
{
    cr_assert(bare_begin(b, program, &(struct bare_options){0}), "%s", buffer_text(&b->output));
    while (step_readiness(&b->machine, STATE_MAIN).kind == READY)
        bare_step(b);
    return b->machine.state;
}

Test(state, what_was_made_and_dropped_leaves_nothing)
{
    struct bare a, b;
    /* Main stands at the same command in both, and what it did before left no trace. */
    state_after(&a, "queue q\nshared n = 0\nevent e\n"
                    "if true { wait e } else { put q 1; x = get q; n = 1; n = 0 }\n");
    state_after(
        &b, "queue q\nshared n = 0\nevent e\n"
            "if false { wait e } else { put q 1; x = get q; n = 1; n = 0; x = none }\nwait e\n");
    cr_expect_eq(a.machine.state->size, b.machine.state->size);
    cr_expect_eq(a.machine.state->heap_used, b.machine.state->heap_used);
    bare_end(&a);
    bare_end(&b);
    state_after(&a, "queue q\nfor i in 1..1000 { put q i }\nfor i in 1..1000 { x = get q }\n"
                    "for i in 1..200 { mutex \"m{i}\" }\nfor i in 1..200 { drop \"m{i}\" }\n"
                    "private big[1000] = 1\nprivate big[1] = 1\nevent e\nwait e\n");
    state_after(&b, "queue q\nprivate big[1] = 1\nevent e\nwait e\n");
    cr_expect_eq(a.machine.state->heap_capacity, b.machine.state->heap_capacity);
    cr_expect_eq(a.machine.state->entity_count, b.machine.state->entity_count);
    cr_expect_eq(a.machine.state->entity_capacity, b.machine.state->entity_capacity);
    bare_end(&a);
    bare_end(&b);
}

Test(state, threads_that_ended_make_room)
{
    struct bare b;
    state_after(&b, "for i in 1..500 { spawn t { private a[50] = i }\n while alive(t) { yield } }\n"
                    "event e\nwait e");
    cr_expect_eq(b.machine.state->thread_count, 2);
    cr_expect_eq(b.machine.state->heap_used, 0);
    cr_expect_eq(b.machine.state->alive, 1);
    bare_end(&b);
}

/* ---- Large private arrays -------------------------------------------------------------------- */

/* A program whose main waits at its end: what its arrays take of the heap, in arrays of `length`.
 */
static uint32_t arrays_after(const char *program, uint32_t length)
{
    struct bare b;
    uint32_t heap = state_after(&b, program)->heap_used, room = state_array_room(length);
    cr_expect_eq(heap % room, 0);
    bare_end(&b);
    return heap / room;
}

Test(state, copies_of_a_large_array_are_one_until_one_is_written)
{
    cr_expect_eq(arrays_after("event e\nprivate p[1000] = 0\n"
                              "for i in 1..5 { spawn { x = p[i]; wait e } }\nwait e",
                              1000),
                 1);
    /* By two of the bodies, and by the body of a body. */
    cr_expect_eq(arrays_after("event e\nprivate p[1000] = 0\n"
                              "for i in 1..5 { spawn { if i < 3 { p[i] = 0 }\n wait e } }\n"
                              "spawn { spawn { p[1] += 1; p[2] += 1; wait e }\n wait e }\nwait e",
                              1000),
                 4);
    /* By their maker. */
    cr_expect_eq(arrays_after("event e\nprivate p[1000] = 0\n"
                              "for i in 1..5 { spawn { x = p[i]; wait e } }\np[0] = 1\nwait e",
                              1000),
                 2);
    cr_expect_eq(
        arrays_after("event e\nprivate p[1000] = 0\nprivate q[1000] = 1\nq = p\nwait e", 1000), 1);
    /* Who ends, returns or makes another array in its place gives it up. */
    cr_expect_eq(arrays_after("event e\nprivate p[1000] = 0\nspawn t { p[0] = 1 }\njoin t\n"
                              "define f() { private r[1000] = 1\n return r[0] }\nx = f()\n"
                              "spawn { private p[1000] = 2\n wait e }\nprivate p[1] = 0\nwait e",
                              1000),
                 1);
    /* Without any, the state is as if there had been none. */
    cr_expect_eq(arrays_after("event e\nprivate p[1000] = 0\nspawn t { p[0] = 1 }\njoin t\n"
                              "private p[1] = 0\nwait e",
                              1000),
                 0);
}

/* ---- What always holds ----------------------------------------------------------------------- */

static void expect_zero(const void *bytes, size_t length, const char *what)
{
    for (size_t i = 0; i < length; i++)
        if (((const char *)bytes)[i])
            cr_assert_fail("%s: byte %zu is not zero", what, i);
}

/* The variable parts lie one behind the other, in the order of arrays, threads and entities. */
static void expect_heap_in_order(const struct state *s)
{
    uint32_t at = 0;
    for (uint32_t i = 0; i < s->array_count; i++) {
        const struct extent *e = &state_array(s, i)->extent;
        cr_assert_eq(e->offset, e->capacity ? at : 0, "array %u", i);
        at += e->capacity;
    }
    for (uint32_t i = 0; i < s->thread_count; i++) {
        const struct thread *t = state_thread(s, i);
        const struct extent extents[] = {t->stack_extent, t->order_extent};
        for (int k = 0; k < 2; k++) {
            cr_assert_eq(extents[k].offset, extents[k].capacity ? at : 0, "thread %u", i);
            at += extents[k].capacity;
        }
    }
    for (uint32_t i = 0; i < s->entity_count; i++) {
        const struct extent *e = &state_entity(s, i)->extent;
        cr_assert_eq(e->offset, e->capacity ? at : 0, "entity %u", i);
        at += e->capacity;
    }
    cr_assert_eq(at, s->heap_used);
    expect_zero(state_heap(s) + at, (s->heap_capacity - at) * sizeof(struct value), "heap");
}

static void expect_counts(const struct state *s)
{
    uint32_t alive = 0, busy = 0, required = 0, threads_free = 0, entities_free = 0, locals = 0;
    for (uint32_t i = 0; i < s->thread_count; i++) {
        const struct thread *t = state_thread(s, i);
        bool lives = t->status == THREAD_RUNNING || t->status == THREAD_IDLE;
        alive += lives;
        busy += t->status == THREAD_RUNNING;
        required += lives && !(t->flags & FLAG_DAEMON);
        threads_free += t->status == THREAD_FREE;
        const struct value *stack = state_stack(s, i);
        expect_zero(stack + t->top, (state_stack_room(s, i) - t->top) * sizeof *stack, "stack");
    }
    for (uint32_t i = 0; i < s->entity_count; i++) {
        entities_free += state_entity(s, i)->kind == ENTITY_FREE;
        locals += state_entity(s, i)->kind == ENTITY_LOCAL;
    }
    cr_assert_eq(alive, s->alive);
    cr_assert_eq(busy, s->busy);
    cr_assert_eq(required, s->required);
    cr_assert_eq(threads_free, s->threads_free);
    cr_assert_eq(entities_free, s->entities_free);
    cr_assert_eq(locals, s->locals);
}

/* Every list of waiters holds exactly those that wait there; barriers know how many. */
static void expect_lists(const struct state *s)
{
    uint32_t waiting = 0, listed = 0;
    for (uint32_t i = 0; i < s->thread_count; i++) {
        uint32_t on = state_thread(s, i)->waits_on;
        waiting += on && !kind_is(state_entity(s, on - 1)->kind, KIND_OWN_LIST);
    }
    for (uint32_t i = 0; i < s->entity_count; i++) {
        const struct entity *e = state_entity(s, i);
        uint32_t before = 0, count = 0;
        for (uint32_t w = e->first_waiter; w; w = state_thread(s, w - 1)->next_waiter, count++) {
            cr_assert_eq(state_thread(s, w - 1)->waits_on, i + 1);
            cr_assert_eq(state_thread(s, w - 1)->previous_waiter, before);
            cr_assert(count < s->thread_count);
            before = w;
        }
        for (uint32_t k = 0; kind_is(e->kind, KIND_OWN_LIST) && k < e->users; k++)
            cr_assert(state_thread(s, state_waiting_at(s, e, k))->waits_on);
        cr_assert_eq(e->last_waiter, before);
        if (e->kind == ENTITY_BARRIER && e->status == 0)
            cr_assert_eq(e->count, count);
        listed += count;
    }
    cr_assert_eq(waiting, listed);
}

/* What threads hold: locks, reader locks, critical sections, onces. */
static void expect_held(const struct state *s)
{
    uint32_t held = 0, owned = 0;
    for (uint32_t i = 0; i < s->thread_count; i++)
        held += state_thread(s, i)->held;
    for (uint32_t i = 0; i < s->entity_count; i++) {
        const struct entity *e = state_entity(s, i);
        owned += e->owner != 0;
        owned += e->kind == ENTITY_RWLOCK ? e->users : 0;
        if (e->kind == ENTITY_MUTEX)
            cr_assert_eq(e->count, e->owner != 0);
    }
    cr_assert_eq(held, owned);
}

/* As many slots have a large array as it says. */
static void expect_users(const struct state *s)
{
    uint32_t users = 0, slots = 0, arrays_free = 0;
    for (uint32_t i = 0; i < s->array_count; i++) {
        const struct array *a = state_array(s, i);
        uint32_t found = 0;
        for (uint32_t t = 0; t < s->thread_count; t++)
            for (uint32_t k = 0; k < state_thread(s, t)->top; k++) {
                struct value v = state_stack(s, t)[k];
                bool has = v.kind == VALUE_LARGE_ARRAY && v.number == i;
                found += has;
                if (has)
                    cr_assert_eq(v.extra, a->length);
            }
        cr_assert_eq(found, a->users, "array %u: %u slots, %u users", i, found, a->users);
        users += a->users;
        arrays_free += a->users == 0;
    }
    for (uint32_t t = 0; t < s->thread_count; t++)
        for (uint32_t k = 0; k < state_thread(s, t)->top; k++)
            slots += state_stack(s, t)[k].kind == VALUE_LARGE_ARRAY;
    cr_assert_eq(users, slots);
    cr_assert_eq(arrays_free, s->arrays_free);
    const struct array *arrays = state_array(s, 0);
    expect_zero(arrays + s->array_count, (s->array_capacity - s->array_count) * sizeof *arrays,
                "arrays");
}

static void expect_sound(const struct state *s)
{
    expect_users(s);
    expect_heap_in_order(s);
    expect_counts(s);
    expect_lists(s);
    expect_held(s);
}

Test(state, is_sound_after_every_step)
{
    for (uint64_t seed = 1; seed <= 5; seed++) {
        struct bare b;
        cr_assert(bare_begin(&b, everything, &(struct bare_options){.seed = seed, .random = true}));
        do
            expect_sound(b.machine.state);
        while (!machine_over(&b.machine) && bare_step(&b));
        bare_end(&b);
    }
}

/* ---- Random programs
 * ----------------------------------------------------------------------------- */

static uint32_t pick(uint64_t *random, uint32_t below)
{
    *random = *random * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*random >> 33) % below;
}

/* Random commands on a handful of names of every kind; most make sense, some raise errors. */
static void add_commands(struct buffer *out, uint64_t *random, unsigned count, unsigned depth)
{
    static const char *const commands[] = {
        "n = n + 1",
        "n += 2",
        "at += 1",
        "x = n",
        "x += 1",
        "a[x % 3] += 1",
        "a[random(0, 3)] = x",
        "p = a",
        "p[1] += 1",
        "y = cas(n, 1, 2)",
        "lock m",
        "unlock m",
        "ok = tryacquire m",
        "ok = lock m for 1s",
        "lock r",
        "unlock r",
        "acquire s",
        "release s",
        "rdlock w",
        "wrlock w",
        "release w",
        "set e",
        "clear e",
        "ok = wait e for 2s",
        "wait e",
        "with c { notify c }",
        "with c { ok = wait c for 1s }",
        "with c { ok = wait c until n > 3 for 1s }",
        "put q x",
        "ok = put q 1 for 1s",
        "x = get q",
        "x = get q for 1s",
        "x = tryget q",
        "ok = wait b for 3s",
        "reset b",
        "abort b",
        "sleep 100ms",
        "work 50ms",
        "io 10ms",
        "yield",
        "print x",
        "spawn t { x += 1; sleep 1s; n += x }",
        "ok = join t for 1s",
        "cancel t",
        "kill t",
        "pup: x = 1",
        "pup: { lock m; sleep 1s; unlock m }",
        "join pup",
        "rename t u",
        "drop m",
        "mutex m",
        "event e",
        "x = f(x)",
        "local d = 3",
        "d += 1",
        "for th in threads { x = th }",
        "once o { sleep 10ms }",
        "critical k { yield }",
        "atomic { n += 1; at += 1 }",
        "raise \"r\"",
        "assert n < 50",
        "timer tm 1s { n += 1 }",
        "start tm",
        "private p[4] = 2",
        "big[x % 70] = x",
        "big[3] += 1",
        "other = big",
        "big = other",
        "private big[80] = 1",
        "private other[70] = x",
        "spawn { big[0] = x; sleep 1s; x = big[0] }",
        "spawn { other = big; sleep 1s; spawn { other[1] += 1; sleep 1s } }",
        "x = g(3)",
        "x = choose(1, 9)",
        "x = waiting(m)",
        "y = state(t)",
        "invariant n < 90",
    };
    static const char *const blocks[] = {
        "with m { ",
        "try { ",
        "repeat 2 { ",
        "for i in 1..3 { ",
        "spawn { ",
        "if x == 1 { ",
        "while n < 4 { n += 1; ",
        "for v in 1, \"a\", 2s { ",
        "with rdlock w { ",
        "pup: { ",
    };
    for (unsigned i = 0; i < count; i++) {
        if (depth > 0 && pick(random, 5) == 0) {
            const char *block = blocks[pick(random, sizeof blocks / sizeof *blocks)];
            buffer_puts(out, block);
            add_commands(out, random, 1 + pick(random, 4), depth - 1);
            if (strcmp(block, "try { ") != 0) {
                buffer_puts(out, "}\n");
                continue;
            }
            if (pick(random, 2)) {
                buffer_puts(out, "} catch z { print z; ");
                add_commands(out, random, pick(random, 2), depth - 1);
            }
            buffer_puts(out, "} finally { ");
            add_commands(out, random, pick(random, 3), depth - 1);
            buffer_puts(out, "}\n");
            continue;
        }
        const char *command = commands[pick(random, sizeof commands / sizeof *commands)];
        bool wrapped = pick(random, 3) > 0;
        if (wrapped)
            buffer_puts(out, "try { ");
        buffer_puts(out, command);
        buffer_puts(out, wrapped ? " } catch { }\n" : "\n");
    }
}

static void add_program(struct buffer *out, uint64_t seed)
{
    uint64_t random = seed;
    buffer_puts(
        out, "shared n = 0\natomic at = 0\nshared a[3] = 0\nmutex m\nrlock r\nsemaphore s 1\n"
             "rwlock w\nevent e\ncondition c\nqueue q 2\nbarrier b 2 { n += 1 }\nonce o\n"
             "spawn pup\nx = 1\nprivate p[3] = 7\nprivate big[70] = 0\nprivate other[70] = 1\n"
             "define g(v) { private own[90] = v\n if v > 0 { own[1] += g(v - 1) }\n return own[1] "
             "}\ninvariant g(1) == 1\n"
             "define f(v) { try { if v == 3 { raise \"three\" }\n return v } finally { n += 1 "
             "} }\n");
    for (unsigned t = 0; t < 3; t++) {
        buffer_printf(out, "spawn w%u {\n", t);
        add_commands(out, &random, 6, 3);
        buffer_puts(out, "}\n");
    }
    add_commands(out, &random, 10, 3);
}

Test(state, random_programs_run_twice_are_equal)
{
    unsigned long long failed = 0;
    for (uint64_t seed = 1; seed <= 400; seed++) {
        struct buffer program = {0};
        add_program(&program, seed);
        struct bare a, b;
        struct bare_options options = {.seed = seed, .random = true};
        cr_assert(bare_begin(&a, buffer_text(&program), &options), "%s\n%s", buffer_text(&program),
                  buffer_text(&a.output));
        cr_assert(bare_begin(&b, buffer_text(&program), &options));
        for (unsigned steps = 0; steps < 2000 && !machine_over(&a.machine); steps++) {
            bool one = bare_step(&a), other = bare_step(&b);
            cr_assert_eq(one, other);
            expect_sound(a.machine.state);
            if (!one)
                break;
        }
        failed += strstr(buffer_text(&a.output), "failed") != NULL;
        expect_same(a.machine.state, b.machine.state, buffer_text(&program));
        cr_expect_str_eq(buffer_text(&a.output), buffer_text(&b.output), "%s",
                         buffer_text(&program));
        machine_stop_all(&a.machine);
        cr_expect_eq(a.machine.state->alive, 0, "%s", buffer_text(&program));
        cr_expect_eq(a.machine.state->busy, 0, "%s", buffer_text(&program));
        cr_expect_eq(a.machine.state->required, 0, "%s", buffer_text(&program));
        bare_end(&a);
        bare_end(&b);
        buffer_free(&program);
    }
    cr_expect(failed > 0);
}
