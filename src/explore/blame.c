/* blame.c - which switches an order goes wrong by: of its preemptions those without which it does
 * not, and what they come between. Of a race, which hangs on no switch: who holds which lock there.
 *
 * Where no order is easier, none of its preemptions can be spared, for without one it would be.
 * Else each is tried without: the thread that was left goes on until it stops by itself, the others
 * follow in the order they had, as far as they can, and then whoever can. That shows that the same
 * goes wrong without the switch, which is then not told of; or that it did not where it was tried,
 * which is all that is said then. */
#include "explore/explain.h"
#include "explore/tell_inside.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "core/instructions.h"
#include "explore/play.h"
#include "explore/remedy.h"

#include <stdlib.h>
#include <string.h>

enum {
    MOST_SWITCHES = 5, /* with more of them nobody can be told why */
    MOST_NAMES = 3,    /* of those who run meanwhile */
    MOST_STEPS = 20000 /* of an order that is tried */
};

/* A preemption. */
struct switched {
    size_t at;            /* the move that comes instead */
    uint32_t left;        /* who could have gone on */
    size_t before, after; /* its moves around that; SIZE_MAX: none comes */
};

/* ---- Which there are ------------------------------------------------------------------------- */

static size_t find_switches(struct teller *t, const struct move *moves, size_t count,
                            struct switched switches[MOST_SWITCHES])
{
    struct world *w = t->search->world;
    struct situation at = {0};
    size_t found = 0, last_at = SIZE_MAX;
    uint32_t last = 0;
    world_start(w, &t->next);
    for (size_t i = 0; i < count; i++) {
        situation_copy(&at, &t->next);
        bool leaves = last && moves[i].thread != handle_index(last) &&
                      moves[i].way <= WAY_TIME_OUT &&
                      world_outlook(w, &at, handle_index(last)).ready;
        if (leaves && found < MOST_SWITCHES)
            switches[found] = (struct switched){
                .at = i, .left = handle_index(last), .before = last_at, .after = SIZE_MAX};
        found += leaves;
        world_move(w, &at, moves[i], &t->next, &t->deed);
        uint32_t next = play_last_behind(last, moves[i], &t->deed);
        last_at = next == last && moves[i].thread != handle_index(last) ? last_at : i;
        last = next;
    }
    for (size_t k = 0; k < found && k < MOST_SWITCHES; k++)
        for (size_t i = switches[k].at; i < count && switches[k].after == SIZE_MAX; i++)
            if (moves[i].way != WAY_CLOCK && moves[i].thread == switches[k].left)
                switches[k].after = i;
    situation_free(&at);
    return found;
}

/* ---- Trying without -------------------------------------------------------------------------- */

/* Whether it goes wrong, too, without that switch, or there was no time to see. */
static bool goes_wrong_without(struct teller *t, const struct target *target,
                               const struct move *moves, size_t count, const struct switched *s)
{
    struct play p;
    play_begin(&p, t->search, t->search->world, target, MOST_STEPS);
    for (size_t i = 0; i < s->at && !p.over; i++)
        play_move(&p, moves[i]);
    size_t ahead = p.over ? 0 : play_on(&p, s->left);
    for (size_t i = s->at; i < count && !p.over; i++) {
        bool was_done = ahead && moves[i].way != WAY_CLOCK && moves[i].thread == s->left;
        ahead -= was_done;
        if (!was_done && play_can(&p, moves[i]))
            play_move(&p, moves[i]);
    }
    play_on_all(&p);
    bool wrong = p.again || p.given_up;
    /* Where it can end is known of what the search came to alone. */
    if (target->kind == EXPLORE_ENDLESS)
        wrong |= !world_over(p.world, &p.at);
    play_free(&p);
    return wrong;
}

/* ---- Words ----------------------------------------------------------------------------------- */

/* The step that a move is, for the clock's are none. */
static const struct explore_step *step_of(const struct teller *t, const struct move *moves,
                                          size_t at)
{
    size_t step = 0;
    if (at == SIZE_MAX)
        return NULL;
    for (size_t i = 0; i < at; i++)
        step += moves[i].way != WAY_CLOCK;
    const struct explore_step *s = &t->finding->steps[step];
    return s->event.op == OP_COUNT ? NULL : s;
}

