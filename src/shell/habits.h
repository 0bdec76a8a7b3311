/* habits.h - what was typed by habit of another language (session_foreign.c), and what is said
 * besides a refusal where it is plain which slip was made (session_slips.c). */
#ifndef THRUM_SHELL_HABITS_H
#define THRUM_SHELL_HABITS_H

#include "base/buffer.h"
#include "lang/diagnostic.h"
#include "lang/tree.h"

#include <stdbool.h>

struct session;

/* Says how the text is written here; false where that is not known. `parsed`: the parser takes it,
 * so that the lab's own error is better than an answer that would be refused too. */
bool session_foreign_tell(struct session *s, const char *text, size_t length, bool parsed);
/* The same for each error of a text of several commands; `script`: they were not typed. */
void session_foreign_advise(struct session *s, const struct source *source, bool script,
                            struct diagnostics *found);
/* Whether the parser takes what the lab would refuse: an unknown call, the wrong kind of object. */
bool session_foreign_suspects(struct session *s, const struct tree *tree);
/* A value typed alone, which the parser refuses or not (tree): what it is was told, or the command
 * that shows it is in `print`. */
enum foreign_value_answer { FOREIGN_VALUE_NONE, FOREIGN_VALUE_TOLD, FOREIGN_VALUE_SHOWN };
enum foreign_value_answer session_foreign_value(struct session *s, const struct tree *tree,
                                                const char *text, size_t length,
                                                struct buffer *print);
/* A line was refused: if it begins a block of indented lines, or in { } from the next line on,
 * these will be dropped. */
bool session_foreign_refused(struct session *s, const char *text);
/* Takes the line if it belongs to such a block; a line that does not ends it. */
bool session_foreign_drops(struct session *s, const char *text);
/* The block ends, if there is one: says what was dropped, and how it is written here. */
bool session_foreign_ends(struct session *s);

/* The whole line with the word that the one diagnostic offers, if it can be typed. */
void session_slip_corrected(struct session *s, const char *text, size_t length,
                            const struct diagnostics *found);
/* `bob print 1` for `bob: print 1`, which a timer does not take. */
void session_slip_colon(struct session *s, const char *text, size_t length);

#endif
