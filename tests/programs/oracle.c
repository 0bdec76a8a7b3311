/* oracle.c - the search itself: see oracle.h.
 *
 * States are kept packed (most of their bytes are zero), which loses nothing; two are the same
 * where their packed forms are. They are looked at in the order in which they were found. */
#include "oracle_inside.h"

#include "base/memory.h"
#include "core/failure.h"
#include "core/machine.h"
#include "lang/compiler.h"
#include "lang/parser.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ---- States ---------------------------------------------------------------------------------- */

/* A state, packed: per 64 words a word of bits that says which are not zero, then those. */
struct packed {
    uint64_t *words;
    uint32_t count;
    uint32_t hash;
    uint64_t size;   /* bytes of the state */
    uint8_t failure; /* 1 + enum oracle_kind: how the step that led here ended the schedule */
};

struct search {
    struct oracle *o;
    struct oracle_options options;
    struct machine machine;
    struct packed *states;
    uint32_t count, capacity;
    uint32_t *table; /* by hash: a state's index + 1 */
    uint32_t table_size;
    uint32_t *first_edge, *targets;
    uint32_t first_edge_capacity, target_count, target_capacity;
    uint16_t *by; /* see struct oracle_graph */
    uint32_t by_count, by_capacity;
    unsigned char *last, *excused;
    uint32_t *ready;
    unsigned char *spins; /* by state, in virtual time: the clock moves though threads can step */
    uint32_t spins_capacity;
    bool random;     /* the program draws random numbers */
    uint8_t failure; /* of the step that is being done */
};

static struct packed pack(const struct state *s, uint8_t failure)
{
    const uint64_t *from = (const uint64_t *)(const void *)s;
    size_t words = (size_t)s->size / sizeof *from;
    struct packed p = {.size = s->size, .failure = failure};
    assert(s->size % sizeof *from == 0);
    p.words = memory_new((words + words / 64 + 1) * sizeof *p.words);
    for (size_t i = 0; i < words; i += 64) {
        size_t most = words - i < 64 ? words - i : 64;
        uint64_t mask = 0;
        for (size_t k = 0; k < most; k++)
            mask |= (uint64_t)(from[i + k] != 0) << k;
        p.words[p.count++] = mask;
        for (; mask; mask &= mask - 1)
            p.words[p.count++] = from[i + (size_t)__builtin_ctzll(mask)];
    }
    p.words = memory_resize(p.words, p.count * sizeof *p.words);
    uint64_t hash = 0;
    for (uint32_t i = 0; i < p.count; i++)
        hash = (hash ^ p.words[i]) * 0x9E3779B97F4A7C15u, hash ^= hash >> 29;
    p.hash = (uint32_t)(hash >> 32);
    return p;
}

static struct state *unpack(const struct packed *p)
{
    uint64_t *words = memory_zeroed(1, (size_t)p->size);
    uint32_t at = 0;
    for (uint64_t i = 0; i < p->size / sizeof *words; i += 64) {
        uint64_t mask = p->words[at++];
        for (; mask; mask &= mask - 1)
            words[i + (uint64_t)__builtin_ctzll(mask)] = p->words[at++];
    }
    return (struct state *)(void *)words;
}

static bool same(const struct packed *a, const struct packed *b)
{
    return a->hash == b->hash && a->count == b->count && a->size == b->size &&
           a->failure == b->failure && memcmp(a->words, b->words, a->count * sizeof *a->words) == 0;
}

static void grow_table(struct search *s)
{
    s->table_size = s->table_size ? s->table_size * 2 : 1024;
    free(s->table);
    s->table = memory_zeroed(s->table_size, sizeof *s->table);
    for (uint32_t i = 0; i < s->count; i++) {
        uint32_t at = s->states[i].hash % s->table_size;
        while (s->table[at])
            at = (at + 1) % s->table_size;
        s->table[at] = i + 1;
    }
}

static bool draws_random(const struct program *p)
{
    for (uint32_t i = 0; i < p->code_count; i++)
        if (p->code[i].op == OP_RANDOM)
            return true;
    return false;
}

/* `choose` draws too, but what it draws is of no account here. */
static void forget_random(struct state *s)
{
    for (uint32_t i = 0; i < s->thread_count; i++)
        state_thread(s, i)->random = 0;
}

