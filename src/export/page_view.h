/* page_view.h - the texts of page.js and page.css, as the build takes them into the program. */
#ifndef THRUM_EXPORT_PAGE_VIEW_H
#define THRUM_EXPORT_PAGE_VIEW_H

#include <stddef.h>

extern const unsigned char page_js[], page_css[];
extern const size_t page_js_length, page_css_length;

#endif
