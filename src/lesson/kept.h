/* kept.h - files in which a lesson keeps what has to outlast a sitting: how far the learner is
 * (progress.h), what he did (work.h). Each is written whole or not at all: a new file, forced onto
 * the disk, takes the place of the old one. Two labs at once add to each other's, each reading and
 * replacing with a lock held, so nothing that was kept is lost wherever a lab is killed.
 *
 *     struct kept k = {.ending = "progress", .what = "progress", .head = "thrum progress ",
 *                      .parse = parse, .write = write, .context = p};
 *     kept_open(&k, "05-join");
 *     kept_read(&k, &why);       // adds to p what the file holds
 *     kept_add(&k, &why);        // adds that once more, and writes all of p
 *     kept_close(&k);
 *
 * A file begins with a line, HEAD and the number of its form, 1, and ends with "end N": how many
 * lines there are between. It is of ours if it is UTF-8 and whole. Sentences go into a buffer; they
 * are for the learner. No thread's locks. */
#ifndef THRUM_LESSON_KEPT_H
#define THRUM_LESSON_KEPT_H

#include "base/buffer.h"

#include <stdbool.h>

struct kept {
    const char *ending; /* of the file's name */
    const char *what;   /* what stands in it: "progress" */
    const char *head;   /* what it begins with */
    size_t longest;     /* bytes, whole MiB; a longer one is left as it is */
    /* Takes a line of a file that is being read (false: that is none); and at the end adds all of
     * them to the context, or, not `good`, forgets them. */
    bool (*line)(void *context, const char *line);
    void (*read)(void *context, bool good);
    /* Adds the lines; returns how many they are. */
    size_t (*write)(const void *context, struct buffer *out);
    void *context;
    char *folder, *path; /* owned; NULL: there is no home to keep it in */
};

/* Finds where the file of this lesson is (struct lesson, name). Nothing is read or made. */
void kept_open(struct kept *k, const char *name);
void kept_close(struct kept *k);

/* Reads what is there; `why` gets a sentence where that cannot be, and not because there is
 * nothing. A damaged file is put aside, to be kept, and `why` says where it is. One that is too
 * long, or of a newer thrum, stays as it is: nothing is read from it or added to it. */
void kept_read(struct kept *k, struct buffer *why);
/* Reads what others have added, and writes all. False, with a sentence in `why`, where it cannot be
 * kept. With true, `why` may say that a damaged file was put aside. */
bool kept_add(struct kept *k, struct buffer *why);

#endif
