/* player.h - plays a lesson: what comes next, when to stop for the learner, tasks, questions,
 * hints, what counts as done. It does nothing itself: it asks its desk to, and is told what came of
 * it.
 *
 *     struct player *p = player_new(lesson, progress, &desk, &page);
 *     player_open(p, 0);
 *     for (;;) {
 *         Enter, `next`          player_next(p)        `prev`, `again`, `hint`, ... likewise
 *         another input          player_numbers(p, text), or else player_typed(p, refused)
 *         the lab was looked at  player_seen(p, &sight)
 *     }
 *     player_free(p);
 *
 * A section is text, up to the next thing at which it stops: a block to be run, a task, a question,
 * a challenge, the section's end, or the end of a page. Its driver looks at the lab while
 * player_waits or player_task tells to, and says what is seen.
 *
 * No locks: a player belongs to one thread. */
#ifndef THRUM_LESSON_PLAYER_H
#define THRUM_LESSON_PLAYER_H

#include "lesson/lesson.h"
#include "lesson/progress.h"
#include "lesson/work.h"

struct player;

/* What the player wants done; each returns without waiting for any thread of the lab. None may call
 * the player. */
struct player_desk {
    void *context;
    /* Shows one line of the lesson; of code, which stays as it is, or of text. */
    void (*say)(void *context, const char *text, bool code);
    /* The lab begins anew: everything is forgotten, and every setting as at the start. */
    void (*restart)(void *context);
    /* Runs commands as if they were typed; `shown`: they appear one by one as they run. */
    void (*run)(void *context, const char *commands, bool shown);
    /* From here on, or no longer, nothing is shown of what the lab does. */
    void (*quiet)(void *context, bool quiet);
    /* Shows this pane too, NULL: no longer. And runs the command that tells it, where there are no
     * panes; player_seen does not tell of rest before that has. */
    void (*view)(void *context, const char *pane);
    void (*viewed)(void *context, const char *pane);
    /* The lab's clock, as the command `clock` takes it; the caller frees it. And sets it. */
    char *(*clock)(void *context);
    void (*set_clock)(void *context, const char *clock);
    /* A task is open from now on (its facts are counted from here), or, NULL, none. */
    void (*task)(void *context, const struct lesson_item *task);
    /* What is still missing of it, in words, or ""; the caller frees it. Whether the condition of
     * the hint with this index, if it has one, is true now. */
    char *(*missing)(void *context);
    bool (*fits)(void *context, size_t hint);
    /* A challenge has been shown and is to be set up in a new lab; NULL: none is open any more.
     * That it is won is told by player_seen. */
    void (*challenge)(void *context, const struct lesson_item *challenge);
    /* Says who goes next if it is to be won; does the steps that win it. */
    void (*challenge_hint)(void *context);
    void (*challenge_answer)(void *context);
    /* A block has come to rest: looks whether its verdict is so, and says it; player_seen does not
     * tell of rest before that. */
    void (*verdict)(void *context, const struct lesson_item *block);
    /* A section has been finished. */
    void (*record)(void *context, const char *title, enum progress_mark mark);
    /* This has become of a task, question, challenge or section: keep it. `when` is yours to fill
     * in. */
    void (*keep)(void *context, const struct work_entry *entry);
    /* The steps that have won the challenge, as a schedule ("alice*2 bob"); the caller frees it. */
    char *(*order)(void *context);
    /* The summary has been shown: says what comes after this lesson. */
    void (*finish)(void *context);
};

/* What is shown at once. */
struct lesson_page {
    unsigned rows, columns;
    bool airy;     /* empty rows stand between paragraphs */
    bool paced;    /* somebody presses keys: a block that wants one for each command gets them */
    bool presents; /* to a room: it goes from stop to stop (presentation.h), says nothing of keys,
                      and keeps no progress */
    bool spoken;   /* it is heard, not seen: no signs, and code is told to be code */
};

/* Lesson and progress are borrowed and outlive the player. */
struct player *player_new(const struct lesson *lesson, const struct progress *progress,
                          const struct player_desk *desk, const struct lesson_page *page);
void player_free(struct player *p);

/* Sections are counted from 1, as the learner sees them; what stands before the first of them is
 * played with it. */
size_t player_sections(const struct lesson *lesson);
/* How many of them are finished. */
size_t player_finished(const struct lesson *lesson, const struct progress *progress);

