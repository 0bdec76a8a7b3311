/* language.h - the languages in which lessons are there: beside the lessons of a folder, which are
 * in English, a folder for each language ("de", "pt_BR") with those that were translated.
 *
 *     char *language = language_choose("/usr/share/thrum/lessons", language_environment());
 *     ... "de", "" for English, NULL: lessons are there in none that is wanted
 *     free(language);
 *
 * No locks. */
#ifndef THRUM_LESSON_LANGUAGE_H
#define THRUM_LESSON_LANGUAGE_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stddef.h>

/* Whether a folder of this name holds translations: two or three small letters, a territory and a
 * variant may follow: "de", "pt_BR", "sr@latin". */
bool language_is_name(const char *name, size_t length);

/* Which languages the environment asks for, the most wanted first, with colons between, as gettext
 * reads LANGUAGE, LC_ALL, LC_MESSAGES and LANG: "de_AT.UTF-8:fr", "" for English. Not owned; valid
 * until the environment is changed. */
const char *language_environment(void);

/* The first of the languages in `wanted` in which there are lessons below `folder`; "" is English,
 * which is always there, and NULL none of them. A territory, a variant, a character set that is not
 * there is left out: "de_AT.UTF-8" takes "de". Owned by the caller. */
char *language_choose(const char *folder, const char *wanted);

/* Adds the languages in which there are lessons below `folder`: "de, en". Returns how many. */
size_t language_add_all(const char *folder, struct buffer *out);

#endif
