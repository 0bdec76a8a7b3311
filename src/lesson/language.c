/* language.c - see language.h. */
#include "lesson/language.h"

#include "base/carried.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static const char small_letters[] = "abcdefghijklmnopqrstuvwxyz";
static const char great_letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
static const char digits[] = "0123456789";

bool language_is_name(const char *name, size_t length)
{
    char copy[32];
    if (length >= sizeof copy)
        return false;
    memcpy(copy, name, length);
    copy[length] = '\0';
    size_t at = strspn(copy, small_letters);
    if (at < 2 || at > 3)
        return false;
    if (copy[at] == '_') {
        size_t territory = strspn(copy + at + 1, great_letters) + strspn(copy + at + 1, digits);
        if (territory < 2 || territory > 3)
            return false;
        at += 1 + territory;
    }
    if (copy[at] == '@') {
        size_t variant = strspn(copy + at + 1, small_letters);
        if (variant == 0)
            return false;
        at += 1 + variant;
    }
    return at == length;
}

/* ---- What is wanted -------------------------------------------------------------------------- */

static const char *first_set(const char *const *names)
{
    for (; *names; names++) {
        const char *value = getenv(*names);
        if (value && value[0])
            return value;
    }
    return "";
}

/* The locale of those who want none. */
static bool is_plain(const char *locale)
{
    return !locale[0] || strcmp(locale, "C") == 0 || strncmp(locale, "C.", 2) == 0 ||
           strcmp(locale, "POSIX") == 0;
}

const char *language_environment(void)
{
    static const char *const locales[] = {"LC_ALL", "LC_MESSAGES", "LANG", NULL};
    const char *locale = first_set(locales), *list = getenv("LANGUAGE");
    /* gettext does not look at LANGUAGE either where the locale is C. */
    if (is_plain(locale))
        return "";
    return list && list[0] ? list : locale;
}

/* ---- What is there --------------------------------------------------------------------------- */

static bool has_lessons(const char *folder, const char *language)
{
    struct buffer path = {0};
    bool some = false;
    buffer_printf(&path, "%s/%s", folder, language);
    struct carried_folder files;
    bool there = carried_list(&files, buffer_text(&path));
    for (const char *name; there && (name = carried_next(&files));) {
        size_t length = strlen(name);
        some |= length > 3 && strcmp(name + length - 3, ".md") == 0;
    }
    buffer_free(&path);
    return some;
}

/* One of the wanted: itself, or with less and less of what stands behind the language. */
static char *choose_one(const char *folder, char *wanted)
{
    char *set = strchr(wanted, '.'); /* of characters; a variant may stand behind it */
    if (set) {
        const char *rest = set + strcspn(set, "@");
        memmove(set, rest, strlen(rest) + 1);
    }
    for (;;) {
        if (language_is_name(wanted, strlen(wanted)) && has_lessons(folder, wanted))
            return memory_copy(wanted);
        char *cut = strrchr(wanted, '@');
        cut = cut ? cut : strrchr(wanted, '_');
        if (!cut)
            break;
        *cut = '\0';
    }
    return is_plain(wanted) || strcmp(wanted, "en") == 0 ? memory_copy("") : NULL;
}

char *language_choose(const char *folder, const char *wanted)
{
    char *found = NULL;
    if (!wanted[0])
        return memory_copy("");
    for (const char *at = wanted; !found && *at;) {
        size_t length = strcspn(at, ":");
        char *one = memory_copy_bytes(at, length);
        found = length ? choose_one(folder, one) : NULL;
        free(one);
        at += length + (at[length] == ':');
    }
    return found;
}

static int by_name(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

size_t language_add_all(const char *folder, struct buffer *out)
{
    char **names = NULL;
    size_t count = 0, capacity = 0;
    struct carried_folder files;
    bool there = carried_list(&files, folder);
    MEMORY_ROOM_FOR_ONE(names, count, capacity);
    names[count++] = memory_copy("en");
    for (const char *name; there && (name = carried_next(&files));) {
        if (strcmp(name, "en") == 0 || !language_is_name(name, strlen(name)) ||
            !has_lessons(folder, name))
            continue;
        MEMORY_ROOM_FOR_ONE(names, count, capacity);
        names[count++] = memory_copy(name);
    }
    qsort(names, count, sizeof *names, by_name);
    for (size_t i = 0; i < count; i++) {
        buffer_printf(out, "%s%s", i ? ", " : "", names[i]);
        free(names[i]);
    }
    free(names);
    return count;
}
