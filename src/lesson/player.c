/* player.c - what comes next. See player.h; what is said is in player_say.c, what is answered in
 * player_answers.c. */
#include "lesson/player_inside.h"

#include "base/memory.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ---- Sections and their numbers -------------------------------------------------------------- */

/* What stands before the first section has no title, and does not count. */
bool player_counts(const struct lesson *l, size_t section)
{
    return l->sections[section].title[0];
}

size_t player_sections(const struct lesson *l)
{
    size_t count = 0;
    for (size_t i = 0; i < l->section_count; i++)
        count += player_counts(l, i);
    return count;
}

size_t player_finished(const struct lesson *l, const struct progress *progress)
{
    size_t count = 0;
    for (size_t i = 0; i < l->section_count; i++)
        count +=
            player_counts(l, i) && progress_of(progress, l->sections[i].key) != PROGRESS_NOTHING;
    return count;
}

/* Of a section: which one it is, from 1; what stands before the first is with the first. */
size_t player_number_of(const struct lesson *l, size_t section)
{
    size_t number = 0;
    for (size_t i = 0; i <= section; i++)
        number += player_counts(l, i);
    return number ? number : 1;
}

/* The section that bears a number. */
static size_t section_of(const struct lesson *l, size_t number)
{
    size_t section = 0;
    while (!player_counts(l, section) || player_number_of(l, section) < number)
        section++;
    return section;
}

static const struct lesson_section *here(const struct player *p)
{
    return &p->lesson->sections[p->section];
}

const struct lesson_item *player_item(const struct player *p)
{
    return p->item < here(p)->item_count ? &here(p)->items[p->item] : NULL;
}

size_t player_section(const struct player *p)
{
    return player_number_of(p->lesson, p->section);
}

/* ---- Making one ------------------------------------------------------------------------------ */

struct player *player_new(const struct lesson *lesson, const struct progress *progress,
                          const struct player_desk *desk, const struct lesson_page *page)
{
    struct player *p = memory_zeroed(1, sizeof *p);
    p->lesson = lesson;
    p->progress = progress;
    p->desk = *desk;
    p->marks = memory_zeroed(lesson->section_count + 1, sizeof *p->marks);
    p->phase = LESSON_OVER;
    p->room = *page;
    p->presentation = page->presents ? presentation_new(lesson) : NULL;
    return p;
}

void player_free(struct player *p)
{
    if (!p)
        return;
    presentation_free(p->presentation);
    free(p->marks);
    free(p->clock);
    work_entry_clear(&p->typed);
    work_entry_clear(&p->answers);
    free(p);
}

void player_page(struct player *p, const struct lesson_page *page)
{
    p->room = *page;
}

/* ---- Going on -------------------------------------------------------------------------------- */

static void go_on(struct player *p);

/* The item is behind the learner; the next page begins behind it. */
void player_pass(struct player *p)
{
    player_work_next(p);
    p->item++;
    p->page = p->item;
    go_on(p);
}

void player_begin_section(struct player *p, size_t section)
{
    if (!player_counts(p->lesson, section) && !p->lesson->sections[section].item_count)
        section++; /* nothing stands before the first */
    p->section = section;
    p->item = p->page = 0;
    p->rows = 0;
    p->skipped = p->answered = p->touched = false;
    p->trial = (struct trial){.item = NO_ITEM};
    player_work_begin(p);
    p->desk.task(p->desk.context, NULL);
    p->desk.challenge(p->desk.context, NULL);
    p->shown.view = NULL;
    p->shown.challenge = false;
    p->desk.view(p->desk.context, NULL);
    p->desk.restart(p->desk.context);
    player_say_section(p);
    go_on(p);
}

static void end_section(struct player *p)
{
    bool last = p->section + 1 >= p->lesson->section_count;
    if (player_counts(p->lesson, p->section)) {
        enum progress_mark mark = p->skipped    ? PROGRESS_SKIPPED
                                  : p->answered ? PROGRESS_ANSWERED
                                                : PROGRESS_DONE;
        p->marks[p->section] = mark;
        player_work_keep_section(p, mark);
        p->desk.record(p->desk.context, here(p)->key, mark);
    } else if (!last) {
        player_begin_section(p, p->section + 1);
        return;
    }
    p->phase = last ? LESSON_OVER : SECTION_OVER;
    if (last) {
        player_say_summary(p);
        p->desk.finish(p->desk.context);
    } else {
        player_say_section_over(p);
    }
}

