/* present_check.c - see present_check.h. It presses Space, and looks at what comes of each stop. */
#include "shell/present_check.h"

#include "base/memory.h"
#include "lang/commands.h"
#include "script/statuses.h"
#include "shell/lesson_trial.h"
#include "lesson/player.h"
#include "shell/presenting.h"
#include "shell/rehearsal.h"
#include "shell/session.h"

#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_STEPS = 2000000, /* of one stop */
    LOOK_MS = 100,        /* how often is looked whether it has passed them */
    MOST_SECTIONS = 99,   /* two digits reach */
    MOST_ANSWERS = 9,     /* one digit does */
};

struct check {
    struct trial trial;
    const struct presentation *stops;
    size_t stop; /* the one that is shown */
};

/* ---- Going through it -------------------------------------------------------------------------
 */

static const struct lesson_item *item_of(const struct check *c)
{
    return presentation_item(c->stops, c->stop);
}

static size_t line_of(const struct check *c)
{
    const struct lesson_item *item = item_of(c);
    return item ? item->line : c->trial.lesson->sections[c->stops->stops[c->stop].section].line;
}

/* A command that is refused has no thread; what a thread comes to may be what the lesson is about,
 * though where it is main it may be a slip. */
static void tell_error(struct check *c, const struct line *line)
{
    if (!line->thread[0])
        trial_complain(&c->trial, line_of(c), "the room would be told: %s", line->text);
    else if (strcmp(line->thread, "main") == 0)
        fprintf(stderr, "thrum: %s:%zu: notice: the room will see an error, if that is meant: %s\n",
                c->trial.lesson->path, line_of(c), line->text);
}

static void take_lines(struct check *c)
{
    struct line line;
    while (session_next_line(c->trial.stage.session, &line)) {
        if (line.kind == LINE_ERROR) {
            buffer_printf(&c->trial.stage.errors, "    %s\n", line.text);
            tell_error(c, &line);
        }
        if (line.kind != LINE_OUTPUT)
            continue;
        if (line.thread[0])
            buffer_printf(&c->trial.stage.output, "%s: ", line.thread);
        buffer_printf(&c->trial.stage.output, "%s\n", line.text);
    }
}

static bool turn(struct check *c)
{
    struct session *s = c->trial.stage.session;
    struct present_view now;
    session_pump(s);
    take_lines(c);
    if (session_question(s))
        session_answer(s, NULL);
    else if (!session_presents(s, &now) || now.next != PRESENT_NEXT_WAITS)
        return true;
    int timeout = session_timeout(s);
    struct pollfd fd = {.fd = session_fd(s), .events = POLLIN};
    poll(&fd, 1, timeout < 0 || timeout > LOOK_MS ? LOOK_MS : timeout);
    return false;
}

/* Presses Space, and waits until it would be waited for again; false where that never is. */
static bool go(struct check *c)
{
    struct session *s = c->trial.stage.session;
    uint64_t before = rehearsal_steps(s), after = before;
    session_present(s, PRESENT_GO, 0);
    while (!turn(c) && !session_over(s, NULL) && after <= before + MOST_STEPS)
        after = rehearsal_steps(s);
    if (session_over(s, NULL))
        trial_complain(&c->trial, line_of(c), "these commands leave the lab");
    else if (after > before + MOST_STEPS)
        trial_complain(&c->trial, line_of(c),
                       "the room would wait here: after %d steps a thread that is no daemon still "
                       "goes on",
                       MOST_STEPS);
    else
        return true;
    return false;
}

/* ---- What comes of a stop ---------------------------------------------------------------------
 */

/* Of a block the first command begins it, and the last one ends it. */
static void begin_stop(struct check *c, size_t stop)
{
    c->stop = stop;
    if (c->stops->stops[stop].kind != STOP_COMMAND || c->stops->stops[stop].command > 0)
        return;
    buffer_clear(&c->trial.stage.output);
    buffer_clear(&c->trial.stage.errors);
}

static void end_command(struct check *c, const struct lesson_item *block)
{
    if (c->stops->stops[c->stop].command + 1 < block->command_count)
        return;
    c->trial.blocks++;
    if (block->has_output)
        trial_check_output(&c->trial, block);
}

