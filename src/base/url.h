/* url.h - what of a URL may be shown. */
#ifndef THRUM_BASE_URL_H
#define THRUM_BASE_URL_H

#include "base/buffer.h"

#include <stddef.h>

/* Adds a URL with three stars for its password: http://me:***@host/. It need not be a good one:
 * what a library refuses is hidden as well, and so is what it guesses at, such as me:word@host. */
void url_add_shown(struct buffer *out, const char *url, size_t length);

/* The same for each URL in a text, such as a line of a program: what looks like one, and what is in
 * quotes behind `fetch`. */
void url_add_without_password(struct buffer *out, const char *text, size_t length);

#endif
