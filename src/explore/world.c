/* world.c - see world.h: making a world, and what is asked of a situation. */
#include "explore/world_inside.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* ---- Making ---------------------------------------------------------------------------------- */

void world_count_from_now(struct world *w)
{
    struct state *s = w->machine.state;
    int64_t now = s->now;
    if (!w->relative)
        return;
    for (uint32_t i = 0; i < s->thread_count; i++) {
        struct thread *t = state_thread(s, i);
        if (t->status != THREAD_FREE && t->deadline != NO_DEADLINE)
            t->deadline = t->deadline < now ? -1 : t->deadline - now;
        t->due = timer_due_from(s, i, now);
    }
    s->now = 0;
}

/* Work that somebody does outside the machine takes time here. */
static void take_work_in(struct world *w)
{
    struct state *s = w->machine.state;
    s->timeless = 1;
    for (uint32_t i = 0; i < s->thread_count; i++) {
        struct thread *t = state_thread(s, i);
        if (t->flags & FLAG_WORKING && !(t->flags & FLAG_GIL_QUEUED) && t->deadline == NO_DEADLINE)
            t->deadline = s->now + 1 + t->remaining;
    }
}

static void begin_script(struct world *w)
{
    w->deed = &w->begun;
    if (w->options.script)
        machine_start_main(&w->machine, w->options.script);
    w->begun.limit = w->machine.limit;
    if (w->begun.failure == DEED_FINE && deed_breaks_invariant(w)) {
        w->begun.failure = DEED_INVARIANT;
        w->begun.pc = w->machine.event.pc;
        deed_add_breach(w, &w->begun);
    }
    if (w->begun.limit)
        w->begun.failure = DEED_LIMIT;
    w->deed = NULL;
    w->machine.change_count = w->machine.access_count = 0;
}

struct world *world_new(const struct machine *from, const struct world_options *options,
                        struct buffer *why)
{
    struct world *w = memory_zeroed(1, sizeof *w);
    w->options = *options;
    w->machine = (struct machine){.program = from->program,
                                  .state = state_copy(from->state),
                                  .sink = deed_take_event,
                                  .sink_context = w,
                                  .watches = true,
                                  .most_bytes = options->most_bytes};
    w->executed = w->machine.executed = memory_zeroed(from->program->code_count, 1);
    take_work_in(w);
    begin_script(w);
    facts_gather(&w->facts, &w->machine, options->untimed,
                 options->symmetry && options->joins_alike);
    if (w->facts.refused) {
        program_where(from->program, w->facts.refused, why);
        buffer_puts(why, ": `");
        program_quote(from->program, w->facts.refused, why);
        buffer_printf(why, "`: %s", w->facts.reason);
        world_free(w);
        return NULL;
    }
    liveness_make(&w->liveness, &w->facts);
    footprints_make(&w->footprints, &w->facts, &w->machine);
    w->options.persistent &= options->untimed && w->footprints.usable;
    w->options.symmetry &= !w->facts.tells_apart && !w->machine.state->locals;
    w->options.rotation &= w->options.symmetry && options->untimed && !options->spurious;
    w->relative = !options->untimed && !w->facts.absolute;
    world_count_from_now(w);
    bool fresh;
    store_put(&w->accesses, &(uint64_t){0}, 1, &fresh);
    moves_make(w);
    parts_take(w, &w->start);
    return w;
}

void world_free(struct world *w)
{
    if (!w)
        return;
    machine_free(&w->machine);
    footprints_free(&w->footprints);
    liveness_free(&w->liveness);
    facts_free(&w->facts);
    parts_free_shared(w);
    store_free(&w->names);
    store_free(&w->threads);
    arrays_free(w);
    store_free(&w->accesses);
    store_free(&w->orders);
    free(w->order_places);
    alike_free(w);
    rotation_free(w);
    situation_free(&w->loaded);
    situation_free(&w->start);
    deed_free(&w->begun);
    free(w->executed);
    free(w->notes);
    free(w->identities);
    image_free(w);
    free(w->raw.at);
    free(w->row.at);
    free(w->memos);
    store_free(&w->outlooks);
    free(w);
}

const struct facts *world_facts(const struct world *w)
{
    return &w->facts;
}

void world_start(struct world *w, struct situation *s)
{
    situation_copy(s, &w->start);
}

const struct deed *world_begun(const struct world *w)
{
    return &w->begun;
}

