/* page_past.c - see page_past.h. */
#include "export/page_past.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "core/drive.h"
#include "run/history.h"
#include "run/lab.h"
#include "watch/code_place.h"
#include "watch/objects.h"
#include "watch/words.h"
#include "watch/record_words.h"

#include <stdlib.h>
#include <string.h>

/* Of next steps told exactly, each of which costs a copy of the state: bytes in all. */
#define MOST_COPIED ((size_t)2 << 30)

enum { NONE = -1 };

/* Texts, or lists of them, that are kept once. */
struct pool {
    json_t *list, *index; /* by what they say */
};

/* The entity as it was when it was last looked at, and which object that is. */
struct known_entity {
    uint32_t name, element;
    uint8_t kind;
    long object; /* NONE: it is not followed */
};

struct walk {
    struct page_past *past;
    const struct export_run *run;
    const struct record *r;
    const struct picture_timeline *timeline;
    size_t thread_count;
    long x;          /* of the last stop */
    long *column_of; /* by a thread's number; NONE */
    uint32_t number_count;
    struct pool states, cells, values, places, objects;
    struct known_entity *entities;
    size_t entity_count;
    long *next_places; /* of each thread */
    uint32_t *seen;    /* threads, then objects: the stop at which they were there */
    uint32_t *object_seen;
    uint32_t stop;
    enum next_detail detail;
    json_t *stops, *xs, *changes[4];
    struct buffer text, key;
};

enum { CHANGED_CELLS, CHANGED_VALUES, CHANGED_PLACES, CHANGED_AHEAD, CHANGES };

/* ---- Pools ----------------------------------------------------------------------------------- */

static json_t *must(json_t *json)
{
    if (!json)
        memory_exhausted(0);
    return json;
}

static void append(json_t *list, json_t *item)
{
    if (json_array_append_new(list, must(item)))
        memory_exhausted(0);
}

static struct pool new_pool(void)
{
    return (struct pool){must(json_array()), must(json_object())};
}

/* Where it is, by its key; true where it is new, and to be appended. */
static bool is_new(struct pool *pool, const char *key, long *at)
{
    json_t *known = json_object_get(pool->index, key);
    *at = known ? (long)json_integer_value(known) : (long)json_array_size(pool->list);
    if (!known && json_object_set_new(pool->index, key, must(json_integer(*at))))
        memory_exhausted(0);
    return !known;
}

static long keep_text(struct pool *pool, const char *text)
{
    long at;
    if (is_new(pool, text, &at))
        append(pool->list, json_string(text));
    return at;
}

static void note(struct walk *w, int list, long what, long is)
{
    if (!w->changes[list])
        w->changes[list] = must(json_array());
    append(w->changes[list], json_integer(what));
    append(w->changes[list], json_integer(is));
}

/* ---- Places in the program ------------------------------------------------------------------- */

static long source_of(struct walk *w, uint32_t source)
{
    struct page_past *p = w->past;
    for (size_t i = 0; i < p->source_count; i++)
        if (p->sources[i] == source)
            return (long)i;
    MEMORY_ROOM_FOR_ONE(p->sources, p->source_count, p->source_capacity);
    p->sources[p->source_count++] = source;
    return (long)p->source_count - 1;
}

/* How many units a text has in UTF-16, in which pages count. */
static long units(const char *text, size_t length)
{
    long count = 0;
    uint32_t character;
    for (size_t at = 0; at < length;) {
        size_t bytes = utf8_decode(text + at, length - at, &character);
        count += bytes && character > 0xFFFF ? 2 : 1;
        at += bytes ? bytes : 1;
    }
    return count;
}

static long units_of(struct walk *w, const struct code_place *place, uint32_t start, uint32_t end)
{
    buffer_clear(&w->text);
    code_place_add_part(w->run->machine->program, place, start, end, &w->text);
    return units(buffer_text(&w->text), w->text.length);
}

static long place_of(struct walk *w, uint32_t pc)
{
    struct code_place place;
    char key[24];
    long at;
    if (!pc || !code_place_of(w->run->machine->program, pc, &place))
        return NONE;
    snprintf(key, sizeof key, "%x,%x,%x", place.source, place.marked, place.marked_end);
    if (is_new(&w->places, key, &at)) {
        long from = units_of(w, &place, place.start, place.marked);
        long length = units_of(w, &place, place.marked, place.marked_end);
        append(w->places.list, json_pack("[i,i,i,i]", (int)source_of(w, place.source),
                                         (int)place.line - 1, (int)from, (int)(from + length)));
    }
    return at;
}

