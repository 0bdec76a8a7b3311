/* lesson_pages_write.c - `thrum lesson --pages`: see lesson_pages.h. */
#include "base/memory.h"
#include "base/shown.h"
#include "base/utf8.h"
#include "base/whole_file.h"
#include "lang/commands.h"
#include "lesson/catalogue.h"
#include "script/statuses.h"
#include "shell/lesson_find.h"
#include "shell/lesson_pages.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char index_name[] = "index"; /* of the list; no lesson's page can be called so */

struct pages {
    const char *language, *folder;
    struct lesson **lessons;
    struct buffer *texts;
    size_t count, capacity;
    struct buffer why;
};

static void add_path(struct buffer *out, const char *path)
{
    utf8_add_visible(out, path, strlen(path), "");
}

/* ---- Which lessons --------------------------------------------------------------------------- */

/* Whether its page would be written over another. */
static bool clashes(struct pages *p, const struct lesson *l)
{
    if (strcmp(l->name, index_name) == 0) {
        add_path(&p->why, l->path);
        buffer_puts(&p->why, ": its page would take the place of the list, index.html; give the "
                             "file another name");
        return true;
    }
    for (size_t i = 0; i < p->count; i++) {
        const struct lesson *other = p->lessons[i];
        if (strcmp(other->name, l->name) != 0)
            continue;
        bool same = strcmp(other->path, l->path) == 0;
        add_path(&p->why, l->path);
        if (same) {
            buffer_puts(&p->why, " was named twice; name it once");
        } else {
            buffer_puts(&p->why, " and ");
            add_path(&p->why, other->path);
            buffer_puts(&p->why, " would be the same page; give one of the files another name");
        }
        return true;
    }
    return false;
}

static bool take(struct pages *p, const char *words)
{
    struct source source = {0};
    char *path = lesson_find_in(p->language, words, &p->why);
    struct lesson *lesson = path ? lesson_find_read(path, &source, &p->why) : NULL;
    free((char *)(uintptr_t)source.text);
    free(path);
    if (lesson && clashes(p, lesson)) {
        lesson_free(lesson);
        lesson = NULL;
    }
    if (!lesson)
        return false;
    MEMORY_ROOM_FOR_ONE(p->lessons, p->count, p->capacity);
    p->lessons[p->count++] = lesson;
    return true;
}

static bool take_all(struct pages *p)
{
    struct catalogue *c = catalogue_open(commands_words(), "");
    size_t count = catalogue_count(c);
    bool good = count > 0;
    if (!good)
        catalogue_add_none(c, &p->why);
    for (size_t i = 0; i < count && good; i++) {
        const struct lesson *l = catalogue_lesson(c, i);
        good = l ? take(p, l->name) : take(p, catalogue_path(c, i));
    }
    catalogue_close(c);
    return good;
}

/* ---- Pages ----------------------------------------------------------------------------------- */

/* All of them before the first is written. */
static bool make(struct pages *p)
{
    p->texts = memory_zeroed(p->count + 1, sizeof *p->texts);
    lesson_pages_add_index(p->lessons, p->count, &p->texts[p->count]);
    for (size_t i = 0; i < p->count; i++) {
        struct buffer why = {0};
        bool good = lesson_pages_add(p->lessons, p->count, i, &p->texts[i], &why);
        if (!good) {
            add_path(&p->why, p->lessons[i]->path);
            buffer_printf(&p->why, ": %s", buffer_text(&why));
        }
        buffer_free(&why);
        if (!good)
            return false;
    }
    return true;
}

static bool make_folder(struct pages *p)
{
    struct stat status;
    if (mkdir(p->folder, 0777) == 0)
        return true;
    int error = errno;
    if (error == EEXIST && stat(p->folder, &status) == 0 && S_ISDIR(status.st_mode))
        return true;
    buffer_puts(&p->why, "cannot make the folder ");
    add_path(&p->why, p->folder);
    buffer_printf(&p->why, ": %s; name %s", error == EEXIST ? "it is no folder" : strerror(error),
                  error == ENOENT ? "one whose own folder is there" : "another place");
    return false;
}

/* The list last, so that it names no page that is not there. */
static bool write_all(struct pages *p)
{
    bool good = true;
    for (size_t i = 0; i <= p->count && good; i++) {
        struct buffer file = {0};
        buffer_printf(&file, "%s/%s.html", p->folder,
                      i < p->count ? p->lessons[i]->name : index_name);
        good = whole_file_put(buffer_text(&file), &p->texts[i], &p->why);
        buffer_free(&file);
    }
    return good;
}

int lesson_pages_write(const char *language, const char *folder, const char *const *words,
                       size_t count)
{
    struct pages p = {.language = language, .folder = folder};
    bool good = count || take_all(&p);
    for (size_t i = 0; i < count && good; i++)
        good = take(&p, words[i]);
    good = good && make(&p) && make_folder(&p) && write_all(&p);
    if (!good)
        fprintf(shown_errors(), "thrum: %s\n", buffer_text(&p.why));
    for (size_t i = 0; p.texts && i <= p.count; i++)
        buffer_free(&p.texts[i]);
    for (size_t i = 0; i < p.count; i++)
        lesson_free(p.lessons[i]);
    free(p.texts);
    free(p.lessons);
    buffer_free(&p.why);
    return good ? LESSON_GOOD : LESSON_UNUSABLE;
}
