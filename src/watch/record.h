/* record.h - what happened in a run: an entry for each thing that came about, in its order. All
 * that looks back (columns, timeline, variables, exports) reads this, and keeps no books of its
 * own.
 *
 *     struct record *r = record_new(0);
 *     record_hear(r, drive, event);              // from the sink, of a machine that traces
 *     for (uint64_t n = record_first(r); n < record_end(r); n++)
 *         look_at(record_entry(r, n));
 *     record_free(r);
 *
 * An entry says when, who, what, with which object, what it read, wrote or came to, and what made
 * it possible. Texts are by reference: to say it in words takes the program (record_words.h). Where
 * more came than there is room for the oldest entries are gone; record_gone says how many, and who
 * shows a record says it too.
 *
 * Guarded by the lab's monitor, as the sink is; what reads it reads it there, or a copy. */
#ifndef THRUM_WATCH_RECORD_H
#define THRUM_WATCH_RECORD_H

#include "core/step.h"

struct drive;

/* Entries that are kept, where record_new is told nothing else: 8 MiB of them. */
enum { RECORD_ENTRIES = 1 << 17 };

enum record_kind {
    RECORD_STEP,    /* a thread did an instruction */
    RECORD_RAISED,  /* the work behind it raised an error: failure */
    RECORD_WITHIN,  /* a part of the atomic block that RECORD_STEP before it has begun */
    RECORD_BEGINS,  /* it begins to sleep, work or wait for io: RECORD_STEP is the end of that */
    RECORD_BLOCKED, /* it cannot go on: outcome says why (IDLE: a puppet without orders); object,
                       entity, holder, deadline; what let it come so far: let_go */
    RECORD_ENDED,   /* status; failure */
    RECORD_ORDERED, /* main or a puppet was told to do something: unit */
    RECORD_ORDER_FAILED, /* status; failure */
    RECORD_NOTICE,       /* notice */
};

struct record_entry {
    int64_t time; /* by the lab's clock, nanoseconds */
    union {
        struct value value; /* RECORD_STEP, RECORD_BEGINS: see struct event */
        int64_t deadline;   /* RECORD_BLOCKED: when it goes on whatever happens; NO_DEADLINE */
    };
    uint32_t thread; /* its number: record_thread */
    uint32_t pc;     /* the instruction */
    uint32_t step;   /* the number of the step that it is, or came about in or behind; from 1 */
    uint32_t let_go; /* RECORD_STEP, RECORD_BLOCKED of a thread that had waited, or was just
                        started: the number of the step that made this possible; 0: none, its
                        time had come, or it came from outside */
    uint32_t name, element; /* the object: see struct event */
    union {
        uint32_t failure;
        uint32_t unit;   /* RECORD_ORDERED */
        uint32_t holder; /* RECORD_BLOCKED: 1 + the number of the thread that holds it, or is
                            joined; 0: nobody in particular */
    };
    uint32_t previous; /* so many before this one lies the thread's last; 0: it is the first */
    union {
        uint32_t details; /* for record_details */
        uint32_t entity;  /* RECORD_BLOCKED: 1 + the entity that is waited for; 0: none */
    };
    uint8_t kind;    /* enum record_kind */
    uint8_t op;      /* enum program_opcode */
    uint8_t outcome; /* RECORD_STEP: enum outcome; RECORD_NOTICE: enum notice; RECORD_ENDED,
                        RECORD_ORDER_FAILED: enum thread_status; RECORD_BLOCKED: enum
                        readiness_kind */
    uint8_t object;  /* enum entity_kind of what `name` stands for; 0: not known */
};

/* What few steps have to say: see struct event. */
struct record_details {
    struct value old;
    int64_t count, of;
    uint32_t other, other_element;
};

/* A thread of the record. Numbers are never used again, as slots and names are. */
struct record_thread {
    uint32_t number;
    uint32_t name; /* as it was last called */
    uint32_t slot; /* its index in the state, as long as it is there */
    bool ended, daemon;
    bool freed;                  /* it could not step and now can */
    bool stale;                  /* another has taken what it was let go for */
    int64_t stale_until;         /* but then it can go on, whatever happens */
    uint32_t let_go;             /* of a freed one: see struct record_entry */
    uint32_t known;              /* the same behind all that is known, what was undone too */
    uint32_t waits_for;          /* while it is blocked: 1 + the entity */
    uint64_t first, last;        /* its entries, 1 + their numbers */
    struct record_entry blocked; /* the RECORD_BLOCKED that came last, which stays where the ring
                                    has gone past it */
    uint64_t blocked_at;         /* 1 + its number */
};

struct record;

/* With room for so many entries; 0: RECORD_ENTRIES. */
struct record *record_new(uint64_t most);
void record_free(struct record *r);
/* Another one that says the same. */
struct record *record_copy(const struct record *r);
/* Another bound; the newest entries stay. */
void record_set_most(struct record *r, uint64_t most);

/* From the sink: what the machine of this driver has told. Undo cuts the record back; what is cut
 * off stays until something else happens, so that redo brings it back. */
void record_hear(struct record *r, const struct drive *d, const struct event *e);
/* Forgets all: the run begins anew. */
void record_clear(struct record *r);

/* Entries are numbered from 0; those before the first are gone, the end is not there yet. */
uint64_t record_first(const struct record *r);
uint64_t record_end(const struct record *r);
const struct record_entry *record_entry(const struct record *r, uint64_t number);
/* How many entries are gone, and how many steps were done before the first that is there. */
uint64_t record_gone(const struct record *r);
uint64_t record_steps_gone(const struct record *r);
/* The number of the last step that it knows; 0: none. */
uint64_t record_last_step(const struct record *r);
/* The first entry of this step, or the first behind it; record_end where there is none. */
uint64_t record_find_step(const struct record *r, uint64_t step);
/* The RECORD_STEP of this step; NULL where it is gone or was none (a thread that unwinds). */
const struct record_entry *record_step(const struct record *r, uint64_t step);
/* The step that let the thread of this entry go, as record_step; NULL where it names none. */
const struct record_entry *record_let_go_by(const struct record *r, uint64_t number);
/* All zero where there is nothing. */
const struct record_details *record_details(const struct record *r, const struct record_entry *e);

/* Its threads, in the order in which they were made; and one by its number, NULL where it is not
 * known any more. A thread that has done nothing yet, or that undo has taken back, has a last of 0.
 */
uint32_t record_thread_count(const struct record *r);
const struct record_thread *record_thread_at(const struct record *r, uint32_t index);
const struct record_thread *record_thread(const struct record *r, uint32_t number);
/* The thread's entry before this one; record_end where there is none any more. */
uint64_t record_previous(const struct record *r, uint64_t number);

/* The entry as the event that it was, for machine_add_deed. */
struct event record_event(const struct record *r, const struct record_entry *e);

#endif
