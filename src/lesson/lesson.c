/* lesson.c - from a file to its text: see lesson.h. What the text says is read in outline.c. */
#include "lesson/lesson.h"

#include "base/buffer.h"
#include "base/carried.h"
#include "base/file.h"
#include "base/memory.h"
#include "lesson/lesson_inside.h"
#include "lesson/translation.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A pipe may be slow, but a lab that reads a lesson does nothing else meanwhile. */
enum { PATIENCE_MS = 2000 };

/* ---- The file -------------------------------------------------------------------------------- */

static bool refuse(struct diagnostics *found, const char *what, const char *why)
{
    diagnostics_add(found, DIAGNOSTIC_ERROR, 0, 0, "%s%s", what, why);
    return false;
}

static bool refuse_error(struct diagnostics *found)
{
    return refuse(found, "cannot read it: ", strerror(errno));
}

static bool read_all(int file, struct buffer *text, struct diagnostics *found)
{
    if (!file_read(file, text, LESSON_LONGEST, PATIENCE_MS))
        return errno == ETIMEDOUT ? refuse(found, "nothing comes out of it", "")
                                  : refuse_error(found);
    if (text->length > LESSON_LONGEST)
        return refuse(found, "a lesson has at most 1 MiB", "");
    return text->length > 0 || refuse(found, "the file is empty", "");
}

static bool read_file(const char *path, struct buffer *text, struct diagnostics *found)
{
    int file = carried_open(path);
    if (file < 0)
        return refuse_error(found);
    struct stat status;
    bool good;
    if (fstat(file, &status) < 0)
        good = refuse_error(found);
    else if (S_ISDIR(status.st_mode))
        good = refuse(found, "this is a directory, not a lesson", "");
    else if (isatty(file))
        good = refuse(found, "this is a terminal, not a lesson", "");
    else {
        fcntl(file, F_SETFL, 0); /* a pipe may be waited for; opening it did not block */
        good = read_all(file, text, found);
    }
    close(file);
    return good;
}

void lesson_make_plain(struct buffer *text)
{
    size_t from = text->length >= 3 && memcmp(text->bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0, to = 0;
    for (; from < text->length; from++)
        if (text->bytes[from] != '\r' || text->bytes[from + 1] != '\n')
            text->bytes[to++] = text->bytes[from];
    buffer_cut(text, to);
}

/* A file by itself. */
static struct lesson *read_alone(const char *path, const char *const *lab_words,
                                 struct diagnostics *found, struct source *source)
{
    struct buffer text = {0};
    *source = (struct source){.name = path};
    if (!read_file(path, &text, found)) {
        buffer_free(&text);
        return NULL;
    }
    lesson_make_plain(&text);
    source->length = text.length;
    source->text = buffer_take(&text);
    return lesson_parse(source, lab_words, found);
}

/* Reads what `l` translates; with mistakes in it nobody can tell whether the two agree. */
static void join_original(struct lesson *l, const char *path, const char *const *lab_words,
                          struct diagnostics *found, const struct source *translated)
{
    struct diagnostics mistakes = {0};
    struct source source = {0};
    struct lesson *original = read_alone(path, lab_words, &mistakes, &source);
    if (original)
        translation_join(l, original, translated, found);
    else
        refuse(found, "there are mistakes in the English lesson that it translates", "");
    lesson_free(original);
    diagnostics_free(&mistakes);
    free((char *)(uintptr_t)source.text);
}

struct lesson *lesson_read(const char *path, const char *const *lab_words,
                           struct diagnostics *found, struct source *source)
{
    size_t errors = found->errors;
    struct lesson *l = read_alone(path, lab_words, found, source);
    char *original = l ? translation_original(path) : NULL;
    if (original)
        join_original(l, original, lab_words, found, source);
    free(original);
    if (found->errors == errors)
        return l;
    lesson_free(l);
    return NULL;
}

/* ---- Freeing --------------------------------------------------------------------------------- */

void lesson_item_free(struct lesson_item *item)
{
    free(item->text);
    free(item->note);
    free(item->commands);
    free(item->settings.schedule);
    free(item->settings.clock);
    free(item->settings.view);
    free(item->output);
    free(item->verdict.kind);
    free(item->verdict.schedules);
    free(item->verdict.options);
    free(item->goal);
    for (size_t i = 0; i < item->hint_count; i++)
        free(item->hints[i]);
    for (size_t i = 0; i < item->hint_count; i++)
        free(item->hint_conditions[i]);
    free(item->hints);
    free(item->hint_conditions);
    free(item->solution);
    for (size_t i = 0; i < item->answer_count; i++) {
        free(item->answers[i].text);
        free(item->answers[i].explanation);
    }
    free(item->answers);
    free(item->finding);
}

void lesson_free(struct lesson *l)
{
    if (!l)
        return;
    for (size_t i = 0; i < l->section_count; i++) {
        for (size_t j = 0; j < l->sections[i].item_count; j++)
            lesson_item_free(&l->sections[i].items[j]);
        free(l->sections[i].items);
        free(l->sections[i].title);
        free(l->sections[i].key);
        free(l->sections[i].note);
    }
    free(l->sections);
    free(l->path);
    free(l->original);
    free(l->language);
    free(l->name);
    free(l->number);
    free(l->title);
    free(l->program);
    free(l);
}
