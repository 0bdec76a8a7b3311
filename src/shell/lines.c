/* lines.c - see lines.h. */
#include "shell/lines.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "lang/diagnostic.h"
#include "shell/session_inside.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    MAILBOX_BYTES = 256 * 1024, /* so much may be printed and not yet shown */
    MOST_LINES = 20000,         /* lines not yet shown, beyond which the lab stays held */
    MOST_SAID = 10000,          /* lines that are kept of what was said */
};

bool lines_open(struct lines *l)
{
    l->mailbox = mailbox_new(MAILBOX_BYTES);
    return waker_open(&l->waker) && mailbox_fd(l->mailbox) >= 0;
}

void lines_free(struct lines *l)
{
    mailbox_free(l->mailbox);
    waker_close(&l->waker);
    for (size_t i = 0; i < l->count; i++)
        free(l->ring[(l->first + i) % l->capacity].thread);
    free(l->ring);
    said_free(&l->said);
    free(l->current.thread);
    buffer_free(&l->batch);
}

void lines_wake(struct lines *l)
{
    waker_wake(&l->waker);
}

bool lines_have_room(const struct lines *l)
{
    return l->count < MOST_LINES;
}

static void grow_lines(struct session *s)
{
    size_t capacity = s->lines.capacity ? s->lines.capacity * 2 : 64;
    struct stored_line *lines = memory_zeroed(capacity, sizeof *lines);
    for (size_t i = 0; i < s->lines.count; i++)
        lines[i] = s->lines.ring[(s->lines.first + i) % s->lines.capacity];
    free(s->lines.ring);
    s->lines.ring = lines;
    s->lines.first = 0;
    s->lines.capacity = capacity;
}

/* ---- What was said is kept ------------------------------------------------------------------- */

void said_free(struct said *said)
{
    for (size_t i = 0; i < said->count; i++)
        free(said->lines[i].thread);
    free(said->lines);
    *said = (struct said){0};
}

static struct stored_line line_like(const struct stored_line *line)
{
    struct stored_line copy = *line;
    size_t behind = (size_t)(line->text - line->thread);
    copy.thread = memory_copy_bytes(line->thread, behind + strlen(line->text));
    copy.text = copy.thread + behind;
    return copy;
}

/* Of a flood the newest are kept. */
static void keep_line(struct said *said, const struct stored_line *line)
{
    if (said->count == MOST_SAID) {
        size_t dropped = MOST_SAID / 2;
        for (size_t i = 0; i < dropped; i++)
            free(said->lines[i].thread);
        said->count -= dropped;
        memmove(said->lines, said->lines + dropped, said->count * sizeof *said->lines);
    }
    MEMORY_ROOM_FOR_ONE(said->lines, said->count, said->capacity);
    said->lines[said->count++] = line_like(line);
}

struct said lines_take_said(struct session *s)
{
    lines_fetch(s);
    struct said said = s->lines.said;
    s->lines.said = (struct said){0};
    return said;
}

static struct stored_line *next_place(struct session *s)
{
    if (s->lines.count == s->lines.capacity)
        grow_lines(s);
    return &s->lines.ring[(s->lines.first + s->lines.count++) % s->lines.capacity];
}

void lines_begin_anew(struct session *s)
{
    lines_fetch(s);
    while (s->lines.count) {
        free(s->lines.ring[s->lines.first].thread);
        s->lines.first = (s->lines.first + 1) % s->lines.capacity;
        s->lines.count--;
    }
    s->lines.anew = true;
}

void lines_say_again(struct session *s, const struct said *said, size_t count)
{
    for (size_t i = 0; i < said->count && i < count; i++) {
        struct stored_line line = line_like(&said->lines[i]);
        line.anew = s->lines.anew;
        s->lines.anew = false;
        *next_place(s) = line;
    }
    lines_wake(&s->lines);
}

/* ---- What is said ---------------------------------------------------------------------------- */

static void add_line(struct session *s, enum line_kind kind, const char *thread,
                     size_t thread_length, const char *text, size_t length)
{
    struct buffer visible = {0};
    utf8_add_visible(&visible, thread, thread_length, "");
    size_t behind = visible.length + 1;
    buffer_putc(&visible, '\0');
    utf8_add_visible(&visible, text, length, "");
    struct stored_line line = {.kind = kind, .thread = buffer_take(&visible)};
    line.text = line.thread + behind;
    line.anew = s->lines.anew;
    s->lines.anew = false;
    *next_place(s) = line;
    if (s->lines.keeps)
        keep_line(&s->lines.said, &line);
}

static void add_lines(struct session *s, enum line_kind kind, const char *thread,
                      size_t thread_length, const char *text, size_t length)
{
    for (;;) {
        const char *newline = memchr(text, '\n', length);
        size_t part = newline ? (size_t)(newline - text) : length;
        bool return_too = newline && part && text[part - 1] == '\r';
        add_line(s, kind, thread, thread_length, text, part - return_too);
        if (!newline)
            return;
        text += part + 1;
        length -= part + 1;
    }
}

