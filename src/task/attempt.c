/* attempt.c - see attempt.h. */
#include "task/attempt.h"

#include "base/memory.h"
#include "core/frame.h"
#include "task/check.h"
#include "watch/code_place.h"

#include <stdlib.h>
#include <string.h>

struct attempt {
    struct check *check;
    size_t hints;
    unsigned given; /* lines at the beginning that the learner has left as they were */
    uint64_t steps; /* since the run began */
    bool set, done;
    uint64_t set_at, done_at; /* behind so many steps */
};

/* How many lines at the beginning are the same in both. */
static unsigned lines_alike(const char *text, size_t length, const char *given)
{
    unsigned lines = 0;
    for (size_t i = 0; i < length && text[i] == given[i]; i++)
        lines += text[i] == '\n';
    return lines;
}

struct attempt *attempt_new(const char *check, const char *given, const struct source *script,
                            struct program *program)
{
    struct check *c = check_new(check, program);
    if (!c)
        return NULL;
    struct attempt *a = memory_zeroed(1, sizeof *a);
    a->check = c;
    a->given = lines_alike(script->text, script->length, given);
    return a;
}

void attempt_free(struct attempt *a)
{
    if (a)
        check_free(a->check);
    free(a);
}

/* Whether main is at what the learner has written, be it in a function of the lesson's that is
 * called there, or has nothing left to do. */
static bool is_set(const struct attempt *a, const struct machine *m)
{
    struct code_place place;
    if (m->state->main_done || !machine_next_pc(m, STATE_MAIN))
        return true;
    struct frame f = frame_innermost(m, STATE_MAIN);
    do
        if (code_place_of(m->program, f.at, &place) && place.line > a->given)
            return true;
    while (frame_outwards(m, STATE_MAIN, &f));
    return false;
}

static uint64_t steps_since(const struct attempt *a)
{
    return a->set ? a->steps - a->set_at : 0;
}

void attempt_look(struct attempt *a, const struct machine *m)
{
    if (!a->set && is_set(a, m)) {
        a->set = true;
        a->set_at = a->steps;
        check_begin(a->check);
    }
    if (a->set && !a->done && check_holds(a->check, m, steps_since(a))) {
        a->done = true;
        a->done_at = a->steps;
    }
}

void attempt_begin(struct attempt *a, const struct machine *m)
{
    a->steps = 0;
    a->set = a->done = false;
    check_begin(a->check);
    attempt_look(a, m);
}

void attempt_hear(struct attempt *a, const struct machine *m, const struct event *e)
{
    if (a->set)
        check_hear(a->check, m, e);
    a->steps += e->kind == EVENT_STEP;
}

void attempt_back(struct attempt *a, uint64_t steps)
{
    a->steps -= steps < a->steps ? steps : a->steps;
    a->done = a->done && a->steps >= a->done_at;
    if (a->set && a->steps < a->set_at) {
        a->set = false;
        check_begin(a->check);
    } else if (a->set) {
        check_goes(a->check, steps, false);
    }
}

bool attempt_is_set(const struct attempt *a)
{
    return a->set;
}

bool attempt_is_done(const struct attempt *a)
{
    return a->done;
}

void attempt_add_missing(const struct attempt *a, const struct machine *m, struct buffer *out)
{
    struct buffer missing = {0};
    if (!a->done)
        check_add_missing(a->check, m, steps_since(a), &missing);
    if (missing.length)
        buffer_printf(out, CHECK_MISSING, buffer_text(&missing));
    buffer_free(&missing);
}

void attempt_add_hint(struct attempt *a, const char *when, struct program *program)
{
    check_add_claim(a->check, when, program);
    a->hints++;
}

size_t attempt_hints(const struct attempt *a)
{
    return a->hints;
}

bool attempt_hint_fits(const struct attempt *a, size_t index, const struct machine *m)
{
    return check_claim_holds(a->check, index, m, steps_since(a));
}
