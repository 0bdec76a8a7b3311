/* world.h - states of a machine, taken apart and kept once each; and what can happen in them.
 *
 * A situation is a state as a short row of numbers: one for all that threads share, one for who
 * bears which name, and one per thread. What is the same in many states is stored once, two states
 * are the same where their rows are, and a step that looks at nothing but its thread and what is
 * shared is done once for each such pair (world_outlook, world_move).
 *
 * Names, numbers and places in lists of waiters lie outside the threads' parts, so that two threads
 * that run the same code at the same place have the same part (world_canonical). Steps are done by
 * step_run of core/step.h and by nothing else. Owned by one thread. */
#ifndef THRUM_EXPLORE_WORLD_H
#define THRUM_EXPLORE_WORLD_H

#include "explore/facts.h"
#include "explore/footprint.h"
#include "explore/store.h"

enum { SITUATION_SHARED, SITUATION_NAMES, SITUATION_THREADS };

/* parts[SITUATION_SHARED], [SITUATION_NAMES], then one per thread; zero up to an even number, and
 * room for two more. */
struct situation {
    uint32_t *parts;
    uint32_t threads, capacity;
};

struct world;

void situation_copy(struct situation *to, const struct situation *from);
void situation_free(struct situation *s);
/* The situation of which these are the words, as they were stored. */
void situation_load(struct situation *s, const struct world *w, const uint64_t *row,
                    uint32_t words);
static inline uint32_t situation_words(const struct situation *s)
{
    return (SITUATION_THREADS + s->threads + 1) / 2;
}

/* How a thread goes on. */
enum way {
    WAY_NONE,     /* it cannot */
    WAY_STEP,     /* its next step is enabled */
    WAY_ELAPSE,   /* its sleep, io or work ends, which is a step */
    WAY_TIME_OUT, /* its wait runs out of time, which is a step */
    WAY_GIVE_UP,  /* the same, but it cannot go on yet: another has the condition's lock */
    WAY_SPURIOUS, /* it wakes from a condition by itself; going on is another step */
    WAY_CLOCK,    /* nobody steps: the clock moves on to the next deadline */
};

/* Whether it is nothing that the thread does, and need not come at all. */
static inline bool way_comes_by_itself(enum way way)
{
    return way == WAY_SPURIOUS;
}

/* Values of one `choose` that are looked at. */
enum { MOST_CHOICES = 65536 };

/* One thing that can happen next: a thread goes on in one of its ways. A thread may have several.
 */
struct move {
    uint32_t thread;
    enum way way;
    bool chooses; /* its step is `choose`, and gives `choice` */
    int64_t choice;
};

/* What a thread may do in a situation. */
struct outlook {
    uint8_t way;      /* enum way, up to WAY_GIVE_UP: how it goes on itself */
    uint8_t besides;  /* a bit 1 << way for each in which it is moved on by what comes by itself */
    bool chooses;     /* one of low..high */
    bool ready;       /* step_readiness says so: leaving it is a preemption */
    uint8_t kind;     /* enum readiness_kind */
    bool lasting;     /* it waits without a time limit */
    bool queues;      /* in a list, for threads that can be told: waiting_for (core/waiting.h) */
    bool but_daemons; /* it waits for all but these */
    uint32_t object;  /* what it waits for: entity + 1; 0 */
    uint32_t target;  /* the thread that it joins, + 1; 0 */
    int64_t low, high;
    int64_t deadline;
    /* What comes of the move, where that is known already. */
    bool known, gave_way;
    uint32_t to_part, to_shared, accesses;
};

/* Whether it has any move. */
static inline bool outlook_moves(const struct outlook *o)
{
    return o->way != WAY_NONE || o->besides;
}

enum deed_failure {
    DEED_FINE,
    DEED_ASSERTION,
    DEED_INVARIANT,
    DEED_CRITICAL,
    DEED_ERROR,
    DEED_LIMIT /* passed a limit of core/limits.h */
};

/* What a move did besides changing the state. */
struct deed {
    enum deed_failure failure;
    uint32_t pc;     /* of the failure */
    uint32_t thread; /* the one that failed */
    uint32_t error;  /* why: a failure (core/failure.h) */
    const char *limit;
    uint32_t accesses;     /* number of the row of plain variables that were touched; 0: none */
    bool gave_way;         /* a yield, a sleep, io or work: leaving it is no preemption */
    uint32_t invariant;    /* DEED_INVARIANT: where the one that was broken begins; 0 */
    struct event *notices; /* those worth telling, in their order */
    size_t notice_count, notice_capacity;
};

/* Frees what it holds, not the deed itself. */
void deed_free(struct deed *d);

struct world_options {
    uint32_t script; /* the unit that main begins; 0: the machine goes on as it stands */
    bool untimed, spurious, symmetry, rotation, persistent, forget;
    bool joins_alike;    /* with symmetry: who is joined by name is not told apart by that */
    uint64_t most_bytes; /* of one situation, laid out as a machine's state; 0: as in the lab */
};

/* Takes the program's ownership of neither; `from` is copied. NULL where the program cannot be
 * explored: `why` says so, with its place. */
struct world *world_new(const struct machine *from, const struct world_options *options,
                        struct buffer *why);
