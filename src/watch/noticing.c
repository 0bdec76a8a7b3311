/* noticing.c - see noticing.h. What is noticed is found in races.c and guards.c, over three pasts.
 */
#include "watch/noticing.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "watch/guards.h"
#include "watch/races.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

const char *const noticing_words[NOTICING_KINDS + 1] = {
#define X(kind, word, name) [NOTICING_##kind] = word,
    NOTICINGS(X)
#undef X
};
const char *const noticing_names[NOTICING_KINDS] = {
#define X(kind, word, name) [NOTICING_##kind] = name,
    NOTICINGS(X)
#undef X
};

/* What was told: by names, which stay where undo or another object takes the place of one. */
struct noticed_cause {
    enum noticing_kind kind;
    uint32_t one, one_element, other, other_element; /* names of variables, or of two locks */
};

enum past_kind { PAST_ALL, PAST_LEARNED, PAST_HARD, PASTS };

struct noticing {
    struct past pasts[PASTS];
    struct races races;
    struct guards guards;
    uint64_t step;
    bool quiet[NOTICING_KINDS];
    struct noticed_cause *told;
    size_t told_count, told_capacity;
    const char *explore;
    void (*tell)(void *context, const struct machine *m, const struct noticed *noticed);
    void *context;
    struct machine *machine; /* that of the step, while it is looked at */
    struct buffer words;
    bool is_typed, typed;          /* somebody types; has, and nothing was done of it yet */
    struct guard_seen *remembered; /* by entity: see noticing_remember_guards */
    uint32_t remembered_count;
};

/* ---- Words ----------------------------------------------------------------------------------- */

static void add_thread(struct noticing *n, const struct stamp *s)
{
    const char *name = name_bytes(n->machine->program->texts, s->name);
    utf8_add_visible(&n->words, name, strlen(name), "");
}

static void add_entity(struct noticing *n, uint32_t entity, uint32_t element)
{
    machine_add_entity_name(n->machine, entity, &n->words);
    if (element)
        buffer_printf(&n->words, "[%u]", element - 1);
}

static void add_code(struct noticing *n, uint32_t pc)
{
    buffer_putc(&n->words, '`');
    program_quote(n->machine->program, pc, &n->words);
    buffer_putc(&n->words, '`');
}

/* "(`x += 1`, s.thr:3:5)" */
static void add_place(struct noticing *n, uint32_t pc)
{
    buffer_puts(&n->words, " (");
    add_code(n, pc);
    buffer_puts(&n->words, ", ");
    program_where(n->machine->program, pc, &n->words);
    buffer_putc(&n->words, ')');
}

static void add_way_on(struct noticing *n)
{
    buffer_printf(&n->words, "`%s` shows what can come of it", n->explore);
}

/* ---- Telling --------------------------------------------------------------------------------- */

static bool same(const struct noticed_cause *a, const struct noticed_cause *b)
{
    return a->kind == b->kind && a->one == b->one && a->one_element == b->one_element &&
           a->other == b->other && a->other_element == b->other_element;
}

static bool is_news(struct noticing *n, struct noticed_cause cause)
{
    for (size_t i = 0; i < n->told_count; i++)
        if (same(&n->told[i], &cause))
            return false;
    MEMORY_ROOM_FOR_ONE(n->told, n->told_count, n->told_capacity);
    n->told[n->told_count++] = cause;
    return true;
}

static void send(struct noticing *n, struct noticed noticed)
{
    noticed.text = buffer_text(&n->words);
    if (n->tell)
        n->tell(n->context, n->machine, &noticed);
}

/* Whether it is to be told: then the words begin empty. */
static bool begins(struct noticing *n, struct noticed_cause cause)
{
    if (n->quiet[cause.kind] || !is_news(n, cause))
        return false;
    buffer_clear(&n->words);
    return true;
}

static uint32_t name_of(const struct noticing *n, uint32_t entity)
{
    return state_entity(n->machine->state, entity)->name;
}

static void tell_race(void *context, const struct race *r)
{
    struct noticing *n = context;
    guards_told(&n->guards, r->entity); /* who knows that needs no hint */
    if (!begins(n, (struct noticed_cause){.kind = NOTICING_RACE, .one = name_of(n, r->entity)}))
        return;
    buffer_puts(&n->words, "data race: nothing keeps ");
    add_thread(n, &r->here);
    buffer_puts(&n->words, " and ");
    add_thread(n, &r->before);
    buffer_puts(&n->words, " from touching ");
    add_entity(n, r->entity, r->element);
    buffer_puts(&n->words, " at once: ");
    add_thread(n, &r->here);
    buffer_printf(&n->words, " %s it", r->here_writes ? "writes" : "reads");
    add_place(n, r->here.pc);
    buffer_puts(&n->words, ", ");
    add_thread(n, &r->before);
    buffer_printf(&n->words, " %s it before", r->before_writes ? "wrote" : "read");
    add_place(n, r->before.pc);
    buffer_puts(&n->words, ", and between the two there is no lock, join or other step that puts "
                           "one behind the other; ");
    if (r->before_block || r->here_block)
        buffer_puts(&n->words, "what is atomic keeps out only what is atomic too; ");
    buffer_puts(&n->words, "one lock held at both places does, and ");
    add_way_on(n);
    send(n, (struct noticed){.kind = NOTICING_RACE,
                             .pc = r->here.pc,
                             .thread = r->here.thread,
                             .entity = r->entity,
                             .element = r->element,
                             .before = r->before.pc});
}

