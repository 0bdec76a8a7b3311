/* film.c - see film.h. */
#include "export/film.h"

#include "base/memory.h"
#include "core/drive.h"
#include "core/machine.h"
#include "run/history.h"
#include "run/lab.h"
#include "core/waiting.h"

#include <stdlib.h>
#include <string.h>

/* Looks at an object, which together are a second or two. */
enum { MOST_LOOKS = 20000000 };

struct film *film_new(void)
{
    struct film *film = memory_zeroed(1, sizeof *film);
    film->record = record_new(FILM_ENTRIES);
    return film;
}

struct film *film_of_record(struct record *record)
{
    struct film *film = memory_zeroed(1, sizeof *film);
    film->record = record;
    film->borrowed = true;
    return film;
}

void film_free(struct film *film)
{
    if (!film)
        return;
    if (!film->borrowed)
        record_free(film->record);
    free(film->holds);
    free(film->holders);
    free(film->held);
    free(film->prints);
    buffer_free(&film->printed);
    free(film);
}

/* ---- What is printed ------------------------------------------------------------------------- */

static void keep_print(struct film *film, uint64_t step, const struct event *e)
{
    bool kept = film->printed.length + e->length <= FILM_PRINTED_BYTES;
    MEMORY_ROOM_FOR_ONE(film->prints, film->print_count, film->print_capacity);
    film->prints[film->print_count++] =
        (struct film_print){.step = (uint32_t)step,
                            .level = e->kind == EVENT_LOG ? e->level : FILM_NO_LEVEL,
                            .first = film->printed.length,
                            .length = kept ? (uint32_t)e->length : 0,
                            .kept = kept};
    if (kept)
        buffer_add(&film->printed, e->text, e->length);
}

/* ---- Who holds what -------------------------------------------------------------------------- */

/* Puts the numbers of those who hold it behind the others, without keeping them; how many. */
static size_t look_up_holders(struct film *film, const struct machine *m, uint32_t entity)
{
    size_t count = machine_holders(m, entity, NULL, 0);
    while (film->holder_capacity < film->holder_count + count) {
        film->holder_capacity = film->holder_capacity ? film->holder_capacity * 2 : 64;
        film->holders = memory_resize(film->holders, film->holder_capacity * sizeof(uint32_t));
    }
    uint32_t *holders = &film->holders[film->holder_count];
    machine_holders(m, entity, holders, count);
    for (size_t i = 0; i < count; i++)
        holders[i] = state_thread(m->state, holders[i])->number;
    return count;
}

static const struct film_hold *hold_of(const struct film *film, size_t held)
{
    return &film->holds[film->held[held].hold];
}

static bool is_held_by(const struct film *film, size_t held, uint32_t number)
{
    const struct film_hold *h = hold_of(film, held);
    for (uint32_t i = 0; i < h->count; i++)
        if (film->holders[h->first + i] == number)
            return true;
    return false;
}

static void add_hold(struct film *film, const struct machine *m, uint32_t name, uint32_t element,
                     uint8_t object, size_t count)
{
    MEMORY_ROOM_FOR_ONE(film->holds, film->hold_count, film->hold_capacity);
    film->holds[film->hold_count++] = (struct film_hold){.entry = film->place,
                                                         .time = m->state->now,
                                                         .name = name,
                                                         .element = element,
                                                         .first = (uint32_t)film->holder_count,
                                                         .count = (uint32_t)count,
                                                         .object = object};
    film->holder_count += count;
}

/* What is known to be held is looked at again; false where nobody holds it any more. */
static bool look_again(struct film *film, const struct machine *m, size_t held)
{
    struct film_hold known = *hold_of(film, held);
    const struct entity *e = state_entity(m->state, film->held[held].entity);
    bool same = e->kind == known.object && e->name == known.name && e->element == known.element;
    size_t count = same ? look_up_holders(film, m, film->held[held].entity) : 0;
    if (count == known.count &&
        memcmp(&film->holders[known.first], &film->holders[film->holder_count],
               count * sizeof(uint32_t)) == 0)
        return true;
    add_hold(film, m, known.name, known.element, known.object, count);
    film->held[held].hold = (uint32_t)(film->hold_count - 1);
    return count > 0;
}

