/* recorder.c - see recorder.h. */
#include "ui/recorder.h"

#include "base/memory.h"
#include "base/monotonic.h"

#include <stdlib.h>
#include <string.h>

/* What a thread has come to is told once it has been so for a moment: of what passes by nobody
 * could follow every step. */
#define SETTLED_MS 250

/* ---- What is typed --------------------------------------------------------------------------- */

void recorder_key(struct recorder *r, const struct unit *unit)
{
    if (unit->kind != UNIT_WHEEL_UP && unit->kind != UNIT_WHEEL_DOWN)
        recording_input(r->recording, unit->bytes, unit->length);
}

void recorder_typed(struct recorder *r, const char *text)
{
    buffer_clear(&r->typed);
    if (r->recording)
        buffer_puts(&r->typed, text);
}

void recorder_answered(struct recorder *r, const char *question)
{
    r->answers++;
    for (const char *c = question; *c; c++)
        r->answers += *c == '\n';
}

/* Whether the line is of what the user typed; else a lesson runs it by itself. */
static bool is_users(struct recorder *r, const char *text)
{
    const char *typed = buffer_text(&r->typed);
    size_t length = strlen(text);
    if (strncmp(typed, text, length) != 0 || (typed[length] && typed[length] != '\n'))
        return false;
    struct buffer rest = {0};
    buffer_puts(&rest, typed + length + (typed[length] == '\n'));
    buffer_free(&r->typed);
    r->typed = rest;
    return true;
}

/* A command that is run by itself is shown over the picture as if somebody typed it. */
static void note_typed(struct recorder *r, const char *text)
{
    if (r->answers) {
        r->answers--;
        return;
    }
    if (is_users(r, text))
        return;
    struct buffer line = {0};
    buffer_printf(&line, "%s\r", text);
    recording_input(r->recording, line.bytes, line.length);
    buffer_free(&line);
}

/* ---- What is shown --------------------------------------------------------------------------- */

void recorder_line(struct recorder *r, const struct line *line)
{
    static const char *const before[] = {
        [LINE_TYPED] = "Typed: ", [LINE_OUTPUT] = "", [LINE_NOTICE] = "Notice: ",
        [LINE_ERROR] = "Error: ", [LINE_LESSON] = "", [LINE_CODE] = "",
    };
    struct buffer text = {0};
    if (!r->recording)
        return;
    if (line->kind == LINE_TYPED)
        note_typed(r, line->text);
    /* In words nothing stands above a caret. */
    bool empty = !line->text[strspn(line->text, " ^")];
    if (empty && (line_is_of_lesson(line->kind) || line->kind == LINE_ERROR))
        return;
    buffer_puts(&text, before[line->kind]);
    if (line->kind == LINE_OUTPUT && line->thread[0])
        buffer_printf(&text, "%s prints: ", line->thread);
    buffer_puts(&text, line->text);
    recording_say(r->recording, buffer_text(&text));
    buffer_free(&text);
}

static void look_at_section(struct recorder *r, const struct view *view)
{
    const char *section = view->section ? view->section : "";
    if (!section[0] || strcmp(section, buffer_text(&r->section)) == 0)
        return;
    buffer_clear(&r->section);
    buffer_puts(&r->section, section);
    recording_marker(r->recording, section);
}

/* "waits for m, held by bob", of the pane's "waits for m · held by bob · one of 3 who wait · 4.1
 * s": what else stands there changes while it waits. */
static void add_reason(const char *reason, struct buffer *out)
{
    static const char dot[] = " · ", held[] = "held by ";
    const char *end = strstr(reason, dot);
    buffer_add(out, reason, end ? (size_t)(end - reason) : strlen(reason));
    const char *second = end ? end + sizeof dot - 1 : "";
    if (strncmp(second, held, sizeof held - 1) != 0)
        return;
    end = strstr(second, dot);
    buffer_puts(out, ", ");
    buffer_add(out, second, end ? (size_t)(end - second) : strlen(second));
}

/* "alice waits for m, held by bob", "alice is done". */
static void add_sentence(const struct pane_contents *p, size_t row, struct buffer *out)
{
    const char *state = pane_cell(p, row, THREAD_STATE)->text;
    const char *reason = pane_cell(p, row, THREAD_REASON)->text;
    bool waits = pane_cell(p, row, THREAD_STATE)->tone == TONE_WAITING;
    bool rests = strncmp(reason, "sleeps", 6) == 0;
    buffer_printf(out, "%s ", pane_cell(p, row, THREAD_NAME)->text);
    if ((waits || rests) && reason[0])
        add_reason(reason, out);
    else
        buffer_printf(out, "is %s", state);
}

static struct recorder_thread *find_thread(struct recorder *r, const char *name)
{
    for (size_t i = 0; i < r->thread_count; i++)
        if (strcmp(r->threads[i].name, name) == 0)
            return &r->threads[i];
    MEMORY_ROOM_FOR_ONE(r->threads, r->thread_count, r->thread_capacity);
    struct recorder_thread *t = &r->threads[r->thread_count++];
    *t = (struct recorder_thread){
        .name = memory_copy(name), .told = memory_copy(""), .now = memory_copy("")};
    t->first = strcmp(name, "main") == 0;
    return t;
}

static void free_thread(struct recorder_thread *t)
{
    free(t->name);
    free(t->told);
    free(t->now);
}

/* Those that have gone out of view are forgotten, so that there are never more than rows. */
static void forget_unseen(struct recorder *r)
{
    size_t kept = 0;
    for (size_t i = 0; i < r->thread_count; i++)
        if (r->threads[i].seen)
            r->threads[kept++] = r->threads[i];
        else
            free_thread(&r->threads[i]);
    r->thread_count = kept;
}

static void look_at_thread(struct recorder *r, const struct pane_contents *p, size_t row)
{
    struct recorder_thread *t = find_thread(r, pane_cell(p, row, THREAD_NAME)->text);
    int64_t now = monotonic_milliseconds();
    struct buffer sentence = {0};
    t->seen = true;
    add_sentence(p, row, &sentence);
    if (strcmp(t->now, buffer_text(&sentence)) != 0) {
        free(t->now);
        t->now = buffer_take(&sentence);
        t->since_ms = now;
    }
    buffer_free(&sentence);
    if (now - t->since_ms < SETTLED_MS || strcmp(t->told, t->now) == 0)
        return;
    if (!t->first)
        recording_say(r->recording, t->now);
    t->first = false;
    free(t->told);
    t->told = memory_copy(t->now);
}

void recorder_view(struct recorder *r, const struct view *view)
{
    const struct pane_contents *p = &view->panes[PANE_THREADS];
    if (!r->recording)
        return;
    look_at_section(r, view);
    for (size_t i = 0; i < r->thread_count; i++)
        r->threads[i].seen = false;
    for (size_t row = 0; row < p->row_count; row++)
        look_at_thread(r, p, row);
    forget_unseen(r);
}

int recorder_timeout(const struct recorder *r)
{
    int64_t now = monotonic_milliseconds(), least = -1;
    for (size_t i = 0; i < r->thread_count; i++) {
        const struct recorder_thread *t = &r->threads[i];
        int64_t left = t->since_ms + SETTLED_MS - now;
        if (strcmp(t->told, t->now) != 0 && (least < 0 || left < least))
            least = left > 0 ? left : 0;
    }
    return (int)least;
}

void recorder_free(struct recorder *r)
{
    for (size_t i = 0; i < r->thread_count; i++)
        free_thread(&r->threads[i]);
    free(r->threads);
    buffer_free(&r->section);
    buffer_free(&r->typed);
}
