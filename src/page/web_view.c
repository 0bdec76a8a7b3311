/* web_view.c - what is to be seen of a run, as JSON: see web.h. */
#include "page/web_inside.h"

#include "base/json_text.h"
#include "base/memory.h"
#include "watch/code_place.h"
#include "watch/next.h"
#include "watch/objects.h"
#include "watch/words.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { FAILED_TOLD = 6 };

static void add_key(const char *key, struct buffer *out)
{
    bool first = out->bytes[out->length - 1] == '{';
    buffer_puts(out, first ? "\"" : ", \"");
    buffer_puts(out, key);
    buffer_puts(out, "\": ");
}

/* And empties the value. */
static void add_pair(const char *key, struct buffer *value, struct buffer *out)
{
    add_key(key, out);
    json_text_add(buffer_text(value), out);
    buffer_clear(value);
}

/* To say what a step will be costs a copy of the state: what a thread is at says it, too, so that
 * is only told of those who have none. */
static void add_next(const struct drive *d, uint32_t thread, struct buffer *text,
                     struct buffer *out)
{
    const struct machine *m = &d->machine;
    if (step_enabled(m, thread)) {
        next_add(m, thread, NEXT_EXACT, text);
        add_pair("next", text, out);
        return;
    }
    add_key("next", out);
    buffer_puts(out, "null");
    words_add_cell(d, thread, NEXT_EXACT, text);
    add_pair("at", text, out);
}

static void add_line(const struct machine *m, uint32_t thread, struct buffer *out)
{
    struct code_place place;
    uint32_t pc = machine_next_pc(m, thread);
    add_key("line", out);
    if (pc && code_place_of(m->program, pc, &place))
        json_text_add_number(place.line, out);
    else
        buffer_puts(out, "null");
}

static void add_thread(const struct drive *d, uint32_t thread, struct buffer *text,
                       struct buffer *out)
{
    const struct machine *m = &d->machine;
    buffer_putc(out, '{');
    add_key("number", out);
    json_text_add_number(thread, out);
    machine_add_thread_name(m, thread, text);
    add_pair("name", text, out);
    buffer_puts(text, machine_state_word(m, thread));
    add_pair("state", text, out);
    add_next(d, thread, text, out);
    if (state_thread(m->state, thread)->held)
        words_add_held(m, thread, text);
    add_pair("holds", text, out);
    add_line(m, thread, out);
    buffer_putc(out, '}');
}

static void add_object(const struct drive *d, uint32_t entity, struct buffer *text,
                       struct buffer *out)
{
    const struct machine *m = &d->machine;
    buffer_putc(out, '{');
    add_key("number", out);
    json_text_add_number(entity, out);
    objects_add_kind(m, entity, text);
    add_pair("kind", text, out);
    machine_add_entity_name(m, entity, text);
    add_pair("name", text, out);
    objects_add_value(d, entity, text);
    add_pair("value", text, out);
    buffer_putc(out, '}');
}

/* ---- What is told --------------------------------------------------------------------------- */

/* Tells what is of one thing if it is not what was told of it last, or that it is gone; and empties
 * it. */
static void tell(struct web_seen *seen, uint32_t index, struct buffer *is, struct buffer *out,
                 struct buffer *gone)
{
    struct buffer *was = &seen->texts[index], other = *was;
    if (is->length == was->length && memcmp(buffer_text(is), buffer_text(was), is->length) == 0) {
        buffer_clear(is);
        return;
    }
    if (is->length) {
        buffer_puts(out, out->bytes[out->length - 1] == '[' ? "" : ", ");
        buffer_add(out, is->bytes, is->length);
    } else {
        buffer_puts(gone, gone->length ? ", " : "");
        json_text_add_number(index, gone);
    }
    *was = *is;
    *is = other;
    buffer_clear(is);
}

/* So many there are now. Returns how many there may have been. */
static uint32_t reach(struct web_seen *seen, uint32_t count)
{
    if (count > seen->count) {
        seen->texts = memory_resize(seen->texts, count * sizeof *seen->texts);
        memset(&seen->texts[seen->count], 0, (count - seen->count) * sizeof *seen->texts);
        seen->count = count;
    }
    return seen->count;
}

static void forget(struct web_seen *seen)
{
    for (uint32_t i = 0; i < seen->count; i++)
        buffer_free(&seen->texts[i]);
    free(seen->texts);
    *seen = (struct web_seen){0};
}

