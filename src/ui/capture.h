/* capture.h - keeps what the program's own threads print off the screen: standard output and error
 * go into pipes while the front end runs, and come out as lines for the transcript. */
#ifndef THRUM_UI_CAPTURE_H
#define THRUM_UI_CAPTURE_H

#include "base/buffer.h"

#include <stdbool.h>

enum { CAPTURE_OUTPUT, CAPTURE_ERRORS, CAPTURE_COUNT };

struct capture {
    int saved[CAPTURE_COUNT];             /* where the stream went before */
    int reading[CAPTURE_COUNT];           /* the pipe's end that is read; for poll */
    struct buffer partial[CAPTURE_COUNT]; /* a line whose end has not come */
};

/* Redirects both streams. False, with nothing changed, where there are no descriptors left. */
bool capture_begin(struct capture *c);
/* Reads what is there, at most some 64 KiB. */
void capture_read(struct capture *c, int which);
/* Takes the next whole line of it, malloc'd without its newline; NULL if there is none. With `all`
 * also one that has no end yet. */
char *capture_line(struct capture *c, int which, bool all);
/* Puts the streams back and writes to them what nobody has taken. */
void capture_end(struct capture *c);

#endif
