/* lab.h - a machine that lives: every thread of it a pthread that runs its own steps.
 *
 *     struct lab *lab = lab_new(&options);
 *     lab_do(lab, compile_and_start, &script);   // runs with the monitor held
 *     poll(lab_fd(lab), ...);
 *     if (lab_news(lab) & LAB_OVER) ...
 *     lab_free(lab);
 *
 * A front end is one thread and never holds the monitor: lab_do hands a function to the lab's own
 * thread, which runs it between two steps, before any user's thread gets the monitor again. Nothing
 * here waits for a user's thread. What happens is told to the sink as struct event (core/events.h),
 * with the monitor held. */
#ifndef THRUM_RUN_LAB_H
#define THRUM_RUN_LAB_H

#include "core/step.h"
#include "run/clock.h"
#include "core/schedule.h"

struct drive;
struct lab;

struct lab_options {
    enum schedule_kind schedule; /* not SCHEDULE_SEGMENTS: see lab_use_segments */
    enum clock_kind clock;
    double factor;           /* of CLOCK_KIND_TIMES */
    uint64_t seed;           /* of the schedule and of `random` */
    uint32_t max_threads;    /* alive at once; 0: the machine's own limit */
    uint64_t most_bytes;     /* of all that the threads have; 0: the machine's own limit */
    struct program *program; /* what its threads run, which becomes the lab's; NULL: a new one */
    bool traces;             /* EVENT_STEP is wanted */
    bool keeps_history;      /* for lab_undo and lab_look_back */
    void (*sink)(void *context, const struct event *event);
    void *sink_context;
    /* A gate, or NULL: asked, with the monitor held, whenever it is decided who goes next. While it
     * says true nobody is chosen and a virtual clock stands still, so that what the front end does
     * next comes behind this very step, in every run. Under `free` it stops the virtual clock
     * alone. It only looks, and what it looks at is changed with the monitor held. */
    bool (*gate)(struct lab *lab, const struct machine *m, void *context);
    void *gate_context;
    bool one_for_all; /* where one thread goes at a time one worker does the steps of all, as where
                         the system keeps no thread on one processor: for tests */
};

/* Main is there, idle, and takes orders. NULL where the system has no room for its threads; the
 * sink is told nothing before it returns. */
struct lab *lab_new(const struct lab_options *options);
/* Ends every thread wherever it is and frees everything. */
void lab_free(struct lab *lab);

/* Runs `function` with the monitor held and returns when it has run. */
void lab_do(struct lab *lab, void (*function)(struct lab *lab, struct machine *m, void *argument),
            void *argument);

/* What lab_news reports. */
enum lab_news {
    LAB_OVER = 1,     /* main and all that it waited for have ended; the rest has been stopped */
    LAB_STUCK = 2,    /* nobody can ever step again by itself, though somebody waits */
    LAB_QUESTION = 4, /* a thread asks the user: lab_question */
    LAB_WOKEN = 8,    /* lab_wake was called */
    LAB_RESTED = 16,  /* a thread for which lab_watch was called cannot step now */
    LAB_GATED = 32,   /* the gate has closed */
    LAB_LEFT = 64,    /* the segments of lab_use_segments cannot be followed any further */
};

/* Readable when there is news. */
int lab_fd(const struct lab *lab);
/* The news since the last call: bits of enum lab_news. */
unsigned lab_news(struct lab *lab);

/* The oldest open question of `ask`, malloc'd, or NULL. */
char *lab_question(struct lab *lab);
/* The thread that asks it, or NO_THREAD. */
uint32_t lab_asker(struct lab *lab);
/* The answer to it; NULL: the input has ended. */
void lab_answer(struct lab *lab, const char *answer);

/* Makes lab_fd readable; from any thread. */
void lab_wake(struct lab *lab);

/* ---- With the monitor held: from a function that lab_do runs, or from the sink --------------- */

const struct machine *lab_machine(const struct lab *lab);
/* Who can go on and who is next, to be looked at: src/watch reads off it what is said of that. */
const struct drive *lab_drive(const struct lab *lab);
/* Gives main or a puppet an order, or main its script, and sees to the threads that may go on. */
bool lab_order(struct lab *lab, uint32_t thread, uint32_t unit, struct buffer *why);
void lab_start_main(struct lab *lab, uint32_t unit);
/* Ctrl-C for main or a puppet; returns how many waiting orders were dropped. */
uint32_t lab_interrupt(struct lab *lab, uint32_t thread);
bool lab_finish(struct lab *lab);
/* Begins anew: every thread ends, every object is forgotten, the clock starts at 0; functions stay
 * if `functions` is true. */
void lab_restart(struct lab *lab, bool functions);

void lab_use_schedule(struct lab *lab, enum schedule_kind kind, uint64_t seed);
/* Who goes next is told by the text; where what it says cannot be done nobody goes on, and LAB_LEFT
 * is news. False with a message in `why` (of `size` bytes). */
bool lab_use_segments(struct lab *lab, const char *text, char *why, size_t size);
/* Behind lab_use_segments: a virtual clock stands still as long as the segments last, and a thread
 * that sleeps or waits goes on when they say so. */
