/* session_view.c - what a front end shows beside the transcript: the panes, each filled by a file
 * of its own, the prompt and the status line. A picture of the machine as it is, made with the
 * monitor held, of as many rows as there is room for. */
#include "base/spoken.h"
#include "shell/session_inside.h"

#include "core/drive.h"
#include "script/regime.h"
#include "watch/deadlock.h"
#include "shell/pane_fill.h"
#include "shell/present_still.h"
#include "shell/session_explore.h"
#include "shell/session_lesson.h"
#include "shell/session_past.h"
#include "shell/session_words.h"
#include "watch/words.h"

#include <inttypes.h>

static void fill_panes(const struct session *s, struct lab *lab, const struct view_request *request,
                       struct view *view)
{
#define FILLED_BY(number, word, ...) [PANE_##number] = pane_##word,
    static void (*const fill[PANE_COUNT])(struct pane_fill *) = {PANES(FILLED_BY)};
#undef FILLED_BY
    for (int pane = 0; pane < PANE_COUNT; pane++) {
        struct pane_fill f = {.session = s,
                              .lab = lab,
                              .d = lab_shown(lab),
                              .m = &lab_shown(lab)->machine,
                              .step = lab_shown_step(lab),
                              .past = lab_looks_back(lab),
                              .record = s->watcher.record,
                              .columns = &s->columns,
                              .request = request->panes[pane],
                              .pane = &view->panes[pane],
                              .view = view};
        fill[pane](&f);
    }
}

/* ---- The prompt and the status line ---------------------------------------------------------- */

/* What main is at, in a word or two for the prompt; "" while it waits for a command. */
static void add_state_of_main(struct lab *lab, const struct machine *m, struct buffer *out)
{
    const struct thread *t = state_thread(m->state, STATE_MAIN);
    struct readiness r = step_readiness(m, STATE_MAIN);
    if (t->status == THREAD_IDLE)
        return;
    switch (r.kind) {
    case NOT_ALIVE:
        buffer_puts(out, "ended");
        break;
    case SLEEPS:
        buffer_puts(out, "sleeps");
        break;
    case DOES_IO:
        buffer_puts(out, "does io");
        break;
    case WAITS_FOR_ALL:
    case WAITS_FOR_OBJECT:
    case WAITS_IN_LIST:
    case WAITS_FOR_THREAD:
        machine_add_wait(m, STATE_MAIN, false, out);
        break;
    default:
        buffer_puts(out, lab_paused(lab) ? "paused" : "busy");
    }
}

/* What main is at, and the way on; who hears it has the first from the prompt. */
static void add_way_on(const struct session *s, const char *reason, const char *way,
                       struct buffer *out)
{
    if (voice_speaks(s))
        buffer_puts(out, way);
    else
        buffer_printf(out, "main %s · %s", reason, way);
}

/* The way on, where main does not take the next command at once. */
static void add_hint(const struct session *s, struct lab *lab, const struct machine *m,
                     size_t queued, struct buffer *out)
{
    const struct thread *t = state_thread(m->state, STATE_MAIN);
    const char *ends = voice_speaks(s) ? "Ctrl-C ends main's command" : "Ctrl-C ends that";
    struct buffer reason = {0};
    if (lab_looks_back(lab)) {
        /* Spoken, `back` has said it, and the prompt does. */
        if (!voice_speaks(s)) {
            past_add_where(lab, out);
            buffer_puts(out, " · Enter or `now` returns");
        }
        return;
    }
    machine_add_reason(m, STATE_MAIN, &reason);
    if (t->status >= THREAD_DONE)
        add_way_on(s, "has ended", circumstances_way_out(&s->circumstances), out);
    else if (t->status == THREAD_RUNNING && lab_paused(lab))
        buffer_printf(out, "the lab is paused%s`resume` goes on, `step` does one step",
                      voice_speaks(s) ? "; " : " · ");
    else if (reason.length && !(t->flags & FLAG_PUPPET))
        add_way_on(s, buffer_text(&reason), circumstances_way_out(&s->circumstances), out);
    else if (reason.length)
        add_way_on(s, buffer_text(&reason), ends, out);
    else if (t->status == THREAD_RUNNING && queued)
        add_way_on(s, "is busy", ends, out);
    if (queued && out->length && t->status < THREAD_DONE && !lab_paused(lab))
        buffer_printf(out, " and drops %zu queued", queued);
    buffer_free(&reason);
}

