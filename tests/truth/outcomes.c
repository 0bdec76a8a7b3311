/* outcomes.c - see outcomes.h. */
#include "outcomes.h"

#include "../driven.h"
#include "../programs/oracle_inside.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "core/state.h"

#include <stdlib.h>
#include <string.h>

/* A state, what was printed on the way to it, and whether a thread has failed. */
struct place {
    struct state *state;
    uint32_t text;
    bool failed, over;
    bool later; /* it was over before */
    bool ends;  /* an end can be reached */
    uint32_t hash;
};

struct search {
    struct machine machine;
    struct place *places;
    uint32_t count, capacity, most;
    uint32_t *table, table_size;
    char **texts;
    uint32_t text_count, text_capacity;
    uint32_t *from, *to; /* edges */
    uint32_t edge_count, from_capacity, to_capacity;
    struct oracle_lines races;
    struct outcomes *outcomes;
    /* of the step that is being done */
    struct buffer printed;
    bool failed;
};

/* ---- Lines ----------------------------------------------------------------------------------- */

void outcomes_free(struct outcomes *o)
{
    oracle_free_lines(&o->lines);
    oracle_free_lines(&o->later);
    oracle_free_lines(&o->daemons);
}

static void add_line(struct buffer *out, const struct machine *m, const struct event *e)
{
    const char *name = name_bytes(m->program->texts, state_thread(m->state, e->thread)->name);
    buffer_printf(out, "%s: %.*s\\n", name, (int)e->length, e->text);
}

/* The lines of a run without those under a daemon's name. */
static void add_counted(struct buffer *out, const struct outcomes *o, const char *lines)
{
    for (const char *end; (end = strstr(lines, "\\n")); lines = end + 2) {
        struct buffer name = {0};
        buffer_add(&name, lines, strcspn(lines, ":"));
        if (!oracle_has_line(&o->daemons, buffer_text(&name)))
            buffer_add(out, lines, (size_t)(end + 2 - lines));
        buffer_free(&name);
    }
}

static bool is_failure(const struct event *e)
{
    return (e->kind == EVENT_ENDED || e->kind == EVENT_ORDER_FAILED) && e->status == THREAD_FAILED;
}

/* ---- Places ---------------------------------------------------------------------------------- */

static uint32_t intern(struct search *s, const char *text)
{
    for (uint32_t i = 0; i < s->text_count; i++)
        if (strcmp(s->texts[i], text) == 0)
            return i;
    MEMORY_ROOM_FOR_ONE(s->texts, s->text_count, s->text_capacity);
    s->texts[s->text_count] = memory_copy(text);
    return s->text_count++;
}

static uint32_t hash_of(const struct place *p)
{
    const uint64_t *words = (const uint64_t *)(const void *)p->state;
    uint64_t hash = p->text * 4 + p->failed * 2 + p->later;
    for (size_t i = 0; i < (size_t)p->state->size / sizeof *words; i++)
        hash = (hash ^ words[i]) * 0x9E3779B97F4A7C15u, hash ^= hash >> 29;
    return (uint32_t)(hash >> 32);
}

static bool same(const struct place *a, const struct place *b)
{
    return a->hash == b->hash && a->text == b->text && a->failed == b->failed &&
           a->later == b->later && a->state->size == b->state->size &&
           memcmp(a->state, b->state, (size_t)a->state->size) == 0;
}

static void grow(struct search *s)
{
    s->table_size = s->table_size ? s->table_size * 2 : 1024;
    free(s->table);
    s->table = memory_zeroed(s->table_size, sizeof *s->table);
    for (uint32_t i = 0; i < s->count; i++) {
        uint32_t at = s->places[i].hash % s->table_size;
        while (s->table[at])
            at = (at + 1) % s->table_size;
        s->table[at] = i + 1;
    }
}

/* The machine's state is used up. */
static uint32_t keep(struct search *s, uint32_t text, bool failed, bool later)
{
    for (uint32_t i = 0; i < s->machine.state->thread_count; i++)
        state_thread(s->machine.state, i)->random = 0;
    oracle_settle_arrays(&s->machine.state);
    if (s->table_size < 2 * (s->count + 1))
        grow(s);
    struct place p = {.state = s->machine.state, .text = text, .failed = failed, .later = later};
    p.over = machine_over(&s->machine);
    s->machine.state = NULL;
    p.hash = hash_of(&p);
    uint32_t at = p.hash % s->table_size;
    while (s->table[at] && !same(&s->places[s->table[at] - 1], &p))
        at = (at + 1) % s->table_size;
    if (s->table[at]) {
        state_free(p.state);
        return s->table[at] - 1;
    }
    MEMORY_ROOM_FOR_ONE(s->places, s->count, s->capacity);
    s->places[s->count++] = p;
    s->table[at] = s->count;
    return s->count - 1;
}

/* ---- What can happen ------------------------------------------------------------------------- */

static void hear(void *context, const struct event *e)
{
    struct search *s = context;
    const struct machine *m = &s->machine;
    if (e->kind == EVENT_PRINT) {
        const struct thread *t = state_thread(m->state, e->thread);
        if (t->flags & FLAG_DAEMON)
            oracle_add_line(&s->outcomes->daemons, name_bytes(m->program->texts, t->name));
        else
            add_line(&s->printed, m, e);
    }
    s->failed |= is_failure(e);
}

