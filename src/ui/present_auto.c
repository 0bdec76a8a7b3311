/* present_auto.c - see present_auto.h. */
#include "ui/present_auto.h"

#include "base/monotonic.h"
#include "ui/curses_front.h"

enum {
    LEAST_MS = 1800,     /* to see that something has changed */
    READ_A_SECOND = 16,  /* characters: nearly 200 words in a minute */
    THINK_MS = 5000,     /* about a question */
    PAGE_MS = 6000,      /* until the text that did not fit is moved up */
    PATIENCE_MS = 60000, /* with what runs and does not end */
    LAST_MS = 4000,      /* the last picture */
};

/* Who has it typed faster reads faster. */
static int64_t scaled(int64_t milliseconds, double speed)
{
    return (int64_t)((double)milliseconds * PRESENT_SPEED / speed);
}

int64_t present_auto_pause(size_t length, bool question, double speed)
{
    int64_t read = LEAST_MS + (int64_t)length * 1000 / READ_A_SECOND;
    return scaled(read + (question ? THINK_MS : 0), speed);
}

/* Whether the pause is over what it began with. */
static bool is_same(const struct present_auto *a, const struct present *p)
{
    return a->stop == p->now.stop && a->state == (int)p->now.state && a->next == (int)p->now.next &&
           a->typing == p->typing;
}

static void begin_pause(struct present_auto *a, const struct present *p)
{
    int64_t pause = present_auto_pause(p->now.length, p->now.state == PRESENT_ASKS, p->speed);
    a->stop = p->now.stop;
    a->state = (int)p->now.state;
    a->next = (int)p->now.next;
    a->typing = p->typing;
    if (p->now.state == PRESENT_RUNS)
        pause = PATIENCE_MS;
    else if (p->now.next == PRESENT_NEXT_NOTHING)
        pause += scaled(LAST_MS, p->speed);
    a->due_ms = monotonic_milliseconds() + pause;
}

static bool waits_for_presenter(const struct present *p)
{
    return !p->on || p->typing || p->blank || p->lists || p->now.state == PRESENT_PLAYS;
}

void present_auto_tick(struct front *f)
{
    struct present *p = &f->present;
    struct present_auto *a = &p->automatic;
    if (!a->on || !p->on)
        return;
    if (!is_same(a, p))
        begin_pause(a, p);
    if (waits_for_presenter(p) || monotonic_milliseconds() < a->due_ms)
        return;
    begin_pause(a, p);
    if (p->now.state == PRESENT_RUNS)
        present_deed(f, PRESENT_LEAVE_BEHIND);
    else if (transcript_read_on(f->transcript))
        a->due_ms = monotonic_milliseconds() + scaled(PAGE_MS, p->speed);
    else
        present_deed(f, p->now.next == PRESENT_NEXT_NOTHING ? PRESENT_QUIT : PRESENT_GO);
}

int64_t present_auto_timeout(const struct front *f)
{
    const struct present *p = &f->present;
    if (!p->automatic.on || waits_for_presenter(p))
        return -1;
    int64_t left = is_same(&p->automatic, p) ? p->automatic.due_ms - monotonic_milliseconds() : 0;
    return left > 0 ? left : 0;
}
