/* catalogue.c - see catalogue.h. */
#include "lesson/catalogue.h"

#include "base/carried.h"
#include "base/memory.h"
#include "base/system.h"
#include "base/utf8.h"
#include "lesson/language.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

struct entry {
    char *path;
    char *name;            /* the file's, without its ending: "05-join" */
    struct lesson *lesson; /* NULL: not read yet, or refused */
    char *problem;         /* NULL: not read yet; "": it is good */
};

struct catalogue {
    char *folder;
    int error;      /* it could not be read, though it may be there: an errno, or 0 */
    char *language; /* "" for English */
    const char *const *lab_words;
    struct entry *entries;
    size_t count, capacity;
};

/* ---- The folder ------------------------------------------------------------------------------ */

static bool is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* In a build directory the lessons lie beside the program, which is not installed yet. */
static char *beside_program(void)
{
    struct buffer path = {0};
    if (!system_add_program(&path))
        return NULL;
    while (path.length && path.bytes[path.length - 1] != '/')
        path.length--;
    buffer_puts(&path, "lessons");
    if (is_folder(buffer_text(&path)))
        return buffer_take(&path);
    buffer_free(&path);
    return NULL;
}

static char *find_folder(void)
{
    const char *wanted = getenv("THRUM_LESSONS");
    if (wanted && wanted[0])
        return memory_copy(wanted);
    char *beside = beside_program();
    if (beside)
        return beside;
    return memory_copy(carried_has_folder(CARRIED "lessons") ? CARRIED "lessons" : LESSONS_FOLDER);
}

/* ---- The files ------------------------------------------------------------------------------- */

/* "05-join.md": a number, a dash, a slug. Its length without the ending; 0 if it is none. */
static size_t lesson_name_length(const char *file)
{
    size_t digits = strspn(file, "0123456789"), length = strlen(file);
    if (digits == 0 || file[digits] != '-' || length < digits + 5)
        return 0;
    return strcmp(file + length - 3, ".md") == 0 ? length - 3 : 0;
}

static void add_file(struct catalogue *c, const char *file)
{
    size_t length = lesson_name_length(file);
    if (length == 0)
        return;
    struct buffer path = {0};
    buffer_printf(&path, "%s/%s", c->folder, file);
    MEMORY_ROOM_FOR_ONE(c->entries, c->count, c->capacity);
    c->entries[c->count++] =
        (struct entry){.path = buffer_take(&path), .name = memory_copy_bytes(file, length)};
}

static int by_number(const void *left, const void *right)
{
    const char *a = ((const struct entry *)left)->name, *b = ((const struct entry *)right)->name;
    unsigned long first = strtoul(a, NULL, 10), second = strtoul(b, NULL, 10);
    if (first != second)
        return first < second ? -1 : 1;
    return strcmp(a, b);
}

struct catalogue *catalogue_open(const char *const *lab_words, const char *language)
{
    struct catalogue *c = memory_zeroed(1, sizeof *c);
    c->folder = find_folder();
    c->language =
        language ? memory_copy(language) : language_choose(c->folder, language_environment());
    if (!c->language)
        c->language = memory_copy("");
    c->lab_words = lab_words;
    struct carried_folder files;
    if (!carried_list(&files, c->folder)) {
        c->error = errno == ENOENT ? 0 : errno;
        return c;
    }
    for (const char *file; (file = carried_next(&files));)
        add_file(c, file);
    if (c->count)
        qsort(c->entries, c->count, sizeof *c->entries, by_number);
    return c;
}

void catalogue_close(struct catalogue *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < c->count; i++) {
        free(c->entries[i].path);
        free(c->entries[i].name);
        free(c->entries[i].problem);
        lesson_free(c->entries[i].lesson);
    }
    free(c->entries);
    free(c->folder);
    free(c->language);
    free(c);
}

char *catalogue_language(const char *wanted, struct buffer *why)
{
    char *folder = find_folder(), *language = wanted[0] ? language_choose(folder, wanted) : NULL;
    if (!language) {
        buffer_puts(why, "there are no lessons in the language '");
        utf8_add_visible(why, wanted, strlen(wanted), "");
        buffer_puts(why, "'; there are in: ");
        language_add_all(folder, why);
    }
    free(folder);
    return language;
}

const char *catalogue_in(const struct catalogue *c)
{
    return c->language;
}

void catalogue_add_none(const struct catalogue *c, struct buffer *out)
{
    if (c->error)
        buffer_printf(out, "the lessons in %s cannot be read: %s", c->folder, strerror(c->error));
    else
        buffer_printf(out, "there are no lessons in %s", c->folder);
}

size_t catalogue_count(const struct catalogue *c)
{
    return c->count;
}

const char *catalogue_path(const struct catalogue *c, size_t index)
{
    return c->entries[index].path;
}

static struct lesson *read_lesson(struct catalogue *c, const char *path, struct buffer *problem)
{
    struct diagnostics found = {0};
    struct source source = {0};
    struct lesson *lesson = lesson_read(path, c->lab_words, &found, &source);
    diagnostics_format(problem, &source, &found);
    diagnostics_free(&found);
    free((char *)(uintptr_t)source.text);
    return lesson;
}

