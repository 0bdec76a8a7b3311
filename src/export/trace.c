/* trace.c - see trace.h. */
#include "export/trace.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "core/machine.h"
#include "export/said.h"
#include "export/trace_events.h"
#include "watch/record_words.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_OBJECT = 1 << 24 /* its track's number, behind all threads' */ };

/* A thread, by its number. What it is at becomes a slice within that of its life once it has
 * lasted: until then nothing of it is written. */
struct track {
    bool known, ended;
    bool lasts;                    /* its life is a slice */
    bool written;                  /* what it is at has begun as one */
    bool let_go;                   /* it was let go and has not stepped: it can step from then on */
    int64_t begin, end;            /* of its life */
    int64_t since;                 /* it is at it */
    const struct record_entry *at; /* the RECORD_BLOCKED that says what; NULL: it can step */
};

struct object {
    uint32_t name, element;
    const struct film_hold *hold; /* since when, by whom; NULL: by nobody */
};

/* An entry whose thread a step of another has let go: an arrow. */
struct release {
    uint32_t by; /* that step */
    uint64_t entry;
    const struct record_entry *from; /* of the step */
};

struct trace {
    const struct film *film;
    const struct record *r;
    const struct machine *m;
    struct trace_events events;
    struct track *tracks;
    uint32_t track_count;
    struct object *objects;
    size_t object_count, object_capacity;
    struct release *releases; /* in the order of their entries */
    size_t release_count, release_capacity;
    struct release *arrows;                      /* the same by the steps that they come from */
    size_t next_release, next_arrow, next_print; /* the first that is still to come */
    struct buffer words;
};

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

static void begin_slice(struct trace *t, int64_t track, int64_t time, const char *name)
{
    trace_event_begin(&t->events, "B", track, time);
    trace_event_name(&t->events, name);
    trace_event_close(&t->events);
}

/* Its end has its name and the exact times too: some readers want the name there, and take what is
 * in the `args` of a beginning for a part of it. */
static void end_slice(struct trace *t, int64_t track, int64_t since, int64_t time, const char *name)
{
    trace_event_begin(&t->events, "E", track, time);
    trace_event_name(&t->events, name);
    trace_event_number(&t->events, ",\"args\":{\"from\":", (uint64_t)since);
    trace_event_number(&t->events, ",\"ns\":", (uint64_t)time);
    trace_event_puts(&t->events, "}");
    trace_event_close(&t->events);
}

static void put_point(struct trace *t, int64_t track, int64_t time, const char *name)
{
    trace_event_begin(&t->events, "i", track, time);
    trace_event_name(&t->events, name);
    trace_event_puts(&t->events, ",\"s\":\"t\"");
    trace_event_end(&t->events, time);
}

/* ---- What has to be known before anything is written ----------------------------------------- */

/* Whether it says nothing that what follows does not say. */
static bool is_silent(const struct record_entry *e)
{
    return e->kind == RECORD_ORDERED || e->kind == RECORD_BEGINS || e->kind == RECORD_WITHIN;
}

static int compare_arrows(const void *left, const void *right)
{
    const struct release *a = left, *b = right;
    return a->by != b->by ? (a->by > b->by) - (a->by < b->by)
                          : (a->entry > b->entry) - (a->entry < b->entry);
}

/* How long a thread lives: from the step that made it, or that it was let go by, to its end. */
static void look_at_life(struct trace *t, const struct record_entry *e,
                         const struct record_entry *by)
{
    struct track *track = meet(t, e->thread);
    if (is_silent(e) || track->ended)
        return;
    if (!track->known) {
        track->begin = by ? by->time : e->time;
        track->end = t->m->state->now;
    }
    track->known = true;
    track->ended = e->kind == RECORD_ENDED;
    if (track->ended)
        track->end = e->time;
}

