/* kinds.h - one row per kind of object, with all that is to be known of it but what its steps do.
 *
 *     X(with, KIND, article, name, word that makes it, NUMBER, what may be done to it,
 *       HOLDER, SHOWN, WAITER, WAIT, marks)
 *
 * What the columns mean stands at struct kind_row below. No column can be left out: neither of a
 * row nor of the groups in capitals. `with` is handed on to X as it is, for KINDS_TAKING.
 *
 * In the texts {name} is the object, {count} and {of} are its numbers, {left} is what is missing
 * from {count} to {of}; {lacks} is " 2" where a thread lacks more than one of what it wants; in
 * those of WAIT also {place}, what the step had as its value, and {lock}.
 * Where a text depends on how the object stands its forms are separated by |; see enum kind_form.
 *
 * tests/unit/test_kinds.c holds the rows to one another. */
#ifndef THRUM_CORE_KINDS_H
#define THRUM_CORE_KINDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buffer;

/* clang-format off */
#define KINDS(X, with)                                                                             \
    X(with, FREE, "a", "nothing", NO_WORD, NO_NUMBER, 0,                                           \
      HELD_BY_NOBODY, NOT_SHOWN("nothing"), NO_WAITER, NOT_WAITED_FOR, PLAIN)                      \
                                                                                                   \
    /* ---- variables ----------------------------------------------------------------------- */   \
    X(with, SHARED, "a", "shared variable", "shared", INITIAL_VALUE, TAKES(READ),                  \
      HELD_BY_NOBODY, SHOWN("shared", VALUE, ONE_FORM, "", ""), NO_WAITER, NOT_WAITED_FOR, PLAIN)  \
    X(with, ATOMIC, "an", "atomic variable", "atomic", INITIAL_VALUE,                              \
      TAKES(READ) | TAKES(FUTEX) | TAKES(WAITING),                                                 \
      HELD_BY_NOBODY, SHOWN("atomic", VALUE, ONE_FORM, "", ""),                                    \
      WAITER(LISTED, "", ", until somebody wakes it",                                              \
             "it goes on once somebody wakes who waits at {name}: futex wake {name} 1"),           \
      WAIT(NULL, wait_goes_on, NULL,                                                               \
           "waits at {name} until somebody wakes it", "", "does not wait at {name}",               \
           "goes on, woken at {name}", "gives up waiting at {name}: its time has run out"),        \
      FIRST_COME | WAKES_BY_ITSELF)                                                                \
    X(with, LOCAL, "a", "thread-local variable", "local", INITIAL_VALUE, TAKES(READ),              \
      HELD_BY_NOBODY, SHOWN("local", LOCALS, ONE_FORM, "", ""), NO_WAITER, NOT_WAITED_FOR, PER_THREAD)\
    X(with, SHARED_ARRAY, "a", "shared array", NO_WORD, NO_NUMBER, TAKES(READ),                    \
      HELD_BY_NOBODY, SHOWN("shared", VALUES, ONE_FORM, "", ""), NO_WAITER, NOT_WAITED_FOR, PLAIN) \
    X(with, ATOMIC_ARRAY, "an", "atomic array", NO_WORD, NO_NUMBER, TAKES(READ),                   \
      HELD_BY_NOBODY, SHOWN("atomic", VALUES, ONE_FORM, "", ""), NO_WAITER, NOT_WAITED_FOR, PLAIN) \
                                                                                                   \
    /* ---- what is no object by itself ------------------------------------------------------ */  \
    /* its elements are shown; they are entities of their own, next to one another */              \
    X(with, OBJECT_ARRAY, "an", "array of objects", NO_WORD, NO_NUMBER, 0,                         \
      HELD_BY_NOBODY, NOT_SHOWN("array of objects"), NO_WAITER, NOT_WAITED_FOR, PLAIN)             \
    X(with, FUNCTION, "a", "function", "define", NO_NUMBER, TAKES(CALL),                           \
      HELD_BY_NOBODY, NOT_SHOWN("function"), NO_WAITER, NOT_WAITED_FOR, PLAIN)                     \
    X(with, THREAD, "a", "thread", "thread", NO_NUMBER, TAKES(JOIN),                               \
      HELD_BY_NOBODY, NOT_SHOWN("thread"), NO_WAITER, NOT_WAITED_FOR, PLAIN)                       \
    X(with, TIMER, "a", "timer", "timer",                                                          \
      NUMBER(DELAY, 0, 0, "the time after which it goes off", NULL),                               \
      TAKES(JOIN) | TAKES(WAITING),                                                                \
      HELD_BY_NOBODY, SHOWN("timer", TIMER, ONE_FORM, "", ""), NO_WAITER, NOT_WAITED_FOR, NEEDS_BODY)\
                                                                                                   \
    /* ---- locks --------------------------------------------------------------------------- */   \
    X(with, MUTEX, "a", "mutex", "mutex", NO_NUMBER,                                               \
      TAKES(ACQUIRE) | TAKES(RELEASE) | TAKES(CARRY) | TAKES(OWNER) | TAKES(WAITING),              \
      HOLDER(ONE, "held by", "held by", "unlock",                                                  \
             "; it holds the mutex already, and a second time it waits for itself "                \
             "(an rlock can be locked again by its holder)",                                       \
             " (an rlock can be locked twice, a mutex cannot)"),                                   \
      SHOWN("mutex", HOLDERS, ONE_FORM, "", ""), WAITER(TURN, "", "", ""), NOT_WAITED_FOR, PLAIN)  \
    X(with, RLOCK, "an", "rlock", "rlock", NO_NUMBER,                                              \
      TAKES(ACQUIRE) | TAKES(RELEASE) | TAKES(CARRY) | TAKES(OWNER) | TAKES(WAITING),              \
      HOLDER(ONE, "held by", "held by", "unlock", "", ""),                                         \
      SHOWN("rlock", HOLDERS, ONE_FORM, "", ""), WAITER(TURN, "", "", ""), NOT_WAITED_FOR, PLAIN)  \
    X(with, RWLOCK, "an", "rwlock", "rwlock", NO_NUMBER,                                           \
      TAKES(RDLOCK) | TAKES(RELEASE) | TAKES(OWNER) | TAKES(WAITING),                              \
      HOLDER(READERS, "held by", "held by", "release",                                             \
             "; it holds the lock already: release it before wrlock", ""),                         \
      SHOWN("rwlock", HOLDERS, ONE_FORM, "", ""),                                                  \
      /* who waits for nothing but others in its list is told for whom: rwlock_waits_for */        \
      WAITER(BOTH, "", "", "its turn comes as soon as {name} is free"),                             \
      WAIT(NULL, rwlock_resume, rwlock_leave, "", "", "", "", ""), /* told by what it wants */     \
      KEEPS_ROOM | FIRST_COME)                                                                     \
    X(with, SEMAPHORE, "a", "semaphore", "semaphore",                                              \
      NUMBER(COUNT, 0, INT64_MAX, NULL, "a semaphore starts with a count of 0 or more"),           \
      TAKES(ACQUIRE) | TAKES(RELEASE) | TAKES(SEVERAL) | TAKES(VALUE) | TAKES(WAITING),            \
      HELD_BY_NOBODY, /* it has no bound: more than at first may be free */                        \
      SHOWN("semaphore", TEXT, BY_COUNT, "{count} free", ""),                                      \
      WAITER(TURN, ", which is at {count}", "",                                                    \
             "nothing of {name} is free; it goes on once any thread does: release {name}{lacks}|"  \
             "{name} is at {count}, which is too few; it goes on once any thread does: "           \
             "release {name}{lacks}"),                                                             \
      NOT_WAITED_FOR, PLAIN)                                                                       \
    X(with, BOUNDED, "a", "bounded semaphore", "bounded",                                          \
      NUMBER(COUNT, 0, INT64_MAX, NULL, "a bounded semaphore starts with a count of 0 or more"),   \
      TAKES(ACQUIRE) | TAKES(RELEASE) | TAKES(SEVERAL) | TAKES(VALUE) | TAKES(WAITING),            \
      HELD_BY_NOBODY, SHOWN("bounded", TEXT, BY_COUNT, "{count} of {of} free", ""),                \
      WAITER(TURN, ", which is at {count}", "",                                                    \
             "all places of {name} are taken; any thread may give some back: "                     \
             "release {name}{lacks}|"                                                              \
             "{name} is at {count}, which is too few; any thread may give some back: "             \
             "release {name}{lacks}"),                                                       \
      NOT_WAITED_FOR, PLAIN)                                                                       \
                                                                                                   \
    /* ---- what is waited for --------------------------------------------------------------- */  \
    X(with, EVENT, "an", "event", "event", NO_NUMBER,                                              \
      TAKES(SET) | TAKES(WAIT) | TAKES(WAITING),                                                   \
      HELD_BY_NOBODY, SHOWN("event", TEXT, BY_STATUS, "", "not set|set"),                          \
      WAITER(LISTED, "", "", "nobody has set {name}; it goes on after: set {name}"),               \
      WAIT(event_wait, wait_goes_on, NULL,                                                         \
           "waits for {name}, which is not set", "finds {name} set", "finds {name} not set",       \
            "goes on after waiting for {name}",                                                    \
            "gives up waiting for {name}: its time has run out"),                                  \
      PLAIN)                                                                                       \
    X(with, CONDITION, "a", "condition", "condition", LOCK_BENEATH,                                \
      TAKES(ACQUIRE) | TAKES(RELEASE) | TAKES(WAIT) | TAKES(NOTIFY) | TAKES(OWNER) |               \
          TAKES(WAITING),                                                                          \
      HOLDER(ITS_LOCK, "held by", "held by", "", "", ""),                                          \
      SHOWN("condition", LOCK, BY_STATUS, "", ""),                                                 \
      WAITER(LISTED, "", "",                                                                       \
             "it goes on once somebody notifies {name} while holding its lock: with {name} { "     \
             "notify {name} }|"                                                                    \
             "it goes on once somebody notifies {name}: notify {name}"),                           \
      WAIT(condition_wait, condition_resume, condition_leave,                                      \
           "waits for {name}, and meanwhile gives up {lock}", "", "",                              \
            "goes on after waiting for {name}, and takes {lock} again",                            \
            "gives up waiting for {name}: its time has run out; it takes {lock} again"),           \
      FIRST_COME | WAKES_BY_ITSELF | LOSES)                                                        \
    X(with, BARRIER, "a", "barrier", "barrier",                                                    \
      NUMBER(BOUND, 1, INT64_MAX, "the number of threads it waits for",                            \
             "a barrier waits for 1 thread or more"),                                              \
      TAKES(WAIT) | TAKES(RESET) | TAKES(WAITING),                                                 \
      HELD_BY_NOBODY,                                                                              \
      SHOWN("barrier", TEXT, BY_STATUS, "{count} of {of} are there",                               \
            "| · broken| · its body runs"),                                                        \
      WAITER(BOTH, ", whose body is being run", ", to which {count} of {of} have come",            \
             "{count} of {of} threads have come to the barrier {name}; {left} more must: "         \
             "wait {name}"),                                                                       \
      WAIT(barrier_wait, barrier_resume, barrier_leave,                                            \
           "waits at {name}, at place {place}: {count} of {of} have come",                         \
            "comes to {name} as the last of {of}, at place {place}", "",                           \
            "goes on from {name}, where it had place {place}", ""),                                \
      MAY_HAVE_BODY | RUNS_UNIT)                                                                   \
    X(with, LATCH, "a", "latch", "latch",                                                          \
      NUMBER(COUNT, 0, INT64_MAX, "the number that it is counted down from",                       \
             "a latch starts with a count of 0 or more"),                                          \
      TAKES(WAIT) | TAKES(COUNTDOWN) | TAKES(VALUE) | TAKES(WAITING),                              \
      HELD_BY_NOBODY, SHOWN("latch", TEXT, BY_COUNT, "open|{count} to go", ""),                    \
      WAITER(LISTED, "", ", which is at {count}",                                                  \
             "{name} is at {count}; it goes on once that is 0: countdown {name} {count}"),         \
      WAIT(latch_wait, wait_goes_on, NULL,                                                         \
           "waits for {name}, which is at {count}", "finds {name} at 0",                           \
           "finds {name} at {count}, not at 0", "goes on after waiting for {name}",                \
           "gives up waiting for {name}: its time has run out"),                                   \
      PLAIN)                                                                                       \
                                                                                                   \
    /* ---- the rest ------------------------------------------------------------------------- */  \
    X(with, QUEUE, "a", "queue", "queue",                                                          \
      NUMBER(BOUND, 1, LIMIT_QUEUE_LENGTH, NULL,                                                   \
             "a queue has room for 1 to 65536 items; without a number it has no bound"),           \
      TAKES(PUT) | TAKES(CLOSE) | TAKES(WAITING),                                                  \
      HELD_BY_NOBODY, SHOWN("queue", ITEMS, BY_COUNT, "", ""),                                     \
      WAITER(TURN, ", which is empty|, which is full", "",                                         \
             "the queue {name} is empty; it goes on after: put {name} 1|"                          \
             "the queue {name} is full; it goes on after: x = get {name}"),                        \
      NOT_WAITED_FOR, KEEPS_ROOM)                                                                  \
    /* The forms: open; closed; open, and threads wait to send. */                                 \
    X(with, CHANNEL, "a", "channel", "channel",                                                    \
      NUMBER(BOUND, 0, LIMIT_QUEUE_LENGTH, NULL,                                                   \
             "a channel has room for 0 to 65536 values; without a number for none, and hands "     \
             "each over from thread to thread"),                                                   \
      TAKES(SEND) | TAKES(CLOSE) | TAKES(WAITING),                                                 \
      HELD_BY_NOBODY, SHOWN("channel", ITEMS, BY_STATUS, "", ""),                          \
      WAITER(LISTED, "", ", to which nobody sends||, from which nobody receives",                  \
             "nobody sends to {name}; it goes on after: send {name} 1||"                           \
             "nobody receives from {name}; it goes on after: x = receive {name}"),                 \
      WAIT(NULL, channel_resume, channel_leave, "", "", "",                                        \
           "goes on after waiting for {name}",                                                     \
           "gives up waiting for {name}: its time has run out"),                                   \
      FIRST_COME | KEEPS_ROOM | OWN_LIST)                                                          \
    X(with, FUTURE, "a", "future", "future", NO_NUMBER, TAKES(AWAIT) | TAKES(WAITING),             \
      HELD_BY_NOBODY, SHOWN("future", RESULT, BY_STATUS, "", "not there yet|resolved|failed"),     \
      WAITER(LISTED, "", ", which nobody has resolved",                                            \
             "nobody has resolved {name}; it goes on after: resolve {name} 1"),                    \
      WAIT(NULL, future_resume, NULL,                                                              \
           "waits for {name}, which is not there yet", "gets what {name} was resolved with",       \
           "finds {name} not there yet", "goes on, for {name} is there",                           \
           "gives up waiting for {name}: its time has run out"),                                   \
      PLAIN)                                                                                       \
    X(with, ONCE, "a", "once", "once", NO_NUMBER, TAKES(ONCE) | TAKES(OWNER) | TAKES(WAITING),     \
      HOLDER(RUNNER, "run by", "being run by", "", "", ""),                                        \
      SHOWN("once", TEXT, BY_STATUS, "", "not yet run|left unfinished|done"),                      \
      WAITER(TURN, "", "", ""), NOT_WAITED_FOR, PLAIN)                                             \
    X(with, CRITICAL, "a", "critical section", "critical", NO_NUMBER, 0,                           \
      HOLDER(ONE, "inside:", "held by", "", "", ""),                                               \
      SHOWN("critical", WHILE_HELD, ONE_FORM, "", ""), NO_WAITER, NOT_WAITED_FOR, PLAIN)           \
    X(with, INVARIANT, "an", "invariant", "invariant", NO_NUMBER, 0,                               \
      HELD_BY_NOBODY, NOT_SHOWN("invariant"), NO_WAITER, NOT_WAITED_FOR, RUNS_UNIT)
