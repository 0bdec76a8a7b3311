/* session_stops.c - see session_stops.h. */
#include "shell/session_stops.h"

#include "base/memory.h"
#include "base/monotonic.h"
#include "run/lab_kept.h"
#include "shell/session_explore.h"
#include "shell/session_lesson.h"
#include "shell/session_playing.h"
#include "watch/noticing.h"
#include "watch/record.h"

#include <stdlib.h>

enum {
    /* Of a run so many entries can be looked back at while it is presented: each stop has its own
     * copy of them. */
    ENTRIES = 1 << 15,
    /* All labs that are kept take no more: the oldest go. */
    MOST_BYTES = 512 << 20,
};

/* As it was when it was left. */
struct shown_stop {
    size_t stop;          /* of the lesson */
    struct said said;     /* at it */
    size_t before;        /* so many lines had been said at the stop before when this one began */
    struct lab_kept *lab; /* NULL: it is not kept */
    struct record *record;
    struct guard_seen *guards; /* by entity */
    uint32_t guard_count;
    struct marks marks;
    struct alarms alarms;
    struct player_place *place; /* NULL: it has not been left yet */
    struct chosen chosen;
    size_t length;
    bool stopped; /* see struct playing */
    bool told_over;
};

static struct shown_stops *stops_of(const struct session *s)
{
    return &s->playing->presenting->stops;
}

static struct shown_stop *here(const struct session *s)
{
    struct shown_stops *stops = stops_of(s);
    return &stops->items[stops->at];
}

/* ---- Keeping --------------------------------------------------------------------------------- */

static void forget_lab(struct shown_stop *stop)
{
    lab_kept_free(stop->lab);
    record_free(stop->record);
    marks_free(&stop->marks);
    free(stop->guards);
    stop->lab = NULL;
    stop->record = NULL;
    stop->guards = NULL;
    stop->guard_count = 0;
}

static void forget(struct shown_stop *stop)
{
    forget_lab(stop);
    said_free(&stop->said);
    free(stop->place);
    stop->place = NULL;
}

static void bound_record(struct lab *lab, struct machine *m, void *session)
{
    struct session *s = session;
    (void)lab, (void)m;
    record_set_most(s->watcher.record, s->lines.keeps ? ENTRIES : 0);
}

void stops_open(struct session *s)
{
    s->lines.keeps = true;
    said_free(&s->lines.said);
    lab_do(s->lab, bound_record, s);
}

void stops_close(struct session *s)
{
    struct shown_stops *stops = stops_of(s);
    for (size_t i = 0; i < stops->count; i++)
        forget(&stops->items[i]);
    free(stops->items);
    *stops = (struct shown_stops){0};
    s->lines.keeps = false;
    said_free(&s->lines.said);
    lab_do(s->lab, bound_record, s);
}

static void keep(struct lab *lab, struct machine *m, void *session)
{
    struct session *s = session;
    struct shown_stop *stop = here(s);
    (void)m;
    stop->lab = lab_keep(lab);
    stop->record = record_copy(s->watcher.record);
    stop->guards = noticing_guards(s->noticing, &stop->guard_count);
    stop->alarms = s->watcher.alarms;
    stop->alarms.last = (struct buffer){0};
    marks_copy(&s->marks, &stop->marks);
}

/* Where they take too much, the labs of the stops that were shown first are not kept. */
static void forget_oldest(struct shown_stops *stops)
{
    size_t bytes = 0;
    for (size_t i = stops->count; i-- > 0;) {
        struct shown_stop *stop = &stops->items[i];
        if (stop->lab)
            bytes += lab_kept_bytes(stop->lab) +
                     (size_t)(record_end(stop->record) - record_first(stop->record)) *
                         sizeof(struct record_entry);
        if (bytes > MOST_BYTES && i != stops->at)
            forget_lab(stop);
    }
}

bool stops_keep(struct session *s)
{
    struct player_place *place = player_keep(session_player(s));
    struct shown_stop *stop = here(s);
    if (!place)
        return false;
    forget(stop);
    stop->place = place;
    lab_do(s->lab, keep, s);
    stop->said = lines_take_said(s);
    stop->chosen = s->chosen;
    stop->length = s->playing->presenting->length;
    stop->stopped = s->playing->stopped;
    stop->told_over = s->told_over;
    forget_oldest(stops_of(s));
    return true;
}

