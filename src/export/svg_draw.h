/* svg_draw.h - what both pictures of svg.h are drawn with: the frame around them, and text. */
#ifndef THRUM_EXPORT_SVG_DRAW_H
#define THRUM_EXPORT_SVG_DRAW_H

#include "base/buffer.h"
#include "export/export.h"

/* Pixels. */
enum {
    SVG_MARGIN = 16,
    SVG_FONT = 18,
    SVG_CHARACTER = 11, /* no narrower than a character of that size */
    SVG_LINE = 28,      /* from one line of text to the next */
};

/* `title` is what it shows, in words. */
void svg_begin(struct buffer *out, int width, int height, const char *title);
void svg_end(struct buffer *out);
/* A text that begins there, on this line, cut to so many characters' width. */
void svg_text(struct buffer *out, int x, int y, int characters, const char *class,
              const char *text);
/* How many characters wide it is. */
int svg_width(const char *text);

/* svg_columns.c */
void svg_columns(const struct export_run *run, struct buffer *out);

#endif
