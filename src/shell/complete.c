/* complete.c - what may stand where the cursor is: words, names of the kind that fits, files. The
 * kinds come from the tables of words and commands. */

#include "base/memory.h"
#include "base/utf8.h"
#include "lang/commands.h"
#include "lang/diagnostic.h"
#include "lang/words.h"
#include "shell/glossary.h"
#include "shell/lines.h"
#include "shell/session_lesson.h"
#include "shell/session_words.h"
#include "watch/words.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MOST_FOUND = 1000 };

struct found {
    char **items;
    size_t count, capacity;
    const char *prefix;
    size_t length; /* of prefix */
};

static void offer(struct found *f, const char *text)
{
    if (strncmp(text, f->prefix, f->length) != 0 || f->count == MOST_FOUND)
        return;
    MEMORY_ROOM_FOR_ONE(f->items, f->count, f->capacity);
    f->items[f->count++] = memory_copy(text);
}

static void offer_all(struct found *f, const char *const *words)
{
    for (; *words; words++)
        offer(f, *words);
}

/* ---- Names ------------------------------------------------------------------------------------
 */

enum thread_filter { ANY_THREAD, NOT_STARTED_YET, NOT_ENDED, STARTED, ORDERABLE };

struct name_search {
    struct found *found;
    uint32_t kinds; /* a mask of 1 << enum entity_kind */
    enum thread_filter threads;
    const char *behind; /* is put behind the name */
};

static bool thread_fits(const struct machine *m, const struct entity *e, enum thread_filter filter)
{
    const struct thread *t = state_thread(m->state, e->link);
    switch (filter) {
    case NOT_STARTED_YET:
        return t->status == THREAD_NEW;
    case NOT_ENDED:
        return t->status < THREAD_DONE;
    case STARTED:
        return t->status != THREAD_NEW;
    case ORDERABLE:
        return t->status < THREAD_DONE && (t->flags & FLAG_PUPPET);
    default:
        return true;
    }
}

static void offer_name(const struct name_search *search, const char *name)
{
    struct buffer text = {0};
    buffer_printf(&text, name_is_bare(name) ? "%s%s" : "\"%s\"%s", name, search->behind);
    if (utf8_valid_prefix(text.bytes, text.length) == text.length)
        offer(search->found, buffer_text(&text));
    buffer_free(&text);
}

static void search_names(struct lab *lab, struct machine *m, void *argument)
{
    const struct name_search *search = argument;
    (void)lab;
    for (uint32_t n = 1; n <= names_count(m->program->texts); n++) {
        uint32_t bound = state_lookup(m->state, n);
        if (!bound)
            continue;
        const struct entity *e = state_entity(m->state, handle_index(bound));
        enum entity_kind kind = (enum entity_kind)e->kind;
        if (kind == ENTITY_OBJECT_ARRAY && e->initial)
            kind = (enum entity_kind)state_entity(m->state, e->link)->kind;
        if (!(search->kinds & 1u << kind))
            continue;
        bool thread = e->kind == ENTITY_THREAD || e->kind == ENTITY_TIMER;
        if (!thread || thread_fits(m, e, search->threads))
            offer_name(search, name_bytes(m->program->texts, n));
    }
}

static void offer_names(struct session *s, struct found *f, uint32_t kinds,
                        enum thread_filter threads, const char *behind)
{
    struct name_search search = {f, kinds, threads, behind};
    lines_do(s, search_names, &search);
}

static void search_privates(struct lab *lab, struct machine *m, void *argument)
{
    struct found *f = argument;
    (void)lab;
    for (uint32_t i = 0; i < m->program->private_count; i++)
        if (m->program->privates[i])
            offer(f, name_bytes(m->program->texts, m->program->privates[i]));
}

#define BIT(kind) (1u << (kind))
/* ---- Files ------------------------------------------------------------------------------------
 */

static void offer_files(struct found *f)
{
    const char *slash = strrchr(f->prefix, '/');
    size_t folder_length = slash ? (size_t)(slash - f->prefix) + 1 : 0;
    char *folder = folder_length ? memory_copy_bytes(f->prefix, folder_length) : memory_copy(".");
    DIR *files = opendir(folder);
    struct dirent *entry;
    while (files && (entry = readdir(files))) {
        struct buffer path = {0};
        struct stat status;
        bool hidden = entry->d_name[0] == '.' && f->prefix[folder_length] != '.';
        buffer_add(&path, f->prefix, folder_length);
        buffer_puts(&path, entry->d_name);
        if (stat(buffer_text(&path), &status) == 0 && S_ISDIR(status.st_mode))
            buffer_putc(&path, '/');
        if (!hidden && utf8_valid_prefix(path.bytes, path.length) == path.length &&
            !strpbrk(entry->d_name, " \t\""))
            offer(f, buffer_text(&path));
        buffer_free(&path);
    }
    if (files)
        closedir(files);
    free(folder);
}

/* ---- Where the cursor is ----------------------------------------------------------------------
 */

