/* cast_lines.h - the lines of a recording of a terminal, as asciicast version 2 has them: JSON, one
 * event a line, [seconds, kind, text]. Pure functions.
 *
 *     cast_add_head(&(struct cast_head){.columns = 80, .rows = 24, .title = "join.thr"}, &out);
 *     cast_add_event(1500000, CAST_OUTPUT, "hello\r\n", 7, &out); */
#ifndef THRUM_EXPORT_CAST_LINES_H
#define THRUM_EXPORT_CAST_LINES_H

#include "base/buffer.h"

#include <stdint.h>

/* What a player does with an event's text. */
enum cast_kind {
    CAST_OUTPUT = 'o', /* sends it to the terminal that it shows */
    CAST_INPUT = 'i',  /* it was typed: shown over the picture, where the player is asked to */
    CAST_MARKER = 'm', /* a chapter's name, to jump to */
    CAST_RESIZE = 'r', /* "100x30": the terminal has that size now */
};

struct cast_head {
    int columns, rows;
    const char *title;
    int64_t timestamp; /* seconds since 1970; 0: not told */
    int most_idle;     /* seconds that a player is to wait at most between two events; 0: all */
};

void cast_add_head(const struct cast_head *head, struct buffer *out);
/* At so many microseconds since the beginning. What is not UTF-8 becomes U+FFFD. */
void cast_add_event(int64_t at, enum cast_kind kind, const char *text, size_t length,
                    struct buffer *out);

#endif