/* The commands of a block with the settings that it asks for. */
static char *block_commands(const struct lesson_item *block, bool with_clock)
{
    struct buffer text = {0};
    if (block->settings.seeded)
        buffer_printf(&text, "random seed %" PRIu64 "\n", block->settings.seed);
    if (block->settings.schedule)
        buffer_printf(&text, "schedule %s\n", block->settings.schedule);
    if (block->settings.clock && with_clock)
        buffer_printf(&text, "clock %s\n", block->settings.clock);
    buffer_puts(&text, block->text);
    return buffer_take(&text);
}

bool player_is_paced(const struct player *p, const struct lesson_item *block)
{
    bool wanted = p->presentation ? !block->settings.hidden : block->settings.paced;
    /* One that was begun so goes on so, whatever the learner's screen has become. */
    return wanted && block->command_count && (p->room.paced || p->command > 0);
}

/* The next command of a paced block, and the settings before the first. */
static char *next_command(struct player *p, const struct lesson_item *block)
{
    struct buffer text = {0};
    if (p->command == 0) {
        struct lesson_item settings = *block;
        settings.text = (char[]){""};
        char *commands = block_commands(&settings, true);
        buffer_puts(&text, commands);
        free(commands);
    }
    char *command = presentation_command(block, p->command++);
    buffer_printf(&text, "%s\n", command);
    free(command);
    return buffer_take(&text);
}

void player_run_block(struct player *p, const struct lesson_item *block, bool shown)
{
    bool begins = p->command == 0;
    bool paced = player_is_paced(p, block);
    char *commands = paced ? next_command(p, block) : block_commands(block, true);
    if (!paced)
        p->command = block->command_count;
    if (block->settings.fresh && begins) {
        player_work_begin(p);
        p->desk.restart(p->desk.context);
    }
    if ((block->settings.view || p->shown.challenge) && begins) {
        if (block->settings.view)
            p->shown.view = block->settings.view;
        p->shown.challenge = false;
        p->desk.view(p->desk.context, p->shown.view);
    }
    p->phase = RUNNING;
    p->judged = p->viewed = p->urged = false;
    p->desk.run(p->desk.context, commands, shown);
    free(commands);
}

/* What is left of a block that is played one by one, at once. */
void player_run_rest(struct player *p)
{
    const struct lesson_item *block = player_item(p);
    struct buffer rest = {0};
    buffer_puts(&rest, block->text + block->commands[p->command]);
    p->command = block->command_count;
    p->phase = RUNNING;
    p->judged = p->viewed = p->urged = false;
    p->desk.run(p->desk.context, buffer_text(&rest), true);
    buffer_free(&rest);
}

/* A block has come to rest, and its verdict has been looked at. */
static void end_block(struct player *p, const struct lesson_item *block)
{
    if (block->settings.hidden)
        p->desk.quiet(p->desk.context, false);
    if (block->settings.view && !p->viewed) {
        p->viewed = true;
        p->desk.viewed(p->desk.context, block->settings.view);
        return;
    }
    if (!block->settings.hidden) {
        player_pass(p);
        return;
    }
    p->item++;
    go_on(p);
}

/* The next key runs the next command of a paced block. */
static void stop_at_command(struct player *p)
{
    p->phase = p->presentation ? READING : AT_BLOCK;
    if (!p->presentation)
        player_say_command(p);
}

/* Enter while a block runs. Once too often is soon pressed, and would lose what the block shows; it
 * takes twice to leave it behind. */
static void leave_block(struct player *p, const struct lesson_item *block)
{
    if (!p->urged) {
        p->urged = true;
        player_say_still_runs(p);
        return;
    }
    if (block->settings.hidden)
        p->desk.quiet(p->desk.context, false);
    player_say(p, "(what was run still goes on)");
    if (p->command < block->command_count) {
        stop_at_command(p);
        return;
    }
    p->rows = 0;
    if (player_verdict_comes(p, block))
        p->phase = READING;
    else
        player_pass(p);
}

void player_open_task(struct player *p)
{
    if (p->trial.item != p->item)
        p->trial = (struct trial){.item = p->item};
    p->trial.typed = p->trial.refused = p->trial.answering = false;
    p->phase = AT_TASK;
    p->desk.task(p->desk.context, player_item(p));
}

