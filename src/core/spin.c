/* spin.c - threads that only spin while others wait for a virtual clock.
 *
 * Steps cost no time there, so a spin would never end. Where the state comes round again, after
 * every thread that can step has stepped, nothing but time can change anything: the clock jumps to
 * the next deadline. States are compared with one kept from a while ago, renewed after 64, 128,
 * 256, ... steps (R. P. Brent, "An improved Monte Carlo factorization algorithm", BIT 20, 1980).
 * Where the spin has no such period, each step past the first 10,000 at one instant costs 1 us.
 * Both are counted as processor time burnt. */
#include "core/drive.h"

#include <string.h>

enum {
    FREE_STEPS_AT_INSTANT = 10000,
    BURNT_STEP = 1000,        /* nanoseconds */
    FIRST_LOOK = 64,          /* steps at one instant before states are compared */
    LARGEST_STATE = 64 << 10, /* bytes of a state that is worth comparing */
};

static void forget(struct drive *d)
{
    state_free(d->spin_state);
    d->spin_state = NULL;
}

void spin_moved(struct drive *d)
{
    d->at_instant = 0;
    forget(d);
}

static bool all_have_stepped(const struct drive *d)
{
    for (size_t i = 0; i < d->runnable.words; i++) {
        uint64_t stepped = i < d->spin_stepped.words ? d->spin_stepped.bits[i] : 0;
        if (d->runnable.bits[i] & ~stepped)
            return false;
    }
    return true;
}

/* Whether the state is the one kept, after a step of every thread that can step. */
static bool comes_round(struct drive *d, uint32_t thread)
{
    const struct state *s = d->machine.state;
    if (s->size > LARGEST_STATE || d->at_instant < FIRST_LOOK || !drive_chooses(d))
        return false;
    thread_set_put(&d->spin_stepped, thread, true);
    const struct state *kept = d->spin_state;
    if (kept && state_equals(kept, s) && all_have_stepped(d))
        return true;
    if ((d->at_instant & (d->at_instant - 1)) == 0) {
        forget(d);
        d->spin_state = state_copy(s);
        thread_set_clear(&d->spin_stepped);
    }
    return false;
}

void spin_step(struct drive *d, uint32_t thread)
{
    struct state *s = d->machine.state;
    if (d->heap_count == 0 || schedule_is_untimed(&d->schedule)) {
        if (d->at_instant)
            spin_moved(d);
        return;
    }
    int64_t deadline = drive_deadline(d);
    bool round = comes_round(d, thread);
    if (!round && ++d->at_instant <= FREE_STEPS_AT_INSTANT)
        return;
    int64_t cost = round || deadline - s->now < BURNT_STEP ? deadline - s->now : BURNT_STEP;
    d->burnt += cost;
    s->now += cost;
    if (s->now >= deadline) {
        spin_moved(d);
        drive_expire(d);
    }
}
