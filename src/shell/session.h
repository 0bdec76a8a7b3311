/* session.h - one sitting at the lab, without a screen: takes what the user types, runs lab
 * commands, hands thread commands to the lab one after the other, and collects what there is to
 * show.
 *
 * A front end (curses, or plain lines) owns the session and is the only one to call it, always from
 * one thread:
 *
 *     struct session *s = session_open(&options);
 *     for (;;) {
 *         session_poll(s, &polled); ... the keyboard, session_timeout(s) ...
 *         session_pump(s);                         // hand over what is due
 *         while (session_next_line(s, &line)) ...  // show it
 *         session_view(s, &request, &view);        // draw the panes
 *         if (session_over(s)) break;
 *     }
 *     session_close(s);
 *
 * No call waits for a user's thread. */
#ifndef THRUM_SHELL_SESSION_H
#define THRUM_SHELL_SESSION_H

#include "base/buffer.h"
#include "base/polled.h"
#include "shell/panes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct session;

struct session_options {
    uint64_t seed;         /* of the lab's random numbers */
    unsigned max_threads;  /* how many threads may be alive at once; 0: the lab's own limit */
    uint64_t limit_memory; /* bytes, of all that the threads have; 0: the lab's own limit */
    const char *load_file; /* a script to load as if typed, or NULL */
    const char *lesson;    /* a lesson to open, as the command `lesson` takes it, or NULL */
    const char *present;   /* to present, as the command `present` takes it, or NULL; the session is
                              over with it, or at once where it cannot be presented */
    bool unattended;       /* nobody presents it, so that there is nobody for speaker's notes */
    const char *language;  /* of lessons, as catalogue_language returns it; NULL: as the environment
                              asks for */
    bool finish_first; /* the end of the input lets end first what was typed before: for pipes */
    /* The same input makes the same run, on every machine: a command is handed over when the last
     * has come to rest, however long that takes; nobody goes on once all that was typed has; the
     * clock is virtual and the schedule one of a seed, whatever `clock` and `schedule free` say. */
    bool exact;
    bool has_panes; /* the front end shows panes, if it is asked to; else a lesson tells them */
    /* All that is typed is a lesson's, and nobody is there to be asked: `lesson --test`. */
    bool rehearses;
    bool spoken; /* spoken mode (shell/voice.h), which `view spoken` and `view normal` change */
    int64_t (*clock)(void); /* real milliseconds, of which a test has its own; NULL: the system's */
};

/* What a line of the transcript is; front ends tell these apart by more than colour. */
enum line_kind {
    LINE_TYPED,  /* what the user typed, as typed */
    LINE_OUTPUT, /* what a thread printed or logged */
    LINE_NOTICE, /* what the lab noticed or answers: help, panes in words, deadlocks */
    LINE_ERROR,  /* what went wrong: a refused command, a failed thread */
    LINE_LESSON, /* a lesson's text */
    LINE_CODE,   /* code in a lesson's text, which stays as it is */
};

static inline bool line_is_of_lesson(enum line_kind kind)
{
    return kind == LINE_LESSON || kind == LINE_CODE;
}

struct line {
    enum line_kind kind;
    const char *thread; /* who printed it or whom it is about; "" if nobody */
    const char *text;   /* one line, valid UTF-8, no control characters, no newline */
    bool anew; /* all lines before it are forgotten: what comes is what had been shown once */
};

/* Where the system has no room for a lab's threads there is nothing to go on with: it says so on
 * standard error and ends the program with status 2. */
struct session *session_open(const struct session_options *options);
/* Ends every thread and frees everything; works from every state of the lab. */
void session_close(struct session *s);

/* Whether it speaks: then its lines have no signs, and a front end should add none. */
bool session_speaks(const struct session *s);
/* Another front end takes over, which shows panes or does not. */
void session_use_front(struct session *s, bool has_panes);

