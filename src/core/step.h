/* step.h - the meaning of every command: is a thread's next step enabled, and what does it change.
 *
 * The live threads, single-stepping, undo and the explorer all drive these functions. A machine is
 * a program, a state and whoever watches. Every function here is called with the lab's monitor
 * held, or by the only owner of the machine. */
#ifndef THRUM_CORE_STEP_H
#define THRUM_CORE_STEP_H

#include "base/buffer.h"
#include "core/events.h"
#include "core/program.h"
#include "core/state.h"

#include <stdatomic.h>

/* What a step may have changed for other threads, so that a driver looks at nobody else. */
enum change_kind {
    CHANGE_THREAD,  /* look at this thread again: started, ordered, released, timed, cancelled */
    CHANGE_ENTITY,  /* threads whose next step is on this entity may be enabled now */
    CHANGE_STARTED, /* this thread was started */
    CHANGE_ENDED,   /* this thread has ended */
    CHANGE_BUSY,    /* `join all` may be enabled now */
};

struct change {
    enum change_kind kind;
    uint32_t index;
};

/* One plain variable or element that a step reads or writes. */
struct access {
    uint32_t entity;
    uint32_t element; /* 1 + index in an array, 0 for a variable */
    uint32_t pc;      /* of the instruction: in an atomic block there are many */
    bool writes;
    bool indivisible; /* in an atomic block, or by cas, add, swap: races with no other such */
};

/* What else a step does that others' steps can depend on, or that depends on theirs (touches.c).
 * Beside these its changes (above) say whom it lets go on. */
enum touch_kind {
    TOUCH_LOOKS,       /* at an entity: what was done to it comes before the step */
    TOUCH_CHANGES,     /* an entity, having looked at it: what is done to it later comes behind */
    TOUCH_LOOKS_LIVES, /* at how many threads there are */
    TOUCH_ORDERS,      /* a thread that has something else to do: what it does then comes behind */
    TOUCH_LOOKS_ALL,   /* every step so far comes before it */
    TOUCH_CHANGES_ALL, /* every later step comes behind it */
    TOUCH_DROPS,       /* an entity is no more */
};

/* What a follower is told beside steps. */
enum follow {
    FOLLOW_ANEW = -1,   /* all begins anew */
    FOLLOW_UNDONE = -3, /* the state was replaced by one before it, or behind it */
    FOLLOW_OUTSIDE =
        -2, /* something was done from outside, by who may have seen every step so far */
};

struct touch {
    enum touch_kind kind;
    uint32_t index; /* of the entity or thread */
    uint32_t pc;    /* of the instruction */
};

struct machine {
    struct program *program;
    struct state *state;
    void (*sink)(void *context, const struct event *event);
    void *sink_context;
    bool traces;                          /* EVENT_STEP is wanted */
    int64_t (*read_clock)(void *context); /* the lab's clock where it runs by itself; NULL:
                                             state.now is moved by the driver */
    void *clock_context;
    const char *(*time_of_day)(void *context, int64_t now, char text[16]); /* for time(); NULL:
                                             from state.now, beginning at 00:00:00 */
    bool choice_forced; /* the next `choose` gives `choice`, if that lies within its bounds */
    int64_t choice;
    struct change *changes; /* since the driver last set change_count to 0 */
    size_t change_count, change_capacity;
    bool watches;            /* the plain variables that steps touch are wanted: */
    struct access *accesses; /* since the driver last set access_count to 0 */
    size_t access_count, access_capacity;
    /* Called at the end of each step, with what the step has changed, accessed and touched in the
     * three lists, and otherwise with one of enum follow for a thread. NULL: nobody follows. */
    void (*follow)(void *context, struct machine *m, int64_t thread);
    void *follow_context;
    uint8_t *executed;     /* by instruction: it has been done, or tried; NULL: nobody asks */
    bool follows;          /* touches are wanted: of the steps of a machine that is followed */
    struct touch *touches; /* since the follower last set touch_count to 0 */
    size_t touch_count, touch_capacity;
    uint64_t most_bytes; /* that the state may have; 0: LIMIT_STATE_BYTES */
    const char *limit; /* which limit of limits.h was passed since the driver last set it to NULL */
    bool name_again; /* a name was wanted that a thread bears: whether that has ended tells more */
    /* Below: of the step that is being done. */
    uint32_t error;        /* what an instruction has raised: a failure (failure.h) */
    uint32_t error_kind;   /* enum pending_kind, see machine.h */
    uint32_t error_origin; /* 1 + the instruction where it came up first, if raised again */
    uint32_t operations;   /* local ones so far */
    uint32_t atomic;       /* atomic blocks and invariants it is in: nothing may block */
    uint32_t current;      /* thread + 1 */
    uint32_t broken;       /* the unit of the invariant that the step broke; 0: none */
    uint32_t breach;       /* that as a failure */
    struct event event;    /* what the visible instruction will be reported as */
    struct buffer scratch;
};

