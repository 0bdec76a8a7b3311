/* trace.c - see trace.h. */
#include "export/trace.h"

#include "base/memory.h"
#include "core/machine.h"
#include "export/said.h"
#include "watch/record_words.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { PROCESS = 1, FIRST_OBJECT = 1 << 24 /* its track's number, behind all threads' */ };

/* A thread, by its number. */
struct track {
    bool open, ended; /* its life is a slice, and what it is at another one in that */
    bool let_go;      /* it was let go and has not stepped: it can step from then on */
};

struct object {
    uint32_t name, element;
    bool open;
};

/* An arrow: this step let another thread go, which did so with this entry. */
struct release {
    uint32_t by;
    uint64_t entry;
};

struct trace {
    const struct film *film;
    const struct record *r;
    const struct machine *m;
    FILE *file;
    bool failed, begun;
    int error;
    struct track *tracks;
    uint32_t track_count;
    struct object *objects;
    size_t object_count, object_capacity;
    struct release *releases; /* by the steps that they come from */
    size_t release_count, release_capacity;
    size_t next; /* the first whose step is still to come */
    struct buffer words, event;
};

/* ---- Events ---------------------------------------------------------------------------------- */

/* A million of them have to be written in a second or two, so jansson makes of each only what can
 * go wrong, the string. */
static void add_string(struct trace *t, const char *text)
{
    json_t *string = json_string(text);
    char bytes[256];
    size_t length = string ? json_dumpb(string, bytes, sizeof bytes, JSON_ENCODE_ANY) : 0;
    if (!length)
        memory_exhausted(0);
    if (length <= sizeof bytes) {
        buffer_add(&t->event, bytes, length);
    } else {
        char *longer = json_dumps(string, JSON_ENCODE_ANY);
        if (!longer)
            memory_exhausted(0);
        buffer_puts(&t->event, longer);
        free(longer);
    }
    json_decref(string);
}

/* The text, and the number behind it, which has so many digits at least. */
static void add_digits(struct trace *t, const char *before, uint64_t number, int least)
{
    char digits[20], *first = digits + sizeof digits;
    for (; number || least > 0; number /= 10, least--)
        *--first = (char)('0' + number % 10);
    buffer_puts(&t->event, before);
    buffer_add(&t->event, first, (size_t)(digits + sizeof digits - first));
}

static void add_number(struct trace *t, const char *before, uint64_t number)
{
    add_digits(t, before, number, 1);
}

static void begin_event(struct trace *t, const char *phase, int64_t track)
{
    buffer_clear(&t->event);
    buffer_puts(&t->event, t->begun ? ",\n{\"ph\":\"" : "{\"ph\":\"");
    buffer_puts(&t->event, phase);
    add_number(t, "\",\"pid\":", PROCESS);
    add_number(t, ",\"tid\":", (uint64_t)track);
    t->begun = true;
}

/* Microseconds, exact. */
static void add_time(struct trace *t, int64_t time)
{
    add_number(t, ",\"ts\":", (uint64_t)time / 1000);
    add_digits(t, ".", (uint64_t)time % 1000, 3);
}

static void add_nanoseconds(struct trace *t, int64_t time)
{
    add_number(t, ",\"args\":{\"ns\":", (uint64_t)time);
    buffer_putc(&t->event, '}');
}

static void add_name(struct trace *t, const char *name)
{
    buffer_puts(&t->event, ",\"name\":");
    add_string(t, name);
}

static void end_event(struct trace *t)
{
    buffer_putc(&t->event, '}');
    if (!t->failed && fwrite(t->event.bytes, 1, t->event.length, t->file) != t->event.length) {
        t->failed = true;
        t->error = errno;
    }
}

static void begin_slice(struct trace *t, int64_t track, int64_t time, const char *name)
{
    begin_event(t, "B", track);
    add_time(t, time);
    add_name(t, name);
    add_nanoseconds(t, time);
    end_event(t);
}

static void end_slice(struct trace *t, int64_t track, int64_t time)
{
    begin_event(t, "E", track);
    add_time(t, time);
    add_nanoseconds(t, time);
    end_event(t);
}

static void name_process(struct trace *t)
{
    begin_event(t, "M", 0);
    buffer_puts(&t->event, ",\"name\":\"process_name\",\"args\":{\"name\":\"thrum\"}");
    end_event(t);
}

static void name_track(struct trace *t, int64_t track, const char *name)
{
    begin_event(t, "M", track);
    buffer_puts(&t->event, ",\"name\":\"thread_name\",\"args\":{\"name\":");
    add_string(t, name);
    buffer_putc(&t->event, '}');
    end_event(t);
    begin_event(t, "M", track);
    buffer_printf(&t->event,
                  ",\"name\":\"thread_sort_index\",\"args\":{\"sort_index\":%" PRId64 "}", track);
    end_event(t);
}

