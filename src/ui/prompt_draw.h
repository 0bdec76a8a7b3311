/* prompt_draw.h - draws the line being typed: its label, the text wrapped, blocks over several
 * lines, the cursor, and what a completion could become. */
#ifndef THRUM_UI_PROMPT_DRAW_H
#define THRUM_UI_PROMPT_DRAW_H

#include "ui/prompt.h"
#include "ui/screen.h"

/* How many rows the prompt takes at that width. */
int prompt_draw_rows(const char *label, const struct prompt_look *look, int columns);
/* Draws it and puts the screen's cursor; of more rows than the area has, those around the cursor.
 */
void prompt_draw(struct screen *screen, const struct area *area, const char *label,
                 const struct prompt_look *look);
/* Draws the completions into the foot of an area, over what is there. */
void prompt_draw_matches(struct screen *screen, const struct area *area,
                         const struct prompt_look *look);

#endif
