/* prose.h - what the manual pages say beside the tables. Paragraphs are divided by empty lines; an
 * indented one is an example and keeps its lines; a line with a tab is an item and what it means;
 * what stands between ` and ` is typed as it stands. */
#ifndef THRUM_DOC_PROSE_H
#define THRUM_DOC_PROSE_H

struct chapter {
    const char *title; /* in capitals */
    const char *text;
};

/* Each is ended by a chapter without a title. */
extern const struct chapter program_chapters[];  /* behind the exit status */
extern const struct chapter lesson_chapters[];   /* before the blocks */
extern const struct chapter lesson_end[];        /* behind them */
extern const struct chapter language_chapters[]; /* before the words */
extern const struct chapter language_end[];      /* behind them */

#endif