void lab_use_untimed(struct lab *lab);
void lab_use_clock(struct lab *lab, enum clock_kind kind, double factor);
void lab_use_seed(struct lab *lab, uint64_t seed);
void lab_use_gil(struct lab *lab, bool on);
/* The lesson whose code there may be in the lab beside the user's own; kept by lab_restart. */
struct lab_lesson {
    const char *folder;  /* where `fetch` looks for file:NAME without a slash, the user's too */
    const char *scratch; /* where the lesson's own code may write: see struct fetch_bounds */
    bool alone;          /* nobody is there to be asked: of the network it gets this machine */
};
/* NULL: there is none, and what one has left behind may reach nothing. */
void lab_use_lesson(struct lab *lab, const struct lab_lesson *lesson);
const struct schedule *lab_schedule(const struct lab *lab);
/* Whether what the segments say next, if they say anything, can be done in this state. */
bool lab_schedule_goes_on(const struct lab *lab);
const struct clock *lab_clock(const struct lab *lab);
/* The lab's clock now. */
int64_t lab_now(struct lab *lab);

void lab_pause(struct lab *lab, bool paused);
bool lab_paused(const struct lab *lab);
/* `step`: the next `count` steps, of one thread, or of the one that is next where `thread` is
 * NO_THREAD. Under `free` it pauses first. False where that thread cannot step. */
bool lab_step(struct lab *lab, uint32_t thread, uint64_t count);
/* Whether steps that lab_step granted are still to be done. */
bool lab_stepping(const struct lab *lab);
/* Takes steps back, or does them again; returns how many. Under `manual` and while paused, and as
 * far as the history goes (lab_oldest_step). What main was told and did without a step, as
 * `shared n = 0`, counts as one. More than `count` where main, which goes on by itself under
 * `manual`, would otherwise undo the undoing. */
uint64_t lab_undo(struct lab *lab, uint64_t count);
uint64_t lab_redo(struct lab *lab, uint64_t count);
/* What `redo` would do first: who, and the instruction; 0: nothing. */
uint32_t lab_ahead(const struct lab *lab, uint32_t *thread);

/* The threads that did the steps since the lab last began anew, in their order: from the one with
 * this index on, at most `most` of them; NO_THREAD where that is not kept any more. Returns how
 * many steps there are in all. */
size_t lab_steps_done(const struct lab *lab, size_t from, uint32_t *threads, size_t most);
/* Puts the lab back into a state that it was in since it last began anew, paused, with a recorded
 * schedule that `step` follows and `undo` goes back in; `resume` follows it at full speed, then
 * goes round-robin. Steps count from 0 again: who keeps what happened forgets it before this. False
 * with a message in `why` (of `size` bytes) where the schedule is none. */
bool lab_replay(struct lab *lab, const struct state *from, const char *segments, char *why,
                size_t size);

/* While the lab is held no thread steps, though its clock goes on: for a front end that cannot take
 * more of what the threads print. Held from the sink, with the monitor; let go by the front end,
 * without it. lab_restart and lab_free let go too. */
void lab_hold(struct lab *lab);
void lab_let_go(struct lab *lab);

/* Whether a question of this thread is open: asked and not yet answered. */
bool lab_asks(struct lab *lab, uint32_t thread);
/* Asks for LAB_RESTED, once, when this thread, which can step now, cannot any more. */
void lab_watch(struct lab *lab, uint32_t thread);

/* Whether nobody can step, no deadline will change that, and yet somebody waits: LAB_STUCK may be
 * old news. With the monitor. */
bool lab_is_stuck(const struct lab *lab);
/* Whoever cannot go on any more waits, which is told, though it is not its turn to be looked at. */
void lab_settle(struct lab *lab);
/* Whether ever a thread failed because the system had no room for it. */
bool lab_lacked_room(const struct lab *lab);

/* What is looked at: the lab as it is, or as it was when fewer steps had been done. The one place
 * for that: panes and what is printed of them are filled from this driver and its machine. */
const struct drive *lab_shown(const struct lab *lab);
/* How many steps had been done there: the number of the last of them, counted from 1 since the lab
 * last began anew; lab_steps where it is looked at as it is. */
uint64_t lab_shown_step(const struct lab *lab);
/* Whether that is the past. */
bool lab_looks_back(const struct lab *lab);
/* What that step did, as EVENT_STEP tells it; NULL: it is looked at as it is, or before the first
 * step that is kept. */
const struct event *lab_shown_event(const struct lab *lab);
/* Looks at the lab as it was when so many steps had been done, while it goes on; as it is where no
 * more have been done. False where that is not kept: steps before lab_oldest_step. What is looked
 * at stays, however long. */
bool lab_look_back(struct lab *lab, uint64_t step);
void lab_look_at_now(struct lab *lab);
/* The least number of steps for which it can be looked back: that of a history which has begun or
 * gone on since; lab_steps where there is none. */
uint64_t lab_oldest_step(const struct lab *lab);

/* Steps done; and processor time, nanoseconds, that was burnt spinning on a virtual clock. */
uint64_t lab_steps(const struct lab *lab);
int64_t lab_burnt(const struct lab *lab);

#endif
