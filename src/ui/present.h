/* present.h - a lesson in front of a room, on the screen: keys mean other things, commands are
 * typed at a human speed, and the bars say where it is. What is shown and run is the session's
 * (shell/presenting.h).
 *
 *     present_look(f);                       // once a round
 *     if (present_unit(f, &unit)) ...        // the key was the presentation's
 *     present_tick(f);                       // the next letter may be due
 *     lower(&timeout, present_timeout(f));
 *
 * Part of the curses front end; see curses_front.h. */
#ifndef THRUM_UI_PRESENT_H
#define THRUM_UI_PRESENT_H

#include "ui/keys.h"
#include "ui/present_auto.h"
#include "ui/prompt.h"
#include "ui/screen.h"
#include "shell/presenting.h"

struct front;

/* Letters in a second, where nobody says how many. */
#define PRESENT_SPEED 14

struct present {
    double speed; /* letters in a second */
    bool on;      /* something is presented, as of present_look */
    struct present_view now;
    size_t stop; /* the one that was drawn last */
    bool typing;
    char *text; /* what is typed, and how many bytes of it stand there; owned */
    size_t typed;
    int64_t since; /* when that began */
    int64_t ran;   /* when something was last run */
    bool blank, lists;
    size_t section; /* the digits so far, of a number of a section; 0: none */
    int64_t section_since;
    struct present_auto automatic;
};

/* What Space, or another key, does. */
void present_deed(struct front *f, enum present_deed deed);
void present_free(struct present *p);
void present_look(struct front *f);
/* False: the key means what it means elsewhere. */
bool present_unit(struct front *f, const struct unit *unit);
/* The terminal's Ctrl-C: what is being typed is dropped; false where nothing is. */
bool present_drop(struct front *f);
void present_tick(struct front *f);
/* Milliseconds until the next tick is due; -1: none is. */
int64_t present_timeout(const struct front *f);

/* The prompt as it stands while something is typed; false where nothing is. */
bool present_prompt(struct front *f, struct prompt_look *look);
/* The last row of the screen; false where it is not the presentation's. */
bool present_bar(struct front *f);
/* The list of keys, over what is drawn. */
void present_list(struct front *f);

#endif