/* ---- Threads --------------------------------------------------------------------------------- */

static bool could_step(const struct walk *w, const struct drive *d, uint32_t thread)
{
    struct readiness r = step_readiness(&d->machine, thread);
    return r.kind == READY || (w->run->untimed && r.deadline != NO_DEADLINE);
}

/* What a thread could do stands in what it is at, mostly: then only how much of it. */
static json_t *part_or_text(const char *at, const char *next)
{
    size_t length = strlen(next);
    bool part = strncmp(at, PAGE_NEXT, strlen(PAGE_NEXT)) == 0 &&
                strncmp(at + strlen(PAGE_NEXT), next, length) == 0;
    return part ? json_integer(units(next, length)) : json_string(next);
}

/* At what it is, and if it is new in the pool also what it could do next, which follows from that.
 */
static long keep_cell(struct walk *w, const char *state, const char *at, const struct drive *d,
                      uint32_t thread)
{
    long cell;
    struct buffer next = {0};
    bool could = thread != NO_THREAD && could_step(w, d, thread);
    buffer_clear(&w->key);
    buffer_printf(&w->key, "%d%s\n%s", could, state, at);
    if (is_new(&w->cells, buffer_text(&w->key), &cell)) {
        if (could && step_enabled(&d->machine, thread))
            next_add(&d->machine, thread, w->detail, &next);
        else
            buffer_puts(&next, "its time is over");
        json_t *item = must(json_pack("[i,s]", (int)keep_text(&w->states, state), at));
        if (could)
            append(item, part_or_text(at, buffer_text(&next)));
        append(w->cells.list, item);
    }
    buffer_free(&next);
    return cell;
}

static long cell_of(struct walk *w, const struct drive *d, uint32_t thread)
{
    buffer_clear(&w->text);
    words_add_cell(d, thread, w->detail, &w->text);
    return keep_cell(w, machine_state_word(&d->machine, thread), buffer_text(&w->text), d, thread);
}

/* The column of a thread of the state; NONE: it has none. */
static long column_of(const struct walk *w, const struct machine *m, uint32_t thread)
{
    const struct thread *t = state_thread(m->state, thread);
    return t->status != THREAD_FREE && t->number < w->number_count ? w->column_of[t->number] : NONE;
}

static void put_cell(struct walk *w, size_t column, long cell)
{
    if (w->past->cells[column] == cell)
        return;
    w->past->cells[column] = cell;
    note(w, CHANGED_CELLS, (long)column, cell);
}

static void look_at_threads(struct walk *w, const struct drive *d)
{
    const struct machine *m = &d->machine;
    for (uint32_t i = 0; i < m->state->thread_count; i++) {
        long column = column_of(w, m, i);
        if (column == NONE)
            continue;
        w->seen[column] = w->stop;
        put_cell(w, (size_t)column, cell_of(w, d, i));
        long place = place_of(w, machine_next_pc(m, i));
        if (w->next_places[column] != place)
            note(w, CHANGED_PLACES, column, place);
        w->next_places[column] = place;
    }
    for (size_t i = 0; i < w->thread_count; i++) {
        if (w->seen[i] == w->stop || w->past->cells[i] == NONE)
            continue;
        put_cell(w, i, keep_cell(w, "ended", "", d, NO_THREAD));
        if (w->next_places[i] != NONE)
            note(w, CHANGED_PLACES, (long)i, NONE);
        w->next_places[i] = NONE;
    }
}

/* ---- Objects --------------------------------------------------------------------------------- */

static void make_room_for_entities(struct walk *w, uint32_t count)
{
    if (count <= w->entity_count)
        return;
    w->entities = memory_resize(w->entities, count * sizeof *w->entities);
    memset(&w->entities[w->entity_count], 0, (count - w->entity_count) * sizeof *w->entities);
    w->entity_count = count;
}

