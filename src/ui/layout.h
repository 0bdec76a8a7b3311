/* layout.h - shares the screen out between its parts. Pure arithmetic.
 *
 * Narrow, the panes lie over the transcript, which takes what is left: beside one another as many
 * as have room so, the others below:
 *
 *     status, goal, alarm / threads | objects / transcript / prompt, hint / keys
 *
 * Wide (from 120 columns on) the panes stand in a column to the right of the transcript, one below
 * the other, and what has a line for each thread and time to the right across the bottom:
 *
 *     status ... / transcript | threads, objects, columns / timeline / prompt, hint / keys
 *
 * Below 30x8 nothing fits but a notice. */
#ifndef THRUM_UI_LAYOUT_H
#define THRUM_UI_LAYOUT_H

#include "shell/panes.h"

#include <stdbool.h>
#include <stddef.h>

/* A rectangle of the screen; with no rows it is not shown. */
struct area {
    int row, column;
    int rows, columns;
};

struct layout_wish {
    int rows, columns;           /* of the screen */
    bool show[PANE_COUNT];       /* the panes that shall be seen */
    size_t contents[PANE_COUNT]; /* rows that each would fill */
    enum pane preferred;         /* the one that is shown where not all fit */
    int prompt_rows, hint_rows, alarm_rows, goal_rows;
};

struct layout {
    bool too_small; /* nothing else is set */
    bool wide;
    struct area status, goal, alarm, hint, prompt, keys;
    struct area panes[PANE_COUNT]; /* the first row of each is its title */
    struct area transcript;        /* as the panes, if `transcript_title` */
    bool transcript_title;
    struct area separators[PANE_COUNT]; /* the columns between panes, or transcript and panes */
    struct area middle; /* all that lies between these and the prompt: where a list may lie */
};

/* Whether a pane is in view on a screen of that size, unless the user says otherwise. */
bool layout_shows(enum pane pane, int rows, int columns);
void layout_compute(const struct layout_wish *wish, struct layout *layout);

#endif
