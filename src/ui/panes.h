/* panes.h - draws the panes beside the transcript, all in the same way: a title with how many
 * things there are, a row for each in view, and a word about the rest. What stands in them, and in
 * which order, is the session's (shell/panes.h). */
#ifndef THRUM_UI_PANES_H
#define THRUM_UI_PANES_H

#include "shell/panes.h"
#include "ui/screen.h"

/* Rows of the screen that each row of a pane takes: in the view `large` two, but of pictures. */
int panes_spacing(enum pane pane, bool large);
/* How many rows of things a pane of that size can show, if there are `total`: one goes to the
 * title, and one to the count of the rest where not all fit. */
size_t panes_room(const struct area *area, size_t total, int spacing);

void panes_draw(struct screen *screen, const struct area *area, enum pane pane,
                const struct pane_contents *contents, int spacing, bool past);

#endif
