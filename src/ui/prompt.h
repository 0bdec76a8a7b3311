/* prompt.h - the line being typed: GNU readline with its keys, history, undo and search, without
 * its hands on the terminal. Keys go in as units, what is to be drawn comes out as data.
 *
 *     p = prompt_open(session, history_file, terminal_descriptor);
 *     prompt_key(p, unit.bytes, unit.length);
 *     if ((text = prompt_take(p))) ...
 *     prompt_look(p, &look);
 *     prompt_close(p);
 *
 * Must be opened before curses. Readline keeps its state in variables of its own and calls back
 * without an argument, so there can be one prompt only. */
#ifndef THRUM_UI_PROMPT_H
#define THRUM_UI_PROMPT_H

#include "shell/session.h"

#include <stdbool.h>
#include <stddef.h>

struct prompt;

/* What there is to draw; valid until the next call that changes the prompt. */
struct prompt_look {
    const char *message; /* readline's own prompt, while it searches or counts; else NULL */
    const char *text;    /* what has been typed, may have several lines */
    size_t length;
    size_t cursor;    /* offset into the text */
    const char *open; /* what stands before its last line while a block is open: "{ of line 1 > ";
                         NULL or "": nothing is */
    char *const *matches; /* what a completion could become, NULL if none is open */
    size_t match_count;
};

/* `history_file` may be NULL: then nothing is kept. `terminal` is where to wait for a key in the
 * few places where readline will not go on without one. */
struct prompt *prompt_open(struct session *session, const char *history_file, int terminal);
void prompt_close(struct prompt *p);

/* The screen's size has changed. */
void prompt_resize(struct prompt *p, int rows, int columns);

/* One whole character or escape sequence; a sequence that no key is bound to does nothing. */
void prompt_key(struct prompt *p, const char *bytes, size_t length, bool sequence);
/* Text that stays as it is, whatever is in it. */
void prompt_paste(struct prompt *p, const char *text, size_t length);
/* Ctrl-C: drops what was typed, leaves a search. */
void prompt_abandon(struct prompt *p);
/* What Enter ended, malloc'd; NULL if nothing did since the last call. */
char *prompt_take(struct prompt *p);
/* What is to be said of the last key, NULL: nothing, or it has been said. */
const char *prompt_notice(struct prompt *p);
/* Whether nothing is typed and nothing going on, so that a plain key may mean something else. */
bool prompt_is_empty(const struct prompt *p);
/* Whether its keys are those of vi. */
bool prompt_is_vi(const struct prompt *p);

/* Begins or ends answering a question: what was being typed is put aside and comes back. An answer
 * is one line, whatever is in it, and is not kept in the history. */
void prompt_answering(struct prompt *p, bool answering);
bool prompt_is_answering(const struct prompt *p);

void prompt_look(const struct prompt *p, struct prompt_look *look);

#endif
