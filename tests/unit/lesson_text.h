/* lesson_text.h - for unit tests: what a lesson is read as, or what is wrong with it, as text.
 *
 *     static const struct lesson_pair pairs[] = {{"a\n", "3 paragraph <a>\n"}};
 *     LESSON_ITEMS(pairs); */
#ifndef THRUM_TESTS_LESSON_TEXT_H
#define THRUM_TESTS_LESSON_TEXT_H

#include <stddef.h>

/* The lab's commands that the lessons of the tests know; ended by NULL. */
extern const char *const lesson_lab_words[];

/* The lesson, each thing in it on a line of its own with its line in the file; or its errors, as
 * LINE:COLUMN SENTENCE, one a line. The caller frees it. */
char *lesson_text(const char *text, size_t length);

struct lesson_pair {
    const char *text, *expected;
};

/* Expects of each text behind `before` that it is read as what is expected behind `after`. */
void lesson_expect(const struct lesson_pair *pairs, size_t count, const char *before,
                   const char *after);

#define COUNT(list) (sizeof(list) / sizeof *(list))
/* Each text stands in the first section, from line 3 on. */
#define LESSON_ITEMS(pairs)                                                                        \
    lesson_expect(pairs, COUNT(pairs), "# T\n## S\n", "lesson 07-a <> <T>\nsection 2 <S>\n")
#define LESSON_ERRORS(pairs) lesson_expect(pairs, COUNT(pairs), "# T\n## S\n", "")

#endif
