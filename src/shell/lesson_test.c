/* lesson_test.c - see lesson_test.h. */
#include "shell/lesson_test.h"

#include "base/memory.h"
#include "explore/challenge.h"
#include "lang/commands.h"
#include "lesson/lesson.h"
#include "core/schedule.h"
#include "script/explore_options.h"
#include "script/explore_program.h"
#include "script/statuses.h"
#include "shell/line_sign.h"
#include "shell/rehearsal.h"
#include "shell/session.h"

#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_STEPS = 2000000, /* of one block */
    LOOK_MS = 100,        /* how often is looked whether it has passed them */
    LINES_SHOWN = 20,
};

struct trial {
    const struct lesson *lesson;
    bool verbose;
    struct session *session;
    struct buffer output; /* what the threads printed since the block began, as lines */
    struct buffer errors; /* what else went wrong in it: told where an output is not right */
    size_t problems;
    size_t blocks, outputs, tasks, questions, verdicts, challenges;
};

static void complain(struct trial *t, size_t line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void complain(struct trial *t, size_t line, const char *format, ...)
{
    struct buffer text = {0};
    va_list args;
    va_start(args, format);
    buffer_vprintf(&text, format, args);
    va_end(args);
    fprintf(stderr, "thrum: %s:%zu: %s\n", t->lesson->path, line, buffer_text(&text));
    buffer_free(&text);
    t->problems++;
}

/* ---- Running ----------------------------------------------------------------------------------
 */

static void begin_lab(struct trial *t)
{
    struct session_options options = {.seed = 1, .exact = true, .rehearses = true};
    if (t->session)
        session_close(t->session);
    t->session = session_open(&options);
    rehearsal_begin(t->session, t->lesson->original, t->lesson->name);
    struct line greeting;
    while (session_next_line(t->session, &greeting))
        ;
}

/* The marks of plain mode. */
static void show(const struct trial *t, const struct line *line)
{
    if (!t->verbose)
        return;
    printf("%s%s%s%s\n", line_sign(line->kind), line->kind == LINE_OUTPUT ? line->thread : "",
           line->kind == LINE_OUTPUT && line->thread[0] ? ": " : "", line->text);
}

static void show_text(const struct trial *t, const char *mark, const char *text)
{
    if (t->verbose)
        printf("\n%s%s\n", mark, text);
}

static void take_lines(struct trial *t)
{
    struct line line;
    while (session_next_line(t->session, &line)) {
        show(t, &line);
        if (line.kind == LINE_ERROR)
            buffer_printf(&t->errors, "    %s\n", line.text);
        if (line.kind != LINE_OUTPUT)
            continue;
        if (line.thread[0])
            buffer_printf(&t->output, "%s: ", line.thread);
        buffer_printf(&t->output, "%s\n", line.text);
    }
}

/* One turn of a front end's loop; true once nothing goes on by itself. */
static bool turn(struct trial *t)
{
    struct session *s = t->session;
    bool rests = session_rests(s);
    session_pump(s);
    take_lines(t);
    if (session_question(s))
        session_answer(s, NULL);
    else if (rests)
        return true;
    int timeout = session_timeout(s);
    struct pollfd fd = {.fd = session_fd(s), .events = POLLIN};
    poll(&fd, 1, timeout < 0 || timeout > LOOK_MS ? LOOK_MS : timeout);
    return false;
}

/* Runs commands until nothing goes on by itself; false if that does not happen. */
static bool run(struct trial *t, size_t line, const char *commands)
{
    uint64_t before = rehearsal_steps(t->session), after = before;
    char *typed = memory_copy(commands);
    typed[strlen(typed) - (typed[0] && typed[strlen(typed) - 1] == '\n')] = '\0';
    session_input(t->session, typed);
    free(typed);
    while (!turn(t) && !session_over(t->session, NULL) && after <= before + MOST_STEPS)
        after = rehearsal_steps(t->session);
    if (session_over(t->session, NULL))
        complain(t, line, "these commands leave the lab");
    else if (after > before + MOST_STEPS)
        complain(t, line,
                 "these commands do not come to rest: after %d steps a thread that is no daemon "
                 "still goes on",
                 MOST_STEPS);
    else
        return true;
    return false;
}

static bool set(struct trial *t, size_t line, const char *word, const char *value)
{
    struct buffer command = {0};
    buffer_printf(&command, "%s %s", word, value);
    bool good = !value || run(t, line, buffer_text(&command));
    buffer_free(&command);
    return good;
}

static bool run_with_settings(struct trial *t, const struct lesson_item *item)
{
    char seed[24];
    snprintf(seed, sizeof seed, "%" PRIu64, item->settings.seed);
    if (item->settings.fresh)
        begin_lab(t);
    if (!set(t, item->line, "random seed", item->settings.seeded ? seed : NULL) ||
        !set(t, item->line, "schedule", item->settings.schedule) ||
        !set(t, item->line, "clock", item->settings.clock))
        return false;
    take_lines(t);
    buffer_clear(&t->output);
    buffer_clear(&t->errors);
    return run(t, item->line, item->text);
}

/* ---- Outputs ----------------------------------------------------------------------------------
 */

static size_t line_length(const char *text)
{
    return strcspn(text, "\n");
}

static const char *next_line(const char *text)
{
    size_t length = line_length(text);
    return text + length + (text[length] == '\n');
}

static bool same_line(const char *a, const char *b)
{
    size_t length = line_length(a);
    return length == line_length(b) && memcmp(a, b, length) == 0;
}

static bool is_gap(const char *line)
{
    return line_length(line) == 3 && memcmp(line, "...", 3) == 0;
}

/* Whether the lines are as promised, in order; a gap stands for any lines. As with the `*` of file
 * names, going back to the last gap alone is enough. */
static bool in_order(const char *promised, const char *printed)
{
    const char *gap = NULL, *retry = NULL;
    while (*printed) {
        if (*promised && is_gap(promised)) {
            gap = promised = next_line(promised);
            retry = printed;
        } else if (*promised && same_line(promised, printed)) {
            promised = next_line(promised);
            printed = next_line(printed);
        } else if (gap) {
            promised = gap;
            printed = retry = next_line(retry);
        } else {
            return false;
        }
    }
    while (*promised && is_gap(promised))
        promised = next_line(promised);
    return !*promised;
}

static size_t count_lines(const char *text, const char *line)
{
    size_t count = 0;
    for (; *text; text = next_line(text))
        count += same_line(text, line);
    return count;
}

static bool in_any_order(const char *promised, const char *printed)
{
    bool gap = false;
    for (const char *line = promised; *line; line = next_line(line)) {
        if (is_gap(line))
            gap = true;
        else if (count_lines(printed, line) < count_lines(promised, line))
            return false;
    }
    for (const char *line = printed; *line; line = next_line(line))
        if (!gap && count_lines(printed, line) > count_lines(promised, line))
            return false;
    return true;
}

static void add_shown(struct buffer *out, const char *lines)
{
    size_t shown = 0;
    for (const char *line = lines; *line; line = next_line(line))
        if (shown++ < LINES_SHOWN)
            buffer_printf(out, "    %.*s\n", (int)line_length(line), line);
    if (shown > LINES_SHOWN)
        buffer_printf(out, "    and %zu lines more\n", shown - LINES_SHOWN);
    if (shown == 0)
        buffer_puts(out, "    (nothing)\n");
}

static void check_output(struct trial *t, const struct lesson_item *block)
{
    const char *printed = buffer_text(&t->output);
    t->outputs++;
    if (block->unordered ? in_any_order(block->output, printed) : in_order(block->output, printed))
        return;
    struct buffer shown = {0};
    add_shown(&shown, printed);
    if (t->errors.length)
        buffer_printf(&shown, "  and was told:\n%s", buffer_text(&t->errors));
    buffer_cut(&shown, shown.length - 1);
    complain(t, block->output_line, "the block above does not print this%s, but:\n%s",
             block->unordered ? " in any order" : "", buffer_text(&shown));
    buffer_free(&shown);
}

/* ---- Tasks ------------------------------------------------------------------------------------
 */

static bool try_task(struct trial *t, const struct lesson_item *task)
{
    bool good = false;
    t->tasks++;
    show_text(t, "Task: ", task->goal);
    /* From here on is counted. */
    uint64_t before = rehearsal_set_task(t->session, task->text);
    if (rehearsal_task_holds(t->session, before))
        complain(t, task->line, "this holds before anybody has done anything");
    else if (run(t, task->solution_line, task->solution) &&
             !(good = rehearsal_task_holds(t->session, before)))
        complain(t, task->solution_line, "after this answer the check in line %zu does not hold",
                 task->line);
    rehearsal_set_task(t->session, NULL);
    return good;
}

static void show_question(const struct trial *t, const struct lesson_item *question)
{
    show_text(t, "Question: ", question->text);
    for (size_t i = 0; t->verbose && i < question->answer_count; i++)
        printf("  [%c] %s\n", question->answers[i].right ? 'x' : ' ', question->answers[i].text);
}

/* ---- What explore finds ------------------------------------------------------------------------
 */

/* "race, assertion": the kinds that were found, each once. */
static void add_kinds(const struct explore_result *r, struct buffer *out)
{
    for (enum explore_kind kind = 0; kind < EXPLORE_KINDS; kind++)
        for (size_t i = 0; i < r->finding_count; i++)
            if (r->findings[i].kind == kind) {
                buffer_printf(out, "%s%s", out->length ? "," : "", explore_kind_name(kind));
                break;
            }
    if (!out->length)
        buffer_puts(out, r->verdict == EXPLORE_PROVED ? "proved"
                                                      : "nothing, but not everything "
                                                        "was looked at");
}

/* The kinds that are promised, in the order of add_kinds. */
static void add_promised(const char *kinds, struct buffer *out)
{
    struct buffer padded = {0};
    buffer_printf(&padded, ",%s,", kinds);
    for (enum explore_kind kind = 0; kind < EXPLORE_KINDS; kind++) {
        char one[32];
        snprintf(one, sizeof one, ",%s,", explore_kind_name(kind));
        if (strstr(buffer_text(&padded), one))
            buffer_printf(out, "%s%s", out->length ? "," : "", explore_kind_name(kind));
    }
    if (!out->length)
        buffer_puts(out, kinds);
    buffer_free(&padded);
}

static void compare_verdict(struct trial *t, const struct lesson_verdict *v,
                            const struct explore_result *r)
{
    struct buffer found = {0}, promised = {0};
    const char *schedules = r->unbounded   ? "unbounded"
                            : r->schedules ? r->schedules
                                           : "not counted";
    add_kinds(r, &found);
    add_promised(v->kind, &promised);
    if (r->refusal)
        complain(t, v->line, "the block above cannot be explored: %s", r->refusal);
    else if (strcmp(buffer_text(&found), buffer_text(&promised)) != 0)
        complain(t, v->line, "explore finds this of the block above: %s", buffer_text(&found));
    else if (v->states >= 0 && (uint64_t)v->states != r->states)
        complain(t, v->line, "explore looks at %" PRIu64 " states of the block above", r->states);
    else if (v->schedules && strcmp(v->schedules, schedules) != 0)
        complain(t, v->line, "the schedules of the block above are: %s", schedules);
    buffer_free(&found);
    buffer_free(&promised);
}

static void check_verdict(struct trial *t, const struct lesson_item *block)
{
    struct explore_program program;
    struct explore_options options = explore_options_default();
    struct source source = {.text = block->text, .length = strlen(block->text)};
    struct diagnostics found = {0};
    struct buffer why = {0};
    t->verdicts++;
    if (!explore_program_open(&program, &source, NULL, &found))
        diagnostics_format(&why, &source, &found);
    else
        explore_options_read(&options, block->verdict.options, &why);
    options.script = program.unit;
    explore_options_fit(&options);
    if (why.length) {
        complain(t, block->verdict.line, "the block above cannot be explored: %s",
                 buffer_text(&why));
    } else {
        struct explore_result *r = explore_run(&program.machine, &options);
        compare_verdict(t, &block->verdict, r);
        explore_free(r);
    }
    buffer_free(&why);
    diagnostics_free(&found);
    explore_program_close(&program);
}

/* ---- Challenges --------------------------------------------------------------------------------
 */

/* Takes one segment of a schedule: the thread's steps. False if that cannot be. */
static bool follow_segment(struct trial *t, struct challenge *c, const struct segment *segment)
{
    uint32_t thread = rehearsal_thread(t->session, segment->thread);
    bool good = thread != NO_THREAD;
    for (uint64_t i = 0; i < segment->steps && good; i++)
        good = challenge_step(c, thread);
    return good;
}

static void check_solution(struct trial *t, struct challenge *c, const struct lesson_item *item)
{
    struct schedule schedule = {0};
    char why[160];
    bool good = schedule_read_segments(&schedule, item->solution, why, sizeof why);
    for (size_t i = 0; i < schedule.segment_count && good; i++)
        good = follow_segment(t, c, &schedule.segments[i]);
    schedule_free(&schedule);
    if (!good || challenge_standing(c) != CHALLENGE_WON)
        complain(t, item->solution_line, "this order does not win the challenge");
    else if (challenge_taken(c) > challenge_best(c))
        complain(t, item->solution_line,
                 "this order wins in %" PRIu64 " steps, but %" PRIu64 " are enough",
                 challenge_taken(c), challenge_best(c));
}

static void check_challenge(struct trial *t, const struct lesson_item *item)
{
    struct buffer why = {0};
    t->challenges++;
    begin_lab(t);
    if (!set(t, item->line, "schedule", "manual") || !run_with_settings(t, item))
        return;
    struct challenge *c = rehearsal_challenge(t->session, item->finding, &why);
    if (!c)
        complain(t, item->line, "this challenge cannot be played: %s", buffer_text(&why));
    else if (item->best && item->best != challenge_best(c))
        complain(t, item->line, "the fewest steps that win are %" PRIu64, challenge_best(c));
    else if (item->solution)
        check_solution(t, c, item);
    challenge_close(c);
    buffer_free(&why);
}

/* ---- Lessons ----------------------------------------------------------------------------------
 */

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
        if (item->has_output)
            check_output(t, item);
        if (item->verdict.kind)
            check_verdict(t, item);
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
            begin_lab(t);
        goes_on = !section->title[0];
        if (!goes_on)
            show_text(t, "## ", section->title);
        for (size_t k = 0; k < section->item_count; k++)
            if (!try_item(t, &section->items[k]))
                break;
    }
    if (t->session)
        session_close(t->session);
    t->session = NULL;
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
    printf("%s: %s: %s\n", l->path, t->problems ? "NOT good" : "good", buffer_text(&counts));
    fflush(stdout);
    buffer_free(&counts);
}

static int test_file(const char *file, bool verbose)
{
    struct diagnostics found = {0};
    struct source source = {0};
    struct buffer text = {0};
    struct lesson *lesson = lesson_read(file, commands_words(), &found, &source);
    diagnostics_format(&text, &source, &found);
    fputs(buffer_text(&text), stderr);
    buffer_free(&text);
    diagnostics_free(&found);
    free((char *)(uintptr_t)source.text);
    if (!lesson)
        return LESSON_UNUSABLE;
    struct trial t = {.lesson = lesson, .verbose = verbose};
    try_sections(&t);
    report(&t);
    buffer_free(&t.output);
    buffer_free(&t.errors);
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
