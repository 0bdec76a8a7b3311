/* drive.h - who can go on and who is next, over a machine, without a pthread and without a clock of
 * its own: for all that lets threads step, be it pthreads (run/), a page or a test.
 *
 *     struct drive d = {.hooks = &hooks, .context = me};
 *     machine_init(&d.machine, program, seed, 0);      // and read_clock, sink as its owner likes
 *     drive_begin(&d);
 *     schedule_start(&d.schedule, SCHEDULE_RANDOM, seed);
 *     machine_start_main(&d.machine, unit);
 *     drive_apply_changes(&d);
 *     while (drive_step(&d, &thread) == DRIVE_STEPPED)
 *         ...
 *     drive_free(&d);
 *
 * Nobody is looked at in vain: a thread that cannot step stands in the line of the entity that it
 * waits for, or among the deadlines, and a step says whom it concerns (struct change in step.h). A
 * thread that lost what it was let go for is only found out when it is its turn: `runnable` may
 * hold some that cannot step any more, and a schedule draws among all of them.
 *
 * A machine with read_clock has a clock that runs by itself; without one its clock is virtual: it
 * moves when nobody can step, and when threads only spin (spin.c).
 *
 * Owned by one thread, or guarded by its owner's lock, which every function here then needs. */
#ifndef THRUM_CORE_DRIVE_H
#define THRUM_CORE_DRIVE_H

#include "core/schedule.h"
#include "core/step.h"

/* What the driver knows of a thread beside its state. */
struct standing {
    int64_t since;           /* when it began to wait */
    uint32_t object;         /* 1 + the entity in whose line it stands; LINE_OF_ALL; 0: none */
    uint32_t next, previous; /* 1 + threads, in that line */
    uint32_t heap;           /* 1 + its place among the deadlines, 0: none */
    uint32_t woken_for;      /* 1 + the entity for which it was taken out of a line */
    uint64_t let_go_by;      /* the number of the step that made its next one possible; 0: none */
    uint8_t kind;            /* enum readiness_kind when last looked at */
    bool outside;            /* works, asks or fetches outside the machine */
    bool carried;            /* somebody is there to do its steps: see drive_hooks.carry */
};

/* Those whose next step is on one entity and not enabled, first come first. */
struct waiting_line {
    uint32_t first, last; /* 1 + threads */
    uint32_t count;
};

#define LINE_OF_ALL UINT32_MAX

/* What has come about; told once each time. */
enum drive_news {
    DRIVE_OVER = 1,  /* main and all that it waited for have ended; the rest has been stopped */
    DRIVE_STUCK = 2, /* nobody can ever step again by itself, though somebody waits */
    DRIVE_GATED = 4, /* the gate has closed */
    DRIVE_LEFT = 8,  /* a strict recorded schedule cannot be followed any further */
};

struct drive;

/* What the owner is told and asked; each may be NULL. None may call the driver back. */
struct drive_hooks {
    /* A thread has begun, or may step and nobody carries it: finds somebody who does its steps.
     * False where there is no room: the thread has been failed (machine_fail_thread). */
    bool (*carry)(void *context, uint32_t thread);
    /* It may step now, or cannot any more. */
    void (*runnable)(void *context, uint32_t thread, bool runnable);
    /* It has ended, and is forgotten. */
    void (*ended)(void *context, uint32_t thread);
    /* What it does outside is to be given up: it is cancelled or interrupted. */
    void (*hurry)(void *context, uint32_t thread);
    /* The earliest deadline is another now; NO_DEADLINE: there is none. */
    void (*alarm)(void *context, int64_t deadline);
    /* A recorded schedule has ended a wait: its time is over, or it ends by itself, spuriously. */
    void (*wait_ended)(void *context, uint32_t thread, bool by_itself);
    /* While this says true nobody is chosen and a virtual clock stands still. */
    bool (*gate)(void *context);
    void (*tell)(void *context, enum drive_news news);
};

struct drive {
    struct machine machine;
    struct schedule schedule;
    const struct drive_hooks *hooks;
    void *context;

    struct thread_set runnable; /* threads that may be able to step */
    struct standing *standings; /* by thread */
    uint32_t standing_capacity;
    struct waiting_line *lines; /* by entity */
    uint32_t line_capacity;
    struct waiting_line all; /* join all */
    uint32_t *heap;          /* threads by deadline: a binary heap */
    int64_t *heap_deadline;  /* beside it */
    uint32_t heap_count, heap_capacity;
    uint32_t chosen;  /* the thread that has the turn where one goes at a time; NO_THREAD */
    uint32_t outside; /* how many threads are outside */
    bool paused;      /* no thread goes but one that drive_grant lets go */
    bool over, told_stuck;
    bool gated;     /* the gate was closed when last asked */
    uint64_t steps; /* done since it began; fewer again where steps were taken back */
    /* What makes threads go on that are settled now: for EVENT_GOES_ON. */
    enum cause cause;
    uint64_t causing; /* the step's number, of CAUSE_STEP */
    uint64_t changes; /* that were applied, in all: who could not step still cannot without one */
    int64_t burnt;    /* nanoseconds of a virtual clock that threads have spun away */

