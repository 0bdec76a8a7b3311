/* json_text.h - a text as a string of JSON, for what is written without a library. */
#ifndef THRUM_BASE_JSON_TEXT_H
#define THRUM_BASE_JSON_TEXT_H

#include "base/buffer.h"

#include <stdint.h>

/* In quotes; controls are visible text, but for newlines and tabs, which stay what they are. */
void json_text_add(const char *text, struct buffer *out);

/* A number as JSON has it, digits alone. */
void json_text_add_number(uint64_t number, struct buffer *out);

#endif