void stops_begin(struct session *s, size_t stop)
{
    struct shown_stops *stops = stops_of(s);
    for (size_t i = stops->at + 1; i < stops->count; i++)
        forget(&stops->items[i]);
    size_t before = stops->count ? here(s)->said.count : 0;
    if (stops->count)
        stops->count = ++stops->at;
    MEMORY_ROOM_FOR_ONE(stops->items, stops->count, stops->capacity);
    stops->items[stops->count++] = (struct shown_stop){.stop = stop, .before = before};
}

/* ---- Coming back ----------------------------------------------------------------------------- */

static void return_lab(struct lab *lab, struct machine *m, void *session)
{
    struct session *s = session;
    const struct shown_stop *stop = here(s);
    struct watcher *w = &s->watcher;
    (void)m;
    bool muted = w->muted;
    w->muted = w->silent = true;
    lab_return(lab, stop->lab);
    w->muted = muted;
    w->silent = stop->told_over;
    record_free(w->record);
    w->record = record_copy(stop->record);
    noticing_remember_guards(s->noticing, stop->guards, stop->guard_count);
    w->alarms = stop->alarms;
    plan_end(&w->plan);
    w->stepping = 0;
    marks_copy(&stop->marks, &s->marks);
    settings_settle_stepping(s, lab);
}

static void bring_lab_back(struct session *s)
{
    const struct shown_stop *stop = here(s);
    session_drop_queue(s);
    awaiting_nobody(s);
    session_end_exploration(&s->playing->verdict);
    if (!stop->lab) {
        lines_say(s, LINE_NOTICE, "",
                  "the lab stays as it is: it was too large to be kept as it was here");
        return;
    }
    lab_do(s->lab, return_lab, s);
    lab_news(s->lab); /* what was news of the lab that is gone is none any more */
    awaiting_take_question(s);
    session_timeline_clear(&s->timeline);
    columns_choice_clear(&s->columns);
    s->chosen = stop->chosen;
    s->told_over = stop->told_over;
    s->feed.told_queued = false;
    s->playing->stopped = stop->stopped;
}

/* What was said up to here, and nothing else. At a stop that was come back to more may have been
 * said since, of threads that still went on there: that is none of what those behind it had. */
static void bring_lines_back(struct session *s)
{
    struct shown_stops *stops = stops_of(s);
    lines_begin_anew(s);
    for (size_t i = 0; i < stops->at; i++)
        lines_say_again(s, &stops->items[i].said, stops->items[i + 1].before);
    lines_say_again(s, &here(s)->said, here(s)->said.count);
    said_free(&s->lines.said);
    s->lines.said = here(s)->said;
    here(s)->said = (struct said){0};
}

void stops_return(struct session *s)
{
    struct player *player = session_player(s);
    struct shown_stop *stop = here(s);
    bring_lines_back(s);
    bring_lab_back(s);
    player_return(player, stop->place);
    s->playing->presenting->length = stop->length;
    s->playing->waits_since = monotonic_milliseconds();
    session_lesson_settle(s);
}

void stops_back(struct session *s)
{
    stops_of(s)->at--;
    stops_return(s);
}

bool stops_forth(struct session *s, size_t stop)
{
    struct shown_stops *stops = stops_of(s);
    size_t next = stops->at + 1;
    if (next >= stops->count || stops->items[next].stop != stop || !stops->items[next].place)
        return false;
    stops->at = next;
    stops_return(s);
    return true;
}

void stops_go_on(struct session *s)
{
    struct said behind = lines_take_said(s);
    struct said *said = &s->lines.said;
    *said = here(s)->said;
    here(s)->said = (struct said){0};
    for (size_t i = 0; i < behind.count; i++) {
        MEMORY_ROOM_FOR_ONE(said->lines, said->count, said->capacity);
        said->lines[said->count++] = behind.lines[i];
    }
    free(behind.lines);
}