static void tell_unguarded(void *context, const struct unguarded *u)
{
    struct noticing *n = context;
    if (!begins(n, (struct noticed_cause){.kind = NOTICING_GUARD, .one = name_of(n, u->entity)}))
        return;
    add_thread(n, &u->here);
    buffer_puts(&n->words, " touches ");
    add_entity(n, u->entity, u->element);
    buffer_puts(&n->words, " without ");
    add_entity(n, u->lock, 0);
    add_place(n, u->here.pc);
    buffer_puts(&n->words, ", under which it was always touched so far, last by ");
    add_thread(n, &u->before);
    add_place(n, u->before.pc);
    buffer_puts(&n->words, "; here nothing came of it, but it was luck: hold ");
    add_entity(n, u->lock, 0);
    buffer_puts(&n->words, " there too; ");
    add_way_on(n);
    send(n, (struct noticed){.kind = NOTICING_GUARD,
                             .pc = u->here.pc,
                             .thread = u->here.thread,
                             .entity = u->entity,
                             .element = u->element,
                             .before = u->before.pc});
}

/* "alice takes b (`lock b`, s.thr:4:5) while it holds a, taken at s.thr:3:5" */
static void add_order(struct noticing *n, const struct stamp *s, const char *takes, uint32_t taken,
                      const char *holds, uint32_t held, uint32_t held_pc)
{
    add_thread(n, s);
    buffer_puts(&n->words, takes);
    add_entity(n, taken, 0);
    add_place(n, s->pc);
    buffer_puts(&n->words, holds);
    add_entity(n, held, 0);
    buffer_puts(&n->words, " (");
    program_where(n->machine->program, held_pc, &n->words);
    buffer_putc(&n->words, ')');
}

static void tell_inverted(void *context, const struct inverted *i)
{
    struct noticing *n = context;
    const struct state *s = n->machine->state;
    const struct entity *one = state_entity(s, i->first), *other = state_entity(s, i->second);
    if (one->name > other->name || (one->name == other->name && one->element > other->element)) {
        const struct entity *swapped = one;
        one = other;
        other = swapped;
    }
    if (!begins(n, (struct noticed_cause){NOTICING_ORDER, one->name, one->element, other->name,
                                          other->element}))
        return;
    buffer_puts(&n->words, "two orders of locks: ");
    add_order(n, &i->here, " takes ", i->first, " while it holds ", i->second, i->here_held_pc);
    buffer_puts(&n->words, ", ");
    add_order(n, &i->before, " took ", i->second, " while it held ", i->first, i->before_held_pc);
    buffer_puts(&n->words, "; nothing came of it yet, but if each has its first lock, both wait "
                           "for ever: take them in one order everywhere; ");
    add_way_on(n);
    send(n, (struct noticed){.kind = NOTICING_ORDER,
                             .pc = i->here.pc,
                             .thread = i->here.thread,
                             .entity = i->first,
                             .before = i->before.pc});
}

/* ---- Following ------------------------------------------------------------------------------- */

static void forget_past(struct noticing *n)
{
    for (int i = 0; i < PASTS; i++)
        past_free(&n->pasts[i]);
    races_free(&n->races);
    guards_free(&n->guards);
    free(n->remembered);
    n->remembered = NULL;
    n->remembered_count = 0;
}

/* Whether the step did nothing but to take locks and to give them back. */
static bool only_locks(const struct machine *m)
{
    for (size_t i = 0; i < m->touch_count; i++)
        if (m->touches[i].kind > TOUCH_CHANGES || !past_is_lock(m, m->touches[i].index))
            return false;
    for (size_t i = 0; i < m->change_count; i++)
        if (m->changes[i].kind != CHANGE_ENTITY || !past_is_lock(m, m->changes[i].index))
            return false;
    return m->touch_count > 0 && m->access_count == 0;
}

/* That is of importance to others: as a step like any other, but quickly, for it is what programs
 * do most. */
static void look_at_locks(struct noticing *n, struct machine *m, uint32_t thread)
{
    struct guards_found found = {tell_unguarded, tell_inverted, n};
    struct past *all = &n->pasts[PAST_ALL], *learned = &n->pasts[PAST_LEARNED];
    guards_locks(&n->guards, &n->pasts[PAST_HARD], m, thread, n->step, &found);
    if (!past_adds_nothing(all, m, thread)) {
        past_look(all, m, thread);
        past_pass_on(all, m, thread);
    }
    if (!past_adds_nothing(learned, m, thread))
        past_pass_on(learned, m, thread);
}

