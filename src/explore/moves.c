/* moves.c - what can happen in a situation, and what comes of it: outlooks, moves, and what is
 * remembered of both. */
#include "explore/world_inside.h"

#include "base/memory.h"
#include "core/instructions.h"
#include "core/waiting.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* What a thread with this part may do where this is shared, and what comes of its step. They lie in
 * a table without chains: the newer of two that meet stays. Those of the threads of one situation
 * lie side by side, in a group. */
struct memo {
    uint32_t part, shared, names, joined; /* the key; part + 1 */
    uint32_t outlook;                     /* in w->outlooks */
    bool known, gave_way;
    uint32_t to_part, to_shared, accesses;
};

enum {
    FEWEST_MEMOS = 1 << 13,
    MOST_MEMOS = 1 << 21,
    MOST_OUTLOOKS = 1 << 20,
    PER_THREAD = 2, /* and in a group; a thread is mostly at few places where this is shared */
    SMALLEST_GROUP = 16,
    OUTLOOK_WORDS = sizeof(struct outlook) / sizeof(uint64_t),
};
static_assert(sizeof(struct outlook) % sizeof(uint64_t) == 0, "an outlook is whole words");

/* ---- Outlook --------------------------------------------------------------------------------- */

static void look_at_choice(const struct world *w, uint32_t thread, struct outlook *o)
{
    const struct thread *t = state_thread(w->machine.state, thread);
    bool chooses = instruction_row(w->machine.program->code[t->pc])->input == INPUT_CHOICE;
    if (chooses && !(t->flags & FLAG_ARMED) && !machine_must_unwind(&w->machine, thread))
        o->chooses = machine_choices(&w->machine, thread, &o->low, &o->high);
}

/* A wait for a condition whose time runs out while another has the lock only gives up. */
static enum way way_to_time_out(struct world *w, uint32_t thread)
{
    struct thread *t = state_thread(w->machine.state, thread);
    int64_t deadline = t->deadline;
    t->deadline = w->machine.state->now - 1;
    bool ready = step_enabled(&w->machine, thread);
    t->deadline = deadline;
    return ready ? WAY_TIME_OUT : WAY_GIVE_UP;
}

/* A wait for a condition that is due at this instant (`for 0s`) has not given up yet: it does so
 * now, or is notified before, by the thread that has the lock. */
static bool may_give_up_now(const struct world *w, uint32_t thread, enum readiness_kind kind)
{
    const struct thread *t = state_thread(w->machine.state, thread);
    return kind == WAITS_FOR_OBJECT && machine_gave_up_lock(&w->machine, thread) &&
           t->wake == WAKE_NOT && t->deadline == w->machine.state->now;
}

static struct outlook look(struct world *w, uint32_t thread)
{
    struct outlook o;
    memset(&o, 0, sizeof o); /* it is kept by its bytes */
    struct readiness r = step_readiness(&w->machine, thread);
    o.kind = (uint8_t)r.kind;
    o.object = r.object;
    o.deadline = r.deadline;
    o.lasting = readiness_lasts(&r);
    o.queues = readiness_queues(&w->machine, &r);
    o.but_daemons = machine_joins_but_daemons(&w->machine, thread);
    if (r.kind == WAITS_FOR_THREAD)
        o.target = handle_of(state_entity(w->machine.state, handle_index(r.object))->link);
    if (r.kind == READY) {
        o.way = WAY_STEP;
        o.ready = true;
        look_at_choice(w, thread, &o);
    } else if (w->options.untimed && r.deadline != NO_DEADLINE) {
        o.way = (uint8_t)(readiness_waits(&r) ? way_to_time_out(w, thread) : WAY_ELAPSE);
    } else if (w->options.untimed && may_give_up_now(w, thread, r.kind)) {
        o.way = WAY_GIVE_UP;
    }
    if (w->options.spurious && r.by_itself == BY_ITSELF_WAKES)
        o.besides = 1 << WAY_SPURIOUS;
    return o;
}

