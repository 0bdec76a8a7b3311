/* hand_in_file.c - see hand_in_file.h. */
#include "shell/hand_in_file.h"

#include "base/memory.h"
#include "base/shown.h"
#include "base/utf8.h"
#include "base/whole_file.h"
#include "lang/commands.h"
#include "lesson/hand_in.h"
#include "lesson/player.h"
#include "script/statuses.h"
#include "shell/lesson_find.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* ---- Whose ----------------------------------------------------------------------------------- */

static const char *login_name(void)
{
    const struct passwd *user = getpwuid(getuid());
    const char *name = getenv("LOGNAME");
    if (!name || !name[0])
        name = user ? user->pw_name : "student";
    return name;
}

/* NULL, or what is wrong with the name. */
static const char *name_problem(const char *name)
{
    size_t length = strlen(name);
    uint32_t character;
    if (!name[strspn(name, " ")])
        return "the name is empty; write: --name \"Anna Berg\"";
    if (length > HAND_IN_NAME_LONGEST)
        return "the name is too long: at most 200 bytes";
    for (size_t at = 0, bytes; at < length; at += bytes) {
        bytes = utf8_decode(name + at, length - at, &character);
        if (!bytes || utf8_is_control(character) || utf8_is_hidden(character))
            return "there is something in the name that is no character to be seen; write it in "
                   "letters";
    }
    return NULL;
}

/* "05-join-anna-berg.handin": what a shell or a folder would take otherwise becomes a dash. */
static char *file_of(const char *lesson, const char *name)
{
    struct buffer file = {0};
    buffer_printf(&file, "%s%s-", lesson[0] == '-' ? "./" : "", lesson);
    for (const char *c = name; *c; c++) {
        bool plain = (unsigned char)*c >= 0x80 || (*c >= '0' && *c <= '9') ||
                     (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || strchr("._-", *c);
        if (plain || buffer_text(&file)[file.length - 1] != '-')
            buffer_putc(&file, plain ? *c : '-');
    }
    buffer_puts(&file, ".handin");
    return buffer_take(&file);
}

/* ---- Writing --------------------------------------------------------------------------------- */

static bool write_file(const struct hand_in *h, const char *file, struct buffer *said)
{
    struct buffer text = {0};
    struct whole_file whole;
    bool good = whole_file_open(&whole, file, said);
    hand_in_write(h, &text);
    if (good) {
        good = fwrite(buffer_text(&text), 1, text.length, whole.stream) == text.length;
        good = whole_file_close(&whole, good, said) && good;
    }
    buffer_free(&text);
    return good;
}

static void say_written(const struct hand_in *h, const char *file, struct buffer *said)
{
    size_t done = 0, sections = 0;
    for (size_t i = 0; i < h->section_count; i++) {
        sections += h->sections[i].number > 0;
        done += h->sections[i].number > 0 && h->sections[i].outcome != WORK_NOTHING;
    }
    utf8_add_visible(said, file, strlen(file), "");
    buffer_printf(said, " is written: the work of %s on lesson %s, %zu of %zu section%s finished",
                  h->name, h->title, done, sections, sections == 1 ? "" : "s");
}

/* What is kept of a lesson; false, with a sentence, where that cannot be read. */
static bool collect(struct hand_in *h, const struct lesson *lesson, const struct source *source,
                    struct buffer *said)
{
    size_t before = said->length;
    struct progress *progress = progress_read(lesson->name, said);
    struct work *work = work_read(lesson->name, said);
    hand_in_collect(h, lesson, source, progress, work);
    work_free(work);
    progress_free(progress);
    return said->length == before;
}

static bool write_lesson(const struct lesson *lesson, const struct source *source,
                         const char *wanted, const char *name, struct buffer *said)
{
    struct hand_in h;
    bool good = false, known = collect(&h, lesson, source, said);
    h.name = memory_copy(name);
    h.date = time(NULL);
    char *file = wanted ? memory_copy(wanted) : file_of(lesson->name, name);
    if (!known)
        buffer_puts(said, "; nothing was written");
    else if (!hand_in_has_something(&h))
        buffer_printf(said, "nothing of lesson %s is done yet, so there is nothing to hand in",
                      h.title);
    else
        good = write_file(&h, file, said);
    if (good)
        say_written(&h, file, said);
    free(file);
    hand_in_free(&h);
    return good;
}

bool hand_in_file_would_be_empty(const char *lesson_path)
{
    struct source source = {0};
    struct buffer said = {0};
    struct hand_in h;
    bool empty = false;
    struct lesson *lesson = lesson_find_read(lesson_path, &source, &said);
    if (lesson) {
        empty = collect(&h, lesson, &source, &said) && !hand_in_has_something(&h);
        hand_in_free(&h);
    }
    lesson_free(lesson);
    free((char *)(uintptr_t)source.text);
    buffer_free(&said);
    return empty;
}

bool hand_in_file_write(const char *lesson_path, const char *file, const char *name,
                        struct buffer *said)
{
    struct source source = {0};
    const char *whose = name ? name : login_name(), *problem = name_problem(whose);
    bool good = false;
    if (problem) {
        buffer_puts(said, problem);
        return false;
    }
    struct lesson *lesson = lesson_find_read(lesson_path, &source, said);
    if (lesson)
        good = write_lesson(lesson, &source, file, whose, said);
    lesson_free(lesson);
    free((char *)(uintptr_t)source.text);
    return good;
}

int hand_in_file_command(const char *lesson, const char *file, const char *name)
{
    struct buffer said = {0};
    char *path = lesson_find(lesson, &said);
    bool good = path && hand_in_file_write(path, file, name, &said);
    if (good)
        fprintf(shown_output(), "%s\n", buffer_text(&said));
    else
        fprintf(shown_errors(), "thrum: %s\n", buffer_text(&said));
    free(path);
    buffer_free(&said);
    return good ? LESSON_GOOD : LESSON_UNUSABLE;
}
