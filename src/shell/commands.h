/* commands.h - the lab's own commands (section 9 of the language page), in one table: the prompt
 * runs them by it; help, completion, the parser and the tests read the same rows.
 *
 *     const struct command *c = command_find("why");
 *     if (c) c->run(session, "alice");
 *
 * Constant data; no locks. */
#ifndef THRUM_SHELL_COMMANDS_H
#define THRUM_SHELL_COMMANDS_H

#include "lang/words.h"

#include <stdbool.h>

struct session;

/* What fits as the argument of a lab command. */
enum command_completes {
    COMMAND_TAKES_NOTHING,
    COMMAND_TAKES_CHOICE, /* one of `choices` */
    COMMAND_TAKES_WORD,   /* any word of the language or of this table */
    COMMAND_TAKES_THREAD, /* a thread that has not ended */
    COMMAND_TAKES_FILE,
    COMMAND_TAKES_LESSON,
};

struct command {
    const char *name;
    const char *usage;       /* the forms, one a line: "step [THREAD] [N]" */
    const char *help;        /* one sentence */
    const char *explanation; /* a few more */
    const char *example;     /* what can be typed, a line after the other, in a new lab */
    enum command_completes completes;
    const char *choices[10]; /* ended by NULL */
    bool looks;              /* it does nothing to the lab, as far as the user is concerned */
    /* Runs it. `arguments`: what stands behind the word, without blanks at its ends. */
    void (*run)(struct session *s, const char *arguments);
};

/* The row of this name, or NULL. */
const struct command *command_find(const char *name);
/* The rows in the order of the language page; NULL behind the last. */
const struct command *command_at(size_t index);
/* All names, ended by NULL: for the parser. */
const char *const *commands_words(void);

#endif