static void look_at_step(struct noticing *n, struct machine *m, uint32_t thread)
{
    struct guards_found found = {tell_unguarded, tell_inverted, n};
    struct past *all = &n->pasts[PAST_ALL];
    n->step++;
    if (m->touch_count == 0 && m->access_count == 0 && m->change_count == 0)
        return;
    for (int i = 0; i < PASTS; i++)
        past_begin_step(&n->pasts[i], thread);
    if (only_locks(m)) {
        look_at_locks(n, m, thread);
        return;
    }
    races_check(&n->races, all, m, thread, n->step, tell_race, n);
    guards_accesses(&n->guards, &n->pasts[PAST_LEARNED], m, thread, n->step, &found);
    races_order(&n->races, all, m, thread, false);
    for (int i = 0; i < PASTS; i++)
        past_look(&n->pasts[i], m, thread);
    guards_locks(&n->guards, &n->pasts[PAST_HARD], m, thread, n->step, &found);
    races_order(&n->races, all, m, thread, true);
    for (int i = 0; i < PASTS; i++)
        past_pass_on(&n->pasts[i], m, thread);
    for (size_t i = 0; i < m->touch_count; i++)
        if (m->touches[i].kind == TOUCH_DROPS) {
            races_forget(&n->races, m->touches[i].index);
            guards_forget(&n->guards, m->touches[i].index);
        }
}

static void follow(void *context, struct machine *m, int64_t thread)
{
    struct noticing *n = context;
    n->machine = m;
    if (thread >= 0) {
        look_at_step(n, m, (uint32_t)thread);
    } else if (thread == FOLLOW_OUTSIDE) {
        for (int i = 0; i < PASTS && n->is_typed == n->typed; i++)
            past_fence(&n->pasts[i]);
        n->typed = false;
    } else {
        forget_past(n);
        if (thread == FOLLOW_ANEW)
            noticing_forget_told(n);
    }
    m->touch_count = m->access_count = 0;
    n->machine = NULL;
}

struct noticing *noticing_new(const char *explore,
                              void (*tell)(void *context, const struct machine *m,
                                           const struct noticed *noticed),
                              void *context)
{
    struct noticing *n = memory_zeroed(1, sizeof *n);
    n->pasts[PAST_ALL].locks = PAST_LOCKS_ORDER;
    n->pasts[PAST_LEARNED].locks = PAST_LOCKS_TELL;
    n->pasts[PAST_HARD].locks = PAST_LOCKS_MEAN_NOTHING;
    n->explore = explore;
    n->tell = tell;
    n->context = context;
    return n;
}

void noticing_free(struct noticing *n)
{
    if (!n)
        return;
    forget_past(n);
    free(n->told);
    buffer_free(&n->words);
    free(n);
}

void noticing_follow(struct noticing *n, struct machine *m, bool follows)
{
    forget_past(n);
    machine_follow(m, follows ? follow : NULL, n);
}

void noticing_typed(struct noticing *n)
{
    n->is_typed = n->typed = true;
}

/* Since the state was put back, or as long as is known. */
static struct guard_seen seen_since(const struct noticing *n, uint32_t entity)
{
    if (races_seen(&n->races, entity)) /* from then on its touches come in an order */
        return (struct guard_seen){GUARD_NONE, 0};
    return guards_seen(&n->guards, entity);
}

struct guard_seen noticing_guard(const struct noticing *n, uint32_t entity)
{
    struct guard_seen since = seen_since(n, entity);
    if (entity >= n->remembered_count)
        return since;
    struct guard_seen before = n->remembered[entity];
    if (before.kind == GUARD_NOT_SEEN)
        return since;
    if (since.kind == GUARD_NOT_SEEN || before.kind == GUARD_NONE ||
        (since.kind == before.kind && since.lock == before.lock))
        return before;
    return (struct guard_seen){since.kind == GUARD_NONE ? GUARD_NONE : GUARD_NOT_SEEN, 0};
}

struct guard_seen *noticing_guards(const struct noticing *n, uint32_t *count)
{
    uint32_t known = n->guards.entity_capacity;
    *count = known > n->remembered_count ? known : n->remembered_count;
    struct guard_seen *seen = memory_zeroed(*count + 1, sizeof *seen);
    for (uint32_t i = 0; i < *count; i++)
        seen[i] = noticing_guard(n, i);
    return seen;
}

void noticing_remember_guards(struct noticing *n, const struct guard_seen *seen, uint32_t count)
{
    free(n->remembered);
    n->remembered = memory_zeroed(count + 1, sizeof *seen);
    n->remembered_count = count;
    for (uint32_t i = 0; i < count; i++)
        n->remembered[i] = seen[i];
}

void noticing_set_quiet(struct noticing *n, enum noticing_kind kind, bool quiet)
{
    n->quiet[kind] = quiet;
}

bool noticing_is_quiet(const struct noticing *n, enum noticing_kind kind)
{
    return n->quiet[kind];
}

void noticing_forget_told(struct noticing *n)
{
    n->told_count = 0;
}
