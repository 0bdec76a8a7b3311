/* diagnostic.h - what is wrong with a text, as data: where, what, what was expected instead and
 * which word was perhaps meant. Nothing here prints; the front ends do.
 *
 *     struct diagnostics found = {0};
 *     struct diagnostic *d = diagnostics_add(&found, DIAGNOSTIC_ERROR, begin, end, "no %s here",
 * what); diagnostic_expect(d, "a name");
 *     ...
 *     for (size_t i = 0; i < found.count; i++)
 *         diagnostic_format(&out, &source, &found.items[i]);
 *     diagnostics_free(&found);
 *
 * Printed, a diagnostic is two or three lines:
 *
 *     thrum: a.thr:3:1: unknown command 'lok'; did you mean 'lock'?
 *       lok m
 *       ^
 *
 * and one more for each line of its note.
 *
 * No locks: a list belongs to one thread. */
#ifndef THRUM_LANG_DIAGNOSTIC_H
#define THRUM_LANG_DIAGNOSTIC_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stddef.h>

/* A text that is read as the command language; it is borrowed, never owned or changed. */
struct source {
    const char *name; /* the file, as the user named it; NULL for what was typed at the prompt */
    const char *text; /* need not end in NUL; NULL: it could not be had, and has no places */
    size_t length;    /* bytes */
};

/* Line and column, both from 1; columns count characters, not bytes. */
struct position {
    size_t line, column;
};

/* Where the byte at `offset` stands; an offset past the end counts as the end. */
struct position source_position(const struct source *source, size_t offset);

enum severity {
    DIAGNOSTIC_ERROR,  /* nothing of the text may run */
    DIAGNOSTIC_NOTICE, /* the text runs, but perhaps not as was meant */
};

struct diagnostic {
    enum severity severity;
    size_t begin, end; /* the bytes that it is about */
    char *message;     /* owned; may hold the user's text with control characters */
    char *expected;    /* what should have stood there, or NULL; owned */
    char *suggestion;  /* the word perhaps meant, or NULL; owned */
    char *note;        /* what else there is to say, in lines, or NULL; owned */
    size_t from, to;   /* the bytes that an advised line stands for; none: both 0 */
};

enum { DIAGNOSTIC_ERRORS = 10 }; /* errors kept of one text; the rest are only counted */

/* A zeroed struct is an empty list. */
struct diagnostics {
    struct diagnostic *items; /* in the order found; owned */
    size_t count, capacity;   /* items in use; room */
    size_t errors;            /* errors found, those beyond DIAGNOSTIC_ERRORS included */
};

/* Adds one. Returns it for diagnostic_expect and diagnostic_suggest until the next is added, or
 * NULL, which those accept, where there were too many errors already. */
struct diagnostic *diagnostics_add(struct diagnostics *list, enum severity severity, size_t begin,
                                   size_t end, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
/* Of several lines only the first is taken. */
void diagnostic_expect(struct diagnostic *d, const char *expected);
/* `word` may be NULL: nothing comes near. */
void diagnostic_suggest(struct diagnostic *d, const char *word);
/* Another message, without expectation and suggestion. */
void diagnostic_replace(struct diagnostic *d, const char *message);
/* What else there is to say; "" for nothing. */
void diagnostic_note(struct diagnostic *d, const char *note);
/* Frees what it owns; it must not be used any more. */
void diagnostic_forget(struct diagnostic *d);
void diagnostics_free(struct diagnostics *list);

/* Adds message, expectation and suggestion as one line without a newline, safe for a terminal. */
void diagnostic_sentence(struct buffer *out, const struct diagnostic *d);
/* Adds the whole diagnostic, each line ended by a newline: place (where the source has a name),
 * sentence, the source's line with a caret under it. */
void diagnostic_format(struct buffer *out, const struct source *source, const struct diagnostic *d);
/* Adds the source's line and the caret alone, as two lines. */
void diagnostic_excerpt(struct buffer *out, const struct source *source, size_t begin);
/* Adds the word that begins there, or the sign; nothing at the end of a line. */
void diagnostic_word(struct buffer *out, const struct source *source, size_t begin);
/* Adds behind the sentence where it is, for who does not see what stands above what: at which word,
 * of which line. */
void diagnostic_place(struct buffer *out, const struct source *source, const struct diagnostic *d);
/* Adds every diagnostic of the list, and how many errors more there are. */
void diagnostics_format(struct buffer *out, const struct source *source,
                        const struct diagnostics *list);
/* The same for who hears it: without the lines of the source, with the words. */
void diagnostics_speak(struct buffer *out, const struct source *source,
                       const struct diagnostics *list);

/* "Did you mean": offer every candidate, then take the nearest.
 *
 *     struct nearest n;
 *     nearest_begin(&n, typed, length);
 *     while (...) nearest_offer(&n, candidate);
 *     diagnostic_suggest(d, nearest_found(&n));
 *
 * The distance is Damerau and Levenshtein's (letters added, left out, changed, or two neighbours
 * swapped), capitals aside. Of two equally near the first offered wins. */
enum { NEAREST_LONGEST = 48 }; /* longer words have no neighbours */

struct nearest {
    const char *wanted; /* borrowed */
    size_t length;      /* of wanted, bytes */
    const char *best;   /* borrowed from the caller's candidates; NULL as long as none is near */
    unsigned distance;  /* of best; before: how far is still near, plus one */
};

void nearest_begin(struct nearest *n, const char *wanted, size_t length);
void nearest_offer(struct nearest *n, const char *candidate);
const char *nearest_found(const struct nearest *n);

#endif
