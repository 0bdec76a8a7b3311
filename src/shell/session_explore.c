/* session_explore.c - `explore`: every order in which the lab as it stands can go on, or in which a
 * script or a lesson's block goes from its beginning, searched beside the lab.
 *
 * The search has copies of the program and of the state, so that the lab goes on meanwhile. */
#include "shell/session_explore.h"

#include "base/memory.h"
#include "base/monotonic.h"
#include "lesson/lesson.h"
#include "run/outlet.h"
#include "script/explore_options.h"
#include "script/explore_progress.h"
#include "script/explore_words.h"
#include "script/replay.h"
#include "shell/dispatch.h"
#include "shell/exploration.h"
#include "shell/session_playing.h"
#include "shell/session_program.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
    LISTING_WIDTH = 78, /* beside the sign of a notice */
    SAY_AFTER_MS = 500, /* a search that takes longer says that it goes on */
};

/* Waits for the search's thread. */
static void join(struct exploration *e)
{
    if (!e->thread)
        return;
    background_free(e->thread);
    e->thread = NULL;
}

void session_end_exploration(struct exploration **exploration)
{
    struct exploration *e = *exploration;
    *exploration = NULL;
    if (!e)
        return;
    atomic_store(&e->cancel, true);
    join(e);
    explore_free(e->result);
    session_free_copy(&e->copy);
    explore_program_close(&e->script);
    buffer_free(&e->differences);
    free(e->subject);
    free(e->text);
    free(e->then_replay);
    free(e);
}

/* What the others have to know of it. */
static void settle(struct session *s)
{
    s->circumstances.explores = s->exploring && (s->finish_first || s->exact);
}

void session_end_exploring(struct session *s)
{
    session_end_exploration(&s->exploring);
    session_end_exploration(&s->explored);
}

/* ---- Searching ------------------------------------------------------------------------------- */

/* In the search's own thread. */
static void keep_progress(void *context, const struct explore_progress *p)
{
    struct exploration *e = context;
    atomic_store(&e->doing, p->doing);
    atomic_store(&e->states, p->states);
    atomic_store(&e->open, p->open);
    atomic_store(&e->share, p->share);
}

void session_add_exploring(const struct session *s, struct buffer *out)
{
    struct exploration *e = s->exploring;
    int64_t passed = e ? monotonic_nanoseconds() - e->began : 0;
    struct explore_progress p;
    if (!e || passed < EXPLORE_PROGRESS_AFTER)
        return;
    p = (struct explore_progress){.doing = atomic_load(&e->doing),
                                  .states = atomic_load(&e->states),
                                  .open = atomic_load(&e->open),
                                  .share = atomic_load(&e->share)};
    explore_progress_add(&p, passed, out);
}

/* What was found is followed on live threads of their own, to see that it comes out the same. */
static void check_replays(struct exploration *e)
{
    const struct explore_finding *f;
    for (size_t i = 1; (f = explore_order(e->result, i)) && !atomic_load(&e->cancel); i++) {
        struct replay replay = {.from = e->script.tree ? NULL : e->machine,
                                .source = &e->source,
                                .tree = e->script.tree,
                                .gil = e->script.gil,
                                .seed = e->script.seed,
                                .untimed = e->options.time == EXPLORE_UNTIMED,
                                .finding = f};
        struct buffer why = {0}, text = {0};
        enum replay_outcome outcome = replay_check(&replay, &why);
        replay_tell(outcome, i, buffer_text(&why), &text);
        if (text.length)
            buffer_printf(&e->differences, "%s%s", e->differences.length ? "\n" : "",
                          buffer_text(&text));
        buffer_free(&why);
        buffer_free(&text);
    }
}

static void search(void *exploration)
{
    struct exploration *e = exploration;
    e->result = explore_run(e->machine, &e->options);
    check_replays(e);
}

/* Begins to explore e->machine; sets it to NULL where the system has no room for that. */
static void begin(struct session *s, struct exploration **exploration)
{
    struct exploration *e = *exploration;
    explore_options_fit(&e->options);
    e->options.progress = keep_progress;
    e->options.context = e;
    e->options.cancel = &e->cancel;
    e->beginning = s->beginnings;
    e->began = monotonic_nanoseconds();
    e->says = monotonic_milliseconds() + SAY_AFTER_MS;
    e->thread = background_start(search, e);
    if (!e->thread) {
        lines_say(s, LINE_ERROR, "", OUTLET_NO_ROOM);
        session_end_exploration(exploration);
    }
}

static void copy_lab(struct lab *lab, struct machine *m, void *copy)
{
    struct machine *machine = copy;
    lab_now(lab);
    machine->program = program_copy(m->program);
    machine->state = state_copy(m->state);
    machine->state->timeless = 1; /* work takes time there, not a processor */
}

struct machine session_copy_lab(struct session *s)
{
    struct machine copy = {0};
    lab_do(s->lab, copy_lab, &copy);
    return copy;
}

