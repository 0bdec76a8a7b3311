/* presenting.h - a lesson or a script in front of a room, for the front end that shows it. Which
 * stops there are and what keys mean is decided in lesson/presentation.h, what is shown by the
 * lesson's player; the front end types, and says when.
 *
 *     struct present_view now;
 *     while (session_presents(s, &now)) {
 *         type now.types into the prompt, at a human speed;
 *         session_present(s, PRESENT_GO, 0);        // the next stop
 *         wait until now.state is PRESENT_WAITS again, and as long as now.length takes to be read
 *     }
 *
 * All of it belongs to the front end's thread. */
#ifndef THRUM_SHELL_PRESENTING_H
#define THRUM_SHELL_PRESENTING_H

#include "lesson/presentation.h"

struct session;

/* What Space does next. */
enum present_next {
    PRESENT_NEXT_SHOWS,   /* text, a question, a task */
    PRESENT_NEXT_TYPES,   /* a command, or the answer of a task: `types` */
    PRESENT_NEXT_REVEALS, /* the right answers of a question */
    PRESENT_NEXT_ANSWERS, /* wins the challenge that is open */
    PRESENT_NEXT_WAITS,   /* something runs */
    PRESENT_NEXT_NOTHING, /* that was all */
};

/* The strings are valid until the next call. */
struct present_view {
    size_t stop, stops;       /* the one shown last, from 1, of how many */
    size_t section, sections; /* from 1; 0 of 0: none has a number */
    const char *title;        /* of the section, or of the lesson before the first */
    enum present_state state; /* PRESENT_WAITS, PRESENT_RUNS, PRESENT_ASKS or PRESENT_PLAYS */
    enum present_next next;
    bool failed;       /* the answer of the task that is open has not done it */
    const char *types; /* what is typed before the next stop, lines; "" */
    const char *says;  /* what Space does, in a few words: "types: spawn alice" */
    size_t length; /* characters of the lesson's text that this stop has shown: for its reader */
};

/* False where nothing is presented. What it points to stays until it is called again. */
bool session_presents(struct session *s, struct present_view *view);
/* Its stops; NULL where nothing is presented. */
const struct presentation *session_presentation(const struct session *s);
/* What a key means while something is presented; see presentation_key. */
enum present_deed session_present_key(const struct session *s, enum present_state state, int key);
/* Does it, as far as it is not the screen's (typing, blank, keys): `number` is that of an answer
 * (PRESENT_REVEAL) or of a section (PRESENT_DIGIT). */
void session_present(struct session *s, enum present_deed deed, size_t number);
/* The row of the list of keys with this index; NULL behind the last. */
const struct present_key_row *session_present_key_row(const struct session *s, size_t index);
/* See presentation_digit. */
size_t session_present_digit(const struct session *s, size_t sections, size_t typed, int digit,
                             bool *waits);

#endif
