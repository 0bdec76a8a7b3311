/* url.h - what of a URL may be shown. */
#ifndef THRUM_BASE_URL_H
#define THRUM_BASE_URL_H

#include "base/buffer.h"

#include <stddef.h>

/* Adds a text with three stars for the password of each URL in it: http://me:***@host/. */
void url_add_without_password(struct buffer *out, const char *text, size_t length);

#endif
