/* tell_endless.c - a program that never ends, in words: which threads never do, and where they go
 * round.
 *
 * From the situation on, every thread that can step does, in turn, until all comes round again: one
 * that has stepped in that round goes round for ever, and one that has not waits for ever. */
#include "explore/tell_inside.h"

#include "base/memory.h"
#include "core/waiting.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_MOVES = 200000 };

/* What is seen of a thread in the round. */
struct rounds {
    bool steps;
    uint32_t depth;       /* the fewest calls that it was in */
    uint32_t first, last; /* instructions at that depth */
};

struct roundabout {
    struct teller *t;
    struct situation at, next, mark; /* mark: what it must come back to */
    uint32_t turn, mark_turn;        /* whose turn it is */
    struct rounds *threads;          /* while the round is looked at; else NULL */
    uint32_t room;
};

static void note(struct roundabout *r, uint32_t thread)
{
    const struct machine *m = world_machine(r->t->search->world, &r->at);
    const struct thread *t = state_thread(m->state, thread);
    struct rounds *round = &r->threads[thread];
    if (!round->steps || t->depth < round->depth)
        *round = (struct rounds){true, t->depth, t->pc, t->pc};
    else if (t->depth == round->depth) {
        round->first = t->pc < round->first ? t->pc : round->first;
        round->last = t->pc > round->last ? t->pc : round->last;
    }
}

/* The next move of the next thread that can; false where none can, or something fails. */
static bool go_on(struct roundabout *r)
{
    struct world *w = r->t->search->world;
    struct move move = {.way = WAY_NONE};
    for (uint32_t i = 0; i < r->at.threads && move.way == WAY_NONE; i++) {
        uint32_t thread = (r->turn + i) % r->at.threads;
        struct outlook o = world_outlook(w, &r->at, thread);
        move = world_first_move(&o, thread);
    }
    if (move.way == WAY_NONE && world_clock_can_move(w, &r->at))
        move.way = WAY_CLOCK;
    if (move.way == WAY_NONE)
        return false;
    if (r->threads && move.way != WAY_CLOCK && move.thread < r->room)
        note(r, move.thread);
    world_move(w, &r->at, move, &r->next, &r->t->deed);
    if (r->t->deed.failure != DEED_FINE)
        return false;
    r->turn = move.way == WAY_CLOCK ? r->turn : handle_of(move.thread);
    situation_copy(&r->at, &r->next);
    return true;
}

static bool is_back(const struct roundabout *r)
{
    return r->turn == r->mark_turn && r->at.threads == r->mark.threads &&
           memcmp(r->at.parts, r->mark.parts, situation_words(&r->at) * sizeof(uint64_t)) == 0;
}

static void mark(struct roundabout *r)
{
    situation_copy(&r->mark, &r->at);
    r->mark_turn = r->turn;
}

/* Goes on until it is in a round, at whose beginning it then stands. R. P. Brent, "An improved
 * Monte Carlo factorization algorithm", 1980. */
static bool find_round(struct roundabout *r)
{
    size_t since = 0, most = 1;
    mark(r);
    for (size_t i = 0; i < MOST_MOVES; i++) {
        if (!go_on(r))
            return false;
        if (is_back(r))
            return true;
        if (++since == most) {
            mark(r);
            since = 0;
            most *= 2;
        }
    }
    return false;
}

/* The loop of a unit in which all of these instructions lie, the innermost; 0. */
static uint32_t loop_around(const struct program *p, uint32_t first, uint32_t last)
{
    uint32_t unit = 1;
    while (unit < p->unit_count && (first < p->units[unit].first || first >= p->units[unit].end))
        unit++;
    if (unit == p->unit_count)
        return 0;
    for (uint32_t pc = first + 1; pc-- > p->units[unit].first;) {
        if (p->code[pc].op != OP_LOOP_ENTER)
            continue;
        uint32_t end = pc;
        while (end < p->units[unit].end &&
               !(p->code[end].op == OP_LOOP_TURN && p->code[end].b == p->code[pc].b))
            end++;
        if (end < p->units[unit].end && end >= last)
            return pc;
    }
    return 0;
}

static void add_round(struct teller *t, const struct machine *m, uint32_t thread,
                      const struct rounds *round, struct buffer *out)
{
    uint32_t loop = loop_around(m->program, round->first, round->last);
    uint32_t pc = loop ? loop : round->first;
    if (!t->finding->pc)
        t->finding->pc = pc;
    tell_add_thread(t, thread);
    machine_add_thread_name(m, thread, out);
    buffer_puts(out, loop ? " never ends: it goes round in " : " never ends: it comes again to ");
    tell_add_place(m, pc, out);
}

static void tell_round(struct teller *t, const struct machine *m, const struct rounds *threads,
                       uint32_t count, struct buffer *out)
{
    unsigned told = 0;
    uint32_t server = UINT32_MAX;
    bool all = false;
    for (uint32_t i = 0; i < count; i++) {
        if (!threads[i].steps)
            continue;
        buffer_puts(out, told++ ? "\n  " : ":\n  ");
        add_round(t, m, i, &threads[i], out);
        bool serves = i != STATE_MAIN && !(state_thread(m->state, i)->flags & FLAG_DAEMON);
        server = server == UINT32_MAX && serves ? i : server;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (threads[i].steps || state_thread(m->state, i)->status != THREAD_RUNNING)
            continue;
        buffer_puts(out, told++ ? "\n  " : ":\n  ");
        tell_add_wait(t, m, i, out);
        all |= t->view.outlooks[i].kind == WAITS_FOR_ALL && !machine_joins_but_daemons(m, i);
    }
    tell_add_advice(m, server, all, out);
}

/* Where no round is found: who stands where. */
static void tell_where(struct teller *t, const struct machine *m, struct buffer *out)
{
    unsigned told = 0;
    for (uint32_t i = 0; i < t->at.threads; i++) {
        if (!world_alive(t->search->world, &t->at, i))
            continue;
        if (!t->finding->pc || (t->view.outlooks[i].ready && told == 0))
            t->finding->pc = machine_next_pc(m, i);
        buffer_puts(out, told++ ? "\n  " : ":\n  ");
        if (t->view.outlooks[i].way == WAY_NONE) {
            tell_add_wait(t, m, i, out);
            continue;
        }
        tell_add_thread(t, i);
        machine_add_thread_name(m, i, out);
        buffer_puts(out, " goes on at ");
        tell_add_place(m, machine_next_pc(m, i), out);
    }
}

void tell_endless(struct teller *t, struct buffer *out)
{
    struct world *w = t->search->world;
    struct roundabout r = {.t = t};
    buffer_puts(out, "the program never ends: from here on no order of steps leads to its end");
    situation_copy(&r.at, &t->at);
    bool found = find_round(&r);
    if (found) {
        r.room = r.at.threads;
        r.threads = memory_zeroed(r.room, sizeof *r.threads);
        mark(&r);
        do
            found = go_on(&r);
        while (found && !is_back(&r));
    }
    if (found) {
        struct situation kept = t->at;
        t->at = r.at;
        judged_look(&t->view, w, &t->at);
        tell_round(t, world_machine(w, &t->at), r.threads, r.room, out);
        t->at = kept;
        judged_look(&t->view, w, &t->at);
    } else {
        tell_where(t, world_machine(w, &t->at), out);
    }
    situation_free(&r.at);
    situation_free(&r.next);
    situation_free(&r.mark);
    free(r.threads);
    world_machine(w, &t->at);
}
