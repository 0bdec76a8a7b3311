/* next.c - see next.h. */
#include "watch/next.h"

#include "base/utf8.h"

/* Bytes that may be copied for one view: some milliseconds. */
#define MOST_COPIED ((size_t)8 << 20)

enum { MOST_PRINTED = 60 };

enum next_detail next_affordable(const struct machine *m, size_t threads)
{
    return threads && m->state->size > MOST_COPIED / threads ? NEXT_COMMAND : NEXT_EXACT;
}

/* What the instruction told. */
struct heard {
    const struct machine *m;
    bool step; /* it told of a step: */
    struct event event;
    struct buffer text; /* what it printed or logged */
};

static void hear(void *heard, const struct event *e)
{
    struct heard *h = heard;
    if (e->kind == EVENT_STEP && !h->step) {
        h->step = true;
        h->event = *e;
    } else if (e->kind == EVENT_PRINT || e->kind == EVENT_LOG) {
        buffer_add(&h->text, e->text, e->length);
    }
}

/* What it will have read is not known before: somebody else may write until then. */
static bool reads_only(uint32_t op)
{
    return op == OP_NAME_LOAD || op == OP_INDEX_LOAD || op == OP_COMPOUND_READ ||
           op == OP_INDEX_COMPOUND_READ;
}

/* Whether its deed is the end of what took its time, "has slept", or the answer that has come. */
static bool goes_on(uint32_t op)
{
    return op == OP_SLEEP || op == OP_IO || op == OP_WORK || op == OP_ASK || op == OP_FETCH;
}

/* Adds the beginning of a text; whether that was all of it. */
static bool add_cut(struct buffer *out, const char *bytes, size_t length)
{
    size_t end = length;
    if (length > MOST_PRINTED) {
        end = MOST_PRINTED;
        while (((unsigned char)bytes[end] & 0xC0) == 0x80)
            end--;
    }
    utf8_add_visible(out, bytes, end, "");
    return end == length;
}

static void add_printed(const struct heard *h, struct buffer *out)
{
    buffer_puts(out, " \"");
    bool whole = add_cut(out, buffer_text(&h->text), h->text.length);
    buffer_puts(out, whole ? "\"" : "...\"");
}

/* `x += 1` at its write: what it has read by then. */
static void add_read_before(const struct machine *m, uint32_t thread, const struct event *e,
                            struct buffer *out)
{
    bool compound = e->op == OP_COMPOUND_WRITE || e->op == OP_INDEX_COMPOUND_WRITE;
    if (!compound || e->old.kind != VALUE_UNSET || e->outcome == OUTCOME_REFUSED)
        return;
    struct buffer text = {0};
    uint32_t top = state_thread(m->state, thread)->top; /* v w, see opcodes.h */
    value_add_text(m->program, state_stack(m->state, thread)[top - 2], &text);
    buffer_puts(out, ", having read ");
    buffer_puts(out, add_cut(out, buffer_text(&text), text.length) ? "" : "...");
    buffer_free(&text);
}

static void add_heard(const struct machine *m, uint32_t thread, struct heard *h, struct buffer *out)
{
    struct event *e = &h->event;
    bool refused = e->outcome == OUTCOME_REFUSED;
    if (!h->step) {
        bool interrupted = state_thread(m->state, thread)->flags & FLAG_INTERRUPT;
        buffer_puts(out,
                    interrupted ? "stops here: it is interrupted" : "stops here: it is cancelled");
        return;
    }
    if (!refused && reads_only(e->op))
        e->value = (struct value){0};
    machine_add_deed(m, e, out);
    if (!refused && goes_on(e->op))
        buffer_puts(out, " and goes on");
    if (!refused && (e->op == OP_PRINT || e->op == OP_LOG))
        add_printed(h, out);
    add_read_before(m, thread, e, out);
}

void next_add(const struct machine *m, uint32_t thread, enum next_detail detail, struct buffer *out)
{
    if (detail == NEXT_COMMAND) {
        program_quote(m->program, machine_next_pc(m, thread), out);
        return;
    }
    struct heard heard = {.m = m};
    struct machine copy = {.program = m->program,
                           .state = state_copy(m->state),
                           .sink = hear,
                           .sink_context = &heard,
                           .traces = true,
                           .time_of_day = m->time_of_day,
                           .clock_context = m->clock_context,
                           .choice_forced = m->choice_forced,
                           .choice = m->choice,
                           .most_bytes = m->most_bytes};
    step_run_instruction(&copy, thread);
    add_heard(m, thread, &heard, out);
    buffer_free(&heard.text);
    machine_free(&copy);
}
