/* session_explore.c - `explore`: every order in which the lab as it stands can go on, searched
 * beside it; and `replay`, which puts the lab back there and follows an order that was found.
 *
 * The search has copies of the program and of the state, so that the lab goes on meanwhile. */
#include "shell/session_inside.h"

#include "base/memory.h"
#include "run/background.h"
#include "shell/explore_options.h"
#include "shell/explore_words.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

enum {
    SAY_AFTER_MS = 500, /* a search that takes longer says that it goes on */
    SAY_EVERY_MS = 5000,
};

struct exploration {
    struct explore_options options;
    struct machine machine; /* copies of the lab's program and state */
    unsigned beginning;     /* s->beginnings when it began */
    struct background *thread;
    atomic_bool cancel;
    atomic_ullong states;          /* visited so far */
    int64_t says;                  /* when it says next that it goes on, in real milliseconds */
    struct explore_result *result; /* once the thread has ended */
    char *then_replay;             /* the arguments of a `replay` that waits for it; NULL: none */
};

static void free_exploration(struct exploration *e)
{
    if (!e)
        return;
    atomic_store(&e->cancel, true);
    background_free(e->thread);
    if (e->result)
        explore_free(e->result);
    struct program *program = e->machine.program;
    machine_free(&e->machine);
    program_free(program);
    free(e->then_replay);
    free(e);
}

void session_end_exploring(struct session *s)
{
    free_exploration(s->exploring);
    free_exploration(s->explored);
    s->exploring = s->explored = NULL;
}

/* ---- Searching --------------------------------------------------------------------------------
 */

/* In the search's own thread. */
static void count_states(void *context, uint64_t states, uint64_t open)
{
    struct exploration *e = context;
    (void)open;
    atomic_store(&e->states, states);
}

static void search(void *exploration)
{
    struct exploration *e = exploration;
    e->result = explore_run(&e->machine, &e->options);
}

static void copy_lab(struct lab *lab, struct machine *m, void *exploration)
{
    struct exploration *e = exploration;
    lab_now(lab);
    e->machine.program = program_copy(m->program);
    e->machine.state = state_copy(m->state);
}

static void begin(struct session *s, const struct explore_options *options)
{
    struct exploration *e = memory_zeroed(1, sizeof *e);
    e->options = *options;
    e->options.progress = count_states;
    e->options.context = e;
    e->options.cancel = &e->cancel;
    e->beginning = s->beginnings;
    e->says = session_milliseconds() + SAY_AFTER_MS;
    lab_do(s->lab, copy_lab, e);
    e->thread = background_start(search, e);
    if (!e->thread) {
        session_say(s, LINE_ERROR, "", "the system has no room for another thread (see ulimit -u)");
        free_exploration(e);
        return;
    }
    struct epoll_event readable = {.events = EPOLLIN};
    epoll_ctl(s->fd, EPOLL_CTL_ADD, background_fd(e->thread), &readable);
    s->exploring = e;
}

static void tell_lines(struct session *s, struct buffer *lines)
{
    while (lines->length && lines->bytes[lines->length - 1] == '\n')
        buffer_cut(lines, lines->length - 1);
    session_say(s, LINE_NOTICE, "", buffer_text(lines));
    buffer_free(lines);
}

static void tell_result(struct session *s, const struct exploration *e)
{
    struct buffer lines = {0};
    const struct explore_result *r = e->result;
    struct explore_words words = {
        .subject = "the lab", .options = &e->options, .seed = e->machine.state->seed};
    if (r->refusal) {
        session_say(s, LINE_ERROR, "", r->refusal);
        return;
    }
    explore_words_report(r, &e->machine, &words, &lines);
    tell_lines(s, &lines);
    if (r->finding_count && r->findings[0].schedule)
        session_say(s, LINE_NOTICE, "",
                    r->finding_count == 1
                        ? "`replay` brings the lab to where this order begins, to go through it "
                          "step by step"
                        : "`replay` brings the lab to where the first of these orders begins, to "
                          "go through it step by step; `replay 2` to the second");
}

