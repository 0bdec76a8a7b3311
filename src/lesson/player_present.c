/* player_present.c - the player in front of a room: from stop to stop, and back to where it stood.
 * See player.h; which stops there are is in presentation.c. */
#include "lesson/player_inside.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static const struct stop *stop_at(const struct player *p, size_t stop)
{
    return &p->presentation->stops[stop];
}

/* ---- Going on -------------------------------------------------------------------------------- */

static void show_text(struct player *p, const struct stop *s)
{
    for (size_t i = 0; i < s->items; i++) {
        if (player_has_gap(p, player_item(p)))
            player_say(p, "");
        player_play_item(p, player_item(p));
    }
    player_present_on(p);
}

bool player_verdict_comes(const struct player *p, const struct lesson_item *block)
{
    return p->presentation && block->verdict.kind && !p->judged;
}

/* What is found takes room: a pane that an earlier block has brought is not about this one. */
static void show_verdict(struct player *p, const struct lesson_item *block)
{
    if (!block->settings.view) {
        p->shown.view = NULL;
        p->desk.view(p->desk.context, NULL);
    }
    p->phase = RUNNING;
    p->judged = true;
    p->urged = false;
    p->desk.verdict(p->desk.context, block);
}

static void show(struct player *p)
{
    const struct stop *s = stop_at(p, p->shown.stop);
    const struct lesson_item *item = presentation_item(p->presentation, p->shown.stop);
    p->shown.due = false;
    p->shown.answers = 0;
    p->item = p->page = s->item;
    p->command = s->command;
    switch (s->kind) {
    case STOP_TITLE:
        p->phase = READING;
        break;
    case STOP_TEXT:
        show_text(p, s);
        break;
    case STOP_COMMAND:
        p->rows = 0;
        player_run_block(p, item, true);
        break;
    case STOP_VERDICT:
        show_verdict(p, item);
        break;
    case STOP_QUESTION:
    case STOP_TASK:
    case STOP_CHALLENGE:
        if (player_has_gap(p, item))
            player_say(p, "");
        player_play_item(p, item);
        break;
    }
}

static bool is_last(const struct player *p)
{
    return p->shown.stop + 1 >= p->presentation->count;
}

/* What a hidden block prepares is there before the stop behind it is asked for. */
void player_present_on(struct player *p)
{
    const struct lesson_item *item = player_item(p);
    if (item && item->kind == LESSON_BLOCK && item->settings.hidden)
        player_play_item(p, item);
    else if (p->shown.due)
        show(p);
    else
        p->phase = !item && is_last(p) ? LESSON_OVER : READING;
}

void player_jump(struct player *p, size_t stop)
{
    const struct stop *s = stop_at(p, stop);
    p->shown.stop = stop;
    p->shown.due = true;
    p->desk.quiet(p->desk.context, false);
    p->desk.task(p->desk.context, NULL);
    if (s->begins)
        player_begin_section(p, s->section);
    else
        player_present_on(p);
}

void player_present_open(struct player *p, size_t number)
{
    player_say_opening(p, 0);
    player_jump(p, presentation_section(p->presentation, number ? number : 1));
}

void player_present_next(struct player *p)
{
    switch (player_ahead(p)) {
    case AHEAD_SHOWS:
    case AHEAD_ASKS:
    case AHEAD_RUNS:
        player_jump(p, p->shown.stop + 1);
        break;
    case AHEAD_REVEALS:
    case AHEAD_ANSWERS:
        player_answer(p);
        break;
    case AHEAD_WAITS:
    case AHEAD_NOTHING:
        break;
    }
}

/* ---- What comes ------------------------------------------------------------------------------ */

