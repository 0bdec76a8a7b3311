/* lesson_pages.c - see lesson_pages.h. */
#include "shell/lesson_pages.h"

#include "base/memory.h"
#include "core/schedule.h"
#include "export/markup.h"
#include "export/page_play.h"
#include "export/page_words.h"
#include "lang/commands.h"
#include "lesson/block_program.h"
#include "script/explore_program.h"
#include "shell/block_in_page.h"
#include "shell/handout_block.h"
#include "shell/lesson_markup.h"
#include "shell/rehearsal.h"
#include "shell/stage.h"
#include "shell/task_in_page.h"

#include <stdlib.h>
#include <string.h>

enum {
    SEED = 1,               /* of a new lab: stage_begin */
    ORDER_LONGEST = 200000, /* of an order that a page brings along, in bytes */
};

struct page {
    struct stage stage;
    const struct lesson *lesson;
    struct buffer *out;
    struct buffer program;   /* what was run since the lab began anew, as a script */
    struct buffer functions; /* of it */
    uint64_t seed;           /* with which that was */
    struct json_t *programs; /* that can be played; NULL: thrum was built without the core */
    size_t tasks, questions, challenges;
    size_t broken; /* the line of a block that does not come to rest; 0: none */
};

/* ---- Text ------------------------------------------------------------------------------------ */

static void add_words(struct buffer *out, enum page_word word)
{
    markup_add(out, page_words_text(word));
}

static void add_title(struct buffer *out, const struct lesson *l)
{
    markup_add(out, l->number);
    buffer_puts(out, l->number[0] ? " " : "");
    markup_add_prose(out, l->title);
}

/* Where there are only letters. */
static void add_plain_title(struct buffer *out, const struct lesson *l)
{
    struct buffer title = {0};
    for (const char *c = l->title; *c; c++)
        if (*c != '`')
            buffer_putc(&title, *c);
    markup_add(out, l->number);
    buffer_puts(out, l->number[0] ? " " : "");
    markup_add(out, buffer_text(&title));
    buffer_free(&title);
}

static void add_heading(struct page *p, enum page_word word, size_t number)
{
    buffer_puts(p->out, "<div class=asked><h3>");
    add_words(p->out, word);
    buffer_printf(p->out, " %zu</h3>\n", number);
}

static void begin_details(struct buffer *out, enum page_word summary)
{
    buffer_puts(out, "<details><summary>");
    add_words(out, summary);
    buffer_puts(out, "</summary>\n");
}

static void add_paragraph(struct buffer *out, const char *text)
{
    buffer_puts(out, "<p>");
    markup_add_prose(out, text);
    buffer_puts(out, "</p>\n");
}

/* ---- Programs -------------------------------------------------------------------------------- */

/* Whether the core takes it: the same code that the core was made of says so. */
static bool is_program(const char *text)
{
    struct explore_program program;
    struct source source = {.name = "program", .text = text, .length = strlen(text)};
    struct diagnostics found = {0};
    bool good = explore_program_open(&program, &source, NULL, &found);
    explore_program_close(&program);
    diagnostics_free(&found);
    return good;
}

/* A new lab, which nothing was run in. */
static void begin_program(struct page *p)
{
    buffer_clear(&p->program);
    buffer_clear(&p->functions);
    p->seed = SEED;
}

/* The buttons that play a program, where it is one. `plays` is false where only its orders are of
 * use. */
static void add_start(struct page *p, const struct lesson_item *item, enum page_word label,
                      bool plays, struct page_program program)
{
    if (!p->programs || !is_program(program.text))
        return;
    struct buffer name = {0};
    buffer_printf(&name, "%s.thr", p->lesson->name);
    program.name = buffer_text(&name);
    program.length = strlen(program.text);
    program.options = item->verdict.options;
    program.challenge = item->finding;
    size_t number = page_programs_add(p->programs, &program);
    buffer_puts(p->out, "<p class=starts>");
    if (plays)
        page_play_add_button(p->out, number, false, page_words_text(label));
    if (item->verdict.kind)
        page_play_add_button(p->out, number, true, page_words_text(PAGE_play_orders));
    buffer_puts(p->out, "</p>\n");
    buffer_free(&name);
}

