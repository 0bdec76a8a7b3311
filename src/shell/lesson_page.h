/* lesson_page.h - how long the pages of a lesson are, on a transcript of so many rows. */
#ifndef THRUM_SHELL_LESSON_PAGE_H
#define THRUM_SHELL_LESSON_PAGE_H

#include "lesson/player.h"

/* 0: nobody knows how many. */
struct lesson_page lesson_page(size_t transcript_rows);

#endif
