/* lab.c - thrum without a word: opens the lab. */
#include "calls/call.h"
#include "shell/session.h"
#include "ui/curses.h"
#include "ui/front.h"
#include "ui/plain.h"

#include <string.h>
#include <unistd.h>

struct lab_arguments {
    const char *file;
    bool plain;
};

static error_t take_lab_option(int key, char *argument, struct argp_state *state)
{
    struct lab_arguments *a = state->input;
    switch (key) {
    case OPTION_PLAIN:
        a->plain = true;
        break;
    case ARGP_KEY_ARG:
        if (a->file)
            argp_error(state, "one file at a time, not also '%s'", argument);
        a->file = argument;
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

/* Opens the lab on a terminal, or line by line. */
int call_open_lab(struct session_options options, bool plain)
{
    front_prepare();
    bool draws = !plain && curses_front_possible();
    /* At a terminal somebody can type `explore stop`, and Ctrl-D is `quit`. */
    options.finish_first = !draws && !isatty(STDIN_FILENO);
    options.has_panes = draws;
    struct session *s = session_open(&options);
    if (!draws && !plain)
        front_explain_lines();
    int status = draws ? curses_front_run(s, NULL) : plain_front_run(s);
    if (status == -1) { /* the terminal would not do after all */
        front_explain_lines();
        session_close(s);
        options.finish_first = !isatty(STDIN_FILENO);
        options.has_panes = false;
        s = session_open(&options);
        status = plain_front_run(s);
    }
    session_close(s);
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
    return call_open_lab(options, a.plain);
}