/* The place in the table of a state, or of where it would be. */
static uint32_t find_place(const struct search *s, const struct packed *p)
{
    uint32_t at = p->hash % s->table_size;
    while (s->table[at] && !same(&s->states[s->table[at] - 1], p))
        at = (at + 1) % s->table_size;
    return at;
}

/* The index of the machine's state, which is used up. */
static uint32_t keep_state(struct search *s)
{
    if (!s->random)
        forget_random(s->machine.state);
    oracle_settle_arrays(&s->machine.state);
    if (s->table_size < 2 * (s->count + 1))
        grow_table(s);
    struct packed p = pack(s->machine.state, s->failure);
    state_free(s->machine.state);
    s->machine.state = NULL;
    uint32_t at = find_place(s, &p);
    if (s->table[at]) {
        free(p.words);
        return s->table[at] - 1;
    }
    MEMORY_ROOM_FOR_ONE(s->states, s->count, s->capacity);
    s->states[s->count++] = p;
    s->table[at] = s->count;
    return s->count - 1;
}

/* How many states there are; however steps failed that lead to one, it is one. */
static uint64_t count_states(const struct search *s)
{
    uint64_t count = s->count;
    for (uint32_t i = 0; i < s->count; i++) {
        struct packed p = s->states[i];
        bool again = false;
        for (p.failure = 0; p.failure < s->states[i].failure; p.failure++)
            again |= s->table[find_place(s, &p)] != 0;
        count -= again;
    }
    return count;
}

/* ---- Failures -------------------------------------------------------------------------------- */

bool oracle_invariant_broke(const struct state *state)
{
    for (uint32_t at = state->first_invariant; at; at = state_entity(state, at - 1)->users)
        if (state_entity(state, at - 1)->status)
            return true;
    return false;
}

/* Two in one critical section, or its name stands for something else. */
static bool is_critical(const struct state *state, struct instruction i)
{
    if (i.op != OP_CRITICAL_ENTER)
        return false;
    uint32_t bound = i.a & OPERAND_NAMED ? state_lookup(state, (uint32_t)i.b) : 0;
    return bound && state_entity(state, bound - 1)->kind == ENTITY_CRITICAL;
}

bool oracle_is_failure(const struct machine *m, const struct event *e, enum oracle_kind *kind)
{
    bool ended = e->kind == EVENT_ENDED || e->kind == EVENT_ORDER_FAILED;
    if (!ended || e->status != THREAD_FAILED)
        return false;
    struct instruction i = m->program->code[e->pc];
    *kind = ORACLE_ERROR;
    if (i.op == OP_ASSERTION_FAILED)
        *kind = ORACLE_ASSERTION;
    else if (is_critical(m->state, i))
        *kind = ORACLE_CRITICAL;
    return true;
}

static void add_failure(struct search *s, enum oracle_kind kind, const char *who, const char *text,
                        size_t length)
{
    struct buffer line = {0};
    buffer_printf(&line, "%s: %s", oracle_kind_name(kind), who);
    if (length)
        buffer_printf(&line, ": %.*s", (int)length, text);
    oracle_add_line(&s->o->failures, buffer_text(&line));
    buffer_free(&line);
    s->o->kinds |= 1u << kind;
    if (!s->failure || s->failure > kind + 1)
        s->failure = (uint8_t)(kind + 1);
}

static void take_event(void *context, const struct event *e)
{
    struct search *s = context;
    enum oracle_kind kind;
    if (oracle_invariant_broke(s->machine.state) || !oracle_is_failure(&s->machine, e, &kind))
        return;
    const struct thread *t = state_thread(s->machine.state, e->thread);
    struct buffer words = {0};
    failure_add_words(s->machine.program, e->failure, &words);
    add_failure(s, kind, name_bytes(s->machine.program->texts, t->name), words.bytes, words.length);
    buffer_free(&words);
}

/* Behind a step of the thread. */
static void note_broken_invariant(struct search *s, uint32_t thread)
{
    const struct thread *t = state_thread(s->machine.state, thread);
    if (oracle_invariant_broke(s->machine.state))
        add_failure(s, ORACLE_INVARIANT, name_bytes(s->machine.program->texts, t->name), "", 0);
}

