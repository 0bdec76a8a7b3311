/* present_still.c - see present_still.h. */
#include "shell/present_still.h"

#include "base/monotonic.h"
#include "shell/session_playing.h"
#include "watch/rest.h"

/* How long threads may go on that never rest, before the lab stands still all the same. */
enum { GOES_ON_MS = 300, STILL_LOOK_MS = 10 };

/* Whether somebody can step or works; who sleeps or waits does not. */
static bool anybody_busy(const struct machine *m)
{
    bool busy = false;
    for (uint32_t i = 0; i < m->state->thread_count; i++) {
        enum rest_motion motion = rest_motion(m, i);
        busy = busy || motion == REST_STEPS || motion == REST_WORKS;
    }
    return busy;
}

/* Whether it still does what was typed, or will once others or time let it. */
static bool main_is_at_it(const struct machine *m)
{
    return state_thread(m->state, STATE_MAIN)->status == THREAD_RUNNING && rest_anybody_moves(m);
}

static void stand_still(struct lab *lab, struct machine *m, void *session)
{
    struct session *s = session;
    bool late = monotonic_milliseconds() - s->feed.handed > GOES_ON_MS;
    if (lab_paused(lab) || main_is_at_it(m) || (anybody_busy(m) && !late))
        return;
    lab_pause(lab, true);
    s->playing->presenting->still = true;
}

static void move(struct lab *lab, struct machine *m, void *session)
{
    struct session *s = session;
    (void)m;
    lab_pause(lab, false);
    s->playing->presenting->still = false;
}

bool present_holds(const struct session *s)
{
    const struct presenting *p = s->playing ? s->playing->presenting : NULL;
    return p && !p->taken_over && session_player(s) && player_is_within(session_player(s));
}

static bool may_stand_still(const struct session *s)
{
    return !s->exact && present_holds(s) && !s->playing->presenting->still &&
           session_handed_all(s) && !s->playing->stopped;
}

void present_still_end(struct session *s)
{
    if (s->playing->presenting->still)
        lab_do(s->lab, move, s);
}

int present_still_timeout(const struct session *s)
{
    return may_stand_still(s) ? STILL_LOOK_MS : -1;
}

bool present_still(const struct session *s)
{
    return s->playing && s->playing->presenting && s->playing->presenting->still;
}

/* Behind a return to another stop, which was kept as it was left. */
static void look_if_still(struct lab *lab, struct machine *m, void *session)
{
    struct session *s = session;
    (void)m;
    s->playing->presenting->still = lab_paused(lab) && !s->playing->stopped;
}

void present_still_returned(struct session *s)
{
    lab_do(s->lab, look_if_still, s);
}

void present_still_pump(struct session *s)
{
    if (may_stand_still(s))
        lab_do(s->lab, stand_still, s);
}
