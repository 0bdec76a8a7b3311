/* tell.c - findings in words: the schedule is done once more, step by step, and told. */
#include "explore/explain.h"
#include "explore/warn.h"

#include "base/memory.h"
#include "base/utf8.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ---- The steps ------------------------------------------------------------------------------- */

enum { MOST_LOST = 16 };

struct teller {
    struct search *search;
    struct explore_finding *finding;
    struct explore_step *step; /* the one that is being done */
    struct situation at, next;
    struct judged view;
    struct deed deed;
    struct event lost[MOST_LOST]; /* notifications that nobody got, and who sent them */
    const char *lost_by[MOST_LOST];
    size_t lost_count;
};

/* What was printed, as far as it fits a line. */
static char *shortened(const char *text, size_t length)
{
    enum { MOST = 40 };
    struct buffer out = {0};
    size_t cut = length;
    if (length > MOST)
        for (cut = MOST; cut > 0 && (text[cut] & 0xC0) == 0x80;)
            cut--;
    utf8_add_visible(&out, text, cut, "");
    buffer_puts(&out, cut < length ? "..." : "");
    return buffer_take(&out);
}

static void take_event(void *context, const struct event *e)
{
    struct teller *t = context;
    if (!t->step)
        return;
    if (e->kind == EVENT_STEP && t->step->event.op == OP_COUNT)
        t->step->event = *e;
    if ((e->kind == EVENT_PRINT || e->kind == EVENT_LOG) && !t->step->printed)
        t->step->printed = shortened(e->text, e->length);
    if (e->kind == EVENT_NOTICE && e->notice == NOTICE_NOBODY && t->lost_count < MOST_LOST) {
        t->lost_by[t->lost_count] = t->step->thread;
        t->lost[t->lost_count++] = *e;
    }
}

static char how_of(struct move move)
{
    return move.chooses                                          ? '='
           : move.way == WAY_TIME_OUT || move.way == WAY_GIVE_UP ? '!'
           : move.way == WAY_SPURIOUS                            ? '~'
                                                                 : ' ';
}

static char *visible_name(const struct world *w, const struct situation *s, uint32_t thread)
{
    struct buffer name = {0};
    const char *text = world_thread_name(w, s, thread);
    utf8_add_visible(&name, text, strlen(text), "");
    buffer_puts(&name, "");
    return buffer_take(&name);
}

/* Does the moves; t->at is the situation behind them, or before the one that fails. */
static void do_moves(struct teller *t, const struct move *moves, size_t count)
{
    struct world *w = t->search->world;
    struct explore_finding *f = t->finding;
    world_start(w, &t->at);
    f->steps = memory_zeroed(count + 1, sizeof *f->steps);
    world_trace(w, take_event, t);
    for (size_t i = 0; i < count; i++) {
        if (moves[i].way != WAY_CLOCK) {
            t->step = &f->steps[f->step_count++];
            *t->step = (struct explore_step){.thread = visible_name(w, &t->at, moves[i].thread),
                                             .event = {.op = OP_COUNT},
                                             .how = how_of(moves[i]),
                                             .choice = moves[i].choice};
        } else {
            t->step = NULL;
        }
        world_move(w, &t->at, moves[i], &t->next, &t->deed);
        situation_copy(&t->at, &t->next);
    }
    world_trace(w, NULL, NULL);
}

/* ---- Segments -------------------------------------------------------------------------------- */

static void add_segment_name(const char *name, struct buffer *out)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
    bool quoted = name[strspn(name, plain)] != '\0';
    if (out->length)
        buffer_putc(out, ' ');
    buffer_printf(out, quoted ? "\"%s\"" : "%s", name);
}

static char *segments_of(const struct explore_finding *f)
{
    struct buffer out = {0};
    buffer_puts(&out, "");
    for (size_t i = 0; i < f->step_count;) {
        const struct explore_step *s = &f->steps[i];
        size_t run = 1;
        while (s->how == ' ' && i + run < f->step_count && f->steps[i + run].how == ' ' &&
               strcmp(f->steps[i + run].thread, s->thread) == 0)
            run++;
        add_segment_name(s->thread, &out);
        if (s->how == '=')
            buffer_printf(&out, "=%" PRId64, s->choice);
        else if (s->how != ' ')
            buffer_putc(&out, s->how);
        else if (run > 1)
            buffer_printf(&out, "*%zu", run);
        i += run;
    }
    return buffer_take(&out);
}

/* ---- Words ----------------------------------------------------------------------------------- */

static void add_name(char ***names, size_t *count, char *name)
{
    for (size_t i = 0; i < *count; i++)
        if (strcmp((*names)[i], name) == 0) {
            free(name);
            return;
        }
    *names = memory_resize(*names, (*count + 1) * sizeof **names);
    (*names)[(*count)++] = name;
}

static void add_thread(struct teller *t, uint32_t thread)
{
    add_name(&t->finding->threads, &t->finding->thread_count,
             visible_name(t->search->world, &t->at, thread));
}

