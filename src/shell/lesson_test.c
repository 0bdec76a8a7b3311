/* lesson_test.c - see lesson_test.h. */
#include "shell/lesson_test.h"

#include "base/shown.h"
#include "explore/challenge.h"
#include "lang/commands.h"
#include "lesson/lesson.h"
#include "script/statuses.h"
#include "shell/lesson_trial.h"
#include "shell/line_sign.h"
#include "shell/rehearsal.h"
#include "shell/session.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Running --------------------------------------------------------------------------------- */

/* The marks of plain mode. */
static void show(const struct line *line)
{
    fprintf(shown_output(), "%s%s%s%s\n", line_sign(line->kind),
            line->kind == LINE_OUTPUT ? line->thread : "",
            line->kind == LINE_OUTPUT && line->thread[0] ? ": " : "", line->text);
}

static void show_text(const struct trial *t, const char *mark, const char *text)
{
    if (t->verbose)
        fprintf(shown_output(), "\n%s%s\n", mark, text);
}

/* True if it came to rest; else that is told. */
static bool rests(struct trial *t, size_t line, enum stage_end end)
{
    if (end == STAGE_LEFT)
        trial_complain(t, line, "these commands leave the lab");
    else if (end == STAGE_ENDLESS)
        trial_complain(t, line,
                       "these commands do not come to rest: after %d steps a thread that is no "
                       "daemon still goes on",
                       STAGE_MOST_STEPS);
    return end == STAGE_RESTS;
}

static bool run(struct trial *t, size_t line, const char *commands)
{
    return rests(t, line, stage_run(&t->stage, commands));
}

static bool run_with_settings(struct trial *t, const struct lesson_item *item)
{
    return rests(t, item->line, stage_run_item(&t->stage, item));
}

/* ---- Tasks ----------------------------------------------------------------------------------- */

static bool try_task(struct trial *t, const struct lesson_item *task)
{
    bool good = false;
    t->tasks++;
    show_text(t, "Task: ", task->goal);
    /* From here on is counted. */
    uint64_t before = rehearsal_set_task(t->stage.session, task->text);
    if (rehearsal_task_holds(t->stage.session, before))
        trial_complain(t, task->line, "this holds before anybody has done anything");
    else if (run(t, task->solution_line, task->solution) &&
             !(good = rehearsal_task_holds(t->stage.session, before)))
        trial_complain(t, task->solution_line,
                       "after this answer the check in line %zu does not hold", task->line);
    rehearsal_set_task(t->stage.session, NULL);
    return good;
}

static void show_question(const struct trial *t, const struct lesson_item *question)
{
    show_text(t, "Question: ", question->text);
    for (size_t i = 0; t->verbose && i < question->answer_count; i++)
        fprintf(shown_output(), "  [%c] %s\n", question->answers[i].right ? 'x' : ' ',
                question->answers[i].text);
}

/* ---- Challenges ------------------------------------------------------------------------------ */

static void check_solution(struct trial *t, struct challenge *c, const struct lesson_item *item)
{
    if (!rehearsal_order_wins(t->stage.session, c, item->solution))
        trial_complain(t, item->solution_line, "this order does not win the challenge");
    else if (challenge_taken(c) > challenge_best(c))
        trial_complain(t, item->solution_line,
                       "this order wins in %" PRIu64 " steps, but %" PRIu64 " are enough",
                       challenge_taken(c), challenge_best(c));
}

static void check_challenge(struct trial *t, const struct lesson_item *item)
{
    struct buffer why = {0};
    t->challenges++;
    stage_begin(&t->stage);
    if (!run(t, item->line, "schedule manual") || !run_with_settings(t, item))
        return;
    struct challenge *c = rehearsal_challenge(t->stage.session, item->finding, &why);
    if (!c)
        trial_complain(t, item->line, "this challenge cannot be played: %s", buffer_text(&why));
    else if (item->best && item->best != challenge_best(c))
        trial_complain(t, item->line, "the fewest steps that win are %" PRIu64, challenge_best(c));
    else if (item->solution)
        check_solution(t, c, item);
    challenge_close(c);
    buffer_free(&why);
}