/* Whether an empty row stands before an item. */
bool player_has_gap(const struct player *p, const struct lesson_item *item)
{
    const struct lesson_item *before = p->item ? &here(p)->items[p->item - 1] : NULL;
    bool in_list = item->kind == LESSON_TEXT && item->style == LESSON_LIST_ITEM && before &&
                   before->kind == LESSON_TEXT && before->style == LESSON_LIST_ITEM;
    bool hidden = item->kind == LESSON_BLOCK && item->settings.hidden;
    bool wanted = p->presentation || (p->rows && p->room.airy);
    return wanted && !in_list && !hidden;
}

/* Shows an item; false if the learner has to do something now. */
bool player_play_item(struct player *p, const struct lesson_item *item)
{
    if (item->kind == LESSON_BLOCK)
        p->command = 0;
    player_say_item(p);
    switch (item->kind) {
    case LESSON_TEXT:
        p->item++;
        return true;
    case LESSON_BLOCK:
        p->phase = AT_BLOCK;
        if (item->settings.hidden) {
            p->desk.quiet(p->desk.context, true);
            player_run_block(p, item, false);
        }
        return false;
    case LESSON_TASK:
        player_open_task(p);
        return false;
    case LESSON_QUESTION:
        p->phase = AT_QUESTION;
        return false;
    case LESSON_CHALLENGE:
        p->phase = AT_CHALLENGE;
        p->shown.challenge = true;
        p->desk.challenge(p->desk.context, item);
        return false;
    }
    return true;
}

/* Shows what comes, until the page is full or the learner has something to do. */
static void go_on(struct player *p)
{
    const struct lesson_item *item;
    if (p->presentation) {
        player_present_on(p);
        return;
    }
    while ((item = player_item(p))) {
        bool gap = player_has_gap(p, item);
        if (p->rows && p->rows + gap + player_say_rows(p) > p->room.rows) {
            p->phase = READING;
            player_say_more(p);
            return;
        }
        if (gap)
            player_say(p, "");
        if (!player_play_item(p, item))
            return;
    }
    end_section(p);
}

bool player_open(struct player *p, size_t number)
{
    const struct lesson *l = p->lesson;
    size_t sections = player_sections(l), first = 1;
    if (number > sections || !sections)
        return false;
    if (p->presentation) {
        player_present_open(p, number);
        return true;
    }
    while (first <= sections &&
           progress_of(p->progress, l->sections[section_of(l, first)].key) != PROGRESS_NOTHING)
        first++;
    player_say_opening(p, number ? 1 : first);
    if (!number)
        number = first <= sections ? first : 1;
    /* What stands before the first section begins with it. */
    player_begin_section(p, number == 1 ? 0 : section_of(l, number));
    return true;
}

void player_next(struct player *p)
{
    const struct lesson_item *item = player_item(p);
    if (p->presentation && p->phase != RUNNING) {
        player_present_next(p);
        return;
    }
    switch (p->phase) {
    case READING:
        p->rows = 0;
        p->page = p->item;
        go_on(p);
        break;
    case AT_BLOCK:
        p->rows = 0;
        player_run_block(p, item, true);
        break;
    case RUNNING:
        leave_block(p, item);
        break;
    case AT_TASK:
        player_say_not_yet(p);
        break;
    case AT_QUESTION:
        p->rows = 0;
        player_say_item(p); /* it may have been scrolled away */
        break;
    case AT_CHALLENGE:
        player_say(
            p, "(it is your turn: `step NAME`; `hint` tells who goes next, `skip` goes on without "
               "it)");
        break;
    case SECTION_OVER:
        player_begin_section(p, p->section + 1);
        break;
    case REBUILDING:
    case LESSON_OVER:
        break;
    }
}

void player_prev(struct player *p)
{
    bool over = p->phase == SECTION_OVER || p->phase == LESSON_OVER;
    bool back = p->page == 0 && p->section > 0 && !over;
    if (p->phase == REBUILDING || (p->phase == RUNNING && player_item(p)->settings.hidden))
        p->desk.quiet(p->desk.context, false);
    player_begin_section(p, p->section - back);
}

/* ---- Bringing the lab back ------------------------------------------------------------------- */

static void end_rebuilding(struct player *p)
{
    p->desk.set_clock(p->desk.context, p->clock);
    free(p->clock);
    p->clock = NULL;
    p->desk.quiet(p->desk.context, false);
    p->touched = false;
    if (p->answers_then) {
        player_open_task(p);
        p->trial.answering = true;
        p->desk.run(p->desk.context, player_item(p)->solution, true);
        return;
    }
    p->item = p->page;
    p->rows = 0;
    go_on(p);
}

