/* help.c - `help`: an overview that fits a small screen, and a page for every word of the language
 * (lang/words.h) and every command of the lab (lang/commands.h), made from their tables. */

#include "lang/commands.h"
#include "lang/diagnostic.h"
#include "lang/foreign.h"
#include "lang/words.h"
#include "shell/dispatch.h"
#include "shell/glossary.h"
#include "shell/help.h"
#include "shell/keyboard.h"
#include "shell/lines.h"

#include <stdlib.h>
#include <string.h>

enum { WIDTH = 74, KEY_WIDTH = 12 };

/* At most 16 lines of 79 columns, so that it can be read at once on a screen of 24 by 80. */
static const char overview[] =
    "A line is run by the thread main; `alice: lock m` orders alice to do it.\n"
    " threads   spawn alice (takes orders)   spawn t { print me } (runs and ends)\n"
    "           thread start join cancel kill rename daemon yield finish interrupt\n"
    " locks     mutex rlock rwlock semaphore bounded: acquire release tryacquire\n"
    "           or lock unlock trylock; rdlock wrlock tryrdlock trywrlock; timer\n"
    " signals   event: set clear wait   condition: wait notify signal broadcast\n"
    "           barrier: abort reset  queue: put get  channel: send receive close\n"
    " variables shared atomic local private; futex   future: await resolve fail\n"
    " control   if else while repeat for until break continue return define work\n"
    "           with once critical try catch finally raise assert invariant drop\n"
    " values    true false none me now and or not; print log ask fetch sleep io\n"
    " look      threads objects variables columns timeline source statistics why\n"
    " the lab   schedule clock gil random pause resume step undo redo back forth\n"
    "           restart save load show export explore replay trace view theme cls\n"
    " lessons   lesson next prev again hint check answer skip goal hand-in present\n"
    "`help WORD` tells more; see help keys, glossary, spoken (quiet verbose); quit";

/* ---- Pages ----------------------------------------------------------------------------------- */

/* Adds text broken into lines at blanks; the further ones are indented by so much. */
static void add_hanging(struct buffer *out, const char *text, size_t indent)
{
    size_t column = indent;
    while (*text) {
        size_t length = strcspn(text, " ");
        if (column > indent && column + 1 + length > WIDTH) {
            buffer_printf(out, "\n%*s", (int)indent, "");
            column = indent;
        } else if (column > indent) {
            buffer_putc(out, ' ');
            column++;
        }
        buffer_add(out, text, length);
        column += length;
        text += length;
        text += strspn(text, " ");
    }
    buffer_putc(out, '\n');
}

static void add_wrapped(struct buffer *out, const char *text)
{
    add_hanging(out, text, 0);
}

/* Adds lines, each behind `before`. */
static void add_indented(struct buffer *out, const char *before, const char *lines)
{
    while (*lines) {
        size_t length = strcspn(lines, "\n");
        buffer_puts(out, before);
        buffer_add(out, lines, length);
        buffer_putc(out, '\n');
        lines += length + (lines[length] == '\n');
    }
}

static void add_page(struct buffer *out, const char *usage, const char *help,
                     const char *explanation, const char *example, const char *output, bool timed)
{
    add_indented(out, "  ", usage);
    add_wrapped(out, help);
    if (explanation && explanation[0])
        add_wrapped(out, explanation);
    if (example && example[0]) {
        buffer_puts(out, "For example:\n");
        add_indented(out, "  ", example);
    }
    if (output && output[0]) {
        buffer_puts(out, timed ? "which prints (times: after `clock virtual` and `restart`):\n"
                               : "which prints:\n");
        add_indented(out, "  ", output);
    }
}

static void add_word(struct buffer *out, const struct word *word)
{
    const struct word *meant = word_canonical(word);
    if (meant != word)
        buffer_printf(out, "%s is another word for %s:\n", word->name, meant->name);
    add_page(out, word->usage ? word->usage : meant->usage, word->help ? word->help : meant->help,
             word->explanation ? word->explanation : meant->explanation,
             word->example ? word->example : meant->example,
             word->example ? word->output : meant->output,
             word_example_is_timed(word->example ? word : meant));
}

/* The keys of the screen. */
static void add_keys(struct buffer *out)
{
    const struct keyboard_row *row;
    for (size_t i = 0; (row = keyboard_at(i)); i++) {
        if (!keyboard_offers(row))
            continue;
        buffer_printf(out, "%-*s", KEY_WIDTH, row->key);
        add_hanging(out, row->meaning, KEY_WIDTH);
    }
}

