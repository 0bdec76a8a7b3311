/* handout_block.h - a block of a lesson as it stands in a document: its commands, and what they
 * print, for which they are run. For handouts (handout.c) and pages (lesson_pages.c). */
#ifndef THRUM_SHELL_HANDOUT_BLOCK_H
#define THRUM_SHELL_HANDOUT_BLOCK_H

#include "base/buffer.h"
#include "lesson/lesson.h"
#include "shell/stage.h"

/* Runs the block, and adds it unless it is hidden. Returns how the run ended. */
enum stage_end handout_block_add(struct stage *stage, const struct lesson_item *block,
                                 struct buffer *out);

#endif
