/* history.c - keeps what is done to the machine. See history.h. */
#include "run/history.h"

#include "base/memory.h"
#include "run/lab_inside.h"

#include <stdlib.h>
#include <string.h>

/* ---- The schedule and the clock, as far as a copy needs them --------------------------------- */

enum { REGIME_PAUSED = 8, REGIME_TIMELESS = 16 };

uint8_t history_regime(const struct lab *lab)
{
    const struct drive *d = &lab->drive;
    return (uint8_t)(d->schedule.kind | (d->paused ? REGIME_PAUSED : 0) |
                     (d->machine.state->timeless ? REGIME_TIMELESS : 0));
}

void history_set_regime(struct drive *d, uint8_t regime)
{
    d->schedule.kind = (enum schedule_kind)(regime & (REGIME_PAUSED - 1));
    d->paused = regime & REGIME_PAUSED;
    d->machine.state->timeless = regime & REGIME_TIMELESS ? 1 : 0;
}

/* ---- Stretches ------------------------------------------------------------------------------- */

/* One is kept to be used again: where the oldest goes the newest begins, and memory that has not
 * been touched yet costs more than all that is written there. */
static void free_stretch(struct history *h, struct stretch *s)
{
    h->entries -= s->count;
    drive_free(&s->begin);
    if (!h->spare) {
        h->spare = s;
        return;
    }
    free(s->entries);
    free(s);
}

static struct stretch *new_stretch(struct history *h)
{
    struct stretch *s = h->spare;
    h->spare = NULL;
    if (!s) {
        s = memory_zeroed(1, sizeof *s);
        s->capacity = HISTORY_LEAST_STRETCH + HISTORY_LEAST_STRETCH / 8;
        s->entries = memory_new(s->capacity * sizeof *s->entries);
    }
    s->count = 0;
    return s;
}

static void forget_oldest(struct history *h)
{
    free_stretch(h, h->stretches[h->first]);
    h->first++;
    h->count--;
    h->here.stretch--;
    /* The room before them is used again once it is as large as they are. */
    if (h->first < h->count)
        return;
    memmove(h->stretches, h->stretches + h->first, h->count * sizeof(struct stretch *));
    h->first = 0;
}

static void forget_all(struct history *h)
{
    for (size_t i = 0; i < h->count; i++)
        free_stretch(h, history_stretch(h, i));
    h->first = h->count = 0;
    h->here = (struct history_place){0};
    h->ahead = false;
}

/* Where the lab stands, with everything settled. */
static void begin_stretch(struct lab *lab)
{
    struct history *h = lab->history;
    size_t bytes = drive_bytes(&lab->drive), most = bytes / HISTORY_BYTES_A_STEP;
    if (bytes > HISTORY_MOST_BYTES) {
        forget_all(h);
        return;
    }
    if (most < HISTORY_LEAST_STRETCH)
        most = HISTORY_LEAST_STRETCH;
    while (h->entries > HISTORY_MOST_ENTRIES && h->count > 1)
        forget_oldest(h);
    struct stretch *s = new_stretch(h);
    drive_copy(&lab->drive, &s->begin);
    s->most = most;
    h->now = lab->drive.machine.state->now;
    h->regime = s->regime = history_regime(lab);
    h->place = lab->drive.schedule.place;
    if (h->first + h->count == h->capacity) {
        h->capacity = h->capacity ? h->capacity * 2 : 8;
        h->stretches = memory_resize(h->stretches, h->capacity * sizeof(struct stretch *));
    }
    h->stretches[h->first + h->count] = s;
    h->here = (struct history_place){.stretch = h->count++};
}

void history_begin(struct lab *lab)
{
    history_end(lab);
    if (!lab->keeps_history)
        return;
    lab->history = memory_zeroed(1, sizeof *lab->history);
    begin_stretch(lab);
}

void history_end(struct lab *lab)
{
    struct history *h = lab->history;
    if (!h)
        return;
    forget_all(h);
    if (h->spare)
        free(h->spare->entries);
    free(h->spare);
    free(h->stretches);
    free(h);
    lab->history = NULL;
}

/* ---- Keeping --------------------------------------------------------------------------------- */

/* What could have been done again is void once something else is done. */
static void cut_future(struct history *h)
{
    h->ahead = false;
    while (h->count - 1 > h->here.stretch)
        free_stretch(h, history_stretch(h, --h->count));
    struct stretch *s = history_stretch(h, h->here.stretch);
    h->entries -= s->count - h->here.entry;
    s->count = h->here.entry;
}

