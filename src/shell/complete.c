/* complete.c - what may stand where the cursor is: words, names of the kind that fits, files. What
 * comes next in a command is in its forms (complete_form.h), which kinds of names fit in the tables
 * of words and commands. */

#include "base/memory.h"
#include "base/utf8.h"
#include "lang/commands.h"
#include "lang/diagnostic.h"
#include "lang/parser.h"
#include "lang/words.h"
#include "shell/complete_form.h"
#include "shell/glossary.h"
#include "shell/lines.h"
#include "shell/session_lesson.h"
#include "shell/session_words.h"
#include "watch/words.h"

#include <ctype.h>
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

/* ---- Names ----------------------------------------------------------------------------------- */

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
/* ---- Files ----------------------------------------------------------------------------------- */

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

/* ---- Where the cursor is --------------------------------------------------------------------- */

static void offer_commands(struct session *s, struct found *f, bool behind_block)
{
    static const char *const going_on[] = {"else", "catch", "finally", NULL};
    if (behind_block)
        offer_all(f, going_on);
    for (int id = WORD_NOTHING + 1; id < WORD_COUNT; id++)
        if (word_is_command(word_get((enum word_id)id)))
            offer(f, word_get((enum word_id)id)->name);
    offer_all(f, commands_words());
    offer_names(s, f, BIT(ENTITY_THREAD), ORDERABLE, ":");
    offer_names(s, f, BIT(ENTITY_FUNCTION), ANY_THREAD, "(");
    offer_names(s, f, KINDS_TAKING(READ), ANY_THREAD, "");
}

static void offer_variables(struct session *s, struct found *f)
{
    offer_names(s, f, KINDS_TAKING(READ), ANY_THREAD, "");
    offer_names(s, f, BIT(ENTITY_FUNCTION), ANY_THREAD, "(");
    lines_do(s, search_privates, f);
}

static void offer_words_of(struct found *f, enum word_class class)
{
    for (int id = WORD_NOTHING + 1; id < WORD_COUNT; id++)
        if (word_get((enum word_id)id)->class == class)
            offer(f, word_get((enum word_id)id)->name);
}

static void offer_values(struct session *s, struct found *f)
{
    offer_words_of(f, WORD_VALUE_OR_OPERATOR);
    offer_words_of(f, WORD_BUILTIN);
    offer_variables(s, f);
}

/* Where a number or a duration is wanted. Before anything of it is typed, the names of all built-in
 * functions would hide the few that fit. */
static void offer_numbers(struct session *s, struct found *f)
{
    if (f->length)
        offer_words_of(f, WORD_BUILTIN);
    offer_variables(s, f);
}

