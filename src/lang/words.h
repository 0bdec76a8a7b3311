/* words.h - every word of the command language, in one table: the thread commands, the control
 * words and the built-in functions of sections 2 to 7. The parser recognises words by it and
 * suggests from it; help, completion, the manual page and the tests read the same rows. (The lab's
 * own commands, section 9, have their table in shell/.)
 *
 *     const struct word *w = word_find("unlock", 6);
 *     if (w) puts(word_canonical(w)->usage);
 *
 * Constant data; no locks. */
#ifndef THRUM_LANG_WORDS_H
#define THRUM_LANG_WORDS_H

#include "core/kinds.h"

#include <stdbool.h>
#include <stddef.h>

/* A word's number. In the tree it says which operation or built-in function a node stands for;
 * there synonyms never occur, only what they stand for. */
enum word_id {
    WORD_NOTHING, /* no word */
    /* variables */
    WORD_SHARED,
    WORD_ATOMIC,
    WORD_LOCAL,
    WORD_PRIVATE,
    /* objects: also the kinds that NODE_OBJECTS makes */
    WORD_MUTEX,
    WORD_RLOCK,
    WORD_RWLOCK,
    WORD_SEMAPHORE,
    WORD_BOUNDED,
    WORD_EVENT,
    WORD_CONDITION,
    WORD_BARRIER,
    WORD_LATCH,
    WORD_QUEUE,
    WORD_CHANNEL,
    WORD_TIMER,
    WORD_FUTURE,
    WORD_ONCE,
    /* threads */
    WORD_THREAD,
    WORD_SPAWN,
    WORD_START,
    WORD_JOIN,
    WORD_CANCEL,
    WORD_KILL,
    WORD_DAEMON,
    WORD_RENAME,
    WORD_YIELD,
    WORD_FENCE,
    WORD_SLEEP,
    WORD_WORK,
    WORD_IO,
    WORD_DEFINE,
    /* operations on objects */
    WORD_ACQUIRE,
    WORD_TRYACQUIRE,
    WORD_RELEASE,
    WORD_RDLOCK,
    WORD_WRLOCK,
    WORD_TRYRDLOCK,
    WORD_TRYWRLOCK,
    WORD_UPGRADE,
    WORD_DOWNGRADE,
    WORD_SET,
    WORD_CLEAR,
    WORD_WAIT,
    WORD_COUNTDOWN,
    WORD_NOTIFY,
    WORD_BROADCAST,
    WORD_ABORT,
    WORD_RESET,
    WORD_PUT,
    WORD_TRYPUT,
    WORD_GET,
    WORD_TRYGET,
    WORD_PEEK,
    WORD_SEND,
    WORD_RECEIVE,
    WORD_CLOSE,
    WORD_AWAIT,
    WORD_RESOLVE,
    WORD_FAIL,
    WORD_FUTEX,
    WORD_DROP,
    /* synonyms */
    WORD_LOCK,
    WORD_UNLOCK,
    WORD_TRYLOCK,
    WORD_SIGNAL,
    /* control */
    WORD_IF,
    WORD_ELSE,
    WORD_WHILE,
    WORD_REPEAT,
    WORD_FOR,
    WORD_IN,
    WORD_UNTIL,
    WORD_ALL,
    WORD_BREAK,
    WORD_CONTINUE,
    WORD_RETURN,
    WORD_RAISE,
    WORD_TRY,
    WORD_CATCH,
    WORD_FINALLY,
    WORD_ASSERT,
    WORD_CRITICAL,
    WORD_INVARIANT,
    WORD_WITH,
    WORD_SELECT,
    /* output and input */
    WORD_PRINT,
    WORD_LOG,
    WORD_ASK,
    WORD_FETCH,
    /* values and operators */
    WORD_TRUE,
    WORD_FALSE,
    WORD_NONE,
    WORD_ME,
    WORD_NOW,
    WORD_AND,
    WORD_OR,
    WORD_NOT,
    /* built-in functions (`daemon(T)` is WORD_DAEMON) */
    WORD_TIME,
    WORD_ALIVE,
    WORD_STATE,
    WORD_RESULT,
    WORD_ISSET,
    WORD_LOCKED,
    WORD_OWNER,
    WORD_VALUE,
    WORD_BROKEN,
    WORD_WAITING,
    WORD_LEN,
    WORD_ACTIVE,
    WORD_RANDOM,
    WORD_CHOOSE,
    WORD_CAS,
    WORD_ADD,
    WORD_SWAP,
    WORD_COMPARE,
    WORD_BAND,
    WORD_BOR,
    WORD_BXOR,
    WORD_EXCHANGE,
    /* words only where the grammar asks for them; free as names everywhere else */
    WORD_ON,
    WORD_OFF,
    WORD_TO,
    WORD_FROM,
    WORD_EVERY,
    WORD_WAKE,
    WORD_CASE,
    WORD_AFTER,
    WORD_ITEMS,
    WORD_THREADS,
    WORD_LOOSE,
    WORD_PREFER,
    WORD_FAIR,
    WORD_COUNT
};