/* ---- Items ----------------------------------------------------------------------------------- */

static void ran(struct page *p, const struct lesson_item *item, enum stage_end end)
{
    if (end != STAGE_RESTS && !p->broken)
        p->broken = item->line;
}

static void add_verdict(struct page *p, const struct lesson_verdict *v)
{
    begin_details(p->out, PAGE_lesson_finds);
    buffer_puts(p->out, "<p>");
    markup_add(p->out, v->kind);
    buffer_puts(p->out, "</p></details>\n");
}

/* With the interpreter lock as it is now. */
static char *script_of(const struct page *p, const char *commands)
{
    struct buffer script = {0};
    buffer_puts(&script, rehearsal_has_gil(p->stage.session) ? "gil on\n\n" : "");
    buffer_puts(&script, commands);
    return buffer_take(&script);
}

/* Whether that program can go as the lab went, and prints that from where the reader comes in: then
 * it is played so. */
static bool add_as_in_lab(struct page *p, const struct lesson_item *item, const char *script,
                          bool alone, uint64_t before, const char *prints)
{
    struct block_order order = {.seed = p->seed, .before = before};
    uint64_t steps;
    bool good = rehearsal_add_order(p->stage.session, &order.segments, &steps) &&
                order.segments.length <= ORDER_LONGEST &&
                block_in_page(script, alone, &order, prints);
    if (good)
        add_start(p, item, item->kind == LESSON_TASK ? PAGE_lesson_try : PAGE_lesson_play, true,
                  (struct page_program){.text = script,
                                        .schedule = SCHEDULE_SEGMENTS,
                                        .seed = order.seed,
                                        .segments = buffer_text(&order.segments),
                                        .step = order.before,
                                        .goal = item->kind == LESSON_TASK ? item->goal : NULL});
    buffer_free(&order.segments);
    return good;
}

/* The block without what led to it. */
static void add_alone(struct page *p, const struct lesson_item *block, const char *script,
                      uint64_t before)
{
    uint64_t seed = block->settings.seeded ? block->settings.seed : p->seed;
    const char *prints = buffer_text(&p->stage.output);
    if (add_as_in_lab(p, block, script, true, before, prints))
        return;
    bool plays = block_in_page_by_chance(script, seed, prints);
    if (plays || block->verdict.kind)
        add_start(p, block, PAGE_lesson_play, plays,
                  (struct page_program){.text = script, .schedule = SCHEDULE_RANDOM, .seed = seed});
}

/* What is played prints what stands below the block. What explore is asked of is the block alone;
 * else the reader plays all that led to here, or, where a script cannot, the block with the
 * functions that it may call. */
static void add_block_start(struct page *p, const struct lesson_item *block, uint64_t before)
{
    struct buffer own = {0};
    buffer_puts(&own, buffer_text(&p->functions));
    block_program_add(block->text, commands_words(), &own);
    char *all = script_of(p, buffer_text(&p->program)), *alone = script_of(p, buffer_text(&own));
    if (block->verdict.kind)
        add_alone(p, block, block->text, before);
    else if (!add_as_in_lab(p, block, all, false, before, buffer_text(&p->stage.output)))
        add_alone(p, block, alone, before);
    buffer_free(&own);
    free(all);
    free(alone);
}

/* Of the lab's order, as a script has them: what a puppet was told is one, too. */
static uint64_t steps_so_far(struct page *p)
{
    struct buffer order = {0};
    uint64_t steps = 0;
    rehearsal_add_order(p->stage.session, &order, &steps);
    buffer_free(&order);
    return steps;
}

