/* manual.c - writes the manual pages from the tables that the program itself reads, so that neither
 * can say anything else than the other; what no table holds is in prose.c.
 *
 *     manual program  > thrum.1             the command line, from script/options.c
 *     manual lesson   > thrum-lesson.5      the format of lessons, from lesson/fence.c
 *     manual language > thrum-language.7    every word and command, from lang/words*.c and
 *                                           lang/commands.c
 *
 * Run by make. The pages use the man macros, for groff and for mandoc. */
#include "base/buffer.h"
#include "lang/words.h"
#include "prose.h"
#include "lang/commands.h"
#include "shell/glossary.h"
#include "lesson/fence_table.h"
#include "shell/keyboard.h"
#include "script/options.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* When what stands in prose.c was last changed; a page that said when it was made would differ from
 * build to build. */
#define DATE "2026-11-22"

/* ---- Roff ------------------------------------------------------------------------------------ */

/* One character that is to be seen as it stands: people copy programs from manual pages, so roff
 * may not make other signs of these. */
static void put_character(char c)
{
    static const struct {
        char character;
        const char *roff;
    } special[] = {{'\\', "\\e"},  {'-', "\\-"},   {'\'', "\\(aq"}, {'`', "\\(ga"},
                   {'"', "\\(dq"}, {'^', "\\(ha"}, {'~', "\\(ti"}};
    for (size_t i = 0; i < sizeof special / sizeof *special; i++)
        if (special[i].character == c) {
            fputs(special[i].roff, stdout);
            return;
        }
    putchar(c);
}

static void put_text(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        put_character(text[i]);
}

/* A full stop or an apostrophe at the start of a line would make it a request. */
static void guard_line(char first)
{
    if (first == '.' || first == '\'')
        fputs("\\&", stdout);
}

/* Lines that are not filled; the last one may lack its newline. */
static void put_lines(const char *text, size_t length)
{
    bool begins = true;
    for (size_t i = 0; i < length; i++) {
        if (begins)
            guard_line(text[i]);
        put_character(text[i]);
        begins = text[i] == '\n';
    }
    if (!begins)
        putchar('\n');
}

/* Filled text, as one line; what stands between ` and ` is bold. */
static void put_prose(const char *text, size_t length)
{
    bool bold = false;
    guard_line(text[0]);
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '`') {
            bold = !bold;
            fputs(bold ? "\\fB" : "\\fR", stdout);
        } else {
            put_character(text[i] == '\n' ? ' ' : text[i]);
        }
    }
    putchar('\n');
}

static void put_example(const char *text, size_t length)
{
    puts(".PP\n.RS 4\n.nf");
    put_lines(text, length);
    puts(".fi\n.RE");
}

/* The font of a character in "acquire LOCK [for DURATION]": what is typed as it stands is bold,
 * what stands for something else is in italics, brackets and dots are neither. 0: as the one
 * before. */
static char font_of(char c)
{
    if (c >= 'A' && c <= 'Z')
        return 'I';
    if ((c >= 'a' && c <= 'z') || (c && strchr("-:(){}=\"", c)))
        return 'B';
    return c == '[' || c == ']' || c == '.' || c == '\n' ? 'R' : 0;
}

static void put_forms(const char *forms)
{
    char font = 'R';
    for (const char *c = forms; *c; c++) {
        char wanted = font_of(*c);
        if (wanted && wanted != font) {
            printf("\\f%c", wanted);
            font = wanted;
        }
        if (*c == '\n')
            puts("\n.br");
        else
            put_character(*c);
    }
    puts(font == 'R' ? "" : "\\fR");
}

static void put_head(const char *title, int section, const char *name, const char *line)
{
    puts(".\\\" Made by doc/manual.c from the tables of the program.");
    printf(".TH %s %d %s \"%s\"\n", title, section, DATE, PACKAGE_STRING);
    /* Words are not broken and lines not stretched: the pages are full of names. */
    puts(".nh\n.ad l");
    printf(".SH NAME\n%s \\- %s\n", name, line);
}

/* ---- Prose ----------------------------------------------------------------------------------- */

/* "NAME<tab>what it is" */
static void put_item(const char *line, size_t length)
{
    const char *tab = memchr(line, '\t', length);
    size_t head = tab ? (size_t)(tab - line) : 0;
    fputs(".TP\n\\fB", stdout);
    put_text(line, head);
    puts("\\fR");
    put_prose(line + head + 1, length - head - 1);
}

