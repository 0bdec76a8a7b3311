/* events.h - what a run tells those who watch it.
 *
 * The machine hands one struct event at a time to the sink that it was made with, in the order of
 * the steps, with the lab's monitor held: a sink copies what it needs and returns at once. Texts in
 * an event are valid during the call only. */
#ifndef THRUM_CORE_EVENTS_H
#define THRUM_CORE_EVENTS_H

#include "core/value.h"

#include <stddef.h>
#include <stdint.h>

enum event_kind {
    EVENT_STEP,   /* a thread has done a visible instruction; only where machine.traces */
    EVENT_RAISED, /* the local work behind that instruction has raised an error (failure), caught or
                     not; only where machine.traces */
    EVENT_WITHIN, /* an instruction of an atomic block was done, which elsewhere would have been a
                     step: the same as EVENT_STEP says, behind that of the block; only where
                     machine.traces */
    EVENT_BEGINS, /* a thread begins to sleep, to work or to wait for io (op: OP_SLEEP_BEGIN, ...),
                     of which EVENT_STEP tells the end: value; only where machine.traces */
    EVENT_PRINT,  /* text */
    EVENT_LOG,    /* text, level */
    EVENT_ENDED,  /* a thread has ended: status; failure of a failed one */
    EVENT_ORDER_FAILED, /* a puppet's or main's order ended by an error (failure), or by
                           cancellation or interruption (status) */
    EVENT_NOTICE,       /* something that beginners should be told: notice */
    EVENT_OVER,    /* from the driver: the program is over; daemons that are still there stop now */
    EVENT_BLOCKED, /* from the driver: a thread waits for an object or thread: entity, reason,
                      deadline. Where machine.traces of all that a thread waits for, else only of
                      waits without a limit in time */
    EVENT_GOES_ON, /* from the driver: a thread that could not step can now: cause; only where
                      machine.traces */
    EVENT_WENT, /* from the driver's owner, before it looks at everybody anew: by undo or redo the
                   run is now where its first `step` steps have been done */
    EVENT_ORDERED, /* a puppet or main was given an order: unit; only where machine.traces */
};

enum notice {
    NOTICE_PRIVATE,       /* `name` was assigned without being declared, and is private */
    NOTICE_ENDED_HOLDING, /* `thread` ended and still holds `name` */
    NOTICE_NOBODY,        /* `thread` notified `name`, and nobody waits */
    NOTICE_RESULT,        /* an order's command had a result, value, of which nothing was made */
};

/* How the instruction of an EVENT_STEP went, where its name alone does not say it. */
enum outcome {
    OUTCOME_DONE = 0,
    OUTCOME_REFUSED, /* it raised an error (failure) and did nothing else */
    OUTCOME_IN_VAIN, /* what it wanted was not to be had, at once or in its time */
    OUTCOME_WAITS,   /* it begins to wait; going on is another step */
    OUTCOME_LAST,    /* at a barrier: nobody has to come any more */
    OUTCOME_CLOSED,  /* nothing is to be received any more */
    OUTCOME_FIRED,   /* no instruction: a timer's time is up, and its body begins */
    /* cancel and kill change nothing: */
    OUTCOME_NO_MORE,       /* the timer has gone off, and does so no more */
    OUTCOME_OFF_ALREADY,   /* the timer has gone off */
    OUTCOME_ENDED_ALREADY, /* the thread has ended, or the timer was cancelled */
};

/* What an EVENT_GOES_ON comes from. */
enum cause {
    CAUSE_STEP,    /* a step of another thread */
    CAUSE_TIME,    /* its time has come */
    CAUSE_OUTSIDE, /* it was given an order, what it did outside is done, a schedule says so */
};

struct event {
    enum event_kind kind;
    uint32_t thread;
    uint32_t pc;        /* the instruction, for its command and place */
    uint32_t op;        /* EVENT_STEP: enum program_opcode */
    uint32_t name;      /* EVENT_STEP, EVENT_NOTICE: of the object or thread concerned; 0: none */
    uint32_t element;   /* 1 + index where `name` is an array; else 0 */
    uint32_t entity;    /* EVENT_STEP: 1 + that object or variable, as long as it is there; 0: none.
                           EVENT_BLOCKED: 1 + what is waited for, a thread's entity where that one
                           is joined; 0: nothing in particular */
    struct value value; /* EVENT_STEP: what was read, written or chosen; VALUE_UNSET: nothing.
                           EVENT_BEGINS: for how long, or how many items */
    struct value old;   /* EVENT_STEP: what a variable was before, where one step changes it */
    /* It is made anew for each step, so what never stands side by side shares its place. */
    union {
        int64_t count;    /* EVENT_STEP: released so often; notified so many; at a barrier there are
                             `count` of `of`; 0: nothing to be said */
        int64_t deadline; /* EVENT_BLOCKED: when it goes on whatever happens; NO_DEADLINE */
        uint64_t step;    /* EVENT_GOES_ON of CAUSE_STEP: the number of the step that made it
                             possible, as drive.steps counts; EVENT_WENT */
    };
    int64_t of;
    union {
        int outcome;        /* EVENT_STEP: enum outcome */
        int reason;         /* EVENT_BLOCKED: enum readiness_kind */
        enum cause cause;   /* EVENT_GOES_ON */
        int level;          /* EVENT_LOG: 0 debug .. 3 error */
        int status;         /* EVENT_ENDED, EVENT_ORDER_FAILED: enum thread_status */
        enum notice notice; /* EVENT_NOTICE */
    };
    int object; /* EVENT_STEP: enum entity_kind of what `name` stands for; 0: not known */
    union {
        uint32_t other; /* EVENT_STEP: a second name: the lock that a condition's wait gives up or
                           takes back, 0 if it is its own; what is renamed: its new name */
        uint32_t unit;  /* EVENT_ORDERED: what is to be done */
    };
    uint32_t other_element; /* as `element` */
    uint32_t failure;       /* what went wrong, see failure.h; 0: nothing, or there was no room */
    const char *text;       /* not NUL-terminated */
    size_t length;
};

#endif
