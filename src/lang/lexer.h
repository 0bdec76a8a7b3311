/* lexer.h - a text cut into tokens. There is no lexer object: each function looks at the text from
 * an offset, because what the letters mean depends on what the parser wants there. `Thread-1` is
 * one name after `join` and a subtraction after `=`; a string is text with expressions inside.
 *
 *     struct token t;
 *     lexer_scan(&source, 0, false, &t);
 *     while (t.kind != TOKEN_END)
 *         lexer_scan(&source, t.end, false, &t);
 *
 * Pure functions. */
#ifndef THRUM_LANG_LEXER_H
#define THRUM_LANG_LEXER_H

#include "base/buffer.h"
#include "lang/diagnostic.h"
#include "lang/words.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SOURCE_LONGEST = 16 * 1024 * 1024 }; /* bytes of a text that is read at all */

enum token_kind {
    TOKEN_END,
    TOKEN_NEWLINE,
    TOKEN_SEMICOLON,
    TOKEN_WORD,     /* letters, digits, _ */
    TOKEN_INTEGER,  /* number */
    TOKEN_DURATION, /* number: nanoseconds */
    TOKEN_QUOTE,    /* the quote that opens a string; lexer_text reads on from its end */
    TOKEN_OPEN_PAREN,
    TOKEN_CLOSE_PAREN,
    TOKEN_OPEN_BRACKET,
    TOKEN_CLOSE_BRACKET,
    TOKEN_OPEN_BRACE,
    TOKEN_CLOSE_BRACE,
    TOKEN_COMMA,
    TOKEN_COLON,
    TOKEN_DOT,
    TOKEN_RANGE,
    TOKEN_ASSIGN,
    TOKEN_ADD_ASSIGN,
    TOKEN_SUBTRACT_ASSIGN,
    TOKEN_MULTIPLY_ASSIGN,
    TOKEN_DIVIDE_ASSIGN,
    TOKEN_REMAINDER_ASSIGN,
    TOKEN_LEFT_ASSIGN,
    TOKEN_RIGHT_ASSIGN,
    TOKEN_EQUAL,
    TOKEN_UNEQUAL,
    TOKEN_LESS,
    TOKEN_AT_MOST,
    TOKEN_MORE,
    TOKEN_AT_LEAST,
    TOKEN_LEFT, /* << */
    TOKEN_RIGHT,
    TOKEN_PLUS,
    TOKEN_MINUS,
    TOKEN_STAR,
    TOKEN_SLASH,
    TOKEN_PERCENT,
    TOKEN_WRONG, /* nothing of the language: `problem` says what to write instead */
};

struct token {
    enum token_kind kind;
    bool spaced;             /* blanks (or newlines read as blanks) stand before it */
    size_t begin, end;       /* bytes of the source */
    const struct word *word; /* TOKEN_WORD: its row, NULL where it is no word of the language */
    uint64_t number;     /* TOKEN_INTEGER up to 2^63, for -2^63; TOKEN_DURATION up to 2^63 - 1 */
    const char *problem; /* TOKEN_WRONG: a constant text */
};

/* Looks at the whole text before anything else: too long, not UTF-8, or holding characters that no
 * text needs (controls, marks that turn the direction of writing). Adds at most one error; true if
 * all is well. */
bool lexer_check(const struct source *source, struct diagnostics *found);
/* The token at or behind offset `at`. Blanks and comments are skipped, newlines too if
 * `join_lines`. */
void lexer_scan(const struct source *source, size_t at, bool join_lines, struct token *token);
/* Where the thread's or object's name that begins at `at` ends: it may hold - and . inside. */
size_t lexer_name_end(const struct source *source, size_t at);

enum text_part {
    TEXT_ENDS,       /* up to the closing quote */
    TEXT_EXPRESSION, /* up to a { */
    TEXT_BROKEN,     /* `problem` says what is wrong at `*next` */
};

/* Reads text inside a string from `at` and adds it, escapes replaced. Stores in `next` the offset
 * behind the quote or the brace. */
enum text_part lexer_text(const struct source *source, size_t at, struct buffer *out, size_t *next,
                          const char **problem);
/* The end of the string whose opening quote ends at `at`, expressions inside skipped: behind its
 * closing quote, or the end of the line where it has none. */
size_t lexer_text_skip(const struct source *source, size_t at);
/* Whether a text typed so far is a whole input: false while a block, a parenthesis or a bracket is
 * open. A string has to end on its line, so an open one is an error to be told, not waited for. */
bool lexer_is_complete(const char *text, size_t length);
/* What of a text typed so far has to be closed first, '{', '(' or '[', and where it stands: a
 * parenthesis or a bracket, if one is open, for no block can stand in it; else the innermost block.
 * NUL where nothing is open, or a string is not closed. */
bool lexer_block_is_open(const char *text, size_t length, size_t *place);
char lexer_left_open(const char *text, size_t length, size_t *place);
/* Whether the byte may stand in a word. */
bool lexer_is_word_byte(char byte);

#endif
