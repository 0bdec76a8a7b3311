/* parse.c - reads arguments by the rows of script/options.h; see call.h. */
#include "base/buffer.h"
#include "base/memory.h"
#include "base/shown.h"
#include "calls/call.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- What is wrong --------------------------------------------------------------------------- */

static void say(const struct call_reading *reading, const char *format, va_list values)
{
    struct buffer name = {0};
    options_add_name(reading->call, &name);
    fprintf(shown_errors(), "%s: ", buffer_text(&name));
    vfprintf(shown_errors(), format, values);
    fputc('\n', shown_errors());
    buffer_free(&name);
}

void call_failure(const struct call_reading *reading, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    say(reading, format, values);
    va_end(values);
    exit(2);
}

void call_error(const struct call_reading *reading, const char *format, ...)
{
    struct buffer name = {0};
    va_list values;
    va_start(values, format);
    say(reading, format, values);
    va_end(values);
    options_add_name(reading->call, &name);
    fprintf(shown_errors(), "Try '%s --help' or '%s --usage' for more information.\n",
            buffer_text(&name), buffer_text(&name));
    exit(2);
}

/* ---- By getopt_long -------------------------------------------------------------------------- */

/* The rows as getopt_long wants them. */
struct table {
    struct option *rows; /* ended by a row of zeros */
    size_t count, capacity;
    struct buffer letters;
};

static void add_rows(struct table *t, const struct option_row *row)
{
    for (; row->name; row++) {
        int takes = !row->value     ? no_argument
                    : row->may_lack ? optional_argument
                                    : required_argument;
        MEMORY_ROOM_FOR_ONE(t->rows, t->count, t->capacity);
        t->rows[t->count++] = (struct option){row->name, takes, NULL, row->key};
        if (row->key < 128)
            buffer_printf(&t->letters, "%c%s", row->key, row->value ? ":" : "");
    }
}

static void open_table(struct table *t, const struct option_call *call)
{
    *t = (struct table){0};
    buffer_putc(&t->letters, ':'); /* it says nothing itself */
    add_rows(t, call->options);
    add_rows(t, options_everywhere);
    MEMORY_ROOM_FOR_ONE(t->rows, t->count, t->capacity);
    t->rows[t->count] = (struct option){0};
}

static void close_table(struct table *t)
{
    free(t->rows);
    buffer_free(&t->letters);
}

static const char *name_of(const struct table *t, int key)
{
    const struct option *row = t->rows;
    while (row->name && row->val != key)
        row++;
    return row->name;
}

/* No option begins as the word does, or several do. */
_Noreturn static void refuse_word(const struct call_reading *reading, const struct table *t,
                                  const char *word)
{
    struct buffer possible = {0};
    size_t length = strncmp(word, "--", 2) == 0 ? strcspn(word + 2, "=") : 0;
    for (const struct option *row = t->rows; length && row->name; row++)
        if (strncmp(row->name, word + 2, length) == 0)
            buffer_printf(&possible, " '--%s'", row->name);
    if (possible.length)
        call_error(reading, "option '%s' is ambiguous; possibilities:%s", word,
                   buffer_text(&possible));
    call_error(reading, "unrecognized option '%s'", word);
}

/* What getopt_long could not read; `word`: the last one that it looked at. */
_Noreturn static void refuse(const struct call_reading *reading, const struct table *t, bool lacks,
                             const char *word)
{
    if (optopt == 0)
        refuse_word(reading, t, word);
    const char *name = name_of(t, optopt);
    if (!name)
        call_error(reading, "invalid option -- '%c'", optopt);
    call_error(reading, "option '--%s' %s", name,
               lacks ? "requires an argument" : "doesn't allow an argument");
}

/* Does what an option that every call has asks for, and ends the program. */
static void take_own(const struct call_reading *reading, int key)
{
    switch (key) {
    case OPTION_HELP:
        call_help(reading->call);
        break;
    case OPTION_USAGE:
        call_usage(reading->call);
        break;
    case OPTION_VERSION:
        fputs(PACKAGE_STRING "\n", shown_output());
        break;
    default:
        return;
    }
    exit(call_written(0));
}

void call_parse(const struct option_call *call, call_taker *take, int count, char **arguments,
                void *input)
{
    struct call_reading reading = {.call = call, .input = input};
    struct table table;
    int key;
    open_table(&table, call);
    optind = 0; /* from the beginning, whatever was read before */
    opterr = 0;
    while ((key = getopt_long(count, arguments, buffer_text(&table.letters), table.rows, NULL)) !=
           -1) {
        if (key == '?' && optopt == '?')
            key = OPTION_HELP; /* -? */
        if (key == ':' || key == '?')
            refuse(&reading, &table, key == ':', arguments[optind - 1]);
        take_own(&reading, key);
        take(key, optarg, &reading);
    }
    for (int i = optind; i < count; i++)
        if (!take(CALL_ARGUMENT, arguments[i], &reading))
            call_error(&reading, "nothing more is wanted, not '%s'", arguments[i]);
    close_table(&table);
    take(CALL_END, NULL, &reading);
}
