/* lab.c - thrum without a word: opens the lab. */
#include "base/buffer.h"
#include "base/shown.h"
#include "calls/call.h"
#include "export/recording.h"
#include "lang/diagnostic.h"
#include "shell/session.h"
#include "ui/curses.h"
#include "ui/front.h"
#include "ui/plain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct lab_arguments {
    const char *file;
    struct call_lab how;
};

bool call_take_lab_option(int key, const char *argument, struct call_reading *reading,
                          struct call_lab *how)
{
    switch (key) {
    case OPTION_LANGUAGE:
        call_read_language(reading, argument, &how->language);
        break;
    case OPTION_LIMIT_MEMORY:
        how->limit_memory = call_read_memory(reading, argument);
        break;
    case OPTION_MAX_THREADS:
        how->max_threads = call_read_threads(reading, argument);
        break;
    case OPTION_PLAIN:
        how->plain = true;
        break;
    case OPTION_RECORD:
        how->record = argument;
        break;
    case OPTION_SPOKEN:
        how->spoken = true;
        break;
    default:
        return false;
    }
    return true;
}

/* `thrum rnu inc.thr`: what stands first is no file, so a command was meant. */
static void refuse_second(struct call_reading *reading, const char *first, const char *second)
{
    struct nearest nearest;
    if (access(first, F_OK) == 0)
        call_error(reading, "one file at a time, not also '%s'", second);
    nearest_begin(&nearest, first, strlen(first));
    for (size_t i = 1; options_calls[i]; i++)
        nearest_offer(&nearest, options_calls[i]->word);
    if (nearest_found(&nearest))
        call_error(reading, "there is no command '%s'; did you mean '%s'?", first,
                   nearest_found(&nearest));
    call_error(reading, "'%s' is neither a command nor a file", first);
}

static bool take_lab_option(int key, const char *argument, struct call_reading *reading)
{
    struct lab_arguments *a = reading->input;
    switch (key) {
    case CALL_ARGUMENT:
        if (a->file)
            refuse_second(reading, a->file, argument);
        a->file = argument;
        break;
    default:
        return call_take_lab_option(key, argument, reading, &a->how);
    }
    return true;
}

struct recording *call_open_recording(const char *name)
{
    struct buffer why = {0};
    struct recording *recording = name ? recording_open(name, &why) : NULL;
    if (name && !recording) {
        fprintf(shown_errors(), "thrum: %s\n", buffer_text(&why));
        exit(2);
    }
    return recording;
}

char *call_title(const struct session_options *options)
{
    struct buffer title = {0};
    if (options->lesson && options->lesson[0])
        buffer_printf(&title, "thrum: lesson %s", options->lesson);
    else if (options->present)
        buffer_printf(&title, "thrum: %s, presented", options->present);
    else if (options->load_file)
        buffer_printf(&title, "thrum: %s", options->load_file);
    else
        buffer_puts(&title, "thrum");
    return buffer_take(&title);
}

bool call_speaks(void)
{
    const char *accessible = getenv("ACCESSIBLE");
    return accessible && accessible[0] && strcmp(accessible, "0") != 0;
}

/* One front end after the other, as `view spoken` and `view normal` ask for them. -1: the terminal
 * would not do, and nothing has happened. */
static int run_fronts(struct session *s, bool draws, const struct curses_front_options *curses,
                      const struct plain_front_options *lines)
{
    int status = draws ? curses_front_run(s, curses) : plain_front_run(s, lines);
    while (status == FRONT_CHANGES) {
        draws = !draws;
        session_use_front(s, draws);
        status = draws ? curses_front_run(s, curses) : plain_front_run(s, lines);
        if (status == -1)
            status = FRONT_CHANGES;
    }
    return status;
}

int call_open_lab(struct session_options options, const struct call_lab *how)
{
    struct recording *recording = call_open_recording(how->record);
    char *title = call_title(&options);
    struct curses_front_options curses = {.recording = recording, .title = title};
    struct plain_front_options lines = {
        .recording = recording, .title = title, .gives_way = !how->plain};
    options.language = how->language;
    options.max_threads = how->max_threads;
    options.limit_memory = how->limit_memory;
    front_prepare();
    options.spoken = how->spoken || call_speaks();
    bool draws = !how->plain && !options.spoken && curses_front_possible();
    /* At a terminal somebody can type `explore stop`, and Ctrl-D is `quit`. */
    options.finish_first = !draws && !isatty(STDIN_FILENO);
    options.has_panes = draws;
    struct session *s = session_open(&options);
    if (!draws && !how->plain && !options.spoken)
        front_explain_lines();
    int status = run_fronts(s, draws, &curses, &lines);
    if (status == -1) { /* the terminal would not do after all */
        front_explain_lines();
        session_close(s);
        options.finish_first = !isatty(STDIN_FILENO);
        options.has_panes = false;
        lines.gives_way = false;
        s = session_open(&options);
        status = plain_front_run(s, &lines);
    }
    session_close(s);
    recording_close(recording);
    free(title);
    return status;
}

static bool is_lesson_file(const char *file)
{
    size_t length = strlen(file);
    return length > 3 && strcmp(file + length - 3, ".md") == 0;
}

int lab_command(int count, char **arguments)
{
    struct lab_arguments a = {0};
    struct session_options options = {0};
    call_parse(&options_lab, take_lab_option, count, arguments, &a);
    if (a.file && is_lesson_file(a.file))
        options.lesson = a.file;
    else
        options.load_file = a.file;
    int status = call_open_lab(options, &a.how);
    free(a.how.language);
    return status;
}
