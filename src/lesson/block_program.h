/* block_program.h - the script that blocks of a lesson make together. Pure. */
#ifndef THRUM_LESSON_BLOCK_PROGRAM_H
#define THRUM_LESSON_BLOCK_PROGRAM_H

#include "base/buffer.h"

#include <stdbool.h>

/* Adds the commands of a block to a script, behind an empty line where that has some: all of them
 * but what only a lab has. `lab_words`: see lesson_read. False where none of them does anything:
 * that none are left, or that they only define functions. */
bool block_program_add(const char *text, const char *const *lab_words, struct buffer *program);
/* The same of the functions alone that it defines. */
void block_program_add_functions(const char *text, const char *const *lab_words,
                                 struct buffer *program);

#endif