/* One that bears the name of one that was is the same to the reader. */
static long meet_object(struct walk *w, const struct machine *m, uint32_t entity)
{
    struct buffer kind = {0}, name = {0};
    long object;
    objects_add_kind(m, entity, &kind);
    machine_add_entity_name(m, entity, &name);
    buffer_clear(&w->key);
    buffer_printf(&w->key, "%s %s", buffer_text(&kind), buffer_text(&name));
    json_t *known = json_object_get(w->objects.index, buffer_text(&w->key));
    if (!known && json_array_size(w->objects.list) == PAGE_OBJECTS) {
        w->past->without++;
        object = NONE;
    } else if (is_new(&w->objects, buffer_text(&w->key), &object)) {
        append(w->objects.list, json_pack("[s,s]", buffer_text(&kind), buffer_text(&name)));
        w->past->values[object] = NONE;
    }
    buffer_free(&kind);
    buffer_free(&name);
    return object;
}

static long object_of(struct walk *w, const struct machine *m, uint32_t entity)
{
    const struct entity *e = state_entity(m->state, entity);
    struct known_entity *known = &w->entities[entity];
    if (known->kind != e->kind || known->name != e->name || known->element != e->element) {
        *known = (struct known_entity){e->name, e->element, e->kind, NONE};
        known->object = meet_object(w, m, entity);
    }
    return known->object;
}

static void look_at_objects(struct walk *w, const struct drive *d)
{
    const struct machine *m = &d->machine;
    make_room_for_entities(w, m->state->entity_count);
    for (uint32_t i = 0; i < m->state->entity_count; i++) {
        if (!objects_shows(m, i))
            continue;
        long object = object_of(w, m, i);
        if (object == NONE)
            continue;
        w->object_seen[object] = w->stop;
        buffer_clear(&w->text);
        objects_add_value(d, i, &w->text);
        long value = keep_text(&w->values, buffer_text(&w->text));
        if (w->past->values[object] != value)
            note(w, CHANGED_VALUES, object, value);
        w->past->values[object] = value;
    }
    for (size_t i = 0; i < json_array_size(w->objects.list); i++) {
        if (w->object_seen[i] == w->stop || w->past->values[i] == NONE)
            continue;
        w->past->values[i] = NONE;
        note(w, CHANGED_VALUES, (long)i, NONE);
    }
}

/* ---- Stops ----------------------------------------------------------------------------------- */

/* Without the empty lists at its end. */
static void end_stop(struct walk *w)
{
    json_t *stop = json_array_get(w->stops, json_array_size(w->stops) - 1);
    int count = CHANGES;
    while (count > 0 && !w->changes[count - 1])
        count--;
    for (int i = 0; i < count; i++)
        append(stop, w->changes[i] ? w->changes[i] : json_array());
    memset(w->changes, 0, sizeof w->changes);
}

static void see_behind(void *context, const struct drive *past)
{
    struct walk *w = context;
    const struct record_entry *e =
        past->steps <= UINT32_MAX ? record_step(w->r, past->steps) : NULL;
    long column = e && e->thread < w->number_count ? w->column_of[e->thread] : NONE;
    if (w->stop)
        end_stop(w);
    else
        w->past->from = past->steps;
    w->stop++;
    long x = picture_timeline_x(w->timeline, (struct moment){e ? e->time : past->machine.state->now,
                                                             (uint32_t)past->steps});
    append(w->xs, json_integer(x - w->x));
    w->x = x;
    append(w->stops, json_pack("[i,i]", (int)column, e ? (int)place_of(w, e->pc) : NONE));
    look_at_threads(w, past);
    look_at_objects(w, past);
}

/* The clock may have moved since, and others may go on for that. */
static void see_before(void *context, const struct drive *past, uint32_t thread)
{
    struct walk *w = context;
    (void)thread;
    for (uint32_t i = 0; i < past->machine.state->thread_count; i++) {
        long column = column_of(w, &past->machine, i);
        if (column == NONE || !could_step(w, past, i))
            continue;
        json_t *cell = json_array_get(w->cells.list, (size_t)w->past->cells[column]);
        if (json_array_size(cell) < 3)
            note(w, CHANGED_AHEAD, column, cell_of(w, past, i));
    }
}

/* ---- All of it ------------------------------------------------------------------------------- */

static long *longs(size_t count)
{
    long *list = memory_new((count + 1) * sizeof *list);
    for (size_t i = 0; i <= count; i++)
        list[i] = NONE;
    return list;
}