static void put_items(const char *text, size_t length)
{
    while (length) {
        const char *end = memchr(text, '\n', length);
        size_t line = end ? (size_t)(end - text) : length;
        put_item(text, line);
        text += end ? line + 1 : line;
        length -= end ? line + 1 : line;
    }
}

/* An example without its indentation. */
static void put_indented(const char *text, size_t length)
{
    struct buffer lines = {0};
    bool begins = true;
    for (size_t i = 0; i < length; i++) {
        if (begins)
            while (i < length && text[i] == ' ')
                i++;
        buffer_putc(&lines, text[i]);
        begins = text[i] == '\n';
    }
    put_example(buffer_text(&lines), lines.length);
    buffer_free(&lines);
}

static void put_chapters(const struct chapter *chapter)
{
    for (; chapter->title; chapter++) {
        printf(".SH %s\n", chapter->title);
        for (const char *text = chapter->text; *text;) {
            const char *end = strstr(text, "\n\n");
            size_t length = end ? (size_t)(end - text) : strlen(text);
            if (text[0] == ' ') {
                put_indented(text, length);
            } else if (memchr(text, '\t', length)) {
                put_items(text, length);
            } else {
                if (text != chapter->text)
                    puts(".PP");
                put_prose(text, length);
            }
            text += length + (end ? 2 : 0);
        }
    }
}

/* ---- thrum.1 --------------------------------------------------------------------------------- */

/* "thrum run" */
static void put_name(const struct option_call *call)
{
    struct buffer name = {0};
    options_add_name(call, &name);
    put_text(buffer_text(&name), name.length);
    buffer_free(&name);
}

static void put_synopsis(const struct option_call *call)
{
    fputs("\\fB", stdout);
    put_name(call);
    fputs("\\fR [\\fIoption\\fR ...] ", stdout);
    put_forms(call->arguments);
}

static void put_options(const struct option_call *call)
{
    for (const struct option_row *o = call->options; o->name; o++) {
        fputs(".TP\n\\fB\\-\\-", stdout);
        put_text(o->name, strlen(o->name));
        if (o->value)
            printf(o->may_lack ? "\\fR[\\fB=\\fI%s\\fR]" : "\\fB=\\fI%s", o->value);
        puts("\\fR");
        put_prose(o->help, strlen(o->help));
    }
}

static void put_call(const struct option_call *call)
{
    fputs(".SS ", stdout);
    put_name(call);
    putchar('\n');
    put_prose(call->summary, strlen(call->summary));
    put_options(call);
}

static void put_exit_statuses(const struct option_call *call)
{
    if (!call->statuses)
        return;
    fputs(".PP\nExit status of \\fB", stdout);
    put_name(call);
    puts("\\fR:");
    for (const struct exit_status *s = call->statuses; s->meaning; s++) {
        printf(".TP 4\n\\fB%d\\fR\n", s->status);
        put_prose(s->meaning, strlen(s->meaning));
    }
}

static void put_keys(void)
{
    const struct keyboard_row *row;
    puts(".SH KEYS\nIn the lab, beside the usual keys of readline(3):");
    for (size_t i = 0; (row = keyboard_at(i)); i++) {
        if (!keyboard_offers(row))
            continue;
        fputs(".TP\n\\fB", stdout);
        put_text(row->key, strlen(row->key));
        puts("\\fR");
        put_prose(row->meaning, strlen(row->meaning));
    }
}

static void put_program_page(void)
{
    put_head("THRUM", 1, "thrum", "a lab for threads");
    puts(".SH SYNOPSIS");
    for (size_t i = 0; options_calls[i]; i++) {
        if (i > 0)
            puts(".br");
        put_synopsis(options_calls[i]);
    }
    puts(".SH DESCRIPTION");
    for (size_t i = 0; options_calls[i]; i++)
        put_call(options_calls[i]);
    puts(".SS All of them\n.TP\n\\fB\\-\\-help\\fR, \\fB\\-\\-usage\\fR, \\fB\\-\\-version\\fR\n"
         "Tells how thrum is called, or which version it is.");
    puts(".SH EXIT STATUS");
    for (size_t i = 0; options_calls[i]; i++)
        put_exit_statuses(options_calls[i]);
    puts(".PP\nOf several the smallest that is not 0 counts. A run that a signal ends has the "
         "status "
         "that shells expect: 130 after Ctrl\\-C.");
    put_keys();
    put_chapters(program_chapters);
}

