/* prompt_own.c - see prompt_own.h. */
#include "ui/prompt_own.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <readline/readline.h>
#include <readline/history.h>

/* There is one readline, and its callbacks get no argument. */
static void (*say_to)(const char *text);

/* ---- Lines that begin alike ------------------------------------------------------------------ */

/* Goes on to the next entry in a direction that begins as the line does, and is not the line
 * itself. */
static int go_to_alike(int direction)
{
    HIST_ENTRY **entries = history_list();
    int here = where_history();
    int point = rl_point;
    for (int i = here + direction; entries && i >= 0 && i < history_length; i += direction) {
        const char *line = entries[i]->line;
        if (strncmp(line, rl_line_buffer, (size_t)point) != 0 || strcmp(line, rl_line_buffer) == 0)
            continue;
        rl_get_previous_history(here - i, 0);
        rl_point = point;
        break;
    }
    return 0;
}

static int older_alike(int count, int key)
{
    (void)key;
    return go_to_alike(count < 0 ? 1 : -1);
}

static int newer_alike(int count, int key)
{
    (void)key;
    return go_to_alike(count < 0 ? -1 : 1);
}

/* ---- What is not there ----------------------------------------------------------------------- */

static int explain_editor(int count, int key)
{
    (void)count;
    (void)key;
    say_to("no editor is opened from here: write a file, then load it");
    return 0;
}

static int explain_macro(int count, int key)
{
    (void)count;
    (void)key;
    say_to("keys are not recorded here; a file of commands can be loaded as often as wanted");
    return 0;
}

/* ---- Binding --------------------------------------------------------------------------------- */

static const struct {
    rl_command_func_t *readlines, *own;
} replaced[] = {
    {rl_noninc_reverse_search, older_alike},   {rl_noninc_reverse_search_again, older_alike},
    {rl_history_search_backward, older_alike}, {rl_history_substr_search_backward, older_alike},
    {rl_noninc_forward_search, newer_alike},   {rl_noninc_forward_search_again, newer_alike},
    {rl_history_search_forward, newer_alike},  {rl_history_substr_search_forward, newer_alike},
    {rl_start_kbd_macro, explain_macro},       {rl_end_kbd_macro, explain_macro},
    {rl_call_last_kbd_macro, explain_macro},   {rl_print_last_kbd_macro, explain_macro},
};

/* Gives all keys of one function to another. */
static void replace(rl_command_func_t *function, rl_command_func_t *own, Keymap map)
{
    char **keys = rl_invoking_keyseqs_in_map(function, map);
    for (size_t i = 0; keys && keys[i]; i++) {
        rl_bind_keyseq_in_map(keys[i], own, map);
        free(keys[i]);
    }
    free(keys);
}

void prompt_own_bind(void (*say)(const char *text))
{
    static const char *const maps[] = {"emacs-standard", "vi-insert", "vi-command"};
    say_to = say;
    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++) {
        Keymap map = rl_get_keymap_by_name(maps[i]);
        for (size_t k = 0; k < sizeof replaced / sizeof *replaced; k++)
            replace(replaced[k].readlines, replaced[k].own, map);
    }
    Keymap emacs = rl_get_keymap_by_name("emacs-standard");
    rl_bind_keyseq_if_unbound_in_map("\030\005", explain_editor, emacs);
}
