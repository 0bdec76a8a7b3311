/* trace_events.c - see trace_events.h. */
#include "export/trace_events.h"

#include "base/memory.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { PROCESS = 1, ROOM = 1 << 16 /* bytes that go into the file at once */ };

static void put_out(struct trace_events *t)
{
    if (!t->failed && fwrite(t->out.bytes, 1, t->out.length, t->file) != t->out.length) {
        t->failed = true;
        t->error = errno;
    }
    buffer_clear(&t->out);
}

void trace_events_begin(struct trace_events *t, FILE *file)
{
    *t = (struct trace_events){.file = file};
    buffer_puts(&t->out, "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n");
}

bool trace_events_end(struct trace_events *t)
{
    buffer_puts(&t->out, "\n]}\n");
    put_out(t);
    buffer_free(&t->out);
    errno = t->error;
    return !t->failed;
}

/* Whether the text stands in JSON as it is. */
static bool is_plain(const char *text)
{
    for (const char *c = text; *c; c++)
        if (*c < ' ' || *c > '~' || *c == '"' || *c == '\\')
            return false;
    return true;
}

/* The text is valid UTF-8, so that jansson, which escapes it, can only lack memory. */
static void add_string(struct trace_events *t, const char *text)
{
    if (is_plain(text)) {
        buffer_putc(&t->out, '"');
        buffer_puts(&t->out, text);
        buffer_putc(&t->out, '"');
        return;
    }
    json_t *string = json_string(text);
    char *escaped = string ? json_dumps(string, JSON_ENCODE_ANY) : NULL;
    if (!escaped)
        memory_exhausted(0);
    buffer_puts(&t->out, escaped);
    free(escaped);
    json_decref(string);
}

/* The text, and the number behind it, which has so many digits at least. */
static void add_digits(struct trace_events *t, const char *before, uint64_t number, int least)
{
    char digits[20], *first = digits + sizeof digits;
    for (; number || least > 0; number /= 10, least--)
        *--first = (char)('0' + number % 10);
    buffer_puts(&t->out, before);
    buffer_add(&t->out, first, (size_t)(digits + sizeof digits - first));
}

void trace_event_number(struct trace_events *t, const char *before, uint64_t number)
{
    add_digits(t, before, number, 1);
}

void trace_event_string(struct trace_events *t, const char *before, const char *text)
{
    buffer_puts(&t->out, before);
    add_string(t, text);
}

void trace_event_puts(struct trace_events *t, const char *text)
{
    buffer_puts(&t->out, text);
}

static void begin(struct trace_events *t, const char *phase, int64_t track)
{
    if (t->out.length >= ROOM)
        put_out(t);
    buffer_puts(&t->out, t->begun ? ",\n{\"ph\":\"" : "{\"ph\":\"");
    buffer_puts(&t->out, phase);
    add_digits(t, "\",\"pid\":", PROCESS, 1);
    add_digits(t, ",\"tid\":", (uint64_t)track, 1);
    t->begun = true;
}

void trace_event_begin(struct trace_events *t, const char *phase, int64_t track, int64_t time)
{
    begin(t, phase, track);
    /* Microseconds, exact. */
    add_digits(t, ",\"ts\":", (uint64_t)time / 1000, 1);
    add_digits(t, ".", (uint64_t)time % 1000, 3);
}

void trace_event_name(struct trace_events *t, const char *name)
{
    trace_event_string(t, ",\"name\":", name);
}

void trace_event_close(struct trace_events *t)
{
    buffer_putc(&t->out, '}');
}

void trace_event_end(struct trace_events *t, int64_t time)
{
    add_digits(t, ",\"args\":{\"ns\":", (uint64_t)time, 1);
    buffer_puts(&t->out, "}}");
}

void trace_event_process(struct trace_events *t, const char *name)
{
    begin(t, "M", 0);
    trace_event_string(t, ",\"name\":\"process_name\",\"args\":{\"name\":", name);
    buffer_puts(&t->out, "}}");
}

void trace_event_track(struct trace_events *t, int64_t track, const char *name)
{
    begin(t, "M", track);
    trace_event_string(t, ",\"name\":\"thread_name\",\"args\":{\"name\":", name);
    buffer_puts(&t->out, "}}");
    begin(t, "M", track);
    add_digits(t, ",\"name\":\"thread_sort_index\",\"args\":{\"sort_index\":", (uint64_t)track, 1);
    buffer_puts(&t->out, "}}");
}
