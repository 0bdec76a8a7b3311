/* lesson_files.c - see lesson_files.h. */
#include "shell/lesson_files.h"

#include "base/buffer.h"
#include "base/file.h"
#include "base/shown.h"
#include "lang/commands.h"
#include "lesson/catalogue.h"
#include "lesson/draft.h"
#include "script/statuses.h"
#include "shell/gift.h"
#include "shell/handout.h"
#include "shell/lesson_find.h"
#include "shell/session.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int lesson_files_list(const char *language)
{
    struct buffer lines = {0};
    struct session *s = session_open(&(struct session_options){.seed = 1, .language = language});
    bool some = session_add_lessons(s, &lines);
    fputs(buffer_text(&lines), some ? shown_output() : shown_errors());
    session_close(s);
    buffer_free(&lines);
    return some ? LESSON_GOOD : LESSON_UNUSABLE;
}

int lesson_files_names(void)
{
    struct buffer names = {0};
    struct catalogue *c = catalogue_open(commands_words(), "");
    bool some = catalogue_count(c) > 0;
    catalogue_add_names(c, &names);
    fputs(buffer_text(&names), shown_output());
    catalogue_close(c);
    buffer_free(&names);
    return some ? LESSON_GOOD : LESSON_UNUSABLE;
}

static bool write_new(const char *path, const struct buffer *text)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY, 0666);
    if (fd < 0)
        return false;
    int problem = file_write(fd, text) ? 0 : errno;
    if (close(fd) < 0 && !problem)
        problem = errno;
    if (problem)
        unlink(path); /* nothing half written is left behind */
    errno = problem;
    return !problem;
}

int lesson_files_draft(const char *name)
{
    struct buffer path = {0}, text = {0};
    size_t length = strlen(name);
    bool ended = length > 3 && strcmp(name + length - 3, ".md") == 0;
    buffer_printf(&path, ended ? "%s" : "%s.md", name);
    lesson_draft(name, &text);
    bool good = write_new(buffer_text(&path), &text);
    if (good)
        fprintf(shown_output(),
                "%s is written. It plays as it stands:\n"
                "    thrum lesson %s\nand it tests itself:\n    thrum lesson --test %s\n",
                buffer_text(&path), buffer_text(&path), buffer_text(&path));
    else
        fprintf(shown_errors(), "thrum: cannot write %s: %s\n", buffer_text(&path),
                errno == EEXIST ? "there is a file of this name already" : strerror(errno));
    buffer_free(&path);
    buffer_free(&text);
    return good ? LESSON_GOOD : LESSON_UNUSABLE;
}

/* ---- A lesson in another form ---------------------------------------------------------------- */

static int write_form(const char *language, const char *name,
                      bool (*add)(const struct lesson *lesson, bool answers, struct buffer *out,
                                  struct buffer *why),
                      bool answers)
{
    struct buffer why = {0}, text = {0};
    struct source source = {0};
    char *path = lesson_find_in(language, name, &why);
    struct lesson *lesson = path ? lesson_find_read(path, &source, &why) : NULL;
    bool good = lesson && add(lesson, answers, &text, &why);
    if (good)
        fputs(buffer_text(&text), shown_output());
    else
        fprintf(shown_errors(), "thrum: %s\n", buffer_text(&why));
    free((char *)(uintptr_t)source.text);
    lesson_free(lesson);
    free(path);
    buffer_free(&text);
    buffer_free(&why);
    return good ? LESSON_GOOD : LESSON_UNUSABLE;
}

static bool add_gift(const struct lesson *lesson, bool answers, struct buffer *out,
                     struct buffer *why)
{
    (void)answers;
    if (!lesson->question_count)
        buffer_puts(why, "there is no question in this lesson");
    else
        gift_add(lesson, out);
    return lesson->question_count;
}

int lesson_files_gift(const char *language, const char *name)
{
    return write_form(language, name, add_gift, true);
}

int lesson_files_print(const char *language, const char *name, bool answers)
{
    return write_form(language, name, handout_add, answers);
}
