/* options.c - see options.h. */
#include "script/options.h"

#include "base/buffer.h"

#include <stddef.h>

static const struct option_row lab_options[] = {
    OPTION_ROWS_FRONT_END,
    OPTION_ROW_LANGUAGE,
    {"record", OPTION_RECORD, "FILE", false,
     "record all that is shown into FILE, for 'asciinema play', and tell it in words in FILE.txt"},
    OPTION_ROWS_BOUNDS,
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

const struct option_row options_everywhere[] = {
    {"help", OPTION_HELP, NULL, false, "tell how it is called, and its options"},
    {"usage", OPTION_USAGE, NULL, false, "tell how it is called, in short"},
    {"version", OPTION_VERSION, NULL, false, "tell which version it is"},
    {0},
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