static bool is_access(const struct explore_step *s, const char *verb)
{
    enum program_opcode op = (enum program_opcode)s->event.op;
    return instruction_is_access(op) && strcmp(program_opcode_verb(op), verb) == 0;
}

static void add_variable(const struct machine *m, const struct event *e, struct buffer *out)
{
    const char *name = name_bytes(m->program->texts, e->name);
    utf8_add_visible(out, name, strlen(name), "");
    if (e->element)
        buffer_printf(out, "[%u]", handle_index(e->element));
}

/* "between alice's `lock m` (s.thr:3:5) and its `lock n` (s.thr:3:13)"; `stands`: where it stands
 * if it does not go on, or 0. */
static void add_between(const struct machine *m, const char *left,
                        const struct explore_step *before, const struct explore_step *after,
                        uint32_t stands, struct buffer *out)
{
    uint32_t next = after ? after->event.pc : stands;
    bool within = next && tell_same_command(m->program, before->event.pc, next);
    bool updates = after && is_access(before, "reads") && is_access(after, "writes") &&
                   before->event.name == after->event.name &&
                   before->event.element == after->event.element;
    if (within && before->event.pc < next) {
        buffer_printf(out, "within %s's ", left);
        tell_add_place(m, next, out);
        buffer_puts(out, updates ? ", between its read and its write of " : "");
        if (updates)
            add_variable(m, &before->event, out);
    } else if (within) {
        buffer_printf(out, "between %s's ", left);
        tell_add_place(m, next, out);
        buffer_puts(out, " and the next time it gets there");
    } else if (updates) {
        buffer_printf(out, "between %s's read of ", left);
        add_variable(m, &before->event, out);
        buffer_puts(out, " in ");
        tell_add_place(m, before->event.pc, out);
        buffer_puts(out, " and its write in ");
        tell_add_place(m, next, out);
    } else {
        buffer_printf(out, next ? "between %s's " : "after %s's ", left);
        tell_add_place(m, before->event.pc, out);
        buffer_puts(out, next ? " and its " : "");
        if (next)
            tell_add_place(m, next, out);
    }
}

/* Who goes on from there until the thread that was left does. */
static void add_names(const struct teller *t, const struct move *moves, size_t count,
                      const struct switched *s, struct buffer *out)
{
    const char *names[MOST_NAMES];
    size_t found = 0, end = s->after == SIZE_MAX ? count : s->after, step = 0;
    for (size_t i = 0; i < end; i++) {
        if (moves[i].way == WAY_CLOCK)
            continue;
        const char *name = t->finding->steps[step++].thread;
        bool known = i < s->at;
        for (size_t k = 0; k < found && k < MOST_NAMES && !known; k++)
            known = strcmp(names[k], name) == 0;
        if (!known && found < MOST_NAMES)
            names[found] = name;
        found += !known;
    }
    for (size_t k = 0; k < found && k < MOST_NAMES; k++)
        buffer_printf(out, "%s%s", k == 0 ? "" : k + 1 == found ? " and " : ", ", names[k]);
    buffer_puts(out, found > MOST_NAMES ? " and others run " : found > 1 ? " run " : " runs ");
}

static void add_switch(struct teller *t, const struct move *moves, size_t count,
                       const struct switched *s, struct buffer *out)
{
    struct world *w = t->search->world;
    const struct explore_step *before = step_of(t, moves, s->before);
    const struct explore_step *after = step_of(t, moves, s->after);
    uint32_t stands =
        s->after == SIZE_MAX && world_alive(w, &t->at, s->left) ? world_pc(w, &t->at, s->left) : 0;
    const struct machine *m = world_machine(w, &t->at);
    add_names(t, moves, count, s, out);
    add_between(m, before->thread, before, after, stands, out);
}