/* ---- Lessons --------------------------------------------------------------------------------- */

/* False where what comes behind would only fail because this did. */
static bool try_item(struct trial *t, const struct lesson_item *item)
{
    switch (item->kind) {
    case LESSON_TEXT:
        show_text(t, "", item->text);
        break;
    case LESSON_CHALLENGE:
        show_text(t, "Challenge: ", item->finding);
        check_challenge(t, item);
        break;
    case LESSON_QUESTION: /* that it has a right answer was checked when it was read */
        t->questions++;
        show_question(t, item);
        break;
    case LESSON_BLOCK:
        t->blocks++;
        if (!run_with_settings(t, item))
            return false;
        if (item->shows_program && t->stage.errors.length)
            trial_complain(t, item->line, "what is to be shown cannot be:\n%s",
                           buffer_text(&t->stage.errors));
        if (item->has_output)
            trial_check_output(t, item);
        if (item->verdict.kind)
            trial_check_verdict(t, item);
        break;
    case LESSON_TASK:
        return try_task(t, item);
    }
    return true;
}

static void try_sections(struct trial *t)
{
    bool goes_on = false; /* what stands before the first section is played with it */
    for (size_t i = 0; i < t->lesson->section_count; i++) {
        const struct lesson_section *section = &t->lesson->sections[i];
        if (!goes_on)
            stage_begin(&t->stage);
        goes_on = !section->title[0];
        if (!goes_on)
            show_text(t, "## ", section->title);
        for (size_t k = 0; k < section->item_count; k++)
            if (!try_item(t, &section->items[k]))
                break;
    }
}

static void add_counted(struct buffer *out, size_t count, const char *what)
{
    if (count)
        buffer_printf(out, "%s%zu %s%s", out->length ? ", " : "", count, what,
                      count == 1 ? "" : "s");
}

static void report(const struct trial *t)
{
    const struct lesson *l = t->lesson;
    struct buffer counts = {0};
    size_t sections = l->section_count;
    if (sections && !l->sections[0].title[0])
        sections--;
    add_counted(&counts, sections, "section");
    add_counted(&counts, t->blocks, "block");
    add_counted(&counts, t->outputs, "output");
    add_counted(&counts, t->tasks, "task");
    add_counted(&counts, t->questions, "question");
    add_counted(&counts, t->verdicts, "verdict");
    add_counted(&counts, t->challenges, "challenge");
    fprintf(shown_output(), "%s: %s: %s\n", l->path, t->problems ? "NOT good" : "good",
            buffer_text(&counts));
    fflush(shown_output());
    buffer_free(&counts);
}

static int test_file(const char *file, bool verbose)
{
    struct diagnostics found = {0};
    struct source source = {0};
    struct buffer text = {0};
    struct lesson *lesson = lesson_read(file, commands_words(), &found, &source);
    diagnostics_format(&text, &source, &found);
    fputs(buffer_text(&text), shown_errors());
    buffer_free(&text);
    diagnostics_free(&found);
    free((char *)(uintptr_t)source.text);
    if (!lesson)
        return LESSON_UNUSABLE;
    struct trial t = {.lesson = lesson, .verbose = verbose};
    t.stage = (struct stage){
        .lesson = lesson, .most_steps = STAGE_MOST_STEPS, .shows = verbose ? show : NULL};
    try_sections(&t);
    report(&t);
    stage_close(&t.stage);
    lesson_free(lesson);
    return t.problems ? LESSON_BAD : LESSON_GOOD;
}

int lesson_test(const char *const *files, size_t count, bool verbose)
{
    int status = LESSON_GOOD;
    for (size_t i = 0; i < count; i++) {
        int one = test_file(files[i], verbose);
        if (one && (!status || one < status))
            status = one;
    }
    return status;
}
