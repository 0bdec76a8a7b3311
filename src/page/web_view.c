/* web_view.c - what is to be seen of a run, as JSON: see web.h. */
#include "page/web_inside.h"

#include "base/json_text.h"
#include "watch/code_place.h"
#include "watch/next.h"
#include "watch/objects.h"
#include "watch/words.h"

#include <inttypes.h>

static void add_key(const char *key, struct buffer *out)
{
    bool first = out->bytes[out->length - 1] == '{';
    buffer_printf(out, "%s\"%s\": ", first ? "" : ", ", key);
}

/* And empties the value. */
static void add_pair(const char *key, struct buffer *value, struct buffer *out)
{
    add_key(key, out);
    json_text_add(buffer_text(value), out);
    buffer_clear(value);
}

static void add_next(const struct machine *m, uint32_t thread, struct buffer *text,
                     struct buffer *out)
{
    if (step_enabled(m, thread)) {
        next_add(m, thread, NEXT_EXACT, text);
        add_pair("next", text, out);
    } else {
        add_key("next", out);
        buffer_puts(out, "null");
    }
}

static void add_line(const struct machine *m, uint32_t thread, struct buffer *out)
{
    struct code_place place;
    uint32_t pc = machine_next_pc(m, thread);
    add_key("line", out);
    if (pc && code_place_of(m->program, pc, &place))
        buffer_printf(out, "%u", place.line);
    else
        buffer_puts(out, "null");
}

static void add_thread(const struct drive *d, uint32_t thread, struct buffer *text,
                       struct buffer *out)
{
    const struct machine *m = &d->machine;
    buffer_putc(out, '{');
    add_key("number", out);
    buffer_printf(out, "%" PRIu32, thread);
    machine_add_thread_name(m, thread, text);
    add_pair("name", text, out);
    buffer_puts(text, machine_state_word(m, thread));
    add_pair("state", text, out);
    words_add_cell(d, thread, NEXT_EXACT, text);
    add_pair("at", text, out);
    add_next(m, thread, text, out);
    words_add_held(m, thread, text);
    add_pair("holds", text, out);
    add_line(m, thread, out);
    buffer_putc(out, '}');
}

static void add_threads(const struct drive *d, struct buffer *out)
{
    struct buffer text = {0};
    const char *between = "";
    add_key("threads", out);
    buffer_putc(out, '[');
    for (uint32_t i = 0; i < d->machine.state->thread_count; i++) {
        if (state_thread(d->machine.state, i)->status == THREAD_FREE)
            continue;
        buffer_puts(out, between);
        add_thread(d, i, &text, out);
        between = ", ";
    }
    buffer_putc(out, ']');
    buffer_free(&text);
}

static void add_objects(const struct drive *d, struct buffer *out)
{
    struct buffer text = {0};
    const struct machine *m = &d->machine;
    const char *between = "";
    add_key("objects", out);
    buffer_putc(out, '[');
    for (uint32_t i = 0; i < m->state->entity_count; i++) {
        if (!objects_shows(m, i))
            continue;
        buffer_printf(out, "%s{", between);
        objects_add_kind(m, i, &text);
        add_pair("kind", &text, out);
        machine_add_entity_name(m, i, &text);
        add_pair("name", &text, out);
        objects_add_value(d, i, &text);
        add_pair("value", &text, out);
        buffer_putc(out, '}');
        between = ", ";
    }
    buffer_putc(out, ']');
    buffer_free(&text);
}

static bool follows(const struct web *p)
{
    const struct schedule *s = &p->drive.schedule;
    return s->kind != SCHEDULE_MANUAL && (s->kind != SCHEDULE_SEGMENTS || p->recorded) &&
           !s->left && !p->drive.over;
}

void web_view(struct web *p)
{
    struct buffer text = {0}, *out = &p->answer;
    buffer_clear(out);
    if (!p->begun)
        return;
    enum web_standing standing = web_standing(p);
    buffer_putc(out, '{');
    add_key("steps", out);
    buffer_printf(out, "%" PRIu64, p->drive.steps);
    duration_add_text(p->drive.machine.state->now, &text);
    add_pair("time", &text, out);
    add_key("standing", out);
    buffer_printf(out, "%d", (int)standing);
    add_key("undo", out);
    buffer_puts(out, p->past_count ? "true" : "false");
    add_key("follows", out);
    buffer_puts(out, follows(p) ? "true" : "false");
    add_threads(&p->drive, out);
    add_objects(&p->drive, out);
    buffer_putc(out, '}');
    buffer_free(&text);
}
