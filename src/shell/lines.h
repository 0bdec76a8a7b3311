/* lines.h - what is said: the transcript's lines until the front end takes them, and the mailbox
 * out of which come those of the lab's threads. session_next_line (session.h) takes them. */
#ifndef THRUM_SHELL_LINES_H
#define THRUM_SHELL_LINES_H

#include "base/buffer.h"
#include "base/waker.h"
#include "lang/diagnostic.h"
#include "run/lab.h"
#include "run/mailbox.h"
#include "shell/session.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct stored_line {
    enum line_kind kind;
    char *thread; /* one piece of memory with the text behind it */
    const char *text;
    bool anew; /* see struct line */
};

/* Lines that were said, in their order. A zeroed one is empty. */
struct said {
    struct stored_line *lines;
    size_t count, capacity;
};

void said_free(struct said *said);

/* Belongs to the front end's thread, as part of its session. */
struct lines {
    struct mailbox *mailbox;
    struct waker waker;       /* something was put into the session by its own front end */
    struct stored_line *ring; /* it grows: `count` from `first` on */
    size_t first, count, capacity;
    struct stored_line current; /* handed out last */
    struct buffer batch;        /* from the mailbox */
    bool muted;                 /* only a lesson says something */
    bool keeps;                 /* what is said is kept in `said`, for lines_say_anew */
    struct said said;
    bool anew; /* the next line begins the transcript anew */
};

/* False: the system has no room for it. */
bool lines_open(struct lines *l);
void lines_free(struct lines *l);
/* Takes what the lab's threads have said, and lets the lab go on if there is room. */
void lines_fetch(struct session *s);
/* Whether there is room for more before some are taken. */
bool lines_have_room(const struct lines *l);
/* What was kept since the last call, given away; what the lab's threads have said is in it. */
struct said lines_take_said(struct session *s);
/* All that was said and has not been handed out is forgotten; the next line that is handed out
 * begins the transcript anew. Then the first `count` of these, without being kept once more. */
void lines_begin_anew(struct session *s);
void lines_say_again(struct session *s, const struct said *said, size_t count);
/* Makes the session's descriptor readable. */
void lines_wake(struct lines *l);

/* Adds a line, or several where the text has line breaks; controls are made visible. What the lab's
 * threads said before comes before. */
void lines_say(struct session *s, enum line_kind kind, const char *thread, const char *text);
void lines_tell(struct session *s, enum line_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Each diagnostic with its place and the line it is about, errors and notices apart. */
void lines_tell_diagnostics(struct session *s, const struct source *source,
                            const struct diagnostics *found);
/* Takes the next line, as it was said: session_next_line gives it its voice. */
bool lines_next(struct session *s, struct line *line);
/* Runs a function with the monitor held, as lab_do. */
void lines_do(struct session *s, void (*function)(struct lab *, struct machine *, void *argument),
              void *argument);
/* The same; what it adds to `out` is told, as `kind`. */
struct telling {
    struct session *session;
    const char *argument;
    uint64_t number;
    struct buffer out;
    bool failed; /* it is told as an error */
};
void lines_ask_lab(struct session *s, const char *argument, uint64_t number,
                   void (*function)(struct lab *, struct machine *, void *telling));

#endif
