/* session_feed.h - the queue of commands that were typed or loaded, and how they are handed over,
 * one after the other. What reads them is session_read.h. */
#ifndef THRUM_SHELL_SESSION_FEED_H
#define THRUM_SHELL_SESSION_FEED_H

#include "lang/tree.h"
#include "shell/awaiting.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct session;

/* One input, or a script that was loaded: shared by the commands in it. */
struct input {
    struct tree *tree;
    char *text;
    char *name; /* of the file; NULL: typed */
    size_t users;
    uint32_t source; /* in the program, since it was first compiled from; 0: not yet */
    bool shows;      /* each command appears when it is handed over: loaded, or a lesson's */
    bool begun;      /* one of its commands that does something was handed over */
    bool lesson;     /* a lesson's block: what its settings answer is not told */
    bool guest;      /* a lesson's block, or what that loaded: see session_trust.c */
};

/* What the program calls the text of a lesson's block. */
#define LESSON_SOURCE "lesson"

struct pending {
    struct input *input;
    const struct node *node;
};

/* Belongs to the front end's thread, but for the gate. */
struct feed {
    struct pending *queue; /* from `first` on */
    size_t first, count, capacity;
    struct awaited *awaited;
    size_t awaited_count, awaited_capacity;
    struct feed_gate gate;
    int64_t handed;    /* when, in real milliseconds */
    bool awaits_steps; /* `step`: those that were granted are not all done */
    bool more_comes;   /* of a block that is presented: see player_is_within */
    bool settled;      /* nobody awaited is still at it */
    bool told_unstarted;
    bool told_queued; /* that main's commands queue, since it last was free */
};

/* Puts the commands of an input into the queue, and lets go of it. */
void feed_put(struct session *s, struct input *input);
/* Whether a command queued from the `first` on does something to the lab, and not only looks. */
bool session_acts(const struct session *s, size_t first);
/* The same of one command. */
bool session_command_acts(const struct pending *p);
/* Whether all that was typed has been handed over, and has ended or waits. */
bool session_handed_all(const struct session *s);
/* The roof (session.c) takes what is due, shows it, and has it done: a command of the lab's own by
 * its row, any other by session_hand_over. */
bool session_is_due(struct session *s);
struct pending session_next_pending(struct session *s);
void session_hand_over(struct session *s, const struct pending *p);
/* It was done, and is forgotten. */
void session_handed(struct session *s, struct pending *p);
/* Forgets all that was not handed over yet; returns how many commands that were. */
size_t session_drop_queue(struct session *s);

#endif
