/* test_ways.c - right and wrong ways to do the tutorial's tasks, played as a learner plays them.
 *
 * tests/lesson/ways/NAME.ways belongs to lessons/NAME.md:
 *
 *     = 3               of section 3 the first task; "= 3.2" is its second
 *     right: why it is right
 *         what is typed, a line after the other; ` / ` begins another line of the same input
 *     wrong: what the task excludes
 *         what is typed
 *     says: a part of what is then said to be missing
 *     hint: a part of the hint that is then given
 *
 * Each way is played in a session of its own, the tasks before it done as the lesson does them.
 * Behind a right one the lesson goes on, behind a wrong one the task stays open. Every task of the
 * tutorial has at least three of each. */
#include "base/buffer.h"
#include "base/memory.h"
#include "lesson/lesson.h"
#include "lang/commands.h"
#include "shell/session.h"
#include "at_rest.h"
#include "own_home.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LESSONS = 21, EACH = 3, DEADLINE_MS = 60000, MOST_INPUTS = 400 };

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

TestSuite(ways, .timeout = 300, .init = begin, .fini = end);

/* ---- Playing --------------------------------------------------------------------------------- */

struct play {
    struct session *session;
    struct buffer text; /* the transcript */
};

static void take_lines(void *play)
{
    struct play *p = play;
    struct line line;
    while (session_next_line(p->session, &line))
        buffer_printf(&p->text, "%s%s%s\n", line.thread, line.thread[0] ? ": " : "", line.text);
}

static void rest(struct play *p)
{
    come_to_rest(p->session, DEADLINE_MS, take_lines, p, &p->text);
}

static void type(struct play *p, const char *text)
{
    session_input(p->session, text);
    rest(p);
}

static bool is_open(struct play *p, const struct lesson_item *task)
{
    struct view_request request = {0};
    struct view view = {0};
    session_view(p->session, &request, &view);
    bool open = strcmp(view.goal, task->goal) == 0;
    view_free(&view);
    return open;
}

static bool said(struct play *p, const char *text)
{
    return strstr(buffer_text(&p->text), text) != NULL;
}

/* Plays until the task is open. */
static void go_to(struct play *p, const struct lesson *lesson, unsigned section,
                  const struct lesson_item *task)
{
    struct buffer command = {0};
    buffer_printf(&command, "lesson \"%s\" %u", lesson->path, section);
    type(p, buffer_text(&command));
    buffer_free(&command);
    for (int i = 0; i < MOST_INPUTS && !is_open(p, task); i++) {
        bool asks = said(p, "(which one") || said(p, "Task: ") || said(p, "`answer` does it");
        bool challenges = said(p, "names the next");
        buffer_clear(&p->text);
        if (asks || challenges) {
            type(p, asks ? "answer" : "skip");
        } else {
            session_enter(p->session);
            rest(p);
        }
    }
    cr_assert(is_open(p, task), "%s: the task in line %zu was not reached: %s", lesson->path,
              task->line, buffer_text(&p->text));
}

/* ---- A way ----------------------------------------------------------------------------------- */

struct way {
    const char *file;
    unsigned line;
    bool right;
    struct buffer inputs; /* each ended by a NUL */
    char *says, *hint;    /* or NULL */
};

static void expect_said(struct play *p, const struct way *w, const char *words)
{
    if (words)
        cr_expect(said(p, words), "%s:%u: it is not said: %s\n%s", w->file, w->line, words,
                  buffer_text(&p->text));
}

static void try_way(const struct lesson *lesson, unsigned section, const struct lesson_item *task,
                    const struct way *w)
{
    struct session_options options = {.seed = 1, .exact = true};
    struct play p = {.session = session_open(&options)};
    go_to(&p, lesson, section, task);
    buffer_clear(&p.text);
    for (size_t at = 0; at < w->inputs.length; at += strlen(w->inputs.bytes + at) + 1) {
        cr_expect(is_open(&p, task), "%s:%u: the task is done before this way is at its end\n%s",
                  w->file, w->line, buffer_text(&p.text));
        type(&p, w->inputs.bytes + at);
    }
    bool open = is_open(&p, task);
    if (open)
        type(&p, "check");
    if (open && w->hint && !said(&p, "Hint: "))
        type(&p, "hint");
    cr_expect_eq(open, !w->right, "%s:%u: this way is %s\n%s", w->file, w->line,
                 open ? "not taken" : "praised", buffer_text(&p.text));
    if (open && !w->right)
        cr_expect(said(&p, "Still missing: "), "%s:%u: %s", w->file, w->line, buffer_text(&p.text));
    expect_said(&p, w, w->says);
    expect_said(&p, w, w->hint);
    session_close(p.session);
    buffer_free(&p.text);
}

/* ---- The file of a lesson -------------------------------------------------------------------- */