/* Makes lines of what the threads said. */
static void unpack(struct session *s)
{
    size_t at = 0;
    while (at < s->lines.batch.length) {
        struct message r;
        memcpy(&r, s->lines.batch.bytes + at, sizeof r);
        const char *thread = s->lines.batch.bytes + at + sizeof r;
        add_lines(s, (enum line_kind)r.kind, thread, r.thread_length, thread + r.thread_length,
                  r.text_length);
        if (r.unit)
            journal_failed(&s->journal, r.unit);
        at += sizeof r + r.thread_length + r.text_length;
    }
    /* A flood's memory is given back. */
    if (s->lines.batch.capacity > 4 * MAILBOX_BYTES)
        buffer_free(&s->lines.batch);
}

void lines_fetch(struct session *s)
{
    if (mailbox_take(s->lines.mailbox, &s->lines.batch))
        unpack(s);
    if (lines_have_room(&s->lines))
        lab_let_go(s->lab);
}

void lines_say(struct session *s, enum line_kind kind, const char *thread, const char *text)
{
    if (s->lines.muted && !line_is_of_lesson(kind))
        return;
    lines_fetch(s);
    add_lines(s, kind, thread, strlen(thread), text, strlen(text));
    lines_wake(&s->lines);
}

void lines_tell(struct session *s, enum line_kind kind, const char *format, ...)
{
    struct buffer text = {0};
    va_list args;
    va_start(args, format);
    buffer_vprintf(&text, format, args);
    va_end(args);
    lines_say(s, kind, "", buffer_text(&text));
    buffer_free(&text);
}

static void cut_front(struct buffer *text, const char *front)
{
    size_t length = strlen(front);
    if (strncmp(buffer_text(text), front, length) != 0)
        return;
    memmove(text->bytes, text->bytes + length, text->length - length);
    buffer_cut(text, text->length - length);
}

static void add_excerpt(const struct source *source, const struct diagnostic *d,
                        struct buffer *text)
{
    buffer_putc(text, '\n');
    diagnostic_excerpt(text, source, d->begin);
    buffer_cut(text, text->length - 1);
}

void lines_tell_diagnostics(struct session *s, const struct source *source,
                            const struct diagnostics *found)
{
    for (size_t i = 0; i < found->count; i++) {
        const struct diagnostic *d = &found->items[i];
        struct buffer text = {0};
        struct position at = source_position(source, d->begin);
        if (source->name)
            buffer_printf(&text, "%s:%zu:%zu: ", source->name, at.line, at.column);
        diagnostic_sentence(&text, d);
        if (d->severity == DIAGNOSTIC_NOTICE)
            cut_front(&text, "notice: "); /* the line's own kind says so */
        if (voice_speaks(s))
            diagnostic_place(&text, source, d);
        else
            add_excerpt(source, d, &text);
        lines_say(s, d->severity == DIAGNOSTIC_ERROR ? LINE_ERROR : LINE_NOTICE, "",
                  buffer_text(&text));
        if (d->note)
            lines_say(s, LINE_NOTICE, "", d->note);
        buffer_free(&text);
    }
    if (found->errors > DIAGNOSTIC_ERRORS)
        lines_tell(s, LINE_ERROR, "and %zu errors more", found->errors - DIAGNOSTIC_ERRORS);
}

void lines_do(struct session *s, void (*function)(struct lab *, struct machine *, void *argument),
              void *argument)
{
    lab_do(s->lab, function, argument);
}

struct asking {
    struct telling telling;
    void (*function)(struct lab *, struct machine *, void *telling);
};

/* The answer goes the way of everything else that is told with the monitor held, so that it stands
 * before what happens because of it. */
static void ask(struct lab *lab, struct machine *m, void *argument)
{
    struct asking *a = argument;
    struct telling *t = &a->telling;
    a->function(lab, m, t);
    while (t->out.length && t->out.bytes[t->out.length - 1] == '\n')
        buffer_cut(&t->out, t->out.length - 1);
    if (t->out.length)
        watcher_send(&t->session->watcher, t->failed ? LINE_ERROR : LINE_NOTICE, "",
                     buffer_text(&t->out), t->out.length, 0);
}

void lines_ask_lab(struct session *s, const char *argument, uint64_t number,
                   void (*function)(struct lab *, struct machine *, void *telling))
{
    struct asking a = {.telling = {.session = s, .argument = argument, .number = number},
                       .function = function};
    lab_do(s->lab, ask, &a);
    buffer_free(&a.telling.out);
}

bool lines_next(struct session *s, struct line *line)
{
    free(s->lines.current.thread);
    s->lines.current = (struct stored_line){0};
    if (s->lines.count == 0)
        return false; /* more come with the next pump, so that taking lines always ends */
    s->lines.current = s->lines.ring[s->lines.first];
    s->lines.first = (s->lines.first + 1) % s->lines.capacity;
    s->lines.count--;
    *line = (struct line){.kind = s->lines.current.kind,
                          .thread = s->lines.current.thread,
                          .text = s->lines.current.text,
                          .anew = s->lines.current.anew};
    return true;
}
