/* markup.h - text of scripts and threads as text of XML and of HTML, for all exports that are
 * markup: whatever it holds, it is no tag and no end of an attribute, and controls are seen
 * (base/utf8.h). It can stand between tags and in an attribute in quotes of either kind; not in a
 * script or a style sheet. Pure. */
#ifndef THRUM_EXPORT_MARKUP_H
#define THRUM_EXPORT_MARKUP_H

#include "base/buffer.h"

void markup_add(struct buffer *out, const char *text);
/* The same for the first so many bytes; they may hold NUL. `keep`: controls that stay, of "\n\t".
 */
void markup_add_bytes(struct buffer *out, const char *bytes, size_t length, const char *keep);
/* The same where what stands in backquotes is code; lines stay. Between tags of HTML. */
void markup_add_prose(struct buffer *out, const char *text);
/* JSON, so that it can stand in a script element: in it nothing ends that, or begins a comment. */
void markup_add_json(struct buffer *out, const char *json);

#endif