static void number_columns(struct walk *w, const uint32_t *threads)
{
    for (size_t i = 0; i < w->thread_count; i++)
        if (threads[i] >= w->number_count)
            w->number_count = threads[i] + 1;
    w->column_of = longs(w->number_count);
    for (size_t i = 0; i < w->thread_count; i++)
        w->column_of[threads[i]] = (long)i;
}

static json_t *names_of(const struct walk *w, const uint32_t *threads)
{
    json_t *names = must(json_array());
    struct buffer name = {0};
    for (size_t i = 0; i < w->thread_count; i++) {
        buffer_clear(&name);
        record_add_thread(w->r, w->run->machine, threads[i], &name);
        append(names, json_string(buffer_text(&name)));
    }
    buffer_free(&name);
    return names;
}

static enum next_detail affordable(const struct walk *w, uint64_t stops)
{
    size_t bytes = w->run->machine->state->size, threads = w->thread_count + 1;
    return stops && bytes > MOST_COPIED / threads / stops ? NEXT_COMMAND : NEXT_EXACT;
}

void page_past_make(struct page_past *past, const struct export_run *run,
                    const struct picture_timeline *timeline, uint64_t since)
{
    const uint32_t *threads = timeline->threads;
    size_t count = timeline->thread_count;
    struct walk w = {.past = past,
                     .run = run,
                     .r = run->film->record,
                     .timeline = timeline,
                     .thread_count = count};
    uint64_t from = since ? since - 1 : 0, oldest = run->lab ? lab_oldest_step(run->lab) : 0;
    *past = (struct page_past){.cells = longs(count), .values = longs(PAGE_OBJECTS)};
    number_columns(&w, threads);
    w.states = new_pool(), w.cells = new_pool(), w.values = new_pool(), w.places = new_pool(),
    w.objects = new_pool();
    w.next_places = longs(count);
    w.seen = memory_zeroed(count + 1, sizeof *w.seen);
    w.object_seen = memory_zeroed(PAGE_OBJECTS, sizeof *w.object_seen);
    w.stops = must(json_array());
    w.xs = must(json_array());
    w.detail = affordable(&w, record_last_step(w.r) + 1 - from);
    struct history_tour tour = {.behind = see_behind, .before = see_before, .context = &w};
    past->kept = run->lab && history_tour(run->lab, from < oldest ? oldest : from, &tour);
    if (w.stop)
        end_stop(&w);
    past->object_count = json_array_size(w.objects.list);
    past->data = must(json_pack(
        "{s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:I,s:o}", "threads", names_of(&w, threads), "objects",
        w.objects.list, "states", w.states.list, "cells", w.cells.list, "values", w.values.list,
        "places", w.places.list, "x", w.xs, "first", (json_int_t)past->from, "stops", w.stops));
    json_decref(w.states.index), json_decref(w.cells.index), json_decref(w.values.index);
    json_decref(w.places.index), json_decref(w.objects.index);
    free(w.column_of), free(w.next_places), free(w.seen), free(w.object_seen), free(w.entities);
    buffer_free(&w.text);
    buffer_free(&w.key);
}

void page_past_free(struct page_past *past)
{
    json_decref(past->data);
    free(past->sources);
    free(past->cells);
    free(past->values);
    *past = (struct page_past){0};
}

const char *page_past_thread(const struct page_past *past, size_t thread, size_t part)
{
    json_t *cells = json_object_get(past->data, "cells");
    json_t *states = json_object_get(past->data, "states");
    long cell = past->cells[thread];
    json_t *text = json_array_get(cell == NONE ? NULL : json_array_get(cells, (size_t)cell), part);
    if (text && part == 0)
        text = json_array_get(states, (size_t)json_integer_value(text));
    return text ? json_string_value(text) : "";
}

const char *page_past_object(const struct page_past *past, size_t object, size_t part)
{
    json_t *objects = json_object_get(past->data, "objects");
    json_t *values = json_object_get(past->data, "values");
    long value = past->values[object];
    json_t *text = part < 2        ? json_array_get(json_array_get(objects, object), part)
                   : value == NONE ? NULL
                                   : json_array_get(values, (size_t)value);
    return text ? json_string_value(text) : "";
}