static void fill_prompt(const struct session *s, struct lab *lab, const struct machine *m,
                        struct view *view)
{
    struct buffer prompt = {0}, state = {0}, hint = {0};
    size_t queued = state_thread(m->state, STATE_MAIN)->orders + (s->feed.count - s->feed.first);
    bool speaks = voice_speaks(s);
    if (speaks && lab_looks_back(lab))
        buffer_puts(&state, "in the past");
    else
        add_state_of_main(lab, m, &state);
    buffer_puts(&prompt, "main");
    if (state.length) {
        buffer_printf(&prompt, "%s%s", speaks ? ", " : " (", buffer_text(&state));
        if (queued)
            buffer_printf(&prompt, ", %zu queued", queued);
        buffer_puts(&prompt, speaks ? "" : ")");
    }
    buffer_puts(&prompt, speaks ? ": " : "> ");
    add_hint(s, lab, m, queued, &hint);
    if (speaks) {
        struct buffer spoken = {0};
        spoken_add_notice(&spoken, buffer_text(&hint), hint.length);
        buffer_free(&hint);
        hint = spoken;
    }
    view->prompt = view_keep(view, &prompt);
    view->hint = view_keep(view, &hint);
    buffer_free(&state);
}

static void fill_status(struct session *s, struct lab *lab, const struct machine *m,
                        struct view *view)
{
    struct buffer text = {0};
    const struct clock *clock = lab_clock(lab);
    view->schedule = regime_schedule_word(lab_schedule(lab)->kind);
    uint64_t done;
    if (plan_place(&s->watcher.plan, lab_drive(lab), &done)) {
        buffer_printf(&text, "replay: step %" PRIu64 " of %" PRIu64 " done", done,
                      plan_steps(&s->watcher.plan));
        view->schedule = view_keep(view, &text);
    }
    if (clock->kind == CLOCK_KIND_TIMES) {
        buffer_printf(&text, "x%g", clock->factor);
        view->clock = view_keep(view, &text);
    } else {
        view->clock = regime_clock_word(clock->kind);
    }
    bool past = lab_looks_back(lab);
    words_add_time(lab_shown(lab)->machine.state->now, &text);
    view->time = view_keep(view, &text);
    session_add_exploring(s, &text);
    view->exploring = view_keep(view, &text);
    alarms_add(&s->watcher.alarms, m, &text);
    if (text.length && past)
        buffer_puts(&text, " (now, not in the past that you look at)");
    view->alarm = view_keep(view, &text);
    past_add_where(lab, &text);
    view->past = view_keep(view, &text);
    session_lesson_view(s, view);
    view->paused = lab_paused(lab) && !present_still(s);
    bool runs = !view->paused && clock->kind != CLOCK_KIND_VIRTUAL && !m->state->main_done;
    unsigned changing = view->counts[LOOK_READY] + view->counts[LOOK_RUNNING] +
                        view->counts[LOOK_SLEEPING] + view->counts[LOOK_WAITING] +
                        view->counts[LOOK_IO];
    /* Of how many steps it is the past is live, whatever the panes show. */
    view->live = runs || s->exploring || (!view->paused && (changing > 0 || past));
    buffer_free(&text);
}

struct viewing {
    struct session *session;
    const struct view_request *request;
    struct view *view;
};

static void look(struct lab *lab, struct machine *m, void *argument)
{
    struct viewing *v = argument;
    lab_now(lab);
    fill_panes(v->session, lab, v->request, v->view);
    fill_prompt(v->session, lab, m, v->view);
    fill_status(v->session, lab, m, v->view);
}

void session_view(struct session *s, const struct view_request *request, struct view *view)
{
    view_clear(view);
    struct viewing v = {s, request, view};
    s->columns_shown = request->transcript_columns;
    session_lesson_room(s, request->transcript_rows);
    lab_do(s->lab, look, &v);
}
