/* prompt_history.c - see prompt_history.h. */
#include "ui/prompt_history.h"

#include "base/memory.h"
#include "ui/history_file.h"

#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <readline/readline.h>
#include <readline/history.h>

/* There is one history, readline's. */
static struct {
    char *file;     /* or NULL */
    char **entered; /* the entries of readline's history, as they were before any edit */
    size_t count, capacity;
} history;

/* ---- What undoes edits ----------------------------------------------------------------------- */

struct steps {
    UNDO_LIST **all;
    size_t count, capacity;
    void *known; /* a tree of the same */
};

static int compare_steps(const void *left, const void *right)
{
    return left < right ? -1 : left > right;
}

/* A list that joins another one goes on as that one does. */
static void collect(struct steps *s, UNDO_LIST *list)
{
    for (; list && !tfind(list, &s->known, compare_steps); list = list->next) {
        if (!tsearch(list, &s->known, compare_steps))
            abort();
        MEMORY_ROOM_FOR_ONE(s->all, s->count, s->capacity);
        s->all[s->count++] = list;
    }
}

/* Frees them from `first` on. */
static void free_steps(struct steps *s, size_t first)
{
    for (size_t i = 0; i < s->count; i++) {
        UNDO_LIST *step = s->all[i];
        tdelete(step, &s->known, compare_steps);
        if (i < first)
            continue;
        if (step->what == UNDO_DELETE)
            free(step->text);
        free(step);
    }
    free(s->all);
}

/* Takes the steps off all entries. */
static void collect_from_entries(struct steps *s)
{
    HIST_ENTRY **entries = history_list();
    for (size_t i = 0; entries && entries[i]; i++) {
        collect(s, entries[i]->data);
        entries[i]->data = NULL;
    }
}

/* In an older entry there is a line to come back to, with steps of its own. Some of readline's
 * searches forget it, and the next motion would take the entry's steps for its. */
static void keep_line_to_come_back_to(void)
{
    if (!current_history())
        return;
    UNDO_LIST *own = rl_undo_list;
    rl_undo_list = NULL;
    rl_maybe_save_line();
    rl_undo_list = own;
}

void prompt_history_detach(void)
{
    struct steps steps = {0};
    keep_line_to_come_back_to();
    collect(&steps, rl_undo_list);
    size_t kept = steps.count;
    collect_from_entries(&steps);
    free_steps(&steps, kept);
}

static void restore_entries(void)
{
    HIST_ENTRY **entries = history_list();
    for (size_t i = 0; i < history.count && entries && entries[i]; i++) {
        if (strcmp(entries[i]->line, history.entered[i]) == 0)
            continue;
        free(entries[i]->line);
        entries[i]->line = memory_copy(history.entered[i]);
    }
}

void prompt_history_settle(void)
{
    struct steps steps = {0};
    collect(&steps, rl_undo_list);
    /* The line that was left for the history has steps of its own, and hands them over so. */
    rl_undo_list = NULL;
    rl_maybe_unsave_line();
    collect(&steps, rl_undo_list);
    rl_undo_list = NULL;
    collect_from_entries(&steps);
    free_steps(&steps, 0);
    restore_entries();
}

/* ---- Entries --------------------------------------------------------------------------------- */

static void note_entry(const char *text)
{
    MEMORY_ROOM_FOR_ONE(history.entered, history.count, history.capacity);
    history.entered[history.count++] = memory_copy(text);
}

/* A history that is full has lost its oldest entries. */
static void forget_oldest(size_t left)
{
    size_t gone = history.count > left ? history.count - left : 0;
    if (gone == 0)
        return;
    for (size_t i = 0; i < gone; i++)
        free(history.entered[i]);
    memmove(history.entered, history.entered + gone, (history.count - gone) * sizeof(char *));
    history.count -= gone;
}

void prompt_history_add(const char *text)
{
    if (history.count && strcmp(history.entered[history.count - 1], text) == 0)
        return;
    add_history(text);
    note_entry(text);
    forget_oldest((size_t)history_length);
    if (history.file)
        history_file_add(history.file);
}

const char *prompt_history_open(const char *file)
{
    using_history();
    if (!file)
        return NULL;
    const char *problem = history_file_problem(file);
    if (problem)
        return problem;
    history.file = memory_copy(file);
    history_file_read(file);
    HIST_ENTRY **entries = history_list();
    for (size_t i = 0; entries && entries[i]; i++)
        note_entry(entries[i]->line);
    return NULL;
}

void prompt_history_close(void)
{
    prompt_history_settle();
    if (history.file)
        history_file_trim(history.file);
    clear_history();
    forget_oldest(0);
    free(history.entered);
    free(history.file);
    memset(&history, 0, sizeof history);
}
