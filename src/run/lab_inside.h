/* lab_inside.h - the lab's own data, for the files of run/. */
#ifndef THRUM_RUN_LAB_INSIDE_H
#define THRUM_RUN_LAB_INSIDE_H

#include "run/lab.h"
#include "run/leave.h"
#include "run/monitor.h"

#include <stdatomic.h>

/* A thread's pthread. It holds nothing of the thread but its number: any worker could run any
 * thread, so that undo can take threads away and bring them back. */
struct worker {
    struct lab *lab;
    uint32_t thread;     /* fixed */
    struct turn turn;    /* guarded by monitor.mutex */
    bool ready;          /* its thread may be able to step: it competes under `free`; guarded by
                            monitor.mutex */
    bool waking;         /* it was woken and has not stood in line yet; guarded by monitor.mutex */
    atomic_bool exits;   /* its thread has ended or was taken away; set under monitor.mutex */
    atomic_bool hurried; /* what it does outside is cancelled or interrupted; set under the mutex */
    pthread_t pthread;   /* set before anybody else sees the worker */
    uint32_t named;      /* the name that `top -H` shows; its own */
    /* ask: guarded by monitor.mutex */
    struct worker *next_unused; /* in lab.unused_workers */
    struct worker *next_question;
    char *question;
    const char *wants; /* the question is whether this host may be asked; NULL */
    char *answer;
    bool answered;
};

/* What the lab knows of a thread beside its state. Guarded by the monitor. */
struct runner {
    struct worker *worker;   /* NULL: not started, ended, or a timer that has not fired */
    int64_t since;           /* when it began to wait */
    uint32_t object;         /* 1 + the entity in whose line it stands; LINE_OF_ALL; 0: none */
    uint32_t next, previous; /* 1 + threads, in that line */
    uint32_t heap;           /* 1 + its place among the deadlines, 0: none */
    uint32_t woken_for;      /* 1 + the entity for which it was taken out of a line */
    uint8_t kind;            /* enum readiness_kind when last looked at */
    bool outside;            /* works, asks or fetches without the monitor */
    bool watched;            /* the front end wants to know when it cannot step any more */
};

/* Those whose next step is on one entity and not enabled, first come first. */
struct line {
    uint32_t first, last; /* 1 + threads */
    uint32_t count;
};

#define LINE_OF_ALL UINT32_MAX

struct request {
    void (*function)(struct lab *lab, struct machine *m, void *argument);
    void *argument;
    bool done;
    struct request *next;
};

struct history;

struct lab {
    struct monitor monitor;

    /* Guarded by the monitor. */
    struct machine machine;
    struct program *program;
    struct clock clock;
    struct schedule schedule;
    struct thread_set runnable;
    uint32_t *fresh; /* threads that became runnable and whose workers do not know yet */
    size_t fresh_count, fresh_capacity;
    struct runner *runners; /* by thread */
    uint32_t runner_capacity;
    struct line *lines; /* by entity */
    uint32_t line_capacity;
    struct line all;        /* join all */
    uint32_t *heap;         /* threads by deadline: a binary heap */
    int64_t *heap_deadline; /* beside it */
    uint32_t heap_count, heap_capacity;
    uint32_t chosen;  /* who has the turn where one goes at a time; NO_THREAD */
    uint32_t outside; /* how many threads are outside */
    bool paused, over, told_stuck;
    bool no_room; /* a thread failed because the system gave it no pthread */
    bool (*gate)(struct lab *lab, const struct machine *m, void *context); /* see lab_options */
    void *gate_context;
    bool gated;                     /* the gate was closed when last asked */
    uint64_t steps;                 /* done since the lab began */
    int64_t burnt;                  /* nanoseconds of a virtual clock that threads have spun away */
    uint32_t at_instant;            /* steps since the virtual clock last came to a deadline */
    struct state *spin_state;       /* spin.c: a state that was, to compare with; NULL: none */
    struct thread_set spin_stepped; /* who has stepped since */
    uint64_t quantum;               /* random numbers for how long `free` keeps the monitor */
    uint64_t seed;
    char *folder, *scratch; /* see lab_use_lesson */
    bool alone;
    bool bound;              /* the workers are kept on `processor` */
    int processor;           /* where one-at-a-time schedules are kept; -1: not yet chosen */
    struct history *history; /* for undo; NULL while nothing is recorded */