void session_free_copy(struct machine *copy)
{
    struct program *program = copy->program;
    machine_free(copy);
    program_free(program);
}

static void explore_lab(struct session *s, const struct explore_options *options)
{
    s->exploring = memory_zeroed(1, sizeof *s->exploring);
    s->exploring->subject = memory_copy("the lab");
    s->exploring->options = *options;
    s->exploring->machine = &s->exploring->copy;
    s->exploring->copy = session_copy_lab(s);
    begin(s, &s->exploring);
    settle(s);
}

static void tell_lines(struct session *s, enum line_kind kind, struct buffer *lines)
{
    while (lines->length && lines->bytes[lines->length - 1] == '\n')
        buffer_cut(lines, lines->length - 1);
    lines_say(s, kind, "", buffer_text(lines));
    buffer_free(lines);
}

static void tell_differences(struct session *s, const struct exploration *e)
{
    if (e->differences.length)
        lines_say(s, LINE_ERROR, "", buffer_text(&e->differences));
}

static void tell_result(struct session *s, const struct exploration *e)
{
    struct buffer lines = {0};
    const struct explore_result *r = e->result;
    struct explore_words words = {
        .subject = e->subject,
        .options = &e->options,
        .script = e->script.unit,
        .seed = e->machine->state->seed,
        .width = LISTING_WIDTH,
        .spoken = voice_speaks(s),
    };
    if (r->refusal) {
        lines_say(s, LINE_ERROR, "", r->refusal);
        return;
    }
    explore_words_report(r, e->machine, &words, &lines);
    if (exploration_was_empty(e) && !e->script.tree)
        session_add_last_program(s, &lines);
    tell_lines(s, LINE_NOTICE, &lines);
    tell_differences(s, e);
    const struct explore_finding *first = explore_order(r, 1);
    if (first && first->schedule && first->step_count)
        lines_say(s, LINE_NOTICE, "",
                  !explore_order(r, 2)
                      ? "`replay` brings the lab to where this order begins, to go through it "
                        "step by step"
                      : "`replay` brings the lab to where the first of these orders begins, to "
                        "go through it step by step; `replay 2` to the second");
}

/* What was found is there for `replay` from now on. Where nothing was left to explore, what was
 * explored before stays. */
static void keep(struct session *s, struct exploration *e)
{
    struct exploration *before = s->explored;
    if (before && exploration_was_empty(e) && exploration_stands(s, before)) {
        session_end_exploration(&e);
        return;
    }
    session_end_exploration(&s->explored);
    s->explored = e;
}

static void replay_if_wanted(struct session *s, struct exploration *e)
{
    char *arguments = e->then_replay;
    e->then_replay = NULL;
    keep(s, e);
    if (arguments)
        command_replay(s, arguments);
    free(arguments);
}

void session_poll_exploring(const struct session *s, struct polled *polled)
{
    const struct exploration *both[] = {s->exploring, s->playing ? s->playing->verdict : NULL};
    for (size_t i = 0; i < 2; i++)
        if (both[i] && both[i]->thread)
            polled_add(polled, background_fd(both[i]->thread), POLLIN);
}

void session_look_at_exploring(struct session *s)
{
    struct exploration *e = s->exploring;
    if (!e)
        return;
    if (background_done(e->thread)) {
        join(e);
        s->exploring = NULL;
        settle(s);
        tell_result(s, e);
        replay_if_wanted(s, e);
    } else if (monotonic_milliseconds() >= e->says) {
        lines_say(
            s, LINE_NOTICE, "",
            "exploring goes on beside the lab; `explore stop` ends it, `explore` says how far "
            "it is");
        e->says = INT64_MAX;
    }
}

int session_exploring_timeout(const struct session *s)
{
    if (!s->exploring || s->exploring->says == INT64_MAX)
        return -1;
    int64_t left = s->exploring->says - monotonic_milliseconds();
    return left < 0 ? 0 : (int)left;
}

/* ---- A program from its beginning ------------------------------------------------------------ */

/* Begins to look at a script; NULL where it cannot be explored: then that is in `why`. */
static struct exploration *explore_text(struct session *s, const char *name, const char *text,
                                        const char *options, struct buffer *why)
{
    struct exploration *e = memory_zeroed(1, sizeof *e);
    struct diagnostics found = {0};
    e->subject = memory_copy(name);
    e->text = memory_copy(text);
    e->source = (struct source){.name = e->subject, .text = e->text, .length = strlen(e->text)};
    e->options = explore_options_default();
    if (!explore_program_open(&e->script, &e->source, NULL, &found))
        diagnostics_format(why, &e->source, &found);
    else
        explore_options_read(&e->options, options, why);
    diagnostics_free(&found);
    e->options.script = e->script.unit;
    e->machine = &e->script.machine;
    if (why->length)
        session_end_exploration(&e);
    else
        begin(s, &e);
    return e;
}

