/* paint_bars.h - the parts of a frame that are a row or two over the whole width: what is above
 * transcript and panes, and the names of the keys below. Part of paint.c; see curses_front.h. */
#ifndef THRUM_UI_PAINT_BARS_H
#define THRUM_UI_PAINT_BARS_H

#include "ui/curses_front.h"

/* How the lab goes, and at the right the lesson that is open. */
void paint_status(struct front *f);
/* What the open task asks for; how many rows that would fill, 0 if no task is open. */
void paint_goal(struct front *f);
int paint_goal_rows(const struct view *view, int columns);
void paint_alarm(struct front *f);
/* The names of the keys: as many as fit, the less needed ones left out first. */
void paint_keys(struct front *f);

#endif
