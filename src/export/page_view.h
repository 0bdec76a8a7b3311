/* page_view.h - the texts of page.js and page.css, and the core with its scripts (src/page), as the
 * build takes them into the program. */
#ifndef THRUM_EXPORT_PAGE_VIEW_H
#define THRUM_EXPORT_PAGE_VIEW_H

#include <stddef.h>

extern const unsigned char page_js[], page_css[];
extern const size_t page_js_length, page_css_length;

/* How a lesson's page looks (src/page/lesson.css), beside page.css. */
extern const unsigned char page_lesson_css[];
extern const size_t page_lesson_css_length;

/* The core that lets the reader go another way, gzip in base64, and its end in the page: core.js;
 * play.js with what it stands on, links.js, kept.js and columns.js; play.css. Where it was not
 * built it has length 0. */
extern const unsigned char page_core[], page_core_js[], page_play_js[], page_play_css[];
extern const size_t page_core_length, page_core_js_length, page_play_js_length,
    page_play_css_length;

#endif