void world_trace(struct world *w, void (*sink)(void *context, const struct event *e), void *context)
{
    w->sink = sink;
    w->sink_context = context;
    w->machine.traces = sink != NULL;
}

/* ---- Questions ------------------------------------------------------------------------------- */

uint32_t world_threads(const struct world *w, const struct situation *s)
{
    return parts_shared_head(w, s->parts[SITUATION_SHARED])->threads;
}

bool world_over(const struct world *w, const struct situation *s)
{
    return parts_shared_head(w, s->parts[SITUATION_SHARED])->over;
}

const struct machine *world_machine(struct world *w, const struct situation *s)
{
    parts_load(w, s);
    return &w->machine;
}

const uint8_t *world_executed(const struct world *w)
{
    return w->executed;
}

void world_add_executed(struct world *w, const struct world *other)
{
    for (uint32_t i = 0; i < w->machine.program->code_count; i++)
        w->executed[i] |= other->executed[i];
}

uint32_t world_pc(const struct world *w, const struct situation *s, uint32_t thread)
{
    return note_of(w, s, thread)->pc;
}

enum program_opcode world_op(const struct world *w, uint32_t pc)
{
    return (enum program_opcode)w->machine.program->code[pc].op;
}

bool world_takes_name_again(const struct world *w)
{
    return w->options.symmetry && w->machine.name_again;
}

bool world_joins_alike(const struct world *w)
{
    return w->options.symmetry && w->facts.joins_alike;
}

bool world_joins_apart(const struct world *w)
{
    return w->joins_apart;
}

bool world_alive(const struct world *w, const struct situation *s, uint32_t thread)
{
    return note_of(w, s, thread)->status == THREAD_RUNNING;
}

bool world_daemon(const struct world *w, const struct situation *s, uint32_t thread)
{
    return note_of(w, s, thread)->daemon;
}

bool world_footprints(const struct world *w, const struct situation *s, uint32_t thread,
                      struct footprint *step, struct footprint *future)
{
    const struct thread_note *n = note_of(w, s, thread);
    uint32_t name = parts_identities(w, s->parts[SITUATION_NAMES])[thread].name;
    *step = n->step;
    *future = n->future;
    footprint_bear(&w->footprints, future, name);
    if (step->flags & FOOTPRINT_ENDS)
        footprint_bear(&w->footprints, step, name);
    return w->options.persistent;
}

const uint64_t *world_holders(const struct world *w, const struct situation *s, uint32_t *count)
{
    const struct shared_head *head = parts_shared_head(w, s->parts[SITUATION_SHARED]);
    *count = head->holders;
    return (const uint64_t *)head + SHARED_HEAD;
}

const uint64_t *world_accesses(const struct world *w, uint32_t number, uint32_t *count)
{
    return store_get(&w->accesses, number, count);
}

bool world_race(const struct world *w, uint32_t a, uint32_t b, uint64_t *where)
{
    uint32_t one_count, other_count;
    const uint64_t *one = store_get(&w->accesses, a, &one_count);
    const uint64_t *other = store_get(&w->accesses, b, &other_count);
    if (one[0] && other[0])
        return false; /* two atomic steps */
    for (uint32_t i = 1; i < one_count; i++)
        for (uint32_t k = 1; k < other_count; k++)
            if (one[i] >> 1 == other[k] >> 1 && ((one[i] | other[k]) & 1)) {
                *where = one[i] >> 1;
                return true;
            }
    return false;
}

bool world_lock_order(const struct world *w, uint32_t number, uint32_t *held, uint32_t *taken,
                      uint32_t *pc)
{
    if (number >= w->orders.count)
        return false;
    uint32_t count;
    uint64_t pair = *store_get(&w->orders, number, &count);
    *held = (uint32_t)(pair >> 32);
    *taken = (uint32_t)pair;
    *pc = w->order_places[number];
    return true;
}

const char *world_thread_name(const struct world *w, const struct situation *s, uint32_t thread)
{
    return name_bytes(w->machine.program->texts,
                      parts_identities(w, s->parts[SITUATION_NAMES])[thread].name);
}

size_t world_bytes(const struct world *w)
{
    return parts_shared_bytes(w) + image_bytes(w) + store_bytes(&w->names) +
           store_bytes(&w->threads) + store_bytes(&w->arrays) + store_bytes(&w->accesses) +
           store_bytes(&w->exchanges) + rotation_bytes(w) + w->note_capacity * sizeof *w->notes +
           moves_bytes(w) + texts_bytes(w->machine.program->texts);
}
