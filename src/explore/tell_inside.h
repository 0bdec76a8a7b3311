/* tell_inside.h - what the files share that put a finding into words: the steps (tell.c), who waits
 * for what (tell_waits.c), who never ends (tell_endless.c), which notification was lost
 * (tell_lost.c), by which switches it goes wrong (blame.c). */
#ifndef THRUM_EXPLORE_TELL_INSIDE_H
#define THRUM_EXPLORE_TELL_INSIDE_H

#include "explore/judge.h"
#include "explore/search.h"

struct teller {
    struct search *search;
    struct explore_finding *finding;
    struct explore_step *step; /* the one that is being done; NULL: nothing is to be told */
    struct situation at, next; /* behind the schedule, or before the step that fails */
    struct judged view;        /* of `at` */
    struct deed deed;          /* of the last move */
};

/* explore_ending of a situation; where the program is over the lab stops its daemons. */
void tell_add_ending(struct world *w, const struct situation *s, struct buffer *out);
/* Adds an order that comes to its end to the result's, but for its message: that says in what it
 * differs from the others, which tell_differences writes into all of them; tell_orders.c. */
void tell_order(struct search *s, const struct move *moves, size_t count, uint32_t preemptions);
void tell_differences(struct explore_result *r);
/* Does the moves and writes them into the finding as steps and as segments; t->at is the situation
 * behind them, or before the one that fails. */
void tell_steps(struct teller *t, const struct move *moves, size_t count);
/* A thread's name, visible; malloc'd. */
char *tell_name(const struct world *w, const struct situation *s, uint32_t thread);
/* "`lock m` (s.thr:3:5)"; "(`lock m`, s.thr:3:5)". */
void tell_add_place(const struct machine *m, uint32_t pc, struct buffer *out);
void tell_add_code(const struct machine *m, uint32_t pc, struct buffer *out);
/* Whether two instructions come from the same command. */
bool tell_same_command(const struct program *p, uint32_t one, uint32_t other);
/* They are concerned: each once. `element`: 1 + index, or 0. */
void tell_add_thread(struct teller *t, uint32_t thread);
void tell_add_object(struct teller *t, const struct machine *m, uint32_t entity, uint32_t element);

/* "alice waits for m, held by bob (`lock m`, s.thr:3:5)". */
void tell_add_wait(struct teller *t, const struct machine *m, uint32_t thread, struct buffer *out);
/* The ring with this key, or else that nobody can go on. */
void tell_deadlock(struct teller *t, const struct machine *m, uint64_t key, struct buffer *out);
/* No order of steps leads from t->at to the end. */
void tell_endless(struct teller *t, struct buffer *out);
/* A line of advice: that `server` (UINT32_MAX: none) is meant to be a daemon; `all`: somebody joins
 * all, which waits for daemons too. */
void tell_add_advice(const struct machine *m, uint32_t server, bool all, struct buffer *out);
/* Warns of the notifications that came before their waiters, where that is why these wait. */
void tell_lost(struct teller *t, const struct move *moves, size_t count);
/* Writes into the finding by which preemptions of its order it goes wrong, of a race which lock one
 * holds and the other does not; nothing where it has none, or too many, or where nobody can be
 * sure. t->at stays as it is. */
void tell_blame(struct teller *t, const struct target *target, const struct move *moves,
                size_t count);

#endif
