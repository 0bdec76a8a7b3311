/* player_work.c - what is kept of what the learner does: what was typed since the section's lab
 * began, and what became of each task, question and challenge. See player.h and work.h. */
#include "lesson/player_inside.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

void player_work_next(struct player *p)
{
    p->hints = p->tries = 0;
    p->gave_answer = false;
    work_entry_clear(&p->answers);
}

void player_work_begin(struct player *p)
{
    work_entry_clear(&p->typed);
    player_work_next(p);
}

/* Which of its kind in the section an item is, from 1. */
static uint32_t number_of(const struct player *p, size_t item)
{
    const struct lesson_section *s = &p->lesson->sections[p->section];
    uint32_t number = 0;
    for (size_t i = 0; i <= item; i++)
        number += s->items[i].kind == s->items[item].kind;
    return number;
}

void player_work_rebuilt(struct player *p, size_t to)
{
    const struct lesson_section *s = &p->lesson->sections[p->section];
    work_entry_clear(&p->typed);
    for (size_t i = 0; i < to && !p->presentation; i++)
        if (s->items[i].kind == LESSON_TASK)
            work_entry_type(&p->typed, (uint32_t)i, false, "answer");
}

void player_work_gave_up(struct player *p, const char *how)
{
    if (player_item(p)->kind == LESSON_TASK && !p->presentation)
        work_entry_type(&p->typed, (uint32_t)p->item, false, how);
}

void player_input(struct player *p, const char *text, bool hurried)
{
    if (p->presentation || p->phase == REBUILDING || p->phase == LESSON_OVER ||
        p->phase == SECTION_OVER)
        return;
    p->tries += p->phase == AT_TASK;
    work_entry_type(&p->typed, (uint32_t)p->item, hurried, text);
}

static void keep(struct player *p, struct work_entry *e)
{
    if (p->presentation) /* that is nobody's work */
        return;
    e->section = p->lesson->sections[p->section].key;
    p->desk.keep(p->desk.context, e);
}

static void keep_order(struct player *p, struct work_entry *e)
{
    char *order = p->desk.order(p->desk.context);
    work_entry_type(e, (uint32_t)p->item, false, order);
    free(order);
    keep(p, e);
    e->section = NULL;
    work_entry_clear(e);
}

void player_work_keep(struct player *p, enum work_outcome outcome)
{
    const struct lesson_item *item = player_item(p);
    bool done = outcome == WORK_DONE;
    struct work_entry e = {0};
    if (done && item->kind == LESSON_TASK)
        e = p->typed; /* lent */
    else if (item->kind == LESSON_QUESTION)
        e = p->answers;
    e.kind = item->kind == LESSON_TASK       ? WORK_TASK
             : item->kind == LESSON_QUESTION ? WORK_QUESTION
                                             : WORK_CHALLENGE;
    e.number = number_of(p, p->item);
    e.outcome = outcome;
    e.hints = p->hints;
    e.tries = p->tries;
    e.shown = p->gave_answer;
    if (done && item->kind == LESSON_CHALLENGE)
        keep_order(p, &e);
    else
        keep(p, &e);
}

void player_work_keep_section(struct player *p, enum progress_mark mark)
{
    static const enum work_outcome outcomes[] = {
        [PROGRESS_NOTHING] = WORK_NOTHING,
        [PROGRESS_SKIPPED] = WORK_SKIPPED,
        [PROGRESS_ANSWERED] = WORK_ANSWERED,
        [PROGRESS_DONE] = WORK_DONE,
    };
    struct work_entry e = {.kind = WORK_SECTION, .number = 1, .outcome = outcomes[mark]};
    keep(p, &e);
}