/* The first of these switches against which a lock is known to help. */
static char *find_remedy(struct teller *t, const struct target *target, const struct move *moves,
                         const struct switched *switches, size_t count)
{
    char *remedy = NULL;
    for (size_t i = 0; i < count && !remedy; i++) {
        const struct explore_step *before = step_of(t, moves, switches[i].before);
        const struct explore_step *after = step_of(t, moves, switches[i].after);
        if (before && after)
            remedy = remedy_of(t, target, before, after);
    }
    return remedy;
}

/* ---- Races ----------------------------------------------------------------------------------- */

/* Adds what the one holds; how many locks that are. `both`: only what the other holds, too. */
static uint32_t add_held(const struct teller *t, const struct machine *m, uint32_t one,
                         uint32_t other, bool both, struct buffer *out)
{
    uint32_t count, found = 0;
    const uint64_t *holders = world_holders(t->search->world, &t->at, &count);
    for (uint32_t i = 0; i < count; i++) {
        bool held_too = false;
        for (uint32_t k = 0; k < count; k++)
            held_too |= holders[k] >> 32 == holders[i] >> 32 && (uint32_t)holders[k] == other;
        if ((uint32_t)holders[i] != one || held_too != both)
            continue;
        buffer_puts(out, found++ ? " and " : "");
        machine_add_entity_name(m, (uint32_t)(holders[i] >> 32), out);
    }
    return found;
}

/* Where one of the two holds a lock that the other does not. */
static void tell_guards(struct teller *t, const struct move *moves, size_t count)
{
    const struct explore_finding *f = t->finding;
    const struct machine *m = world_machine(t->search->world, &t->at);
    struct buffer held[2] = {{0}}, out = {0};
    const char *names[] = {f->steps[f->step_count - 2].thread, f->steps[f->step_count - 1].thread};
    uint32_t one = moves[count - 2].thread, other = moves[count - 1].thread;
    bool by_both = add_held(t, m, one, other, true, &out) != 0;
    bool any[] = {add_held(t, m, one, other, false, &held[0]) != 0,
                  add_held(t, m, other, one, false, &held[1]) != 0};
    buffer_free(&out);
    if (by_both || !(any[0] || any[1])) {
        buffer_free(&held[0]);
        buffer_free(&held[1]);
        return;
    }
    int first = any[0] ? 0 : 1;
    buffer_printf(&out, "%s holds %s there, ", names[first], buffer_text(&held[first]));
    if (any[!first])
        buffer_printf(&out, "%s holds %s: ", names[!first], buffer_text(&held[!first]));
    else
        buffer_printf(&out, "%s does not: ", names[!first]);
    buffer_puts(&out, "a lock keeps apart only those who all take the same one.");
    buffer_free(&held[0]);
    buffer_free(&held[1]);
    t->finding->blame = buffer_take(&out);
}

void tell_blame(struct teller *t, const struct target *target, const struct move *moves,
                size_t count)
{
    struct explore_finding *f = t->finding;
    struct switched switches[MOST_SWITCHES];
    if (f->kind == EXPLORE_RACE)
        tell_guards(t, moves, count);
    if (!f->preemptions || f->kind == EXPLORE_RACE)
        return;
    size_t found = find_switches(t, moves, count, switches), matter = 0;
    for (size_t i = 0; i < found && found <= MOST_SWITCHES; i++)
        if (step_of(t, moves, switches[i].before) &&
            (f->fewest || !goes_wrong_without(t, target, moves, count, &switches[i])))
            switches[matter++] = switches[i];
    if (!matter || found != f->preemptions || (f->fewest && matter < found))
        return;
    struct buffer out = {0};
    buffer_puts(&out, "It goes wrong ");
    buffer_puts(&out, f->fewest ? "only because " : "because ");
    for (size_t i = 0; i < matter; i++) {
        buffer_puts(&out, i == 0 ? "" : i + 1 == matter ? ", and because " : ", because ");
        add_switch(t, moves, count, &switches[i], &out);
    }
    buffer_puts(&out, !f->fewest           ? ": tried without that, it did not."
                      : f->preemptions > 1 ? ": with fewer preemptions it never does."
                                           : ": without a preemption it never does.");
    f->blame = buffer_take(&out);
    f->remedy = find_remedy(t, target, moves, switches, matter);
}