/* ---- What can happen in a state -------------------------------------------------------------- */

static void add_edge(struct search *s, uint16_t by, uint32_t target)
{
    MEMORY_ROOM_FOR_ONE(s->by, s->by_count, s->by_capacity);
    s->by[s->by_count++] = by;
    MEMORY_ROOM_FOR_ONE(s->targets, s->target_count, s->target_capacity);
    s->targets[s->target_count++] = target;
}

/* Whether leaving the thread behind this step of its is no preemption. */
static bool gives_way(const struct machine *m, uint32_t thread)
{
    const struct thread *t = state_thread(m->state, thread);
    uint16_t op = m->program->code[t->pc].op;
    return !(t->flags & FLAG_ARMED) &&
           (op == OP_YIELD || op == OP_SLEEP || op == OP_IO || op == OP_WORK);
}

/* From a copy of the state: a step of a thread whose deadline is made `deadline`; NO_DEADLINE:
 * stays as it is. */
static void follow(struct search *s, uint32_t from, uint32_t thread, int64_t deadline)
{
    struct machine *m = &s->machine;
    m->state = unpack(&s->states[from]);
    s->failure = 0;
    bool passes = deadline == m->state->now;
    if (deadline != NO_DEADLINE)
        state_thread(m->state, thread)->deadline = deadline;
    uint16_t by = ORACLE_NOBODY;
    if (step_enabled(m, thread)) {
        by = (uint16_t)(thread << 1 | (passes || gives_way(m, thread)));
        step_run(m, thread);
    }
    note_broken_invariant(s, thread);
    m->change_count = 0;
    add_edge(s, by, keep_state(s));
}

/* The same for a waiter that wakes by itself, and for the clock that moves to an instant. */
static void follow_waking(struct search *s, uint32_t from, uint32_t thread)
{
    s->machine.state = unpack(&s->states[from]);
    s->failure = 0;
    state_stop_waiting(s->machine.state, thread);
    state_thread(s->machine.state, thread)->wake = WAKE_ITSELF;
    add_edge(s, ORACLE_WAKES, keep_state(s));
}

static void follow_clock(struct search *s, uint32_t from, int64_t instant)
{
    s->machine.state = unpack(&s->states[from]);
    s->failure = 0;
    s->machine.state->now = instant;
    add_edge(s, ORACLE_NOBODY, keep_state(s));
}

/* A select: with each of its cases that can go on. */
static void follow_select(struct search *s, uint32_t from, uint32_t thread,
                          const struct machine *before)
{
    int64_t low = 0, high = 0;
    bool several = machine_choices(before, thread, &low, &high);
    s->machine.choice_forced = several;
    for (s->machine.choice = low; s->machine.choice <= (several ? high : low); s->machine.choice++)
        follow(s, from, thread, NO_DEADLINE);
    s->machine.choice_forced = false;
}

static void follow_ready(struct search *s, uint32_t from, uint32_t thread,
                         const struct machine *before)
{
    const struct thread *t = state_thread(before->state, thread);
    enum program_opcode op = (enum program_opcode)before->program->code[t->pc].op;
    /* Who is let go has its choice behind it, who unwinds makes none. */
    bool may_choose = !(t->flags & FLAG_ARMED) && !machine_must_unwind(before, thread);
    bool chooses = op == OP_CHOOSE && may_choose;
    if (op == OP_SELECT && may_choose) {
        follow_select(s, from, thread, before);
        return;
    }
    if (!chooses) {
        follow(s, from, thread, NO_DEADLINE);
        return;
    }
    struct value low = state_stack(before->state, thread)[t->top - 2];
    struct value high = state_stack(before->state, thread)[t->top - 1];
    bool range =
        low.kind == VALUE_INTEGER && high.kind == VALUE_INTEGER && low.number <= high.number;
    s->machine.choice_forced = range;
    for (int64_t v = range ? low.number : 0; v <= (range ? high.number : 0); v++) {
        s->machine.choice = v;
        follow(s, from, thread, NO_DEADLINE);
    }
    s->machine.choice_forced = false;
}