/* Operations that stand for their value. */
static void offer_operations(struct found *f)
{
    for (int id = WORD_NOTHING + 1; id < WORD_COUNT; id++) {
        const struct word *word = word_get((enum word_id)id);
        if (parser_is_value_operation(word_canonical(word)->id))
            offer(f, word->name);
    }
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

/* ---- What comes next in a form --------------------------------------------------------------- */

struct form_offer {
    struct session *session;
    struct found *found;
    const struct word *word;
};

static void offer_piece(void *context, struct form_piece words)
{
    const struct form_offer *o = context;
    char *text = memory_copy_bytes(words.text, words.length);
    offer(o->found, text);
    free(text);
}

static void offer_place(void *context, struct form_piece place, size_t argument)
{
    const struct form_offer *o = context;
    enum completes kind = COMPLETES_NOTHING;
    switch (form_sort_of(place)) {
    case FORM_BODY:
        offer_kind(o->session, o->found, COMPLETES_BODY);
        offer(o->found, "{");
        break;
    case FORM_VALUE:
        offer_values(o->session, o->found);
        break;
    case FORM_NUMBER:
        offer_numbers(o->session, o->found);
        break;
    case FORM_NAME:
        if (o->word->class == WORD_DECLARES && form_piece_is(place, "NAME"))
            break; /* a new one */
        /* A value that may come behind the name is none: `notify all CONDITION`. */
        for (size_t i = 0; i < WORD_ARGUMENTS && i <= argument; i++)
            if (o->word->completes[i] && (i == 0 || o->word->completes[i] != COMPLETES_VALUE))
                kind = o->word->completes[i];
        offer_kind(o->session, o->found, kind);
        break;
    }
}

struct kind_search {
    const char *name;
    size_t length;
    enum entity_kind kind; /* ENTITY_FREE: there is no such name yet */
};

static void search_kind(struct lab *lab, struct machine *m, void *argument)
{
    struct kind_search *search = argument;
    (void)lab;
    for (uint32_t n = 1; n <= names_count(m->program->texts); n++) {
        const char *name = name_bytes(m->program->texts, n);
        uint32_t bound = state_lookup(m->state, n);
        if (!bound || strlen(name) != search->length ||
            memcmp(name, search->name, search->length) != 0)
            continue;
        const struct entity *e = state_entity(m->state, handle_index(bound));
        bool array = e->kind == ENTITY_OBJECT_ARRAY && e->initial;
        search->kind = (enum entity_kind)(array ? state_entity(m->state, e->link)->kind : e->kind);
    }
}

/* Whether the word in capitals is what the kind is called: SEMAPHORE, of a bounded one too. */
static bool is_called(struct form_piece place, enum entity_kind kind)
{
    const char *name = strrchr(kind_rows[kind].name, ' ');
    name = name ? name + 1 : kind_rows[kind].name;
    bool is = strlen(name) == place.length;
    for (size_t i = 0; is && i < place.length; i++)
        is = name[i] == tolower((unsigned char)place.text[i]);
    return is;
}

/* Where the place is called as a kind it is for that kind, else for all. */
static bool fits(void *context, struct form_piece place, struct form_piece typed)
{
    const struct form_offer *o = context;
    const char *index = memchr(typed.text, '[', typed.length);
    bool quoted = typed.length > 1 && *typed.text == '"';
    struct kind_search search = {typed.text + quoted, typed.length - 2 * quoted, ENTITY_FREE};
    if (index)
        search.length = (size_t)(index - typed.text);
    lines_do(o->session, search_kind, &search);
    bool a_kind = false;
    for (unsigned kind = 0; kind < ENTITY_KINDS; kind++)
        a_kind = a_kind || is_called(place, (enum entity_kind)kind);
    return !a_kind || search.kind == ENTITY_FREE || is_called(place, search.kind);
}

static void offer_of_word(struct session *s, struct found *f, const struct word *word,
                          const char *typed, size_t length)
{
    struct form_offer context = {s, f, word};
    struct form_reader reader = {offer_piece, offer_place, fits, &context};
    form_read(word->usage, word->name, typed, length, &reader);
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

/* Behind these a whole value comes, for which an operation may stand. */
static bool wants_value(struct form_piece piece, bool declares)
{
    return (form_piece_is(piece, "=") && !declares) || form_piece_is(piece, "if") ||
           form_piece_is(piece, "while") || form_piece_is(piece, "not");
}

/* Where the operation begins that stands for a value, or behind `with`, in the command that begins
 * at `begin`; else there. */
static size_t operation_start(const char *text, size_t begin, size_t end)
{
    struct form_piece piece, before = {0};
    size_t start = begin, at = begin;
    for (; (piece = form_next_piece(text, end, &at)).length; before = piece) {
        const struct word *word = word_find(piece.text, piece.length);
        bool behind =
            before.length && (wants_value(before, false) || form_piece_is(before, "with"));
        if (behind && word && parser_is_value_operation(word_canonical(word)->id))
            start = (size_t)(piece.text - text);
    }
    return start;
}

/* The word that the command begins with, and how many arguments lie between it and the word that
 * begins at `start`. */
struct place {
    char first[NEAREST_LONGEST];
    size_t behind_first;
    size_t arguments;
    bool at_first;
    bool behind_operator; /* a value is wanted */
    bool whole_value;     /* an operation may stand for it */
};

static void find_place(const char *text, size_t begin, size_t start, struct place *p)
{
    size_t length = 0;
    *p = (struct place){.at_first = begin == start};
    while (begin + length < start && is_name_byte(text[begin + length]))
        length++;
    if (length < sizeof p->first)
        memcpy(p->first, text + begin, length);
    p->behind_first = begin + length;
    const struct word *word = word_find(text + begin, length);
    struct form_piece piece;
    for (size_t at = begin; (piece = form_next_piece(text, start, &at)).length; p->arguments++)
        p->whole_value = wants_value(piece, word && word->class == WORD_DECLARES);
    p->arguments -= p->arguments > 0;
    for (size_t i = start; i > p->behind_first && !p->behind_operator; i--) {
        p->behind_operator = strchr("=+-*/%<>(,[", text[i - 1]) != NULL;
        if (text[i - 1] != ' ' && text[i - 1] != '\t')
            break;
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

static void offer_at(struct session *s, struct found *f, const char *text, size_t begin, size_t at,
                     const struct place *p)
{
    const struct command *command = p->at_first ? NULL : command_find(p->first);
    const struct word *word = p->at_first ? NULL : word_find(p->first, strlen(p->first));
    bool own = word && word_is_own(word);
    if (at == begin) {
        size_t before = begin;
        while (before > 0 && (text[before - 1] == ' ' || text[before - 1] == '\t'))
            before--;
        offer_commands(s, f, before > 0 && text[before - 1] == '}');
    } else if (p->whole_value && !(command && !own)) {
        offer_values(s, f);
        offer_operations(f);
    } else if (p->behind_operator && !command) {
        offer_values(s, f);
        offer_names(s, f, KINDS_TAKING(WAITING) | KINDS_TAKING(JOIN), ANY_THREAD, "");
    } else if (command && !own) {
        offer_of_command(s, f, command, p->arguments);
    } else if (word) {
        offer_of_word(s, f, word_canonical(word), text + p->behind_first, at - p->behind_first);
    }
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
    begin = operation_start(text, begin, at);
    find_place(text, begin, at, &p);
    const struct command *command = p.at_first ? NULL : command_find(p.first);
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
    offer_at(s, &f, text, begin, at, &p);
    free(prefix);
    return finish(&f);
}
