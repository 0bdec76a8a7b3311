/* run_options.c - see run_options.h. */
#include "script/run_options.h"

#include "base/system.h"
#include "lang/script.h"
#include "script/regime.h"

#include <sys/random.h>
#include <unistd.h>

struct run_options run_options_default(void)
{
    return (struct run_options){.schedule = SCHEDULE_FREE, .clock = CLOCK_KIND_REAL, .factor = 1};
}

static void take_setting(struct run_options *o, const struct setting *s)
{
    if (s->kind == SETTING_SCHEDULE && !o->has_schedule) {
        o->has_schedule = true;
        o->schedule = regime_schedule(s->schedule);
        if (s->seeded && !o->has_seed)
            o->has_seed = true, o->seed = s->seed;
    } else if (s->kind == SETTING_CLOCK && !o->has_clock) {
        o->has_clock = true;
        o->clock = regime_clock(s);
        o->factor = regime_factor(s);
    } else if (s->kind == SETTING_SEED && !o->has_seed) {
        o->has_seed = true;
        o->seed = s->seed;
    }
}

/* A seed alone means a run that can be repeated. */
static void take_seed(struct run_options *o)
{
    if (!o->has_schedule) {
        o->schedule = SCHEDULE_RANDOM;
        o->has_schedule = true;
    }
    if (!o->has_clock && o->schedule != SCHEDULE_FREE)
        o->clock = CLOCK_KIND_VIRTUAL;
}

void run_options_settle(struct run_options *o, const struct tree *tree, bool *gil)
{
    bool seed_given = o->has_seed;
    const struct node *at = NULL;
    struct setting s;
    while (script_next_setting(tree, &at, &s)) {
        if (s.kind == SETTING_GIL)
            *gil = s.gil;
        else
            take_setting(o, &s);
    }
    if (seed_given)
        take_seed(o);
    if (!o->has_seed)
        o->seed = system_random();
}