/* clang-format on */

enum entity_kind {
#define KIND_NUMBER(with, kind, ...) ENTITY_##kind,
    KINDS(KIND_NUMBER, 0)
#undef KIND_NUMBER
        ENTITY_KINDS
};

/* What may be done to an object, by the word that does it. */
enum kind_operation {
    OPERATION_READ,    /* as a variable */
    OPERATION_CALL,    /* and define */
    OPERATION_JOIN,    /* and whatever else threads and timers take */
    OPERATION_ACQUIRE, /* tryacquire, with */
    OPERATION_RELEASE, /* locked */
    OPERATION_SEVERAL, /* release S K */
    OPERATION_CARRY,   /* condition C on LOCK */
    OPERATION_RDLOCK,  /* wrlock, tryrdlock, trywrlock */
    OPERATION_SET,     /* clear, isset */
    OPERATION_WAIT,
    OPERATION_NOTIFY, /* broadcast */
    OPERATION_RESET,  /* abort, broken */
    OPERATION_PUT,    /* get, tryput, tryget, peek */
    OPERATION_SEND,   /* receive */
    OPERATION_CLOSE,  /* for x from */
    OPERATION_AWAIT,  /* resolve, fail */
    OPERATION_FUTEX,  /* futex wait, futex wake */
    OPERATION_ONCE,
    OPERATION_COUNTDOWN,
    OPERATION_OWNER,
    OPERATION_VALUE,
    OPERATION_WAITING, /* drop */
    OPERATION_COUNT
};
#define TAKES(operation) (1u << OPERATION_##operation)