/* Adds what poll() has to look at: once one of these is ready, session_pump has something to do. */
void session_poll(const struct session *s, struct polled *polled);
/* How long poll() may sleep at most, in milliseconds; -1: for ever. */
int session_timeout(const struct session *s);
/* Sleeps until session_pump has something to do, at most so many milliseconds. */
void session_wait(const struct session *s, int most);
/* Does what is due: reads the lab's events, hands over the next command. */
void session_pump(struct session *s);

/* Whether `text` is a whole input: false while a block is open, so that the front end asks for
 * another line. */
bool session_input_complete(const struct session *s, const char *text);
/* The prompt of that line, which says what is open: "{ of line 1 > "; "" behind a whole input.
 * Valid until the next call. */
const char *session_input_open(struct session *s, const char *text);
/* Takes one whole input, of one line or several; it is shown as LINE_TYPED lines. Errors appear as
 * LINE_ERROR lines right under it. */
void session_input(struct session *s, const char *text);
/* Ctrl-C with this typed and not entered, which the front end then forgets: says that it is
 * dropped. False where there is nothing to drop, or a question is open: Ctrl-C is for
 * session_interrupt. */
bool session_drop_input(struct session *s, const char *text);
/* Ctrl-C: ends main's command and drops what is queued behind it; while another thread asks, it is
 * meant for that one. */
void session_interrupt(struct session *s);
/* The user has closed the input (Ctrl-D, end of file): as `quit`; with options.finish_first once
 * nothing goes on any more of what was typed before. */
void session_end_of_input(struct session *s);
/* Enter on an empty line: where the past is looked at, as `now`; else goes on with the lesson that
 * is open, as `next` does; else nothing. */
void session_enter(struct session *s);
/* A thread asks the user for a line (`ask`): the question, or NULL while none is asked. The next
 * session_answer goes to it, and is shown behind the question as LINE_TYPED; NULL as answer means
 * end of input. */
const char *session_question(const struct session *s);
void session_answer(struct session *s, const char *answer);

/* Takes the next line for the transcript; its strings are valid until the next call. */
bool session_next_line(struct session *s, struct line *line);
/* True once the lab shall be left; `status` (may be NULL) is the exit status. */
bool session_over(const struct session *s, int *status);
/* True when nothing typed is left to hand over and every order given has ended or waits. */
bool session_quiet(const struct session *s);
/* True when session_quiet is and nothing goes on by itself any more: every thread that is no daemon
 * has ended, is idle, or waits for what nobody does. */
bool session_rests(struct session *s);
/* True while a lesson runs what it has to run, or waits to see what came of what was tried, for
 * which input that nobody types, from a pipe, should wait. Not for ever: what is run need not come
 * to rest. */
bool session_plays(const struct session *s);

/* ---- What the panes show --------------------------------------------------------------------- */

/* A thread's state, in the order of the language page. */
enum thread_look {
    LOOK_NEW,
    LOOK_READY,
    LOOK_RUNNING,
    LOOK_SLEEPING,
    LOOK_WAITING,
    LOOK_IO,
    LOOK_IDLE,
    LOOK_DONE,
    LOOK_FAILED,
    LOOK_CANCELLED,
    LOOK_KILLED,
    LOOK_COUNT
};

/* What the front end has room for. */
struct view_request {
    struct pane_request panes[PANE_COUNT];
    size_t transcript_rows, transcript_columns;
};

/* Everything that is drawn beside the transcript. Zero it before its first use; the strings live
 * until the next session_view or view_free. */
