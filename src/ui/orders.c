/* orders.c - what commands ask of the screen. See curses_front.h. */
#include "ui/curses_front.h"

#include "base/whole_file.h"

#include <string.h>

static void save_screen(struct front *f, const char *name)
{
    struct buffer answer = {0};
    struct whole_file file;
    bool saved = whole_file_open(&file, name, &answer);
    if (saved) {
        /* With the command itself, and what came before it. */
        paint_frame(f);
        screen_dump(&f->screen, file.stream);
        saved = whole_file_close(&file, true, &answer);
    }
    if (saved)
        buffer_printf(&answer, "the screen is in %s", name);
    session_screen_answer(f->session, !saved, buffer_text(&answer));
    buffer_free(&answer);
}

static void order_theme(struct front *f, const char *name)
{
    enum theme theme = THEME_DARK;
    const char *without = NULL;
    palette_find(name, &theme);
    screen_theme(&f->screen, theme);
    if (!f->screen.colours && theme != THEME_NONE)
        without = screen_colours_forbidden() ? "NO_COLOR is set, so there are no colours"
                                             : "this terminal shows no colours";
    session_screen_answer(f->session, false, without);
}

void action_large(struct front *f, bool large)
{
    f->large = large;
    memset(f->kept_rows, 0, sizeof f->kept_rows);
    memset(f->first, 0, sizeof f->first);
    for (int pane = 0; pane < PANE_COUNT; pane++)
        if (pane_rows[pane].scrolls == FOLLOWS)
            f->first[pane] = PANE_AT_END;
    transcript_space(f->transcript, large);
}

static void order_large(struct front *f, const char *which)
{
    struct buffer answer = {0};
    bool large = strcmp(which, "large") == 0;
    bool fits = !large || paint_large_fits(f);
    if (fits)
        action_large(f, large);
    else
        buffer_printf(&answer, "`view large` needs %dx%d, and this is %dx%d: the view stays normal",
                      LARGE_COLUMNS, LARGE_ROWS, f->screen.columns, f->screen.rows);
    session_screen_answer(f->session, !fits, fits ? NULL : buffer_text(&answer));
    buffer_free(&answer);
}

static void order_panes(struct front *f, const char *which)
{
    bool wanted[PANE_COUNT] = {0};
    for (int pane = 0; pane < PANE_COUNT; pane++)
        wanted[pane] = strcmp(which, pane_rows[pane].word) == 0;
    if (strcmp(which, "both") == 0)
        wanted[PANE_THREADS] = wanted[PANE_OBJECTS] = true;
    action_choose_panes(f, wanted);
    session_screen_answer(f->session, false, NULL);
}

/* The pane of a lesson comes beside those that the user has chosen, first where room is scarce. */
static void order_lend(struct front *f, const char *which)
{
    if (f->lends && f->preferred == f->lent)
        f->preferred = f->before;
    f->lends = false;
    for (int pane = 0; pane < PANE_COUNT; pane++)
        if (strcmp(which, pane_rows[pane].word) == 0) {
            f->lends = true;
            f->lent = (enum pane)pane;
            f->before = f->preferred;
            f->preferred = f->lent;
        }
    session_screen_answer(f->session, false, NULL);
}

static void order_find(struct front *f, const char *text)
{
    buffer_clear(&f->find);
    buffer_puts(&f->find, text);
    action_find_from_the_end(f);
    session_screen_answer(f->session, f->find_failed,
                          f->find_failed ? "no line of the transcript has that" : NULL);
}

void action_take_orders(struct front *f)
{
    enum screen_order order;
    const char *argument;
    while (session_next_screen_order(f->session, &order, &argument)) {
        f->draw_soon = true;
        switch (order) {
        case SCREEN_SAVE:
            save_screen(f, argument);
            break;
        case SCREEN_THEME:
            order_theme(f, argument);
            break;
        case SCREEN_LARGE:
            order_large(f, argument);
            break;
        case SCREEN_PANES:
            order_panes(f, argument);
            break;
        case SCREEN_LEND:
            order_lend(f, argument);
            break;
        case SCREEN_ONLY:
            transcript_only(f->transcript, argument);
            session_screen_answer(f->session, false, NULL);
            break;
        case SCREEN_FIND:
            order_find(f, argument);
            break;
        case SCREEN_CLEAR:
            transcript_clear(f->transcript);
            session_screen_answer(f->session, false, NULL);
            break;
        case SCREEN_FRONT:
            f->changes = strcmp(argument, "spoken") == 0;
            session_screen_answer(f->session, false, NULL);
            break;
        case SCREEN_MOUSE:
            terminal_mouse(f->terminal, strcmp(argument, "on") == 0);
            session_screen_answer(f->session, false, NULL);
            break;
        }
    }
}