static void explore_last(struct session *s, const char *options)
{
    struct buffer title = {0}, why = {0};
    char *text = session_last_program(s, false, &title, &why);
    if (text)
        s->exploring = explore_text(s, buffer_text(&title), text, options, &why);
    settle(s);
    while (why.length && why.bytes[why.length - 1] == '\n')
        buffer_cut(&why, why.length - 1);
    if (why.length)
        lines_say(s, LINE_ERROR, "", buffer_text(&why));
    free(text);
    buffer_free(&title);
    buffer_free(&why);
}

/* ---- A lesson's block ------------------------------------------------------------------------ */

struct exploration *session_explore_block(struct session *s, const struct lesson_item *block)
{
    struct buffer why = {0};
    struct exploration *e = explore_text(s, "block", block->text, block->verdict.options, &why);
    if (why.length)
        lines_tell(s, LINE_ERROR, "this block cannot be explored: %s", buffer_text(&why));
    buffer_free(&why);
    return e;
}

/* What a learner needs of it: the verdict, and of each thing that goes wrong what it is and the
 * order in which it does; or how much it was that did not go wrong. `alone`: who can type what goes
 * on from there, and not a room. */
static void add_brief(const struct exploration *e, bool alone, struct buffer *out)
{
    const struct explore_result *r = e->result;
    buffer_puts(out, "explore: ");
    explore_words_line(r, out);
    for (size_t i = 0; i < r->finding_count; i++) {
        const struct explore_finding *f = &r->findings[i];
        /* The other messages begin with their kind. */
        bool named = f->kind > EXPLORE_ERROR;
        buffer_printf(out, "\n%zu. %s%s", i + 1, named ? "" : explore_kind_name(f->kind),
                      named ? "" : ": ");
        buffer_puts(out, f->brief ? f->brief : f->message);
        if (f->schedule && f->step_count)
            buffer_printf(out, "\n  in this order: %s", f->schedule);
        if (f->blame)
            buffer_printf(out, "\n  %s", f->blame);
        if (f->remedy)
            buffer_printf(out, "\n  %s", f->remedy);
    }
    if (r->unreached_count) {
        buffer_putc(out, '\n');
        explore_words_unreached(r, e->machine, out);
        buffer_cut(out, out->length - 1);
    }
    if (r->schedules && strcmp(r->schedules, "1") != 0)
        buffer_printf(out, "\nlooked at: all %s orders of steps, in %" PRIu64 " states",
                      r->schedules, r->states);
    else if (!r->finding_count)
        buffer_printf(out, "\nlooked at: %" PRIu64 " states", r->states);
    if (alone && r->finding_count && r->findings[0].schedule)
        buffer_puts(out, "\n(`replay` goes through it step by step, in a new lab; `again` comes "
                         "back here)");
}

void session_look_at_block(struct session *s, struct exploration **block)
{
    struct exploration *e = *block;
    struct buffer lines = {0};
    if (!e || !background_done(e->thread))
        return;
    join(e);
    if (e->result->refusal)
        lines_say(s, LINE_ERROR, "", e->result->refusal);
    else {
        /* The lesson's: it has to stay in view until it was read, as what stands behind it. */
        add_brief(e, !s->playing || !s->playing->presenting, &lines);
        tell_lines(s, LINE_LESSON, &lines);
        tell_differences(s, e);
    }
    *block = NULL;
    if (e->result->refusal)
        session_end_exploration(&e);
    else
        replay_if_wanted(s, e);
}

/* ---- The commands ---------------------------------------------------------------------------- */

static void stop(struct session *s)
{
    if (s->exploring)
        atomic_store(&s->exploring->cancel, true);
    else
        lines_say(s, LINE_ERROR, "", "nothing is being explored");
}

/* One that goes on says how far it is. */
static void refuse_another(struct session *s)
{
    struct buffer how_far = {0};
    session_add_exploring(s, &how_far);
    lines_tell(s, LINE_ERROR, "the lab is being explored already%s%s; `explore stop` ends that",
               how_far.length ? ": " : "", buffer_text(&how_far));
    buffer_free(&how_far);
}

/* What stands behind `last`, if that is the first word; or NULL. */
static const char *behind_last(const char *arguments)
{
    static const char last[] = "last";
    size_t length = sizeof last - 1;
    if (strncmp(arguments, last, length) != 0 || (arguments[length] && arguments[length] != ' '))
        return NULL;
    return arguments + length + strspn(arguments + length, " ");
}

void command_explore(struct session *s, const char *arguments)
{
    struct explore_options options = explore_options_default();
    struct buffer why = {0};
    const char *of_last = behind_last(arguments);
    if (strcmp(arguments, "stop") == 0)
        stop(s);
    else if (s->exploring)
        refuse_another(s);
    else if (of_last)
        explore_last(s, of_last);
    else if (explore_options_read(&options, arguments, &why))
        explore_lab(s, &options);
    else
        lines_say(s, LINE_ERROR, "", buffer_text(&why));
    buffer_free(&why);
}
