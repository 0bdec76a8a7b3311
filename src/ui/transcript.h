/* transcript.h - what has been typed, printed and noticed so far: the last lines of it, wrapped to
 * a width, scrolled, filtered by thread and searched. Knows nothing of curses.
 *
 *     struct transcript *t = transcript_new(10000);
 *     transcript_add(t, LINE_OUTPUT, "alice", "hello");
 *     count = transcript_rows(t, columns, rows, row);
 *
 * While it follows, the newest line is in view; scrolled back, the same lines stay in view whatever
 * is added, until they are too old to be kept. Adding costs the same however much is kept.
 *
 * A lesson's text has a reader who takes a while: it does not leave the window upwards before they
 * have gone on. The window stops where the first of it would, and what comes is below until
 * transcript_read_on, transcript_scroll or transcript_follow. transcript_attend: so does what is
 * printed. */
#ifndef THRUM_UI_TRANSCRIPT_H
#define THRUM_UI_TRANSCRIPT_H

#include "shell/session.h"

struct transcript;

/* One row of the wrapped transcript. The strings belong to the transcript and are valid until the
 * next transcript_add or transcript_free. */
struct transcript_row {
    enum line_kind kind;
    const char *thread; /* who printed it, "" if nobody */
    const char *text;   /* the row's part of the line, not NUL-terminated */
    size_t length;      /* bytes of it */
    int indent;         /* columns to leave before the text, for the sign and the name */
    int hang;           /* columns to leave behind these */
    bool first;         /* the first row of its line: the one that shows the sign and the name */
    bool broken;        /* code whose line was too long: to be marked, in the last two of `hang` */
    bool found;         /* its line is the one that was found last */
    bool gap;           /* nothing stands there: it keeps its line apart from the one before */
};

/* An empty transcript that keeps the last `limit` lines (at least 1). */
struct transcript *transcript_new(size_t limit);
void transcript_free(struct transcript *t);

/* Adds one line; controls in it are made visible. */
void transcript_add(struct transcript *t, enum line_kind kind, const char *thread,
                    const char *text);

/* Lines that come from now on are those that transcript_begin_anew forgets. */
void transcript_stay(struct transcript *t);
/* It is as it was when transcript_stay was called: what came since is forgotten. */
void transcript_begin_anew(struct transcript *t);

/* Fills `rows` with what is in view in a window of that size; returns how many are filled. Where
 * transcript_more is true then, the window's last row is left free for a mark. */
size_t transcript_rows(struct transcript *t, int columns, size_t count,
                       struct transcript_row *rows);
/* Whether lines stand apart, for who looks from far away. */
void transcript_space(struct transcript *t, bool apart);
/* How many lines are newer than the last one in view, as of the last transcript_rows. */
size_t transcript_newer(const struct transcript *t);
/* Until transcript_follow all that comes is read as a lesson's text is, from what came since that
 * was called last on. */
void transcript_attend(struct transcript *t);
/* Whether, as of the last transcript_rows, there is more below that is to be read on. */
bool transcript_more(const struct transcript *t);
/* Shows the next of that, from where the last row was that has been in view; false, and nothing
 * moves, if all of it has been. */
bool transcript_read_on(struct transcript *t);

/* Moves the window by so many rows, backwards if negative. Uses the last size drawn. */
void transcript_scroll(struct transcript *t, long rows);
/* Back to the newest line; whoever reads has gone on. */
void transcript_follow(struct transcript *t);

/* What there is goes out of view, upwards: what comes stands at the top, until it is scrolled back.
 */
void transcript_clear(struct transcript *t);

/* Shows only what the thread printed and what is about it, and what is about no thread (typed
 * lines, answers to them); NULL or "" shows all. */
void transcript_only(struct transcript *t, const char *thread);
/* The thread whose lines are shown, "" for all. */
const char *transcript_only_thread(const struct transcript *t);

/* Looks for the text, small and capital letters alike, in the lines before the one found last
 * (after it if `newer`), beginning at the newest; brings it into view. False, and nothing moves, if
 * there is none. */
bool transcript_find(struct transcript *t, const char *text, bool newer);
/* Forgets what was found: the next search begins at the newest line. */
void transcript_find_reset(struct transcript *t);

#endif