/* Everything that time does to a thread which cannot go on. */
static void follow_time(struct search *s, uint32_t from, uint32_t thread, struct readiness r,
                        const struct machine *before)
{
    bool passes = r.kind == SLEEPS || r.kind == DOES_IO || r.kind == WORKS;
    if (passes && r.deadline != NO_DEADLINE)
        follow(s, from, thread, before->state->now);
    else if (oracle_can_time_out(before, thread, r))
        follow(s, from, thread, before->state->now - 1);
}

static bool may_wake_by_itself(const struct machine *m, uint32_t thread)
{
    uint32_t on = state_thread(m->state, thread)->waits_on;
    unsigned kind = on ? state_entity(m->state, on - 1)->kind : ENTITY_FREE;
    return kind == ENTITY_CONDITION || kind == ENTITY_ATOMIC;
}

/* Everything that can happen next. False if that lies outside the machine. */
static bool follow_all(struct search *s, uint32_t from, const struct machine *before)
{
    int64_t next = NO_DEADLINE;
    bool ready = false;
    for (uint32_t i = 0; i < before->state->thread_count; i++) {
        struct readiness r = step_readiness(before, i);
        if (r.kind == WAITS_OUTSIDE) {
            buffer_puts(&s->o->errors, "it asks or fetches\n");
            return false;
        }
        ready |= r.kind == READY;
        next = r.deadline < next ? r.deadline : next;
        if (r.kind == READY)
            follow_ready(s, from, i, before);
        else if (!s->options.virtual_time)
            follow_time(s, from, i, r, before);
        if (s->options.spurious && r.kind == WAITS_IN_LIST && may_wake_by_itself(before, i))
            follow_waking(s, from, i);
    }
    bool moves = !ready || (from < s->spins_capacity && s->spins[from]);
    if (s->options.virtual_time && moves && next != NO_DEADLINE)
        follow_clock(s, from, next);
    return true;
}

/* ---- The search ------------------------------------------------------------------------------ */

static uint32_t find_ready(const struct machine *m)
{
    uint32_t ready = 0;
    for (uint32_t i = 0; i < m->state->thread_count; i++)
        ready |= (uint32_t)step_enabled(m, i) << i;
    return ready;
}

static void mark(struct search *s, uint32_t index, bool last, bool excused)
{
    s->last = memory_resize(s->last, index + 1);
    s->excused = memory_resize(s->excused, index + 1);
    s->last[index] = last;
    s->excused[index] = excused;
}

/* Whether all that can follow, from that edge on, is that waiters wake by themselves. */
static bool may_stay(const struct search *s, uint32_t edge)
{
    for (; edge < s->by_count; edge++)
        if (s->by[edge] != ORACLE_WAKES)
            return false;
    return true;
}

/* Looks at one state; false if it cannot be done. */
static bool look_at(struct search *s, uint32_t index)
{
    struct machine before = {.program = s->machine.program, .state = unpack(&s->states[index])};
    uint32_t edges = s->target_count;
    bool over = machine_over(&before), failed = s->states[index].failure != 0, ring = false,
         can = true;
    if (over && !failed)
        oracle_tell_end(&before, &s->o->ends);
    if (!over && !failed) {
        ring = oracle_has_ring(&before);
        oracle_find_races(&before, &s->o->races);
        can = follow_all(s, index, &before);
    }
    bool stuck = !over && !failed && may_stay(s, edges);
    if (ring || stuck) {
        s->o->kinds |= 1u << ORACLE_DEADLOCK;
        oracle_tell_waits(&before, &s->o->stuck);
    }
    mark(s, index, over || failed || stuck, ring || stuck);
    s->ready = memory_resize(s->ready, (index + 1) * sizeof *s->ready);
    s->ready[index] = find_ready(&before);
    machine_free(&before);
    return can;
}

/* Looks at all states; false if that cannot be done. */
static bool look_at_all(struct search *s, uint32_t *done)
{
    bool can = true;
    s->target_count = s->by_count = 0;
    for (*done = 0; can && *done < s->count && s->count <= s->options.most_states; ++*done) {
        MEMORY_ROOM_FOR_ONE(s->first_edge, *done, s->first_edge_capacity);
        s->first_edge[*done] = s->target_count;
        can = look_at(s, *done);
    }
    MEMORY_ROOM_FOR_ONE(s->first_edge, *done, s->first_edge_capacity);
    s->first_edge[*done] = s->target_count;
    return can;
}