static void offer_commands(struct session *s, struct found *f)
{
    for (int id = WORD_NOTHING + 1; id < WORD_COUNT; id++)
        if (word_is_command(word_get((enum word_id)id)))
            offer(f, word_get((enum word_id)id)->name);
    offer_all(f, commands_words());
    offer_names(s, f, BIT(ENTITY_THREAD), ORDERABLE, ":");
    offer_names(s, f, BIT(ENTITY_FUNCTION), ANY_THREAD, "(");
    offer_names(s, f, KINDS_TAKING(READ), ANY_THREAD, "");
}

static void offer_values(struct session *s, struct found *f)
{
    for (int id = WORD_NOTHING + 1; id < WORD_COUNT; id++) {
        const struct word *w = word_get((enum word_id)id);
        if (w->class == WORD_VALUE_OR_OPERATOR || w->class == WORD_BUILTIN)
            offer(f, w->name);
    }
    offer_names(s, f, KINDS_TAKING(READ), ANY_THREAD, "");
    offer_names(s, f, BIT(ENTITY_FUNCTION), ANY_THREAD, "(");
    lines_do(s, search_privates, f);
}

static void offer_kind(struct session *s, struct found *f, enum completes kind)
{
    static const char *const levels[] = {"debug", "info", "warning", "error", NULL};
    static const char *const switches[] = {"on", "off", NULL};
    if (kind >= COMPLETES_OPERAND) {
        uint32_t kinds = kinds_taking((enum kind_operation)(kind - COMPLETES_OPERAND));
        offer_names(s, f, kinds, ANY_THREAD, "");
        return;
    }
    switch (kind) {
    case COMPLETES_THREAD:
        offer_names(s, f, KINDS_TAKING(JOIN), ANY_THREAD, "");
        break;
    case COMPLETES_STARTABLE:
        offer_names(s, f, KINDS_TAKING(JOIN), NOT_STARTED_YET, "");
        break;
    case COMPLETES_CANCELLABLE:
        offer_names(s, f, KINDS_TAKING(JOIN), NOT_ENDED, "");
        break;
    case COMPLETES_JOINABLE:
        offer_names(s, f, KINDS_TAKING(JOIN), STARTED, "");
        offer(f, "all");
        offer(f, "all but daemons");
        break;
    case COMPLETES_VALUE:
        offer_values(s, f);
        break;
    case COMPLETES_LEVEL:
        offer_all(f, levels);
        break;
    case COMPLETES_ON_OFF:
        offer_all(f, switches);
        break;
    case COMPLETES_FILE:
        offer_files(f);
        break;
    case COMPLETES_BODY:
        offer_names(s, f, BIT(ENTITY_FUNCTION), ANY_THREAD, "(");
        break;
    case COMPLETES_NOTHING:
    case COMPLETES_OPERAND:
    case COMPLETES_NEW_NAME:
    case COMPLETES_DURATION:
        break;
    }
}

/* Words that stand in one place of one command: what stands behind the names in a declaration, for
 * how they are to be used (fair, loose, every), and what a futex does. */
static void offer_in_place(struct found *f, const struct word *word, size_t argument)
{
    if (word->id == WORD_FUTEX && argument == 0) {
        offer(f, "wait");
        offer(f, "wake");
    }
    if (word->id == WORD_TIMER && argument == 1)
        offer(f, "every");
    enum entity_kind kind = kinds_made_by(word->name);
    bool on_lock = kind_rows[kind].number.is == NUMBER_LOCK;
    if (on_lock && argument == 1)
        offer(f, "on");
    for (unsigned m = 0; argument >= (on_lock ? 3 : 1) && m < MOST_MANNERS; m++) {
        const char *words = kind_manner(kind, m);
        if (words && *words)
            offer(f, words);
    }
}

/* By their numbers, and by what stands behind the number in their files' names. */
static void offer_lessons(struct session *s, struct found *f)
{
    const struct lesson_row *rows;
    size_t count = session_lessons(s, &rows);
    for (size_t i = 0; i < count; i++) {
        offer(f, rows[i].name);
        offer(f, session_lesson_slug(s, i));
    }
    offer_files(f);
}

static void offer_of_command(struct session *s, struct found *f, const struct command *c,
                             size_t argument)
{
    if (argument > 0) {
        if (argument == 1 && c->completes == COMMAND_TAKES_CHOICE_AND_FILE)
            offer_files(f);
        return;
    }
    switch (c->completes) {
    case COMMAND_TAKES_CHOICE:
    case COMMAND_TAKES_CHOICE_AND_FILE:
        offer_all(f, c->choices);
        break;
    case COMMAND_TAKES_WORD:
        for (int id = WORD_NOTHING + 1; id < WORD_COUNT; id++)
            offer(f, word_get((enum word_id)id)->name);
        offer_all(f, commands_words());
        offer(f, "keys");
        offer(f, "glossary");
        for (size_t i = 0; glossary_at(i); i++)
            offer(f, glossary_at(i)->name);
        break;
    case COMMAND_TAKES_THREAD:
        offer_names(s, f, KINDS_TAKING(JOIN), NOT_ENDED, "");
        break;
    case COMMAND_TAKES_NAME:
        offer_names(s, f, KINDS_TAKING(JOIN), ANY_THREAD, "");
        offer_names(s, f, KINDS_TAKING(ACQUIRE) | KINDS_TAKING(WAIT) | KINDS_TAKING(PUT),
                    ANY_THREAD, "");
        break;
    case COMMAND_TAKES_FILE:
        offer_files(f);
        break;
    case COMMAND_TAKES_LESSON:
        offer_lessons(s, f);
        break;
    case COMMAND_TAKES_NOTHING:
        break;
    }
}

