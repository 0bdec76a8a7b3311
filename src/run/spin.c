/* spin.c - threads that only spin while others wait for a virtual clock.
 *
 * Steps cost no time there, so a spin would never end. Where the state comes round again, after
 * every thread that can step has stepped, nothing but time can change anything: the clock jumps to
 * the next deadline. States are compared with one kept from a while ago, renewed after 64, 128,
 * 256, ... steps (R. P. Brent, "An improved Monte Carlo factorization algorithm", BIT 20, 1980).
 * Where the spin has no such period, each step past the first 10,000 at one instant costs 1 us.
 * Both are counted as processor time burnt. */
#include "run/lab_inside.h"

#include <string.h>

enum {
    FREE_STEPS_AT_INSTANT = 10000,
    BURNT_STEP = 1000,        /* nanoseconds */
    FIRST_LOOK = 64,          /* steps at one instant before states are compared */
    LARGEST_STATE = 64 << 10, /* bytes of a state that is worth comparing */
};

static void forget(struct lab *lab)
{
    state_free(lab->spin_state);
    lab->spin_state = NULL;
}

void spin_moved(struct lab *lab)
{
    lab->at_instant = 0;
    forget(lab);
}

static bool all_have_stepped(const struct lab *lab)
{
    for (size_t i = 0; i < lab->runnable.words; i++) {
        uint64_t stepped = i < lab->spin_stepped.words ? lab->spin_stepped.bits[i] : 0;
        if (lab->runnable.bits[i] & ~stepped)
            return false;
    }
    return true;
}

/* Whether the state is the one kept, after a step of everybody who can step. */
static bool comes_round(struct lab *lab, uint32_t thread)
{
    const struct state *s = lab->machine.state;
    if (s->size > LARGEST_STATE || lab->at_instant < FIRST_LOOK || !lab_chooses(lab))
        return false;
    thread_set_put(&lab->spin_stepped, thread, true);
    const struct state *kept = lab->spin_state;
    if (kept && state_equals(kept, s) && all_have_stepped(lab))
        return true;
    if ((lab->at_instant & (lab->at_instant - 1)) == 0) {
        forget(lab);
        lab->spin_state = state_copy(s);
        thread_set_clear(&lab->spin_stepped);
    }
    return false;
}

void spin_step(struct lab *lab, uint32_t thread)
{
    struct state *s = lab->machine.state;
    if (lab->heap_count == 0 || schedule_is_untimed(&lab->schedule)) {
        if (lab->at_instant)
            spin_moved(lab);
        return;
    }
    int64_t deadline = lab->heap_deadline[0];
    bool round = comes_round(lab, thread);
    if (!round && ++lab->at_instant <= FREE_STEPS_AT_INSTANT)
        return;
    int64_t cost = round || deadline - s->now < BURNT_STEP ? deadline - s->now : BURNT_STEP;
    lab->burnt += cost;
    s->now += cost;
    if (s->now >= deadline) {
        spin_moved(lab);
        lab_expire(lab);
    }
}
