/* player_inside.h - the player's own data, for the files that make it up: player.c (what comes
 * next), player_answers.c (what the learner answers), player_work.c (what is kept of that) and
 * player_say.c (what is said, and how many rows that takes). */
#ifndef THRUM_LESSON_PLAYER_INSIDE_H
#define THRUM_LESSON_PLAYER_INSIDE_H

#include "lesson/player.h"
#include "lesson/presentation.h"

enum phase {
    READING,      /* the page is full */
    AT_BLOCK,     /* Enter runs it */
    RUNNING,      /* until all has come to rest */
    AT_TASK,      /* until the check holds */
    AT_QUESTION,  /* until it is answered */
    AT_CHALLENGE, /* until it is won, where that is checked */
    SECTION_OVER, /* Enter begins the next */
    LESSON_OVER,
    REBUILDING, /* the blocks up to here run anew, unseen */
};

#define NO_ITEM SIZE_MAX

/* What the learner has tried of a task. */
struct trial {
    size_t item; /* the task, or NO_ITEM */
    unsigned inputs, failures;
    uint64_t given;  /* hints: a bit each */
    bool offered;    /* one was given unasked */
    bool told_stuck; /* how to get out was said */
    bool typed;      /* something is to be judged when all has come to rest */
    bool refused;    /* it was no command at all */
    bool answering;  /* the lab does it */
    bool given_up;   /* it did, in front of a room, and that was not enough: Space goes on */
};

/* In front of a room; else nothing of it counts. */
struct shown {
    size_t stop;      /* that was shown last */
    bool due;         /* it is still to be shown */
    uint64_t answers; /* of the open question that were revealed: a bit each */
    const char *view; /* the pane that is lent, or NULL; the lesson's */
    bool challenge;   /* instead of it that of a challenge, until the next block */
};

struct player {
    struct presentation *presentation; /* NULL: not in front of a room */
    struct shown shown;
    const struct lesson *lesson;     /* borrowed */
    const struct progress *progress; /* borrowed */
    struct player_desk desk;
    enum phase phase;
    size_t section;            /* index */
    size_t item;               /* index in the section: where the learner is */
    size_t command;            /* of a paced block: which of its commands comes next */
    size_t page;               /* the item with which the page begins */
    unsigned rows;             /* shown of the page */
    struct lesson_page room;   /* that a page has */
    bool skipped, answered;    /* something in this section */
    bool touched;              /* the learner did something to the lab since the lesson made it */
    enum progress_mark *marks; /* of the sections finished in this sitting */
    struct trial trial;
    bool urged;                 /* Enter came while a block runs, and was told so */
    bool viewed;                /* its pane was told */
    bool judged;                /* the verdict of the block that runs was asked for */
    size_t rebuilt, rebuild_to; /* the item to be run next, and the one before which to stop */
    bool answers_then;          /* the task's answer is run once the lab is back */
    uint32_t hints, tries;      /* for the present item */
    bool gave_answer;           /* the lab has shown its answer */
    unsigned elsewhere;         /* inputs since the question was shown that did not answer it */
    struct work_entry typed;    /* since the section's lab began: its inputs */
    struct work_entry answers;  /* given to the question: its inputs */
    char *clock;                /* while rebuilding: what it shall be then; owned */
};

/* player.c */
const struct lesson_item *player_item(const struct player *p); /* NULL: behind the last */
size_t player_number_of(const struct lesson *l, size_t section);
bool player_counts(const struct lesson *l, size_t section);
/* The present item is done: on to the next. */
void player_pass(struct player *p);
void player_run_rest(struct player *p);
/* Whether each command of the block wants a key. */
bool player_is_paced(const struct player *p, const struct lesson_item *block);
/* Brings a new lab to where item `to` begins; `answers_then`: and runs the task's answer there. */
void player_rebuild(struct player *p, size_t to, bool answers_then);
/* Begins a section: with it, the lab. */
void player_begin_section(struct player *p, size_t section);
/* Shows an item; false if something has to be done now. */
bool player_play_item(struct player *p, const struct lesson_item *item);
void player_run_block(struct player *p, const struct lesson_item *block, bool shown);
/* Whether an empty row stands before an item. */
bool player_has_gap(const struct player *p, const struct lesson_item *item);
/* Waits until the open task's check holds. */
void player_open_task(struct player *p);

/* player_present.c: in front of a room. Goes on to where it stops next. */
void player_present_on(struct player *p);
/* In front of a room what is found for a block comes at a stop of its own. */
bool player_verdict_comes(const struct player *p, const struct lesson_item *block);
/* What was to do the task has not done it. */
void player_give_up(struct player *p);
void player_present_next(struct player *p);
void player_present_open(struct player *p, size_t number);

/* player_work.c: the section begins, in a new lab; the lab has been brought to where this item
 * begins, earlier tasks done as the lesson does them; another item is the present one. */
void player_work_begin(struct player *p);
void player_work_rebuilt(struct player *p, size_t to);
void player_work_next(struct player *p);
/* `answer`, `skip`: what became of the present task, for what follows it. */
void player_work_gave_up(struct player *p, const char *how);
/* The present item, or the section, has ended so. */
void player_work_keep(struct player *p, enum work_outcome outcome);
void player_work_keep_section(struct player *p, enum progress_mark mark);

/* player_answers.c: what is seen of the lab while a task is open; and a challenge that is won. */
void player_see_task(struct player *p, const struct player_sight *sight);
void player_end_challenge(struct player *p);
/* Whether other things have been typed since the question was shown, so that it is far up. */
bool player_forgets(const struct player *p);

/* player_say.c: one line. */
void player_say(struct player *p, const char *text);
void player_say_opening(struct player *p, size_t resumes_at);
void player_say_section(struct player *p);
/* How many rows the present item takes, with what has to stand on the same page. */
unsigned player_say_rows(const struct player *p);
/* The item itself, and what the learner is to do with it. */
void player_say_item(struct player *p);
/* Which command of a paced block the next key runs. */
void player_say_command(struct player *p);
void player_say_more(struct player *p);
void player_say_still_runs(struct player *p);
void player_say_not_yet(struct player *p);
/* The hint that comes next as things stand, or how many there are: none. */
size_t player_say_which_hint(const struct player *p);
/* Says it, or that there is none. */
void player_say_hint(struct player *p);
void player_say_how_to_answer(struct player *p);
/* Of one of them whether it is right, and why. */
void player_say_of_answer(struct player *p, size_t answer);
/* What there is to say of the answers chosen; true if they are the right ones. */
bool player_say_verdict(struct player *p, const bool *chosen);
void player_say_right_answers(struct player *p);
void player_say_section_over(struct player *p);
void player_say_summary(struct player *p);

#endif
