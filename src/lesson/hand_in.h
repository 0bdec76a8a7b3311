/* hand_in.h - the work on a lesson as a file, for a teacher: JSON lines.
 *
 *     {"thrum-hand-in":1,"version":"0.1","lesson":"05-join",...,"chain":"..."}
 *     {"section":1,"title":"Waiting","outcome":"done",...,"work":[...],"chain":"..."}
 *     {"end":true,"lines":2,"chain":"..."}
 *
 * doc/teaching.md says what stands in it. `chain` is the SHA-256 of the chain of the line before
 * (nothing, for the first), a line break, and the line up to `,"chain"`: so a line that was
 * changed, moved, put in or taken out is seen. It does not prove who did the work: whoever has the
 * program can make a chain.
 *
 *     struct hand_in h;
 *     hand_in_collect(&h, lesson, progress, work);
 *     hand_in_write(&h, &text);
 *     hand_in_free(&h);
 *
 * What is read comes from anywhere: its texts may hold anything but NUL, and are no text for a
 * terminal. No locks. */
#ifndef THRUM_LESSON_HAND_IN_H
#define THRUM_LESSON_HAND_IN_H

#include "lesson/digest.h"
#include "lesson/lesson.h"
#include "lesson/progress.h"
#include "lesson/work.h"

enum {
    HAND_IN_LONGEST = 8 << 20,    /* bytes of a file */
    HAND_IN_MOST_SECTIONS = 1000, /* more are refused */
    HAND_IN_NAME_LONGEST = 200,   /* bytes of a name */
};

struct hand_in_section {
    uint32_t number; /* 0: what stands before the first */
    char *title;
    enum work_outcome outcome;
    int64_t when;               /* it was finished; 0: not known */
    struct work_entry *entries; /* its tasks, questions and challenges, in the lesson's order */
    size_t entry_count, entry_capacity;
};

struct hand_in {
    char *version;                /* of thrum */
    char *lesson;                 /* "05-join" */
    char *title;                  /* "2.4 Join" */
    char hash[DIGEST_DIGITS + 1]; /* of the lesson's text */
    char *name;                   /* whose it is, as they say */
    int64_t date;
    struct hand_in_section *sections;
    size_t section_count, section_capacity;
};

/* What is to be known of a lesson from what is kept of it; `text` is the lesson's. Name and date
 * are added by the caller; memory_copy. */
void hand_in_collect(struct hand_in *h, const struct lesson *lesson, const struct source *text,
                     const struct progress *progress, const struct work *work);
/* Whether anything is done. */
bool hand_in_has_something(const struct hand_in *h);
void hand_in_write(const struct hand_in *h, struct buffer *out);

enum hand_in_state {
    HAND_IN_WHOLE,
    HAND_IN_EDITED, /* the chain is broken: what can be read is there all the same */
    HAND_IN_CUT,    /* its end is missing */
    HAND_IN_NONE,   /* it is none, which `why` says */
};

/* Reads one. Whatever comes of it, it is to be freed. */
enum hand_in_state hand_in_read(struct hand_in *h, const char *bytes, size_t length,
                                struct buffer *why);
void hand_in_free(struct hand_in *h);

/* "2026-11-28T09:00:00Z". */
void hand_in_add_time(struct buffer *out, int64_t seconds);
/* Back; 0 where it is none, NULL too. */
int64_t hand_in_time(const char *text);

#endif