/* The kinds to which it may be done, as a mask of 1 << kind; a constant: KINDS_TAKING(ACQUIRE). */
#define KINDS_TAKING(operation) (0u KINDS(KIND_IF_TAKING, operation))
#define KIND_IF_TAKING(operation, kind, article, name, word, number, takes, ...)                   \
    | ((takes)&TAKES(operation) ? 1u << ENTITY_##kind : 0u)

/* What the number behind a declared name is. */
enum kind_number_is {
    NUMBER_NONE,
    NUMBER_VALUE, /* any value, with which a variable begins */
    NUMBER_LOCK,  /* the lock that it stands on */
    NUMBER_DELAY,
    NUMBER_COUNT, /* what `count` and `initial` begin with; 1 where it is left out */
    NUMBER_BOUND, /* `initial`, while `count` begins with 0; 0 where it is left out */
};
struct kind_number {
    enum kind_number_is is;
    int64_t least, most;
    const char *needs; /* it cannot be left out, for it is ... ; NULL: it can */
    const char *wants; /* what to say of one that will not do; ", not 7" comes behind it */
};

enum kind_held_by {
    HELD_NOBODY,
    HELD_ONE,
    HELD_READERS,  /* one, or many that read: VALUE_INTEGER in its extent, with thread + 1 */
    HELD_ITS_LOCK, /* another object is held for it: the lock that it stands on */
    HELD_RUNNER,   /* one that runs it and cannot just let go */
};
struct kind_holder {
    enum kind_held_by by;
    const char *held;        /* "held by" */
    const char *is_held;     /* behind "is" */
    const char *lets_go;     /* the word with which the holder lets go; "": by none */
    const char *itself;      /* of a holder that waits for it, at the end of a run */
    const char *itself_here; /* the same, in the lab */
};

/* Which of a text's forms holds; the last one where there are fewer. */
enum kind_form {
    FORM_ONE_FORM,
    FORM_BY_STATUS, /* the one of its status, counted from 0 */
    FORM_BY_COUNT,  /* the second one where its count is not 0 */
};
enum kind_shown_how {
    SHOWN_HOLDERS, /* who holds it, or that it is free */
    SHOWN_WHILE_HELD,
    SHOWN_NOT,
    SHOWN_TEXT,   /* `stands`, then `states` */
    SHOWN_RESULT, /* `states`, then what it was resolved or failed with */
    SHOWN_VALUE,
    SHOWN_VALUES,
    SHOWN_LOCALS,
    SHOWN_ITEMS,
    SHOWN_LOCK,
    SHOWN_TIMER,
};
struct kind_shown {
    const char *kind; /* in the objects pane */
    enum kind_shown_how how;
    enum kind_form form; /* of all its texts */
    const char *stands;  /* how far it is; also beside a thread that waits in its list */
    const char *states;
};

/* Where the threads are that wait for it. */
enum kind_waits {
    WAITER_NONE,   /* nobody waits for it */
    WAITER_TURN,   /* before a step that is not enabled: it is held, or full, ... */
    WAITER_LISTED, /* in its list, into which a first step put them; a second one goes on */
    WAITER_BOTH,   /* some in its list, some before the step that would put them there */
};
struct kind_waiter {
    enum kind_waits waits;
    const char *turn; /* what a thread that cannot step lacks, behind "waits for the semaphore s" */
    const char *listed;  /* what a thread in its list lacks */
    const char *missing; /* what has to happen, and a command that does; "": nothing is missing */
};

struct machine;
struct instruction;

/* `wait`: who does it, and what that is called. */
struct kind_wait {
    /* The first step of `wait`: into the list (state_wait_on), or it is over at once. NULL: other
     * words put a thread into its list. */
    bool (*begin)(struct machine *m, uint32_t thread, struct instruction i, uint32_t entity,
                  bool *over);
    /* The second one: let go, or its time is up. */
    bool (*resume)(struct machine *m, uint32_t thread, struct instruction i, uint32_t entity);
    /* It waits no longer, and is not let go: it unwinds, or it was killed. NULL: nothing to do. */
    void (*leave)(struct machine *m, uint32_t thread, uint32_t entity, bool killed);
    const char *begins, *at_once; /* of the first step: in the list; over */
    const char *in_vain;          /* of the first step: over, for want of time */
    const char *goes_on, *gives_up;
};

enum kind_mark {
    KIND_PLAIN = 0,
    KIND_FIRST_COME = 1, /* its list has the first who came first; else it is by thread */
    KIND_KEEPS_ROOM = 2, /* some of its extent, so that the heap does not move with every item */
    KIND_MAY_HAVE_BODY = 4,
    KIND_NEEDS_BODY = 8,
    KIND_RUNS_UNIT = 16,       /* `link` is a unit that is run without being called by name */
    KIND_PER_THREAD = 32,      /* each thread has its own value */
    KIND_WAKES_BY_ITSELF = 64, /* who is in its list may go on although nobody has let it */
    KIND_LOSES = 128,          /* what lets one in its list go on is lost where there is none */
    KIND_OWN_LIST = 256,       /* its list lies in its extent (state_waiting_at) */
};

/* In how many ways, at most, the objects of a kind may be used. */
enum { MOST_MANNERS = 3 };

/* How a condition is used: what its `status` is. */
enum condition_manner {
    CONDITION_STRICT, /* who notifies holds its lock */
    CONDITION_LOOSE,  /* or does not */
};

/* How often a timer goes off: what its `status` is. */
enum timer_manner {
    TIMER_ONCE,
    TIMER_EVERY,  /* again and again */
    TIMER_NO_MORE /* it did, and was cancelled while its body ran, which is its last */
};

/* Whom a reader-writer lock prefers: what its `status` is. */
enum rwlock_manner {
    RWLOCK_PREFERS_READERS,
    RWLOCK_PREFERS_WRITERS,
    RWLOCK_IS_FAIR, /* who came first */
};

struct kind_row {
    const char *article, *name;
    const char *word; /* that makes it; NULL: none */
    struct kind_number number;
    uint32_t takes; /* TAKES(...) */
    struct kind_holder holder;
    struct kind_shown shown;
    struct kind_waiter waiter;
    struct kind_wait wait;
    uint16_t marks; /* enum kind_mark */
};

extern const struct kind_row kind_rows[ENTITY_KINDS];

static inline bool kind_is(unsigned kind, enum kind_mark mark)
{
    return kind_rows[kind].marks & mark;
}
static inline bool kind_takes(unsigned kind, enum kind_operation operation)
{
    return kind_rows[kind].takes >> operation & 1;
}
/* KINDS_TAKING of what is not known before. */
uint32_t kinds_taking(enum kind_operation operation);
/* Those whose name is not another's with a word before it, as "bounded semaphore" is. */
uint32_t kinds_plain(uint32_t kinds);
/* "an event, condition or barrier"; what is a kind of another, as "bounded semaphore", goes without
 * saying. */
void kinds_add_names(uint32_t kinds, struct buffer *out);
/* The words of a kind's manner, which stand at the end of its declaration: "loose", "fair"; "" of
 * one that has none. NULL where it has no such manner. */
const char *kind_manner(enum entity_kind kind, unsigned manner);
/* The kind that the word makes; ENTITY_FREE. */
enum entity_kind kinds_made_by(const char *word);

/* ---- What the rows name, each kind's in the file of its name --------------------------------- */

bool event_wait(struct machine *m, uint32_t thread, struct instruction i, uint32_t entity,
                bool *over);
bool condition_wait(struct machine *m, uint32_t thread, struct instruction i, uint32_t entity,
                    bool *over);
bool condition_resume(struct machine *m, uint32_t thread, struct instruction i, uint32_t entity);
void condition_leave(struct machine *m, uint32_t thread, uint32_t entity, bool killed);
bool barrier_wait(struct machine *m, uint32_t thread, struct instruction i, uint32_t entity,
                  bool *over);
bool barrier_resume(struct machine *m, uint32_t thread, struct instruction i, uint32_t entity);
void barrier_leave(struct machine *m, uint32_t thread, uint32_t entity, bool killed);
bool rwlock_resume(struct machine *m, uint32_t thread, struct instruction i, uint32_t entity);
void rwlock_leave(struct machine *m, uint32_t thread, uint32_t entity, bool killed);
bool latch_wait(struct machine *m, uint32_t thread, struct instruction i, uint32_t entity,
                bool *over);
bool channel_resume(struct machine *m, uint32_t thread, struct instruction i, uint32_t entity);
void channel_leave(struct machine *m, uint32_t thread, uint32_t entity, bool killed);
bool future_resume(struct machine *m, uint32_t thread, struct instruction i, uint32_t entity);
/* What most threads do that are let go: the value is whether they were (wait.c). */
bool wait_goes_on(struct machine *m, uint32_t thread, struct instruction i, uint32_t entity);

/* What stands for {name} and the others; a NULL text and a 0 for what does not occur. */
struct kind_values {
    const char *name, *lock;
    int64_t count, of, place;
    int64_t lacks; /* of {count}, a thread */
};
/* Adds a text of the row's. `form`: which of its forms. */
void kind_add_text(const char *text, unsigned form, const struct kind_values *values,
                   struct buffer *out);

#endif
