/* presentation.h - a lesson in front of a room: where it stops, and what a key means. Pure: nothing
 * is run, nothing is shown. What is shown at a stop the player does (player.h).
 *
 *     struct presentation *stops = presentation_new(lesson);
 *     for (size_t i = 0; i < stops->count; i++)
 *         look_at(&stops->stops[i]);
 *     presentation_free(stops);
 *
 * A stop is a paragraph of text, a command of a block, what `explore` finds for it, a question, a
 * task or a challenge. A heading of the third level goes with the text behind it, the title of a
 * section with its first text. Hidden blocks run before the stop that comes after them, and are
 * none.
 *
 * No locks: constant once it is made. */
#ifndef THRUM_LESSON_PRESENTATION_H
#define THRUM_LESSON_PRESENTATION_H

#include "lesson/lesson.h"

enum stop_kind {
    STOP_TITLE, /* of a section that does not begin with text, alone */
    STOP_TEXT,
    STOP_COMMAND,
    STOP_QUESTION,
    STOP_TASK,
    STOP_CHALLENGE,
    STOP_VERDICT, /* what `explore` finds for the block before it */
};

struct stop {
    enum stop_kind kind;
    bool begins;    /* the section begins with it: a new lab, and the title */
    size_t section; /* index in the lesson */
    size_t item;    /* index in the section: the first that it shows */
    size_t items;   /* how many it shows at once */
    size_t command; /* STOP_COMMAND: of the block */
};

struct presentation {
    const struct lesson *lesson; /* borrowed; outlives it */
    struct stop *stops;
    size_t count;
};

struct presentation *presentation_new(const struct lesson *lesson);
/* NULL is fine. */
void presentation_free(struct presentation *p);

const struct lesson_item *presentation_item(const struct presentation *p, size_t stop);
/* The first stop of the section with this number, as the room sees it (player_sections); `count`
 * where there is none. */
size_t presentation_section(const struct presentation *p, size_t number);
/* What the speaker has noted for the stop, lines; "" where nothing is. For free. */
char *presentation_note(const struct presentation *p, size_t stop);
/* A command of a block as it is typed, without the semicolon or the blanks behind it; malloc'd. */
char *presentation_command(const struct lesson_item *block, size_t command);

/* A script as a lesson of one section, each command of which is a stop; for lesson_free. NULL, with
 * errors in `found`, where it could not be loaded. */
struct lesson *presentation_script(const struct source *source, const char *const *lab_words,
                                   struct diagnostics *found);

/* ---- Keys ------------------------------------------------------------------------------------ */

/* What goes on when a key comes. */
enum present_state {
    PRESENT_WAITS, /* for the next stop */
    PRESENT_TYPES, /* a command is being typed */
    PRESENT_RUNS,  /* something runs */
    PRESENT_ASKS,  /* a question is open */
    PRESENT_PLAYS, /* the presenter has the prompt */
    PRESENT_BLANK, /* nothing is seen */
    PRESENT_LISTS, /* the keys are listed */
    PRESENT_STATES
};

/* What it does. */
enum present_deed {
    PRESENT_NOTHING,
    PRESENT_PASS,         /* it means what it means elsewhere: scrolling, panes, the prompt's own */
    PRESENT_GO,           /* the next stop */
    PRESENT_FINISH,       /* what is being typed is there at once, and runs */
    PRESENT_LEAVE_BEHIND, /* what runs is not waited for, if asked twice */
    PRESENT_BACK,         /* the stop before */
    PRESENT_DIGIT,        /* of the number of a section */
    PRESENT_REVEAL,       /* the answer with this digit */
    PRESENT_NEXT_SECTION,
    PRESENT_LAST_SECTION,
    PRESENT_TAKE_OVER, /* the presenter gets the prompt */
    PRESENT_HAND_BACK, /* and gives it back */
    PRESENT_PAUSE,
    PRESENT_FASTER, /* the clock */
    PRESENT_SLOWER,
    PRESENT_HIDE, /* the screen is blank */
    PRESENT_SHOW, /* and no longer; also ends the list of keys */
    PRESENT_KEYS, /* they are listed */
    PRESENT_QUIT,
};

/* Keys that are no character. */
enum {
    PRESENT_KEY_LEFT = 0x100,
    PRESENT_KEY_RIGHT,
    PRESENT_KEY_F10,
    PRESENT_KEY_OTHER,
};

enum present_deed presentation_key(enum present_state state, int key);

/* The keys in the order in which they are listed; NULL behind the last. */
struct present_key_row {
    const char *key, *meaning;
};
const struct present_key_row *presentation_key_at(size_t index);

/* Digits of a section's number come one after the other: adds one to what was typed (0: nothing).
 * `*waits`: another one may follow. 0 where no section begins so. */
size_t presentation_digit(size_t sections, size_t typed, int digit, bool *waits);

#endif