/* Puts the machine into a situation at which several threads are looked at, if it is not there. */
static void load_once(struct world *w, const struct situation *s, bool *loaded)
{
    if (!*loaded)
        parts_load(w, s);
    *loaded = true;
}

/* The part of the thread that this one joins: what its outlook depends on besides. */
static uint32_t joined_part(struct world *w, const struct situation *s, uint32_t thread,
                            bool *loaded)
{
    uint32_t joins = note_of(w, s, thread)->joins;
    if (!joins && !note_of(w, s, thread)->joins_by_name)
        return 0;
    const struct identity *ids = parts_identities(w, s->parts[SITUATION_NAMES]);
    for (uint32_t i = 0; joins && i < s->threads; i++)
        if (ids[i].entity && handle_of(ids[i].number) == joins)
            return handle_of(s->parts[SITUATION_THREADS + i]);
    /* Whoever bears the name now. */
    load_once(w, s, loaded);
    uint32_t named = machine_joined_by_name(&w->machine, thread);
    return named == UINT32_MAX ? 0 : handle_of(s->parts[SITUATION_THREADS + named]);
}

/* Where the group of a situation begins. What is shared has numbers without gaps, so groups meet
 * where there is no room for all. */
static struct memo *group_of(const struct world *w, uint32_t shared, uint32_t names)
{
    uint32_t number = shared + names * 0x9E3779B1u;
    return &w->memos[(size_t)(number & (w->memo_count / w->memo_group - 1)) * w->memo_group];
}

static bool memo_is(const struct memo *m, const struct memo *key)
{
    return m->part == key->part && m->shared == key->shared && m->names == key->names &&
           m->joined == key->joined;
}

/* Where the memo is, or where it is to be put. */
static struct memo *place_of_memo(const struct world *w, const struct memo *key, uint32_t thread)
{
    struct memo *first = group_of(w, key->shared, key->names) + (size_t)thread * PER_THREAD;
    for (uint32_t i = 0; i < PER_THREAD; i++)
        if (memo_is(&first[i], key))
            return &first[i];
    for (uint32_t i = 0; i < PER_THREAD; i++)
        if (!first[i].part || first[i].shared != key->shared)
            return &first[i];
    return &first[key->part % PER_THREAD];
}

/* Twice as many, once as many have been written as there is room for. */
static void grow_memos(struct world *w)
{
    struct memo *old = w->memos;
    uint32_t count = w->memo_count;
    if (++w->memos_written <= count || count >= MOST_MEMOS)
        return;
    w->memo_count = count * 2;
    w->memos = memory_zeroed(w->memo_count, sizeof *w->memos);
    for (uint32_t i = 0; i < count; i++)
        if (old[i].part)
            group_of(w, old[i].shared, old[i].names)[i & (w->memo_group - 1)] = old[i];
    free(old);
}

/* Makes the groups large enough for so many threads; what was remembered is forgotten then. */
static void make_groups(struct world *w, uint32_t threads)
{
    uint32_t group = w->memo_group ? w->memo_group : SMALLEST_GROUP;
    while (group < threads * PER_THREAD)
        group *= 2;
    if (group == w->memo_group)
        return;
    free(w->memos);
    w->memo_group = group;
    w->memo_count = w->memo_count > group ? w->memo_count : group;
    w->memos = memory_zeroed(w->memo_count, sizeof *w->memos);
}

void moves_make(struct world *w)
{
    w->memo_count = FEWEST_MEMOS;
    make_groups(w, 1);
}

size_t moves_bytes(const struct world *w)
{
    return w->memo_count * sizeof *w->memos + store_bytes(&w->outlooks);
}

