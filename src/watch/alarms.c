/* alarms.c - see alarms.h. */
#include "watch/alarms.h"

#include "core/waiting.h"
#include "watch/deadlock.h"
#include "watch/ring.h"
#include "watch/words.h"

#include <string.h>

void alarms_free(struct alarms *a)
{
    buffer_free(&a->last);
    *a = (struct alarms){.of = a->of, .spoken = a->spoken};
}

/* ---- Who waits for itself -------------------------------------------------------------------- */

/* That it waits for ever, and the way out. */
static void add_self(const struct machine *m, uint32_t thread, const struct readiness *r,
                     struct buffer *words)
{
    struct buffer object = {0};
    machine_add_entity_name(m, handle_index(r->object), &object);
    machine_add_thread_name(m, thread, words);
    buffer_printf(words,
                  " waits for %s, which it holds itself: nobody else can release it, so "
                  "it waits for ever",
                  buffer_text(&object));
    buffer_puts(
        words, kind_rows[state_entity(m->state, handle_index(r->object))->kind].holder.itself_here);
    buffer_puts(words, "; ");
    bool stays = words_add_ender(m, thread, words);
    buffer_puts(words, stays ? " ends the wait" : " ends the thread");
    if (thread == STATE_MAIN)
        buffer_printf(words, ", then: unlock %s", buffer_text(&object));
    buffer_free(&object);
}

/* ---- A run's --------------------------------------------------------------------------------- */

/* Where several begin to wait at once, each of them is found to be in the same ring. */
static bool look_in_run(struct alarms *a, const struct machine *m, uint32_t thread,
                        struct buffer *words)
{
    enum { MOST = 256 };
    uint32_t members[MOST], first = thread;
    size_t count = deadlock_ring(m, thread, members, MOST);
    if (count == 0)
        return false;
    for (size_t i = 0; i < count && i < MOST; i++)
        if (members[i] < first)
            first = members[i];
    struct readiness r = step_readiness(m, first);
    buffer_puts(words, "deadlock: ");
    if (a->spoken)
        ring_add_sentence(m, first, words);
    else
        words_add_ring(m, first, words);
    if (count == 1 && (r.kind == WAITS_FOR_OBJECT || readiness_queues(m, &r)))
        buffer_puts(words,
                    kind_rows[state_entity(m->state, handle_index(r.object))->kind].holder.itself);
    bool fresh = strcmp(buffer_text(words), buffer_text(&a->last)) != 0;
    buffer_clear(&a->last);
    buffer_puts(&a->last, buffer_text(words));
    return fresh;
}

/* ---- The lab's ------------------------------------------------------------------------------- */

/* Forgets the rings that have been opened. */
static void settle(struct alarms *a, const struct machine *m)
{
    size_t kept = 0;
    for (size_t i = 0; i < a->count; i++)
        if (deadlock_in_ring(m, a->standing[i].threads[0]))
            a->standing[kept++] = a->standing[i];
    a->count = kept;
}

bool alarms_told(const struct alarms *a, uint32_t thread)
{
    for (size_t i = 0; i < a->count; i++)
        for (size_t k = 0; k < a->standing[i].count && k < ALARM_THREADS; k++)
            if (a->standing[i].threads[k] == thread)
                return true;
    return false;
}

/* Whether somebody in the ring has been told of: where one joins all, each that waits for it is in
 * a ring with it. */
static bool known_member(const struct alarms *a, const struct alarm *ring)
{
    for (size_t i = 0; i < ring->count && i < ALARM_THREADS; i++)
        if (alarms_told(a, ring->threads[i]))
            return true;
    return false;
}

/* Whether somebody in the ring waits for another's end, or for its turn behind another. */
static bool joins_in(const struct machine *m, const struct alarm *ring)
{
    for (size_t i = 0; i < ring->count && i < ALARM_THREADS; i++) {
        enum readiness_kind kind = step_readiness(m, ring->threads[i]).kind;
        if (kind == WAITS_FOR_THREAD || kind == WAITS_FOR_ALL || kind == WAITS_IN_LIST)
            return true;
    }
    return ring->count > ALARM_THREADS;
}

static bool look_in_lab(struct alarms *a, const struct machine *m, uint32_t thread,
                        struct buffer *words)
{
    struct alarm ring;
    ring.count = deadlock_ring(m, thread, ring.threads, ALARM_THREADS);
    if (ring.count == 0)
        return false;
    settle(a, m);
    if (known_member(a, &ring))
        return false;
    if (a->count < ALARMS)
        a->standing[a->count++] = ring;
    struct readiness r = step_readiness(m, thread);
    if (ring.count == 1 && (r.kind == WAITS_FOR_OBJECT || readiness_queues(m, &r))) {
        add_self(m, thread, &r, words);
        return true;
    }
    buffer_puts(words, "deadlock: ");
    if (a->spoken) {
        ring_add_sentence(m, thread, words);
        return true;
    }
    words_add_ring(m, thread, words);
    buffer_puts(words, joins_in(m, &ring) ? ": each waits for the next one"
                                          : ": each waits for what the next one holds");
    /* Drawn beneath that: a line of its own each. */
    if (ring.count > 1) {
        buffer_putc(words, '\n');
        ring_add_drawing(m, thread, "  ", words);
        buffer_cut(words, words->length - 1);
    }
    return true;
}

void alarms_add(struct alarms *a, const struct machine *m, struct buffer *out)
{
    settle(a, m);
    for (size_t i = 0; i < a->count; i++) {
        buffer_puts(out, i ? " · " : "deadlock: ");
        words_add_ring(m, a->standing[i].threads[0], out);
    }
}

bool alarms_look(struct alarms *a, const struct machine *m, uint32_t thread, struct buffer *words)
{
    return a->of == ALARMS_OF_RUN ? look_in_run(a, m, thread, words)
                                  : look_in_lab(a, m, thread, words);
}
