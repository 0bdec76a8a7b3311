/* words.h - what is said of threads and their waits to people who look at a lab or a run: times,
 * names, what each thread is at, rings, who waits for what. One place for all of it, over the
 * driver (core/drive.h), which itself knows no words; what a thread waits for is core/reason.c's
 * clause, for findings have it too. Called with the monitor held. Nothing ends in a newline. */
#ifndef THRUM_WATCH_WORDS_H
#define THRUM_WATCH_WORDS_H

#include "core/step.h"
#include "watch/next.h"
#include "watch/record.h"

struct drive;

/* Nanoseconds that somebody has waited, below which it reads 0.0 s and is no news. */
#define WORDS_WORTH_TELLING 100000000
/* "4.1 s", "1 min 5 s". */
void words_add_time(int64_t nanoseconds, struct buffer *out);
/* The same of what is left: rounded up, so that it is over at 0. */
void words_add_time_left(int64_t nanoseconds, struct buffer *out);

/* "alice", "alice and bob", "alice, bob, carol and 7 more". */
void words_add_threads(const struct machine *m, const uint32_t *threads, size_t shown, size_t all,
                       struct buffer *out);
/* The same of all that have failed, or to whom an order did; says whether there are any. */
bool words_add_failed(const struct machine *m, const struct record *r, size_t shown,
                      struct buffer *out);
/* A thread's name as it is typed. */
void words_add_typed_name(const struct machine *m, uint32_t thread, struct buffer *out);

/* What a thread is at, in a cell of a pane: "waits for m · held by bob · 4.1 s · holds n", "" where
 * there is nothing to be said; where it goes only when it is let to, "next: reads x". */
void words_add_cell(const struct drive *d, uint32_t thread, enum next_detail next,
                    struct buffer *out);
/* Whether threads stand until they are let go on: under `manual`, and while the lab is paused. */
bool words_stand(const struct drive *d);
/* "m, r and zone": the locks that a thread holds, reads or runs. */
void words_add_held(const struct machine *m, uint32_t thread, struct buffer *out);
/* The same in a sentence, for when nobody goes on: "alice waits for m, held by bob, with 2 commands
 * behind that", "bob sleeps". */
void words_add_left_at(const struct machine *m, uint32_t thread, struct buffer *out);
/* What ends a wait from outside: "Ctrl-C", "`interrupt alice`", "`cancel bob`"; false where it ends
 * the thread with it. */
bool words_add_ender(const struct machine *m, uint32_t thread, struct buffer *out);
/* The ring of waits that the thread is in: "alice -> m2 -> bob -> m1 -> alice"; false where it is
 * in none. */
bool words_add_ring(const struct machine *m, uint32_t thread, struct buffer *out);

/* How a list of all those that wait is told. */
struct words_list {
    const char *first, *between; /* what stands before the first, and before each other one */
    unsigned most;               /* so many are told; the others are counted */
    bool without_rings;          /* who waits in a ring is left out: that has been told already */
};
/* "alice waits for m, held by bob", for all that wait; returns how many there are. */
unsigned words_add_waits(const struct machine *m, const struct words_list *list,
                         struct buffer *out);

#endif
