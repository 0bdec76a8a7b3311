/* main.c - the command line; builds one session or one run and starts it. */
#include "base/memory.h"
#include "base/shown.h"
#include "export/export.h"
#include "lang/setting.h"
#include "script/export_script.h"
#include "script/explore_options.h"
#include "script/explore_script.h"
#include "script/option_values.h"
#include "script/options.h"
#include "script/regime.h"
#include "script/run_script.h"
#include "script/script_file.h"
#include "shell/lesson_files.h"
#include "shell/lesson_test.h"
#include "shell/session.h"
#include "ui/curses.h"
#include "ui/front.h"
#include "ui/plain.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *argp_program_version = PACKAGE_STRING;

/* ---- Values of options ----------------------------------------------------------------------- */

static uint64_t read_number(struct argp_state *state, const char *option, const char *text,
                            uint64_t least, uint64_t most)
{
    struct buffer why = {0};
    uint64_t number;
    if (!option_read_number(option, text, least, most, &number, &why))
        argp_error(state, "%s", buffer_text(&why));
    buffer_free(&why);
    return number;
}

static int64_t read_duration(struct argp_state *state, const char *option, const char *text)
{
    struct buffer why = {0};
    int64_t nanoseconds = 0;
    if (!option_read_duration(option, text, &nanoseconds, &why))
        argp_error(state, "%s", buffer_text(&why));
    buffer_free(&why);
    return nanoseconds;
}

static char *read_segments(struct argp_state *state, const char *text)
{
    if (text[0] != '@')
        return memory_copy(text);
    struct buffer segments = {0}, why = {0};
    if (!script_file_read(text + 1, SCRIPT_FILE_WAITS, &segments, &why))
        argp_failure(state, 2, 0, "%s", buffer_text(&why));
    if (strlen(buffer_text(&segments)) != segments.length)
        argp_failure(state, 2, 0, "cannot read %s: it is no schedule; there is a zero byte in it",
                     text + 1);
    buffer_free(&why);
    return buffer_take(&segments);
}

static void read_schedule(struct argp_state *state, struct run_options *o, const char *text)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
    o->has_schedule = true;
    free(o->segments);
    o->segments = NULL;
    /* Nobody would be there to give steps by hand. */
    if (regime_find_schedule(text, &o->schedule) && o->schedule != SCHEDULE_MANUAL)
        return;
    /* One bare name would be a step of a thread that is not there yet: a misspelt word. */
    bool misspelt = *text && strcmp(text, "main") != 0 && text[strspn(text, letters)] == '\0';
    if (misspelt)
        argp_error(state,
                   "--schedule takes free, random, round-robin, @FILE or segments such as "
                   "'main*6 alice*2 bob', not '%s'",
                   text);
    o->schedule = SCHEDULE_SEGMENTS;
    o->segments = read_segments(state, text);
}

static void read_clock(struct argp_state *state, struct run_options *o, const char *text)
{
    struct setting s;
    const char *problem = setting_read("clock", text, &s);
    if (problem)
        argp_error(state,
                   "--clock takes real, virtual or xN with N from 0.000001 to 1000000, not '%s'",
                   text);
    o->has_clock = true;
    o->clock = regime_clock(&s);
    o->factor = regime_factor(&s);
}

/* Reads the arguments of one way of calling thrum; ends the program where they are wrong. */
static void parse(const struct option_call *call, argp_parser_t take, int count, char **arguments,
                  void *input)
{
    char *doc = options_doc(call), *name = memory_copy(call->name);
    struct argp argp = {
        .options = call->options, .parser = take, .args_doc = call->arguments, .doc = doc};
    arguments[0] = name; /* what messages begin with */
    /* What is wrong with the arguments has ended the program: this is for want of memory. */
    if (argp_parse(&argp, count, arguments, 0, NULL, input) != 0)
        memory_exhausted(0);
    arguments[0] = NULL;
    free(name);
    free(doc);
}

/* The exit status of a command that printed something: its own, unless that cannot be written. That
 * nobody reads it any more is no mistake. */
static int written(int status)
{
    errno = 0;
    if ((fflush(stdout) == 0 && !ferror(stdout)) || errno == EPIPE)
        return status;
    fprintf(stderr, "thrum: cannot write to standard output%s%s\n", errno ? ": " : "",
            errno ? strerror(errno) : "");
    return 2;
}

