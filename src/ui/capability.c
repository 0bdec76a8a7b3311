/* capability.c - see capability.h. */
#include "ui/capability.h"

#include <curses.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <unistd.h>

/* Where tputs puts its bytes, while it runs: it hands no argument on to its callback. */
static struct buffer *tputs_target;

static int add_byte(int byte)
{
    buffer_putc(tputs_target, (char)byte);
    return byte;
}

/* With tputs, because descriptions hold padding that must not be sent as it stands. */
static void add(struct buffer *out, const char *capability)
{
    if (!capability)
        return;
    tputs_target = out;
    tputs(capability, 1, add_byte);
    tputs_target = NULL;
}

enum capability_verdict capability_verdict(void)
{
    const char *name = getenv("TERM");
    if (!name || !name[0] || strcmp(name, "dumb") == 0)
        return CAPABILITY_NONE_WANTED;
    int error;
    if (setupterm(NULL, STDOUT_FILENO, &error) != OK)
        return CAPABILITY_UNKNOWN;
    bool possible = cursor_address != NULL;
    del_curterm(cur_term);
    return possible ? CAPABILITY_ENOUGH : CAPABILITY_TOO_FEW;
}

bool capability_is_ansi(void)
{
    return cursor_address && strncmp(cursor_address, "\033[", 2) == 0;
}

void capability_add_scroll_region(struct buffer *out, int rows)
{
    if (change_scroll_region)
        add(out, tiparm(change_scroll_region, 0, rows - 1));
}

const char *capability_enter(void)
{
    return enter_ca_mode ? enter_ca_mode : "";
}

bool capability_add_sync(struct buffer *out, bool begins)
{
    /* An extension of ncurses' and tmux's: the name is not in <term.h>. */
    char name[] = "Sync";
    char *capability = tigetstr(name);
    if (!capability || capability == (char *)-1)
        return false;
    add(out, tiparm(capability, begins ? 1 : 2));
    return true;
}

/* The console of an old Linux shows the last letter of a question that it does not know. */
bool capability_answers(void)
{
    const char *name = getenv("TERM");
    return capability_is_ansi() && name && strncmp(name, "linux", 5) != 0;
}

void capability_add_reset(struct buffer *out, int rows)
{
    capability_add_scroll_region(out, rows);
    add(out, exit_attribute_mode);
    if (exit_ca_mode) {
        add(out, exit_ca_mode);
    } else if (cursor_address) {
        add(out, tiparm(cursor_address, rows - 1, 0));
        add(out, clr_eol);
    }
    add(out, cursor_normal);
}