/* The memo of a thread in a situation, with its outlook. */
static struct memo *recall(struct world *w, const struct situation *s, uint32_t thread,
                           bool *loaded)
{
    struct memo key = {.part = handle_of(s->parts[SITUATION_THREADS + thread]),
                       .shared = s->parts[SITUATION_SHARED],
                       .names = s->parts[SITUATION_NAMES],
                       .joined = joined_part(w, s, thread, loaded)};
    make_groups(w, s->threads);
    struct memo *memo = place_of_memo(w, &key, thread);
    if (memo_is(memo, &key))
        return memo;
    grow_memos(w);
    memo = place_of_memo(w, &key, thread);
    load_once(w, s, loaded);
    struct outlook o = look(w, thread);
    bool fresh;
    if (w->outlooks.count >= MOST_OUTLOOKS) {
        memset(w->memos, 0, w->memo_count * sizeof *w->memos);
        store_free(&w->outlooks);
    }
    *memo = key;
    memo->outlook =
        store_put(&w->outlooks, (const uint64_t *)&o, OUTLOOK_WORDS, &fresh) & (MOST_OUTLOOKS - 1);
    return memo;
}

static struct outlook outlook_of(struct world *w, const struct situation *s, uint32_t thread,
                                 bool *loaded)
{
    if (note_of(w, s, thread)->status != THREAD_RUNNING)
        return (struct outlook){.way = WAY_NONE, .kind = NOT_ALIVE};
    const struct memo *memo = recall(w, s, thread, loaded);
    uint32_t count;
    struct outlook o = *(const struct outlook *)store_get(&w->outlooks, memo->outlook, &count);
    o.known = memo->known;
    o.gave_way = memo->gave_way;
    o.to_part = memo->to_part;
    o.to_shared = memo->to_shared;
    o.accesses = memo->accesses;
    return o;
}

struct outlook world_outlook(struct world *w, const struct situation *s, uint32_t thread)
{
    return outlook_of(w, s, thread, &(bool){false});
}

void world_outlooks(struct world *w, const struct situation *s, struct outlook *outlooks)
{
    bool loaded = false;
    for (uint32_t i = 0; i < s->threads; i++)
        outlooks[i] = outlook_of(w, s, i, &loaded);
}

/* ---- Moves ----------------------------------------------------------------------------------- */

struct move world_first_move(const struct outlook *o, uint32_t thread)
{
    return (struct move){
        .thread = thread, .way = (enum way)o->way, .chooses = o->chooses, .choice = o->low};
}

bool world_each_move(const struct outlook *o, uint32_t thread,
                     void (*each)(void *context, struct move move), void *context)
{
    struct move move = world_first_move(o, thread);
    bool all = !o->chooses || (uint64_t)o->high - (uint64_t)o->low < MOST_CHOICES;
    int64_t high = !o->chooses ? o->low : all ? o->high : o->low + MOST_CHOICES - 1;
    for (; move.way != WAY_NONE; move.choice++) {
        each(context, move);
        if (move.choice == high)
            break;
    }
    for (unsigned way = 0; o->besides >> way; way++)
        if (o->besides >> way & 1)
            each(context, (struct move){.thread = thread, .way = (enum way)way});
    return all;
}

static uint32_t take_accesses(struct world *w, bool atomic)
{
    struct machine *m = &w->machine;
    if (!m->access_count)
        return 0;
    w->row.count = 0;
    parts_push_word(&w->row, atomic);
    for (size_t i = 0; i < m->access_count; i++)
        parts_push_word(&w->row, (uint64_t)m->accesses[i].entity << 33 |
                                     (uint64_t)m->accesses[i].element << 1 | m->accesses[i].writes);
    m->access_count = 0;
    bool fresh;
    uint32_t number = store_put(&w->accesses, w->row.at, w->row.count, &fresh);
    return number == STORE_NONE ? 0 : number;
}

static void move_clock(struct world *w)
{
    struct state *s = w->machine.state;
    int64_t next = NO_DEADLINE;
    for (uint32_t i = 0; i < s->thread_count; i++) {
        struct readiness r = step_readiness(&w->machine, i);
        if (r.kind != READY && r.deadline < next)
            next = r.deadline;
    }
    if (next != NO_DEADLINE)
        s->now = next;
    world_count_from_now(w);
}

