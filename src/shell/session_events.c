/* session_events.c - what the lab's threads do, as lines for the transcript; deadlocks.
 *
 * The sink is called with the monitor held, by whichever thread did the step: it writes a record
 * into the mailbox and returns. Where the mailbox is over its mark the lab is held until the front
 * end has caught up, so that a thread that prints without end costs neither memory nor the prompt.
 */
#include "shell/session_events.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "core/waiting.h"
#include "task/check.h"
#include "script/report.h"
#include "watch/record.h"
#include "watch/rest.h"
#include "watch/words.h"
#include "shell/session_inside.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_NOTICES = 40,       /* of one input; more are only counted */
    MOST_WAITING = 64 << 20, /* bytes in the mailbox: a step that prints more is cut */
    REASONS_SHOWN = 6,
};

void watcher_free(struct watcher *w)
{
    record_free(w->record);
    plan_end(&w->plan);
    buffer_free(&w->message);
    buffer_free(&w->text);
    free(w->told);
    alarms_free(&w->alarms);
}

void watcher_restart(struct watcher *w)
{
    alarms_free(&w->alarms);
    record_clear(w->record);
    plan_end(&w->plan);
    w->stepping = 0;
    if (w->check)
        check_begin(w->check);
    if (w->told_capacity)
        memset(w->told, 0, w->told_capacity);
}

/* ---- Sending --------------------------------------------------------------------------------- */

void watcher_send(struct watcher *w, enum line_kind kind, const char *thread, const char *text,
                  size_t length, uint32_t unit)
{
    if (w->muted)
        return;
    if (length > 1024 && mailbox_length(w->mailbox) > MOST_WAITING) {
        text = "(a long text is left out here: too much was printed in one step)";
        length = strlen(text);
    }
    struct message r = {.kind = kind,
                        .unit = unit,
                        .thread_length = (uint32_t)strlen(thread),
                        .text_length = (uint32_t)length};
    buffer_clear(&w->message);
    buffer_add(&w->message, &r, sizeof r);
    buffer_add(&w->message, thread, r.thread_length);
    buffer_add(&w->message, text, length);
    if (mailbox_put(w->mailbox, w->message.bytes, w->message.length))
        lab_hold(w->lab);
}

static const struct machine *machine_of(const struct watcher *w)
{
    return lab_machine(w->lab);
}

static const char *name_of(const struct watcher *w, uint32_t thread)
{
    const struct machine *m = machine_of(w);
    return name_bytes(m->program->texts, state_thread(m->state, thread)->name);
}

/* Sends w->text. */
static void send_text(struct watcher *w, enum line_kind kind, uint32_t thread)
{
    watcher_send(w, kind, name_of(w, thread), buffer_text(&w->text), w->text.length, 0);
}

/* What may come by the thousand: beyond a number it is left out, once with a word. */
static bool too_many(struct watcher *w, uint32_t thread)
{
    if (++w->notices <= MOST_NOTICES)
        return false;
    if (w->notices == MOST_NOTICES + 1) {
        buffer_clear(&w->text);
        buffer_puts(&w->text, "... and more of this kind, which are left out; `threads` shows what "
                              "has become of everybody");
        send_text(w, LINE_NOTICE, thread);
    }
    return true;
}

void watcher_tell(struct watcher *w, uint32_t thread, const char *text)
{
    if (!w->lab || w->silent || too_many(w, thread))
        return;
    buffer_clear(&w->text);
    buffer_puts(&w->text, text);
    send_text(w, LINE_NOTICE, thread);
}

/* ---- Names that nothing bears ---------------------------------------------------------------- */

/* A name of one letter is near to nothing, except that the other has one letter more. */
static bool one_letter_more(const char *name, const char *wanted, size_t length)
{
    return name[0] && !name[1] && length == 2 && (wanted[0] == name[0] || wanted[1] == name[0]);
}

static const char *near_name(const struct machine *m, const char *wanted, size_t length,
                             uint32_t kinds)
{
    struct nearest nearest;
    const char *letter = NULL;
    nearest_begin(&nearest, wanted, length);
    for (uint32_t n = 1; n <= names_count(m->program->texts); n++) {
        uint32_t bound = state_lookup(m->state, n);
        if (!bound || !(kinds & 1u << state_entity(m->state, handle_index(bound))->kind))
            continue;
        const char *name = name_bytes(m->program->texts, n);
        nearest_offer(&nearest, name);
        if (one_letter_more(name, wanted, length))
            letter = name;
    }
    return nearest_found(&nearest) ? nearest_found(&nearest) : letter;
}

