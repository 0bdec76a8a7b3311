/* present_check.c - see present_check.h. It presses Space, and looks at what comes of each stop. */
#include "shell/present_check.h"

#include "base/memory.h"
#include "base/shown.h"
#include "lang/commands.h"
#include "script/statuses.h"
#include "shell/lesson_trial.h"
#include "lesson/player.h"
#include "shell/present_still.h"
#include "shell/presenting.h"
#include "shell/session_present.h"
#include "shell/rehearsal.h"
#include "shell/session.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_STEPS = 2000000, /* of one stop */
    LOOK_MS = 100,        /* how often is looked whether it has passed them */
    MOST_SECTIONS = 99,   /* two digits reach */
    MOST_ANSWERS = 9,     /* one digit does */
    TALK_S = 30,          /* how long a presenter talks at a stop */
    TALK_STEPS = 20000,   /* of what goes on meanwhile */
    TALK_LOOK_MS = 5,     /* how often is looked at that */
    LONG_S = 30,          /* as the room waits */
};

/* It is gone through more than once: what a seed decides comes out otherwise another time, and
 * while somebody talks time goes on. */
struct round {
    uint64_t seed;
    bool talks;
    const char *when; /* NULL: the first time */
};

static const struct round rounds[] = {
    {1, false, NULL},
    {1, true, "when you talk for 30 s at each stop"},
    {2, true, "another time, when you talk for 30 s at each stop"},
    {3, true, "another time, when you talk for 30 s at each stop"},
};

struct check {
    struct trial trial;
    const struct presentation *stops;
    size_t stop; /* the one that is shown */
    const struct round *round;
    bool *noticed; /* of each stop: what the room may see there that was not meant, in any round */
};

/* What comes of a key. */
enum come_of {
    COMES_TO_REST,
    COMES_TO_NOTHING, /* it goes on for ever */
    COMES_TO_END,     /* the session is over */
};

/* ---- Going through it ------------------------------------------------------------------------ */

static const struct lesson_item *item_of(const struct check *c)
{
    return presentation_item(c->stops, c->stop);
}

static size_t line_of(const struct check *c)
{
    const struct lesson_item *item = item_of(c);
    return item ? item->line : c->trial.lesson->sections[c->stops->stops[c->stop].section].line;
}

static bool promises(const struct check *c, const char *kind)
{
    const struct lesson_item *item = item_of(c);
    return item && item->kind == LESSON_BLOCK && item->verdict.kind &&
           strstr(item->verdict.kind, kind);
}