/* ---- thrum run ------------------------------------------------------------------------------- */

static error_t take_run_option(int key, char *argument, struct argp_state *state)
{
    struct run_options *o = state->input;
    switch (key) {
    case OPTION_SCHEDULE:
        read_schedule(state, o, argument);
        break;
    case OPTION_CLOCK:
        read_clock(state, o, argument);
        break;
    case OPTION_SEED:
        o->has_seed = true;
        o->seed = read_number(state, "seed", argument, 0, UINT64_MAX);
        break;
    case OPTION_TRACE:
        o->trace = true;
        o->trace_file = argument;
        break;
    case OPTION_LIMIT:
        o->limit = read_duration(state, "limit", argument);
        break;
    case OPTION_RAW:
        o->raw = true;
        break;
    case OPTION_STATS:
        o->stats = true;
        break;
    case OPTION_WATCH:
        o->watch = true;
        break;
    case OPTION_LIMIT_MEMORY:
        o->limit_memory = read_number(state, "limit-memory", argument, 1, 1 << 24) << 20;
        break;
    case OPTION_MAX_THREADS:
        o->max_threads = (uint32_t)read_number(state, "max-threads", argument, 1, 1000000);
        break;
    case ARGP_KEY_ARG:
        if (o->file)
            argp_error(state, "one script at a time, not also '%s'", argument);
        o->file = argument;
        break;
    case ARGP_KEY_END:
        if (!o->file)
            argp_error(state, "which script? thrum run FILE ('-' for standard input)");
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

static int run_command(int count, char **arguments)
{
    struct run_options o = run_options_default();
    parse(&options_run, take_run_option, count, arguments, &o);
    int status = run_script(&o);
    free(o.segments);
    return status;
}

/* ---- thrum export ---------------------------------------------------------------------------- */

static const struct export_kind *read_kind(struct argp_state *state, const char *text)
{
    const struct export_kind *kind = export_find(text);
    struct buffer names = {0};
    export_add_names(&names);
    if (!kind)
        argp_error(state, "--to takes %s, not '%s'", buffer_text(&names), text);
    buffer_free(&names);
    return kind;
}

static error_t take_export_option(int key, char *argument, struct argp_state *state)
{
    struct export_script_options *o = state->input;
    switch (key) {
    case OPTION_TO:
        o->kind = read_kind(state, argument);
        return 0;
    case OPTION_OUTPUT:
        o->output = argument;
        return 0;
    case OPTION_VIEW:
        if (!export_read_view(argument, &o->view))
            argp_error(state, "--view takes columns or timeline, not '%s'", argument);
        return 0;
    case ARGP_KEY_END:
        if (!o->run.file)
            argp_error(state, "which script? thrum export --to=KIND FILE ('-' for standard input)");
        if (!o->kind)
            read_kind(state, "nothing");
        return 0;
    default:
        break;
    }
    state->input = &o->run;
    error_t taken = take_run_option(key, argument, state);
    state->input = o;
    return taken;
}

static int export_command(int count, char **arguments)
{
    struct export_script_options o = {.run = run_options_default()};
    parse(&options_export, take_export_option, count, arguments, &o);
    int status = export_script(&o);
    free(o.run.segments);
    return status;
}

/* ---- thrum explore --------------------------------------------------------------------------- */

static error_t take_explore_option(int key, char *argument, struct argp_state *state)
{
    struct explore_script_options *o = state->input;
    struct buffer why = {0};
    switch (key) {
    case OPTION_SEED:
        o->has_seed = true;
        o->seed = read_number(state, "seed", argument, 0, UINT64_MAX);
        break;
    case OPTION_JSON:
        o->json = true;
        break;
    case OPTION_HTML:
        o->html = argument;
        break;
    case ARGP_KEY_ARG:
        if (o->file)
            argp_error(state, "one script at a time, not also '%s'", argument);
        o->file = argument;
        break;
    case ARGP_KEY_END:
        if (!o->file)
            argp_error(state, "which script? thrum explore FILE ('-' for standard input)");
        break;
    default:
        if (explore_options_take(&o->search, key, argument, &why))
            break;
        if (!why.length)
            return ARGP_ERR_UNKNOWN;
        argp_error(state, "%s", buffer_text(&why));
    }
    return 0;
}

static int explore_command(int count, char **arguments)
{
    struct explore_script_options o = {.search = explore_options_default()};
    parse(&options_explore, take_explore_option, count, arguments, &o);
    return written(explore_script(&o));
}

/* ---- thrum ----------------------------------------------------------------------------------- */

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
static int open_lab(struct session_options options, bool plain)
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

static int lab_command(int count, char **arguments)
{
    struct lab_arguments a = {0};
    struct session_options options = {0};
    parse(&options_lab, take_lab_option, count, arguments, &a);
    if (a.file && is_lesson_file(a.file))
        options.lesson = a.file;
    else
        options.load_file = a.file;
    return open_lab(options, a.plain);
}

/* ---- thrum lesson, thrum lessons
 * ---------------------------------------------------------------------------- */

struct lesson_arguments {
    bool plain, test, verbose;
    const char *draft;  /* --new */
    const char **words; /* what is no option */
    size_t count, capacity;
};

static error_t take_lesson_option(int key, char *argument, struct argp_state *state)
{
    struct lesson_arguments *a = state->input;
    switch (key) {
    case OPTION_PLAIN:
        a->plain = true;
        break;
    case OPTION_TEST:
        a->test = true;
        break;
    case OPTION_NEW:
        a->draft = argument;
        break;
    case OPTION_VERBOSE:
        a->verbose = true;
        break;
    case ARGP_KEY_ARG:
        MEMORY_ROOM_FOR_ONE(a->words, a->count, a->capacity);
        a->words[a->count++] = argument;
        break;
    case ARGP_KEY_END:
        if (a->draft && (a->test || a->count))
            argp_error(state, "--new makes one file and takes nothing else");
        if (a->test && !a->count)
            argp_error(state, "which files? thrum lesson --test FILE...");
        if (!a->draft && !a->test && a->count != 1)
            argp_error(state, "which lesson? 'thrum lessons' lists them; thrum lesson 0 begins");
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

static int lesson_command(int count, char **arguments)
{
    struct lesson_arguments a = {0};
    int status;
    parse(&options_lesson, take_lesson_option, count, arguments, &a);
    if (a.draft)
        status = written(lesson_files_draft(a.draft));
    else if (a.test)
        status = written(lesson_test(a.words, a.count, a.verbose));
    else
        status = open_lab((struct session_options){.lesson = a.words[0]}, a.plain);
    free(a.words);
    return status;
}

static error_t take_nothing(int key, char *argument, struct argp_state *state)
{
    if (key != ARGP_KEY_ARG)
        return ARGP_ERR_UNKNOWN;
    argp_error(state, "nothing more is wanted; 'thrum lesson %s' opens a lesson", argument);
    return 0;
}

static int lessons_command(int count, char **arguments)
{
    parse(&options_lessons, take_nothing, count, arguments, NULL);
    return written(lesson_files_list());
}

/* A standard descriptor that is closed is given something to be, so that no file of ours gets its
 * number and is then taken for it: reading it or writing to it still fails. */
static void hold_descriptors(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 &&
            open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0)
            _exit(2); /* and there may be nowhere to say why */
}

int main(int count, char **arguments)
{
    hold_descriptors();
    shown_streams();
    /* Scripts and lessons are UTF-8 whatever the terminal is, and a caret stands under its
     * character only where it is known how wide those before it are. */
    if (!setlocale(LC_CTYPE, "C.UTF-8"))
        setlocale(LC_CTYPE, "");
    /* Where a file may not grow any more (ulimit -f), the write says so. */
    signal(SIGXFSZ, SIG_IGN);
    argp_err_exit_status = 2;
    static const struct {
        const char *name;
        int (*run)(int count, char **arguments);
    } calls[] = {{"run", run_command},
                 {"export", export_command},
                 {"explore", explore_command},
                 {"lesson", lesson_command},
                 {"lessons", lessons_command}};
    for (size_t i = 0; count > 1 && i < sizeof calls / sizeof calls[0]; i++)
        if (strcmp(arguments[1], calls[i].name) == 0)
            return calls[i].run(count - 1, arguments + 1);
    return lab_command(count, arguments);
}