/* The name that a failure says there is not. */
struct missing {
    uint32_t text;        /* the name */
    uint32_t kinds;       /* what may be meant: a mask of 1 << enum entity_kind */
    struct failure plain; /* the failure without the way to make one */
};

static bool is_missing(const struct machine *m, const struct failure *f, struct missing *missing)
{
    enum wanted wanted = WANTED_OBJECT;
    struct argument name = f->with[0];
    missing->plain = *f;
    switch (f->code) {
    case FAILURE_UNKNOWN:
    case FAILURE_UNKNOWN_TO_BE_MADE:
        wanted = (enum wanted)f->with[0].number;
        missing->text = (uint32_t)f->with[1].number;
        missing->plain.code = FAILURE_UNKNOWN;
        break;
    case FAILURE_NO_FUNCTION:
        wanted = WANTED_FUNCTION;
        missing->text = name_to_text(m->program->texts, (uint32_t)name.number);
        missing->plain = (struct failure){
            FAILURE_UNKNOWN,
            {argument_wanted(wanted), argument_designator(value_text(missing->text))}};
        break;
    case FAILURE_NO_ARRAY:
        missing->text = name_to_text(m->program->texts, (uint32_t)name.number);
        break;
    default:
        return false;
    }
    missing->kinds = wanted_get(wanted).meant;
    return true;
}

/* In a lab there is another way out than in a script. */
static void add_full(const struct failure *f, struct buffer *out)
{
    buffer_printf(out,
                  "all variables, objects and threads together would take more than %" PRId64
                  " MiB; `drop NAME` and `kill T` make room, `restart` empties the lab, and "
                  "`thrum --limit-memory=MIB` opens one that may take more",
                  f->with[0].number);
}

void watcher_add_failure(const struct machine *m, const struct failure *f, struct buffer *out)
{
    const struct texts *texts = m->program->texts;
    struct missing missing;
    const char *meant = NULL;
    struct buffer words = {0};
    if (f->code == FAILURE_MEMORY) {
        add_full(f, out);
        return;
    }
    if (is_missing(m, f, &missing))
        meant = near_name(m, text_bytes(texts, missing.text), text_length(texts, missing.text),
                          missing.kinds);
    failure_add(m->program, meant ? &missing.plain : f, &words);
    utf8_add_visible(out, words.bytes, words.length, "");
    buffer_free(&words);
    if (meant) {
        buffer_puts(out, "; did you mean ");
        utf8_add_visible(out, meant, strlen(meant), "");
        buffer_putc(out, '?');
    }
}

/* ---- Failures, ends -------------------------------------------------------------------------- */

static void add_error(struct watcher *w, const struct event *e)
{
    const struct machine *m = machine_of(w);
    if (e->pc) {
        program_quote(m->program, e->pc, &w->text);
        buffer_puts(&w->text, ": ");
    }
    struct failure f = failure_read(m->program, e->failure);
    watcher_add_failure(m, &f, &w->text);
}

static void tell_failed_order(struct watcher *w, const struct event *e)
{
    const struct machine *m = machine_of(w);
    if (e->status == THREAD_CANCELLED)
        return; /* the user who interrupted it is told by the command */
    buffer_clear(&w->text);
    machine_add_thread_name(m, e->thread, &w->text);
    buffer_puts(&w->text, ": ");
    add_error(w, e);
    watcher_send(w, LINE_ERROR, name_of(w, e->thread), buffer_text(&w->text), w->text.length,
                 state_thread(m->state, e->thread)->unit);
}

static void tell_end(struct watcher *w, const struct event *e)
{
    bool loud =
        e->status == THREAD_FAILED || e->status == THREAD_CANCELLED || e->status == THREAD_KILLED;
    if (w->silent || !loud || too_many(w, e->thread))
        return;
    buffer_clear(&w->text);
    machine_add_thread_name(machine_of(w), e->thread, &w->text);
    if (e->status == THREAD_FAILED) {
        buffer_puts(&w->text, " failed: ");
        add_error(w, e);
        send_text(w, LINE_ERROR, e->thread);
        return;
    }
    buffer_puts(&w->text, e->status == THREAD_CANCELLED ? " was cancelled"
                                                        : " was killed: it stopped where it was");
    send_text(w, LINE_NOTICE, e->thread);
}

/* ---- Notices --------------------------------------------------------------------------------- */

/* Of a private variable once for each name. That nobody heard a notification is worth a word too,
 * but programs that are right do it all the time: what a thread does by itself is told once for
 * each condition, what was ordered every time. */