/* ---- thrum-language.7 ------------------------------------------------------------------------ */

static void put_entry(const char *name, const char *usage, const char *help,
                      const char *explanation)
{
    printf(".SS %s\n", name);
    put_forms(usage);
    puts(".PP");
    put_prose(help, strlen(help));
    put_prose(explanation, strlen(explanation));
}

static void put_word(const struct word *w)
{
    put_entry(w->name, w->usage, w->help, w->explanation);
    if (w->canonical != WORD_NOTHING)
        return;
    put_example(w->example, strlen(w->example));
    puts(".PP\nprints");
    put_example(w->output, strlen(w->output));
}

static void put_words(enum word_class class, const char *title, const char *text)
{
    printf(".SH %s\n%s\n", title, text);
    for (int id = WORD_NOTHING + 1; id < WORD_COUNT; id++) {
        const struct word *w = word_get((enum word_id)id);
        if (w->class == class)
            put_word(w);
    }
}

static void put_commands(void)
{
    puts(".SH LAB COMMANDS\nFor the prompt; no thread runs them.");
    const struct command *c;
    for (size_t i = 0; (c = command_at(i)); i++) {
        put_entry(c->name, c->usage, c->help, c->explanation);
        put_example(c->example, strlen(c->example));
    }
}

static void put_glossary(void)
{
    puts(".SH GLOSSARY\nWhat the lab's answers and the lessons mean; \\fBhelp\\fR tells it too.");
    const struct term *t;
    for (size_t i = 0; (t = glossary_at(i)); i++) {
        fputs(".TP\n\\fB", stdout);
        put_text(t->name, strlen(t->name));
        puts("\\fR");
        put_prose(t->meaning, strlen(t->meaning));
    }
}

static void put_language_page(void)
{
    put_head("THRUM-LANGUAGE", 7, "thrum-language", "the commands that threads and the lab take");
    put_chapters(language_chapters);
    put_words(WORD_DECLARES, "WORDS THAT MAKE SOMETHING",
              "Variables, objects, threads and functions. What an example prints is what it prints "
              "under \\fBthrum run \\-\\-seed=1\\fR.");
    put_words(WORD_OPERATES, "WORDS THAT DO SOMETHING", "To threads and to objects.");
    put_words(WORD_CONTROLS, "CONTROL", "What runs, how often, and what if it goes wrong.");
    put_words(WORD_OUTPUTS, "OUTPUT AND INPUT", "The words that reach the world outside.");
    put_words(WORD_BUILTIN, "FUNCTIONS", "Their names are free for variables.");
    put_words(WORD_VALUE_OR_OPERATOR, "VALUES AND OPERATORS", "The words among them.");
    put_words(WORD_IN_PLACE, "WORDS OF ONE PLACE", "Part of one form, and names everywhere else.");
    put_commands();
    put_glossary();
    put_chapters(language_end);
}

/* ---- thrum-lesson.5 -------------------------------------------------------------------------- */

static void put_block(size_t index, const char *word, const char *meaning)
{
    const char *form;
    printf(".SS %s\n", word);
    put_prose(meaning, strlen(meaning));
    for (size_t i = 0; fence_table_option(index, i, &form, &meaning); i++) {
        fputs(".TP\n\\fB", stdout);
        put_text(form, strlen(form));
        puts("\\fR");
        put_prose(meaning, strlen(meaning));
    }
}

static void put_lesson_page(void)
{
    const char *word, *meaning;
    put_head("THRUM-LESSON", 5, "thrum-lesson", "the format of lessons");
    put_chapters(lesson_chapters);
    puts(".SH BLOCKS\nEach is begun by a line of at least three backquotes, its word and its "
         "options, at the left margin, and ended by as many backquotes.");
    for (size_t i = 0; fence_table_block(i, &word, &meaning); i++)
        put_block(i, word, meaning);
    put_chapters(lesson_end);
}

int main(int count, char **arguments)
{
    if (count == 2 && strcmp(arguments[1], "program") == 0) {
        put_program_page();
    } else if (count == 2 && strcmp(arguments[1], "lesson") == 0) {
        put_lesson_page();
    } else if (count == 2 && strcmp(arguments[1], "language") == 0) {
        put_language_page();
    } else {
        fputs("usage: manual program | manual lesson | manual language\n", stderr);
        return 2;
    }
    /* A page that was cut short must not pass for one. */
    return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}