/* ---- Threads --------------------------------------------------------------------------------- */

static int64_t track_of(uint32_t number)
{
    return (int64_t)number + 1;
}

static struct track *meet(struct trace *t, uint32_t number)
{
    while (t->track_count <= number) {
        uint32_t count = t->track_count ? t->track_count * 2 : 16;
        t->tracks = memory_resize(t->tracks, count * sizeof *t->tracks);
        memset(&t->tracks[t->track_count], 0, (count - t->track_count) * sizeof *t->tracks);
        t->track_count = count;
    }
    return &t->tracks[number];
}

static void name_threads(struct trace *t)
{
    uint32_t count = record_thread_count(t->r);
    uint32_t last = count ? record_thread_at(t->r, count - 1)->number + 1 : 0;
    int width = snprintf(NULL, 0, "%u", last);
    for (uint32_t i = 0; i < count; i++) {
        const struct record_thread *thread = record_thread_at(t->r, i);
        buffer_clear(&t->words);
        buffer_printf(&t->words, "%0*u ", width, thread->number + 1);
        record_add_thread(t->r, t->m, thread->number, &t->words);
        name_track(t, track_of(thread->number), buffer_text(&t->words));
    }
}

static const char CAN_STEP[] = "can step";

static void begin_state(struct trace *t, uint32_t number, int64_t time, const char *name)
{
    begin_slice(t, track_of(number), time, name);
}

/* The thread's first entry: it is there since the step that made it, or that it was let go by. */
static void begin_life(struct trace *t, const struct record_entry *e,
                       const struct record_entry *maker, struct track *track)
{
    int64_t time = maker ? maker->time : e->time;
    buffer_clear(&t->words);
    record_add_thread(t->r, t->m, e->thread, &t->words);
    begin_slice(t, track_of(e->thread), time, buffer_text(&t->words));
    begin_state(t, e->thread, time, CAN_STEP);
    track->open = true;
    track->let_go = true;
}

static void end_life(struct trace *t, uint32_t number, int64_t time)
{
    end_slice(t, track_of(number), time);
    end_slice(t, track_of(number), time);
    meet(t, number)->open = false;
}

/* The thread has waited until now, or until it was let go. */
static void end_wait(struct trace *t, const struct record_entry *e, const struct record_entry *by,
                     struct track *track)
{
    int64_t time = by ? by->time : e->time;
    if (track->let_go)
        return;
    end_slice(t, track_of(e->thread), time);
    begin_state(t, e->thread, time, CAN_STEP);
    track->let_go = true;
}

/* Its number is the entry at its end. */
static void put_flow(struct trace *t, const char *phase, const struct record_entry *at,
                     uint64_t entry)
{
    begin_event(t, phase, track_of(at->thread));
    add_time(t, at->time);
    add_number(t, ",\"name\":\"lets go\",\"cat\":\"release\",\"id\":", entry);
    buffer_puts(&t->event, *phase == 'f' ? ",\"bp\":\"e\"" : "");
    end_event(t);
}

static void put_step(struct trace *t, const struct record_entry *e)
{
    buffer_clear(&t->words);
    said_entry(t->r, t->m, e, &t->words);
    begin_event(t, "i", track_of(e->thread));
    add_time(t, e->time);
    add_name(t, buffer_text(&t->words));
    add_number(t, ",\"s\":\"t\",\"args\":{\"step\":", e->step);
    add_number(t, ",\"ns\":", (uint64_t)e->time);
    buffer_putc(&t->event, '}');
    end_event(t);
}

static bool is_release(const struct record_entry *e, const struct record_entry *by)
{
    return by && by->thread != e->thread;
}

static void put_entry(struct trace *t, uint64_t number)
{
    const struct record_entry *e = record_entry(t->r, number);
    struct track *track = meet(t, e->thread);
    if (e->kind == RECORD_ORDERED || e->kind == RECORD_BEGINS || e->kind == RECORD_WITHIN)
        return; /* what follows says it */
    if (track->ended && e->kind != RECORD_NOTICE)
        return;
    const struct record_entry *by = record_let_go_by(t->r, number);
    if (!track->open && !track->ended)
        begin_life(t, e, by, track);
    else if (e->kind == RECORD_STEP || e->kind == RECORD_BLOCKED || e->kind == RECORD_ENDED)
        end_wait(t, e, by, track);
    if (is_release(e, by))
        put_flow(t, "f", e, number);
    if (e->kind == RECORD_STEP)
        for (; t->next < t->release_count && t->releases[t->next].by <= e->step; t->next++)
            put_flow(t, "s", e, t->releases[t->next].entry);
    if (e->kind != RECORD_BLOCKED) {
        put_step(t, e);
    } else {
        buffer_clear(&t->words);
        said_wait(t->r, t->m, e, &t->words);
        end_slice(t, track_of(e->thread), e->time);
        begin_state(t, e->thread, e->time, buffer_text(&t->words));
        track->let_go = false;
    }
    if (e->kind == RECORD_ENDED) {
        end_life(t, e->thread, e->time);
        track->ended = true;
    }
}

