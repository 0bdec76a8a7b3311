/* page_play.h - what every page of ours begins and ends with: the policy that lets nothing in from
 * elsewhere, the style sheet, data for scripts; and thrum's own core (src/page) with the scripts in
 * which the reader plays a program: src/page/play.js.
 *
 *     page_play_add_policy(out, page_play_is_built());
 *     page_play_add_style(out, page_play_is_built());
 *     ... the document ...
 *     page_words_add(out, PAGE_PLAY);
 *     struct json_t *programs = page_programs_new();
 *     page_programs_add(programs, &program);
 *     page_play_add(out, programs);
 */
#ifndef THRUM_EXPORT_PAGE_PLAY_H
#define THRUM_EXPORT_PAGE_PLAY_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json_t; /* of jansson */

/* Whether thrum was built with the core. */
bool page_play_is_built(void);

/* The page's own scripts and style sheets run, and nothing else: no text of a run could be run even
 * if it became markup. With the core a module is compiled, and a worker begins. */
void page_play_add_policy(struct buffer *out, bool plays);
void page_play_add_style(struct buffer *out, bool plays);
/* What pages of lessons (shell/lesson_pages.h) look like beside that. */
void page_play_add_lesson_style(struct buffer *out);
void page_play_add_script(struct buffer *out, const char *id, const unsigned char *text,
                          size_t length);
void page_play_add_json(struct buffer *out, const char *id, const struct json_t *data);

/* The task of a lesson that is checked as its program is played: see web_task in page/web.h. */
struct page_task {
    const char *check;
    bool written; /* the reader has to write something; else it is steps alone */
    size_t hint_count;
    const char *const *hints;
    const char *const *hint_conditions; /* when each fits; NULL: always */
};

/* A program that can be played; it is copied. */
struct page_program {
    const char *name, *text;
    size_t length;     /* of the text */
    bool repeats;      /* what follows makes the same run again; else it begins by hand */
    unsigned schedule; /* enum schedule_kind */
    uint64_t seed;
    const char *segments;  /* of a schedule of that kind; NULL: none. A page has them in letters */
    uint64_t step;         /* so many of its steps are done before the reader comes in */
    bool untimed;          /* as struct export_run has it */
    const char *options;   /* of a search of its orders; NULL: none */
    const char *challenge; /* it is one, to come to this, as explore calls it; NULL: it is none */
    const char *goal;      /* what a lesson asks of it; NULL: nothing */
    const struct page_task *task; /* how that is checked; NULL: by the reader */
};

/* The programs of a page, which page_programs_free frees. Adding tells the program's number, from
 * 0. */
struct json_t *page_programs_new(void);
size_t page_programs_add(struct json_t *programs, const struct page_program *program);
size_t page_programs_count(const struct json_t *programs);
void page_programs_free(struct json_t *programs);

/* The core, and the programs, each of which is opened by the buttons of the document that have its
 * number. */
void page_play_add(struct buffer *out, const struct json_t *programs);
/* Such a button, or one that searches its orders at once; hidden until there is a script. */
void page_play_add_button(struct buffer *out, size_t program, bool orders, const char *label);

#endif