static void add_object(struct teller *t, const struct machine *m, uint32_t entity, uint32_t element)
{
    struct buffer name = {0};
    machine_add_entity_name(m, entity, &name);
    if (element)
        buffer_printf(&name, "[%u]", element - 1);
    buffer_puts(&name, "");
    add_name(&t->finding->objects, &t->finding->object_count, buffer_take(&name));
}

/* "alice waits for m, held by bob (`lock m`, s.thr:3:5)". */
static void add_wait(struct teller *t, const struct machine *m, uint32_t thread, struct buffer *out)
{
    const struct thread *waiter = state_thread(m->state, thread);
    uint32_t object = t->view.outlooks[thread].object;
    add_thread(t, thread);
    if (object && t->view.outlooks[thread].kind != WAITS_FOR_THREAD)
        add_object(t, m, object - 1, 0);
    machine_add_thread_name(m, thread, out);
    buffer_putc(out, ' ');
    machine_add_reason(m, thread, out);
    buffer_puts(out, " (`");
    program_quote(m->program, waiter->pc, out);
    buffer_puts(out, "`, ");
    program_where(m->program, waiter->pc, out);
    buffer_putc(out, ')');
}

enum { MOST_MEMBERS = 256 };

/* "alice, bob and carl". */
static void add_names(const struct machine *m, const uint32_t *threads, size_t count,
                      struct buffer *out)
{
    for (size_t i = 0; i < count; i++) {
        buffer_puts(out, i == 0 ? "" : i + 1 == count ? " and " : ", ");
        machine_add_thread_name(m, threads[i], out);
    }
}

/* The ring that the target is about, if it is one. */
static bool tell_ring(struct teller *t, const struct machine *m, uint64_t key, struct buffer *out)
{
    struct world *w = t->search->world;
    uint32_t members[MOST_MEMBERS], first = judge_ring_of(w, &t->view, key), at = first;
    size_t count = 0;
    if (first == UINT32_MAX)
        return false;
    do {
        members[count++] = at;
        at = judge_ring_next(w, &t->view, at);
    } while (at != first && at != UINT32_MAX && count < MOST_MEMBERS);
    t->finding->pc = machine_next_pc(m, first);
    buffer_puts(out, "deadlock: ");
    add_names(m, members, count, out);
    buffer_puts(out,
                count == 1 ? " waits for itself, for ever:" : " wait for one another, for ever:");
    for (size_t i = 0; i < count; i++) {
        buffer_puts(out, "\n  ");
        add_wait(t, m, members[i], out);
    }
    return true;
}

static void tell_standstill(struct teller *t, const struct machine *m, struct buffer *out)
{
    unsigned told = 0;
    buffer_puts(out, "deadlock: nobody can go on");
    for (uint32_t i = 0; i < t->at.threads; i++) {
        if (!world_alive(t->search->world, &t->at, i))
            continue;
        if (!t->finding->pc)
            t->finding->pc = machine_next_pc(m, i);
        buffer_puts(out, told++ ? "\n  " : ":\n  ");
        add_wait(t, m, i, out);
    }
}

static void tell_endless(struct teller *t, const struct machine *m, struct buffer *out)
{
    unsigned told = 0;
    buffer_puts(out, "the program never ends: from here on no order of steps leads to its end");
    for (uint32_t i = 0; i < t->at.threads; i++) {
        if (!world_alive(t->search->world, &t->at, i))
            continue;
        if (!t->finding->pc || (t->view.outlooks[i].ready && told == 0))
            t->finding->pc = machine_next_pc(m, i);
        buffer_puts(out, told++ ? "\n  " : ":\n  ");
        if (t->view.outlooks[i].way == WAY_NONE) {
            add_wait(t, m, i, out);
            continue;
        }
        add_thread(t, i);
        machine_add_thread_name(m, i, out);
        buffer_puts(out, " goes on at `");
        program_quote(m->program, machine_next_pc(m, i), out);
        buffer_puts(out, "` (");
        program_where(m->program, machine_next_pc(m, i), out);
        buffer_putc(out, ')');
    }
}

/* "alice writes count (`count += 1`, s.thr:4:5)". */
static void add_access(struct teller *t, const struct machine *m, const struct explore_step *s,
                       struct buffer *out)
{
    buffer_printf(out, "%s %s (`", s->thread,
                  program_opcode_verb((enum program_opcode)s->event.op));
    program_quote(m->program, s->event.pc, out);
    buffer_puts(out, "`, ");
    program_where(m->program, s->event.pc, out);
    buffer_putc(out, ')');
    add_name(&t->finding->threads, &t->finding->thread_count, memory_copy(s->thread));
}