void session_look_at_exploring(struct session *s)
{
    struct exploration *e = s->exploring;
    if (!e)
        return;
    if (background_done(e->thread)) {
        epoll_ctl(s->fd, EPOLL_CTL_DEL, background_fd(e->thread), NULL);
        background_free(e->thread);
        e->thread = NULL;
        s->exploring = NULL;
        free_exploration(s->explored);
        s->explored = e;
        tell_result(s, e);
        if (e->then_replay)
            command_replay(s, e->then_replay);
    } else if (session_milliseconds() >= e->says) {
        struct buffer count = {0};
        view_add_count(atomic_load(&e->states), &count);
        session_tell(s, LINE_NOTICE, "exploring: %s states so far; `explore stop` ends it",
                     buffer_text(&count));
        buffer_free(&count);
        e->says = session_milliseconds() + SAY_EVERY_MS;
    }
}

bool session_waits_for_exploring(const struct session *s)
{
    return s->exploring && (s->finish_first || s->exact);
}

int session_exploring_timeout(const struct session *s)
{
    int64_t left = s->exploring ? s->exploring->says - session_milliseconds() : -1;
    return s->exploring && left < 0 ? 0 : (int)left;
}

/* ---- The commands -----------------------------------------------------------------------------
 */

static void stop(struct session *s)
{
    if (s->exploring)
        atomic_store(&s->exploring->cancel, true);
    else
        session_say(s, LINE_ERROR, "", "nothing is being explored");
}

void command_explore(struct session *s, const char *arguments)
{
    struct explore_options options = explore_options_default();
    struct buffer why = {0};
    if (strcmp(arguments, "stop") == 0)
        stop(s);
    else if (s->exploring)
        session_say(s, LINE_ERROR, "",
                    "the lab is being explored already; `explore stop` ends that");
    else if (explore_options_read(&options, arguments, &why))
        begin(s, &options);
    else
        session_say(s, LINE_ERROR, "", buffer_text(&why));
    buffer_free(&why);
}

struct replaying {
    const struct exploration *exploration;
    const struct explore_finding *finding;
    struct session *session;
    char why[160];
    bool good;
};

static void replay(struct lab *lab, struct machine *m, void *argument)
{
    struct replaying *r = argument;
    r->good =
        lab_replay(lab, r->exploration->machine.state, r->finding->schedule, r->why, sizeof r->why);
    session_settle_traces(r->session, lab, m);
}

/* Which finding is wanted: counted from 1; NULL with an error told. */
static const struct explore_finding *wanted_finding(struct session *s, const char *arguments)
{
    const struct exploration *e = s->explored;
    if (!e || e->beginning != s->beginnings || !e->result->finding_count) {
        session_say(s, LINE_ERROR, "",
                    !e ? "nothing was explored yet: `explore` looks for an order that goes wrong"
                    : !e->result->finding_count
                        ? "there is nothing to replay: `explore` found nothing wrong"
                        : "the lab has begun anew since it was explored; `explore` again");
        return NULL;
    }
    size_t number = 1;
    char *end = NULL;
    if (arguments[0])
        number = strtoul(arguments, &end, 10);
    if ((end && *end) || number < 1 || number > e->result->finding_count) {
        session_tell(s, LINE_ERROR, "write: replay, or replay N with N from 1 to %zu",
                     e->result->finding_count);
        return NULL;
    }
    if (!e->result->findings[number - 1].schedule) {
        session_say(s, LINE_ERROR, "", "no order was found for this one, for want of memory");
        return NULL;
    }
    return &e->result->findings[number - 1];
}

void command_replay(struct session *s, const char *arguments)
{
    if (s->exploring) {
        free(s->exploring->then_replay);
        s->exploring->then_replay = memory_copy(arguments);
        session_say(s, LINE_NOTICE, "", "as soon as the lab has been explored");
        return;
    }
    const struct explore_finding *finding = wanted_finding(s, arguments);
    struct replaying r = {.exploration = s->explored, .finding = finding, .session = s};
    if (!finding)
        return;
    session_drop_queue(s);
    lab_do(s->lab, replay, &r);
    session_await_nobody(s);
    if (r.good)
        session_tell(s, LINE_NOTICE,
                     "paused before the first of its %zu steps: %s\n`step` (F6) does the next, "
                     "`undo` (F7) takes it back, `resume` does the rest",
                     finding->step_count, finding->schedule);
    else
        session_say(s, LINE_ERROR, "", r.why);
}
