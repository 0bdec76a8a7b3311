/* work.h - what a learner has done of a lesson: of each task, question and challenge how it ended,
 * when, and what was typed for it. A hand-in is made of it (hand_in.h).
 *
 *     struct work *w = work_read("05-join", &why);
 *     work_add(w, &entry, &why)                  what was done is kept from now on
 *     work_find(w, "All of them", WORK_TASK, 1)  the section's first task, or NULL
 *     work_free(w);
 *
 * It is kept beside the lesson's progress, in $XDG_STATE_HOME/thrum/lessons/NAME.work, in the same
 * way (kept.h). A thing that was done several times is there once, as it was done best; but that
 * hints were given, or its answer was shown, stays with it. Who played before there was such a file
 * has none of this, only progress.
 *
 * No locks: it belongs to one thread. */
#ifndef THRUM_LESSON_WORK_H
#define THRUM_LESSON_WORK_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    WORK_MOST_BYTES = 16 << 10, /* of what was typed for one thing; more is not kept */
    WORK_MOST_INPUTS = 500,
};

enum work_kind { WORK_SECTION, WORK_TASK, WORK_QUESTION, WORK_CHALLENGE };

/* How a thing ended; the later ones are the better ones. */
enum work_outcome {
    WORK_NOTHING, /* not yet */
    WORK_SKIPPED,
    WORK_ANSWERED, /* by the lab */
    WORK_DONE,
};

/* Something that was typed. */
struct work_input {
    uint32_t item; /* the index of the section's item that was open then */
    bool hurried;  /* something went on in the lab, that would have come to rest */
    char *text;    /* owned by the entry */
};

struct work_entry {
    char *section; /* its title, "" of what stands before the first; owned */
    enum work_kind kind;
    uint32_t number; /* which of its kind in the section, from 1 */
    enum work_outcome outcome;
    int64_t when;   /* seconds since 1970 */
    uint32_t hints; /* given for it */
    uint32_t tries; /* inputs, or answers, until it was done */
    bool shown;     /* its answer was shown once, though it was done later */
    /* Of a task all that was typed since the section's lab began, until it was done: `answer` and
     * `skip` in it are what became of the tasks before. Of a question the answers that were given.
     * Of a challenge the order that won. None where it was too much (`too_long`). */
    struct work_input *inputs;
    size_t input_count, input_capacity;
    bool too_long;
};

/* What is typed goes to the end; what is too much for one entry makes it too long, and empty. */
void work_entry_type(struct work_entry *e, uint32_t item, bool hurried, const char *text);
void work_entry_copy(struct work_entry *to, const struct work_entry *from);
void work_entry_clear(struct work_entry *e);
/* "task", "question"; "done", "skipped", "answered". */
const char *work_kind_word(enum work_kind kind);
const char *work_outcome_word(enum work_outcome outcome);
/* The one of this word; false: there is none. */
bool work_kind_find(const char *word, enum work_kind *kind);
bool work_outcome_find(const char *word, enum work_outcome *outcome);

struct work;

/* Never NULL; `why` as progress_read. `name` is the lesson's. */
struct work *work_read(const char *name, struct buffer *why);
void work_free(struct work *w);
/* Adds a copy, here and on the disk; false, with a sentence, where it cannot be kept there. */
bool work_add(struct work *w, const struct work_entry *entry, struct buffer *why);
const struct work_entry *work_find(const struct work *w, const char *section, enum work_kind kind,
                                   uint32_t number);

#endif