/* ---- Objects --------------------------------------------------------------------------------- */

static size_t object_of(struct trace *t, const struct film_hold *h)
{
    for (size_t i = 0; i < t->object_count; i++)
        if (t->objects[i].name == h->name && t->objects[i].element == h->element)
            return i;
    MEMORY_ROOM_FOR_ONE(t->objects, t->object_count, t->object_capacity);
    t->objects[t->object_count] = (struct object){.name = h->name, .element = h->element};
    buffer_clear(&t->words);
    buffer_printf(&t->words, "%s ", kind_rows[h->object].name);
    record_add_name(t->m, h->name, h->element, &t->words);
    name_track(t, FIRST_OBJECT + (int64_t)t->object_count, buffer_text(&t->words));
    return t->object_count++;
}

static void put_hold(struct trace *t, const struct film_hold *h)
{
    size_t index = object_of(t, h);
    int64_t track = FIRST_OBJECT + (int64_t)index;
    if (t->objects[index].open)
        end_slice(t, track, h->time);
    t->objects[index].open = h->count > 0;
    if (!h->count)
        return;
    buffer_clear(&t->words);
    buffer_printf(&t->words, "%s ", kind_rows[h->object].holder.is_held);
    for (uint32_t i = 0; i < h->count; i++) {
        buffer_puts(&t->words, i ? ", " : "");
        record_add_thread(t->r, t->m, t->film->holders[h->first + i], &t->words);
    }
    begin_slice(t, track, h->time, buffer_text(&t->words));
}

/* ---- All of it ------------------------------------------------------------------------------- */

static int compare_releases(const void *left, const void *right)
{
    const struct release *a = left, *b = right;
    return a->by != b->by ? (a->by > b->by) - (a->by < b->by)
                          : (a->entry > b->entry) - (a->entry < b->entry);
}

/* An arrow begins with its step, behind which the slice that it stands on may end: they are known
 * before anything is written. */
static void find_releases(struct trace *t)
{
    for (uint64_t n = record_first(t->r); n < record_end(t->r); n++) {
        const struct record_entry *e = record_entry(t->r, n);
        if (!is_release(e, record_let_go_by(t->r, n)))
            continue;
        MEMORY_ROOM_FOR_ONE(t->releases, t->release_count, t->release_capacity);
        t->releases[t->release_count++] = (struct release){.by = e->let_go, .entry = n};
    }
    if (t->release_count)
        qsort(t->releases, t->release_count, sizeof *t->releases, compare_releases);
}

static void put_head(struct trace *t)
{
    name_process(t);
    name_threads(t);
    if (record_gone(t->r)) {
        const struct record_entry *first = record_entry(t->r, record_first(t->r));
        buffer_clear(&t->words);
        buffer_puts(&t->words, "the first ");
        buffer_put_number(&t->words, record_steps_gone(t->r));
        buffer_puts(&t->words, " steps are left out");
        begin_event(t, "i", track_of(first->thread));
        add_time(t, first->time);
        add_name(t, buffer_text(&t->words));
        buffer_puts(&t->event, ",\"s\":\"g\"");
        add_nanoseconds(t, first->time);
        end_event(t);
    }
}

static void put_rest(struct trace *t)
{
    int64_t end = t->m->state->now;
    for (uint32_t i = 0; i < t->track_count; i++)
        if (t->tracks[i].open)
            end_life(t, i, end);
    for (size_t i = 0; i < t->object_count; i++)
        if (t->objects[i].open)
            end_slice(t, FIRST_OBJECT + (int64_t)i, end);
}

/* What was taken before the record begins is put at its beginning. */
static void put_all(struct trace *t)
{
    size_t hold = 0;
    uint64_t first = record_first(t->r);
    for (uint64_t n = first; n <= record_end(t->r); n++) {
        for (; hold < t->film->hold_count && t->film->holds[hold].entry <= n; hold++)
            put_hold(t, &t->film->holds[hold]);
        if (n < record_end(t->r))
            put_entry(t, n);
    }
}

bool trace_write(const struct film *film, const struct machine *m, FILE *file)
{
    struct trace t = {.film = film, .r = film->record, .m = m, .file = file};
    t.failed = fputs("{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n", file) < 0;
    t.error = errno;
    find_releases(&t);
    put_head(&t);
    put_all(&t);
    put_rest(&t);
    if (!t.failed && fputs("\n]}\n", file) < 0) {
        t.failed = true;
        t.error = errno;
    }
    free(t.tracks);
    free(t.objects);
    free(t.releases);
    buffer_free(&t.words);
    buffer_free(&t.event);
    errno = t.error;
    return !t.failed;
}
