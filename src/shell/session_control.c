/* session_control.c - the lab's own commands about pausing and steps. */
#include "shell/session_inside.h"

#include "base/memory.h"
#include "task/check.h"
#include "shell/arguments.h"
#include "shell/dispatch.h"
#include "shell/session_words.h"
#include "watch/record_words.h"
#include "watch/why.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ---- Pausing, tracing ------------------------------------------------------------------------ */

static void pause_or_resume(struct lab *lab, struct machine *m, void *argument)
{
    (void)m;
    struct telling *t = argument;
    bool pause = t->number;
    if (lab_paused(lab) == pause)
        buffer_puts(&t->out, pause ? "the lab is paused already" : "the lab is not paused");
    else
        buffer_puts(&t->out,
                    pause ? "paused: threads and clock stand still; `resume` goes on, `step` "
                            "does one step"
                          : "going on");
    lab_pause(lab, pause);
    settings_settle_stepping(t->session, lab);
}

void command_pause(struct session *s, const char *arguments)
{
    if (!arguments_refuse(s, "pause", arguments))
        lines_ask_lab(s, NULL, true, pause_or_resume);
}

void command_resume(struct session *s, const char *arguments)
{
    if (!arguments_refuse(s, "resume", arguments))
        lines_ask_lab(s, NULL, false, pause_or_resume);
}

static void trace(struct lab *lab, struct machine *m, void *argument)
{
    (void)m;
    struct telling *t = argument;
    t->session->watcher.tells_steps = t->number;
    settings_settle_stepping(t->session, lab);
}

void command_trace(struct session *s, const char *arguments)
{
    bool on = strcmp(arguments, "on") == 0;
    if (!on && strcmp(arguments, "off") != 0) {
        lines_say(s, LINE_ERROR, "", "write: trace on, or: trace off");
        return;
    }
    lines_ask_lab(s, NULL, on, trace);
}

/* ---- Steps ----------------------------------------------------------------------------------- */

static void step(struct lab *lab, struct machine *m, void *argument)
{
    struct telling *t = argument;
    struct watcher *w = &t->session->watcher;
    uint32_t thread = NO_THREAD;
    if (t->argument) {
        thread = session_find_thread(m, t->argument);
        t->failed = thread == NO_THREAD;
        if (t->failed) {
            session_add_no_thread(m, t->argument, &t->out);
            return;
        }
    }
    bool paused = lab_paused(lab);
    bool stepped = lab_step(lab, thread, t->number);
    settings_settle_stepping(t->session, lab);
    if (!paused && lab_paused(lab))
        buffer_puts(&t->out, "paused first; `resume` goes on\n");
    if (stepped) {
        w->stepping = t->number;
        return;
    }
    /* That it waits is what there is to see, and no mistake. */
    if (thread == NO_THREAD)
        buffer_puts(&t->out, "nobody can do a step now; `threads` tells why");
    else
        why_add(lab_drive(lab), thread, !voice_speaks(t->session), &t->out);
}

/* The arguments of `step`: a thread's name or NULL, and a count. False: there is something else. */
static bool read_step(const char *arguments, char **name, uint64_t *count)
{
    const char *last = strrchr(arguments, ' '), *tab = strrchr(arguments, '\t');
    last = tab && (!last || tab > last) ? tab : last;
    *name = NULL;
    *count = 1;
    if (!arguments[0])
        return true;
    *count = arguments_count(last ? last + 1 : arguments);
    if (*count == 0) {
        *count = 1;
        *name = arguments_one(arguments);
        return *name;
    }
    if (!last)
        return true;
    while (last > arguments && (last[-1] == ' ' || last[-1] == '\t'))
        last--;
    char *first = strndup(arguments, (size_t)(last - arguments));
    *name = arguments_one(first);
    free(first);
    return *name && !arguments_count(*name);
}

void command_step(struct session *s, const char *arguments)
{
    char *name;
    uint64_t count;
    bool good = read_step(arguments, &name, &count);
    /* Else six times F6 would win it. */
    if (good && !name && s->circumstances.challenge) {
        lines_say(s, LINE_ERROR, "", "in a challenge you choose who goes: step NAME");
    } else if (good) {
        awaiting_steps(s);
        lines_ask_lab(s, name, count, step);
    } else {
        lines_say(s, LINE_ERROR, "", "write: step, step THREAD, step N or step THREAD N");
    }
    free(name);
}

/* The step with this number as `step` tells it, "t reads x = 24"; nothing where it is not kept. Of
 * main it is what was typed, which goes as a whole. */
