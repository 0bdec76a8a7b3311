/* test_spoken_lessons.c - every lesson of the tutorial is played in spoken mode, from its beginning
 * to its end: questions with every answer, tasks and challenges with the lab's. Nothing that is
 * said has a sign in it, and no line of code is wider than a terminal. */
#include "base/buffer.h"
#include "base/memory.h"
#include "base/spoken.h"
#include "shell/session.h"
#include "at_rest.h"
#include "own_home.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LESSONS = 21,
    DEADLINE_MS = 200000,
    MOST_INPUTS = 600,
    ANSWERS = 6,
    LONGEST_WORD = 78,      /* a terminal breaks a line between words */
    LONGEST_PARAGRAPH = 900 /* that is to be heard in one go */
};

static const char *home;

static void begin(void)
{
    home = own_home();
    cr_assert(home);
}

static void end(void)
{
    delete_folder(home);
}

TestSuite(spoken_lessons, .timeout = 300, .init = begin, .fini = end);

/* On which every look is due, and no silence is long. */
static int64_t clock_of_test(void)
{
    static int64_t now;
    return now += 60;
}

struct play {
    struct session *session;
    const char *file;
    struct buffer text; /* since the last input */
    size_t lines;
    bool over;
};

/* What threads print, and what stands for them in a lesson's code, is not the lab's. */
static void look_at(struct play *p, const struct line *line)
{
    size_t length = strlen(line->text), word = 0;
    p->lines++;
    p->over =
        p->over || (line->kind == LINE_LESSON && strncmp(line->text, "That was lesson", 15) == 0);
    if (line->kind == LINE_OUTPUT)
        return;
    cr_expect(spoken_is_plain(line->text, length), "%s: %s", p->file, line->text);
    cr_expect_leq(length, LONGEST_PARAGRAPH, "%s: %s", p->file, line->text);
    bool names_it = strstr(line->text, p->file) != NULL; /* however long that is */
    for (size_t i = 0; i < length && !names_it; i++) {
        word = line->text[i] == ' ' ? 0 : word + 1;
        cr_expect_leq(word, LONGEST_WORD, "%s: %s", p->file, line->text);
    }
    static const char *const drawn[] = {"==", "--> ", " | ", "( )", "[ ]"};
    for (size_t i = 0; line->kind == LINE_NOTICE && i < sizeof drawn / sizeof *drawn; i++)
        cr_expect_null(strstr(line->text, drawn[i]), "%s: %s", p->file, line->text);
}

static void take_lines(void *play)
{
    struct play *p = play;
    struct line line;
    while (session_next_line(p->session, &line)) {
        look_at(p, &line);
        buffer_printf(&p->text, "%s%s%s\n", line.thread, line.thread[0] ? ": " : "", line.text);
    }
}

static void rest(struct play *p)
{
    come_to_rest(p->session, DEADLINE_MS, take_lines, p, &p->text);
}

static void type(struct play *p, const char *text)
{
    buffer_clear(&p->text);
    session_input(p->session, text);
    rest(p);
}

/* What the open task, question or challenge asks for; until the next call. */
static const char *goal(struct play *p)
{
    static char text[400];
    struct view_request request = {0};
    struct view view = {0};
    session_view(p->session, &request, &view);
    snprintf(text, sizeof text, "%s", view.goal);
    view_free(&view);
    return text;
}

/* Each by itself, for its explanation; then, where several are right, the lab's. */
static void answer_question(struct play *p, const char *question)
{
    char *asked = memory_copy(question);
    for (int i = 1; i <= ANSWERS && strcmp(goal(p), asked) == 0; i++) {
        char number[4];
        snprintf(number, sizeof number, "%d", i);
        type(p, number);
    }
    if (strcmp(goal(p), asked) == 0)
        type(p, "answer");
    free(asked);
}

static void play(const char *file)
{
    struct session_options options = {
        .seed = 1, .exact = true, .spoken = true, .clock = clock_of_test};
    struct play p = {.session = session_open(&options), .file = file};
    struct buffer command = {0};
    buffer_printf(&command, "lesson \"%s\" 1", file);
    type(&p, buffer_text(&command));
    for (int i = 0; i < MOST_INPUTS && !p.over; i++) {
        const char *open = goal(&p);
        if (strncmp(open, "answer 1 to", 11) == 0) {
            answer_question(&p, open);
        } else if (open[0]) {
            type(&p, "goal");
            cr_expect(strlen(buffer_text(&p.text)) > strlen("goal\n"), "%s: nothing on goal", file);
            type(&p, "hint");
            type(&p, "answer");
        } else {
            buffer_clear(&p.text);
            session_enter(p.session);
            rest(&p);
        }
    }
    cr_expect(p.over, "%s: its end was not reached: %s", file, buffer_text(&p.text));
    cr_expect_gt(p.lines, 50);
    session_close(p.session);
    buffer_free(&p.text);
    buffer_free(&command);
}

ParameterizedTestParameters(spoken_lessons, are_played_to_their_end_without_a_sign)
{
    static int numbers[LESSONS];
    for (int i = 0; i < LESSONS; i++)
        numbers[i] = i;
    return cr_make_param_array(int, numbers, LESSONS);
}

ParameterizedTest(const int *number, spoken_lessons, are_played_to_their_end_without_a_sign)
{
    const char *top = getenv("THRUM_SOURCE");
    struct buffer pattern = {0};
    glob_t found;
    buffer_printf(&pattern, "%s/lessons/%02d-*.md", top ? top : "..", *number);
    cr_assert(glob(buffer_text(&pattern), 0, NULL, &found) == 0 && found.gl_pathc == 1, "%s",
              buffer_text(&pattern));
    play(found.gl_pathv[0]);
    globfree(&found);
    buffer_free(&pattern);
}