/* An arrow begins with its step, behind which the slice that it stands on may end. */
static void sort_arrows(struct trace *t)
{
    if (!t->release_count)
        return;
    t->arrows = memory_resize(NULL, t->release_count * sizeof *t->arrows);
    memcpy(t->arrows, t->releases, t->release_count * sizeof *t->arrows);
    qsort(t->arrows, t->release_count, sizeof *t->arrows, compare_arrows);
}

static void look_ahead(struct trace *t)
{
    for (uint64_t n = record_first(t->r); n < record_end(t->r); n++) {
        const struct record_entry *e = record_entry(t->r, n);
        const struct record_entry *by = e->let_go ? record_let_go_by(t->r, n) : NULL;
        look_at_life(t, e, by);
        if (!by)
            continue;
        MEMORY_ROOM_FOR_ONE(t->releases, t->release_count, t->release_capacity);
        t->releases[t->release_count++] = (struct release){.by = e->let_go, .entry = n, .from = by};
    }
    for (uint32_t i = 0; i < t->track_count; i++) {
        t->tracks[i].lasts = t->tracks[i].begin < t->tracks[i].end;
        t->tracks[i].known = t->tracks[i].ended = false; /* nothing of it is written */
    }
    sort_arrows(t);
}

/* Readers want slices to put arrows on. */
static bool is_arrow(const struct trace *t, const struct release *release)
{
    uint32_t from = release->from->thread, to = record_entry(t->r, release->entry)->thread;
    return from != to && t->tracks[from].lasts && t->tracks[to].lasts;
}

/* ---- What a thread is at --------------------------------------------------------------------- */

static void begin_state(struct track *track, int64_t time, const struct record_entry *at)
{
    track->at = at;
    track->since = time;
    track->written = false;
}

static void say_state(struct trace *t, const struct track *track)
{
    buffer_clear(&t->words);
    if (track->at)
        record_add_wait(t->r, t->m, track->at, &t->words);
    else
        buffer_puts(&t->words, "can step");
}

/* Time has come to here: what it is at lasts. */
static void last_until(struct trace *t, uint32_t number, int64_t time)
{
    struct track *track = meet(t, number);
    if (!track->known || track->ended || track->written || time <= track->since)
        return;
    say_state(t, track);
    begin_slice(t, track_of(number), track->since, buffer_text(&t->words));
    track->written = true;
}

/* A wait of no length is a point. */
static void end_state(struct trace *t, uint32_t number, int64_t time)
{
    struct track *track = meet(t, number);
    last_until(t, number, time);
    say_state(t, track);
    if (track->written)
        end_slice(t, track_of(number), track->since, time, buffer_text(&t->words));
    else if (track->at)
        put_point(t, track_of(number), time, buffer_text(&t->words));
}

static void say_thread(struct trace *t, uint32_t number)
{
    buffer_clear(&t->words);
    record_add_thread(t->r, t->m, number, &t->words);
}

static void begin_life(struct trace *t, uint32_t number)
{
    struct track *track = meet(t, number);
    say_thread(t, number);
    if (track->lasts)
        begin_slice(t, track_of(number), track->begin, buffer_text(&t->words));
    track->known = true;
    track->let_go = true;
    begin_state(track, track->begin, NULL);
}

static void end_life(struct trace *t, uint32_t number, int64_t time)
{
    struct track *track = meet(t, number);
    end_state(t, number, time);
    say_thread(t, number);
    if (track->lasts)
        end_slice(t, track_of(number), track->begin, time, buffer_text(&t->words));
    track->ended = true;
}

/* The thread has waited until now, or until it was let go. */
static void end_wait(struct trace *t, const struct record_entry *e, const struct record_entry *by)
{
    struct track *track = meet(t, e->thread);
    int64_t time = by ? by->time : e->time;
    if (track->let_go)
        return;
    end_state(t, e->thread, time);
    begin_state(track, time, NULL);
    track->let_go = true;
}

/* ---- Points and arrows ----------------------------------------------------------------------- */