static void follow(struct search *s, uint32_t from, uint32_t thread, int64_t deadline)
{
    struct machine *m = &s->machine;
    m->state = state_copy(s->places[from].state);
    if (deadline != NO_DEADLINE)
        state_thread(m->state, thread)->deadline = deadline;
    buffer_clear(&s->printed);
    buffer_puts(&s->printed, s->texts[s->places[from].text]);
    s->failed = s->places[from].failed;
    if (step_enabled(m, thread))
        step_run(m, thread);
    m->change_count = 0;
    uint32_t to = keep(s, intern(s, buffer_text(&s->printed)), s->failed, s->places[from].over);
    MEMORY_ROOM_FOR_ONE(s->from, s->edge_count, s->from_capacity);
    s->from[s->edge_count] = from;
    if (s->edge_count == s->to_capacity) {
        s->to_capacity = s->from_capacity;
        s->to = memory_resize(s->to, s->to_capacity * sizeof *s->to);
    }
    s->to[s->edge_count++] = to;
}

/* A step may have several ways: `choose`, a select of which several cases can go on. */
static void follow_ready(struct search *s, uint32_t from, uint32_t thread)
{
    struct machine *m = &s->machine;
    int64_t low = 0, high = 0;
    m->state = s->places[from].state;
    bool several = !(state_thread(m->state, thread)->flags & FLAG_ARMED) &&
                   machine_choices(m, thread, &low, &high);
    m->state = NULL;
    m->choice_forced = several;
    for (int64_t v = several ? low : 0; v <= (several ? high : 0); v++) {
        m->choice = v;
        follow(s, from, thread, NO_DEADLINE);
    }
    m->choice_forced = false;
}

static bool look_at(struct search *s, uint32_t index)
{
    struct machine before = {.program = s->machine.program,
                             .state = state_copy(s->places[index].state)};
    bool can = true;
    oracle_find_races(&before, &s->races);
    for (uint32_t i = 0; i < before.state->thread_count && can; i++) {
        struct readiness r = step_readiness(&before, i);
        bool passes = r.kind == SLEEPS || r.kind == DOES_IO || r.kind == WORKS;
        can = r.kind != WAITS_OUTSIDE;
        if (r.kind == READY)
            follow_ready(s, index, i);
        else if (passes && r.deadline != NO_DEADLINE)
            follow(s, index, i, before.state->now);
        else if (oracle_can_time_out(&before, i, r))
            follow(s, index, i, before.state->now - 1);
    }
    machine_free(&before);
    return can;
}

static void mark_ends(struct search *s)
{
    bool goes_on = true;
    for (uint32_t i = 0; i < s->count; i++)
        s->places[i].ends = s->places[i].over;
    while (goes_on) {
        goes_on = false;
        for (uint32_t i = s->edge_count; i-- > 0;)
            if (s->places[s->to[i]].ends && !s->places[s->from[i]].ends)
                goes_on = s->places[s->from[i]].ends = true;
    }
}

static void conclude(struct search *s, struct outcomes *o)
{
    mark_ends(s);
    for (uint32_t i = 0; i < s->count; i++) {
        const struct place *p = &s->places[i];
        struct buffer line = {0};
        if (p->ends && !p->over)
            continue;
        buffer_puts(&line, !p->ends ? "hangs " : p->failed ? "1 " : "0 ");
        add_counted(&line, o, s->texts[p->text]);
        oracle_add_line(p->later ? &o->later : &o->lines, buffer_text(&line));
        buffer_free(&line);
    }
}

bool outcomes_of(struct outcomes *o, const char *text, uint32_t most_states)
{
    struct search s = {.most = most_states, .outcomes = o};
    struct program *program = program_new();
    struct buffer errors = {0};
    uint32_t unit = oracle_compile(program, text, &errors);
    bool can = unit != 0;
    *o = (struct outcomes){0};
    if (can) {
        machine_init(&s.machine, program, 0, 0);
        s.machine.state->timeless = 1;
        s.machine.sink = hear;
        s.machine.sink_context = &s;
        machine_start_main(&s.machine, unit);
        keep(&s, intern(&s, ""), s.failed, false);
    }
    for (uint32_t i = 0; can && i < s.count; i++)
        can = s.count <= most_states && look_at(&s, i);
    if (can)
        conclude(&s, o);
    o->races = s.races.count > 0;
    oracle_free_lines(&s.races);
    for (uint32_t i = 0; i < s.count; i++)
        state_free(s.places[i].state);
    for (uint32_t i = 0; i < s.text_count; i++)
        free(s.texts[i]);
    free(s.places);
    free(s.table);
    free(s.texts);
    free(s.from);
    free(s.to);
    buffer_free(&s.printed);
    buffer_free(&errors);
    machine_free(&s.machine);
    program_free(program);
    return can;
}

/* ---- Runs ------------------------------------------------------------------------------------ */

struct run {
    struct driven driven;
    struct buffer printed;
    bool failed;
};

static void hear_run(void *context, const struct event *e)
{
    struct run *r = context;
    if (e->kind == EVENT_PRINT)
        add_line(&r->printed, &r->driven.drive.machine, e);
    r->failed |= is_failure(e);
}

char *outcomes_of_seed(const struct outcomes *model, const char *text, uint64_t seed)
{
    struct run r = {0};
    struct buffer line = {0};
    if (driven_begin(&r.driven, text,
                     &(struct driven_options){.seed = seed, .sink = hear_run, .context = &r}))
        driven_go(&r.driven, 20000);
    bool over = machine_over(&r.driven.drive.machine);
    buffer_puts(&line, !over ? "hangs " : r.failed ? "1 " : "0 ");
    add_counted(&line, model, buffer_text(&r.printed));
    driven_end(&r.driven);
    buffer_free(&r.printed);
    return buffer_take(&line);
}
