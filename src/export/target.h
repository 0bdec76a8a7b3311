/* target.h - what all translations of a program have in common: names that the other language can
 * bear, the user's comments where they stood, lines, and what is refused.
 *
 *     struct target t;
 *     target_begin(&t, &source, root, words, &found);
 *     char *name = target_name(&t, "int");
 *     target_line(&t, "x = %s;", ...);
 *     target_end(&t);
 */
#ifndef THRUM_EXPORT_TARGET_H
#define THRUM_EXPORT_TARGET_H

#include "base/buffer.h"
#include "lang/diagnostic.h"
#include "lang/tree.h"

#include <stdbool.h>
#include <stddef.h>

struct comment {
    size_t begin, end; /* from its #, without blanks at the end */
    bool alone;        /* nothing stands before it on its line */
    bool written;
};

struct named_target {
    char *from; /* "": nobody's, but taken */
    char *name;
};

struct target {
    const struct source *source;
    struct diagnostics *found;
    const char *sign; /* what a comment begins with */
    struct comment *comments;
    size_t comment_count, comment_capacity;
    struct named_target *names;
    size_t name_count, name_capacity;
    struct buffer *out; /* what lines go into */
    unsigned indentation;
    bool failed;
};

/* `words`: what no name may be, ended by NULL; `sign`: "#" or "//". */
void target_begin(struct target *t, const struct source *source, const struct node *root,
                  const char *const *words, const char *sign, struct diagnostics *found);
void target_end(struct target *t);

/* The program is not translated: what, and why, as "cannot be Python: ...". */
void target_refuse(struct target *t, const struct node *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* It is, but not all of it. */
void target_notice(struct target *t, const struct node *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The name for this thrum name, the same each time; lives as long as `t`. */
const char *target_name(struct target *t, const char *name);
/* A name that nothing else has, like this one; lives as long as `t`. */
const char *target_fresh(struct target *t, const char *wanted);
/* Such a name is free again. */
void target_release(struct target *t, const char *name);

/* The first line: what this is, in which language, and by which thrum. */
void target_title(struct target *t, const char *language);
/* A line at the indentation; "" is an empty one. */
void target_line(struct target *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Adds the comments between two places of the source that have lines of their own, as such. */
void target_comments(struct target *t, size_t from, size_t to);
/* Adds the comment that stands behind the code at `end` on its line, to the line written last. */
void target_trailing(struct target *t, size_t end);
/* The line, counted from 1, of a place. */
size_t target_line_of(const struct target *t, size_t place);

#endif
