/* class_jobs.h - looks at hand-ins, in as many processes as there are processors. See class.h. */
#ifndef THRUM_SHELL_CLASS_JOBS_H
#define THRUM_SHELL_CLASS_JOBS_H

#include "lesson/class_row.h"

struct class_lesson {
    struct lesson *lesson;
    char hash[DIGEST_DIGITS + 1]; /* of its text */
};

struct class_lessons {
    struct class_lesson *lessons;
    size_t count, capacity;
};

/* A row for each file, in their order; an array that the caller frees, with its rows. To be called
 * while this process has one thread. */
struct class_row *class_jobs_run(const struct class_lessons *lessons, char *const *files,
                                 size_t count);

#endif
