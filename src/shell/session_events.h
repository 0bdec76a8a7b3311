/* session_events.h - what the lab's threads do, as lines for the transcript: the lab's sink, and
 * what it keeps. */
#ifndef THRUM_SHELL_SESSION_EVENTS_H
#define THRUM_SHELL_SESSION_EVENTS_H

#include "core/failure.h"
#include "core/step.h"
#include "run/lab.h"
#include "run/mailbox.h"
#include "shell/plan.h"
#include "shell/session.h"
#include "watch/alarms.h"

struct check;
struct record;

/* Guarded by the lab's monitor: the sink's, and that of functions that lab_do runs. */
struct watcher {
    struct lab *lab;
    struct mailbox *mailbox;
    struct record *record; /* what has happened since the lab began */
    struct plan plan;      /* what is being replayed */
    struct buffer message, text;
    uint8_t *told; /* by name: a bit for each enum notice that was told and is told once */
    uint32_t told_capacity;
    struct alarms alarms; /* the rings of waits */
    bool tells_steps;     /* trace on */
    bool told_step;       /* the step that was done last was told */
    uint64_t stepping;    /* so many steps are still to be told, because they were asked for */
    unsigned notices;     /* told since the last input: beyond a number they are only counted */
    bool silent;          /* the lab begins anew: what ends now ends by that */
    bool muted;           /* nothing of what happens is told: the lab is being brought back */
    struct check *check;  /* of the task that is open, which hears what happens; NULL: none */
};

void session_event(void *watcher, const struct event *event);
/* For lab_do with the watcher: that the last step of what is replayed was done, if that is new. */
void watcher_tell_replayed(struct lab *lab, struct machine *m, void *watcher);
/* With the monitor: a line, or several. `unit`: see struct message. */
void watcher_send(struct watcher *w, enum line_kind kind, const char *thread, const char *text,
                  size_t length, uint32_t unit);
/* A notice about what the thread did, unless there are too many. */
void watcher_tell(struct watcher *w, uint32_t thread, const char *text);
void watcher_free(struct watcher *w);
/* Forgets what concerned the lab before it began anew. */
void watcher_restart(struct watcher *w);
/* For lab_do with a struct telling: that nobody can go on, and why, unless the prompt can help. */
void watcher_tell_stuck(struct lab *lab, struct machine *m, void *telling);
/* Adds an error's words; where it is about a name that nothing bears, with the name perhaps meant.
 */
void watcher_add_failure(const struct machine *m, const struct failure *f, struct buffer *out);

/* What lies in the mailbox: this, the thread's name, the text. */
struct message {
    uint32_t kind; /* enum line_kind */
    uint32_t unit; /* of a failed order of main's or a puppet's; 0: none */
    uint32_t thread_length, text_length;
};

#endif
