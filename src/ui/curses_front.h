/* curses_front.h - what the parts of the curses front end share: its state. Nobody but curses.c,
 * paint.c, actions.c and what they consist of includes this. One thread, no locks. */
#ifndef THRUM_UI_CURSES_FRONT_H
#define THRUM_UI_CURSES_FRONT_H

#include "base/buffer.h"
#include "ui/keys.h"
#include "ui/layout.h"
#include "ui/lesson_list.h"
#include "ui/present.h"
#include "ui/prompt.h"
#include "ui/recorder.h"
#include "ui/screen.h"
#include "ui/transcript.h"

struct front {
    struct session *session;
    struct terminal *terminal;
    struct screen screen;
    struct keys keys;
    struct polled polled;
    struct prompt *prompt;
    struct transcript *transcript;
    struct view view;
    struct layout layout;
    bool chosen[PANE_COUNT]; /* the user said whether to show this pane; else its size decides */
    bool wanted[PANE_COUNT]; /* what the user said */
    enum pane preferred;     /* the one asked for last */
    bool lends;              /* a lesson shows `lent` too */
    enum pane lent, before;  /* and `preferred` as it was before */
    size_t kept_rows[PANE_COUNT]; /* rows of each pane, so that it does not shrink at once */
    size_t first[PANE_COUNT];     /* the first thing in it, when it is scrolled; PANE_AT_END of one
                                     that follows */
    size_t pasted_lines;          /* of a paste that waits for Enter, or 0 */
    bool large;                   /* fewer rows, with room between them: `view large` */
    bool finding;                 /* keys go to the search in the transcript */
    bool find_failed;
    struct lesson_list lessons;
    struct present present; /* what is presented */
    struct buffer find;     /* what is searched; stays after the search, marked in the transcript */
    bool anew;              /* the lines of the transcript come once more */
    bool draw_now;          /* a key was typed: draw before waiting again */
    bool draw_soon;         /* something has changed: draw at the next tick */
    int64_t last_frame_ms;
    struct recorder recorder;
    int recorded_rows, recorded_columns;
    int leave_signal; /* the signal that ended it, or 0 */
    bool changes;     /* `view spoken`: the session goes on line by line */
};

/* With less of a screen the view `large` shows too little to follow anything. */
enum { LARGE_ROWS = 24, LARGE_COLUMNS = 80 };

/* paint.c: draws a frame. */
void paint_frame(struct front *f);
/* Whether the screen has room for the view `large`. */
bool paint_large_fits(const struct front *f);
/* Whether a pane is to be seen, as the user chose or as the screen's size suggests. */
bool paint_shows(const struct front *f, enum pane pane);

/* actions.c: does what a unit of input means. */
void action_unit(struct front *f, const struct unit *unit);
/* Shows some panes and no others; the first of them is the one that counts as asked for last. */
void action_choose_panes(struct front *f, const bool *wanted);
/* The newest line with the text that is looked for; find_failed where there is none. */
void action_find_from_the_end(struct front *f);

/* orders.c: does what commands ask of the screen. */
void action_take_orders(struct front *f);
/* The view `large`, or normal again. */
void action_large(struct front *f, bool large);

#endif