    /* Guarded by monitor.mutex. */
    struct turn turn; /* of the lab's own thread */
    struct request *requests, **last_request;
    pthread_cond_t request_done;
    bool competes;                 /* `free` and not paused: workers stand in line by themselves */
    int64_t alarm;                 /* the earliest deadline, NO_DEADLINE */
    bool clock_runs;               /* real and not paused: alarm is to be waited for */
    bool ends;                     /* the lab's thread has to end */
    uint32_t workers;              /* pthreads that have not exited */
    uint32_t waking;               /* how many have been woken and have not stood in line yet */
    struct worker *unused_workers; /* their pthreads have gone */
    pthread_cond_t worker_gone;
    struct worker *first_question, **last_question;
    struct leave leave;
    unsigned news; /* bits of enum lab_news */

    int fd;           /* eventfd: readable while there is news */
    pthread_t thread; /* the lab's own */
};

/* True where one thread goes at a time and is chosen. */
static inline bool lab_chooses(const struct lab *lab)
{
    return lab->schedule.kind != SCHEDULE_FREE || lab->paused;
}

/* All of these: with the monitor held. */
struct runner *lab_runner(struct lab *lab, uint32_t thread);
/* Looks anew at what a thread can do and puts it into the line, the heap, the set where it belongs.
 */
void lab_settle(struct lab *lab, uint32_t thread);
/* Sees to everybody whom the changes of the last step concern. */
void lab_apply_changes(struct lab *lab);
/* The step of `thread` is done. */
void lab_after_step(struct lab *lab, uint32_t thread);
/* Stops the rest once main and all that it waited for have ended. */
void lab_settle_over(struct lab *lab);
/* The holder is about to leave: decides who goes next; moves a virtual clock if nobody can. */
void lab_next(struct lab *lab);
/* Those whose deadline has come may step. */
void lab_expire(struct lab *lab);
void lab_set_runnable(struct lab *lab, uint32_t thread, bool runnable);
/* Tells the workers of those that have become runnable; to be called before the baton is passed. */
void lab_tell_runnable(struct lab *lab);
/* Forgets lines, heap and set, and settles every thread: after the state was replaced. */
void lab_rebuild(struct lab *lab);

/* With monitor.mutex held as well: gives the baton away. */
void lab_pass(struct lab *lab, struct turn *holder);
/* News for the front end; takes monitor.mutex. */
void lab_tell(struct lab *lab, unsigned news);

/* spin.c: after a step on a virtual clock; and when that clock has come to a deadline. */
void spin_step(struct lab *lab, uint32_t thread);
void spin_moved(struct lab *lab);

/* deadlines.c: the heap. */
void deadline_put(struct lab *lab, uint32_t thread, int64_t deadline);
void deadline_remove(struct lab *lab, uint32_t thread);

/* worker.c */
bool worker_start(struct lab *lab, uint32_t thread);
/* Frees the memory of workers that have gone. */
void worker_free_unused(struct lab *lab);
/* Its thread has ended: the pthread goes by itself. */
void worker_dismiss(struct lab *lab, struct worker *w);
/* The processors that the workers may use, after the schedule changed. */
void worker_bind_all(struct lab *lab);
/* outside.c: gives the baton up, does what the thread wants done outside, and takes it again. */
void outside_run(struct worker *w);

/* history.c */
void history_begin(struct lab *lab);
void history_end(struct lab *lab);
void history_step(struct lab *lab, uint32_t thread);
void history_order(struct lab *lab, uint32_t thread, uint32_t unit);
/* A recorded schedule has ended a wait: its time is over, or it ends by itself, spuriously. */
void history_wait_ends(struct lab *lab, uint32_t thread, bool by_itself);
/* Puts the lab into this state, which becomes the lab's. */
void history_restore(struct lab *lab, struct state *state);

#endif
