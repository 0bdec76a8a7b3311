/* parser.h - text to tree.
 *
 *     struct diagnostics found = {0};
 *     struct parser_options options = {.lab_words = lab_words};
 *     struct tree *tree = parser_parse(&source, &options, &found);
 *     if (!tree) ... errors are in `found`; with a tree there may still be notices
 *
 * A script is read as a whole: one error, and nothing of it runs. What is typed at the prompt comes
 * through the same function, an input at a time. Whether names that are used exist is not the
 * parser's business (see names.h). No locks, no state between calls. */
#ifndef THRUM_LANG_PARSER_H
#define THRUM_LANG_PARSER_H

#include "lang/diagnostic.h"
#include "lang/tree.h"

#include <stdbool.h>
#include <stddef.h>

struct parser_options {
    bool prompt;                  /* typed: lab commands are welcome and become NODE_LAB */
    const char *const *lab_words; /* the lab commands' words, ended by NULL; NULL: none are known */
    /* Whether a variable of this name exists already, besides those of the text (NULL: none does);
     * asked where `semaphore s n` could make two semaphores or one that counts to n. */
    bool (*is_variable)(void *context, const char *name);
    /* Whether there is a function of this name, besides those of the text (NULL: none is known);
     * asked of words of the language alone, as in work(2). */
    bool (*is_function)(void *context, const char *name);
    void *context;
};

/* Reads the text. Returns the tree, which the caller frees with tree_free, or NULL where `found`
 * got an error. The source is not needed any more once it returns. */
struct tree *parser_parse(const struct source *source, const struct parser_options *options,
                          struct diagnostics *found);
/* Reads the text as one expression, whose lines may be broken anywhere: it is the tree's root. */
struct tree *parser_parse_expression(const struct source *source, struct diagnostics *found);
/* Whether the lines so far are whole commands: false while a block or a parenthesis is open. */
bool parser_is_complete(const char *text);
/* Whether what is typed goes on with another line: a block is open, which began in `*line`, counted
 * from 1. A parenthesis ends with its line at the prompt, or a forgotten one would swallow all that
 * is typed behind it. */
bool parser_goes_on(const char *text, size_t *line);
/* Whether the operation may stand for its value: as a condition, or what is assigned. */
bool parser_is_value_operation(enum word_id id);

#endif
