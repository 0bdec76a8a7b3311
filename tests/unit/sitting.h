/* sitting.h - a session driven as a front end does it, for tests: type a line, wait until all that
 * it asked for has been done, look at what the transcript got.
 *
 *     struct sitting t = sit();
 *     type(&t, "print 1");
 *     expect(&t, "> print 1\nmain: 1\n");
 *     leave(&t);
 *
 * In the transcript's text `> ` is typed, `NAME: ` output, `* ` a notice, `! ` an error. A wait has
 * a deadline, at which the test fails. */
#ifndef THRUM_TESTS_SITTING_H
#define THRUM_TESTS_SITTING_H

#include "base/buffer.h"
#include "shell/session.h"

struct sitting {
    struct session *session;
    struct buffer text; /* since it was last looked at */
    size_t lines;       /* in all */
    bool calm;          /* what is typed is done only when no thread can step any more */
};

/* A new lab on a virtual clock that lets one thread go at a time, so that everything is the same in
 * every run. */
struct sitting sit(void);
/* A new lab as it is when thrum starts. */
struct sitting sit_free(void);
/* The same where all that threads have may take so many bytes. */
struct sitting sit_within(uint64_t memory);
void leave(struct sitting *t);
/* One turn of a front end's loop, and all lines that there are. */
void turn(struct sitting *t);
/* Types an input and waits until it is done or everybody in it waits. */
void type(struct sitting *t, const char *text);
/* The same for several lines. */
void type_lines(struct sitting *t, const char *lines);
void settle(struct sitting *t);
/* Waits until the text appears. */
void wait_for(struct sitting *t, const char *text);
/* What came since the last look is this, exactly. */
void expect(struct sitting *t, const char *text);
/* It holds this; then it is forgotten. */
void expect_part(struct sitting *t, const char *part);
void forget(struct sitting *t);

#endif
