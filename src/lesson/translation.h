/* translation.h - lessons in another language than English: "lessons/de/05-join.md" is what
 * "lessons/05-join.md" is in German. What is run, printed and checked has to be the same in both,
 * and so has the number of sections, for progress is kept by the titles of the original.
 *
 *     char *original = translation_original(path);
 *     if (original) ... it is a translation
 *
 * No locks. */
#ifndef THRUM_LESSON_TRANSLATION_H
#define THRUM_LESSON_TRANSLATION_H

#include "lesson/lesson.h"

/* The path of the lesson that the file `path` translates: of the same name, in the folder above,
 * where `path` lies in one that is named as a language. NULL where there is none. Owned by the
 * caller. */
char *translation_original(const char *path);

/* Makes of `l`, read from `source`, the translation of `original`: sets its `original`, `language`
 * and its sections' keys. Where the two differ in more than words it adds an error to `found`. */
void translation_join(struct lesson *l, const struct lesson *original, const struct source *source,
                      struct diagnostics *found);

#endif
