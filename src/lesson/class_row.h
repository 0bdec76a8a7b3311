/* class_row.h - what a teacher sees of a hand-in: a row of the table of a class, with a cell for
 * each section of the lesson, and points. As data, and as JSON.
 *
 * Points: one for each task, question and challenge; half of it where hints were given, its answer
 * had been shown before, or a question was answered right at a later try; none where it was
 * skipped, answered by the lab, not done, or does not replay. A hand-in that was edited or cut off
 * has none at all. No locks. */
#ifndef THRUM_LESSON_CLASS_ROW_H
#define THRUM_LESSON_CLASS_ROW_H

#include "lesson/hand_in.h"

/* What came of playing a thing once more. */
enum work_verdict {
    WORK_UNTRIED, /* it was not done, or nothing came of the replay */
    WORK_REPLAYS,
    WORK_FAILS,
    WORK_REFUSED, /* a word in it is not run for others */
    WORK_LOST,    /* too much was typed to be kept */
};

struct class_cell {
    enum work_outcome outcome; /* of the section */
    uint32_t things;           /* tasks, questions, challenges of the section */
    uint32_t begun;            /* of these, those that anything came of */
    uint32_t half_points;
    bool hints, shown; /* given; an answer was */
    bool fails;        /* something that is said to be done does not replay */
    bool unknown;      /* finished, but what was done in it was not kept */
};

struct class_row {
    char *file;
    char *name;   /* as it was handed in: anything but NUL */
    char *lesson; /* "05-join" */
    char *title;
    enum hand_in_state state;
    char *problem;      /* what is wrong with it as a whole, or ""; a sentence without an end */
    char *same;         /* whose commands are the same: "Bert, Carla", or "" */
    bool namesake;      /* another row of the table, on the same lesson, has the same name */
    char *refused;      /* words that were not run: "fetch, save", or "" */
    bool other_version; /* it is of another text of the lesson than the one here */
    bool replayed;      /* to the end */
    char commands[DIGEST_DIGITS + 1]; /* of all that was typed for what is done, blanks aside */
    uint32_t command_count;
    int64_t date;
    struct class_cell *cells;
    size_t cell_count;
    uint32_t half_points, things;
};

/* A row for a file of which nothing is known yet. */
void class_row_begin(struct class_row *row, const char *file);
/* Fills it from a hand-in that has been read, of this lesson (NULL: there is none here), with its
 * hash. `verdicts`: of each section's entries, or NULL: not replayed. */
void class_row_fill(struct class_row *row, const struct hand_in *h, enum hand_in_state state,
                    const struct lesson *lesson, const char *hash,
                    enum work_verdict *const *verdicts);
/* Nothing more could be done with it, for this reason: a sentence without an end. It has no points.
 */
void class_row_fail(struct class_row *row, const char *problem);
/* Why nothing in it counts; NULL: it does. */
const char *class_row_void(const struct class_row *row);
/* Half points that an entry is worth. */
uint32_t class_row_worth(const struct work_entry *e, enum work_verdict verdict);
void class_row_free(struct class_row *row);

/* A line of JSON, and back; false where it is none. */
void class_row_write(const struct class_row *row, struct buffer *out);
bool class_row_read(struct class_row *row, const char *bytes, size_t length);

#endif
