/* catalogue.h - which lessons there are: the files NN-slug.md of one folder, in the order of their
 * numbers.
 *
 *     struct catalogue *c = catalogue_open(commands_words(), NULL);
 *     for (size_t i = 0; i < catalogue_count(c); i++)
 *         puts(catalogue_lesson(c, i)->title);
 *     catalogue_close(c);
 *
 * A lesson is read when it is first asked for, and stays the catalogue's. It is in the wanted
 * language where there is a good translation (language.h), else in English. No locks. */
#ifndef THRUM_LESSON_CATALOGUE_H
#define THRUM_LESSON_CATALOGUE_H

#include "lesson/lesson.h"

#include <stddef.h>

struct catalogue;

/* Opens the folder of lessons: $THRUM_LESSONS where that is set, else the folder `lessons` beside
 * the program (in a build), else those that the program carries (base/carried.h), else where they
 * were installed. Where there is none the catalogue is
 * empty. `lab_words`: see lesson_read; borrowed. `language`: as catalogue_language returns it;
 * NULL: what the environment asks for. */
struct catalogue *catalogue_open(const char *const *lab_words, const char *language);
void catalogue_close(struct catalogue *c);

/* The language that a user means by "de" or "de_AT": "de"; "" is English. NULL where there are no
 * lessons in it, with a sentence in `why` that tells the others. Owned by the caller. */
char *catalogue_language(const char *wanted, struct buffer *why);
/* "de", "" for English. */
const char *catalogue_in(const struct catalogue *c);

/* Adds why there are none: "there are no lessons in /usr/share/thrum", or that it cannot be read.
 */
void catalogue_add_none(const struct catalogue *c, struct buffer *out);
size_t catalogue_count(const struct catalogue *c);
/* The path of a lesson's file, the English one. */
const char *catalogue_path(const struct catalogue *c, size_t index);
/* The lesson, or NULL where its file is refused; why is then in catalogue_problem. */
const struct lesson *catalogue_lesson(struct catalogue *c, size_t index);
/* What is wrong with the file, as lines ended by newlines; "" if nothing is. */
const char *catalogue_problem(struct catalogue *c, size_t index);

enum { CATALOGUE_NONE = -1 };
/* Which lesson a user means by "2.4", "05-join", "join" or "5": its number, the name of its file or
 * the slug in it, or its title or a part of it that no other has; CATALOGUE_NONE if nothing fits.
 */
int catalogue_find(struct catalogue *c, const char *words);
/* Adds words that each name one lesson, a line each: its number, and the slug of its file. */
void catalogue_add_names(struct catalogue *c, struct buffer *out);
/* Adds "there is no lesson 2.44; did you mean 2.4?", or which ones are called so, without a line
 * end. */
void catalogue_add_no_lesson(struct catalogue *c, const char *words, struct buffer *out);

#endif