static void apply(struct world *w, struct move move)
{
    struct machine *m = &w->machine;
    struct thread *t = state_thread(m->state, move.thread);
    m->choice_forced = move.chooses;
    m->choice = move.choice;
    switch (move.way) {
    case WAY_TIME_OUT:
    case WAY_GIVE_UP:
        t->deadline = m->state->now - 1;
        break;
    case WAY_ELAPSE:
        t->deadline = m->state->now;
        break;
    case WAY_SPURIOUS:
        machine_wake_spuriously(m, move.thread);
        break;
    case WAY_CLOCK:
        move_clock(w);
        break;
    default:
        break;
    }
    if (move.way == WAY_STEP || move.way == WAY_TIME_OUT || move.way == WAY_ELAPSE)
        step_run(m, move.thread);
    m->choice_forced = false;
    m->change_count = 0;
}

/* Whether the result depends on nothing but the memo's key. */
static bool can_remember(const struct world *w, const struct situation *from,
                         const struct situation *to, struct move move, const struct deed *d)
{
    const struct thread_note *n = note_of(w, from, move.thread);
    unsigned waiters = parts_shared_head(w, from->parts[SITUATION_SHARED])->waiters;
    if (move.chooses || move.way > WAY_TIME_OUT || !n->alone || n->unwinds || n->puppet ||
        d->failure != DEED_FINE || d->limit || d->notice_count ||
        !facts_step_alone(&w->facts, n->pc, waiters) || from->threads != to->threads ||
        from->parts[SITUATION_NAMES] != to->parts[SITUATION_NAMES])
        return false;
    for (uint32_t i = 0; i < from->threads; i++)
        if (i != move.thread &&
            from->parts[SITUATION_THREADS + i] != to->parts[SITUATION_THREADS + i])
            return false;
    return move.thread != STATE_MAIN || note_of(w, to, move.thread)->status == THREAD_RUNNING;
}

static bool held_before(const struct world *w, const struct situation *s, uint64_t holder)
{
    uint32_t count;
    const uint64_t *holders = world_holders(w, s, &count);
    for (uint32_t i = 0; i < count; i++)
        if (holders[i] == holder)
            return true;
    return false;
}

static void add_order(struct world *w, uint32_t held, uint32_t taken, uint32_t pc)
{
    bool fresh;
    uint64_t pair = (uint64_t)held << 32 | taken;
    uint32_t number = store_put(&w->orders, &pair, 1, &fresh);
    if (!fresh || number == STORE_NONE)
        return;
    if (number >= w->order_capacity) {
        w->order_capacity = w->order_capacity ? w->order_capacity * 2 : 16;
        w->order_places =
            memory_resize(w->order_places, w->order_capacity * sizeof *w->order_places);
    }
    w->order_places[number] = pc;
}

/* What is kept of the search stands for all turns of it. */
static void add_orders(struct world *w, uint32_t held, uint32_t taken, uint32_t pc)
{
    add_order(w, held, taken, pc);
    for (uint32_t turn = 1; turn < w->rotation.count; turn++) {
        held = rotation_object(&w->rotation, held);
        taken = rotation_object(&w->rotation, taken);
        add_order(w, held, taken, pc);
    }
}

/* A lock that the move has taken, while others were held. Who would have given up waiting for it
 * closes no ring. */
static void note_order(struct world *w, const struct situation *from, const struct situation *to,
                       uint32_t thread)
{
    uint32_t count, pc = world_pc(w, from, thread);
    const uint64_t *holders = world_holders(w, to, &count);
    if (!instruction_insists(w->machine.program, pc))
        return;
    for (uint32_t i = 0; i < count; i++) {
        if ((uint32_t)holders[i] != thread || held_before(w, from, holders[i]))
            continue;
        for (uint32_t k = 0; k < count; k++)
            if (k != i && (uint32_t)holders[k] == thread)
                add_orders(w, (uint32_t)(holders[k] >> 32), (uint32_t)(holders[i] >> 32), pc);
    }
}

