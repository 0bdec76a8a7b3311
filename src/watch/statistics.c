/* statistics.c - see statistics.h. */
#include "watch/statistics.h"

#include "base/memory.h"
#include "core/program.h"
#include "core/state.h"
#include "core/waiting.h"

#include <stdlib.h>

/* A wait for an object, for its queue. */
struct stay {
    size_t object;
    struct moment from, to;
};

struct counting {
    const struct record *record;
    struct moment until;
    struct statistics *s;
    struct stay *stays;
    size_t stay_count, stay_capacity;
};

bool statistics_takes(const struct record_entry *e)
{
    bool queued = e->op == OP_WAIT_RESUME && kind_rows[e->object].holder.by == HELD_READERS;
    bool takes = e->op == OP_ACQUIRE || e->op == OP_RDLOCK || e->op == OP_WRLOCK ||
                 e->op == OP_ONCE_ENTER || e->op == OP_CRITICAL_ENTER || queued;
    return e->kind == RECORD_STEP && takes && e->outcome == OUTCOME_DONE;
}

static size_t object_of(struct statistics *s, uint32_t name, uint32_t element, uint8_t object)
{
    for (size_t i = 0; i < s->object_count; i++)
        if (s->objects[i].name == name && s->objects[i].element == element)
            return i;
    MEMORY_ROOM_FOR_ONE(s->objects, s->object_count, s->object_capacity);
    s->objects[s->object_count] =
        (struct statistics_object){.name = name, .element = element, .object = object};
    return s->object_count++;
}

static void count_taken(struct counting *c)
{
    for (uint64_t n = record_first(c->record); n < record_end(c->record); n++) {
        const struct record_entry *e = record_entry(c->record, n);
        if (moment_compare((struct moment){e->time, e->step}, c->until) > 0)
            return;
        if (!e->name || !statistics_takes(e))
            continue;
        size_t place = object_of(c->s, e->name, e->element, e->object);
        c->s->objects[place].taken++;
    }
}

static void count_wait(struct counting *c, uint32_t thread, const struct span *span)
{
    bool object = span->reason == WAITS_FOR_OBJECT || span->reason == WAITS_IN_LIST;
    if (span->kind != SPAN_WAITS || !object || !span->name)
        return;
    size_t place = object_of(c->s, span->name, span->element, span->object);
    struct statistics_object *o = &c->s->objects[place];
    int64_t time = span->to.time - span->from.time;
    if (!o->waits++ || time > o->longest) {
        o->longest = time;
        o->longest_by = thread;
    }
    o->waited += time;
    MEMORY_ROOM_FOR_ONE(c->stays, c->stay_count, c->stay_capacity);
    c->stays[c->stay_count++] = (struct stay){place, span->from, span->to};
}

static void count_thread(struct counting *c, uint32_t index)
{
    const struct record_thread *thread = record_thread_at(c->record, index);
    struct statistics_thread t = {.thread = thread->number};
    struct spans s;
    struct span span;
    bool any = false;
    spans_begin(&s, c->record, thread->number, c->until, INT64_MIN);
    for (; spans_previous(&s, &span); any = true) {
        count_wait(c, t.thread, &span);
        t.steps += span.steps;
        if (span.kind == SPAN_ENDED)
            continue;
        t.at[span.kind] += span.to.time - span.from.time;
        t.life += span.to.time - span.from.time;
    }
    if (any)
        c->s->threads[c->s->thread_count++] = t;
}

/* ---- Queues ---------------------------------------------------------------------------------- */

/* Somebody comes to wait for an object, or goes. */
struct turn {
    size_t object;
    struct moment at;
    bool comes;
};

/* Who goes does so before another comes at the same moment. */
static int compare_turns(const void *a, const void *b)
{
    const struct turn *one = a, *other = b;
    int order = moment_compare(one->at, other->at);
    if (one->object != other->object)
        return one->object < other->object ? -1 : 1;
    return order ? order : one->comes - other->comes;
}

static void measure_queues(struct counting *c)
{
    struct turn *turns = memory_resize(NULL, (2 * c->stay_count + 1) * sizeof *turns);
    size_t count = 0;
    uint64_t there = 0;
    for (size_t i = 0; i < c->stay_count; i++) {
        turns[count++] = (struct turn){c->stays[i].object, c->stays[i].from, true};
        turns[count++] = (struct turn){c->stays[i].object, c->stays[i].to, false};
    }
    qsort(turns, count, sizeof *turns, compare_turns);
    for (size_t i = 0; i < count; i++) {
        struct statistics_object *o = &c->s->objects[turns[i].object];
        there = turns[i].comes ? there + 1 : there - 1;
        o->queue = there > o->queue ? there : o->queue;
    }
    free(turns);
}

void statistics_make(const struct record *r, struct moment until, struct statistics *s)
{
    struct counting c = {.record = r, .until = until, .s = s};
    *s = (struct statistics){0};
    s->threads = memory_zeroed(record_thread_count(r) + 1, sizeof *s->threads);
    count_taken(&c);
    for (uint32_t i = 0; i < record_thread_count(r); i++)
        count_thread(&c, i);
    measure_queues(&c);
    free(c.stays);
}

void statistics_free(struct statistics *s)
{
    free(s->objects);
    free(s->threads);
    *s = (struct statistics){0};
}