/* A machine with an empty state: thread main, idle. The program is borrowed, the state is owned. */
void machine_init(struct machine *m, struct program *program, uint64_t seed, uint32_t max_threads);
void machine_free(struct machine *m);
/* Whoever follows the steps from here on, or NULL: nobody. */
void machine_follow(struct machine *m,
                    void (*follow)(void *context, struct machine *m, int64_t thread),
                    void *context);
static inline void machine_tell_follower(struct machine *m, enum follow what)
{
    if (m->follow)
        m->follow(m->follow_context, m, what);
}

/* Why a thread cannot step. */
enum readiness_kind {
    READY, /* its next step is enabled */
    NOT_STARTED,
    NOT_ALIVE,
    IDLE,             /* a puppet without orders */
    WAITS_FOR_OBJECT, /* until `object` changes: what it wants is not free */
    WAITS_IN_LIST,    /* until it is released: it is in `object`'s list of waiters */
    WAITS_FOR_THREAD, /* joins `object` */
    WAITS_FOR_ALL,    /* join all */
    SLEEPS,
    DOES_IO,       /* until `deadline` */
    WORKS,         /* until `deadline`, or for the interpreter lock */
    WAITS_OUTSIDE, /* work, ask or fetch is to be done outside the machine: machine_complete */
};

/* What may happen to a thread that nobody does: it comes by itself or does not come. */
enum by_itself {
    BY_ITSELF_NOTHING,
    BY_ITSELF_WAKES, /* it wakes without a notify, as POSIX allows: machine_wake_spuriously */
};

struct readiness {
    enum readiness_kind kind : 16; /* packed: two registers hold it all */
    enum by_itself by_itself : 16; /* explore may be asked to look at that, too */
    uint32_t object;               /* entity + 1, or 0 */
    int64_t deadline;              /* when it will be enabled whatever happens; NO_DEADLINE */
};

/* When a timer that repeats had to go off, counted from `now`, as far as it matters for when it
 * does so again; 0 for what is none. */
int64_t timer_due_from(const struct state *s, uint32_t thread, int64_t now);
/* Whether the step of a thread that is READY chooses a number, and which: the numbers that
 * machine.choice may be. */
bool machine_choices(const struct machine *m, uint32_t thread, int64_t *low, int64_t *high);
struct readiness step_readiness(const struct machine *m, uint32_t thread);
static inline bool step_enabled(const struct machine *m, uint32_t thread)
{
    return step_readiness(m, thread).kind == READY;
}
/* Does one step of a thread that is READY. */
void step_run(struct machine *m, uint32_t thread);
/* Whether somebody is told of each step or of what it does, by event, by machine_follow or in one
 * of the machine's lists. */
bool step_is_heard(const struct machine *m);
/* Does one step of a thread that is READY, and then others of it, at most `most` in all, as long as
 * it is READY and nothing stops it: `stop`, or changes of a step with which goes_on does not go on,
 * after it has taken back those that matter to nobody. Returns how many. Only while the steps are
 * not heard; it is the same as step_run so many times, in a third of the time. */
uint32_t step_run_on(struct machine *m, uint32_t thread, uint32_t most, const atomic_bool *stop,
                     bool (*goes_on)(void *context), void *context);
/* Does of such a step its visible instruction, which EVENT_STEP tells, and none of the local work
 * behind it: on a copy that is then thrown away, for who wants to know what the step would be. */
void step_run_instruction(struct machine *m, uint32_t thread);

/* ---- What is done to a machine from outside, between steps ----------------------------------- */

/* Gives main the body of a script; at once it is ready for its first step. */
void machine_start_main(struct machine *m, uint32_t unit);
/* Gives a puppet or main an order, as OP_ORDER does; false where it takes none or has too many, and
 * says why. */
bool machine_order(struct machine *m, uint32_t thread, uint32_t unit, struct buffer *why);
/* The orders that a puppet or main has not begun yet, first come first: the units, at most `most`;
 * returns how many there are. */