static bool is_told_once(struct watcher *w, const struct event *e)
{
    if (e->notice == NOTICE_NOBODY)
        return !(state_thread(machine_of(w)->state, e->thread)->flags & FLAG_PUPPET);
    return e->notice == NOTICE_PRIVATE;
}

static bool was_told_before(struct watcher *w, const struct event *e)
{
    MEMORY_ROOM_AT(w->told, e->name, w->told_capacity);
    uint8_t bit = (uint8_t)(1u << e->notice);
    bool before = w->told[e->name] & bit;
    w->told[e->name] |= bit;
    return before;
}

/* A lesson means what it does not declare to be private, and knows what its waits come to. */
static bool is_meant(const struct watcher *w, const struct event *e)
{
    const struct program *p = machine_of(w)->program;
    uint32_t source = p->origins[p->origin_of[e->pc]].source;
    bool plain = e->notice == NOTICE_RESULT && !(p->code[e->pc].a & OPERAND_TRY);
    return (e->notice == NOTICE_PRIVATE || plain) &&
           strcmp(p->sources[source].name, LESSON_SOURCE) == 0;
}

static void tell_notice(struct watcher *w, const struct event *e)
{
    if (is_meant(w, e))
        return;
    if (e->notice == NOTICE_RESULT && !report_wants_result(machine_of(w), e))
        return;
    if (is_told_once(w, e) && was_told_before(w, e))
        return;
    if (w->silent || too_many(w, e->thread))
        return;
    buffer_clear(&w->text);
    report_notice(machine_of(w), e, &w->text);
    send_text(w, LINE_NOTICE, e->thread);
}

/* ---- Steps ----------------------------------------------------------------------------------- */

/* "step 7 of 19: ", of what is replayed; the last one is told also to who did not ask for it. */
static void add_place(struct watcher *w, bool *last)
{
    uint64_t done;
    *last = false;
    if (!plan_place(&w->plan, lab_drive(w->lab), &done) || done == plan_steps(&w->plan))
        return;
    *last = done + 1 == plan_steps(&w->plan);
    buffer_printf(&w->text, "step %" PRIu64 " of %" PRIu64 ": ", done + 1, plan_steps(&w->plan));
}

static void tell_left(struct watcher *w, uint32_t thread)
{
    buffer_clear(&w->text);
    buffer_printf(&w->text,
                  "here the lab leaves the order that was found, before step %" PRIu64
                  " of %" PRIu64 "; `undo` leads back to it, `replay` to its beginning",
                  w->plan.left, plan_steps(&w->plan));
    send_text(w, LINE_NOTICE, thread);
}

/* Something was typed for a thread in the middle of it. */
static void tell_order_waits(struct watcher *w, const struct event *e)
{
    uint64_t done, left;
    if (w->silent || !lab_paused(w->lab) || !plan_place(&w->plan, lab_drive(w->lab), &done) ||
        done == plan_steps(&w->plan))
        return;
    left = plan_steps(&w->plan) - done;
    buffer_clear(&w->text);
    buffer_printf(&w->text,
                  "the replay goes first: this is done behind the %" PRIu64
                  " step%s that %s left of it; `resume` does all",
                  left, left == 1 ? "" : "s", left == 1 ? "is" : "are");
    send_text(w, LINE_NOTICE, e->thread);
}

static void tell_if_replayed(struct watcher *w)
{
    if (!plan_is_done(&w->plan, lab_drive(w->lab)))
        return;
    buffer_clear(&w->text);
    buffer_printf(
        &w->text,
        "that was the last step: %s\n`undo` (F7) takes it back, `replay` begins once more",
        w->plan.leads_to);
    send_text(w, LINE_NOTICE, STATE_MAIN);
}

void watcher_tell_replayed(struct lab *lab, struct machine *m, void *watcher)
{
    (void)lab, (void)m;
    tell_if_replayed(watcher);
}

/* What an atomic block does, behind the step that it is, if that was told. */
static void tell_within(struct watcher *w, const struct event *e)
{
    if (!w->told_step)
        return;
    buffer_clear(&w->text);
    report_deed(machine_of(w), e, &w->text);
    buffer_puts(&w->text, ", in the block");
    send_text(w, LINE_NOTICE, e->thread);
}

/* What was ordered and came too late is told: else nothing at all would be seen. */
static bool is_too_late(struct watcher *w, const struct event *e)
{
    bool late = e->outcome == OUTCOME_NO_MORE || e->outcome == OUTCOME_OFF_ALREADY ||
                e->outcome == OUTCOME_ENDED_ALREADY;
    return late && (state_thread(machine_of(w)->state, e->thread)->flags & FLAG_PUPPET) &&
           !w->silent && !too_many(w, e->thread);
}

