/* keyboard.c - see keyboard.h. */
#include "shell/keyboard.h"

#include "lang/commands.h"

#include <stdio.h>
#include <string.h>

/* What keys a pane has of its own. */
#define MORE_THREADS
#define MORE_OBJECTS
#define MORE_SOURCE
#define MORE_COLUMNS
#define MORE_TIMELINE " Empty line: + - arrows Home End."

/* What a row says is short enough for `help keys` to fit into a small screen. */
static const struct keyboard_row rows[] = {
    {"F1", "F1", "help", 1, false, "help", "`help`."},
    {"F2", "F2", "lessons", 3, false, "lessons",
     "The lessons, to pick one; what is typed narrows the list."},
#define PANE_KEY(number, word, key, rank, ...)                                                     \
    {key, key, #word, rank, false, NULL, "Shows or hides the " #word "." MORE_##number},
    PANES(PANE_KEY)
#undef PANE_KEY
        {"F5", "F5", "panes", 9, false, NULL, "Hides all panes, for reading, or shows them."},
    {"F6", "F6", "step", 5, false, "step", "`step`: one step on."},
    {"F7", "F7", "undo", 8, false, "undo",
     "`undo`: one step back. Alt-Up, Alt-Down: `back`, `forth`."},
    {"F8", "F8", "pause", 4, false, "pause", "`pause`, or `resume`."},
    {"F9", "F9", "explore", 5, false, "explore", "`explore`."},
    {"F10", "F10", "quit", 2, false, "quit", "`quit`. Ctrl-D on an empty line does the same."},
    {"Enter", "Enter", "next", 0, true, "next",
     "On an empty line: reads on, ends `back`, does `next`."},
    {"/", "/", "find", 10, false, NULL,
     "On an empty line: searches the transcript; Escape ends it."},
    {"PgUp, PgDn", "PgUp", "back", 11, false, NULL,
     "Scrolls the transcript; with Alt, Ctrl or Shift the threads."},
    {"Tab", "Tab", "completes", 12, false, NULL,
     "Completes a word, or a name of the kind that fits."},
    {"Ctrl-C", "Ctrl-C", "interrupts main", 13, false, NULL,
     "Drops what is being typed; else ends what `main` does."},
    {"Ctrl-Z", "Ctrl-Z", "suspends", 14, false, NULL,
     "Stops thrum until `fg`. Ctrl-L draws the screen anew."},
};

const struct keyboard_row *keyboard_at(size_t index)
{
    return index < sizeof rows / sizeof *rows ? &rows[index] : NULL;
}

static const struct keyboard_row *find(const char *key)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (strcmp(rows[i].key, key) == 0)
            return &rows[i];
    }
    return NULL;
}

const struct keyboard_row *keyboard_function_key(int number)
{
    char name[8];
    snprintf(name, sizeof name, "F%d", number);
    return find(name);
}

const struct keyboard_row *keyboard_alt_key(char letter)
{
    char name[8];
    if (letter < 'a' || letter > 'z')
        return NULL;
    snprintf(name, sizeof name, "Alt-%c", letter - 'a' + 'A');
    return find(name);
}

bool keyboard_shows_pane(const struct keyboard_row *row, enum pane *pane)
{
    for (int i = 0; i < PANE_COUNT; i++) {
        if (strcmp(row->key, pane_rows[i].key) == 0) {
            *pane = (enum pane)i;
            return true;
        }
    }
    return false;
}

bool keyboard_offers(const struct keyboard_row *row)
{
    return !row->command || command_find(row->command);
}