/* Its number is the entry at its end. */
static void put_arrow(struct trace *t, const char *phase, const struct record_entry *at,
                      uint64_t entry)
{
    last_until(t, at->thread, at->time);
    trace_event_begin(&t->events, phase, track_of(at->thread), at->time);
    trace_event_number(&t->events, ",\"name\":\"lets go\",\"cat\":\"release\",\"id\":", entry);
    trace_event_puts(&t->events, *phase == 'f' ? ",\"bp\":\"e\"" : "");
    trace_event_close(&t->events);
}

/* What this step has printed, if that is known. */
static const struct film_print *next_print(struct trace *t, const struct record_entry *e)
{
    const struct film *film = t->film;
    if (e->op != OP_PRINT && e->op != OP_LOG)
        return NULL;
    while (t->next_print < film->print_count && film->prints[t->next_print].step < e->step)
        t->next_print++;
    bool its = t->next_print < film->print_count && film->prints[t->next_print].step == e->step;
    return its ? &film->prints[t->next_print++] : NULL;
}

static void add_printed(struct trace *t, const struct film_print *p, const char *but)
{
    utf8_add_visible(&t->words, t->film->printed.bytes + p->first, p->length, but);
}

/* "prints: hello", "logs warning: low". */
static void say_print(struct trace *t, const struct film_print *p)
{
    static const char *const levels[] = {"debug", "info", "warning", "error"};
    if (p->level == FILM_NO_LEVEL)
        buffer_puts(&t->words, "prints: ");
    else
        buffer_printf(&t->words, "logs %s: ", levels[p->level]);
    if (p->kept)
        add_printed(t, p, "");
    else
        buffer_puts(&t->words, "(a text is left out here: too much was printed)");
}

static void put_step(struct trace *t, const struct record_entry *e)
{
    const struct film_print *print = next_print(t, e);
    last_until(t, e->thread, e->time);
    buffer_clear(&t->words);
    if (print)
        say_print(t, print);
    else
        said_entry(t->r, t->m, e, &t->words);
    trace_event_begin(&t->events, "i", track_of(e->thread), e->time);
    trace_event_name(&t->events, buffer_text(&t->words));
    trace_event_number(&t->events, ",\"s\":\"t\",\"args\":{\"step\":", e->step);
    trace_event_number(&t->events, ",\"ns\":", (uint64_t)e->time);
    if (print && print->kept) {
        buffer_clear(&t->words);
        add_printed(t, print, "\n\t");
        trace_event_string(&t->events, ",\"text\":", buffer_text(&t->words));
    }
    trace_event_puts(&t->events, "}");
    trace_event_close(&t->events);
}

static void put_arrows_from(struct trace *t, const struct record_entry *e)
{
    for (; t->next_arrow < t->release_count && t->arrows[t->next_arrow].by <= e->step;
         t->next_arrow++)
        if (is_arrow(t, &t->arrows[t->next_arrow]))
            put_arrow(t, "s", e, t->arrows[t->next_arrow].entry);
}

static void put_entry(struct trace *t, uint64_t number)
{
    const struct record_entry *e = record_entry(t->r, number);
    struct track *track = meet(t, e->thread);
    const struct release *release = NULL;
    if (t->next_release < t->release_count && t->releases[t->next_release].entry == number)
        release = &t->releases[t->next_release++];
    if (e->kind == RECORD_WITHIN && (e->op == OP_PRINT || e->op == OP_LOG))
        put_step(t, e);
    if (is_silent(e) || (track->ended && e->kind != RECORD_NOTICE))
        return;
    if (!track->known)
        begin_life(t, e->thread);
    else if (e->kind == RECORD_STEP || e->kind == RECORD_BLOCKED || e->kind == RECORD_ENDED)
        end_wait(t, e, release ? release->from : NULL);
    if (release && is_arrow(t, release))
        put_arrow(t, "f", e, number);
    if (e->kind == RECORD_STEP)
        put_arrows_from(t, e);
    if (e->kind != RECORD_BLOCKED) {
        put_step(t, e);
    } else {
        end_state(t, e->thread, e->time);
        begin_state(track, e->time, e);
        track->let_go = false;
    }
    if (e->kind == RECORD_ENDED)
        end_life(t, e->thread, e->time);
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
    trace_event_track(&t->events, FIRST_OBJECT + (int64_t)t->object_count, buffer_text(&t->words));
    return t->object_count++;
}

