/* shorten.c - see shorten.h. Parts of the order are left out, and of its switches those taken back
 * that can be, as long as the same goes wrong: a replay decides each time, which leaves out what
 * cannot happen any more, and lets whoever can go on at the end.
 *
 * First what can be spared is cut off, large parts before small ones (A. Zeller, R. Hildebrandt,
 * "Simplifying and isolating failure-inducing input", 2002); then of two turns of a thread one is
 * brought to the other (N. Jalbert, K. Sen, "A trace simplification technique for effective
 * debugging of concurrent programs", 2010). */
#include "explore/shorten.h"

#include "base/memory.h"
#include "explore/play.h"

#include <stdlib.h>

enum { PARTS_A_MOVE = 16, MOST_BEYOND = 2000 /* moves behind the end of what is tried */ };

struct shortening {
    struct search *search;
    const struct target *target;
    struct order *best;
    struct play play;
    uint64_t *work;
    bool over; /* there is no time for more */
};

static bool is_easier(const struct play *p, const struct order *o)
{
    return p->preemptions != o->preemptions ? p->preemptions < o->preemptions : p->count < o->count;
}

static void begin(struct shortening *h)
{
    play_begin(&h->play, h->search, h->search->world, h->target, h->best->count + MOST_BEYOND);
}

/* The moves from..to of the order, those that can happen. Those that nobody could do any more are
 * no reason to stop. */
static void play_part(struct shortening *h, size_t from, size_t to)
{
    for (size_t i = from; i < to && !h->play.over; i++)
        if (play_can(&h->play, h->best->moves[i]))
            play_move(&h->play, h->best->moves[i]);
}

/* Whether what was played comes to the same more easily, which is kept then. */
static bool ends_better(struct shortening *h)
{
    struct play *p = &h->play;
    play_on_all(p);
    bool better = p->again && is_easier(p, h->best);
    uint64_t made = (p->count + 1) * (1 + p->at.threads / PARTS_A_MOVE);
    *h->work -= made < *h->work ? made : *h->work;
    h->over |= p->given_up || !*h->work;
    if (better) {
        free(h->best->moves);
        *h->best = (struct order){p->moves, p->count, p->preemptions};
        p->moves = NULL;
    }
    play_free(p);
    return better;
}

/* ---- Leaving out ----------------------------------------------------------------------------- */

static bool try_without(struct shortening *h, size_t from, size_t to)
{
    begin(h);
    play_part(h, 0, from);
    play_part(h, to, h->best->count);
    return ends_better(h);
}

static bool try_without_thread(struct shortening *h, uint32_t thread)
{
    begin(h);
    for (size_t i = 0; i < h->best->count && !h->play.over; i++)
        if (h->best->moves[i].thread != thread && play_can(&h->play, h->best->moves[i]))
            play_move(&h->play, h->best->moves[i]);
    return ends_better(h);
}

/* All threads that go on once the first ones do no longer; then parts of half the order, a quarter,
 * and so on. */
static void leave_out(struct shortening *h)
{
    uint32_t threads = 0;
    for (size_t i = 0; i < h->best->count; i++)
        if (h->best->moves[i].thread >= threads)
            threads = h->best->moves[i].thread + 1;
    for (uint32_t i = threads; i-- > 1 && !h->over;)
        try_without_thread(h, i);
    for (size_t part = h->best->count / 2; part > 0 && !h->over; part /= 2)
        for (size_t from = 0; from < h->best->count && !h->over;)
            if (!try_without(h, from, from + part < h->best->count ? from + part : h->best->count))
                from += part;
}

/* ---- Merging --------------------------------------------------------------------------------- */

/* Where the turn ends that begins at `from`: moves of one thread. */
static size_t turn_end(const struct order *o, size_t from)
{
    size_t end = from + 1;
    while (end < o->count && o->moves[end].thread == o->moves[from].thread)
        end++;
    return end;
}

/* Where the same thread goes on behind its turn that ends there; the order's end if it does not. */
static size_t next_turn(const struct order *o, size_t end)
{
    size_t next = end;
    while (next < o->count && o->moves[next].thread != o->moves[end - 1].thread)
        next++;
    return next;
}

/* The thread's next turn comes at once; or this one only with that; or it goes on here until it
 * stops by itself. */
static bool try_merging(struct shortening *h, size_t from)
{
    const struct order *o = h->best;
    size_t end = turn_end(o, from), next = next_turn(o, end);
    if (end == o->count)
        return false;
    if (next < o->count) {
        size_t next_end = turn_end(o, next);
        begin(h);
        play_part(h, 0, end);
        play_part(h, next, next_end);
        play_part(h, end, next);
        play_part(h, next_end, o->count);
        if (ends_better(h) || h->over)
            return true;
        begin(h);
        play_part(h, 0, from);
        play_part(h, end, next);
        play_part(h, from, end);
        play_part(h, next, o->count);
        if (ends_better(h) || h->over)
            return true;
    }
    begin(h);
    play_part(h, 0, end);
    uint32_t thread = o->moves[from].thread;
    size_t ahead = thread < h->play.at.threads && !h->play.over ? play_on(&h->play, thread) : 0;
    for (size_t i = end; i < o->count && !h->play.over; i++) {
        bool was_done = ahead && o->moves[i].thread == thread;
        ahead -= was_done;
        if (!was_done && play_can(&h->play, o->moves[i]))
            play_move(&h->play, o->moves[i]);
    }
    return ends_better(h);
}

static bool merge(struct shortening *h)
{
    bool any = false;
    for (size_t from = 0; from < h->best->count && !h->over;) {
        bool merged = try_merging(h, from);
        any |= merged;
        if (!merged)
            from = turn_end(h->best, from);
    }
    return any;
}

void shorten(struct search *s, const struct target *target, struct order *order, uint64_t *work)
{
    struct shortening h = {.search = s, .target = target, .best = order, .work = work};
    if (!order->moves || !*work)
        return;
    do
        leave_out(&h);
    while (!h.over && merge(&h));
}
