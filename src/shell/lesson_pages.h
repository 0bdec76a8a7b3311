/* lesson_pages.h - lessons as pages for a browser, one that needs nothing else for each, and a list
 * of them: text, blocks with what they print, questions that answer; where thrum was built with the
 * core for pages (export/page_play.h), each block that is a program can be played there, step by
 * step, and all its orders searched. Without scripts, and on paper, it is a document.
 *
 *     struct buffer page = {0}, why = {0};
 *     if (lesson_pages_add(lessons, count, 3, &page, &why)) ... page 3 of them
 *     lesson_pages_add_index(lessons, count, &page);
 */
#ifndef THRUM_SHELL_LESSON_PAGES_H
#define THRUM_SHELL_LESSON_PAGES_H

#include "base/buffer.h"
#include "lesson/lesson.h"

#include <stdbool.h>
#include <stddef.h>

/* Adds the page of lessons[index], which leads to those beside it: NAME.html in the same folder.
 * False, with a sentence in `why`, where a block of it does not come to rest. */
bool lesson_pages_add(struct lesson *const *lessons, size_t count, size_t index, struct buffer *out,
                      struct buffer *why);
/* Adds the page that lists them. */
void lesson_pages_add_index(struct lesson *const *lessons, size_t count, struct buffer *out);

/* `thrum lesson --pages DIR LESSON...`: the pages, and index.html, into that folder, which is made
 * where it is not there; of no lesson: of all there are. Nothing is written before all is made.
 * Returns the exit status, 2 where that cannot be done, which was told. */
int lesson_pages_write(const char *language, const char *folder, const char *const *words,
                       size_t count);

#endif