/* Begins: with section `number`, or, 0, with the first that is not finished. False if there is no
 * such section: nothing was done. */
bool player_open(struct player *p, size_t number);
/* Enter: goes on, where the learner has not first something to do. */
void player_next(struct player *p);
/* To the beginning of the section, or from there to the one before. */
void player_prev(struct player *p);
/* Brings the lab back as the lesson has it here, and shows the page again. */
void player_again(struct player *p);
void player_hint(struct player *p);
void player_check(struct player *p);
void player_answer(struct player *p);
void player_skip(struct player *p);
/* Takes what was typed as the answer to a question; false if none is open or these are no numbers.
 */
bool player_numbers(struct player *p, const char *text);
/* Says once more what the open task or question asks for; false: none is open. */
bool player_tell_goal(struct player *p);
/* The pages from the next one on have this room. */
void player_page(struct player *p, const struct lesson_page *page);
/* Somebody has typed something else, which does something to the lab, or was refused. */
void player_typed(struct player *p, bool refused);
/* The same, if it only looks too: a question that is open is shown again after a few. */
void player_went_elsewhere(struct player *p);
/* What that was, where it was not refused, to be kept with what it led to. `hurried`: something
 * went on in the lab that would have come to rest. */
void player_input(struct player *p, const char *text, bool hurried);

/* What there is to see of the lab. */
struct player_sight {
    bool holds;  /* the open task's check holds; the challenge is won */
    bool rested; /* nothing goes on any more that would end by itself */
    bool handed; /* all that the lesson has run was handed over, and has ended or waits */
    bool stuck;  /* and main takes no commands */
};

void player_seen(struct player *p, const struct player_sight *sight);

/* Whether it waits until the lab has come to rest. */
bool player_waits(const struct player *p);
/* Whether it waits for what the lesson itself has run. */
bool player_runs(const struct player *p);
/* Whether it is about to bring the lab back, in which nothing else should be done to it. */
bool player_rebuilds(const struct player *p);
/* The task whose check is to be looked at, or NULL; and the challenge. */
const struct lesson_item *player_task(const struct player *p);
const struct lesson_item *player_question(const struct player *p);
const struct lesson_item *player_challenge(const struct player *p);
/* Whether the lesson's end was reached. */
bool player_over(const struct player *p);
/* Where the learner is: section number (from 1) of how many. */
size_t player_section(const struct player *p);
/* "2 of 6: Join"; nothing before the first section. */
void player_add_heading(const struct player *p, struct buffer *out);

/* ---- In front of a room (lesson_page.presents) --------------------------------------------------
 *
 * player_next shows the next stop, whatever kind it is of; where a question or a task is open it
 * reveals the answers, or does the task. */

/* What player_next does. */
enum player_ahead {
    AHEAD_SHOWS,   /* text: a paragraph, a section's title */
    AHEAD_ASKS,    /* shows a question, a task, a challenge */
    AHEAD_RUNS,    /* a command */
    AHEAD_REVEALS, /* the right answers of the question that is open */
    AHEAD_ANSWERS, /* does the task that is open, or the challenge */
    AHEAD_WAITS,   /* something runs: asked twice it goes on without waiting */
    AHEAD_NOTHING, /* the lesson is over */
};

enum player_ahead player_ahead(const struct player *p);
/* Whether the answer of the task that is open was run and has not done it. */
bool player_gave_up(const struct player *p);
/* What is typed for that, lines of commands; "" where nothing is. The caller frees it. */
char *player_types(const struct player *p);
const struct presentation *player_presentation(const struct player *p);
/* Whether it is between two commands of one block: what it has made goes on no further meanwhile
 * where one thread goes at a time, so that the block comes to the same however long that lasts. */
bool player_is_within(const struct player *p);
/* The stop that was shown last. */
size_t player_stop(const struct player *p);
/* Shows this stop, which begins a section. */
void player_jump(struct player *p, size_t stop);
/* Says of the open question's answer with this number whether it is right, and why. */
void player_reveal(struct player *p, size_t number);

/* Where the player stands, so that it can stand there again once the lab does. */
struct player_place;
/* NULL while the lab is brought back. For free. */
struct player_place *player_keep(const struct player *p);
void player_return(struct player *p, const struct player_place *place);

#endif
