/* monitor.h - the one lock over a lab's machine, as a baton that is handed from thread to thread.
 *
 * The thread that holds the baton may touch the machine. The mutex inside is held for moments only,
 * to pass the baton on; a thread that has to wait for it waits on its own condition variable, so
 * that exactly one is woken. Two kinds of threads want it: workers (worker.c), which run steps, and
 * the lab's own thread, which comes first: the prompt never waits for more than one step.
 *
 * To which thread a worker hands over is the lab's business (lab.c); this file knows waiting lines
 * only. */
#ifndef THRUM_RUN_MONITOR_H
#define THRUM_RUN_MONITOR_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* One thread's place at the monitor. All fields are guarded by monitor.mutex. */
struct turn {
    pthread_cond_t wake;
    bool granted;                 /* holds the baton */
    bool queued;                  /* stands in the line */
    struct turn *next, *previous; /* in the line */
};

struct monitor {
    pthread_mutex_t mutex;
    bool held;                 /* somebody holds the baton, or it has been granted to somebody */
    bool frozen;               /* nobody gets it but the lab's own thread */
    struct turn *first, *last; /* those that want it, first come first */
    struct turn *to_wake;      /* was granted the baton and is still asleep: see monitor_unlock */
    struct turn *urgent;       /* the lab's own thread, if it wants it */
    atomic_bool hurry;         /* `urgent` or `frozen`: read without the mutex, as a hint to hand
                                  over */
    atomic_uint wakes;         /* how many are being woken just now, without the mutex */
    atomic_uint wanted; /* how many want it: read without the mutex, as a hint to hand over */
};

void monitor_init(struct monitor *m);
void monitor_destroy(struct monitor *m);
void turn_init(struct turn *t);
void turn_destroy(struct turn *t);

/* The mutex. A thread that was granted the baton is woken after it is free again, so that it does
 * not run into it; its turn has to stay valid memory until then, whatever it does meanwhile. */
void monitor_lock(struct monitor *m);
void monitor_unlock(struct monitor *m);
/* Returns once nobody is being woken any more; nobody may be granted the baton meanwhile. */
void monitor_settle(struct monitor *m);
/* Waits for a condition, with the mutex; may return for no reason. */
void monitor_wait(struct monitor *m, pthread_cond_t *condition);
/* The same, but no longer than until then (monotonic.h). No other wait will do: a thread that
 * was granted the baton is woken only where the mutex is given up in here. */
void monitor_wait_until(struct monitor *m, pthread_cond_t *condition, int64_t instant);

/* The functions below are called with monitor.mutex held. */

/* Stands in line; at once granted where nobody holds the baton. */
void monitor_request(struct monitor *m, struct turn *t);
/* The same for the lab's own thread: before everybody else. */
void monitor_request_urgent(struct monitor *m, struct turn *t);
/* Leaves the line. */
void monitor_withdraw(struct monitor *m, struct turn *t);
/* The holder gives the baton to the urgent one, to `chosen` if not NULL, or to the first in line.
 */
void monitor_pass(struct monitor *m, struct turn *holder, struct turn *chosen);
/* From now on only the lab's own thread is granted the baton; the one that has it may finish its
 * step. */
void monitor_freeze(struct monitor *m);
/* The end of that: where nobody holds the baton, `chosen` (may be NULL) or the first in line gets
 * it. */
void monitor_thaw(struct monitor *m, struct turn *chosen);
/* Waits until the turn is granted. */
void monitor_await(struct monitor *m, struct turn *t);

/* Whether somebody else wants the baton; needs no lock. */
static inline bool monitor_wanted(struct monitor *m)
{
    return atomic_load_explicit(&m->wanted, memory_order_relaxed) != 0;
}

#endif
