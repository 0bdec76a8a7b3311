/* player_say.c - what a lesson says while it is played: its text, and the player's own few words,
 * which stand in parentheses. One line is one paragraph; the front ends break it. */
#include "lesson/player_inside.h"

#include "task/check.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* ---- Rows ------------------------------------------------------------------------------------ */

/* How many rows a paragraph takes where it is broken at blanks; characters count as a column. */
static unsigned rows_of(const struct player *p, const char *text, size_t length)
{
    unsigned rows = 1;
    size_t column = 0;
    for (size_t at = 0; at < length;) {
        size_t word = 0, bytes = 0;
        for (; at + bytes < length && text[at + bytes] != ' '; bytes++)
            word += ((unsigned char)text[at + bytes] & 0xC0) != 0x80;
        if (column && column + 1 + word > p->room.columns) {
            rows++;
            column = 0;
        }
        column += word + (column > 0);
        rows += word ? (unsigned)((word - 1) / p->room.columns) : 0;
        at += bytes + 1;
    }
    return rows;
}

/* The same of lines that stand as they are, behind an indent. */
static unsigned rows_of_lines(const struct player *p, const char *text)
{
    unsigned rows = 0;
    while (*text) {
        size_t length = strcspn(text, "\n");
        rows += rows_of(p, text, length);
        text += length + (text[length] == '\n');
    }
    return rows;
}

/* ---- Saying ---------------------------------------------------------------------------------- */

static void say(struct player *p, const char *text, bool code)
{
    p->rows += rows_of(p, text, strlen(text));
    p->desk.say(p->desk.context, text, code);
}

void player_say(struct player *p, const char *text)
{
    say(p, text, false);
}

