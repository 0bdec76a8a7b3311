/* lesson_inside.h - what the files that read a lesson share; nobody else includes it.
 *
 * cmark cuts the text into a tree. Its top level is looked through once: what does not count is
 * left out, fences are read with their options and their end (fence.c), and what remains are the
 * elements, of which sections (outline.c) and their items (blocks.c, prose.c) are made. After an
 * error reading goes on, to find more; what was made is thrown away. */
#ifndef THRUM_LESSON_INSIDE_H
#define THRUM_LESSON_INSIDE_H

#include "base/buffer.h"
#include "core/program.h"
#include "lang/diagnostic.h"
#include "lesson/lesson.h"

#define CMARK_NO_SHORT_NAMES
#include <cmark.h>

enum fence_kind {
    FENCE_FOREIGN, /* code, shown as it is */
    FENCE_THRUM,
    FENCE_OUTPUT,
    FENCE_VERDICT,
    FENCE_CHECK,
    FENCE_ANSWER,
    FENCE_CHALLENGE,
    FENCE_KINDS
};

enum option_id {
    OPTION_FRESH,
    OPTION_HIDDEN,
    OPTION_PROGRAM,
    OPTION_PACE,
    OPTION_VIEW,
    OPTION_SEED,
    OPTION_SCHEDULE,
    OPTION_CLOCK,
    OPTION_UNORDERED,
    OPTION_BEST,
    OPTION_TIME,
    OPTION_SPURIOUS,
    OPTION_FINDINGS,
    OPTION_LIMIT_STATES,
    OPTION_NO_REDUCTION,
    OPTION_COUNT
};

/* Bytes of the file. */
struct span {
    size_t begin, end;
};

struct option {
    bool given;
    struct span at; /* KEY or KEY=VALUE */
    char *value;    /* owned; NULL without a = */
};

struct fence {
    enum fence_kind kind;
    size_t line;
    struct span info;    /* what stands behind the ``` */
    struct span content; /* whole lines */
    struct span finding; /* FENCE_CHALLENGE: the word behind `challenge`; empty if there is none */
    struct option options[OPTION_COUNT];
};

/* A block at the top level of the file. */
struct element {
    cmark_node *node;
    cmark_node_type type;
    size_t line;
    bool is_fence;
    struct fence fence; /* is_fence */
    bool after_rule;    /* a thematic break stands directly before it */
};

/* A comment of the speaker's. */
struct note {
    size_t before; /* how many elements stand before it */
    size_t line;
    char *text;
};

struct reader {
    const struct source *source;
    const char *const *lab_words;
    struct diagnostics *found;
    struct lesson *lesson;
    struct program *program; /* commands are compiled into it, only to see whether they can be */
    size_t *lines;           /* where each line begins; one more: the text's length */
    size_t line_count;
    struct element *elements;
    size_t element_count, element_capacity;
    struct note *notes; /* in their order */
    size_t note_count, note_capacity;
    struct buffer program_text; /* the lesson's own program */
    size_t attached;            /* so many of them have been given to what they are about */
};

/* ---- Errors (outline.c) ---------------------------------------------------------------------- */

struct diagnostic *reader_fail(struct reader *r, struct span at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* An error about a line, from 1; also one past the end. */
struct diagnostic *reader_fail_line(struct reader *r, size_t line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The line without its newline and the blanks at its ends. */
struct span reader_line(const struct reader *r, size_t line);
/* Diagnostics from this one on were about a piece of the text that begins at `begin`. */
void reader_shift(struct reader *r, size_t first, size_t begin);
size_t reader_node_line(const struct reader *r, cmark_node *node);
/* An item at the end of the section. */
struct lesson_item *reader_item(struct lesson_section *section, enum lesson_kind kind, size_t line);
/* The speaker's note of the section's last item, which is about to become part of another. */
char *reader_take_note(struct lesson_section *section);
/* Frees what an item holds, not the item. */
void lesson_item_free(struct lesson_item *item);

/* ---- Fences (fence.c) ------------------------------------------------------------------------ */

/* Reads a code block; false if it is an indented one, or wrong. `nested`: it stands in a list or a
 * quote. */
bool fence_read(struct reader *r, cmark_node *node, bool nested, struct fence *fence);
void fence_free(struct fence *fence);
const char *fence_word(enum fence_kind kind);
/* The settings of its options. */
struct lesson_settings fence_settings(struct reader *r, const struct fence *fence);
/* A number from 1 on; 0 after an error, or if it is not given. */
uint64_t fence_number(struct reader *r, const struct fence *fence, enum option_id option);
/* The options that are `explore`'s, as words with blanks between. */
char *fence_explore_options(struct reader *r, const struct fence *fence);

/* layout.c: adds the text that was read, with its blocks of commands laid out. */
void layout_add(struct reader *r, struct buffer *out);

/* ---- Our blocks (blocks.c) ------------------------------------------------------------------- */

/* Adds what begins with the fence that is the element `at` to the section; `paragraph`: the item
 * before it is the paragraph that stands directly before it. Returns the element behind. */
size_t blocks_read(struct reader *r, struct lesson_section *section, size_t at, bool paragraph);
/* Whether the word is a kind of finding; `proved` counts too if `or_proved`. */
bool blocks_is_finding(const char *word, bool or_proved);

/* ---- Prose (prose.c) ------------------------------------------------------------------------- */

/* What stands in a paragraph or heading as one line of plain text. */
char *prose_inlines(struct reader *r, cmark_node *block);
/* Adds one paragraph, heading, list, quote or code block; `paragraph` as in blocks_read. */
void prose_read(struct reader *r, struct lesson_section *section, struct element *e,
                bool paragraph);
/* Whether nothing but comments stands in the HTML; else adds an error. */
bool prose_is_comment(struct reader *r, cmark_node *html);
/* The speaker's notes in comments, as lines; NULL: there are none. For free. */
char *prose_note(const char *html);
/* Adds text with tabs as blanks and other control characters made visible. */
void prose_add_text(struct buffer *out, const char *text, size_t length);

#endif