/* A block may have set the clock by a command of its own: that is then the lesson's. */
static void keep_virtual(struct player *p)
{
    char *clock = p->desk.clock(p->desk.context);
    if (strcmp(clock, "virtual") == 0) {
        free(clock);
        return;
    }
    free(p->clock);
    p->clock = clock;
    p->desk.set_clock(p->desk.context, "virtual");
}

/* Runs the next block or solution that the lesson has run up to the item wanted. */
static void rebuild_next(struct player *p)
{
    const struct lesson_item *item = NULL;
    keep_virtual(p);
    for (; !item && p->rebuilt < p->rebuild_to; p->rebuilt++) {
        const struct lesson_item *i = &here(p)->items[p->rebuilt];
        if (i->kind == LESSON_BLOCK || i->kind == LESSON_TASK)
            item = i;
    }
    if (!item) {
        end_rebuilding(p);
        return;
    }
    bool block = item->kind == LESSON_BLOCK;
    if (block && item->settings.fresh) {
        p->desk.restart(p->desk.context);
        p->desk.set_clock(p->desk.context, "virtual");
    }
    if (block && item->settings.clock) {
        free(p->clock);
        p->clock = memory_copy(item->settings.clock);
    }
    char *commands = block ? block_commands(item, false) : memory_copy(item->solution);
    p->desk.run(p->desk.context, commands, false);
    free(commands);
}

void player_rebuild(struct player *p, size_t to, bool answers_then)
{
    if (p->phase == REBUILDING)
        return;
    p->desk.quiet(p->desk.context, true);
    p->desk.task(p->desk.context, NULL);
    p->desk.challenge(p->desk.context, NULL);
    free(p->clock);
    p->clock = p->desk.clock(p->desk.context);
    p->desk.restart(p->desk.context);
    p->desk.set_clock(p->desk.context, "virtual");
    p->rebuilt = 0;
    p->rebuild_to = to;
    p->answers_then = answers_then;
    p->trial.told_stuck = false;
    player_work_rebuilt(p, to);
    p->phase = REBUILDING;
    rebuild_next(p);
}

void player_again(struct player *p)
{
    if (p->phase == REBUILDING)
        return;
    player_say(p, "(the lab begins anew, as it was here)");
    player_rebuild(p, p->page, false);
}

/* ---- What has come of it --------------------------------------------------------------------- */

void player_seen(struct player *p, const struct player_sight *sight)
{
    switch (p->phase) {
    case AT_TASK:
        player_see_task(p, sight);
        break;
    case AT_QUESTION:
        if (player_forgets(p) && (sight->rested || sight->handed))
            player_next(p);
        break;
    case AT_CHALLENGE:
        if (sight->holds)
            player_end_challenge(p);
        break;
    case RUNNING:
        if (!sight->rested && !(sight->handed && player_is_within(p)))
            break;
        if (p->command < player_item(p)->command_count) {
            stop_at_command(p);
        } else if (player_verdict_comes(p, player_item(p))) {
            p->phase = READING;
        } else if (player_item(p)->verdict.kind && !p->judged) {
            p->judged = true;
            p->desk.verdict(p->desk.context, player_item(p));
        } else {
            end_block(p, player_item(p));
        }
        break;
    case REBUILDING:
        if (sight->rested)
            rebuild_next(p);
        break;
    default:
        break;
    }
}

/* ---- Looking at it --------------------------------------------------------------------------- */

bool player_waits(const struct player *p)
{
    return player_runs(p) || (p->phase == AT_TASK && p->trial.typed) || player_forgets(p);
}

bool player_runs(const struct player *p)
{
    return p->phase == RUNNING || p->phase == REBUILDING ||
           (p->phase == AT_TASK && p->trial.answering);
}

bool player_rebuilds(const struct player *p)
{
    return p->phase == REBUILDING;
}

const struct lesson_item *player_task(const struct player *p)
{
    return p->phase == AT_TASK ? player_item(p) : NULL;
}

const struct lesson_item *player_question(const struct player *p)
{
    return p->phase == AT_QUESTION ? player_item(p) : NULL;
}

const struct lesson_item *player_challenge(const struct player *p)
{
    return p->phase == AT_CHALLENGE ? player_item(p) : NULL;
}

bool player_over(const struct player *p)
{
    return p->phase == LESSON_OVER;
}
