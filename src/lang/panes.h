/* panes.h - the panes beside the transcript, a row each, from top to bottom.
 *
 * Of these rows are made: the number of each (enum pane), its key in the screen's last row, in
 * `help keys` and in thrum(1) (shell/keyboard.c), the words that `view` takes, its help and
 * completion (lang/commands.c), the shares of the screen (ui/layout.c), and the one place that says
 * what stands in it: the function pane_WORD, in a file of its own (shell/pane_fill.h).
 *
 *     PANE(NUMBER, WORD, KEY, RANK, SHOWN, SCROLLS, ROWS, COLUMNS, PLACE)
 *
 * WORD is its title and what `view` takes. KEY, F1 to F12 or Alt with a letter that readline does
 * nothing with, shows and hides it; the higher RANK, the sooner the
 * key's name is left out for want of room. SHOWN says when it is in view until the user chooses.
 * SCROLLS: PgUp and PgDn with Alt, Ctrl or Shift move it; what FOLLOWS keeps its end in view until
 * it is moved. With less than ROWS, its title one of them, it is left out; from COLUMNS on it can
 * stand beside another one. PLACE: where the screen is wide, at the side or at the bottom. */
#ifndef THRUM_LANG_PANES_H
#define THRUM_LANG_PANES_H

#define PANES(PANE)                                                                                \
    PANE(THREADS, threads, "F3", 6, SHOWN_ALWAYS, SCROLLS, 3, 56, AT_SIDE)                         \
    PANE(OBJECTS, objects, "F4", 7, SHOWN_WITH_ROOM, SCROLLS_NOT, 3, 42, AT_SIDE)                  \
    PANE(SOURCE, source, "Alt-S", 9, SHOWN_WHERE_WIDE, SCROLLS, 4, 60, AT_SIDE)                    \
    PANE(COLUMNS, columns, "F11", 15, SHOWN_WHERE_LARGE, FOLLOWS, 6, 56, AT_SIDE)                  \
    PANE(TIMELINE, timeline, "F12", 15, SHOWN_WHERE_LARGE, SCROLLS, 6, 60, AT_BOTTOM)

enum pane {
#define PANE_NUMBER(number, ...) PANE_##number,
    PANES(PANE_NUMBER)
#undef PANE_NUMBER
        PANE_COUNT
};

/* When a pane is in view, as long as the user has not said whether it shall be. */
enum pane_shown {
    SHOWN_ALWAYS,
    SHOWN_WITH_ROOM,   /* where it takes no row away: at the side, or beside others */
    SHOWN_WHERE_WIDE,  /* at the side alone, as long as it has something to say */
    SHOWN_WHERE_LARGE, /* a picture: where the screen is wide and high, the same; elsewhere when it
                          is asked for, with most of the screen */
};

enum pane_scrolls { SCROLLS_NOT, SCROLLS, FOLLOWS };

enum pane_place { AT_SIDE, AT_BOTTOM };

#endif
