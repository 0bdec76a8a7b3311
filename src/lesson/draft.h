/* draft.h - the first draft of a lesson, to be written over by its author: it holds each thing that
 * a lesson can hold once, says what it is for, and passes the tests of lessons as it is. */
#ifndef THRUM_LESSON_DRAFT_H
#define THRUM_LESSON_DRAFT_H

#include "base/buffer.h"

/* Adds the draft. Its title is made from the name that the author gives the lesson, a file name or
 * a few words: "lessons/05-two-locks.md" becomes "Two locks". */
void lesson_draft(const char *name, struct buffer *out);

#endif
