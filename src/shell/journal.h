/* journal.h - what was typed, as a script that runs: for `save` and for whatever wants the program
 * from its beginning. What a script cannot hold is there as a comment.
 *
 * Belongs to the front end's thread. */
#ifndef THRUM_SHELL_JOURNAL_H
#define THRUM_SHELL_JOURNAL_H

#include "base/buffer.h"
#include "core/step.h"
#include "lang/tree.h"
#include "shell/awaiting.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What was typed, for `save`. */
struct journal_entry {
    char *text;
    bool runs;      /* a script can hold it */
    bool failed;    /* it ended by an error */
    bool at_once;   /* if it fails it has done nothing before */
    bool setting;   /* schedule, clock, ...: at the top only */
    char *function; /* that it defines, which `restart` keeps; or NULL */
    bool replaced;  /* and it was defined anew since */
    bool kept;      /* and it is from before a `restart` */
    uint32_t unit;  /* its order; 0: none */
    /* Of an order that one thread got: who, and which of its orders it is; NO_THREAD: of none. */
    struct awaited given;
    char *joins;      /* an order: what waits until those that got it have done it; or NULL */
    bool main_waited; /* it was for others, while main waited for something */
};

struct journal {
    struct journal_entry *entries;
    size_t count, capacity;
};

/* The entry of a command, which stands in `text`, until the next is added; NULL where it is none
 * for a script. */
struct journal_entry *journal_add(struct journal *j, const char *text, const struct node *command,
                                  uint32_t unit);
/* With the monitor, before a thread is interrupted: what it does and what it has not begun. */
void journal_interrupted(struct journal *j, const struct machine *m, uint32_t thread);
/* An order ended by an error: the script shall not hold it. */
void journal_failed(struct journal *j, uint32_t unit);
/* A program that the lab begins with, whole. */
void journal_add_program(struct journal *j, const char *text);
/* Whether there is more than functions in it, and than what failed without doing anything. */
bool journal_has_commands(const struct journal *j);
/* How the script is made. */
enum {
    /* An order is done, or waits, before the next command is given, as it was when it was typed,
     * and what failed is left out. Otherwise main gives them one after the other without looking,
     * and what failed is in it where it may have done something first. */
    JOURNAL_WAITS = 1,
    /* Functions from before `restart` that nothing calls since are left out. */
    JOURNAL_CALLED = 2,
    /* What is left out is no comment either. */
    JOURNAL_ALONE = 4,
};
/* The script. Returns how many commands are left out, as comments. */
size_t journal_add_script(const struct journal *j, unsigned how, struct buffer *out);
/* Lines, each behind a newline: the functions that JOURNAL_CALLED leaves out. */
void journal_add_left_behind(const struct journal *j, struct buffer *out);
/* Lines, each behind a newline: which functions were defined more than once. */
void journal_add_replaced(const struct journal *j, struct buffer *out);
/* Lines, each behind a newline: what failed when it was typed, and what became of it in a script
 * that does not wait. */
void journal_add_failed(const struct journal *j, struct buffer *out);
/* What the script will not do as the lab did it: lines, each behind a newline. */
void journal_add_differences(const struct journal *j, size_t left_out, struct buffer *out);
/* After `restart`. */
void journal_restart(struct journal *j, bool functions);
void journal_free(struct journal *j);

#endif