static void put_hold(struct trace *t, size_t index, const struct film_hold *h, int64_t end)
{
    int64_t track = FIRST_OBJECT + (int64_t)index;
    if (h->time == end)
        return;
    buffer_clear(&t->words);
    buffer_printf(&t->words, "%s ", kind_rows[h->object].holder.is_held);
    for (uint32_t i = 0; i < h->count; i++) {
        buffer_puts(&t->words, i ? ", " : "");
        record_add_thread(t->r, t->m, t->film->holders[h->first + i], &t->words);
    }
    begin_slice(t, track, h->time, buffer_text(&t->words));
    end_slice(t, track, h->time, end, buffer_text(&t->words));
}

/* From here on somebody else holds it, or nobody. */
static void change_hands(struct trace *t, const struct film_hold *h)
{
    size_t index = object_of(t, h);
    if (t->objects[index].hold)
        put_hold(t, index, t->objects[index].hold, h->time);
    t->objects[index].hold = h->count ? h : NULL;
}

/* ---- All of it ------------------------------------------------------------------------------- */

static void put_threads(struct trace *t)
{
    uint32_t count = record_thread_count(t->r);
    uint32_t last = count ? record_thread_at(t->r, count - 1)->number + 1 : 0;
    int width = snprintf(NULL, 0, "%u", last);
    for (uint32_t i = 0; i < count; i++) {
        const struct record_thread *thread = record_thread_at(t->r, i);
        buffer_clear(&t->words);
        buffer_printf(&t->words, "%0*u ", width, thread->number + 1);
        record_add_thread(t->r, t->m, thread->number, &t->words);
        trace_event_track(&t->events, track_of(thread->number), buffer_text(&t->words));
    }
}

static void put_what_is_gone(struct trace *t)
{
    const struct record_entry *first = record_entry(t->r, record_first(t->r));
    buffer_clear(&t->words);
    buffer_puts(&t->words, "the first ");
    buffer_put_number(&t->words, record_steps_gone(t->r));
    buffer_puts(&t->words, " steps are left out");
    trace_event_begin(&t->events, "i", track_of(first->thread), first->time);
    trace_event_name(&t->events, buffer_text(&t->words));
    trace_event_puts(&t->events, ",\"s\":\"g\"");
    trace_event_end(&t->events, first->time);
}

/* What was taken before the record begins is put at its beginning. */
static void put_all(struct trace *t)
{
    size_t hold = 0;
    for (uint64_t n = record_first(t->r); n <= record_end(t->r); n++) {
        for (; hold < t->film->hold_count && t->film->holds[hold].entry <= n; hold++)
            change_hands(t, &t->film->holds[hold]);
        if (n < record_end(t->r))
            put_entry(t, n);
    }
}

static void put_rest(struct trace *t)
{
    int64_t end = t->m->state->now;
    for (uint32_t i = 0; i < t->track_count; i++)
        if (t->tracks[i].known && !t->tracks[i].ended)
            end_life(t, i, end);
    for (size_t i = 0; i < t->object_count; i++)
        if (t->objects[i].hold)
            put_hold(t, i, t->objects[i].hold, end);
}

bool trace_write(const struct film *film, const struct machine *m, FILE *file)
{
    struct trace t = {.film = film, .r = film->record, .m = m};
    trace_events_begin(&t.events, file);
    look_ahead(&t);
    trace_event_process(&t.events, "thrum");
    put_threads(&t);
    if (record_gone(t.r))
        put_what_is_gone(&t);
    put_all(&t);
    put_rest(&t);
    free(t.tracks);
    free(t.objects);
    free(t.releases);
    free(t.arrows);
    buffer_free(&t.words);
    return trace_events_end(&t.events);
}