static void add_block(struct page *p, const struct lesson_item *block)
{
    const struct lesson_settings *s = &block->settings;
    if (s->fresh)
        begin_program(p);
    uint64_t before = s->fresh ? 0 : steps_so_far(p);
    if (s->seeded && before == 0)
        p->seed = s->seed;
    block_program_add(block->text, commands_words(), &p->program);
    buffer_puts(p->out, s->hidden ? "" : "<div class=block>\n");
    ran(p, block, handout_block_add(&p->stage, block, p->out));
    /* Who goes next is the system's there, which no page has. */
    bool by_system = s->schedule && strcmp(s->schedule, "free") == 0;
    if (!s->hidden && p->programs &&
        (block->verdict.kind || (!by_system && steps_so_far(p) > before)))
        add_block_start(p, block, before);
    block_program_add_functions(block->text, commands_words(), &p->functions);
    if (!s->hidden && block->verdict.kind)
        add_verdict(p, &block->verdict);
    buffer_puts(p->out, s->hidden ? "" : "</div>\n");
}

/* Whether a text, as a hint, is about what a page has no command for. */
static bool names_lab_command(const char *text)
{
    for (const char *at = strchr(text, '`'); at; at = strchr(at + 1, '`'))
        for (const char *const *word = commands_words(); *word; word++) {
            size_t length = strlen(*word);
            if (strncmp(at + 1, *word, length) == 0 && strchr("` ", at[1 + length]))
                return true;
        }
    return false;
}

/* Whether what is written of it names a command of the lab. */
static bool speaks_of_lab(const struct lesson_item *task)
{
    bool speaks = names_lab_command(task->goal);
    for (size_t i = 0; i < task->hint_count; i++)
        speaks = speaks || (!task->hint_conditions[i] && names_lab_command(task->hints[i]));
    return speaks;
}

/* Whether both together are a program. */
static bool goes_with(const char *given, const char *solution)
{
    struct buffer text = {0};
    buffer_printf(&text, "%s\n%s", given, solution);
    bool goes = is_program(buffer_text(&text));
    buffer_free(&text);
    return goes;
}

/* Where it is checked, and the button with which it begins; where it is not, it begins where the
 * lesson has come to. */
static void add_task_start(struct page *p, const struct lesson_item *task)
{
    char *given = script_of(p, buffer_text(&p->program));
    const char *hints[LESSON_MOST_HINTS], *conditions[LESSON_MOST_HINTS];
    struct page_task checked = {.check = task->text,
                                .written = task_is_written(task),
                                .hints = hints,
                                .hint_conditions = conditions};
    bool here = p->programs && is_program(given) && task_in_page(given, task);
    for (size_t i = 0; i < task->hint_count; i++)
        if (!names_lab_command(task->hints[i])) {
            hints[checked.hint_count] = task->hints[i];
            conditions[checked.hint_count++] = task->hint_conditions[i];
        }
    bool takes_lab = !here && !goes_with(given, task->solution);
    buffer_puts(p->out, "<p class=note>");
    if (takes_lab) {
        add_words(p->out, PAGE_lesson_lab);
    } else {
        add_words(p->out, here ? PAGE_lesson_checked : PAGE_lesson_checks);
        add_words(p->out, !here             ? PAGE_lesson_edit
                          : checked.written ? PAGE_lesson_write
                                            : PAGE_lesson_steps);
    }
    if (here && speaks_of_lab(task))
        markup_add_prose(p->out, page_words_text(PAGE_lesson_buttons));
    buffer_puts(p->out, "</p>\n");
    if (!takes_lab && (here || !add_as_in_lab(p, task, given, false, UINT64_MAX, "")))
        add_start(p, task, PAGE_lesson_try, true,
                  (struct page_program){.text = given,
                                        .schedule = task_schedule(checked.written),
                                        .seed = SEED,
                                        .goal = task->goal,
                                        .task = here ? &checked : NULL});
    free(given);
}

static void add_task(struct page *p, const struct lesson_item *task)
{
    add_heading(p, PAGE_lesson_task, ++p->tasks);
    add_paragraph(p->out, task->goal);
    add_task_start(p, task);
    for (size_t i = 0; i < task->hint_count; i++) {
        if (task->hint_conditions[i]) /* it fits some labs alone */
            continue;
        begin_details(p->out, PAGE_lesson_hint);
        add_paragraph(p->out, task->hints[i]);
        buffer_puts(p->out, "</details>\n");
    }
    begin_details(p->out, PAGE_lesson_answer);
    lesson_markup_add_lines(p->out, "run", task->solution);
    buffer_puts(p->out, "</details></div>\n");
    ran(p, task, stage_run(&p->stage, task->solution));
    block_program_add(task->solution, commands_words(), &p->program);
    block_program_add_functions(task->solution, commands_words(), &p->functions);
}

