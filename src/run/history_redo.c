/* history_redo.c - does again what the history has kept, on a driver of its own that nobody
 * carries: the lab as it was. See history.h. */
#include "run/history.h"

#include "run/lab_inside.h"

#include <string.h>

/* What is being done again, and what is still to be read by it. The machine's clock. */
struct redoing {
    struct drive *past;
    const struct entry *next, *deed; /* the readings stand before the deed */
    struct history_last *last;
};

/* The next reading of this kind; false where there is none. */
static bool reads(struct redoing *r, enum entry_kind kind, int64_t *value)
{
    for (; r->next < r->deed; r->next++) {
        if (r->next->kind != kind)
            continue;
        *value = (r->next++)->value;
        return true;
    }
    return false;
}

static int64_t read_clock(void *context)
{
    struct redoing *r = context;
    int64_t now = r->past->machine.state->now;
    reads(r, ENTRY_READING, &now);
    return now;
}

static const char *time_of_day(void *context, int64_t now, char text[16])
{
    struct redoing *r = context;
    int64_t seconds;
    if (reads(r, ENTRY_DAY, &seconds))
        return lab_day_text((time_t)seconds, text);
    return lab_instant_text(now, text);
}

static void set_time(struct drive *d, const struct entry *e)
{
    d->machine.state->now = e->value;
    drive_expire(d);
}

static void note(struct drive *d, const struct entry *e, uint8_t *regime)
{
    struct machine *m = &d->machine;
    if (e->kind == ENTRY_TIME) {
        set_time(d, e);
    } else if (e->kind == ENTRY_CHOICE) {
        m->choice_forced = true;
        m->choice = e->value;
    } else if (e->kind == ENTRY_PLACE) {
        d->schedule.place = (struct schedule_place){e->thread, (uint64_t)e->value};
    } else if (e->kind == ENTRY_REGIME) {
        *regime = (uint8_t)e->value;
        history_set_regime(d, *regime);
        d->paused = true;
    }
}

/* The machine tells of its steps, and of no more than that is anything wanted. */
static void take_step(void *context, const struct event *e)
{
    struct history_last *last = context;
    if (e->kind == EVENT_STEP)
        last->step = *e;
}

static void come_back(struct drive *d, uint32_t thread)
{
    if (drive_standing(d, thread)->outside)
        drive_come_back(d, thread);
}

static void do_again(struct drive *d, const struct entry *e)
{
    struct machine *m = &d->machine;
    struct buffer why = {0};
    switch ((enum entry_kind)e->kind) {
    case ENTRY_STEP:
        step_run(m, e->thread);
        drive_settle_step(d, e->thread);
        if (e->thread < m->state->thread_count)
            drive_settle(d, e->thread);
        break;
    case ENTRY_ORDER:
        machine_order(m, e->thread, (uint32_t)e->value, &why);
        break;
    case ENTRY_MAIN:
        machine_start_main(m, (uint32_t)e->value);
        break;
    case ENTRY_INTERRUPT:
        machine_interrupt(m, e->thread);
        break;
    case ENTRY_FINISH:
        machine_finish_main(m);
        break;
    case ENTRY_STOP:
        d->over = true;
        machine_stop_all(m);
        break;
    case ENTRY_NO_ROOM:
        lab_fail_for_room(m, e->thread);
        break;
    case ENTRY_LEAVES:
        if (!drive_standing(d, e->thread)->outside)
            drive_leave(d, e->thread);
        break;
    case ENTRY_RESULT:
        machine_complete(m, e->thread, (struct value){.kind = e->value_kind, .number = e->value},
                         NULL);
        break;
    case ENTRY_BACK:
        come_back(d, e->thread);
        break;
    case ENTRY_ENDS:
        state_thread(m->state, e->thread)->deadline = e->value;
        drive_settle(d, e->thread);
        break;
    case ENTRY_WAKES:
        machine_wake_spuriously(m, e->thread);
        drive_settle(d, e->thread);
        break;
    case ENTRY_GIL:
        machine_set_gil(m, e->value);
        break;
    case ENTRY_SEED:
        m->state->seed = (uint64_t)e->value;
        break;
    default:
        break;
    }
    drive_apply_changes(d);
    buffer_free(&why);
}

