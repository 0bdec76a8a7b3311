/* session_past.c - `back`, `forth`, `now`: see session_past.h. */
#include "shell/session_past.h"

#include "core/drive.h"
#include "shell/arguments.h"
#include "shell/dispatch.h"
#include "shell/session_inside.h"

#include <inttypes.h>

/* ---- Words ----------------------------------------------------------------------------------- */

void past_add_where(const struct lab *lab, struct buffer *out)
{
    uint64_t step = lab_shown_step(lab), steps = lab_steps(lab);
    if (!lab_looks_back(lab))
        return;
    if (step)
        buffer_printf(out, "the past: step %" PRIu64 " of %" PRIu64, step, steps);
    else
        buffer_printf(out, "the past: before the first of %" PRIu64 " step%s", steps,
                      steps == 1 ? "" : "s");
}

void past_add_heading(const struct lab *lab, struct buffer *out)
{
    past_add_where(lab, out);
    if (lab_looks_back(lab))
        buffer_putc(out, '\n');
}

/* "the past: step 17 of 40: bob writes x = 1" */
static void add_where(const struct lab *lab, struct buffer *out)
{
    const struct machine *m = &lab_shown(lab)->machine;
    const struct event *e = lab_shown_event(lab);
    past_add_where(lab, out);
    if (!e)
        return;
    buffer_puts(out, ": ");
    machine_add_thread_name(m, e->thread, out);
    buffer_putc(out, ' ');
    machine_add_deed(m, e, out);
}

/* There is nothing before what is looked at. */
static void add_beginning(const struct lab *lab, struct buffer *out)
{
    uint64_t oldest = lab_oldest_step(lab), steps = lab_steps(lab);
    if (steps == 0)
        buffer_puts(out, "no step has been done yet");
    else if (oldest == steps)
        buffer_puts(out, "nothing is kept of what was: the lab is too large to be copied");
    else if (oldest)
        buffer_printf(out, "step %" PRIu64 " is the oldest that is kept", oldest);
    else
        buffer_puts(out, "that is the beginning: nothing was done before");
}

static void add_way_back(struct buffer *out)
{
    buffer_puts(out, "\n`threads` and `objects` show the lab as it was then, while it goes on; "
                     "Enter or `now` returns");
}

/* ---- Commands -------------------------------------------------------------------------------- */

static void go_back(struct lab *lab, struct machine *m, void *argument)
{
    struct telling *t = argument;
    (void)m;
    uint64_t from = lab_shown_step(lab), oldest = lab_oldest_step(lab);
    bool was = lab_looks_back(lab);
    uint64_t most = from > oldest ? from - oldest : 0;
    if (most == 0) {
        add_beginning(lab, &t->out);
        return;
    }
    lab_look_back(lab, from - (t->number < most ? t->number : most));
    add_where(lab, &t->out);
    if (t->number > most) {
        buffer_putc(&t->out, '\n');
        add_beginning(lab, &t->out);
    }
    if (!was)
        add_way_back(&t->out);
}

static void go_forth(struct lab *lab, struct machine *m, void *argument)
{
    struct telling *t = argument;
    (void)m;
    if (!lab_looks_back(lab)) {
        buffer_puts(&t->out, "this is how the lab is now; `back` shows how it was");
        return;
    }
    uint64_t left = lab_steps(lab) - lab_shown_step(lab);
    /* What is looked at may have been forgotten meanwhile, and what comes behind it with it. */
    uint64_t to = lab_shown_step(lab) + (t->number < left ? t->number : left);
    uint64_t oldest = lab_oldest_step(lab);
    lab_look_back(lab, to < oldest ? oldest : to);
    if (lab_looks_back(lab))
        add_where(lab, &t->out);
    else
        buffer_printf(&t->out, "now again, after step %" PRIu64, lab_steps(lab));
}

static void look(struct session *s, const char *word, const char *arguments,
                 void (*function)(struct lab *, struct machine *, void *))
{
    uint64_t count = arguments[0] ? arguments_count(arguments) : 1;
    if (count == 0)
        arguments_refuse_form(s, word);
    else
        lines_ask_lab(s, NULL, count, function);
}

void command_back(struct session *s, const char *arguments)
{
    look(s, "back", arguments, go_back);
}

void command_forth(struct session *s, const char *arguments)
{
    look(s, "forth", arguments, go_forth);
}

/* What was looked at: how many steps there are, where that was the past; else 0. */
static void leave(struct lab *lab, struct machine *m, void *argument)
{
    uint64_t *steps = argument;
    (void)m;
    *steps = lab_looks_back(lab) ? lab_steps(lab) : 0;
    lab_look_at_now(lab);
}

bool past_leave(struct session *s)
{
    uint64_t steps;
    lab_do(s->lab, leave, &steps);
    if (steps)
        lines_tell(s, LINE_NOTICE, "now again, after step %" PRIu64, steps);
    return steps;
}

void past_leave_to_act(struct session *s)
{
    uint64_t steps;
    lab_do(s->lab, leave, &steps);
    if (steps)
        lines_say(s, LINE_NOTICE, "", "back to now: this is done to the lab as it is");
}

static void tell_now(struct lab *lab, struct machine *m, void *argument)
{
    struct telling *t = argument;
    (void)m;
    if (lab_looks_back(lab))
        buffer_printf(&t->out, "now again, after step %" PRIu64, lab_steps(lab));
    else
        buffer_puts(&t->out, "the lab is shown as it is now; its clock is shown by: print now");
    lab_look_at_now(lab);
}

void command_now(struct session *s, const char *arguments)
{
    if (!arguments_refuse(s, "now", arguments))
        lines_ask_lab(s, NULL, 0, tell_now);
}