/* An answer says what it is worth when it is opened. */
static void add_question(struct page *p, const struct lesson_item *question)
{
    add_heading(p, PAGE_lesson_question, ++p->questions);
    if (question->text[0])
        add_paragraph(p->out, question->text);
    buffer_puts(p->out, "<p class=note>");
    add_words(p->out, PAGE_lesson_open);
    buffer_puts(p->out, "</p>\n<ul class=answers>\n");
    for (size_t i = 0; i < question->answer_count; i++) {
        const struct lesson_answer *a = &question->answers[i];
        buffer_puts(p->out, "<li><details><summary>");
        markup_add_prose(p->out, a->text);
        buffer_puts(p->out, "</summary>\n<p><strong>");
        add_words(p->out, a->right ? PAGE_lesson_right : PAGE_lesson_wrong);
        buffer_puts(p->out, "</strong>");
        markup_add_prose(p->out, a->explanation);
        buffer_puts(p->out, "</p></details></li>\n");
    }
    buffer_puts(p->out, "</ul></div>\n");
}

static void add_challenge(struct page *p, const struct lesson_item *challenge)
{
    add_heading(p, PAGE_lesson_challenge, ++p->challenges);
    lesson_markup_add_challenge(p->out, challenge);
    add_start(
        p, challenge, PAGE_lesson_take, true,
        (struct page_program){.text = challenge->text, .schedule = SCHEDULE_MANUAL, .seed = SEED});
    if (challenge->solution) {
        begin_details(p->out, PAGE_lesson_answer);
        add_paragraph(p->out, challenge->solution);
        buffer_puts(p->out, "</details>\n");
    }
    buffer_puts(p->out, "</div>\n");
}

static void add_item(struct page *p, const struct lesson_item *item)
{
    switch (item->kind) {
    case LESSON_TEXT:
        lesson_markup_add_text(p->out, item);
        break;
    case LESSON_BLOCK:
        add_block(p, item);
        break;
    case LESSON_TASK:
        add_task(p, item);
        break;
    case LESSON_QUESTION:
        add_question(p, item);
        break;
    case LESSON_CHALLENGE:
        add_challenge(p, item);
        break;
    }
}

/* What stands before the first section is played with it, as everywhere. */
static void add_sections(struct page *p)
{
    bool goes_on = false;
    for (size_t i = 0; i < p->lesson->section_count; i++) {
        const struct lesson_section *s = &p->lesson->sections[i];
        if (!goes_on) {
            stage_begin(&p->stage);
            begin_program(p);
        }
        goes_on = !s->title[0];
        if (!goes_on) {
            buffer_puts(p->out, "<h2>");
            markup_add(p->out, s->title);
            buffer_puts(p->out, "</h2>\n");
        }
        for (size_t k = 0; k < s->item_count && !p->broken; k++)
            add_item(p, &s->items[k]);
    }
}

/* ---- The page -------------------------------------------------------------------------------- */

static void add_head(struct buffer *out, const char *language, const struct lesson *lesson,
                     bool plays)
{
    buffer_puts(out, "<!DOCTYPE html>\n<html lang=\"");
    markup_add(out, language[0] ? language : "en");
    buffer_puts(out, "\">\n<meta charset=utf-8>\n");
    page_play_add_policy(out, plays);
    buffer_puts(out, "<meta name=viewport content=\"width=device-width, initial-scale=1\">\n"
                     "<meta name=color-scheme content=\"light dark\">\n"
                     "<meta name=generator content=thrum>\n<title>");
    if (lesson)
        add_plain_title(out, lesson);
    else
        add_words(out, PAGE_lessons);
    buffer_puts(out, "</title>\n");
    page_play_add_style(out, plays);
    page_play_add_lesson_style(out);
}

