/* json_text.h - a text as a string of JSON, for what is written without a library. */
#ifndef THRUM_BASE_JSON_TEXT_H
#define THRUM_BASE_JSON_TEXT_H

#include "base/buffer.h"

/* In quotes; controls are visible text, but for newlines and tabs, which stay what they are. */
void json_text_add(const char *text, struct buffer *out);

#endif