enum player_ahead player_ahead(const struct player *p)
{
    static const enum player_ahead by_kind[] = {
        [STOP_TITLE] = AHEAD_SHOWS,   [STOP_TEXT] = AHEAD_SHOWS, [STOP_COMMAND] = AHEAD_RUNS,
        [STOP_QUESTION] = AHEAD_ASKS, [STOP_TASK] = AHEAD_ASKS,  [STOP_CHALLENGE] = AHEAD_ASKS,
        [STOP_VERDICT] = AHEAD_SHOWS,
    };
    switch (p->phase) {
    case RUNNING:
    case REBUILDING:
        return AHEAD_WAITS;
    case AT_QUESTION:
        return AHEAD_REVEALS;
    case AT_TASK:
        if (p->trial.answering)
            return AHEAD_WAITS;
        if (!p->trial.given_up)
            return AHEAD_ANSWERS;
        break;
    case AT_CHALLENGE:
        return AHEAD_ANSWERS;
    default:
        break;
    }
    return is_last(p) ? AHEAD_NOTHING : by_kind[stop_at(p, p->shown.stop + 1)->kind];
}

void player_give_up(struct player *p)
{
    p->trial.given_up = true;
    player_say(p, "(that did not come out as it should here; Space goes on)");
}

bool player_gave_up(const struct player *p)
{
    return p->phase == AT_TASK && p->trial.given_up;
}

char *player_types(const struct player *p)
{
    enum player_ahead ahead = player_ahead(p);
    if (ahead == AHEAD_RUNS) {
        size_t next = p->shown.stop + 1;
        return presentation_command(presentation_item(p->presentation, next),
                                    stop_at(p, next)->command);
    }
    if (ahead != AHEAD_ANSWERS || p->phase != AT_TASK)
        return memory_copy("");
    const char *solution = player_item(p)->solution;
    size_t length = strlen(solution);
    while (length && solution[length - 1] == '\n')
        length--;
    return memory_copy_bytes(solution, length);
}

bool player_is_within(const struct player *p)
{
    const struct lesson_item *item = player_item(p);
    return p->presentation && item && item->kind == LESSON_BLOCK && !item->settings.paced &&
           !item->settings.hidden && p->command > 0 && p->command < item->command_count &&
           (p->phase == READING || p->phase == RUNNING);
}

const struct presentation *player_presentation(const struct player *p)
{
    return p->presentation;
}

size_t player_stop(const struct player *p)
{
    return p->shown.stop;
}

/* ---- Questions ------------------------------------------------------------------------------- */

void player_reveal(struct player *p, size_t number)
{
    const struct lesson_item *question = player_question(p);
    if (!question || number < 1 || number > question->answer_count)
        return;
    bool all = true;
    player_say_of_answer(p, number - 1);
    p->shown.answers |= (uint64_t)1 << (number - 1);
    for (size_t i = 0; i < question->answer_count; i++)
        all = all && (!question->answers[i].right || p->shown.answers & (uint64_t)1 << i);
    if (all)
        player_pass(p);
}

/* ---- Back to where it stood ------------------------------------------------------------------ */

struct player_place {
    enum phase phase;
    size_t section, item, command, page;
    unsigned rows;
    bool touched, urged, viewed, judged;
    struct trial trial;
    struct shown shown;
};

struct player_place *player_keep(const struct player *p)
{
    if (p->phase == REBUILDING)
        return NULL;
    struct player_place *place = memory_new(sizeof *place);
    *place = (struct player_place){
        .phase = p->phase,
        .section = p->section,
        .item = p->item,
        .command = p->command,
        .page = p->page,
        .rows = p->rows,
        .touched = p->touched,
        .urged = p->urged,
        .viewed = p->viewed,
        .judged = p->judged,
        .trial = p->trial,
        .shown = p->shown,
    };
    return place;
}

void player_return(struct player *p, const struct player_place *place)
{
    p->desk.quiet(p->desk.context, false);
    p->desk.task(p->desk.context, NULL);
    p->desk.challenge(p->desk.context, NULL);
    p->phase = place->phase;
    p->section = place->section;
    p->item = place->item;
    p->command = place->command;
    p->page = place->page;
    p->rows = place->rows;
    p->touched = place->touched;
    p->urged = place->urged;
    p->viewed = place->viewed;
    p->judged = place->judged;
    p->trial = place->trial;
    p->shown = place->shown;
    p->desk.view(p->desk.context, p->shown.view);
    if (p->phase == AT_TASK)
        player_open_task(p);
    if (p->phase == AT_CHALLENGE)
        p->desk.challenge(p->desk.context, player_item(p));
}