    /* spin.c */
    uint32_t at_instant;            /* steps since the virtual clock last came to a deadline */
    struct state *spin_state;       /* one that was, to compare with; NULL: none */
    struct thread_set spin_stepped; /* threads that have stepped since */
};

/* The machine is new. Also to begin anew with another one. */
void drive_begin(struct drive *d);
/* Frees the machine and the schedule too, not the program. */
void drive_free(struct drive *d);
/* Makes *to a driver of its own that stands where `from` does, over a copy of the state and the
 * same program: without hooks, sink and clock, and without the segments of a recorded schedule. For
 * drive_free. And what such a copy takes, in bytes. */
void drive_copy(const struct drive *from, struct drive *to);
size_t drive_bytes(const struct drive *d);

/* True where one thread goes at a time and is chosen. */
static inline bool drive_chooses(const struct drive *d)
{
    return d->schedule.kind != SCHEDULE_FREE || d->paused;
}
static inline bool drive_is_virtual(const struct drive *d)
{
    return !d->machine.read_clock;
}

/* ---- Who can step (drive.c) ------------------------------------------------------------------ */

/* Looks anew at what a thread can do and puts it into the line, the heap, the set where it belongs.
 */
void drive_settle(struct drive *d, uint32_t thread);
/* The same of all who may be able to step: who has lost what it was let go for waits from here on.
 */
void drive_settle_all(struct drive *d);
/* Sees to every thread that the changes of the machine concern. */
void drive_apply_changes(struct drive *d);
/* The step of `thread` is done: sees to everybody whom it concerns, and counts it. */
void drive_settle_step(struct drive *d, uint32_t thread);
/* The same, and what it means to the clock and to the end of the run. */
void drive_after_step(struct drive *d, uint32_t thread);
/* Steps of a thread that is READY, one or more but at most `most`, as long as they concern nobody
 * else and `stop` is false, and drive_after_step for the last. Returns how many. Where any thread
 * may go on, on a real clock, and no step is heard (step_is_heard). */
uint32_t drive_run_on(struct drive *d, uint32_t thread, uint32_t most, const atomic_bool *stop);
/* Stops the rest once main and all that it waited for have ended. */
void drive_settle_over(struct drive *d);
/* Begins and ends what a thread that WAITS_OUTSIDE does there; machine_complete comes in between.
 */
void drive_leave(struct drive *d, uint32_t thread);
void drive_come_back(struct drive *d, uint32_t thread);
/* Forgets lines, heap and set, and settles every thread: after the state was replaced. Who carries
 * the threads is asked anew. */
void drive_rebuild(struct drive *d);
/* Forgets the threads themselves too: none is there any more, and nobody is told. */
void drive_forget(struct drive *d);
struct standing *drive_standing(struct drive *d, uint32_t thread);

/* Since when a thread waits, sleeps or idles, by the clock. */
int64_t drive_waits_since(const struct drive *d, uint32_t thread);
/* How many wait for the same object to become free, this thread included; 0 if it does not. */
uint32_t drive_waiters(const struct drive *d, uint32_t thread);
/* Those whose next step is on this entity and has to wait until it is free, in their order: at most
 * `most` of them; returns how many there are. */
uint32_t drive_line(const struct drive *d, uint32_t entity, uint32_t *threads, uint32_t most);

/* ---- Time (drive_next.c, deadlines.c) -------------------------------------------------------- */

/* The earliest deadline, or NO_DEADLINE. */
static inline int64_t drive_deadline(const struct drive *d)
{
    return d->heap_count ? d->heap_deadline[0] : NO_DEADLINE;
}
/* The clock's time. */
int64_t drive_now(struct drive *d);
/* Those whose deadline has come may step. */
void drive_expire(struct drive *d);
void deadlines_put(struct drive *d, uint32_t thread, int64_t deadline);
void deadlines_remove(struct drive *d, uint32_t thread);

/* ---- Who is next (drive_next.c) -------------------------------------------------------------- */

/* Decides who goes next, if that is not decided; moves a virtual clock if nobody can. */
void drive_next(struct drive *d);
/* Under `manual` and while paused: the next `count` steps, of one thread, or of the one that is
 * next where `thread` is NO_THREAD. False where that thread cannot step. */
bool drive_grant(struct drive *d, uint32_t thread, uint64_t count);
/* Whether steps that were granted are still to be done. */
bool drive_stepping(const struct drive *d);
/* Whether what a recorded schedule says next, if it says anything, can be done in this state. */
bool drive_schedule_goes_on(const struct drive *d);
/* Whether nobody can step, no deadline will change that, and yet somebody waits. */
bool drive_is_stuck(const struct drive *d);

enum drive_outcome {
    DRIVE_STEPPED, /* `thread` has done a step */
    DRIVE_OUTSIDE, /* `thread` WAITS_OUTSIDE: drive_leave, machine_complete, drive_come_back */
    DRIVE_RESTS,   /* nobody goes now: over, stuck, paused, gated, or waiting for a real clock */
};

/* Where one goes at a time: decides who is next, and does that step. For owners whose threads have
 * nobody else to do it. */
enum drive_outcome drive_step(struct drive *d, uint32_t *thread);

/* spin.c: after a step on a virtual clock; and when that clock has come to a deadline. */
void spin_step(struct drive *d, uint32_t thread);
void spin_moved(struct drive *d);

#endif