/* The name of a file may hold what ends a path in an address, so that is written as bytes. */
static void add_link(struct buffer *out, const struct lesson *l, enum page_word before, bool words)
{
    buffer_puts(out, "<a href=\"./");
    for (const char *c = l->name; *c; c++)
        if (strchr("%?#\\\"'<>&", *c) || (unsigned char)*c <= ' ')
            buffer_printf(out, "%%%02X", (unsigned)(unsigned char)*c);
        else
            buffer_putc(out, *c);
    buffer_puts(out, ".html\">");
    if (words)
        add_words(out, before);
    add_title(out, l);
    buffer_puts(out, "</a>\n");
}

static void add_ways(struct lesson *const *lessons, size_t count, size_t index, struct buffer *out)
{
    buffer_puts(out, "<nav class=lesson aria-label=\"");
    add_words(out, PAGE_lessons);
    buffer_puts(out, "\">\n<a href=\"./index.html\">");
    add_words(out, PAGE_lessons);
    buffer_puts(out, "</a>\n");
    if (index > 0)
        add_link(out, lessons[index - 1], PAGE_lesson_before, true);
    if (index + 1 < count)
        add_link(out, lessons[index + 1], PAGE_lesson_after, true);
    buffer_puts(out, "</nav>\n");
}

static void add_foot(struct buffer *out)
{
    buffer_puts(out, "<footer class=lesson><p>");
    add_words(out, PAGE_made_by);
    buffer_puts(out, "</footer>\n");
}

bool lesson_pages_add(struct lesson *const *lessons, size_t count, size_t index, struct buffer *out,
                      struct buffer *why)
{
    const struct lesson *l = lessons[index];
    struct buffer body = {0};
    struct page p = {.lesson = l,
                     .out = &body,
                     .stage = {.lesson = l, .most_steps = STAGE_MOST_STEPS},
                     .programs = page_play_is_built() ? page_programs_new() : NULL};
    add_sections(&p);
    bool plays = p.programs && page_programs_count(p.programs);
    add_head(out, l->language, l, plays);
    buffer_puts(out, "<header class=lesson>\n<h1>");
    add_title(out, l);
    buffer_puts(out, "</h1>\n<p class=about>");
    add_words(out, page_play_is_built() ? PAGE_lesson_about : PAGE_lesson_film);
    buffer_puts(out, "<code>thrum lesson ");
    markup_add(out, l->number[0] ? l->number : l->name);
    buffer_puts(out, "</code></p>\n</header>\n<main id=film class=lesson>\n");
    buffer_add(out, body.bytes, body.length);
    buffer_puts(out, "</main>\n");
    add_ways(lessons, count, index, out);
    add_foot(out);
    if (plays) {
        page_words_add(out, PAGE_PLAY);
        page_play_add(out, p.programs);
    }
    if (p.broken)
        buffer_printf(why,
                      "what stands in line %zu does not come to rest; `thrum lesson --test` "
                      "tells more",
                      p.broken);
    stage_close(&p.stage);
    if (p.programs)
        page_programs_free(p.programs);
    buffer_free(&p.program);
    buffer_free(&p.functions);
    buffer_free(&body);
    return !p.broken;
}

void lesson_pages_add_index(struct lesson *const *lessons, size_t count, struct buffer *out)
{
    add_head(out, count ? lessons[0]->language : "", NULL, false);
    buffer_puts(out, "<main class=lesson>\n<h1>");
    add_words(out, PAGE_lessons);
    buffer_puts(out, "</h1>\n<p class=about>");
    add_words(out, page_play_is_built() ? PAGE_lessons_about : PAGE_lessons_films);
    buffer_puts(out, "</p>\n<ol class=lessons>\n");
    for (size_t i = 0; i < count; i++) {
        buffer_puts(out, "<li>");
        add_link(out, lessons[i], PAGE_lesson_after, false);
        buffer_puts(out, "</li>\n");
    }
    buffer_puts(out, "</ol>\n</main>\n");
    add_foot(out);
}
