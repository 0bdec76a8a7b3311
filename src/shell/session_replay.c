/* session_replay.c - `replay`: brings the lab to where an order that `explore` found begins, for
 * the learner to go through. Of the lab as it stood that is its state then; of a program from its
 * beginning it is a new lab that runs this program. */
#include "shell/exploration.h"

#include "base/memory.h"
#include "lang/compiler.h"
#include "shell/beginning.h"
#include "shell/dispatch.h"
#include "shell/session_columns.h"
#include "shell/session_playing.h"
#include "shell/session_program.h"
#include "shell/session_timeline.h"

#include <stdlib.h>
#include <string.h>

struct replaying {
    const struct exploration *exploration;
    const struct explore_finding *finding;
    struct session *session;
    char why[160];
    bool good;
};

/* "deadlock: nobody can go on", of what the finding says its first line. */
static void add_end(const struct explore_finding *f, struct buffer *out)
{
    if (f->kind <= EXPLORE_ERROR)
        buffer_printf(out, "%s: ", explore_kind_name(f->kind));
    size_t length = strcspn(f->message, "\n");
    while (length && f->message[length - 1] == ':')
        length--;
    buffer_add(out, f->message, length);
}

static void plan(struct replaying *r)
{
    const struct exploration *e = r->exploration;
    struct buffer end = {0};
    add_end(r->finding, &end);
    plan_begin(&r->session->watcher.plan,
               &(struct followed_order){.from = e->machine,
                                        .script = e->script.unit,
                                        .segments = r->finding->schedule,
                                        .untimed = e->options.time == EXPLORE_UNTIMED},
               buffer_text(&end));
    r->session->replays = true;
    buffer_free(&end);
}

static void replay_from(struct lab *lab, struct machine *m, const struct state *from,
                        struct replaying *r)
{
    struct session *s = r->session;
    (void)m;
    record_clear(s->watcher.record);
    session_timeline_clear(&s->timeline);
    columns_choice_clear(&s->columns);
    r->good = lab_replay(lab, from, r->finding->schedule, r->why, sizeof r->why);
    if (r->exploration->options.time == EXPLORE_UNTIMED)
        lab_use_untimed(lab);
    if (r->good && r->finding->step_count)
        plan(r);
    settings_settle_stepping(r->session, lab);
}

static void replay(struct lab *lab, struct machine *m, void *replaying)
{
    struct replaying *r = replaying;
    replay_from(lab, m, r->exploration->machine->state, r);
}

/* The lab is new: main begins the script, and stands before its first step. */
static void replay_script(struct lab *lab, struct machine *m, void *replaying)
{
    struct replaying *r = replaying;
    const struct exploration *e = r->exploration;
    struct diagnostics found = {0};
    uint32_t source =
        program_add_source(m->program, e->source.name, e->source.text, e->source.length);
    uint32_t unit = compile_script(m->program, source, e->script.tree, &found);
    diagnostics_free(&found);
    lab_use_gil(lab, e->script.gil);
    lab_use_seed(lab, e->script.seed);
    lab_pause(lab, true);
    lab_start_main(lab, unit);
    struct state *from = state_copy(m->state);
    replay_from(lab, m, from, r);
    state_free(from);
}

/* Why there is nothing to replay at all; true if there is. */
static bool refuse(struct session *s)
{
    const struct exploration *e = s->explored;
    struct buffer why = {0};
    if (!e) {
        buffer_puts(&why, "nothing was explored yet: `explore` looks for an order that goes wrong");
    } else if (exploration_was_empty(e)) {
        buffer_puts(&why, "there is nothing to replay: when `explore` looked, nothing was left to "
                          "run");
        session_add_last_program(s, &why);
    } else if (!explore_order(e->result, 1)) {
        buffer_printf(&why, "there is nothing to replay: `explore` found nothing wrong with %s",
                      e->subject);
        if (!e->options.orders)
            buffer_puts(&why, "; `explore --orders=3` shows orders in which all goes well");
    } else if (!exploration_stands(s, e)) {
        buffer_puts(&why, "the lab has begun anew since it was explored; `explore` again");
    }
    if (why.length)
        lines_say(s, LINE_ERROR, "", buffer_text(&why));
    bool refused = why.length > 0;
    buffer_free(&why);
    return refused;
}

/* Which finding is wanted: counted from 1; NULL with an error told. */
static const struct explore_finding *wanted_finding(struct session *s, const char *arguments)
{
    if (refuse(s))
        return NULL;
    const struct explore_result *r = s->explored->result;
    size_t number = 1;
    char *end = NULL;
    if (arguments[0])
        number = strtoul(arguments, &end, 10);
    const struct explore_finding *f = end && *end ? NULL : explore_order(r, number);
    if (!f)
        lines_tell(s, LINE_ERROR, "write: replay, or replay N with N from 1 to %zu",
                   r->finding_count + r->order_count);
    else if (!f->schedule)
        lines_say(s, LINE_ERROR, "", "no order was found for this one, for want of memory");
    return f && f->schedule ? f : NULL;
}

/* What runs, and waits to be replayed when it has ended; or NULL. */
static struct exploration *running(struct session *s)
{
    return s->exploring ? s->exploring : s->playing ? s->playing->verdict : NULL;
}

/* Which of the orders that `explore` showed last it is: it may be long ago, and of other things
 * than what was typed since. */
static void tell_which(struct session *s, const struct replaying *r)
{
    const struct explore_result *all = r->exploration->result;
    struct buffer end = {0};
    size_t number = 1;
    while (explore_order(all, number) != r->finding)
        number++;
    add_end(r->finding, &end);
    lines_tell(s, LINE_NOTICE, "number %zu of %zu of the last `explore`, of %s: %s", number,
               all->finding_count + all->order_count, r->exploration->subject, buffer_text(&end));
    buffer_free(&end);
}

static void tell(struct session *s, const struct replaying *r)
{
    const struct exploration *e = r->exploration;
    const struct explore_finding *f = r->finding;
    if (r->good)
        tell_which(s, r);
    if (!r->good)
        lines_say(s, LINE_ERROR, "", r->why);
    else if (!f->step_count)
        lines_say(s, LINE_NOTICE, "",
                  "paused where the lab was explored: it is so from the beginning, and no step "
                  "leads there");
    else
        lines_tell(s, LINE_NOTICE,
                   "%s%s%spaused before the first of its %zu step%s: %s\n`step` (F6) does the "
                   "next, `undo` (F7) takes it back, `resume` does the rest",
                   e->script.tree ? "the lab begins anew with " : "",
                   e->script.tree ? e->subject : "", e->script.tree ? ", " : "", f->step_count,
                   f->step_count == 1 ? "" : "s", f->schedule);
}

void command_replay(struct session *s, const char *arguments)
{
    struct exploration *e = running(s);
    if (e) {
        free(e->then_replay);
        e->then_replay = memory_copy(arguments);
        lines_say(s, LINE_NOTICE, "", "as soon as it has been explored");
        return;
    }
    const struct explore_finding *finding = wanted_finding(s, arguments);
    struct replaying r = {.exploration = s->explored, .finding = finding, .session = s};
    if (!finding)
        return;
    session_drop_queue(s);
    if (r.exploration->script.tree) {
        beginning_anew(s);
        journal_add_program(&s->journal, r.exploration->text);
        session_loaded(s, r.exploration->subject, r.exploration->text);
        lab_do(s->lab, replay_script, &r);
    } else {
        lab_do(s->lab, replay, &r);
    }
    awaiting_nobody(s);
    tell(s, &r);
}
