/* plain_front.h - what the parts of the plain front end share: its state, and writing. Nobody but
 * plain*.c includes this. One thread, no locks. */
#ifndef THRUM_UI_PLAIN_FRONT_H
#define THRUM_UI_PLAIN_FRONT_H

#include "base/buffer.h"
#include "shell/session.h"
#include "ui/recorder.h"

#include <stdint.h>

struct plain {
    struct session *session;
    struct view view; /* for the prompt */
    struct polled polled;
    struct outlet *outlet;
    struct buffer out;   /* not yet handed over to it */
    bool full;           /* too much waits there */
    bool typing;         /* somebody types at a terminal, and sees the prompt there */
    bool ascii;          /* the terminal shows nothing else */
    struct buffer bytes; /* read and not yet cut into lines, from `taken` on */
    size_t taken;
    struct buffer input;  /* the lines of an input that is not whole yet */
    bool too_long;        /* the rest of the line is left out */
    bool at_end;          /* there is no more to read */
    int input_error;      /* why it ended, where that is not its end: an errno, or 0 */
    bool told_end;        /* and the session knows */
    bool prompt_shown;    /* the cursor stands behind the prompt */
    struct buffer prompt; /* shown last */
    struct buffer hint;   /* shown last before it */
    bool typed_since;     /* something was typed since then */
    size_t echoed;        /* typed lines to come that are on the terminal already */
    int64_t handed_ms;    /* when an input was last handed over */
    bool output_failed;   /* nobody reads it any more, or it cannot be written */
    int leave_signal;     /* the signal that ended it, or 0 */
    struct recorder recorder;
    bool gives_way; /* to the screen, where that is asked for */
    bool changes;   /* the screen is asked for */
};

/* plain_write.c: what is written waits in `out`. Leaves the line on which the prompt stands. */
void plain_leave_prompt(struct plain *p);
/* Text as it can be shown there. */
void plain_write_text(struct plain *p, const char *text);
void plain_write_line(struct plain *p, enum line_kind kind, const char *thread, const char *text);
void plain_write_lesson(struct plain *p, const char *text, bool code);

#endif
