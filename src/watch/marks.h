/* marks.h - what has changed since a moment: of each thread and each object a fingerprint of what
 * is shown of it, so that a front end can mark what the last command, or the last step, has led to.
 * How long somebody has waited already is no change. With the monitor held.
 *
 *     marks_take(&marks, d);
 *     ...
 *     if (marks_thread_changed(&marks, d, thread)) ...
 *     marks_free(&marks);
 *
 * A zeroed struct has no moment yet, and nothing has changed. */
#ifndef THRUM_WATCH_MARKS_H
#define THRUM_WATCH_MARKS_H

#include "core/drive.h"

struct thread_print {
    uint64_t shown; /* what it is at, holds and has to do */
    uint64_t place; /* where in its code it is: for where it goes only when it is let to */
};

struct marks {
    struct thread_print *threads; /* by index */
    uint64_t *objects;            /* by entity */
    size_t thread_count, thread_capacity;
    size_t object_count, object_capacity;
    uint64_t steps; /* that were done */
    bool taken;
};

void marks_take(struct marks *marks, const struct drive *d);
/* Those that were not there have changed too. */
bool marks_thread_changed(const struct marks *marks, const struct drive *d, uint32_t thread);
bool marks_object_changed(const struct marks *marks, const struct drive *d, uint32_t entity);
/* Whether the step of this number was done since. */
bool marks_step_is_new(const struct marks *marks, uint64_t step);
void marks_free(struct marks *marks);
/* Another one of that moment, in place of what was in `to`. */
void marks_copy(const struct marks *from, struct marks *to);

#endif