static void sayf(struct player *p, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void sayf(struct player *p, const char *format, ...)
{
    struct buffer text = {0};
    va_list args;
    va_start(args, format);
    buffer_vprintf(&text, format, args);
    va_end(args);
    player_say(p, buffer_text(&text));
    buffer_free(&text);
}

/* Who hears it does not see that it stands apart. */
static void announce_code(struct player *p, const char *code)
{
    size_t lines = 0;
    for (const char *c = code; *c; c++)
        lines += *c == '\n' || !c[1];
    if (p->room.spoken && lines == 1)
        player_say(p, "A line of code:");
    else if (p->room.spoken)
        sayf(p, "%zu lines of code:", lines);
}

static void say_code(struct player *p, const char *lines)
{
    struct buffer line = {0};
    announce_code(p, lines);
    while (*lines) {
        size_t length = strcspn(lines, "\n");
        buffer_clear(&line);
        buffer_printf(&line, "    %.*s", (int)length, lines);
        say(p, buffer_text(&line), true);
        lines += length + (lines[length] == '\n');
    }
    buffer_free(&line);
}

static void add_count(struct buffer *out, size_t count, const char *what)
{
    if (count)
        buffer_printf(out, "%s%zu %s%s", out->length ? ", " : "", count, what,
                      count == 1 ? "" : "s");
}

static void add_title(struct buffer *out, const struct lesson *l)
{
    buffer_printf(out, "%s%s%s", l->number, l->number[0] ? " " : "", l->title);
}

/* What the command `lesson` takes. */
static const char *name_of(const struct lesson *l)
{
    return l->number[0] ? l->number : l->name;
}

/* ---- Beginnings and ends --------------------------------------------------------------------- */

void player_say_opening(struct player *p, size_t resumes_at)
{
    const struct lesson *l = p->lesson;
    size_t sections = player_sections(l);
    struct buffer title = {0}, size = {0};
    add_title(&title, l);
    add_count(&size, sections, "section");
    if (l->sitting_count > 1)
        buffer_printf(&size, " in %zu sittings", l->sitting_count);
    add_count(&size, l->task_count, "task");
    add_count(&size, l->question_count, "question");
    add_count(&size, l->challenge_count, "challenge");
    if (p->presentation)
        sayf(p, "Lesson %s", buffer_text(&title));
    else
        sayf(p, "Lesson %s: %s", buffer_text(&title), buffer_text(&size));
    if (resumes_at > sections)
        player_say(p, "(you have done all of it; it begins anew)");
    else if (resumes_at > 1)
        sayf(p, "(on from where you were; `lesson %s 1` begins anew)", name_of(l));
    buffer_free(&title);
    buffer_free(&size);
}

void player_add_heading(const struct player *p, struct buffer *out)
{
    const char *title = p->lesson->sections[p->section].title;
    if (title[0])
        buffer_printf(out, "%zu of %zu: %s", player_section(p), player_sections(p->lesson), title);
}

void player_say_section(struct player *p)
{
    struct buffer heading = {0};
    player_add_heading(p, &heading);
    if (heading.length)
        sayf(p, p->room.spoken ? "Section %s" : "== %s ==", buffer_text(&heading));
    buffer_free(&heading);
}

void player_say_section_over(struct player *p)
{
    if (p->lesson->sections[p->section + 1].new_sitting)
        player_say(p,
                   "(this is a good place for a break: `quit` leaves, and `lesson` goes on here)");
    sayf(p, "(section %zu is done; Enter begins section %zu in a new lab: %s)", player_section(p),
         player_section(p) + 1, p->lesson->sections[p->section + 1].title);
}

static enum progress_mark mark_of(const struct player *p, size_t section)
{
    return p->marks[section] ? p->marks[section]
                             : progress_of(p->progress, p->lesson->sections[section].key);
}

/* Only what there is something to say about is listed: it has to find room on the last page. */
void player_say_summary(struct player *p)
{
    static const char *const remarks[] = {
        [PROGRESS_NOTHING] = "not played yet",
        [PROGRESS_SKIPPED] = "in part skipped",
        [PROGRESS_ANSWERED] = "in part answered by the lab",
    };
    const struct lesson *l = p->lesson;
    struct buffer title = {0};
    bool all = true;
    add_title(&title, l);
    for (size_t i = 0; i < l->section_count; i++)
        all = all && (!player_counts(l, i) || mark_of(p, i) == PROGRESS_DONE);
    if (all)
        sayf(p, "That was lesson %s, all of it.", buffer_text(&title));
    else
        sayf(p, "That was lesson %s. Not all of it is your own work yet:", buffer_text(&title));
    for (size_t i = 0; i < l->section_count; i++)
        if (player_counts(l, i) && mark_of(p, i) != PROGRESS_DONE)
            sayf(p, "  %zu. %s (%s)", player_number_of(l, i), l->sections[i].title,
                 remarks[mark_of(p, i)]);
    buffer_free(&title);
}

/* ---- How many rows an item takes ------------------------------------------------------------- */

static unsigned rows_of_question(const struct player *p, const struct lesson_item *question)
{
    unsigned rows = 1 + rows_of(p, question->text, strlen(question->text));
    for (size_t i = 0; i < question->answer_count; i++)
        rows += rows_of(p, question->answers[i].text, strlen(question->answers[i].text));
    return rows;
}

static unsigned rows_of_item(const struct player *p, const struct lesson_item *item)
{
    switch (item->kind) {
    case LESSON_TEXT:
        return item->style == LESSON_CODE ? rows_of_lines(p, item->text)
                                          : rows_of(p, item->text, strlen(item->text));
    case LESSON_BLOCK:
        return item->settings.hidden ? 0 : rows_of_lines(p, item->text) + 1;
    case LESSON_TASK:
        return rows_of(p, item->goal, strlen(item->goal)) + 1;
    case LESSON_QUESTION:
        return rows_of_question(p, item);
    case LESSON_CHALLENGE:
        return rows_of_lines(p, item->text) + 1;
    }
    return 0;
}

unsigned player_say_rows(const struct player *p)
{
    const struct lesson_section *s = &p->lesson->sections[p->section];
    unsigned rows = rows_of_item(p, &s->items[p->item]);
    bool heading =
        s->items[p->item].kind == LESSON_TEXT && s->items[p->item].style == LESSON_HEADING;
    /* A heading does not stand alone. */
    if (heading && p->item + 1 < s->item_count)
        rows += rows_of_item(p, &s->items[p->item + 1]);
    return rows;
}

/* ---- Items ----------------------------------------------------------------------------------- */

static void say_text(struct player *p, const struct lesson_item *item)
{
    switch (item->style) {
    case LESSON_PARAGRAPH:
    case LESSON_LIST_ITEM:
        player_say(p, item->text);
        break;
    case LESSON_HEADING:
        sayf(p, p->room.spoken ? "Heading: %s" : "= %s =", item->text);
        break;
    case LESSON_QUOTE:
        sayf(p, p->room.spoken ? "Quotation: %s" : "> %s", item->text);
        break;
    case LESSON_CODE:
        say_code(p, item->text);
        break;
    }
}

static void say_block(struct player *p, const struct lesson_item *block)
{
    struct buffer how = {0};
    if (block->settings.hidden)
        return;
    say_code(p, block->text);
    if (block->settings.fresh)
        buffer_puts(&how, " in a new lab");
    const char *schedule = block->settings.schedule;
    /* A seed that the schedule names as well is not told twice. */
    if (block->settings.seeded && !(schedule && strncmp(schedule, "random", 6) == 0))
        buffer_printf(&how, "%s random seed %" PRIu64, how.length ? "," : " with",
                      block->settings.seed);
    if (schedule)
        buffer_printf(&how, "%s schedule %s", how.length ? "," : " with", schedule);
    if (block->settings.clock)
        buffer_printf(&how, "%s clock %s", how.length ? "," : " with", block->settings.clock);
    if (player_is_paced(p, block) && block->command_count > 1)
        sayf(p, "(Enter runs the first of these %zu commands%s)", block->command_count,
             buffer_text(&how));
    else
        sayf(p, "(Enter runs this%s)", buffer_text(&how));
    buffer_free(&how);
}

void player_say_command(struct player *p)
{
    char *command = presentation_command(player_item(p), p->command);
    sayf(p, "(Enter: %.*s)", (int)strcspn(command, "\n"), command);
    free(command);
}

static void say_question(struct player *p, const struct lesson_item *question)
{
    p->elsewhere = 0;
    if (question->text[0])
        player_say(p, question->text);
    for (size_t i = 0; i < question->answer_count; i++)
        sayf(p, "  %zu. %s", i + 1, question->answers[i].text);
    if (!p->presentation)
        player_say_how_to_answer(p);
}

void player_say_item(struct player *p)
{
    const struct lesson_item *item = player_item(p);
    switch (item->kind) {
    case LESSON_TEXT:
        say_text(p, item);
        break;
    case LESSON_BLOCK:
        say_block(p, item);
        break;
    case LESSON_TASK:
        sayf(p, "Task: %s", item->goal);
        if (!p->presentation)
            player_say(p, "(`hint` helps, `answer` does it for you, `skip` goes on without it)");
        break;
    case LESSON_QUESTION:
        say_question(p, item);
        break;
    case LESSON_CHALLENGE:
        say_code(p, item->text);
        break;
    }
}

void player_say_still_runs(struct player *p)
{
    if (p->presentation)
        player_say(p, "(this still runs; Space again goes on without it)");
    else
        player_say(p, "(this still runs, and the lesson goes on when it is done; Enter again does "
                      "not wait for it)");
}

void player_say_more(struct player *p)
{
    player_say(p, "(Enter: more)");
}

/* ---- Tasks ----------------------------------------------------------------------------------- */

void player_say_not_yet(struct player *p)
{
    char *missing = p->desk.missing(p->desk.context);
    sayf(p, "Not yet. The task: %s", player_item(p)->goal);
    if (missing[0])
        sayf(p, CHECK_MISSING, missing);
    player_say(p, "(`hint` helps, `again` brings the lab back as it was here, `skip` goes on)");
    free(missing);
}

size_t player_say_which_hint(const struct player *p)
{
    const struct lesson_item *task = player_item(p);
    for (size_t i = 0; i < task->hint_count; i++) {
        bool given = p->trial.given & (uint64_t)1 << i;
        if (!given && p->desk.fits(p->desk.context, i))
            return i;
    }
    return task->hint_count;
}

/* The last one that is about how things stand now, though it was given: who took another wrong way,
 * or the same once more, needs it again. */
static void say_fitting_again(struct player *p)
{
    const struct lesson_item *task = player_item(p);
    for (size_t i = task->hint_count; i-- > 0;)
        if (task->hint_conditions[i] && p->desk.fits(p->desk.context, i)) {
            sayf(p, "Hint, once more: %s", task->hints[i]);
            return;
        }
}

void player_say_hint(struct player *p)
{
    const struct lesson_item *task = player_item(p);
    struct trial *t = &p->trial;
    size_t hint = player_say_which_hint(p);
    if (hint == task->hint_count) {
        say_fitting_again(p);
        player_say(p, t->given ? "(there are no more hints; `answer` shows a way to do it)"
                               : "(there are no hints; `answer` shows a way to do it)");
        return;
    }
    t->given |= (uint64_t)1 << hint;
    p->hints++;
    sayf(p, "Hint: %s%s", task->hints[hint],
         player_say_which_hint(p) < task->hint_count ? " (`hint` tells more)" : "");
}

/* ---- Questions ------------------------------------------------------------------------------- */

static size_t right_answers(const struct lesson_item *question)
{
    size_t right = 0;
    for (size_t i = 0; i < question->answer_count; i++)
        right += question->answers[i].right;
    return right;
}

void player_say_how_to_answer(struct player *p)
{
    const struct lesson_item *question = player_item(p);
    if (right_answers(question) == 1)
        sayf(p, "(which one? type its number, 1 to %zu)", question->answer_count);
    else
        sayf(p, "(which ones? type their numbers, 1 to %zu, as in: 1 3)", question->answer_count);
}

static void say_explanation(struct player *p, const char *before, const struct lesson_answer *a)
{
    if (a->explanation[0])
        sayf(p, "%s %s", before, a->explanation);
    else
        player_say(p, before);
}

/* What is wrong with the wrong ones. */
static bool say_wrong(struct player *p, const bool *chosen)
{
    const struct lesson_item *question = player_item(p);
    bool any = false;
    for (size_t i = 0; i < question->answer_count; i++) {
        if (!chosen[i] || question->answers[i].right)
            continue;
        player_say_of_answer(p, i);
        any = true;
    }
    return any;
}

void player_say_of_answer(struct player *p, size_t answer)
{
    const struct lesson_answer *a = &player_item(p)->answers[answer];
    struct buffer before = {0};
    buffer_printf(&before, "%zu is %s.", answer + 1, a->right ? "right" : "not right");
    say_explanation(p, buffer_text(&before), a);
    buffer_free(&before);
}

/* The explanations of all that is right. */
static void say_right(struct player *p)
{
    const struct lesson_item *question = player_item(p);
    bool several = right_answers(question) > 1;
    if (several)
        player_say(p, "Right.");
    for (size_t i = 0; i < question->answer_count; i++) {
        const struct lesson_answer *a = &question->answers[i];
        if (a->right && !several)
            say_explanation(p, "Right.", a);
        else if (a->right && a->explanation[0])
            sayf(p, "%zu: %s", i + 1, a->explanation);
    }
}

bool player_say_verdict(struct player *p, const bool *chosen)
{
    const struct lesson_item *question = player_item(p);
    bool complete = true;
    for (size_t i = 0; i < question->answer_count; i++)
        complete = complete && (chosen[i] || !question->answers[i].right);
    if (say_wrong(p, chosen)) {
        player_say(p, "(try again)");
        return false;
    }
    if (!complete) {
        player_say(p, "That is right, but not all. (try again)");
        return false;
    }
    say_right(p);
    return true;
}

void player_say_right_answers(struct player *p)
{
    const struct lesson_item *question = player_item(p);
    for (size_t i = 0; i < question->answer_count; i++) {
        const struct lesson_answer *a = &question->answers[i];
        if (!a->right)
            continue;
        sayf(p, "%zu is right: %s", i + 1, a->text);
        if (a->explanation[0])
            player_say(p, a->explanation);
    }
}
