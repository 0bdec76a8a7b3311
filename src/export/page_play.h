/* page_play.h - what every page of ours begins and ends with: the policy that lets nothing in from
 * elsewhere, the style sheet, data for scripts; and thrum's own core (src/page) with the scripts in
 * which the reader plays a program: src/page/play.js.
 *
 *     page_play_add_policy(out, page_play_is_built());
 *     page_play_add_style(out, page_play_is_built());
 *     ... the document ...
 *     page_words_add(out, PAGE_PLAY);
 *     page_play_add(out, programs);            // each can be played
 */
#ifndef THRUM_EXPORT_PAGE_PLAY_H
#define THRUM_EXPORT_PAGE_PLAY_H

#include "base/buffer.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* Whether thrum was built with the core. */
bool page_play_is_built(void);

/* The page's own scripts and style sheets run, and nothing else: no text of a run could be run even
 * if it became markup. With the core a module is compiled, and a worker begins. */
void page_play_add_policy(struct buffer *out, bool plays);
void page_play_add_style(struct buffer *out, bool plays);
void page_play_add_script(struct buffer *out, const char *id, const unsigned char *text,
                          size_t length);
void page_play_add_json(struct buffer *out, const char *id, const json_t *data);

/* The core, and the programs that can be played, whose objects have
 *
 *     name, text     the program's
 *     repeats        whether what follows makes the same run again; else it begins by hand
 *     schedule       enum schedule_kind, with its `seed` or its `segments`
 *     untimed        as struct export_run has it
 *
 * and takes the reference to them. */
void page_play_add(struct buffer *out, json_t *programs);

#endif