void world_free(struct world *w);
const struct facts *world_facts(const struct world *w);
/* Whether a step has wanted a name that a thread bears. Who is alike may bear another's name, so
 * with symmetry what was seen is not all that can happen. */
bool world_takes_name_again(const struct world *w);
/* Whether who is joined by name has been taken for others; whether that was wrong, so that what was
 * seen is not all that can happen. */
bool world_joins_alike(const struct world *w);
bool world_joins_apart(const struct world *w);
/* The situation that it was made with; and what the script did before its first step. */
void world_start(struct world *w, struct situation *s);
const struct deed *world_begun(const struct world *w);

struct outlook world_outlook(struct world *w, const struct situation *s, uint32_t thread);
/* That of each of its threads. The machine is put into the situation once at most. */
void world_outlooks(struct world *w, const struct situation *s, struct outlook *outlooks);
/* Gives each move that a thread with this outlook has, in their order: how it goes on itself, if it
 * chooses once for each value, then what may come by itself. False where it has more than
 * MOST_CHOICES values to choose from, of which it gives so many. All that search, explain or play
 * moves get them from here. */
bool world_each_move(const struct outlook *o, uint32_t thread,
                     void (*each)(void *context, struct move move), void *context);
/* The first of them, how it goes on itself; WAY_NONE where it does not. */
struct move world_first_move(const struct outlook *o, uint32_t thread);
/* Does one move that world_outlook allows. */
void world_move(struct world *w, const struct situation *from, struct move move,
                struct situation *to, struct deed *deed);
/* The same for a move whose outlook knows what comes of it. */
void world_follow(const struct situation *from, uint32_t thread, const struct outlook *o,
                  struct situation *to, struct deed *deed);
/* Whether the clock could move on: someone waits with a time limit, in virtual time. */
bool world_clock_can_move(struct world *w, const struct situation *s);

/* A situation as a longer row of numbers, of which fewer differ from those of situations that it is
 * much like: its leaves, by which it is kept (states.h). The first of them tells how many there
 * are.
 */
uint32_t world_leaf_count(const struct world *w, const struct situation *s);
void world_leaves(const struct world *w, const struct situation *s, uint32_t *leaves);
/* And back; the leaves are only read. */
void world_situation(struct world *w, uint32_t *leaves, struct situation *to);

/* The same situation with threads that run the same code put in order. */
void world_canonical(struct world *w, struct situation *s);
/* Of a situation in canonical form, by thread: a thread before it whose moves come to the same as
 * its own; NO_DOUBLE: none, or that is not known. */
#define NO_DOUBLE UINT32_MAX
void world_doubles(struct world *w, const struct situation *s, uint32_t *double_of);
/* Which thread this is, for who takes those that are alike for one another: the same for two of
 * them that stand at the same place. Not 0. */
uint64_t world_alike_key(struct world *w, const struct situation *s, uint32_t thread);

/* How many threads the situation has, of which only the parts are known. */
uint32_t world_threads(const struct world *w, const struct situation *s);
/* Main and all that it waits for have ended. */
bool world_over(const struct world *w, const struct situation *s);
/* The machine in this situation; until the next call of a function of this header. */
const struct machine *world_machine(struct world *w, const struct situation *s);
/* By instruction: whether it was done, or tried, in any move so far. */
const uint8_t *world_executed(const struct world *w);
/* What another world of the same machine has done counts as well. */
void world_add_executed(struct world *w, const struct world *other);
/* The instruction that a thread is at, 0 where it is at none; whether it runs, or waits. */
uint32_t world_pc(const struct world *w, const struct situation *s, uint32_t thread);
enum program_opcode world_op(const struct world *w, uint32_t pc);
bool world_alive(const struct world *w, const struct situation *s, uint32_t thread);
bool world_daemon(const struct world *w, const struct situation *s, uint32_t thread);
/* What a running thread's next step touches, and all that it may ever touch; false where nobody
 * asked for that, or it cannot be told. */
bool world_footprints(const struct world *w, const struct situation *s, uint32_t thread,
                      struct footprint *step, struct footprint *future);
/* Who holds the shared objects: rows of entity << 32 | thread. */
const uint64_t *world_holders(const struct world *w, const struct situation *s, uint32_t *count);
/* A row of accesses: whether they are indivisible, then each as entity << 33 | (1 + element) << 1 |
 * whether it writes. */
const uint64_t *world_accesses(const struct world *w, uint32_t number, uint32_t *count);
/* Whether two of them race. */
bool world_race(const struct world *w, uint32_t a, uint32_t b, uint64_t *where);
/* In which orders locks were taken: the lock that was held, the one that was then taken, and where.
 * False behind the last. */
bool world_lock_order(const struct world *w, uint32_t number, uint32_t *held, uint32_t *taken,
                      uint32_t *pc);
/* The name of a thread, as messages show it. */
const char *world_thread_name(const struct world *w, const struct situation *s, uint32_t thread);
/* Every visible instruction that a move does is told to `sink` while it is set; cached moves are
 * done anew then. */
void world_trace(struct world *w, void (*sink)(void *context, const struct event *e),
                 void *context);
size_t world_bytes(const struct world *w);

#endif