/* Marks the states in which virtual time moves because all who can step only spin. Whether there
 * are new ones. */
static bool mark_spins(struct search *s, const struct oracle_graph *g)
{
    if (!s->options.virtual_time)
        return false;
    s->spins = memory_resize(s->spins, g->count);
    memset(s->spins + s->spins_capacity, 0, g->count - s->spins_capacity);
    s->spins_capacity = g->count;
    return oracle_mark_spins(g, s->spins);
}

static void conclude(struct search *s, const struct oracle_graph *g)
{
    oracle_count(g, s->o->schedules, sizeof s->o->schedules);
    unsigned char *hopeless = oracle_hopeless(g);
    if (memchr(hopeless, 1, g->count))
        s->o->kinds |= 1u << ORACLE_ENDLESS;
    oracle_find_costs(g, hopeless, s->o->costs);
    free(hopeless);
}

/* Where somebody spins and a timer repeats each round comes one instant further. */
enum { MOST_ROUNDS = 50 };

static bool search(struct search *s)
{
    bool can, again = true;
    uint32_t rounds = 0;
    keep_state(s);
    do {
        uint32_t done;
        can = look_at_all(s, &done);
        s->o->bounded = done < s->count || ++rounds > MOST_ROUNDS;
        if (!can || s->o->bounded)
            break;
        unsigned char *failures = memory_new(done);
        for (uint32_t i = 0; i < done; i++)
            failures[i] = s->states[i].failure;
        struct oracle_graph g = {done,    s->first_edge, s->targets, s->by,
                                 s->last, s->excused,    failures,   s->ready};
        again = mark_spins(s, &g);
        if (!again)
            conclude(s, &g);
        free(failures);
    } while (again);
    s->o->states = count_states(s);
    s->o->kinds |= (s->o->races.count ? 1u : 0u) << ORACLE_RACE;
    return can;
}

/* ---- Asking ---------------------------------------------------------------------------------- */

uint32_t oracle_compile(struct program *program, const char *text, struct buffer *errors)
{
    struct source source = {.name = "program", .text = text, .length = strlen(text)};
    struct diagnostics found = {0};
    struct parser_options options = {.prompt = false};
    struct tree *tree = parser_parse(&source, &options, &found);
    uint32_t unit = 0;
    if (tree)
        unit = compile_script(program, program_add_source(program, "program", text, source.length),
                              tree, &found);
    if (!unit)
        diagnostics_format(errors, &source, &found);
    tree_free(tree);
    diagnostics_free(&found);
    return unit;
}

bool oracle_ask(struct oracle *o, const char *text, const struct oracle_options *options)
{
    *o = (struct oracle){0};
    struct search s = {.o = o, .options = *options};
    struct program *program = program_new();
    uint32_t unit = oracle_compile(program, text, &o->errors);
    bool can = unit != 0;
    if (can) {
        s.random = draws_random(program);
        machine_init(&s.machine, program, 0, 0);
        s.machine.state->timeless = 1;
        s.machine.sink = take_event;
        s.machine.sink_context = &s;
        s.machine.executed = memory_zeroed(program->code_count, 1);
        machine_start_main(&s.machine, unit);
        note_broken_invariant(&s, STATE_MAIN);
        can = search(&s);
        oracle_find_unreached(program, s.machine.executed, &o->unreached);
        free(s.machine.executed);
    }
    for (uint32_t i = 0; i < s.count; i++)
        free(s.states[i].words);
    free(s.states);
    free(s.table);
    free(s.first_edge);
    free(s.targets);
    free(s.by);
    free(s.ready);
    free(s.spins);
    free(s.last);
    free(s.excused);
    machine_free(&s.machine);
    program_free(program);
    return can;
}

void oracle_free(struct oracle *o)
{
    oracle_free_lines(&o->races);
    oracle_free_lines(&o->unreached);
    oracle_free_lines(&o->failures);
    oracle_free_lines(&o->stuck);
    oracle_free_lines(&o->ends);
    buffer_free(&o->errors);
    *o = (struct oracle){0};
}
