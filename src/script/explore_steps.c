/* explore_steps.c - see explore_steps.h.
 *
 * What decides may lie in the middle of a long run: so of everything that a run does to an object
 * the last time is shown, and where time ran out, a value was chosen or an error came up each. */
#include "script/explore_steps.h"

#include "base/memory.h"
#include "core/failure.h"
#include "core/instructions.h"

#include <stdlib.h>
#include <string.h>

enum {
    WHOLE_LIST = 80, /* steps of a finding that is told in full */
    WHOLE_RUN = 40,  /* of a run that is */
    RUN_ENDS = 4,    /* shown at its beginning and at its end */
    LEAST_LEFT = 3,  /* fewer are not worth leaving out */
    MOST_KINDS = 256,
    MOST_TOLD = 8, /* kinds of steps that are counted in a gap */
    LEAST_WIDTH = 8,
    MOST_WIDTH = 24,
};

static int width_of(const struct explore_finding *f)
{
    size_t width = LEAST_WIDTH;
    for (size_t i = 0; i < f->step_count; i++)
        if (strlen(f->steps[i].thread) > width)
            width = strlen(f->steps[i].thread);
    return (int)(width > MOST_WIDTH ? MOST_WIDTH : width);
}

static void add_step(const struct explore_step *s, int width, bool names, const struct machine *m,
                     struct buffer *out)
{
    buffer_printf(out, "  %-*s ", width, names ? s->thread : "");
    if (s->event.op != OP_COUNT)
        machine_add_deed(m, &s->event, out);
    else if (s->how == '!')
        buffer_puts(out, "stops waiting: its time has run out; it needs the lock to go on");
    else if (s->how == '~')
        buffer_puts(out, "wakes from its wait although nobody notified it");
    else if (s->how == ' ')
        buffer_puts(out, "unwinds: it was cancelled");
    if (s->printed)
        buffer_printf(out, " \"%s\"", s->printed);
    bool told = s->event.op != OP_COUNT && s->event.outcome == OUTCOME_REFUSED;
    if (s->error && !told)
        buffer_puts(out, s->fails ? ", and fails" : ", and meets an error: ");
    if (s->error && !told && !s->fails)
        failure_add_visible(m->program, s->error, out);
    buffer_putc(out, '\n');
}

/* ---- Long runs ------------------------------------------------------------------------------- */

static bool is_access(const struct explore_step *s)
{
    return s->event.op != OP_COUNT && instruction_is_access((enum program_opcode)s->event.op);
}

/* Whether two steps do the same to the same; all elements of an array of variables are one. */
static bool are_alike(const struct explore_step *a, const struct explore_step *b)
{
    return a->event.op == b->event.op && a->event.outcome == b->event.outcome &&
           a->event.name == b->event.name && a->event.count == b->event.count &&
           (is_access(a) || a->event.element == b->event.element);
}

/* Whether others may notice it, beyond the values of variables. */
static bool is_told_of(const struct explore_step *s)
{
    return s->event.op != OP_COUNT && s->event.name && !is_access(s);
}

static bool is_special(const struct explore_step *s)
{
    return s->how != ' ' || s->error || s->event.op == OP_COUNT;
}

struct kinds {
    const struct explore_step *first[MOST_KINDS];
    size_t times[MOST_KINDS];
    size_t count;
};

/* Whether a step like it was counted before; counts it. */
static bool count_kind(struct kinds *k, const struct explore_step *s)
{
    for (size_t i = 0; i < k->count; i++)
        if (are_alike(k->first[i], s)) {
            k->times[i]++;
            return true;
        }
    if (k->count < MOST_KINDS) {
        k->first[k->count] = s;
        k->times[k->count++] = 1;
    }
    return false;
}

/* Which steps of a long run are shown; malloc'd. */
static bool *choose(const struct explore_step *steps, size_t length)
{
    bool *shown = memory_zeroed(length, sizeof *shown);
    struct kinds *seen = memory_zeroed(1, sizeof *seen);
    for (size_t i = length; i-- > 0;) {
        bool again = count_kind(seen, &steps[i]);
        shown[i] = !again || is_special(&steps[i]) || i < RUN_ENDS || i + RUN_ENDS >= length;
    }
    for (size_t i = 0; i < length;) {
        size_t gap = 0;
        while (i + gap < length && !shown[i + gap])
            gap++;
        for (size_t k = 0; gap < LEAST_LEFT && k < gap; k++)
            shown[i + k] = true;
        i += gap ? gap : 1;
    }
    free(seen);
    return shown;
}

static void add_gap(const struct explore_step *steps, size_t count, int width,
                    const struct machine *m, struct buffer *out)
{
    struct kinds *kinds = memory_zeroed(1, sizeof *kinds);
    size_t told = 0;
    for (size_t i = 0; i < count; i++)
        if (is_told_of(&steps[i]))
            count_kind(kinds, &steps[i]);
    buffer_printf(out, "  %-*s ... ", width, "");
    buffer_put_number(out, count);
    buffer_puts(out, " more steps ...");
    for (; told < kinds->count && told < MOST_TOLD; told++) {
        buffer_puts(out, told ? ", " : " among them: ");
        machine_add_deed(m, &kinds->first[told]->event, out);
        if (kinds->times[told] > 1) {
            buffer_puts(out, " (");
            buffer_put_number(out, kinds->times[told]);
            buffer_puts(out, "x)");
        }
    }
    buffer_puts(out, told < kinds->count ? ", and others\n" : "\n");
    free(kinds);
}

static void add_long_run(const struct explore_step *steps, size_t length, int width,
                         const struct machine *m, struct buffer *out)
{
    bool *shown = choose(steps, length);
    for (size_t i = 0; i < length;) {
        size_t gap = 0;
        while (i + gap < length && !shown[i + gap])
            gap++;
        if (gap)
            add_gap(&steps[i], gap, width, m, out);
        else
            add_step(&steps[i], width, i == 0, m, out);
        i += gap ? gap : 1;
    }
    free(shown);
}

/* ---- All of them ----------------------------------------------------------------------------- */

static size_t run_length(const struct explore_finding *f, size_t first)
{
    size_t length = 1;
    while (first + length < f->step_count &&
           strcmp(f->steps[first].thread, f->steps[first + length].thread) == 0)
        length++;
    return length;
}

void explore_steps_add(const struct explore_finding *f, const struct machine *m, struct buffer *out)
{
    int width = width_of(f);
    for (size_t i = 0; i < f->step_count;) {
        size_t length = run_length(f, i);
        if (length > WHOLE_RUN && f->step_count > WHOLE_LIST)
            add_long_run(&f->steps[i], length, width, m, out);
        else
            for (size_t k = 0; k < length; k++)
                add_step(&f->steps[i + k], width, k == 0, m, out);
        i += length;
    }
}
