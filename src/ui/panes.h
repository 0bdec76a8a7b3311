/* panes.h - draws what is beside the transcript: the threads and the objects, a row each. Drawing
 * only: what is shown, and in which order, is the session's. */
#ifndef THRUM_UI_PANES_H
#define THRUM_UI_PANES_H

#include "shell/session.h"
#include "ui/screen.h"

/* How many rows of things a pane of that size can show, if there are `total`: one goes to the
 * title, and one to the count of the rest where not all fit. */
size_t panes_room(const struct area *area, size_t total);

void panes_draw_threads(struct screen *screen, const struct area *area, const struct view *view);
void panes_draw_objects(struct screen *screen, const struct area *area, const struct view *view);

#endif
