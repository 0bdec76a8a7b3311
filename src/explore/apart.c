/* apart.c - see apart.h. */
#include "explore/apart.h"

#include <stdlib.h>
#include <string.h>

void apart_begin(struct apart *a, struct search *first, const struct machine *machine,
                 const struct world_options *world)
{
    *a = (struct apart){.first = first, .machine = machine, .world = *world};
    /* The turns of those that are joined by name (joins.c) count, so they are not alike here. */
    a->world.joins_alike = false;
    a->options = *first->options;
    a->options.persistent = a->options.first_only = false;
    first->apart = a;
}

static void prepare(struct apart *a, struct world *world)
{
    a->search = (struct search){.world = world,
                                .options = &a->options,
                                .result = &a->result,
                                .counts = true,
                                .doing = "counting the schedules",
                                .started = a->first->started};
}

/* It should not take much longer than the first search did, of which each state has fewer moves. */
static uint64_t most_states(const struct apart *a)
{
    uint64_t most = states_count(&a->first->states);
    return most < EXPLORE_ALWAYS_COUNTED ? EXPLORE_ALWAYS_COUNTED : most;
}

static void finish(struct apart *a)
{
    a->wrong |= a->own && world_takes_name_again(a->own);
    search_free(&a->search);
    world_free(a->own);
    program_free(a->copy.program);
    free(a->result.schedules);
    a->own = NULL;
    a->copy.program = NULL;
    a->result = (struct explore_result){0};
}

static void tell(struct apart *a)
{
    if (!a->result.limit)
        count_tell(&a->search);
    a->first->result->schedules = a->result.schedules;
    a->first->result->unbounded = a->result.unbounded;
    a->result.schedules = NULL;
}

/* ---- Behind the first search ----------------------------------------------------------------- */

static void count_behind(struct apart *a)
{
    struct search *first = a->first;
    if (world_joins_alike(first->world))
        a->own = world_new(a->machine, &a->world, &(struct buffer){0});
    prepare(a, a->own ? a->own : first->world);
    a->options.limit_states = most_states(a);
    a->search.beside = a->first_bytes - (a->own ? 0 : a->world_bytes);
    search_run(&a->search);
    tell(a);
    finish(a);
}

/* ---- Beside it ------------------------------------------------------------------------------- */

static void count_beside(void *context)
{
    struct apart *a = context;
    a->own = world_new(&a->copy, &a->world, &(struct buffer){0});
    if (!a->own)
        return;
    prepare(a, a->own);
    a->search.abreast = &a->abreast;
    search_run(&a->search);
}

static void ask_for_help(struct apart *a)
{
    const struct explore_helper *helper = a->options.helper;
    const struct search *first = a->first;
    if (a->asked || !helper || states_count(&first->states) < helper->from_states ||
        !(first->result->persistent || world_joins_alike(first->world)))
        return;
    a->asked = true;
    a->copy = *a->machine;
    a->copy.program = program_copy(a->machine->program);
    a->options.limit_states = 0;
    a->help = helper->begin(count_beside, a);
    if (!a->help)
        finish(a);
}

void apart_look(struct apart *a, size_t bytes)
{
    ask_for_help(a);
    if (a->help)
        atomic_store_explicit(&a->abreast.taken, bytes, memory_order_relaxed);
}

static void stop_helper(struct apart *a)
{
    a->options.helper->finish(a->help);
    a->help = NULL;
}

/* Whether it did what it would have done behind the first search: no more states, no more bytes. */
static bool is_done(struct apart *a)
{
    const char *limit = a->result.limit;
    a->search.abreast = NULL;
    a->search.beside = a->first_bytes;
    if (!a->own || (limit && strcmp(limit, "memory") == 0))
        return false;
    if (limit)
        return true;
    if (search_is_full(&a->search, 0))
        return false;
    if (a->result.states > most_states(a))
        a->result.limit = "states";
    return true;
}

/* ---- Both ------------------------------------------------------------------------------------ */

void apart_go_on(struct apart *a)
{
    a->first_bytes = search_bytes(a->first);
    a->world_bytes = world_bytes(a->first->world);
    if (a->help) {
        atomic_store(&a->abreast.most_states, most_states(a));
    } else {
        a->first->apart = NULL;
        count_behind(a);
    }
}

bool apart_end(struct apart *a)
{
    a->first->apart = NULL;
    if (a->help) {
        atomic_store(&a->abreast.awaited, true);
        stop_helper(a);
        bool done = is_done(a);
        if (done)
            tell(a);
        finish(a);
        if (!done)
            count_behind(a);
    }
    return !a->wrong;
}

void apart_drop(struct apart *a)
{
    a->first->apart = NULL;
    if (a->help) {
        atomic_store(&a->abreast.called_off, true);
        stop_helper(a);
        finish(a);
    }
    a->wrong = false;
}