/* NULL where it is not there, or not good: `thrum lesson --test` tells what is wrong with it. */
static struct lesson *read_translation(struct catalogue *c, const struct entry *e)
{
    struct buffer path = {0}, problem = {0};
    if (!c->language[0])
        return NULL;
    buffer_printf(&path, "%s/%s/%s.md", c->folder, c->language, e->name);
    struct lesson *lesson = read_lesson(c, buffer_text(&path), &problem);
    buffer_free(&path);
    buffer_free(&problem);
    return lesson;
}

static struct entry *read_entry(struct catalogue *c, size_t index)
{
    struct entry *e = &c->entries[index];
    struct buffer problem = {0};
    if (e->problem)
        return e;
    e->lesson = read_translation(c, e);
    if (!e->lesson)
        e->lesson = read_lesson(c, e->path, &problem);
    e->problem = problem.length ? buffer_take(&problem) : memory_copy("");
    return e;
}

const struct lesson *catalogue_lesson(struct catalogue *c, size_t index)
{
    return read_entry(c, index)->lesson;
}

const char *catalogue_problem(struct catalogue *c, size_t index)
{
    return read_entry(c, index)->problem;
}

/* ---- Finding one ----------------------------------------------------------------------------- */

static const char *slug(const struct entry *e)
{
    return e->name + strspn(e->name, "0123456789") + 1;
}

void catalogue_add_names(struct catalogue *c, struct buffer *out)
{
    for (size_t i = 0; i < c->count; i++) {
        const struct lesson *l = catalogue_lesson(c, i);
        if (l && l->number[0])
            buffer_printf(out, "%s\n", l->number);
        buffer_printf(out, "%s\n", slug(&c->entries[i]));
    }
}

/* How well words name a lesson by its title, as lists show it; the case of letters does not count.
 */
enum fit { FITS_NOT, FITS_A_PART, FITS_THE_BEGINNING, FITS_WHOLE };

static enum fit fit_of(const struct lesson *l, const char *words)
{
    size_t number = strlen(l->number), length;
    /* "2.5 Timers" */
    if (number && strncmp(words, l->number, number) == 0 && words[number] == ' ')
        words += number + strspn(words + number, " ");
    length = strlen(words);
    if (!length || !strcasestr(l->title, words))
        return FITS_NOT;
    if (strncasecmp(l->title, words, length) != 0)
        return FITS_A_PART;
    return l->title[length] ? FITS_THE_BEGINNING : FITS_WHOLE;
}

/* How many fit best; the first of them in `*index`. */
static size_t find_titles(struct catalogue *c, const char *words, enum fit *best, int *index)
{
    size_t count = 0;
    *best = FITS_A_PART;
    for (size_t i = 0; i < c->count; i++) {
        const struct lesson *l = catalogue_lesson(c, i);
        enum fit fit = l ? fit_of(l, words) : FITS_NOT;
        if (fit < *best)
            continue;
        count = fit > *best ? 1 : count + 1;
        if (count == 1)
            *index = (int)i;
        *best = fit;
    }
    return count;
}

int catalogue_find(struct catalogue *c, const char *wanted)
{
    enum fit fit;
    int index = CATALOGUE_NONE;
    for (size_t i = 0; i < c->count; i++)
        if (strcmp(c->entries[i].name, wanted) == 0 ||
            strcasecmp(slug(&c->entries[i]), wanted) == 0)
            return (int)i;
    for (size_t i = 0; i < c->count; i++) {
        const struct lesson *l = catalogue_lesson(c, i);
        if (l && l->number[0] && strcmp(l->number, wanted) == 0)
            return (int)i;
    }
    return find_titles(c, wanted, &fit, &index) == 1 ? index : CATALOGUE_NONE;
}

/* Those that words could name, where it is not only one. */
static bool add_several(struct catalogue *c, const char *wanted, struct buffer *out)
{
    enum fit best;
    int first;
    bool any = false;
    if (find_titles(c, wanted, &best, &first) < 2)
        return false;
    buffer_printf(out, "several lessons are called %s: ", wanted);
    for (size_t i = 0; i < c->count; i++) {
        const struct lesson *l = catalogue_lesson(c, i);
        if (!l || fit_of(l, wanted) != best)
            continue;
        buffer_printf(out, "%s%s%s%s", any ? "; " : "", l->number, l->number[0] ? " " : "",
                      l->title);
        any = true;
    }
    return true;
}

void catalogue_add_no_lesson(struct catalogue *c, const char *wanted, struct buffer *out)
{
    struct nearest n;
    if (c->count == 0) {
        catalogue_add_none(c, out);
        buffer_puts(out, "; THRUM_LESSONS=FOLDER names another place");
        return;
    }
    if (add_several(c, wanted, out))
        return;
    buffer_printf(out, "there is no lesson %s", wanted);
    nearest_begin(&n, wanted, strlen(wanted));
    for (size_t i = 0; i < c->count; i++) {
        const struct lesson *l = catalogue_lesson(c, i);
        if (l && l->number[0])
            nearest_offer(&n, l->number);
        nearest_offer(&n, slug(&c->entries[i]));
    }
    if (nearest_found(&n))
        buffer_printf(out, "; did you mean %s?", nearest_found(&n));
    else
        buffer_puts(out, "; `lessons` lists them");
}
