/* foreign.h - what people type by habit of other languages and prompts, written as it is here.
 *
 *     struct foreign_answer a;
 *     if (foreign_translate(text, length, &options, &a)) {
 *         puts(a.line);          // "lock m" for "pthread_mutex_lock(&m);"; NULL: there is none
 *         puts(a.note);          // a sentence more; "" if there is none
 *         foreign_answer_free(&a);
 *     }
 *
 * Only a text that this language refuses is brought here. What is known is in tables of patterns
 * (foreign_idioms.c): calls and declarations of threading, pthread.h, java.util.concurrent, Go,
 * C++, Rust, C#, the habits of prompts, slips of the first hour. Rows look at what the objects are:
 * wait() of a semaphore is another thing than of an event. A line that is handed back was parsed
 * before, so that it is never refused for its form.
 *
 *     foreign_scan.c     the text as tokens, without what makes no difference here
 *     foreign_match.c    patterns
 *     foreign_idioms.c, foreign_making.c, foreign_values.c   the tables of other languages
 *     foreign_habits.c   the tables of prompts, slips, blocks and constructors
 *     foreign_held.c     which locks are held where the text waits or notifies
 *     foreign_write.c    values; foreign_body.c bodies; foreign_print.c, foreign_duration.c
 *     foreign_declare.c  what is made: constructors, declarations; foreign_lists.c
 *     foreign_cut.c      where statements and blocks end
 *     foreign_several.c  several things in one statement; foreign_alone.c a part of one
 *     foreign_taken.c    what may wait amid a value
 *     foreign_statement.c, foreign_orders.c, foreign_blocks.c
 *     foreign.c          a whole text
 *     foreign_first.c    what has to be made before; names in use
 *     foreign_select.c   cases and classes; foreign_each.c loops over what there is
 *     foreign_parallel.c loops whose turns run at the same time, or make an array
 *     foreign_try.c      what is said in two blocks
 *     foreign_topics.c   questions, and words to ask the help for
 *     foreign_comment.c  comments
 *     foreign_script.c   the errors of a script; foreign_known.c what it declares
 *
 * Pure functions; no locks. */
#ifndef THRUM_LANG_FOREIGN_H
#define THRUM_LANG_FOREIGN_H

#include "lang/diagnostic.h"

#include <stdbool.h>
#include <stddef.h>

/* What a name stands for, as far as the answer depends on it: a set. */
enum foreign_kind {
    FOREIGN_NOTHING = 0, /* nothing bears the name */
    FOREIGN_LOCK = 1,    /* mutex, rlock */
    FOREIGN_SEMAPHORE = 2,
    FOREIGN_CONDITION = 4,
    FOREIGN_EVENT = 8,
    FOREIGN_BARRIER = 16,
    FOREIGN_QUEUE = 32,
    FOREIGN_RWLOCK = 64,
    FOREIGN_THREAD = 128,
    FOREIGN_TIMER = 256,
    FOREIGN_VARIABLE = 512,
    FOREIGN_FUNCTION = 1024,
    FOREIGN_LATCH = 2048,
    FOREIGN_CHANNEL = 4096,
    FOREIGN_FUTURE = 8192,
    FOREIGN_OTHER = 16384,
    FOREIGN_STARTED = 32768, /* besides THREAD or TIMER */
    FOREIGN_NUMBER = 65536,  /* besides VARIABLE: its value is a number now */
    FOREIGN_OVER = 131072,   /* besides THREAD: it has ended, its name is free */
    FOREIGN_ARRAY = 262144,  /* besides VARIABLE */
    FOREIGN_LOOSE = 524288,  /* besides CONDITION: who notifies it need not hold its lock */
};

/* What stands around a text. */
struct foreign_place {
    unsigned loops, bodies, withs;
    bool takes; /* a lock, before it in the same body */
};

/* The one that objects of an enum entity_kind are of; FOREIGN_OTHER where it has none here. */
unsigned foreign_kind(unsigned kind);

struct foreign_options {
    const char *const *lab_words; /* as the parser's */
    bool script;                  /* it stands in a script: no commands of the lab */
    struct foreign_place place;
    /* What bears this name; NULL: nothing is known. */
    unsigned (*kind)(void *context, const char *name);
    /* Whether the thread that is typed for holds the lock, or the condition's. */
    bool (*holds)(void *context, const char *name);
    /* Adds the name of the lock that the condition is on; false where that is its own, or it is
     * not known. */
    bool (*lock)(void *context, const char *name, struct buffer *out);
    /* How many objects of these kinds there are, and threads that are not started; `held`: locks
     * that the thread that is typed for holds. Adds their names with blanks between. NULL: nothing
     * is known. */
    unsigned (*names)(void *context, unsigned kinds, bool held, struct buffer *out);
    /* Whether `help` tells something of the word. NULL: nothing is known. */
    bool (*helps)(void *context, const char *word);
    void *context;
};

struct foreign_answer {
    char *line;  /* the same in this language; NULL: nothing stands for it */
    char *first; /* what has to be made before, "" if nothing; never NULL */
    char *note;  /* what else there is to say, "" if nothing; never NULL */
    bool wider;  /* a lock has to be held around the loop that it stands in: ask for all of that */
};

/* Whether there is something to say about the text; else the answer is left alone. */
bool foreign_translate(const char *text, size_t length, const struct foreign_options *options,
                       struct foreign_answer *answer);
void foreign_answer_free(struct foreign_answer *answer);
/* Whether the text is one line of C's preprocessor, which is a comment here. */
bool foreign_is_directive(const char *text, size_t length);
/* Where an error of the script comes from such a habit, its message becomes the line that does it
 * here. `options` may know what there is besides what the script makes. */
void foreign_advise(const struct source *source, const struct foreign_options *options,
                    struct diagnostics *found);
/* The word of this language that does what the word of another one does there; NULL: none is
 * known. */
const char *foreign_topic(const char *word, size_t length);
/* A word that is a value elsewhere, as it is here: true of True; NULL if it is none. */
const char *foreign_constant(const char *word, size_t length);
/* Whether the line begins a block whose lines follow indented, as Python's do: with m: */
bool foreign_opens_block(const char *line);
/* Whether it begins a block whose { stands on the next line: void *run(void *arg), if (x > 0) */
bool foreign_awaits_brace(const char *line);
/* Whether it goes on with such a block: else:, except ...:, finally: */
bool foreign_goes_on(const char *line);

#endif
