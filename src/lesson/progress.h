/* progress.h - how far a learner has come in a lesson, kept from one sitting to the next.
 *
 *     struct buffer why = {0};
 *     struct progress *p = progress_read("05-join", &why);
 *     if (why.length) ... a sentence for the learner; play goes on all the same
 *     progress_of(p, "All of them") ...
 *     if (!progress_record(p, "All of them", PROGRESS_DONE, &why)) ... it is not kept
 *     progress_free(p);
 *
 * A lesson's progress is a file of its own, $XDG_STATE_HOME/thrum/lessons/NAME.progress (without
 * XDG_STATE_HOME below ~/.local/state): a line for each section that was finished, by its title, so
 * that a lesson whose sections change their places keeps what is still true. It is written whole or
 * not at all: a new file, forced onto the disk, takes the place of the old one. Two labs at once
 * add to each other's: each reads and replaces the file while it holds a lock, and of two marks the
 * better one is kept. So a mark that was recorded is never lost, wherever a lab is killed.
 *
 * No thread's locks: a struct progress belongs to one thread. */
#ifndef THRUM_LESSON_PROGRESS_H
#define THRUM_LESSON_PROGRESS_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stdint.h>

/* How a section was finished; the later ones are the better ones. */
enum progress_mark {
    PROGRESS_NOTHING,  /* not finished yet */
    PROGRESS_SKIPPED,  /* something in it was skipped */
    PROGRESS_ANSWERED, /* something in it was answered by the lab, nothing skipped */
    PROGRESS_DONE,
};

struct progress;

/* Reads what is kept of a lesson; `name` is the lesson's (struct lesson). Never NULL: where nothing
 * can be read nothing is done yet, and `why` gets a sentence if that is not simply because there is
 * nothing. A damaged file is put aside, to be kept, and `why` says where it is. One of a newer
 * thrum, or of more than 16 MiB, stays as it is, and nothing is read from it or added to it. */
struct progress *progress_read(const char *name, struct buffer *why);
void progress_free(struct progress *p);

enum progress_mark progress_of(const struct progress *p, const char *title);
/* Whether any section was finished in some way. */
bool progress_begun(const struct progress *p);

/* When something was last kept of it: nanoseconds of the system's clock; 0: never. */
int64_t progress_when(const struct progress *p);

/* Adds a mark, here and on the disk. False, with a sentence in `why`, where it cannot be kept on
 * the disk; in `p` it is all the same. With true, `why` may say that a damaged file was put aside.
 * `title` is one line of valid UTF-8. */
bool progress_record(struct progress *p, const char *title, enum progress_mark mark,
                     struct buffer *why);

#endif
