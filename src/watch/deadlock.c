/* deadlock.c - see deadlock.h.
 *
 * Most waits have one holder, so a walk along the edges finds the ring; where a reader-writer lock
 * has several readers, the walk branches, and a thread that was looked at is not looked at again.
 */
#include "watch/deadlock.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

size_t deadlock_waits_for(const struct machine *m, uint32_t thread, uint32_t *threads, size_t most)
{
    struct readiness r = step_readiness(m, thread);
    if (r.deadline != NO_DEADLINE || r.object == 0)
        return 0;
    if (r.kind == WAITS_FOR_THREAD) {
        if (most > 0)
            threads[0] = state_entity(m->state, r.object - 1)->link;
        return 1;
    }
    return r.kind == WAITS_FOR_OBJECT ? machine_holders(m, r.object - 1, threads, most) : 0;
}

/* ---- Rings ----------------------------------------------------------------------------------- */

enum { MOST_HOLDERS = 64 };

/* A depth-first walk from `start`; `path` holds the threads gone through. */
struct walk {
    const struct machine *m;
    uint32_t start;
    uint32_t *path;
    size_t length, capacity;
    unsigned char *seen; /* by thread */
};

/* The path back to the start, without recursion: each entry of the path has its holders tried in
 * turn. */
struct step {
    uint32_t holders[MOST_HOLDERS];
    size_t count, next;
};

static void begin_step(const struct walk *w, uint32_t thread, struct step *s)
{
    s->next = 0;
    s->count = deadlock_waits_for(w->m, thread, s->holders, MOST_HOLDERS);
    if (s->count > MOST_HOLDERS)
        s->count = MOST_HOLDERS;
}

static void walk_on(struct walk *w, struct step **steps, uint32_t thread)
{
    if (w->length == w->capacity) {
        w->capacity = w->capacity ? w->capacity * 2 : 8;
        w->path = memory_resize(w->path, w->capacity * sizeof *w->path);
        *steps = memory_resize(*steps, w->capacity * sizeof **steps);
    }
    w->path[w->length] = thread;
    begin_step(w, thread, &(*steps)[w->length]);
    w->length++;
}

/* Fills w->path with the ring that starts at w->start. */
static bool find_ring(struct walk *w)
{
    struct step *steps = NULL;
    bool found = false;
    walk_on(w, &steps, w->start);
    while (w->length && !found) {
        struct step *s = &steps[w->length - 1];
        if (s->next == s->count) {
            w->length--;
            continue;
        }
        uint32_t next = s->holders[s->next++];
        if (next == w->start)
            found = true;
        else if (!w->seen[next]) {
            w->seen[next] = 1;
            walk_on(w, &steps, next);
        }
    }
    free(steps);
    return found;
}

static void add_object(const struct machine *m, uint32_t thread, struct buffer *words)
{
    struct readiness r = step_readiness(m, thread);
    if (r.kind == WAITS_FOR_OBJECT) {
        machine_add_entity_name(m, r.object - 1, words);
        buffer_puts(words, " -> ");
    }
}

bool deadlock_ring(const struct machine *m, uint32_t thread, struct buffer *words,
                   uint32_t *threads, size_t most, size_t *count)
{
    /* Mostly the thread waits for nobody in particular, or for one who can go on. */
    uint32_t first;
    if (deadlock_waits_for(m, thread, &first, 1) == 0)
        return false;
    struct walk w = {.m = m, .start = thread};
    w.seen = memory_zeroed(m->state->thread_count, 1);
    bool found = find_ring(&w);
    for (size_t i = 0; found && words && i < w.length; i++) {
        machine_add_thread_name(m, w.path[i], words);
        buffer_puts(words, " -> ");
        add_object(m, w.path[i], words);
    }
    if (found && words)
        machine_add_thread_name(m, thread, words);
    for (size_t i = 0; found && threads && i < w.length && i < most; i++)
        threads[i] = w.path[i];
    if (count)
        *count = found ? w.length : 0;
    free(w.path);
    free(w.seen);
    return found;
}

/* ---- Hopeless -------------------------------------------------------------------------------- */

enum verdict { UNKNOWN = 0, WALKED, LOST, FINE };

/* Follows the only holder of each wait until something is known; marks the way. */
static enum verdict follow(const struct machine *m, uint32_t thread, unsigned char *known)
{
    uint32_t at = thread;
    enum verdict end = UNKNOWN;
    while (end == UNKNOWN) {
        uint32_t holder;
        size_t holders = deadlock_waits_for(m, at, &holder, 1);
        if (known[at] == WALKED || known[at] == LOST)
            end = LOST; /* back on this way: a ring */
        else if (known[at] == FINE || holders == 0)
            end = FINE;
        else {
            known[at] = WALKED;
            at = holder;
        }
    }
    for (at = thread; known[at] == WALKED;) {
        uint32_t holder = at;
        deadlock_waits_for(m, at, &holder, 1);
        known[at] = (unsigned char)end;
        at = holder;
    }
    if (known[at] == UNKNOWN)
        known[at] = (unsigned char)end;
    return end;
}

bool deadlock_hopeless(const struct machine *m)
{
    unsigned char *known = memory_zeroed(m->state->thread_count, 1);
    bool hopeless = true, any = false;
    for (uint32_t i = 0; i < m->state->thread_count && hopeless; i++) {
        const struct thread *t = state_thread(m->state, i);
        bool counts = t->status == THREAD_RUNNING && !(t->flags & FLAG_DAEMON);
        if (!counts)
            continue;
        any = true;
        hopeless = follow(m, i, known) == LOST;
    }
    free(known);
    return hopeless && any;
}
