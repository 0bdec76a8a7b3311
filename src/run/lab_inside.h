/* lab_inside.h - the lab's own data, for the files of run/. */
#ifndef THRUM_RUN_LAB_INSIDE_H
#define THRUM_RUN_LAB_INSIDE_H

#include "base/waker.h"
#include "core/drive.h"
#include "run/kernel.h"
#include "run/lab.h"
#include "run/leave.h"
#include "run/monitor.h"

#include <stdatomic.h>

/* A thread's pthread. It holds nothing of the thread but its number: any worker can run any thread,
 * so that undo can take threads away and bring them back, and one can run all where one goes at a
 * time (`one_for_all`). */
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
    char first_name[KERNEL_NAME_SIZE]; /* what `top -H` shows from the start; fixed */
    /* ask: guarded by monitor.mutex */
    struct worker *next_unused; /* in lab.unused_workers */
    struct worker *next_question;
    char *question;
    const char *wants; /* the question is whether this host may be asked; NULL */
    char *answer;
    bool answered;
    bool abroad;   /* it has left the monitor to do something outside, and has not got it back;
                      guarded by monitor.mutex */
    bool discards; /* what it does outside is of a state that was taken back; guarded by the monitor
                    */
};

/* What the lab knows of a thread beside what its driver does. Guarded by the monitor. */
struct runner {
    struct worker *worker; /* NULL: not started, ended, or a timer that has not fired */
    bool watched;          /* the front end wants to know when it cannot step any more */
};

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
    struct drive drive;
    struct program *program;
    struct clock clock;
    uint32_t *fresh; /* threads that became runnable and whose workers do not know yet */
    size_t fresh_count, fresh_capacity;
    struct runner *runners; /* by thread */
    uint32_t runner_capacity;
    bool no_room; /* a thread failed because the system gave it no pthread */
    bool (*gate)(struct lab *lab, const struct machine *m, void *context); /* see lab_options */
    void *gate_context;
    uint64_t quantum; /* random numbers for how long `free` keeps the monitor */
    uint64_t seed;
    char *folder, *scratch; /* see lab_use_lesson */
    bool alone;
    bool one_for_all;   /* where one thread goes at a time one worker does the steps of all: the
                           system keeps nobody on a processor; fixed */
    bool bound;         /* the workers are kept on `processor` */
    int processor;      /* where one-at-a-time schedules are kept; -1: not yet chosen */
    bool keeps_history; /* see lab_options */
    bool keeps_texts;   /* a lab that was is kept (lab_kept.h), and what is in it */
    struct history *history; /* NULL: none is kept */
    struct drive *past;      /* the lab as it was, which is looked at; NULL: as it is */
    struct event past_event; /* of the last step there */
    bool past_event_known;

    /* Guarded by monitor.mutex. */
    struct turn turn; /* of the lab's own thread */
    struct request *requests, **last_request;
    pthread_cond_t request_done;
    bool competes;                 /* `free` and not paused: workers stand in line by themselves */
    int64_t alarm;                 /* the earliest deadline, NO_DEADLINE */
    bool clock_runs;               /* real and not paused: alarm is to be waited for */
    bool ends;                     /* the lab's thread has to end */
    uint32_t workers;              /* whose work is not over */
    bool expects_many;             /* the system knows that there are many of them */
    uint32_t waking;               /* how many have been woken and have not stood in line yet */
    struct worker *unused_workers; /* their work is over */
    pthread_cond_t worker_gone;
    struct worker *first_question, **last_question;
    struct leave leave;
    unsigned news; /* bits of enum lab_news */

    struct waker waker; /* there is news */
    pthread_t thread;   /* the lab's own */
};

extern const struct drive_hooks lab_hooks;

/* All of these: with the monitor held. */
struct runner *lab_runner(struct lab *lab, uint32_t thread);
/* The step of `thread` is done. */
void lab_after_step(struct lab *lab, uint32_t thread);
/* The holder is about to leave: decides who goes next, and tells them. */
void lab_next(struct lab *lab);
/* Under `free`: who stands first in line and has lost meanwhile what it was let go for waits for
 * that again, asleep, so that nobody is woken in vain. Whether somebody is left in line. */
bool lab_look_along_line(struct lab *lab);
/* Tells the workers of those that have become runnable; to be called before the baton is passed. */
void lab_tell_runnable(struct lab *lab);
/* Looks at every thread anew, after the state was replaced. */
void lab_rebuild(struct lab *lab);

/* With monitor.mutex held as well: gives the baton away. */
void lab_pass(struct lab *lab, struct turn *holder);
/* News for the front end; takes monitor.mutex. */
void lab_tell(struct lab *lab, unsigned news);

/* worker.c */
bool worker_start(struct lab *lab, uint32_t thread);
/* Frees the memory of workers that have gone. */
void worker_free_unused(struct lab *lab);
/* Its thread has ended: the pthread leaves it by itself. */
void worker_dismiss(struct lab *lab, struct worker *w);
/* The processors that the workers may use, after the schedule changed. */
void worker_bind_all(struct lab *lab);
/* outside.c: gives the baton up, does what the thread wants done outside, and takes it again. */
void outside_run(struct worker *w);

/* Puts the lab into this state, which becomes the lab's. */
void lab_restore(struct lab *lab, struct state *state);
/* Since when everybody waits there, which is no part of the state. */
void lab_keep_waits(struct lab *lab, const struct drive *past);
/* The system has no room for the thread. */
void lab_fail_for_room(struct machine *m, uint32_t thread);
/* What `time()` gives: of the day's clock, and of a virtual one. */
const char *lab_day_text(time_t seconds, char text[16]);
const char *lab_instant_text(int64_t now, char text[16]);

#endif
