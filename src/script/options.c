/* options.c - see options.h. */
#include "script/options.h"

#include "base/buffer.h"

#include <stddef.h>
#include <string.h>

static const struct argp_option lab_options[] = {
    OPTION_ROWS_FRONT_END,
    OPTION_ROW_LANGUAGE,
    {"record", OPTION_RECORD, "FILE", 0,
     "record all that is shown into FILE, for 'asciinema play', and tell it in words in FILE.txt",
     0},
    {0},
};

static const struct exit_status lab_statuses[] = {
    {0, "the lab was left"},
    {1, "its output could not be written, line by line"},
    {2,
     "wrong use, or, where nobody sits at a terminal, a FILE or an input that cannot be read, or "
     "is no script and no lesson"},
    {0, NULL},
};

const struct option_call options_lab = {
    .word = "",
    .line = "open the lab",
    .takes = TAKES_SCRIPT | TAKES_LESSON_FILE,
    .arguments = "[FILE]",
    .summary = "Opens the lab: a prompt at which you start threads, give them orders and see what "
               "each of them does. FILE is a script, which is loaded and run first, or a lesson "
               "(.md), which is played.",
    .rest = "In the lab, 'help' lists all that can be typed there.",
    .options = lab_options,
    .statuses = lab_statuses,
};

const struct option_call *const options_calls[] = {
    &options_lab,     &options_run,     &options_explore, &options_export,
    &options_lesson,  &options_lessons, &options_present, &options_notes,
    &options_hand_in, &options_class,   &options_fmt,     NULL,
};

static const struct option_value values[] = {
    {.key = OPTION_SCHEDULE, .words = "free random round-robin", .takes = TAKES_FILE_BEHIND_AT},
    {.key = OPTION_CLOCK, .words = "real virtual"},
    {.key = OPTION_TIME, .words = "untimed virtual"},
    {.key = OPTION_FINDINGS, .words = "all first"},
    {.key = OPTION_TO, .words = "c cast html python svg text trace"},
    {.key = OPTION_VIEW, .words = "columns timeline"},
    {.key = OPTION_TRACE, .takes = TAKES_FILE},
    {.key = OPTION_OUTPUT, .takes = TAKES_FILE},
    {.key = OPTION_HTML, .takes = TAKES_FILE},
    {.key = OPTION_RECORD, .takes = TAKES_FILE},
    {.key = OPTION_LESSON, .takes = TAKES_LESSON_FILE},
    {.key = OPTION_POINTS, .arguments = TAKES_HAND_IN},
    {0},
};

const struct option_value *options_value(int key)
{
    const struct option_value *v = values;
    while (v->key && v->key != key)
        v++;
    return v;
}

void options_add_name(const struct option_call *call, struct buffer *out)
{
    buffer_printf(out, call->word[0] ? "thrum %s" : "thrum", call->word);
}

/* "  run FILE        run a script ..." */
static void add_words(struct buffer *doc)
{
    size_t width = 0;
    for (size_t i = 1; options_calls[i]; i++)
        if (strlen(options_calls[i]->word) > width)
            width = strlen(options_calls[i]->word);
    buffer_puts(doc, "What thrum does instead of opening the lab:\n");
    for (size_t i = 1; options_calls[i]; i++)
        buffer_printf(doc, "  %-*s  %s\n", (int)width, options_calls[i]->word,
                      options_calls[i]->line);
    buffer_puts(doc, "'thrum run --help' tells how a script is run, and so on for each.\n");
}

char *options_doc(const struct option_call *call)
{
    struct buffer doc = {0};
    buffer_puts(&doc, call->summary);
    buffer_putc(&doc, '\v'); /* argp puts the options here */
    if (call == options_calls[0])
        add_words(&doc);
    if (call->rest)
        buffer_printf(&doc, "%s\n", call->rest);
    if (call->statuses)
        buffer_puts(&doc, "Exit status:\n");
    for (const struct exit_status *s = call->statuses; s && s->meaning; s++)
        buffer_printf(&doc, "  %d  %s\n", s->status, s->meaning);
    return buffer_take(&doc);
}