size_t machine_orders(const struct machine *m, uint32_t thread, uint32_t *units, size_t most);
/* Ctrl-C: ends what main or a puppet does now and forgets its other orders; returns how many. */
uint32_t machine_interrupt(struct machine *m, uint32_t thread);
/* `finish`: main ends once its orders are done; at once where it is idle. */
bool machine_finish_main(struct machine *m);
/* Every thread that is alive stops where it is, as daemons do at the end. */
void machine_stop_all(struct machine *m);
/* What a thread that WAITS_OUTSIDE has got: its next step will push it. `error`: its text; it will
 * be raised instead; else NULL. */
void machine_complete(struct machine *m, uint32_t thread, struct value result, const char *error);
/* The question or URL (and file) of a thread that WAITS_OUTSIDE; nanoseconds to be burnt. */
struct outside {
    enum program_opcode op; /* OP_WORK, OP_ASK, OP_FETCH */
    int64_t work;
    bool items;          /* `work` is a count of items of work, not nanoseconds */
    uint32_t text, file; /* texts; file: TEXT_TOO_MUCH if none */
};
struct outside machine_outside(const struct machine *m, uint32_t thread);
/* Whether what the thread does next is done for guest code: guest.c. */
bool machine_is_guest(const struct machine *m, uint32_t thread);
/* A thread for which the system has no room any more fails with this text. */
void machine_fail_thread(struct machine *m, uint32_t thread, const char *text);
/* The value that the expression `unit` (compile_evaluation) has now, given the values of its
 * parameters; false where it raises an error. It is evaluated on a copy of the state, by a thread
 * of its own without a name, and nobody is told; only texts that it makes are added to the program.
 */
bool machine_evaluate(const struct machine *m, uint32_t unit, const struct value *parameters,
                      uint32_t count, struct value *result);
/* A waiter that may (KIND_WAKES_BY_ITSELF) wakes without having been notified, as POSIX allows;
 * false where the thread is no such waiter. Only explore does that, and a schedule that it found.
 */
bool machine_wake_spuriously(struct machine *m, uint32_t thread);
/* Whether the thread is in a list of waiters and has given up a lock for that. */
bool machine_gave_up_lock(const struct machine *m, uint32_t thread);
/* gil on, gil off. */
void machine_set_gil(struct machine *m, bool on);
/* No thread is needed any more but daemons: main and all others that the program waits for ended.
 */
bool machine_over(const struct machine *m);
/* The instruction that a thread does next, for the panes; 0 where it does none. */
uint32_t machine_next_pc(const struct machine *m, uint32_t thread);

/* ---- Words for people ------------------------------------------------------------------------ */

/* "mutex", "reader-writer lock", "thread", ... */
const char *entity_kind_name(enum entity_kind kind);
/* a or an. */
const char *entity_kind_article(enum entity_kind kind);
/* An entity's name, with [index] for an element of an array; a thread's name. Controls visible. */
void machine_add_entity_name(const struct machine *m, uint32_t entity, struct buffer *out);
void machine_add_thread_name(const struct machine *m, uint32_t thread, struct buffer *out);
/* The state word of the language page: "waiting". */
const char *machine_state_word(const struct machine *m, uint32_t thread);
/* What a step did, as EVENT_STEP tells it, without the thread: "acquires m", "releases s 2 times",
 * "fails at `unlock m`: nobody holds m, ..."; deed.c. */
void machine_add_deed(const struct machine *m, const struct event *e, struct buffer *out);
/* What a thread waits for, in a clause that has the thread for its subject: "waits for m", "joins
 * bob"; where `with_kind` is true "waits for the mutex m". "" where it waits for nothing. */
void machine_add_wait(const struct machine *m, uint32_t thread, bool with_kind, struct buffer *out);
/* The same with why that does not come: "waits for m, held by bob". */
void machine_add_reason(const struct machine *m, uint32_t thread, struct buffer *out);
/* "has ended", "was killed"; "" of one that has not. */
const char *machine_ended_how(const struct machine *m, uint32_t thread);
/* The thread that one at JOIN names now; UINT32_MAX where it names none. */
uint32_t machine_joined_by_name(const struct machine *m, uint32_t thread);
/* A value as `print` shows it. */
void value_add_text(const struct program *p, struct value value, struct buffer *out);
/* Nanoseconds as `print` shows durations: exact seconds, "0.25s". */
void duration_add_text(int64_t nanoseconds, struct buffer *out);
/* Whether a thread holds an object: a lock, for reading too, a critical section, a `once`. */
bool machine_holds(const struct machine *m, uint32_t thread, uint32_t entity);
/* Who holds an object: the threads, at most `most`; returns how many there are in all. */
size_t machine_holders(const struct machine *m, uint32_t entity, uint32_t *threads, size_t most);

#endif