static void look_at_new(struct film *film, const struct machine *m, uint32_t entity)
{
    const struct entity *e = state_entity(m->state, entity);
    size_t count = look_up_holders(film, m, entity);
    if (!count)
        return;
    add_hold(film, m, e->name, e->element, e->kind, count);
    MEMORY_ROOM_FOR_ONE(film->held, film->held_count, film->held_capacity);
    film->held[film->held_count++] =
        (struct film_held){.entity = entity, .hold = (uint32_t)(film->hold_count - 1)};
}

/* A thread has done something, with this entity: only what it held, and that one, can be held
 * otherwise now. */
static void look_at_holders(struct film *film, const struct machine *m, uint32_t thread,
                            uint32_t entity)
{
    uint32_t number = state_thread(m->state, thread)->number;
    bool known = entity == NO_ENTITY;
    for (size_t i = 0; i < film->held_count;) {
        bool it = film->held[i].entity == entity;
        known |= it;
        if ((it || is_held_by(film, i, number)) && !look_again(film, m, i))
            film->held[i] = film->held[--film->held_count];
        else
            i++;
    }
    if (!known)
        look_at_new(film, m, entity);
}

/* The lock that an event is about. */
static uint32_t lock_of(const struct machine *m, const struct event *e)
{
    if ((e->kind != EVENT_STEP && e->kind != EVENT_WITHIN) || !e->entity)
        return NO_ENTITY;
    uint32_t entity = handle_index(e->entity);
    enum kind_held_by by = kind_rows[state_entity(m->state, entity)->kind].holder.by;
    return by == HELD_NOBODY ? NO_ENTITY : by == HELD_ITS_LOCK ? condition_lock(m, entity) : entity;
}

void film_hear(struct film *film, const struct drive *d, const struct event *e)
{
    if (e->kind == EVENT_PRINT || e->kind == EVENT_LOG)
        keep_print(film, d->steps + 1, e); /* its step is not over yet */
    record_hear(film->record, d, e);
    film->place = record_end(film->record);
    if (e->kind == EVENT_STEP || e->kind == EVENT_WITHIN || e->kind == EVENT_RAISED ||
        e->kind == EVENT_ENDED || e->kind == EVENT_ORDER_FAILED)
        look_at_holders(film, &d->machine, e->thread, lock_of(&d->machine, e));
}

/* ---- Of what was ----------------------------------------------------------------------------- */

static bool is_known(const struct film *film, uint32_t entity)
{
    for (size_t i = 0; i < film->held_count; i++)
        if (film->held[i].entity == entity)
            return true;
    return false;
}

/* Behind each step all objects are looked at. */
static void look_at_all(void *context, const struct drive *past)
{
    struct film *film = context;
    const struct machine *m = &past->machine;
    film->place = record_find_step(film->record, past->steps + 1);
    for (size_t i = 0; i < film->held_count;) {
        if (look_again(film, m, i))
            i++;
        else
            film->held[i] = film->held[--film->held_count];
    }
    for (uint32_t i = 0; i < m->state->entity_count; i++) {
        enum kind_held_by by = kind_rows[state_entity(m->state, i)->kind].holder.by;
        if (by != HELD_NOBODY && by != HELD_ITS_LOCK && !is_known(film, i))
            look_at_new(film, m, i);
    }
}

static void hear_print(void *context, const struct drive *past, const struct event *e)
{
    if (e->kind == EVENT_PRINT || e->kind == EVENT_LOG)
        keep_print(context, past->steps + 1, e);
}

bool film_look_back(struct film *film, struct lab *lab)
{
    uint64_t steps = lab_steps(lab) - lab_oldest_step(lab);
    const struct history_tour tour = {.behind = look_at_all, .heard = hear_print, .context = film};
    if (steps * lab_machine(lab)->state->entity_count > MOST_LOOKS)
        return false;
    return history_tour(lab, lab_oldest_step(lab), &tour);
}

void film_settle(struct film *film, const struct drive *d)
{
    const struct machine *m = &d->machine;
    for (uint32_t i = 0; i < m->state->thread_count; i++) {
        const struct thread *t = state_thread(m->state, i);
        struct readiness now = step_readiness(m, i);
        if (t->flags & FLAG_DAEMON || !readiness_lasts(&now))
            continue;
        record_hear(film->record, d,
                    &(struct event){.kind = EVENT_BLOCKED,
                                    .thread = i,
                                    .pc = t->pc,
                                    .entity = now.object,
                                    .reason = now.kind,
                                    .deadline = now.deadline});
    }
}