static void tell_race(struct teller *t, const struct machine *m, struct buffer *out)
{
    const struct explore_finding *f = t->finding;
    const struct explore_step *one = &f->steps[f->step_count - 2], *other = one + 1;
    /* An atomic block touches many things; of two accesses that race one at least is no block. */
    const struct explore_step *plain = other->event.op == OP_ATOMIC_BEGIN ? one : other;
    uint32_t bound = state_lookup(m->state, plain->event.name);
    buffer_puts(out, "race: nothing keeps two threads from touching ");
    if (bound) {
        machine_add_entity_name(m, bound - 1, out);
        if (plain->event.element)
            buffer_printf(out, "[%u]", plain->event.element - 1);
        add_object(t, m, bound - 1, plain->event.element);
    } else {
        buffer_puts(out, "a plain variable");
    }
    buffer_puts(out, " at once:\n  ");
    add_access(t, m, one, out);
    buffer_puts(out, ", and\n  ");
    add_access(t, m, other, out);
    t->finding->pc = one->event.pc;
}

static void tell_failure(struct teller *t, const struct machine *m, struct buffer *out)
{
    const struct deed *begun = world_begun(t->search->world);
    if (begun->failure != DEED_FINE) {
        buffer_add(&t->deed.text, begun->text.bytes, begun->text.length);
        t->deed.pc = begun->pc;
        t->deed.thread = begun->thread;
    }
    t->finding->pc = t->deed.pc;
    add_thread(t, t->deed.thread);
    machine_add_thread_name(m, t->deed.thread, out);
    buffer_puts(out, " fails");
    if (t->deed.pc) {
        buffer_puts(out, " at `");
        program_quote(m->program, t->deed.pc, out);
        buffer_puts(out, "` (");
        program_where(m->program, t->deed.pc, out);
        buffer_putc(out, ')');
    }
    buffer_puts(out, ": ");
    utf8_add_visible(out, buffer_text(&t->deed.text), t->deed.text.length, "\n");
}

static void tell_without_schedule(struct teller *t, const struct target *target,
                                  const struct machine *m, struct buffer *out)
{
    buffer_printf(out, "%s: found", explore_kind_name(target->kind));
    if (target->kind <= EXPLORE_ERROR) {
        t->finding->pc = (uint32_t)target->key;
        buffer_puts(out, " at `");
        program_quote(m->program, t->finding->pc, out);
        buffer_puts(out, "` (");
        program_where(m->program, t->finding->pc, out);
        buffer_putc(out, ')');
    }
    buffer_puts(out,
                t->search->result->cancelled
                    ? ", but the search was interrupted before it had a readable order of steps"
                    : ", but memory or time did not suffice to find a readable order of steps");
}

/* Where the program is over the lab stops its daemons. */
static void add_ending(struct world *w, const struct situation *s, struct buffer *out)
{
    const struct machine *m = world_machine(w, s);
    struct machine copy = {.program = m->program, .state = state_copy(m->state)};
    if (machine_over(&copy))
        machine_stop_all(&copy);
    explore_ending(&copy, out);
    machine_free(&copy);
}

/* Who waits in a deadlock for what was notified before. */
static void tell_lost(struct teller *t, const struct machine *m)
{
    for (size_t k = 0; k < t->lost_count; k++)
        for (uint32_t i = 0; i < t->at.threads; i++) {
            uint32_t object = t->view.outlooks[i].object;
            if (t->view.outlooks[i].kind != WAITS_IN_LIST || !object)
                continue;
            const struct entity *e = state_entity(m->state, object - 1);
            if (e->name != t->lost[k].name || e->element != t->lost[k].element)
                continue;
            char *waits = visible_name(t->search->world, &t->at, i);
            warn_notified(t->search->result, m, t->lost_by[k], waits, &t->lost[k]);
            free(waits);
        }
}

void tell_finding(struct search *s, const struct target *target, const struct move *moves,
                  size_t count, uint32_t preemptions, bool fewest)
{
    struct explore_result *r = s->result;
    r->findings = memory_resize(r->findings, (r->finding_count + 1) * sizeof *r->findings);
    struct explore_finding *f = &r->findings[r->finding_count++];
    *f = (struct explore_finding){
        .kind = target->kind, .preemptions = preemptions, .fewest = fewest};
    struct teller t = {.search = s, .finding = f};
    struct buffer message = {0}, ending = {0};
    if (moves)
        do_moves(&t, moves, count);
    else
        world_start(s->world, &t.at);
    judged_look(&t.view, s->world, &t.at);
    const struct machine *m = world_machine(s->world, &t.at);
    if (!moves)
        tell_without_schedule(&t, target, m, &message);
    else if (target->kind == EXPLORE_RACE)
        tell_race(&t, m, &message);
    else if (target->kind == EXPLORE_ENDLESS)
        tell_endless(&t, m, &message);
    else if (target->kind != EXPLORE_DEADLOCK)
        tell_failure(&t, m, &message);
    else if (!tell_ring(&t, m, target->key, &message))
        tell_standstill(&t, m, &message);
    if (moves && target->kind == EXPLORE_DEADLOCK)
        tell_lost(&t, m);
    add_ending(s->world, &t.at, &ending);
    f->message = buffer_take(&message);
    f->ending = buffer_take(&ending);
    f->schedule = moves ? segments_of(f) : NULL;
    situation_free(&t.at);
    situation_free(&t.next);
    judged_free(&t.view);
    buffer_free(&t.deed.text);
}
