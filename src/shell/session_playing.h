/* session_playing.h - a session's lesson, for the files of shell/ that make it up:
 *
 *     session_lesson.c       plays it: the player's desk, looking at the lab
 *     session_catalogue.c    which lessons there are
 *     session_lesson_view.c  what is shown of it beside the transcript
 *     session_lessons.c      the commands
 *     session_challenge.c    its challenges
 *     session_present.c      in front of a room
 *     session_stops.c        what was shown there, to go back to
 *
 * All of it belongs to the front end's thread, except where it says so. */
#ifndef THRUM_SHELL_SESSION_PLAYING_H
#define THRUM_SHELL_SESSION_PLAYING_H

#include "shell/session_inside.h"

#include "lesson/catalogue.h"
#include "lesson/player.h"
#include "shell/session_stops.h"

struct challenge;
struct exploration;

/* A lesson that is presented. */
struct presenting {
    struct shown_stops stops;
    bool leaves;                    /* the lab is left with it */
    bool taken_over;                /* the presenter has the prompt */
    bool still;                     /* the lab stands still until the next command is typed */
    const struct lesson_item *open; /* then: the task or challenge that was open; or NULL */
    size_t length;                  /* of the text that the stop has shown, in characters */
    char *types;                    /* of the view; owned */
    struct notes *notes;            /* for the speaker; NULL: nobody can read them */
    int64_t began;                  /* real milliseconds */
    struct buffer says;
};

struct playing {
    struct catalogue *catalogue;
    const struct lesson *lesson; /* NULL: none is open */
    struct lesson *own;          /* the same, where it is no lesson of the catalogue; owned */
    char *ended;                 /* the path of the lesson whose end was reached last, NULL: none */
    struct player *player;       /* NULL: none is open */
    struct progress *progress;
    struct work *work;
    struct presenting *presenting; /* NULL: it is played by a learner */
    size_t transcript_rows;        /* of the screen; 0: not known */
    struct buffer told;            /* last, of what is wrong with keeping progress */

    const struct lesson_item *task; /* that is open, or NULL; its check is the watcher's */
    uint64_t first_step;            /* the lab's steps when it was opened */

    struct challenge *challenge; /* that is open, or NULL */
    bool sets_up;                /* its program is being set up */
    bool told_lost, told_spoilt; /* that it cannot be won from here */
    bool told_best;              /* the lab has done it */
    uint64_t steps_taken;        /* by the learner, since then */
    struct exploration *verdict; /* of the block that was run; NULL: none is looked for */

    int64_t looked, waits_since; /* real milliseconds: the last look; when something was run */
    bool moves;                  /* the lab may look otherwise, though nothing is typed */
    bool poked;                  /* something was typed since the last look */
    bool stopped;                /* the learner has paused the lab, not the lesson */

    struct buffer held;  /* inputs while the lab is brought back, each ended by a NUL */
    struct buffer label; /* for the status line */
    struct buffer section;
    struct buffer goal; /* of a challenge */
    struct lesson_row *rows;
    char **row_texts;
    size_t row_count;
    char *slug;
};

/* session_lesson.c. */
/* Opens a lesson with a section (0: where the learner was), closing the one that was open. `own`:
 * the same lesson, handed over, where it is not the catalogue's. */
void session_play(struct session *s, const struct lesson *lesson, struct lesson *own,
                  size_t section, bool presents);
void session_leave_lesson(struct session *s);
/* Writes what the others have to know of it; after each call that makes the player go on. */
void session_lesson_settle(struct session *s);
/* Looks at the lab at once, and tells the player. */
void session_lesson_look(struct session *s);

/* session_lessons.c. */
/* The lesson that a command names, and in `own` what of it is handed over; a section that the name
 * has is put into `section`. NULL, and said why. */
const struct lesson *session_find_lesson(struct session *s, const char *name, size_t *section,
                                         struct lesson **own);
/* Whether it is the name of a script's file, and no lesson. */
bool session_is_script(const char *name);
/* Why a file is no lesson. */
void session_tell_unreadable(struct session *s, const struct source *source,
                             const struct diagnostics *found);

/* session_catalogue.c: the session's, made when it is first needed; and its player, or NULL. */
struct playing *session_playing(struct session *s);
struct player *session_player(const struct session *s);
/* Says what is wrong with keeping progress, if something is, but not the same again. */
void session_tell_progress(struct session *s, const struct buffer *why);
/* The lesson behind the one that is open, or NULL. */
const struct lesson *session_next_lesson(struct session *s);
/* Whether a section of any lesson is finished. */
bool session_has_begun_a_lesson(struct session *s);
void session_free_rows(struct playing *p);

/* session_challenge.c: see struct player_desk. */
void session_challenge(struct session *s, const struct lesson_item *challenge);
void session_challenge_hint(struct session *s);
void session_challenge_answer(struct session *s);
/* What it asks for, and how far the learner is; until the next call. */
const char *session_challenge_goal(struct session *s);
/* The steps that have won it, as a schedule in segments; malloc'd. */
char *session_challenge_order(struct session *s);
/* Whether it has been won; says what there is to say of it. `rested`: nothing goes on by itself. */
bool session_challenge_won(struct session *s, bool rested);

#endif