/* Space once more does the task, or wins the challenge. */
static bool answer(struct check *c, const struct lesson_item *item, enum present_next asked)
{
    struct present_view now;
    if (!go(c))
        return false;
    session_presents(c->trial.stage.session, &now);
    bool done = !now.failed && (now.next != asked || now.stop != c->stop + 1);
    if (!done)
        trial_complain(&c->trial, item->solution_line ? item->solution_line : item->line,
                       item->kind == LESSON_TASK
                           ? "this answer, as Space plays it, does not do the task"
                           : "Space does not win this challenge");
    return done;
}

static bool end_stop(struct check *c)
{
    struct present_view now;
    const struct lesson_item *item = item_of(c);
    session_presents(c->trial.stage.session, &now);
    switch (c->stops->stops[c->stop].kind) {
    case STOP_COMMAND:
        end_command(c, item);
        break;
    case STOP_VERDICT:
        trial_check_verdict(&c->trial, item);
        break;
    case STOP_QUESTION:
        c->trial.questions++;
        if (item->answer_count > MOST_ANSWERS)
            trial_complain(&c->trial, item->line,
                           "the digits reveal %d answers, and this question has %zu", MOST_ANSWERS,
                           item->answer_count);
        return go(c);
    case STOP_TASK:
        c->trial.tasks++;
        return answer(c, item, now.next);
    case STOP_CHALLENGE:
        c->trial.challenges++;
        return answer(c, item, now.next);
    default:
        break;
    }
    return true;
}

static void check_stops(struct check *c)
{
    struct present_view now;
    bool good = true;
    take_lines(c);
    begin_stop(c, 0);
    while (good && end_stop(c) && session_presents(c->trial.stage.session, &now) &&
           now.next != PRESENT_NEXT_NOTHING) {
        if (now.stop != c->stop + 1) {
            trial_complain(&c->trial, line_of(c), "Space does not lead on from here");
            return;
        }
        begin_stop(c, c->stop + 1);
        good = go(c);
    }
}

/* ---- Lessons and scripts ----------------------------------------------------------------------
 */

static void check_lesson(struct check *c, const struct lesson *l)
{
    size_t sections = player_sections(l);
    if (l->misplaced_note)
        trial_complain(&c->trial, l->misplaced_note,
                       "this note is never shown: a note stands by itself behind what it is about, "
                       "not in a paragraph, a list or a quote, and not before the title");
    if (sections > MOST_SECTIONS)
        trial_complain(&c->trial, l->sections[l->section_count - 1].line,
                       "two digits reach %d sections, and this lesson has %zu", MOST_SECTIONS,
                       sections);
}

void present_tell_refusal(struct session *s)
{
    struct line line;
    while (session_next_line(s, &line)) {
        bool told = strncmp(line.text, "thrum:", 6) == 0; /* with the file's name and place */
        if (line.kind == LINE_ERROR)
            fprintf(stderr, "%s%s\n", told ? "" : "thrum: ", line.text);
    }
}

/* Opens it as `present` does; false where that refuses, which is told. */
static bool open(struct check *c, const char *name, const char *language)
{
    struct session_options options = {.seed = 1,
                                      .exact = true,
                                      .has_panes = true,
                                      .rehearses = true,
                                      .present = name,
                                      .language = language};
    c->trial.stage.session = session_open(&options);
    if (!session_over(c->trial.stage.session, NULL))
        return true;
    present_tell_refusal(c->trial.stage.session);
    return false;
}

static int check_one(const char *name, const char *language)
{
    struct check c = {0};
    bool opened = open(&c, name, language);
    if (opened) {
        c.stops = session_presentation(c.trial.stage.session);
        c.trial.lesson = c.stops->lesson;
        check_lesson(&c, c.stops->lesson);
        check_stops(&c);
        printf("%s: %s: %zu stops\n", c.stops->lesson->path, c.trial.problems ? "NOT good" : "good",
               c.stops->count);
        fflush(stdout);
    }
    session_close(c.trial.stage.session);
    buffer_free(&c.trial.stage.output);
    buffer_free(&c.trial.stage.errors);
    return !opened ? LESSON_UNUSABLE : c.trial.problems ? LESSON_BAD : LESSON_GOOD;
}

int present_check(const char *const *names, size_t count, const char *language)
{
    int status = LESSON_GOOD;
    for (size_t i = 0; i < count; i++) {
        int one = check_one(names[i], language);
        if (one && (!status || one < status))
            status = one;
    }
    return status;
}