static void add_deed(const struct session *s, const struct machine *m, uint64_t step,
                     struct buffer *out)
{
    const struct record *r = s->watcher.record;
    const struct record_entry *e = record_step(r, step);
    const struct record_thread *thread = e ? record_thread(r, e->thread) : NULL;
    if (!thread || thread->slot == STATE_MAIN)
        return;
    struct event event = record_event(r, e);
    record_add_thread(r, m, e->thread, out);
    buffer_putc(out, ' ');
    machine_add_deed(m, &event, out);
}

/* "1 step of main taken back: `spawn u`", "3 steps done again, from `spawn t` of main on". What
 * lies ahead of where they begin is `first`, of the thread `whose`. */
static void add_steps(const struct machine *m, uint64_t count, uint32_t whose, uint32_t first,
                      const char *what, struct buffer *out)
{
    struct buffer name = {0}, quote = {0};
    machine_add_thread_name(m, whose, &name);
    program_quote(m->program, first, &quote);
    if (count == 1)
        buffer_printf(out, "1 step of %s %s: `%s`", buffer_text(&name), what, buffer_text(&quote));
    else
        buffer_printf(out, "%" PRIu64 " steps %s, from `%s` of %s on", count, what,
                      buffer_text(&quote), buffer_text(&name));
    buffer_free(&name);
    buffer_free(&quote);
}

static void undo_or_redo(struct lab *lab, struct machine *m, void *argument)
{
    struct telling *t = argument;
    bool redo = t->argument != NULL;
    bool single = lab_paused(lab) || lab_schedule(lab)->kind == SCHEDULE_MANUAL;
    if (!single) {
        t->failed = true;
        buffer_printf(&t->out, "`%s` works under `schedule manual` and while the lab is paused%s",
                      redo ? "redo" : "undo",
                      redo ? "" : ": it takes back steps of threads; an object goes by: drop NAME");
        return;
    }
    uint32_t whose = NO_THREAD, first = redo ? lab_ahead(lab, &whose) : 0;
    uint64_t before = lab_steps(lab);
    struct buffer deed = {0};
    if (!redo)
        add_deed(t->session, m, before, &deed);
    uint64_t done = redo ? lab_redo(lab, t->number) : lab_undo(lab, t->number);
    uint64_t steps = redo ? lab_steps(lab) - before : before - lab_steps(lab);
    if (!redo && done)
        first = lab_ahead(lab, &whose);
    if (steps && t->session->watcher.check)
        check_goes(t->session->watcher.check, steps, redo);
    if (redo && steps == 1)
        add_deed(t->session, m, lab_steps(lab), &deed);
    if (done == 1 && steps == 1 && deed.length)
        buffer_printf(&t->out, "1 step %s: %s", redo ? "done again" : "taken back",
                      buffer_text(&deed));
    else if (done)
        add_steps(m, done, whose, first, redo ? "done again" : "taken back", &t->out);
    else
        buffer_puts(&t->out,
                    redo ? "there is nothing to do again" : "there is nothing to take back");
    buffer_free(&deed);
    uint64_t oldest = lab_oldest_step(lab);
    if (!redo && done < t->number && oldest)
        buffer_printf(&t->out, "; step %" PRIu64 " is the oldest that is kept", oldest);
}

static void count_steps(struct lab *lab, struct machine *m, void *count)
{
    (void)m;
    *(size_t *)count = lab_steps_done(lab, 0, NULL, 0);
}

/* How many steps may be taken back: those since the challenge that is open began. */
static uint64_t most_undone(struct session *s)
{
    const struct circumstances *c = &s->circumstances;
    size_t done = 0;
    if (!c->set_up || c->beginning != s->beginnings)
        return UINT64_MAX;
    lab_do(s->lab, count_steps, &done);
    return done > c->steps_before ? done - c->steps_before : 0;
}

static void undo(struct session *s, const char *word, const char *arguments)
{
    uint64_t count = arguments[0] ? arguments_count(arguments) : 1;
    if (count == 0) {
        lines_tell(s, LINE_ERROR, "write: %s, or: %s N", word, word);
        return;
    }
    bool redo = word[0] == 'r';
    uint64_t most = redo ? count : most_undone(s);
    if (most == 0) {
        lines_say(s, LINE_NOTICE, "", "there is nothing to take back: the challenge begins here");
        return;
    }
    lines_ask_lab(s, redo ? word : NULL, count < most ? count : most, undo_or_redo);
    awaiting_nobody(s);
}

void command_undo(struct session *s, const char *arguments)
{
    undo(s, "undo", arguments);
}

void command_redo(struct session *s, const char *arguments)
{
    undo(s, "redo", arguments);
}
