/* columns.h - how many columns of a terminal a text takes, for who lines texts up below one another
 * and does not draw: wide characters take two, accents none. It follows the locale, as the terminal
 * does; what that does not know takes one. */
#ifndef THRUM_BASE_COLUMNS_H
#define THRUM_BASE_COLUMNS_H

#include "base/buffer.h"

#include <stddef.h>

size_t columns_of(const char *text, size_t length);
/* Cuts a text to so many columns, at least one, with "…" where it was cut. */
void columns_cut(struct buffer *text, size_t columns);
/* Adds blanks behind a text that was just added, so that it has that many columns. */
void columns_pad(struct buffer *out, const char *text, size_t columns);

#endif
