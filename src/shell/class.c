/* class.c - see class.h. The processes that look at the files are in class_jobs.c. */
#include "shell/class.h"

#include "base/memory.h"
#include "base/shown.h"
#include "lang/commands.h"
#include "lesson/catalogue.h"
#include "lesson/class_table.h"
#include "lesson/player.h"
#include "script/statuses.h"
#include "shell/class_jobs.h"
#include "shell/lesson_find.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- Lessons --------------------------------------------------------------------------------- */

/* False with a sentence where the file is no lesson. */
static bool add_lesson(struct class_lessons *all, const char *path, struct buffer *why)
{
    struct source source = {0};
    struct lesson *lesson = lesson_find_read(path, &source, why);
    if (lesson) {
        MEMORY_ROOM_FOR_ONE(all->lessons, all->count, all->capacity);
        struct class_lesson *l = &all->lessons[all->count++];
        l->lesson = lesson;
        digest_of(NULL, source.text, source.length, l->hash);
    }
    free((char *)(uintptr_t)source.text);
    return lesson;
}

/* Those of the tutorial; one that is wrong is left out. */
static void add_tutorial(struct class_lessons *all)
{
    struct catalogue *c = catalogue_open(commands_words(), "");
    for (size_t i = 0; i < catalogue_count(c); i++) {
        struct buffer why = {0};
        add_lesson(all, catalogue_path(c, i), &why);
        buffer_free(&why);
    }
    catalogue_close(c);
}

static void free_lessons(struct class_lessons *all)
{
    for (size_t i = 0; i < all->count; i++)
        lesson_free(all->lessons[i].lesson);
    free(all->lessons);
}

/* ---- Files ----------------------------------------------------------------------------------- */

struct files {
    char **names;
    size_t count, capacity;
};

static void add_file(struct files *files, const char *name)
{
    MEMORY_ROOM_FOR_ONE(files->names, files->count, files->capacity);
    files->names[files->count++] = memory_copy(name);
}

static int is_hand_in(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return length > 7 && strcmp(entry->d_name + length - 7, ".handin") == 0;
}

/* A file, or the hand-ins in a folder; false where there are none. */
static bool add_files(struct files *files, const char *name)
{
    struct stat status;
    struct dirent **entries;
    if (stat(name, &status) != 0 || !S_ISDIR(status.st_mode)) {
        add_file(files, name);
        return true;
    }
    int count = scandir(name, &entries, is_hand_in, alphasort);
    for (int i = 0; i < count; i++) {
        struct buffer path = {0};
        buffer_printf(&path, "%s/%s", name, entries[i]->d_name);
        add_file(files, buffer_text(&path));
        buffer_free(&path);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    if (count <= 0)
        fprintf(shown_errors(), "thrum: there is no file .handin in the folder %s\n", name);
    return count > 0;
}

/* ---- The table ------------------------------------------------------------------------------- */

/* Of the terminal. Who reads it elsewhere, through `less` or on paper, has as many as is usual. */
static size_t columns_shown(void)
{
    enum { USUAL_COLUMNS = 80 };
    struct winsize size;
    bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return known ? size.ws_col : USUAL_COLUMNS;
}

static void show(struct class_row *rows, size_t count, enum class_form form)
{
    struct buffer text = {0};
    class_table_sort(rows, count);
    if (form == CLASS_CSV)
        class_table_csv(rows, count, &text);
    else if (form == CLASS_JSON)
        class_table_json(rows, count, &text);
    else
        class_table_text(rows, count, columns_shown(), &text);
    fputs(buffer_text(&text), shown_output());
    buffer_free(&text);
}

int class_show(const char *const *names, size_t count, const char *lesson, enum class_form form)
{
    struct class_lessons lessons = {0};
    struct files files = {0};
    struct buffer why = {0};
    bool good = true;
    for (size_t i = 0; i < count && good; i++)
        good = add_files(&files, names[i]);
    if (good && lesson) {
        char *path = lesson_find(lesson, &why);
        good = path && add_lesson(&lessons, path, &why);
        free(path);
        if (!good)
            fprintf(shown_errors(), "thrum: %s\n", buffer_text(&why));
    }
    if (good) {
        add_tutorial(&lessons);
        struct class_row *rows = class_jobs_run(&lessons, files.names, files.count);
        show(rows, files.count, form);
        for (size_t i = 0; i < files.count; i++)
            class_row_free(&rows[i]);
        free(rows);
    }
    for (size_t i = 0; i < files.count; i++)
        free(files.names[i]);
    free(files.names);
    free_lessons(&lessons);
    buffer_free(&why);
    return good ? LESSON_GOOD : LESSON_UNUSABLE;
}

/* ---- Points ---------------------------------------------------------------------------------- */

static void print_points(uint32_t half_points)
{
    fprintf(shown_output(), "%" PRIu32 "%s", half_points / 2, half_points % 2 ? ".5" : "");
}

static void print_sections(const struct class_row *row, const struct lesson *lesson)
{
    size_t cell = 0;
    for (size_t i = 0; i < lesson->section_count && cell < row->cell_count; i++) {
        if (!lesson->sections[i].title[0])
            continue;
        const struct class_cell *c = &row->cells[cell++];
        if (!c->things)
            continue;
        fprintf(shown_output(), "%zu. %s: ", cell, lesson->sections[i].title);
        print_points(c->half_points);
        fprintf(shown_output(), " of %" PRIu32 "%s\n", c->things,
                c->fails ? " (what was typed does not do it when it is played again)" : "");
    }
}

int class_points(const char *name, const char *file, uint32_t least)
{
    struct class_lessons lessons = {0};
    struct buffer why = {0};
    char *path = lesson_find(name, &why), *files[] = {memory_copy(file)};
    int status = LESSON_UNUSABLE;
    if (path && add_lesson(&lessons, path, &why)) {
        struct class_row *row = class_jobs_run(&lessons, files, 1);
        const char *nothing = class_row_void(row);
        if (nothing)
            fprintf(shown_errors(), "thrum: %s counts nothing: %s\n", file, nothing);
        else
            print_sections(row, lessons.lessons[0].lesson);
        if (row->other_version)
            fprintf(shown_errors(), "thrum: %s is of another version of the lesson than this\n",
                    file);
        if (row->refused[0])
            fprintf(shown_errors(), "thrum: this is not run for others: %s\n", row->refused);
        uint32_t most = (uint32_t)(lessons.lessons[0].lesson->task_count +
                                   lessons.lessons[0].lesson->question_count +
                                   lessons.lessons[0].lesson->challenge_count);
        fprintf(shown_output(), "points: ");
        print_points(row->half_points);
        fprintf(shown_output(), " of %" PRIu32 "\n", most);
        uint32_t wanted = least == UINT32_MAX ? 2 * most : least;
        status = !nothing && row->half_points >= wanted ? LESSON_GOOD : LESSON_BAD;
        class_row_free(row);
        free(row);
    } else {
        fprintf(shown_errors(), "thrum: %s\n", buffer_text(&why));
    }
    free(files[0]);
    free(path);
    free_lessons(&lessons);
    buffer_free(&why);
    return status;
}
