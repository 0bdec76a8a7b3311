/* help.c - what --help and --usage print, from the rows of script/options.h; see call.h. */
#include "base/buffer.h"
#include "base/memory.h"
#include "base/shown.h"
#include "calls/call.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Columns: where a long option begins, where what it does is said, and how wide a line is. */
enum { OPTION_AT = 6, HELP_AT = 29, WIDTH = 79 };

/* ---- Lines of words -------------------------------------------------------------------------- */

/* A word behind a space, or on a line of its own `indent` columns in where there is no room for it;
 * `column` is how far the line has come. */
static void put_word(const char *word, size_t length, size_t indent, size_t *column)
{
    if (*column > indent && *column + 1 + length > WIDTH) {
        fprintf(shown_output(), "\n%*s", (int)indent, "");
        *column = indent;
    } else if (*column > indent) {
        fputc(' ', shown_output());
        ++*column;
    }
    fwrite(word, 1, length, shown_output());
    *column += length;
}

/* The words of a text behind one another, from column `indent` on, and the line's end. */
static void put_words(const char *text, size_t indent)
{
    size_t column = indent;
    while (*text) {
        size_t length = strcspn(text, " ");
        if (length)
            put_word(text, length, indent, &column);
        text += length;
        text += strspn(text, " ");
    }
    fputc('\n', shown_output());
}

/* ---- The options, in the order of the alphabet ----------------------------------------------- */

struct rows {
    const struct option_row **rows;
    size_t count, capacity;
};

static void add_rows(struct rows *all, const struct option_row *row)
{
    for (; row->name; row++) {
        MEMORY_ROOM_FOR_ONE(all->rows, all->count, all->capacity);
        all->rows[all->count++] = row;
    }
}

static int by_name(const void *a, const void *b)
{
    const struct option_row *const *x = a, *const *y = b;
    return strcmp((*x)->name, (*y)->name);
}

/* The call's own, then those that every call has; `rows` is the caller's to free. */
static struct rows rows_of(const struct option_call *call)
{
    struct rows all = {0};
    add_rows(&all, call->options);
    if (all.count)
        qsort(all.rows, all.count, sizeof *all.rows, by_name);
    add_rows(&all, options_everywhere);
    return all;
}

/* "--trace[=FILE]" */
static void add_form(const struct option_row *row, struct buffer *out)
{
    buffer_printf(out, "--%s", row->name);
    if (row->value)
        buffer_printf(out, row->may_lack ? "[=%s]" : "=%s", row->value);
}

static void put_option(const struct option_row *row)
{
    struct buffer form = {0};
    if (row->key < 128)
        buffer_printf(&form, "  -%c, ", row->key);
    else
        buffer_printf(&form, "%*s", OPTION_AT, "");
    add_form(row, &form);
    bool fits = form.length + 2 <= HELP_AT;
    fprintf(shown_output(), "%s%s%*s", buffer_text(&form), fits ? "" : "\n",
            HELP_AT - (fits ? (int)form.length : 0), "");
    put_words(row->help, HELP_AT);
    buffer_free(&form);
}

/* ---- What is printed ------------------------------------------------------------------------- */

/* "  run FILE        run a script ..." */
static void put_calls(void)
{
    size_t width = 0;
    for (size_t i = 1; options_calls[i]; i++)
        if (strlen(options_calls[i]->word) > width)
            width = strlen(options_calls[i]->word);
    fputs("What thrum does instead of opening the lab:\n", shown_output());
    for (size_t i = 1; options_calls[i]; i++)
        fprintf(shown_output(), "  %-*s  %s\n", (int)width, options_calls[i]->word,
                options_calls[i]->line);
    put_words("'thrum run --help' tells how a script is run, and so on for each.", 0);
}

static void put_statuses(const struct exit_status *status)
{
    fputs("Exit status:\n", shown_output());
    for (; status->meaning; status++) {
        int indent = fprintf(shown_output(), "  %d  ", status->status);
        put_words(status->meaning, (size_t)indent);
    }
}

void call_help(const struct option_call *call)
{
    struct buffer name = {0};
    struct rows all = rows_of(call);
    options_add_name(call, &name);
    fprintf(shown_output(), "Usage: %s [OPTION...] %s\n", buffer_text(&name), call->arguments);
    put_words(call->summary, 0);
    fputc('\n', shown_output());
    for (size_t i = 0; i < all.count; i++)
        put_option(all.rows[i]);
    fputc('\n', shown_output());
    if (call == options_calls[0])
        put_calls();
    if (call->rest)
        put_words(call->rest, 0);
    if (call->statuses)
        put_statuses(call->statuses);
    free(all.rows);
    buffer_free(&name);
}

void call_usage(const struct option_call *call)
{
    struct buffer name = {0}, part = {0};
    struct rows all = rows_of(call);
    options_add_name(call, &name);
    size_t column = (size_t)fprintf(shown_output(), "Usage: %s", buffer_text(&name)), indent = 12;
    for (size_t i = 0; i < all.count; i++) {
        buffer_clear(&part);
        buffer_putc(&part, '[');
        if (all.rows[i]->key < 128)
            buffer_printf(&part, "-%c|", all.rows[i]->key);
        add_form(all.rows[i], &part);
        buffer_putc(&part, ']');
        put_word(buffer_text(&part), part.length, indent, &column);
    }
    put_word(call->arguments, strlen(call->arguments), indent, &column);
    fputc('\n', shown_output());
    free(all.rows);
    buffer_free(&part);
    buffer_free(&name);
}