/* Sets out from where a stretch begins. The clock's context is this very struct. */
static void set_out(struct redoing *r, struct drive *past, const struct stretch *s,
                    struct history_last *last)
{
    *r = (struct redoing){.past = past, .last = last};
    *last = (struct history_last){.regime = s->regime};
    drive_copy(&s->begin, past);
    past->paused = true; /* one at a time, and who waits again is looked at at once */
    past->machine.read_clock = read_clock;
    past->machine.time_of_day = time_of_day;
    past->machine.clock_context = r;
    past->machine.sink = take_step;
    past->machine.sink_context = last;
    past->machine.traces = true;
}

static void redo(struct redoing *r, const struct entry *e)
{
    if (!r->next)
        r->next = e;
    r->deed = r->next; /* nothing may be read yet */
    if (!history_is_deed(e)) {
        note(r->past, e, &r->last->regime);
        return;
    }
    if (e->moves_clock)
        set_time(r->past, e);
    r->deed = e;
    do_again(r->past, e);
    r->next = r->deed = NULL;
    if (e->kind == ENTRY_STEP)
        r->last->number = r->past->steps;
}

void history_make(struct lab *lab, struct history_place place, struct drive *past,
                  struct history_last *last)
{
    const struct stretch *s = history_stretch(lab->history, place.stretch);
    struct redoing r;
    struct history_last ignored;
    last = last ? last : &ignored;
    set_out(&r, past, s, last);
    for (size_t i = 0; i < place.entry; i++)
        redo(&r, &s->entries[i]);
    drive_settle_all(past);
    history_set_regime(past, last->regime);
    past->machine.sink = NULL;
    past->machine.sink_context = NULL;
    past->machine.traces = false;
    past->machine.read_clock = NULL;
    past->machine.time_of_day = NULL;
    past->machine.clock_context = NULL;
}

static void show(const struct history_tour *tour, struct drive *past, uint64_t since,
                 uint32_t thread)
{
    if (past->steps < since)
        return;
    drive_settle_all(past);
    if (thread == NO_THREAD)
        tour->behind(tour->context, past);
    else if (tour->before)
        tour->before(tour->context, past, thread);
}

/* The machine's sink while it is gone through what was. */
struct hearing {
    const struct history_tour *tour;
    const struct drive *past;
    struct history_last *last;
};

static void hear_tour(void *context, const struct event *e)
{
    struct hearing *h = context;
    take_step(h->last, e);
    if (h->tour->heard)
        h->tour->heard(h->tour->context, h->past, e);
}

/* Through one stretch; `last_one`: to where the lab stands. */
static void tour_stretch(const struct stretch *s, size_t count, uint64_t since, bool last_one,
                         const struct history_tour *tour)
{
    struct drive past;
    struct redoing r;
    struct history_last last;
    bool shown = false; /* what comes behind the last step */
    set_out(&r, &past, s, &last);
    struct hearing hearing = {tour, &past, &last};
    past.machine.sink = hear_tour;
    past.machine.sink_context = &hearing;
    for (size_t i = 0; i < count; i++) {
        const struct entry *e = &s->entries[i];
        size_t deed = i;
        while (!shown && deed < count && !history_is_deed(&s->entries[deed]))
            deed++;
        if (!shown && deed < count && s->entries[deed].kind == ENTRY_STEP) {
            show(tour, &past, since, NO_THREAD);
            shown = true;
        }
        if (e->moves_clock)
            set_time(&past, e);
        if (e->kind == ENTRY_STEP)
            show(tour, &past, since, e->thread);
        redo(&r, e);
        shown &= e->kind != ENTRY_STEP;
    }
    if (last_one)
        show(tour, &past, since, NO_THREAD);
    drive_free(&past);
}

bool history_tour(struct lab *lab, uint64_t since, const struct history_tour *tour)
{
    const struct history *h = lab->history;
    if (!h || !h->count)
        return false;
    struct history_place place = history_place_of_step(h, since);
    for (size_t i = place.stretch; i <= h->here.stretch; i++) {
        const struct stretch *s = history_stretch(h, i);
        bool last_one = i == h->here.stretch;
        tour_stretch(s, last_one ? h->here.entry : s->count, since, last_one, tour);
    }
    return true;
}