enum word_class {
    WORD_DECLARES,          /* makes variables, objects, threads, functions */
    WORD_OPERATES,          /* does something to a thread or an object */
    WORD_CONTROLS,          /* if, while, with ... and the words inside their forms */
    WORD_OUTPUTS,           /* output and input */
    WORD_BUILTIN,           /* a function: NAME(...); the name is free for variables */
    WORD_VALUE_OR_OPERATOR, /* true, me, and ... */
    WORD_IN_PLACE,          /* a word in one place of one form only, a free name elsewhere */
};

/* What kind of name or text fits an argument: what completion offers there. */
enum completes {
    COMPLETES_NOTHING,     /* the end of the arguments */
    COMPLETES_NEW_NAME,    /* a name that is yet to be made */
    COMPLETES_THREAD,      /* any thread, ended ones too */
    COMPLETES_STARTABLE,   /* a thread or timer that has not been started */
    COMPLETES_CANCELLABLE, /* a thread or timer that has not ended */
    COMPLETES_JOINABLE,    /* a thread or timer that has been started, `all` */
    COMPLETES_VALUE,       /* a variable; any expression */
    COMPLETES_DURATION,
    COMPLETES_LEVEL, /* 2s; debug, info, warning, error */
    COMPLETES_ON_OFF,
    COMPLETES_FILE,
    COMPLETES_BODY,    /* on, off; a file; a block or a call */
    COMPLETES_OPERAND, /* with an enum kind_operation added: an object that takes it */
};
#define COMPLETES_TAKING(operation)                                                                \
    ((enum completes)(COMPLETES_OPERAND + (int)OPERATION_##operation))

enum { WORD_ARGUMENTS = 3 };

struct word {
    enum word_id id;
    const char *name;
    enum word_class class;
    enum word_id canonical;  /* a synonym: the word it stands for; else WORD_NOTHING */
    const char *usage;       /* the forms, one a line: "acquire LOCK [for DURATION]" */
    const char *help;        /* one sentence */
    const char *explanation; /* a few more, for who has never used threads */
    const char *example;     /* a whole script that prints something, always the same */
    const char *output;      /* what it prints under `thrum run --seed=1`, exactly */
    bool frees;              /* it may let a thread go on that waits for its object */
    enum completes completes[WORD_ARGUMENTS]; /* for each argument; the last kind repeats */
};

/* The row with this number; never NULL for 0 < id < WORD_COUNT. */
const struct word *word_get(enum word_id id);
/* The row of the word spelled so, or NULL. */
const struct word *word_find(const char *text, size_t length);
/* Whether what its example prints depends on the time: it is what a new lab on the virtual clock
 * prints. */
bool word_example_is_timed(const struct word *word);
/* The row itself, or for a synonym the row of the word that it stands for. */
const struct word *word_canonical(const struct word *word);
/* Whether the word may not be used as a name. */
bool word_is_reserved(const struct word *word);
/* Whether it begins commands, and is free as a name wherever none can begin (parse_words.c). */
bool word_is_free(const struct word *word);
/* Whether it is a function that changes a variable in one step: cas, add, ... */
static inline bool word_modifies(enum word_id id)
{
    return id >= WORD_CAS && id <= WORD_BXOR;
}
/* Whether it means something by itself: it is reserved, or begins commands. */
static inline bool word_is_own(const struct word *word)
{
    return word_is_reserved(word) || word_is_free(word);
}
/* Whether it begins a command. */
bool word_is_command(const struct word *word);

#endif
