/* commands.h - the lab's own commands (section 9 of the language page), in one table: the parser,
 * help, completion, the manual and the tests read the same rows. What runs each is in
 * shell/dispatch.h.
 *
 *     const struct command *c = command_find("why");
 *
 * Constant data; no locks. */
#ifndef THRUM_LANG_COMMANDS_H
#define THRUM_LANG_COMMANDS_H

#include "lang/panes.h"
#include "lang/words.h"

#include <stdbool.h>

/* The one list of them: its number, and its name, as an identifier and, where that differs, as it
 * is typed. */
#define COMMANDS(X)                                                                                \
    X(HELP, help)                                                                                  \
    X(THREADS, threads)                                                                            \
    X(OBJECTS, objects)                                                                            \
    X(TIMELINE, timeline)                                                                          \
    X(STATISTICS, statistics)                                                                      \
    X(VARIABLES, variables)                                                                        \
    X(SOURCE, source)                                                                              \
    X(COLUMNS, columns)                                                                            \
    X(WHY, why)                                                                                    \
    X(INTERRUPT, interrupt)                                                                        \
    X(FINISH, finish)                                                                              \
    X(RESTART, restart)                                                                            \
    X(QUIT, quit)                                                                                  \
    X(SAVE, save)                                                                                  \
    X(LOAD, load)                                                                                  \
    X(SHOW, show)                                                                                  \
    X(EXPORT, export)                                                                              \
    X(SCHEDULE, schedule)                                                                          \
    X(PAUSE, pause)                                                                                \
    X(RESUME, resume)                                                                              \
    X(STEP, step)                                                                                  \
    X(UNDO, undo)                                                                                  \
    X(REDO, redo)                                                                                  \
    X(BACK, back)                                                                                  \
    X(FORTH, forth)                                                                                \
    X(NOW, now)                                                                                    \
    X(CLOCK, clock)                                                                                \
    X(GIL, gil)                                                                                    \
    X(RANDOM, random)                                                                              \
    X(LESSONS, lessons)                                                                            \
    X(LESSON, lesson)                                                                              \
    X(PRESENT, present)                                                                            \
    X(NEXT, next)                                                                                  \
    X(PREV, prev)                                                                                  \
    X(AGAIN, again)                                                                                \
    X(HINT, hint)                                                                                  \
    X(CHECK, check)                                                                                \
    X(ANSWER, answer)                                                                              \
    X(SKIP, skip)                                                                                  \
    X(HAND_IN, hand_in, "hand-in")                                                                 \
    X(GOAL, goal)                                                                                  \
    X(EXPLORE, explore)                                                                            \
    X(REPLAY, replay)                                                                              \
    X(QUIET, quiet)                                                                                \
    X(VERBOSE, verbose)                                                                            \
    X(REPEAT, repeat)                                                                              \
    X(TRACE, trace)                                                                                \
    X(VIEW, view)                                                                                  \
    X(CLS, cls)                                                                                    \
    X(THEME, theme)

/* Of what stands behind the number: the identifier; what is typed. */
#define COMMAND_FIRST(first, ...) first
#define COMMAND_SECOND(first, second, ...) second
#define COMMAND_FIRST_QUOTED(first, ...) #first
#define COMMAND_IDENTIFIER(...) COMMAND_FIRST(__VA_ARGS__, )
#define COMMAND_TYPED(...) COMMAND_SECOND(__VA_ARGS__, COMMAND_FIRST_QUOTED(__VA_ARGS__, ), )

enum command_id {
#define X(id, ...) COMMAND_##id,
    COMMANDS(X)
#undef X
        COMMAND_COUNT
};

/* What fits as the argument of a lab command. */
enum command_completes {
    COMMAND_TAKES_NOTHING,
    COMMAND_TAKES_CHOICE, /* one of `choices` */
    COMMAND_TAKES_WORD,   /* any word of the language or of this table */
    COMMAND_TAKES_THREAD, /* a thread that has not ended */
    COMMAND_TAKES_NAME,   /* a thread or an object */
    COMMAND_TAKES_FILE,
    COMMAND_TAKES_CHOICE_AND_FILE,
    COMMAND_TAKES_LESSON,
};

struct command {
    enum command_id id;
    const char *name;
    const char *usage;       /* the forms, one a line: "step [THREAD] [N]" */
    const char *help;        /* one sentence */
    const char *explanation; /* a few more */
    const char *example;     /* what can be typed, a line after the other, in a new lab */
    enum command_completes completes;
    const char *choices[12 + PANE_COUNT]; /* ended by NULL */
    bool looks; /* it does nothing to the lab, as far as the user is concerned */
    bool loads; /* what it runs are commands of their own */
};

/* The row of this name, or NULL. */
const struct command *command_find(const char *name);
/* The rows in the order of the language page; NULL behind the last. */
const struct command *command_at(size_t index);
/* All names, ended by NULL: for the parser. */
const char *const *commands_words(void);

#endif