struct view {
    struct pane_contents panes[PANE_COUNT];
    unsigned counts[LOOK_COUNT];         /* of the threads */
    const char *prompt;                  /* "main> " or "main (waits for m)> " */
    const char *hint;                    /* under a blocked prompt: how to get out; else "" */
    const char *schedule, *clock, *time; /* for the status line: "free", "real", "12.3 s" */
    const char *exploring;               /* how far the search is, instead of these; or "" */
    const char *alarm;                   /* "deadlock: alice -> m2 -> bob -> m1 -> alice", or "" */
    const char *lesson;                  /* "2.4 Join · 2 of 6", or "" while no lesson is open */
    const char *section;                 /* of the lesson: "2 of 6: Join"; "" before the first */
    const char *past; /* "the past: step 17 of 40" where that is what the panes show, or "" */
    const char *goal; /* what the open task asks for, "" while there is none */
    bool paused;
    bool live;    /* something changes by itself: worth a frame soon */
    void *memory; /* owned by the view */
};

void session_view(struct session *s, const struct view_request *request, struct view *view);
void view_free(struct view *view);

/* What a key does in the timeline (watch/timeline.h). */
enum timeline_step {
    TIMELINE_STEP_IN,
    TIMELINE_STEP_OUT,
    TIMELINE_STEP_LEFT,
    TIMELINE_STEP_RIGHT,
    TIMELINE_STEP_FAR_LEFT,
    TIMELINE_STEP_FAR_RIGHT,
    TIMELINE_STEP_FIRST,
    TIMELINE_STEP_LAST,
};
/* `columns`: of the pane that it stands in. */
void session_timeline_move(struct session *s, enum timeline_step step, int columns);

/* ---- The lessons to choose from -------------------------------------------------------------- */

struct lesson_row {
    const char *name;  /* what the command `lesson` takes: "2.4" */
    const char *title; /* "Join" */
    const char *done;  /* how far the learner is: "", "3 of 6", "done" */
    bool open;         /* it is being played */
    int64_t when;      /* something of it was last done: nanoseconds of the system's clock */
};

/* The lessons in their order; `*rows` is valid until the next call. Returns how many there are. */
size_t session_lessons(struct session *s, const struct lesson_row **rows);
/* The same as text, each line ended by a newline; false where there are none, which it says. */
bool session_add_lessons(struct session *s, struct buffer *out);

/* ---- What commands ask of the screen --------------------------------------------------------- */

/* The screen stands above the session, so what `view` and `theme` ask for waits here until the
 * front end takes it. The session has checked the words; the front end does it and answers. */
enum screen_order {
    SCREEN_SAVE,  /* `view save FILE`: write the screen as text into that file */
    SCREEN_THEME, /* `theme X`: a word of THEMES (lang/themes.h), or "mono" */
    SCREEN_LARGE, /* `view large`, `view normal`: that word */
    SCREEN_PANES, /* `view X`: show these panes: the word of one, "both" of the first two, or "none"
                   */
    SCREEN_LEND,  /* a lesson shows this pane too, whatever the user has chosen; "": no longer */
    SCREEN_ONLY,  /* `view only T`: the transcript of one thread; "" (`view all`): of all */
    SCREEN_FIND,  /* `view find TEXT`: go back to the last line of the transcript with this text */
    SCREEN_CLEAR, /* `cls`: what is in view of the transcript goes out of it, upwards */
    SCREEN_MOUSE, /* `view mouse on|off`: the wheel scrolls, but the terminal selects no text */
    SCREEN_FRONT, /* `view spoken`, `view normal`: "spoken" wants lines, "normal" the screen */
};

/* Takes the next order; `argument` is valid until the next call. False: there is none. */
bool session_next_screen_order(struct session *s, enum screen_order *order, const char **argument);
/* The answer to the order taken last: a sentence for the transcript, NULL for none. */
void session_screen_answer(struct session *s, bool failed, const char *sentence);

/* ---- Completion ------------------------------------------------------------------------------ */

/* What may stand at `start..end` of `text` (byte offsets; `end` is the cursor): words, the names of
 * the kind that fits there, or files. Returns a NULL-terminated malloc'd array of malloc'd strings,
 * sorted, or NULL if there is nothing. `*start` is set to where the word begins. */
char **session_complete(struct session *s, const char *text, size_t end, size_t *start);

#endif
