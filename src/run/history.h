/* history.h - what was done to the lab's machine, kept so that any state that it was in can be made
 * again: a copy of the driver now and then, and behind each what was done since (a stretch).
 *
 *     history_will(lab);               // everything is settled; something is about to be done
 *     step_run(&lab->drive.machine, thread);
 *     history_did(lab, (struct entry){.kind = ENTRY_STEP, .thread = thread});
 *
 *     struct drive past;
 *     history_make(lab, history_place_of_step(h, 17), &past);   // the lab behind its 17th step
 *
 * The machine is deterministic but for what comes from outside: clocks, results of what a thread
 * does outside, what is typed, what a recorded schedule decides. That is kept with what was done.
 * history.c keeps it, history_redo.c does it again, history_undo.c takes the lab itself back.
 * Guarded by the monitor. */
#ifndef THRUM_RUN_HISTORY_H
#define THRUM_RUN_HISTORY_H

#include "core/drive.h"

struct lab;

enum {
    /* The oldest stretches go where there are more entries: memory that is touched for the
     * first time is what costs most of keeping them. About one entry a step. */
    HISTORY_MOST_ENTRIES = 1 << 18,
    /* Copies are so far apart that a step pays for so many bytes of them; but at least so many
     * steps. */
    HISTORY_BYTES_A_STEP = 32,
    HISTORY_LEAST_STRETCH = 1024,
    /* A lab whose copy takes more is not kept at all. */
    HISTORY_MOST_BYTES = 64 << 20,
};

enum entry_kind {
    /* What the next deed has to know. */
    ENTRY_TIME,     /* value: what the clock is when it begins */
    ENTRY_READING,  /* value: what it reads off the clock; in their order */
    ENTRY_DAY,      /* value: seconds since 1970 that it reads off the wall's; the same */
    ENTRY_CHOICE,   /* value: what `choose` is forced to */
    ENTRY_PLACE,    /* thread: the segment of a recorded schedule behind it; value: taken of that */
    ENTRY_REGIME,   /* value: see history.c */
    ENTRY_NO_DEEDS, /* those below are deeds */
    ENTRY_STEP,     /* value: what the clock is when it begins, where that moves it */
    ENTRY_ORDER,    /* value: the unit */
    ENTRY_MAIN,     /* value: the unit that main begins */
    ENTRY_INTERRUPT, /* Ctrl-C */
    ENTRY_FINISH,    /* main ends when it is idle */
    ENTRY_STOP,      /* everybody stops: the program is over */
    ENTRY_NO_ROOM,   /* the thread fails: the system has no pthread for it */
    ENTRY_LEAVES,    /* the thread does something outside */
    ENTRY_RESULT,    /* value, and value_kind: what that has brought */
    ENTRY_BACK,      /* it is back from there */
    ENTRY_ENDS,      /* its wait is over at `value`: a recorded schedule says so */
    ENTRY_WAKES,     /* it wakes by itself: the same */
    ENTRY_GIL,       /* value: on */
    ENTRY_SEED,      /* value */
};

struct entry {
    uint8_t kind; /* enum entry_kind */
    uint8_t value_kind;
    bool moves_clock; /* ENTRY_STEP */
    uint32_t thread;
    int64_t value;
};

struct stretch {
    struct drive begin;
    uint8_t regime; /* there */
    struct entry *entries;
    size_t count, capacity;
    size_t most; /* then another one begins */
};

/* Behind a deed, or where a stretch begins. */
struct history_place {
    size_t stretch; /* from the oldest one that is kept */
    size_t entry;
};

struct history {
    struct stretch **stretches; /* from `first` on */
    size_t first, count, capacity;
    size_t entries;            /* in all of them */
    struct history_place here; /* where the lab stands; behind it lies what can be done again */
    int64_t begins;            /* what the clock is where what is being done begins */
    struct stretch *spare;     /* a forgotten one, for its memory; NULL: none */
    /* As they are behind the last entry. */
    int64_t now;
    uint8_t regime;
    struct schedule_place place;
    bool ahead;  /* something lies behind `here` */
    bool within; /* something is being done: what it reads off clocks is kept */
    size_t mark; /* where its entries begin */
};

/* history.c: with everything settled. */
void history_begin(struct lab *lab);
void history_end(struct lab *lab);
void history_will(struct lab *lab);
/* Also of what the driver has done by itself, without history_will. */
void history_did(struct lab *lab, struct entry deed);
/* What would have been done was not. */
void history_did_not(struct lab *lab);
void history_reads(struct lab *lab, enum entry_kind kind, int64_t value);
/* What a copy of the lab needs to know of its schedule and clock, in a byte. */
uint8_t history_regime(const struct lab *lab);
void history_set_regime(struct drive *d, uint8_t regime);

/* Of what is kept. */
static inline struct stretch *history_stretch(const struct history *h, size_t index)
{
    return h->stretches[h->first + index];
}
static inline bool history_is_deed(const struct entry *e)
{
    return e->kind > ENTRY_NO_DEEDS;
}
/* The deed before a place, and the place before that; NULL: the beginning. And the one behind. */
const struct entry *history_back(const struct history *h, struct history_place *place);
const struct entry *history_on(const struct history *h, struct history_place *place);
/* The place before the step that follows this one, as undo would find it: what was ordered in
 * between is done. The oldest place that is kept where that is a later one. */
struct history_place history_place_of_step(const struct history *h, uint64_t step);
static inline int history_compare(struct history_place a, struct history_place b)
{
    return a.stretch != b.stretch ? (a.stretch > b.stretch) - (a.stretch < b.stretch)
                                  : (a.entry > b.entry) - (a.entry < b.entry);
}

/* history_redo.c: makes *past the driver as it was there. If wanted: what regime holds there, and
 * what the last step did, as far back as the stretch begins. */
struct history_last {
    uint8_t regime;
    struct event step; /* EVENT_STEP of that number in `number`; else nothing */
    uint64_t number;
};
void history_make(struct lab *lab, struct history_place place, struct drive *past,
                  struct history_last *last);

/* A walk through what was: shown, of each step from the one with number `since` on that is kept,
 * what was there behind it, with all that came about before the next one; and what was there just
 * before the next one, as the clock had come to it. `past` may be looked at and stepped on a copy.
 * False where nothing was kept. */
struct history_tour {
    void (*behind)(void *context, const struct drive *past); /* past->steps of them are done */
    void (*before)(void *context, const struct drive *past, uint32_t thread); /* that steps; NULL */
    /* What the machine tells, of all steps that are gone through, or NULL. */
    void (*heard)(void *context, const struct drive *past, const struct event *e);
    void *context;
};
bool history_tour(struct lab *lab, uint64_t since, const struct history_tour *tour);

#endif