/* Another word that this one stands before in a form of two: `notify all`, `restart all`. */
static void suggest(struct buffer *out, const char *typed)
{
    struct nearest nearest;
    nearest_begin(&nearest, typed, strlen(typed));
    for (int id = WORD_NOTHING + 1; id < WORD_COUNT; id++)
        nearest_offer(&nearest, word_get((enum word_id)id)->name);
    for (const char *const *w = commands_words(); *w; w++)
        nearest_offer(&nearest, *w);
    const struct term *term;
    for (size_t i = 0; (term = glossary_at(i)); i++)
        nearest_offer(&nearest, term->name);
    buffer_printf(out, "there is no word '%s'", typed);
    if (nearest_found(&nearest))
        buffer_printf(out, "; did you mean '%s'?", nearest_found(&nearest));
    else
        buffer_puts(out, "; `help` names them all");
}

static void add_term(struct buffer *out, const struct term *term)
{
    struct buffer text = {0};
    buffer_printf(&text, "%s: %s%s%s%s", term->name, term->meaning, term->see[0] ? " See `" : "",
                  term->see, term->see[0] ? "`." : "");
    add_wrapped(out, buffer_text(&text));
    buffer_free(&text);
}

/* All terms, in lines. */
static void add_glossary(struct buffer *out)
{
    struct buffer names = {0};
    const struct term *term;
    buffer_puts(&names, "`help WORD` tells what is meant by:");
    for (size_t i = 0; (term = glossary_at(i)); i++)
        buffer_printf(&names, " %s", term->name);
    add_wrapped(out, buffer_text(&names));
    buffer_free(&names);
}

static bool is_word(const char *name)
{
    return command_find(name) || word_find(name, strlen(name)) || strcmp(name, "keys") == 0 ||
           strcmp(name, "glossary") == 0;
}

/* Takes the ending off that makes no word of it: mutexes, locks, locking, joined; and ? or (). */
static void stem(char *name)
{
    static const char *const endings[] = {"s", "es", "ing", "ed", "d", "ting", "ping", "ning"};
    size_t length = strcspn(name, "?(");
    if (length)
        name[length] = '\0';
    if (is_word(name) || glossary_find(name, strlen(name)))
        return;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t ending = strlen(endings[i]);
        length = strlen(name);
        if (length <= ending + 1 || strcmp(name + length - ending, endings[i]) != 0)
            continue;
        name[length - ending] = '\0';
        if (is_word(name))
            return;
        name[length - ending] = endings[i][0];
    }
}

bool help_has(const char *word)
{
    char *name = strdup(word);
    stem(name);
    size_t length = strlen(name);
    bool has = is_word(name) || glossary_find(name, length) || foreign_topic(word, strlen(word));
    free(name);
    return has;
}

/* What is typed behind `help`: one word, or two that are one term. */
static char *asked(const char *arguments)
{
    size_t whole = strlen(arguments), length = strcspn(arguments, " \t");
    if (length < whole && glossary_find(arguments, whole))
        return strdup(arguments);
    return strndup(arguments, length);
}

void command_help(struct session *s, const char *arguments)
{
    struct buffer out = {0};
    char *name = asked(arguments);
    char *typed = strdup(name);
    stem(name);
    const char *topic = !is_word(name) && !glossary_find(name, strlen(name))
                            ? foreign_topic(typed, strlen(typed))
                            : NULL;
    if (topic) {
        free(name);
        name = strdup(topic);
    }
    size_t length = strlen(name);
    const struct command *command = command_find(name);
    const struct word *word = word_find(name, length);
    const struct term *term = glossary_find(name, length);
    bool keys = strcmp(name, "keys") == 0, glossary = strcmp(name, "glossary") == 0;
    bool known = command || word || keys || glossary || term || !length;
    if (known && strcmp(typed, name) != 0)
        buffer_printf(&out, "help %s:\n", name);
    if (!length)
        buffer_puts(&out, overview);
    if (word)
        add_word(&out, word);
    if (keys)
        add_keys(&out);
    if (command)
        add_page(&out, command->usage, command->help, command->explanation, command->example, NULL,
                 false);
    if (term && !command && !word)
        add_term(&out, term);
    if (glossary)
        add_glossary(&out);
    if (!known)
        suggest(&out, typed);
    while (out.length && out.bytes[out.length - 1] == '\n')
        buffer_cut(&out, out.length - 1);
    lines_say(s, known ? LINE_NOTICE : LINE_ERROR, "", buffer_text(&out));
    buffer_free(&out);
    free(typed);
    free(name);
}
