/* complete_form.h - what may stand next in a command, read off its forms in the table of words:
 * behind `lock m` that is `for`, behind `wait c` of a condition `until` or `for`.
 *
 * In a form a word in small letters stands for itself, one in capitals for what is to be put in its
 * place, `[ ]` for what may be left out, `...` for more of what is before it. Pure functions. */
#ifndef THRUM_SHELL_COMPLETE_FORM_H
#define THRUM_SHELL_COMPLETE_FORM_H

#include <stdbool.h>
#include <stddef.h>

/* Some bytes of a text. */
struct form_piece {
    const char *text;
    size_t length;
};

struct form_reader {
    /* Words that may stand next, as they are typed: "for", "prefer writers", "{". */
    void (*words)(void *context, struct form_piece words);
    /* What may be put next into the place of this word in capitals; so many stand before it. */
    void (*place)(void *context, struct form_piece place, size_t argument);
    /* Whether what was typed may stand for it. */
    bool (*fits)(void *context, struct form_piece place, struct form_piece typed);
    void *context;
};

/* The next piece of a text from *at on, which is moved behind it: up to a blank that is in no
 * string and no bracket. Of length 0: there is none. */
struct form_piece form_next_piece(const char *text, size_t end, size_t *at);
/* What a word in capitals stands for. Values and numbers may be typed as several pieces. */
enum form_sort { FORM_NAME, FORM_BODY, FORM_VALUE, FORM_NUMBER };
enum form_sort form_sort_of(struct form_piece place);
/* Tells the reader all that may come behind `length` bytes that were typed behind the word, in any
 * of its forms, one a line. */
void form_read(const char *forms, const char *word, const char *typed, size_t length,
               const struct form_reader *reader);
/* Whether the piece is this word. */
bool form_piece_is(struct form_piece piece, const char *word);

#endif
