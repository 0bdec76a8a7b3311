/* replay.c - see replay.h. The lab's gate closes when the schedule is at its end. */
#include "script/replay.h"

#include "run/lab.h"
#include "run/outlet.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

enum { PATIENCE = 20000 /* milliseconds */ };

struct rerun {
    const struct replay *replay;
    struct lab *lab;
    bool begun;
    char refused[160];
    struct buffer ending;
};

static bool at_its_end(struct lab *lab, const struct machine *m, void *context)
{
    (void)m;
    const struct rerun *r = context;
    const struct schedule *s = lab_schedule(lab);
    return r->begun && s->place.segment >= s->segment_count;
}

static void begin_script(struct lab *lab, struct machine *m, struct rerun *r)
{
    const struct replay *p = r->replay;
    struct diagnostics found = {0};
    uint32_t source =
        program_add_source(m->program, p->source->name, p->source->text, p->source->length);
    uint32_t unit = compile_script(m->program, source, p->tree, &found);
    diagnostics_free(&found);
    if (p->finding->schedule[0])
        lab_use_segments(lab, p->finding->schedule, r->refused, sizeof r->refused);
    if (p->untimed)
        lab_use_untimed(lab);
    if (p->gil)
        lab_use_gil(lab, true);
    r->begun = true;
    lab_start_main(lab, unit);
}

static void begin_from_state(struct lab *lab, struct rerun *r)
{
    const struct replay *p = r->replay;
    lab_replay(lab, p->from->state, p->finding->schedule, r->refused, sizeof r->refused);
    if (p->untimed)
        lab_use_untimed(lab);
    r->begun = true;
    lab_pause(lab, false);
}

static void begin(struct lab *lab, struct machine *m, void *argument)
{
    struct rerun *r = argument;
    if (r->replay->from)
        begin_from_state(lab, r);
    else
        begin_script(lab, m, r);
}

static void look(struct lab *lab, struct machine *m, void *argument)
{
    (void)lab;
    explore_ending(m, &((struct rerun *)argument)->ending);
}

static void hear(void *context, const struct event *e)
{
    const struct rerun *r = context;
    const struct run_watcher *w = r->replay->watcher;
    if (w && r->lab)
        w->hear(w->context, lab_drive(r->lab), e);
}

static void tell_over(struct lab *lab, struct machine *m, void *argument)
{
    const struct run_watcher *w = argument;
    lab_settle(lab); /* who waits in the end is heard too */
    w->over(w->context, lab, m);
}

/* The first lines that differ. */
static void tell_difference(const char *expected, const char *got, struct buffer *why)
{
    while (*expected && *got) {
        size_t one = strcspn(expected, "\n"), other = strcspn(got, "\n");
        if (one != other || memcmp(expected, got, one) != 0)
            break;
        expected += one + 1;
        got += other + 1;
    }
    buffer_printf(why, "\"%.*s\" was expected, \"%.*s\" came", (int)strcspn(expected, "\n"),
                  expected, (int)strcspn(got, "\n"), got);
}

/* How it came out, once nothing more comes. */
static enum replay_outcome outcome(const struct lab *lab, const struct rerun *r, bool ended,
                                   struct buffer *why)
{
    const char *expected = r->replay->finding->ending, *got = buffer_text(&r->ending);
    if (lab_lacked_room(lab)) {
        buffer_puts(why, OUTLET_NO_ROOM);
        return REPLAY_UNTRIED;
    }
    if (ended && !r->refused[0] && strcmp(got, expected) == 0)
        return REPLAY_SAME;
    if (!ended)
        buffer_puts(why, "it does not come to its end");
    else if (r->refused[0])
        buffer_puts(why, r->refused);
    else
        tell_difference(expected, got, why);
    return REPLAY_OTHER;
}

enum replay_outcome replay_check(const struct replay *p, struct buffer *why)
{
    if (!p->finding->schedule || (p->from && !p->finding->schedule[0]))
        return REPLAY_SAME;
    struct rerun r = {.replay = p};
    struct lab_options options = {.schedule = SCHEDULE_ROUND_ROBIN,
                                  .clock = CLOCK_KIND_VIRTUAL,
                                  .factor = 1,
                                  .seed = p->seed,
                                  .program = p->from ? program_copy(p->from->program) : NULL,
                                  .gate = at_its_end,
                                  .gate_context = &r,
                                  .traces = p->watcher,
                                  .keeps_history = p->watcher && p->watcher->looks_back,
                                  .sink = hear,
                                  .sink_context = &r};
    struct lab *lab = r.lab = lab_new(&options);
    if (!lab) {
        buffer_puts(why, OUTLET_NO_ROOM);
        return REPLAY_UNTRIED;
    }
    lab_do(lab, begin, &r);
    struct pollfd fd = {.fd = lab_fd(lab), .events = POLLIN};
    bool ended = r.refused[0] != '\0';
    while (!ended && poll(&fd, 1, PATIENCE) > 0)
        ended = lab_news(lab) & (LAB_GATED | LAB_STUCK | LAB_OVER | LAB_LEFT);
    lab_do(lab, look, &r);
    enum replay_outcome result = outcome(lab, &r, ended, why);
    if (p->watcher && result == REPLAY_SAME)
        lab_do(lab, tell_over, (void *)p->watcher);
    lab_free(lab);
    buffer_free(&r.ending);
    return result;
}

void replay_tell(enum replay_outcome result, size_t finding, const char *why, struct buffer *out)
{
    if (result == REPLAY_OTHER)
        buffer_printf(
            out,
            "finding %zu does not come out the same on live threads: %s; this is a bug in "
            "thrum: please report it with the script",
            finding, why);
    else if (result == REPLAY_UNTRIED)
        buffer_printf(out, "finding %zu could not be tried on live threads: %s", finding, why);
}