static bool is_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           (unsigned char)c >= 0x80;
}

/* Where the command begins that the byte at `end` belongs to: behind the last `;`, newline or
 * brace that is in no string. `in_text`: the byte is in a string. */
static size_t command_start(const char *text, size_t end, bool *in_text)
{
    size_t start = 0;
    *in_text = false;
    for (size_t i = 0; i < end; i++) {
        if (*in_text && text[i] == '\\')
            i++;
        else if (text[i] == '"')
            *in_text = !*in_text;
        else if (!*in_text && strchr(";\n{}", text[i]))
            start = i + 1;
    }
    /* Behind an order's prefix another command begins. */
    bool quoted = false;
    for (size_t i = start; i < end; i++) {
        quoted ^= text[i] == '"';
        if (!quoted && text[i] == ':') {
            start = i + 1;
            break;
        }
    }
    while (start < end && (text[start] == ' ' || text[start] == '\t'))
        start++;
    return start;
}

/* The word that the command begins with, and how many arguments lie between it and the word that
 * begins at `start`. */
struct place {
    char first[NEAREST_LONGEST];
    size_t arguments;
    bool at_first;
    bool behind_operator; /* a value is wanted */
};

static void find_place(const char *text, size_t begin, size_t start, struct place *p)
{
    size_t length = 0;
    *p = (struct place){.at_first = begin == start};
    while (begin + length < start && is_name_byte(text[begin + length]))
        length++;
    if (length < sizeof p->first)
        memcpy(p->first, text + begin, length);
    bool in_argument = false;
    for (size_t i = begin + length; i < start; i++) {
        bool blank = text[i] == ' ' || text[i] == '\t';
        p->arguments += in_argument && blank;
        in_argument = !blank;
        if (!blank)
            p->behind_operator = strchr("=+-*/%<>(,[", text[i]) != NULL;
    }
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Sorted, each once, ended by NULL. */
static char **finish(struct found *f)
{
    if (f->count == 0) {
        free(f->items);
        return NULL;
    }
    size_t kept = 1;
    qsort(f->items, f->count, sizeof *f->items, compare);
    for (size_t i = 1; i < f->count; i++) {
        if (strcmp(f->items[i], f->items[kept - 1]) == 0)
            free(f->items[i]);
        else
            f->items[kept++] = f->items[i];
    }
    f->items = memory_resize(f->items, (kept + 1) * sizeof *f->items);
    f->items[kept] = NULL;
    return f->items;
}

char **session_complete(struct session *s, const char *text, size_t end, size_t *start)
{
    bool in_text;
    struct place p;
    size_t begin = command_start(text, end, &in_text);
    size_t at = end;
    while (at > begin && is_name_byte(text[at - 1]))
        at--;
    *start = at;
    if (in_text)
        return NULL;
    find_place(text, begin, at, &p);
    const struct command *command = p.at_first ? NULL : command_find(p.first);
    const struct word *word = p.at_first ? NULL : word_find(p.first, strlen(p.first));
    bool file = command && (command->completes == COMMAND_TAKES_FILE ||
                            command->completes == COMMAND_TAKES_LESSON);
    bool dashed = !file && at > begin && (text[at - 1] == '-' || text[at - 1] == '.');
    /* Names such as Thread-1, and files, go back to the blank. */
    while ((file || dashed) && at > begin && text[at - 1] != ' ' && text[at - 1] != '\t')
        at--;
    *start = at;
    char *prefix = memory_copy_bytes(text + at, end - at);
    struct found f = {.prefix = prefix, .length = end - at};
    if (at != begin && (file || dashed))
        find_place(text, begin, at, &p);
    if (at == begin) {
        offer_commands(s, &f);
    } else if (p.behind_operator && !command) {
        offer_values(s, &f);
        offer_names(s, &f, KINDS_TAKING(WAITING) | KINDS_TAKING(JOIN), ANY_THREAD, "");
    } else if (command && !(word && word_is_own(word))) {
        offer_of_command(s, &f, command, p.arguments);
    } else if (word) {
        word = word_canonical(word);
        enum completes kind = COMPLETES_NOTHING;
        for (size_t i = 0; i < WORD_ARGUMENTS && i <= p.arguments; i++)
            kind = word->completes[i] ? word->completes[i] : kind;
        offer_kind(s, &f, kind);
        offer_in_place(&f, word, p.arguments);
    }
    free(prefix);
    return finish(&f);
}
