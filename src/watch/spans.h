/* spans.h - what a thread was at, from when to when: read off its entries of the record
 * (watch/record.h), newest first, and no further back than is asked for.
 *
 *     struct spans s;
 *     struct span span;
 *     spans_begin(&s, record, number, (struct moment){now, UINT32_MAX}, since);
 *     while (spans_previous(&s, &span)) ...
 *
 * The spans of a thread lie end to end, from its beginning, or the record's, to its end, or
 * `until`. Pure; nothing is kept. Guarded as the record is. */
#ifndef THRUM_WATCH_SPANS_H
#define THRUM_WATCH_SPANS_H

#include "watch/record.h"

enum span_kind {
    SPAN_RUNS, /* it does its steps, or could */
    SPAN_WAITS,
    SPAN_SLEEPS,
    SPAN_WORKS,
    SPAN_IO, /* waits for io, asks, fetches */
    SPAN_IDLE,
    SPAN_ENDED,
    SPAN_UNKNOWN, /* it is older than what the record has of it */
    SPAN_COUNT
};

/* An instant, and within it the number of steps that had been done: on a virtual clock many fall on
 * one instant. What the clock alone brings about comes before the steps of its instant. */
struct moment {
    int64_t time;
    uint32_t step;
};
int moment_compare(struct moment a, struct moment b);

struct span {
    enum span_kind kind;
    struct moment from, to;
    bool open; /* it was not over at `until` */
    /* SPAN_WAITS, and others that an entry RECORD_BLOCKED has begun: for what; see there. */
    uint32_t entity; /* 1 + it; 0: nothing in particular */
    uint32_t name, element;
    uint32_t holder; /* 1 + the number of the thread that held it then, or is joined; 0: nobody */
    uint8_t object;  /* enum entity_kind; 0: not known */
    uint8_t reason;  /* enum readiness_kind */
    uint32_t let_go; /* the step that ended the wait, or started the thread that runs now: of a
                        SPAN_RUNS what came before it, of others what ended them; 0: none */
    uint32_t steps;  /* that it did, of SPAN_RUNS */
    uint32_t status; /* SPAN_ENDED: enum thread_status */
};

struct spans {
    const struct record *record;
    struct moment until;
    int64_t since;
    uint64_t next; /* the entry whose span is to be told; the record's end: none */
    const struct record_entry *newer;  /* the entry behind it; NULL: none */
    const struct record_entry *oldest; /* that was looked at; NULL: none */
    const struct record_entry *alone;  /* of a thread of which this alone is left; else NULL */
    struct moment at;                  /* from here on it has been told */
    bool over;
    bool holds_piece, holds_span; /* these are still to be told: */
    struct span piece, span;
};

/* Of the thread with this number, as it was at `until`; what had ended before `since` is left out.
 */
void spans_begin(struct spans *s, const struct record *r, uint32_t thread, struct moment until,
                 int64_t since);
/* The span before the one told last; false: there is none. */
bool spans_previous(struct spans *s, struct span *span);
/* The same, but a span ends with every entry of the thread: for each entry that begins one, the
 * span that it begins, which may be empty; a span of SPAN_RUNS behind a wait has steps of 0. */
bool spans_previous_piece(struct spans *s, struct span *span);

/* Of a wait: 1 + the number of the thread that holds what is waited for at some moment of it; 0:
 * nobody in particular, or that cannot be told. */
uint32_t spans_holder(const struct record *r, const struct span *wait, struct moment at);

/* The first entry that lies at this moment or behind it; the record's end if there is none. */
uint64_t spans_find(const struct record *r, struct moment m);
/* When this step was done; where that is gone, when the record begins. */
struct moment spans_step(const struct record *r, uint32_t step);

/* "runs", "waits", ... */
const char *span_word(enum span_kind kind);

#endif
