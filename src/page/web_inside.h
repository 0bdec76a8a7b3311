/* web_inside.h - what web*.c share. */
#ifndef THRUM_PAGE_WEB_INSIDE_H
#define THRUM_PAGE_WEB_INSIDE_H

#include "base/buffer.h"
#include "core/drive.h"
#include "page/web.h"
#include "explore/explore.h"
#include "script/explore_program.h"

struct attempt;
struct challenge;
struct record;

/* A step that was done, for who takes it back. */
struct web_deed {
    uint32_t thread;
    uint32_t name;        /* the thread's: it may not be there any more when it is told */
    bool by_reader;       /* who decided; else the schedule */
    int64_t now;          /* what the clock was when it began */
    size_t printed, told; /* how long these were before it */
};

/* The run as it was before so many deeds of those that are kept. */
struct web_copy {
    struct drive drive;
    size_t deeds;
    bool recorded;
    bool choice_forced; /* of the machine, which a copy lacks */
    int64_t choice;
};

/* What was told of the threads, or of the objects, by their index; "": it was not there. */
struct web_seen {
    struct buffer *texts;
    uint32_t count;
};

/* A row of the columns, as it was told last. */
struct web_row {
    uint64_t entry;
    struct buffer text;
};

struct web {
    struct buffer inputs[WEB_INPUTS], answer;

    struct explore_program loaded; /* its machine never steps: explore begins there */
    struct source source;
    bool is_loaded;

    struct drive drive; /* of the run */
    bool begun;
    unsigned wishes;       /* enum web_wish */
    bool recorded;         /* who is chosen now, a recorded schedule has chosen */
    struct record *record; /* of the run; NULL: none was ever begun */
    struct web_row *rows;  /* of the part of it that was told last */
    size_t row_count;
    uint32_t *columns; /* the numbers of the threads that had one */
    size_t column_count;
    struct buffer said[2];  /* by enum web_said */
    bool silent;            /* nothing is said: what is done has been done before */
    struct buffer segments; /* of the recorded schedule, as they are written */
    struct web_deed *deeds;
    size_t deed_count, deed_capacity;
    struct web_copy *copies; /* the oldest first, and before it no deed is kept */
    size_t copy_count, copy_capacity, copy_bytes;
    bool forgot; /* deeds before those */
    struct web_seen threads, objects;

    struct attempt *attempt; /* at a task; NULL: there is none */

    struct challenge *challenge; /* NULL: it is none */
    enum explore_kind challenge_kind;
    size_t challenge_begun; /* deeds that were done before the reader's first */

    struct explore_result *found;
    struct explore_options *options; /* with which */
};

/* web.c: makes the recorded schedule anew out of its text, at its beginning; false where it is
 * none, which the answer then says. */
bool web_read_segments(struct web *p);
/* Gives a driver to the run, and hears it. */
void web_attach(struct web *p);
/* One step; false where there is none. */
bool web_do(struct web *p, struct web_deed *deed);
/* A copy forgets what has been seen of threads that spin, so the clock that these move goes where
 * it was when the deed was done; else it is kept there. */
void web_set_clock(struct web *p, struct web_deed *deed);

bool web_do_kept(struct web *p, uint32_t thread); /* by the reader */

/* web_challenge.c: it is none any more; main goes as far as it can, if it is one; what web_view
 * tells of one. */
void web_challenge_end(struct web *p);
void web_challenge_settle(struct web *p);
void web_challenge_add(struct web *p, struct buffer *out);

/* web_columns.c: the run begins anew; an event of it; it has gone back to where it is now. */
void web_record_begin(struct web *p);
void web_record_hear(struct web *p, const struct event *e);
void web_record_back(struct web *p);
void web_forget_columns(struct web *p);

/* web_task.c: there is no task any more; what web_view tells of one. */
void web_task_end(struct web *p);
void web_task_add(struct web *p, struct buffer *out);

/* web_past.c: what is about to be done is kept, until the next; it was not done after all; nothing
 * is. */
struct web_deed *web_keep(struct web *p, struct web_deed deed);
void web_keep_not(struct web *p);
void web_forget_past(struct web *p);

/* web_view.c: all is to be told again. */
void web_forget_seen(struct web *p);

/* What explore has found of the program that was loaded. */
void web_forget_found(struct web *p);

#endif