static void tell_step(struct watcher *w, const struct event *e)
{
    bool last;
    tell_if_replayed(w);
    if (plan_hear(&w->plan, lab_drive(w->lab), e))
        tell_left(w, e->thread);
    buffer_clear(&w->text);
    w->told_step = false;
    add_place(w, &last);
    if (w->tells_steps) {
        report_step(machine_of(w), e, &w->text);
    } else if (w->stepping > 0 || last) {
        /* Under `manual` main runs what is typed for it without being asked to. */
        bool asked = last || lab_paused(w->lab) || e->thread != STATE_MAIN;
        if (!asked)
            return;
        w->stepping -= w->stepping > 0;
        report_deed(machine_of(w), e, &w->text);
    } else if (is_too_late(w, e)) {
        report_deed(machine_of(w), e, &w->text);
    } else {
        return;
    }
    w->told_step = true;
    send_text(w, LINE_NOTICE, e->thread);
}

/* ---- Deadlocks ------------------------------------------------------------------------------- */

static void look_for_ring(struct watcher *w, const struct event *e)
{
    buffer_clear(&w->text);
    if (alarms_look(&w->alarms, machine_of(w), e->thread, &w->text))
        send_text(w, LINE_ERROR, e->thread);
}

/* Whether a thread that takes orders has nothing else to do, or the rings that were told say it
 * all.
 */
static bool need_not_tell(const struct watcher *w, const struct machine *m)
{
    bool all_in_rings = true;
    for (uint32_t i = 0; i < m->state->thread_count; i++)
        if (state_thread(m->state, i)->status == THREAD_RUNNING)
            all_in_rings = all_in_rings && alarms_told(&w->alarms, i);
    return all_in_rings || rest_takes_orders(m);
}

void watcher_tell_stuck(struct lab *lab, struct machine *m, void *telling)
{
    struct telling *t = telling;
    const struct words_list list = {"nobody can go on: ", "; ", REASONS_SHOWN,
                                    t->session->watcher.alarms.spoken};
    if (!lab_is_stuck(lab) || need_not_tell(&t->session->watcher, m))
        return;
    unsigned count = words_add_waits(m, &list, &t->out);
    if (count > list.most)
        buffer_printf(&t->out, "; and %u more wait%s", count - list.most,
                      count - list.most == 1 ? "s" : "");
    bool main_waits = state_thread(m->state, STATE_MAIN)->status == THREAD_RUNNING;
    /* Where a lesson's block led to it, that is what the lesson is about. */
    if (count && !t->session->circumstances.runs)
        buffer_printf(&t->out, ". %s%s", main_waits ? "Ctrl-C ends main's command; " : "",
                      circumstances_way_out(&t->session->circumstances));
    t->failed = true;
}

/* ---- The sink -------------------------------------------------------------------------------- */

void session_event(void *watcher, const struct event *e)
{
    struct watcher *w = watcher;
    if (!w->lab)
        return; /* it is being made */
    record_hear(w->record, lab_drive(w->lab), e);
    if (w->check)
        check_hear(w->check, machine_of(w), e);
    switch (e->kind) {
    case EVENT_STEP:
        tell_step(w, e);
        break;
    case EVENT_WITHIN:
        tell_within(w, e);
        break;
    case EVENT_RAISED: /* caught, or told as the end of the thread */
        break;
    case EVENT_PRINT:
        watcher_send(w, LINE_OUTPUT, name_of(w, e->thread), e->text, e->length, 0);
        break;
    case EVENT_LOG:
        buffer_clear(&w->text);
        report_log_head(machine_of(w), e, &w->text);
        buffer_add(&w->text, e->text, e->length);
        /* The head names the thread. */
        watcher_send(w, LINE_OUTPUT, "", buffer_text(&w->text), w->text.length, 0);
        break;
    case EVENT_ENDED:
        tell_end(w, e);
        break;
    case EVENT_ORDER_FAILED:
        tell_failed_order(w, e);
        break;
    case EVENT_NOTICE:
        tell_notice(w, e);
        break;
    case EVENT_BLOCKED:
        if (event_lasts(e))
            look_for_ring(w, e);
        break;
    case EVENT_OVER:
        w->silent = true; /* a thread that is stopped now is a daemon */
        break;
    case EVENT_WENT:
        plan_hear(&w->plan, lab_drive(w->lab), e);
        break;
    case EVENT_ORDERED:
        tell_order_waits(w, e);
        break;
    case EVENT_BEGINS: /* its end is told */
    case EVENT_GOES_ON:
        break;
    }
}