static void add(struct history *h, struct entry e)
{
    struct stretch *s = history_stretch(h, h->count - 1);
    MEMORY_ROOM_FOR_ONE(s->entries, s->count, s->capacity);
    s->entries[s->count++] = e;
    h->entries++;
}

static void note_regime(struct history *h, uint8_t regime)
{
    add(h, (struct entry){.kind = ENTRY_REGIME, .value = regime});
    h->regime = regime;
}

void history_will(struct lab *lab)
{
    struct history *h = lab->history;
    if (!h)
        return;
    if (h->ahead)
        cut_future(h);
    if (!h->count || h->here.entry >= history_stretch(h, h->count - 1)->most)
        begin_stretch(lab);
    if (!h->count)
        return;
    h->within = true;
    h->mark = h->here.entry;
    uint8_t regime = history_regime(lab);
    if (h->regime != regime)
        note_regime(h, regime);
    h->begins = lab->drive.machine.state->now;
}

void history_did(struct lab *lab, struct entry deed)
{
    struct history *h = lab->history;
    if (!h || !h->count)
        return;
    const struct drive *d = &lab->drive;
    if (h->ahead)
        cut_future(h);
    int64_t begins = h->within ? h->begins : d->machine.state->now;
    if (h->now != begins && deed.kind == ENTRY_STEP) {
        deed.moves_clock = true;
        deed.value = begins;
    } else if (h->now != begins) {
        add(h, (struct entry){.kind = ENTRY_TIME, .value = begins});
    }
    if (d->schedule.kind == SCHEDULE_SEGMENTS) {
        add(h, (struct entry){.kind = ENTRY_PLACE,
                              .thread = (uint32_t)d->schedule.place.segment,
                              .value = (int64_t)d->schedule.place.taken});
        h->place = d->schedule.place;
    }
    if (deed.kind == ENTRY_STEP && d->machine.choice_forced)
        add(h, (struct entry){.kind = ENTRY_CHOICE, .value = d->machine.choice});
    add(h, deed);
    h->now = d->machine.state->now;
    h->within = false;
    h->here.entry = history_stretch(h, h->count - 1)->count;
}

void history_did_not(struct lab *lab)
{
    struct history *h = lab->history;
    if (!h || !h->within)
        return;
    struct stretch *s = history_stretch(h, h->count - 1);
    h->entries -= s->count - h->mark;
    s->count = h->mark;
    h->within = false;
    h->now = INT64_MIN; /* what was noted of it is gone: to be noted anew */
    h->regime = UINT8_MAX;
}

void history_reads(struct lab *lab, enum entry_kind kind, int64_t value)
{
    struct history *h = lab->history;
    if (h && h->within)
        add(h, (struct entry){.kind = (uint8_t)kind, .value = value});
}

/* ---- Going through it ------------------------------------------------------------------------ */

const struct entry *history_back(const struct history *h, struct history_place *place)
{
    while (place->entry == 0) {
        if (place->stretch == 0)
            return NULL;
        place->stretch--;
        place->entry = history_stretch(h, place->stretch)->count;
    }
    const struct entry *entries = history_stretch(h, place->stretch)->entries;
    const struct entry *deed = &entries[--place->entry];
    while (place->entry && !history_is_deed(&entries[place->entry - 1]))
        place->entry--;
    return deed;
}

const struct entry *history_on(const struct history *h, struct history_place *place)
{
    while (place->entry == history_stretch(h, place->stretch)->count) {
        if (place->stretch + 1 == h->count)
            return NULL;
        *place = (struct history_place){.stretch = place->stretch + 1};
    }
    const struct entry *entries = history_stretch(h, place->stretch)->entries;
    while (!history_is_deed(&entries[place->entry]))
        place->entry++;
    return &entries[place->entry++];
}

struct history_place history_place_of_step(const struct history *h, uint64_t step)
{
    size_t low = 0, high = h->count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (history_stretch(h, middle)->begin.steps <= step)
            low = middle;
        else
            high = middle;
    }
    struct history_place place = {.stretch = low}, to = place;
    uint64_t steps = history_stretch(h, low)->begin.steps;
    const struct entry *deed;
    while ((deed = history_on(h, &to)) && (steps < step || deed->kind != ENTRY_STEP)) {
        steps += deed->kind == ENTRY_STEP;
        place = to;
    }
    return place;
}
