/* session_inside.h - a session, for the files of this folder that make it up: what each keeps is in
 * its own header, and session.c is the roof, which opens and closes it, hands on what is due and
 * takes input. What the lesson and the explorer have to say to the others is in `circumstances`. */
#ifndef THRUM_SHELL_SESSION_INSIDE_H
#define THRUM_SHELL_SESSION_INSIDE_H

#include "shell/session.h"

#include "run/lab.h"
#include "shell/circumstances.h"
#include "shell/journal.h"
#include "shell/lines.h"
#include "shell/session_events.h"
#include "shell/session_feed.h"
#include "shell/session_timeline.h"
#include "shell/session_columns.h"
#include "shell/settings.h"
#include "shell/source_choice.h"
#include "shell/voice.h"
#include "shell/wishes.h"
#include "watch/marks.h"

struct session {
    struct lab *lab;
    struct watcher watcher;
    struct lines lines;
    struct voice voice;
    struct feed feed;
    struct journal journal;
    struct wishes wishes;
    struct source_choice source_choice;
    struct marks marks; /* of when the last input began that did something; with the monitor */
    struct circumstances circumstances;
    struct chosen chosen;
    struct timeline_choice timeline;

    struct noticing *noticing; /* what is noticed by looking back; guarded by the monitor */
    unsigned quiet;            /* what of it is not told: bits of 1 << enum noticing_kind */
    unsigned quiet_outside;    /* the same outside the lesson that is open */
    bool lesson_is_quiet;      /* one is open */
    struct columns_choice columns;

    struct loaded {
        char *title, *text; /* of the script that was loaded last, or NULL */
        unsigned beginning; /* `beginnings` when that was */
    } loaded;
    struct exploration *exploring; /* what is being explored; NULL: nothing */
    struct exploration *explored;  /* what was explored last; NULL: nothing yet */
    struct playing *playing;       /* the lessons; NULL as long as nobody asked for them */
    unsigned beginnings;           /* how often the lab has begun anew */

    struct buffer open_prompt; /* of the next line of an input */
    struct buffer refused;     /* a header of a block as Python writes it, and its lines so far */
    size_t refused_lines;
    char *question;
    size_t columns_shown;        /* of the screen's transcript; 0: not known */
    bool replays;                /* an order that was explored has been replayed */
    bool asker_told;             /* Ctrl-C was for the thread that asks */
    bool finish_first;           /* the end of input lets what runs end */
    bool opened_nothing;         /* the file or lesson that it was to be opened with could not be */
    bool exact;                  /* see session_options */
    const char *language;        /* the same */
    bool has_panes;              /* the same */
    bool rehearses;              /* the same */
    bool unattended;             /* the same */
    bool ending;                 /* the input has ended */
    bool over;                   /* the lab shall be left */
    bool told_over;              /* that the program has ended */
    bool guest;                  /* the command that is being run is a lesson's */
    uint64_t seed;               /* of the lab, as it began */
    const struct lesson *lesson; /* that its blocks come from; NULL: none is open */
    char *lesson_folder;         /* beside the lesson that is open; NULL: none is */
    char *lesson_scratch;        /* where it may write; NULL: nowhere */
};

#endif
