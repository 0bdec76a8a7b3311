/* help.h - what `help WORD` tells. Pure; no locks. */
#ifndef THRUM_SHELL_HELP_H
#define THRUM_SHELL_HELP_H

#include <stdbool.h>

/* Whether `help` has something to tell of the word, also where it is one of another language. */
bool help_has(const char *word);

#endif