static void begin_deed(struct deed *d)
{
    struct deed kept = {.notices = d->notices, .notice_capacity = d->notice_capacity};
    *d = kept;
}

/* Nobody waits in a list and its step looks at nobody else: so it leaves the others as they are. */
static bool cannot_change_others(const struct world *w, const struct situation *from,
                                 struct move move)
{
    const struct thread_note *n = note_of(w, from, move.thread);
    return (move.way == WAY_STEP || move.way == WAY_ELAPSE || move.way == WAY_TIME_OUT) &&
           move.thread != STATE_MAIN && n->alone && !n->unwinds && !n->puppet &&
           !parts_shared_head(w, from->parts[SITUATION_SHARED])->waiters &&
           facts_step_alone(&w->facts, n->pc, 0) && !w->machine.state->gil_on;
}

static void do_move(struct world *w, const struct situation *from, struct move move,
                    struct situation *to, struct deed *deed)
{
    struct machine *m = &w->machine;
    parts_load(w, from);
    unsigned marks =
        move.way == WAY_CLOCK ? 0 : instruction_rows[note_of(w, from, move.thread)->op].marks;
    bool armed = state_thread(m->state, move.thread)->flags & FLAG_ARMED;
    w->deed = deed;
    m->limit = NULL;
    m->access_count = 0;
    w->is_loaded = false;
    apply(w, move);
    deed->limit = m->limit;
    if (deed->failure == DEED_FINE && m->state->first_invariant && deed_breaks_invariant(w)) {
        deed->failure = DEED_INVARIANT;
        deed->pc = m->event.pc;
        deed->thread = move.thread;
        deed_add_breach(w, deed);
    }
    if (deed->limit)
        deed->failure = DEED_LIMIT;
    deed->gave_way = move.way == WAY_ELAPSE || (!armed && marks & MARK_GIVES_WAY);
    deed->accesses = take_accesses(w, marks & MARK_INDIVISIBLE);
    w->deed = NULL;
    if (cannot_change_others(w, from, move))
        parts_take_after(w, from, move.thread, to);
    else {
        counters_settle(w);
        parts_take(w, to);
    }
    situation_copy(&w->loaded, to);
    w->is_loaded = true;
    joins_note(w, from, move.thread, to);
    if (marks & MARK_TAKES)
        note_order(w, from, to, move.thread);
}

void world_follow(const struct situation *from, uint32_t thread, const struct outlook *o,
                  struct situation *to, struct deed *deed)
{
    begin_deed(deed);
    situation_copy(to, from);
    to->parts[SITUATION_THREADS + thread] = o->to_part;
    to->parts[SITUATION_SHARED] = o->to_shared;
    deed->accesses = o->accesses;
    deed->gave_way = o->gave_way;
}

void world_move(struct world *w, const struct situation *from, struct move move,
                struct situation *to, struct deed *deed)
{
    begin_deed(deed);
    if (move.way > WAY_TIME_OUT || move.chooses || w->sink) {
        do_move(w, from, move, to, deed);
        return;
    }
    struct memo *memo = recall(w, from, move.thread, &(bool){false});
    if (memo->known) {
        struct outlook o = world_outlook(w, from, move.thread);
        world_follow(from, move.thread, &o, to, deed);
        return;
    }
    do_move(w, from, move, to, deed);
    memo->known = can_remember(w, from, to, move, deed) ? 1 : 0;
    memo->to_part = to->parts[SITUATION_THREADS + move.thread];
    memo->to_shared = to->parts[SITUATION_SHARED];
    memo->accesses = deed->accesses;
    memo->gave_way = deed->gave_way ? 1 : 0;
}

bool world_clock_can_move(struct world *w, const struct situation *s)
{
    if (w->options.untimed)
        return false;
    for (uint32_t i = 0; i < s->threads; i++) {
        struct outlook o = world_outlook(w, s, i);
        if (o.way == WAY_NONE && o.kind != NOT_ALIVE && o.deadline != NO_DEADLINE)
            return true;
    }
    return false;
}
