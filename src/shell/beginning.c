/* beginning.c - see beginning.h. */
#include "shell/beginning.h"

#include "shell/arguments.h"
#include "shell/dispatch.h"
#include "shell/session_inside.h"

#include <string.h>

/* With the monitor. */
static void begin(struct session *s, struct lab *lab, bool functions)
{
    struct watcher *w = &s->watcher;
    const struct chosen *c = &s->chosen;
    w->silent = true;
    lab_pause(lab, false);
    lab_use_gil(lab, c->gil);
    lab_use_seed(lab, c->seed);
    lab_restart(lab, functions);
    /* Anew too: the same draws for the same seed. */
    lab_use_schedule(lab, settings_schedule_kind(s, c->schedule),
                     c->schedule_seeded ? c->schedule_seed : c->seed);
    w->silent = false;
    watcher_restart(w);
    session_timeline_clear(&s->timeline);
    columns_choice_clear(&s->columns);
}

/* What the session knew of the old threads. */
static void forget(struct session *s, bool functions)
{
    s->beginnings++;
    awaiting_nobody(s);
    s->told_over = s->feed.told_queued = false;
    lab_news(s->lab); /* what was news of the old threads is none any more */
    journal_restart(&s->journal, functions);
}

static void add_functions(const struct machine *m, struct buffer *out)
{
    bool first = true;
    for (uint32_t i = 0; i < m->state->entity_count; i++) {
        if (state_entity(m->state, i)->kind != ENTITY_FUNCTION)
            continue;
        buffer_puts(out, first ? "; these functions are kept: " : ", ");
        machine_add_entity_name(m, i, out);
        first = false;
    }
}

static void restart(struct lab *lab, struct machine *m, void *argument)
{
    struct telling *t = argument;
    begin(t->session, lab, t->number);
    settings_settle_stepping(t->session, lab);
    buffer_puts(&t->out, "the lab begins anew");
    add_functions(m, &t->out);
}

void command_restart(struct session *s, const char *arguments)
{
    bool all = strcmp(arguments, "all") == 0;
    if (arguments[0] && !all) {
        arguments_refuse_form(s, "restart");
        return;
    }
    lines_ask_lab(s, NULL, !all, restart);
    forget(s, !all);
}

static void begin_anew(struct lab *lab, struct machine *m, void *session)
{
    (void)m;
    begin(session, lab, false);
    settings_settle_stepping(session, lab);
}

void beginning_anew(struct session *s)
{
    lab_do(s->lab, begin_anew, s);
    forget(s, false);
}

static void use_first_clock(struct lab *lab, struct machine *m, void *session)
{
    struct session *s = session;
    (void)m;
    lab_use_clock(lab, s->exact ? CLOCK_KIND_VIRTUAL : CLOCK_KIND_REAL, 1);
    s->watcher.tells_steps = false;
}

void beginning_reset(struct session *s)
{
    s->chosen = settings_chosen(s->seed);
    lab_do(s->lab, use_first_clock, s);
    beginning_anew(s);
}

static void lend_manual(struct lab *lab, struct machine *m, void *session)
{
    (void)m;
    lab_use_schedule(lab, SCHEDULE_MANUAL, 0);
    settings_settle_stepping(session, lab);
}

void beginning_lend_manual(struct session *s)
{
    lab_do(s->lab, lend_manual, s);
}
