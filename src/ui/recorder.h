/* recorder.h - what of a sitting goes into its recording (export/recording.h) beside what the
 * terminal is sent: the lesson's sections as chapters, keys and commands as what was typed, and in
 * words what was typed, printed and said, and what threads have come to.
 *
 *     struct recorder r = {.recording = recording};
 *     recorder_view(&r, &view);      // each frame, before it is sent
 *     recorder_line(&r, &line);      // each line of the transcript
 *
 * Without a recording (NULL) nothing is done. What is typed while a thread asks (`ask`) is not
 * among the keys; on the screen it is seen, and so it is in the picture and in the words. Of the
 * front end's thread. */
#ifndef THRUM_UI_RECORDER_H
#define THRUM_UI_RECORDER_H

#include "export/recording.h"
#include "shell/session.h"
#include "ui/keys.h"

#include <stdbool.h>
#include <stdint.h>

struct recorder_thread {
    char *name;
    char *told, *now; /* the sentences: told last, and true now */
    int64_t since_ms; /* when that became so */
    bool seen;        /* in the view that is looked at */
    bool first;       /* how it is to begin with is no news */
};

struct recorder {
    struct recording *recording;
    struct buffer section; /* the chapter that goes on */
    struct buffer typed;   /* what the user typed last, as far as the session has not shown it */
    size_t answers;        /* lines to come that are answers */
    struct recorder_thread *threads;
    size_t thread_count, thread_capacity;
};

/* A key that was pressed. */
void recorder_key(struct recorder *r, const struct unit *unit);
/* The user entered this; or answered what a thread asked. */
void recorder_typed(struct recorder *r, const char *text);
void recorder_answered(struct recorder *r, const char *question);
void recorder_line(struct recorder *r, const struct line *line);
/* Looks at the lesson and at the threads in view. */
void recorder_view(struct recorder *r, const struct view *view);
/* How many milliseconds until recorder_view has something more to say, should nothing change; -1:
 * it has not. */
int recorder_timeout(const struct recorder *r);
void recorder_free(struct recorder *r);

#endif