void web_forget_seen(struct web *p)
{
    forget(&p->threads);
    forget(&p->objects);
}

static void add_threads(struct web *p, struct buffer *out, struct buffer *gone)
{
    struct buffer text = {0}, is = {0};
    const struct state *s = p->drive.machine.state;
    uint32_t count = reach(&p->threads, s->thread_count);
    add_key("threads", out);
    buffer_putc(out, '[');
    for (uint32_t i = 0; i < count; i++) {
        if (i < s->thread_count && state_thread(s, i)->status != THREAD_FREE)
            add_thread(&p->drive, i, &text, &is);
        tell(&p->threads, i, &is, out, gone);
    }
    buffer_putc(out, ']');
    buffer_free(&text);
    buffer_free(&is);
}

static void add_objects(struct web *p, struct buffer *out, struct buffer *gone)
{
    struct buffer text = {0}, is = {0};
    const struct machine *m = &p->drive.machine;
    uint32_t count = reach(&p->objects, m->state->entity_count);
    add_key("objects", out);
    buffer_putc(out, '[');
    for (uint32_t i = 0; i < count; i++) {
        if (i < m->state->entity_count && objects_shows(m, i))
            add_object(&p->drive, i, &text, &is);
        tell(&p->objects, i, &is, out, gone);
    }
    buffer_putc(out, ']');
    buffer_free(&text);
    buffer_free(&is);
}

/* Where the run goes on nobody asks yet. */
static void add_failed(const struct web *p, enum web_standing standing, struct buffer *text,
                       struct buffer *out)
{
    if (standing == WEB_OVER || standing == WEB_STUCK)
        words_add_failed(&p->drive.machine, p->record, FAILED_TOLD, text);
    add_pair("failed", text, out);
}

static bool follows(const struct web *p)
{
    const struct schedule *s = &p->drive.schedule;
    return s->kind != SCHEDULE_MANUAL && (s->kind != SCHEDULE_SEGMENTS || p->recorded) &&
           !s->left && !p->drive.over;
}

/* The last line of the trace, behind its time. */
static void add_did(const struct web *p, struct buffer *out)
{
    const struct buffer *told = &p->said[WEB_STEPS];
    size_t end = told->length ? told->length - 1 : 0, start = end;
    while (start && told->bytes[start - 1] != '\n')
        start--;
    while (start < end && told->bytes[start++] != ' ')
        ;
    buffer_add(out, buffer_text(told) + start, end - start);
}

void web_view(struct web *p, bool all)
{
    struct buffer text = {0}, gone[2] = {{0}, {0}}, *out = &p->answer;
    buffer_clear(out);
    if (!p->begun)
        return;
    if (all)
        web_forget_seen(p);
    enum web_standing standing = web_standing(p);
    buffer_putc(out, '{');
    add_key("steps", out);
    buffer_printf(out, "%" PRIu64, p->drive.steps);
    duration_add_text(p->drive.machine.state->now, &text);
    add_pair("time", &text, out);
    add_key("standing", out);
    buffer_printf(out, "%d", (int)standing);
    add_key("undo", out);
    buffer_puts(out, p->deed_count > p->challenge_begun ? "true" : "false");
    add_key("follows", out);
    buffer_puts(out, follows(p) ? "true" : "false");
    add_key("manual", out);
    buffer_puts(out, p->drive.schedule.kind == SCHEDULE_MANUAL ? "true" : "false");
    add_failed(p, standing, &text, out);
    buffer_printf(out, ", \"said\": [%zu, %zu]", p->said[WEB_PRINTED].length,
                  p->said[WEB_STEPS].length);
    add_did(p, &text);
    add_pair("did", &text, out);
    add_key("challenge", out);
    if (p->challenge)
        web_challenge_add(p, out);
    else
        buffer_puts(out, "null");
    add_key("task", out);
    if (p->attempt)
        web_task_add(p, out);
    else
        buffer_puts(out, "null");
    add_threads(p, out, &gone[0]);
    add_objects(p, out, &gone[1]);
    buffer_printf(out, ", \"gone\": {\"threads\": [%s], \"objects\": [%s]}}", buffer_text(&gone[0]),
                  buffer_text(&gone[1]));
    buffer_free(&text);
    buffer_free(&gone[0]);
    buffer_free(&gone[1]);
}