static const struct lesson_item *find_task(const struct lesson *lesson, unsigned section,
                                           unsigned number)
{
    size_t first = lesson->sections[0].title[0] ? 0 : 1, index = first + section - 1;
    cr_assert(section && index < lesson->section_count, "no section %u", section);
    const struct lesson_section *s = &lesson->sections[index];
    const struct lesson_item *task = NULL;
    for (size_t i = 0; i < s->item_count && !task; i++)
        if (s->items[i].kind == LESSON_TASK && --number == 0)
            task = &s->items[i];
    cr_assert(task, "no such task in section %u", section);
    return task;
}

static char *read_file(const char *path)
{
    struct buffer text = {0};
    FILE *file = fopen(path, "r");
    cr_assert(file, "%s", path);
    for (int c; (c = fgetc(file)) != EOF;)
        buffer_putc(&text, (char)c);
    fclose(file);
    return buffer_take(&text);
}

static void add_input(struct way *w, const char *line)
{
    for (const char *at = line; *at; at++) {
        if (strncmp(at, " / ", 3) == 0) {
            buffer_putc(&w->inputs, '\n');
            at += 2;
        } else {
            buffer_putc(&w->inputs, *at);
        }
    }
    buffer_putc(&w->inputs, '\0');
}

/* What has been read of the file. */
struct reading {
    const struct lesson *lesson;
    unsigned section;
    const struct lesson_item *task;
    struct way way;
    size_t right, wrong, tasks;
};

static void end_way(struct reading *r)
{
    if (r->way.line) {
        try_way(r->lesson, r->section, r->task, &r->way);
        r->right += r->way.right;
        r->wrong += !r->way.right;
    }
    buffer_free(&r->way.inputs);
    free(r->way.says);
    free(r->way.hint);
    r->way = (struct way){.file = r->way.file};
}

static void end_task(struct reading *r)
{
    end_way(r);
    if (r->task)
        cr_expect(r->right >= EACH && r->wrong >= EACH, "%s: the task in line %zu has too few ways",
                  r->way.file, r->task->line);
    r->right = r->wrong = 0;
}

static void read_line(struct reading *r, unsigned number, const char *line)
{
    if (line[0] == '=') {
        unsigned task = 1;
        end_task(r);
        cr_assert(sscanf(line, "= %u.%u", &r->section, &task) >= 1, "%s:%u", r->way.file, number);
        r->task = find_task(r->lesson, r->section, task);
        r->tasks++;
    } else if (strncmp(line, "right:", 6) == 0 || strncmp(line, "wrong:", 6) == 0) {
        end_way(r);
        r->way.line = number;
        r->way.right = line[0] == 'r';
    } else if (strncmp(line, "says: ", 6) == 0) {
        r->way.says = memory_copy(line + 6);
    } else if (strncmp(line, "hint: ", 6) == 0) {
        r->way.hint = memory_copy(line + 6);
    } else if (strncmp(line, "    ", 4) == 0) {
        add_input(&r->way, line + 4);
    } else {
        cr_assert(line[0] == '\0' || line[0] == '#', "%s:%u: %s", r->way.file, number, line);
    }
}

static void try_file(const struct lesson *lesson, const char *path)
{
    char *text = read_file(path);
    struct reading r = {.lesson = lesson, .way = {.file = path}};
    unsigned number = 0;
    for (char *line = text, *next; line; line = next) {
        next = strchr(line, '\n');
        if (next)
            *next++ = '\0';
        read_line(&r, ++number, line);
    }
    end_task(&r);
    cr_expect_eq(r.tasks, lesson->task_count, "%s: the lesson has %zu tasks", path,
                 lesson->task_count);
    free(text);
}

/* The one file that the pattern means. */
static char *find_file(const char *folder, const char *number, const char *ending)
{
    const char *top = getenv("THRUM_SOURCE");
    struct buffer pattern = {0};
    glob_t found;
    buffer_printf(&pattern, "%s/%s/%s-*.%s", top ? top : "..", folder, number, ending);
    cr_assert(glob(buffer_text(&pattern), 0, NULL, &found) == 0 && found.gl_pathc == 1, "%s",
              buffer_text(&pattern));
    char *path = memory_copy(found.gl_pathv[0]);
    globfree(&found);
    buffer_free(&pattern);
    return path;
}

ParameterizedTestParameters(ways, end_tasks_as_they_should)
{
    static int numbers[LESSONS];
    for (int i = 0; i < LESSONS; i++)
        numbers[i] = i;
    return cr_make_param_array(int, numbers, LESSONS);
}

ParameterizedTest(const int *lesson_number, ways, end_tasks_as_they_should)
{
    char number[8];
    snprintf(number, sizeof number, "%02d", *lesson_number);
    char *file = find_file("lessons", number, "md");
    char *ways = find_file("tests/lesson/ways", number, "ways");
    struct diagnostics found = {0};
    struct source source = {0};
    struct lesson *lesson = lesson_read(file, commands_words(), &found, &source);
    cr_assert(lesson, "%s", file);
    try_file(lesson, ways);
    lesson_free(lesson);
    diagnostics_free(&found);
    free((char *)(uintptr_t)source.text);
    free(ways);
    free(file);
}
