/* arguments.h - the arguments of the lab's own commands, and what is said where they are wrong. */
#ifndef THRUM_SHELL_ARGUMENTS_H
#define THRUM_SHELL_ARGUMENTS_H

#include <stdbool.h>
#include <stdint.h>

struct session;

/* The one argument of a command: a word, or a string in quotes; malloc'd. NULL: none, or more. */
char *arguments_one(const char *arguments);
/* The same of a file's name, which may stand in single quotes, too, as for a shell. NULL where it
 * is empty. */
char *arguments_file(const char *arguments);

/* A number of 1 or more; 0 where it is none. */
uint64_t arguments_count(const char *text);
/* Says that a command takes nothing more; true if there is more. And what its forms are. */
bool arguments_refuse(struct session *s, const char *word, const char *arguments);
void arguments_refuse_form(struct session *s, const char *word);

#endif
