/* tell.c - findings in words: the schedule is done once more, step by step, and told. */
#include "explore/explain.h"
#include "explore/tell_inside.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "core/failure.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ---- The steps ------------------------------------------------------------------------------- */

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
    struct explore_step *s = t->step;
    bool ends =
        (e->kind == EVENT_ENDED || e->kind == EVENT_ORDER_FAILED) && e->status == THREAD_FAILED;
    bool raised =
        e->kind == EVENT_RAISED || (e->kind == EVENT_STEP && e->outcome == OUTCOME_REFUSED) || ends;
    if (raised && !s->error)
        s->error = e->failure;
    s->fails |= ends;
    if (e->kind == EVENT_STEP && s->event.op == OP_COUNT)
        s->event = *e;
    if ((e->kind == EVENT_PRINT || e->kind == EVENT_LOG) && !t->step->printed)
        t->step->printed = shortened(e->text, e->length);
}

static char how_of(struct move move)
{
    return move.chooses                                          ? '='
           : move.way == WAY_TIME_OUT || move.way == WAY_GIVE_UP ? '!'
           : move.way == WAY_SPURIOUS                            ? '~'
                                                                 : ' ';
}

char *tell_name(const struct world *w, const struct situation *s, uint32_t thread)
{
    struct buffer name = {0};
    const char *text = world_thread_name(w, s, thread);
    utf8_add_visible(&name, text, strlen(text), "");
    buffer_puts(&name, "");
    return buffer_take(&name);
}

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
            *t->step = (struct explore_step){.thread = tell_name(w, &t->at, moves[i].thread),
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

void tell_steps(struct teller *t, const struct move *moves, size_t count)
{
    do_moves(t, moves, count);
    t->finding->schedule = segments_of(t->finding);
}

/* ---- Words ----------------------------------------------------------------------------------- */

void tell_add_place(const struct machine *m, uint32_t pc, struct buffer *out)
{
    buffer_putc(out, '`');
    program_quote(m->program, pc, out);
    buffer_puts(out, "` (");
    program_where(m->program, pc, out);
    buffer_putc(out, ')');
}

void tell_add_code(const struct machine *m, uint32_t pc, struct buffer *out)
{
    buffer_puts(out, "(`");
    program_quote(m->program, pc, out);
    buffer_puts(out, "`, ");
    program_where(m->program, pc, out);
    buffer_putc(out, ')');
}

bool tell_same_command(const struct program *p, uint32_t one, uint32_t other)
{
    const struct origin *a = &p->origins[p->origin_of[one]];
    const struct origin *b = &p->origins[p->origin_of[other]];
    return a->source == b->source && a->start == b->start && a->end == b->end;
}

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

void tell_add_thread(struct teller *t, uint32_t thread)
{
    add_name(&t->finding->threads, &t->finding->thread_count,
             tell_name(t->search->world, &t->at, thread));
}

void tell_add_object(struct teller *t, const struct machine *m, uint32_t entity, uint32_t element)
{
    struct buffer name = {0};
    machine_add_entity_name(m, entity, &name);
    if (element)
        buffer_printf(&name, "[%u]", handle_index(element));
    buffer_puts(&name, "");
    add_name(&t->finding->objects, &t->finding->object_count, buffer_take(&name));
}

/* "alice writes count = 1 (`count += 1`, s.thr:4:5)". */
static void add_access(struct teller *t, const struct machine *m, const struct explore_step *s,
                       struct buffer *out)
{
    buffer_printf(out, "%s ", s->thread);
    machine_add_deed(m, &s->event, out);
    buffer_putc(out, ' ');
    tell_add_code(m, s->event.pc, out);
    add_name(&t->finding->threads, &t->finding->thread_count, memory_copy(s->thread));
}

static void tell_race(struct teller *t, const struct target *target, const struct machine *m,
                      struct buffer *out)
{
    const struct explore_finding *f = t->finding;
    const struct explore_step *one = &f->steps[f->step_count - 2], *other = one + 1;
    /* An atomic block touches many things; of two accesses that race one at least is no block. */
    const struct explore_step *plain = other->event.op == OP_ATOMIC_BEGIN ? one : other;
    uint32_t bound = state_lookup(m->state, plain->event.name);
    buffer_puts(out, "race: nothing keeps two threads from touching ");
    if (bound) {
        machine_add_entity_name(m, handle_index(bound), out);
        if (plain->event.element)
            buffer_printf(out, "[%u]", handle_index(plain->event.element));
        tell_add_object(t, m, handle_index(bound), plain->event.element);
    } else {
        buffer_puts(out, "a plain variable");
    }
    buffer_puts(out, " at once:\n  ");
    add_access(t, m, one, out);
    buffer_puts(out, ", and\n  ");
    add_access(t, m, other, out);
    size_t more = target_other_pairs(target, m->program, one->event.pc, other->event.pc);
    if (more)
        buffer_printf(out, "\n  (at least %zu more pair%s of commands race%s on it)", more,
                      more == 1 ? "" : "s", more == 1 ? "s" : "");
    t->finding->more = more;
    t->finding->pc = one->event.pc;
}

static void add_words(const struct machine *m, const struct failure *f, struct buffer *out)
{
    struct buffer words = {0};
    failure_add(m->program, f, &words);
    buffer_puts(out, ": ");
    utf8_add_visible(out, words.bytes, words.length, "\n");
    buffer_free(&words);
}

/* Behind the thread that fails and where: why. */
static void add_error(struct teller *t, const struct machine *m, struct buffer *out)
{
    struct failure f = failure_read(m->program, t->deed.error);
    struct buffer brief = {0};
    if (t->finding->kind == EXPLORE_ASSERTION) {
        buffer_add(&brief, out->bytes, out->length);
        if (f.code == FAILURE_ASSERTION_SAYS)
            add_words(m, &(struct failure){FAILURE_RAISED, {f.with[0]}}, &brief);
        t->finding->brief = buffer_take(&brief);
    }
    add_words(m, &f, out);
}

static void tell_failure(struct teller *t, const struct machine *m, struct buffer *out)
{
    const struct deed *begun = world_begun(t->search->world);
    if (begun->failure != DEED_FINE) {
        t->deed.error = begun->error;
        t->deed.pc = begun->pc;
        t->deed.thread = begun->thread;
        t->deed.invariant = begun->invariant;
    }
    t->finding->pc = t->deed.pc;
    tell_add_thread(t, t->deed.thread);
    if (t->deed.invariant && !t->deed.error) {
        t->finding->pc = t->finding->invariant = t->deed.invariant;
        tell_add_place(m, t->deed.invariant, out);
        buffer_puts(out, " is broken before the first step");
        return;
    }
    machine_add_thread_name(m, t->deed.thread, out);
    buffer_puts(out, " fails");
    t->finding->invariant = t->deed.invariant;
    if (t->deed.pc) {
        buffer_puts(out, " at ");
        tell_add_place(m, t->deed.pc, out);
    }
    add_error(t, m, out);
}

static void tell_without_schedule(struct teller *t, const struct target *target,
                                  const struct machine *m, struct buffer *out)
{
    if (target->kind <= EXPLORE_ERROR) {
        t->finding->pc = (uint32_t)target->key;
        buffer_puts(out, "found at ");
        tell_add_place(m, t->finding->pc, out);
        t->finding->invariant = target->invariant;
        buffer_puts(out, target->invariant ? ", where " : "");
        if (target->invariant)
            tell_add_place(m, target->invariant, out);
        buffer_puts(out, target->invariant ? " breaks" : "");
    } else {
        buffer_printf(out, "%s: found", explore_kind_name(target->kind));
    }
    buffer_puts(out,
                t->search->result->cancelled
                    ? ", but the search was interrupted before it had a readable order of steps"
                    : ", but memory or time did not suffice to find a readable order of steps");
}

void tell_add_ending(struct world *w, const struct situation *s, struct buffer *out)
{
    const struct machine *m = world_machine(w, s);
    struct machine copy = {.program = m->program, .state = state_copy(m->state)};
    if (machine_over(&copy))
        machine_stop_all(&copy);
    explore_ending(&copy, out);
    machine_free(&copy);
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
        tell_steps(&t, moves, count);
    else
        world_start(s->world, &t.at);
    judged_look(&t.view, s->world, &t.at);
    const struct machine *m = world_machine(s->world, &t.at);
    if (!moves)
        tell_without_schedule(&t, target, m, &message);
    else if (target->kind == EXPLORE_RACE)
        tell_race(&t, target, m, &message);
    else if (target->kind == EXPLORE_ENDLESS)
        tell_endless(&t, &message);
    else if (target->kind != EXPLORE_DEADLOCK)
        tell_failure(&t, m, &message);
    else
        tell_deadlock(&t, m, target->key, &message);
    if (moves && target->kind == EXPLORE_DEADLOCK)
        tell_lost(&t, moves, count);
    if (moves)
        tell_blame(&t, target, moves, count);
    /* Others were looked at meanwhile. */
    world_machine(s->world, &t.at);
    tell_add_ending(s->world, &t.at, &ending);
    f->message = buffer_take(&message);
    f->ending = buffer_take(&ending);
    situation_free(&t.at);
    situation_free(&t.next);
    judged_free(&t.view);
    deed_free(&t.deed);
}
