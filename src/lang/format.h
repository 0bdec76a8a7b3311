/* format.h - one layout for what is written in the command language.
 *
 *     struct buffer laid_out = {0};
 *     if (format_text(&source, &options, &laid_out, &found))
 *         ... the same program, laid out; else its errors are in `found`
 *
 * Four blanks for each block around, one blank where one belongs, the first command of a block and
 * its closing brace on lines of their own where the block has several; `;` only between commands.
 * What the writer chose stays: whether a block stands on one line, where lines end and lists are
 * broken, one empty line between commands, which of two words with the same meaning, every comment.
 * A comment behind a command stays as far from the line's beginning as it was, so that those below
 * one another stay so. Laying it out again changes nothing.
 *
 * Pure functions. */
#ifndef THRUM_LANG_FORMAT_H
#define THRUM_LANG_FORMAT_H

#include "base/buffer.h"
#include "lang/diagnostic.h"
#include "lang/parser.h"

#include <stdbool.h>

/* Adds the text laid out, its last line ended. False where it has errors, or where the result would
 * not be the same program: which cannot be, and is looked at nevertheless; it is told as an error
 * too. */
bool format_text(const struct source *source, const struct parser_options *options,
                 struct buffer *out, struct diagnostics *found);

/* Calls `each` for every comment of the text, in turn: where it begins, with its #, and ends,
 * blanks at the end left out. */
void format_comments(const struct source *source, const struct node *root,
                     void (*each)(void *context, size_t begin, size_t end), void *context);

#endif