/* Not what is wrong, but what may be. */
static void notice(struct check *c, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void notice(struct check *c, const char *format, ...)
{
    struct buffer text = {0};
    va_list args;
    if (c->noticed[c->stop])
        return;
    c->noticed[c->stop] = true;
    va_start(args, format);
    buffer_vprintf(&text, format, args);
    va_end(args);
    fprintf(shown_errors(), "thrum: %s:%zu: notice: %s%s%s\n", c->trial.lesson->path, line_of(c),
            c->trial.when ? c->trial.when : "", c->trial.when ? ": " : "", buffer_text(&text));
    buffer_free(&text);
}

/* A command that is refused has no thread; what a thread comes to may be what the lesson is about,
 * though where it is main it may be a slip. */
static void tell_error(struct check *c, const struct line *line)
{
    if (!line->thread[0])
        trial_complain(&c->trial, line_of(c), "the room would be told: %s", line->text);
    else if (strcmp(line->thread, "main") == 0 && !promises(c, "assertion") &&
             !promises(c, "error"))
        notice(c, "the room will see an error, if that is meant: %s", line->text);
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

/* Looks what has come; true where Space would be taken now. */
static bool look(struct check *c)
{
    struct session *s = c->trial.stage.session;
    struct present_view now;
    session_pump(s);
    take_lines(c);
    if (session_question(s)) {
        session_answer(s, NULL);
        return false;
    }
    return !session_presents(s, &now) || now.next != PRESENT_NEXT_WAITS;
}

/* What goes on by itself while somebody talks. Within a block nothing does: present_still.c. */
static void talk(struct check *c)
{
    struct session *s = c->trial.stage.session;
    double factor;
    int64_t now = rehearsal_time(s, &factor);
    int64_t pause = (int64_t)(TALK_S * 1e9 * (factor > 0 ? factor : 1));
    uint64_t before = rehearsal_steps(s);
    if (!c->round->talks || present_holds(s))
        return;
    rehearsal_linger(s, now + pause);
    while (rehearsal_lingers(s) && rehearsal_steps(s) <= before + TALK_STEPS) {
        look(c);
        session_wait(s, TALK_LOOK_MS);
    }
    rehearsal_linger(s, 0);
    look(c);
}

static void tell_wait(struct check *c, int64_t from)
{
    double factor;
    int64_t took = rehearsal_time(c->trial.stage.session, &factor) - from;
    if (factor > 0 && (double)took > LONG_S * 1e9 * factor)
        notice(c, "the room waits for %.0f s here; with `clock=x10` the block would take less",
               (double)took / 1e9 / factor);
}

static void tell_endless(struct check *c)
{
    if (promises(c, "endless"))
        notice(c, "this may go on for ever in front of the room, as its verdict says; Space twice "
                  "goes on");
    else
        trial_complain(&c->trial, line_of(c),
                       "the room would wait here: after %d steps a thread that is no daemon still "
                       "goes on",
                       MOST_STEPS);
}

/* Does what a key does, and waits until Space would be taken again. */
static enum come_of press(struct check *c, enum present_deed deed)
{
    struct session *s = c->trial.stage.session;
    double factor;
    int64_t from = rehearsal_time(s, &factor);
    uint64_t before = rehearsal_steps(s), after = before;
    session_present(s, deed, 0);
    while (!look(c) && !session_over(s, NULL) && after <= before + MOST_STEPS) {
        session_wait(s, LOOK_MS);
        after = rehearsal_steps(s);
    }
    if (session_over(s, NULL)) {
        trial_complain(&c->trial, line_of(c), "these commands leave the lab");
        return COMES_TO_END;
    }
    if (after > before + MOST_STEPS) {
        tell_endless(c);
        return COMES_TO_NOTHING;
    }
    tell_wait(c, from);
    return COMES_TO_REST;
}

/* ---- What comes of a stop -------------------------------------------------------------------- */

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
    if (press(c, PRESENT_GO) != COMES_TO_REST)
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
        return press(c, PRESENT_GO) == COMES_TO_REST;
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

/* What goes on for ever ends where the next section begins, with its lab. False: there is none. */
static bool leave_behind(struct check *c)
{
    struct present_view now;
    if (!promises(c, "endless") || press(c, PRESENT_NEXT_SECTION) != COMES_TO_REST ||
        !session_presents(c->trial.stage.session, &now) || now.stop <= c->stop + 1)
        return false;
    begin_stop(c, now.stop - 1);
    return true;
}

/* The stop behind this one; false where there is none, or Space does not lead there. */
static bool go_on(struct check *c)
{
    struct present_view now;
    if (!session_presents(c->trial.stage.session, &now) || now.next == PRESENT_NEXT_NOTHING)
        return false;
    if (now.stop != c->stop + 1) {
        trial_complain(&c->trial, line_of(c), "Space does not lead on from here");
        return false;
    }
    begin_stop(c, c->stop + 1);
    enum come_of came = press(c, PRESENT_GO);
    return came == COMES_TO_REST || (came == COMES_TO_NOTHING && leave_behind(c));
}

static void check_stops(struct check *c)
{
    take_lines(c);
    begin_stop(c, 0);
    do
        talk(c);
    while (end_stop(c) && go_on(c));
}

/* ---- Lessons and scripts --------------------------------------------------------------------- */

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
            fprintf(shown_errors(), "%s%s\n", told ? "" : "thrum: ", line.text);
    }
}

/* Opens it as `present` does; false where that refuses, which is told. */
static bool open(struct check *c, const char *name, const char *language)
{
    struct session_options options = {.seed = c->round->seed,
                                      .exact = true,
                                      .has_panes = true,
                                      .rehearses = true,
                                      .present = name,
                                      .language = language};
    c->trial.stage.session = session_open(&options);
    if (session_over(c->trial.stage.session, NULL)) {
        present_tell_refusal(c->trial.stage.session);
        return false;
    }
    c->stops = session_presentation(c->trial.stage.session);
    c->trial.lesson = c->stops->lesson;
    c->trial.when = c->round->when;
    if (!c->noticed)
        c->noticed = memory_zeroed(c->stops->count, sizeof *c->noticed);
    return true;
}

/* A round; false where it could not be opened. `last`: of those that are needed. */
static bool play(struct check *c, const char *name, const char *language, bool last)
{
    bool opened = open(c, name, language);
    if (opened) {
        if (!c->trial.when)
            check_lesson(c, c->trial.lesson);
        check_stops(c);
        if (c->trial.problems || last)
            fprintf(shown_output(), "%s: %s: %zu stops\n", c->trial.lesson->path,
                    c->trial.problems ? "NOT good" : "good", c->stops->count);
        fflush(shown_output());
    }
    session_close(c->trial.stage.session);
    return opened;
}

static int check_one(const char *name, const char *language)
{
    enum { ROUNDS = sizeof rounds / sizeof *rounds };
    struct check c = {0};
    bool opened = true;
    for (size_t i = 0; i < ROUNDS && opened && !c.trial.problems; i++) {
        c.round = &rounds[i];
        opened = play(&c, name, language, i + 1 == ROUNDS);
    }
    buffer_free(&c.trial.stage.output);
    buffer_free(&c.trial.stage.errors);
    free(c.noticed);
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
