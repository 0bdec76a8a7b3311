/* main.c - the command line; builds one session or one run and starts it. */
#include "base/memory.h"
#include "lang/setting.h"
#include "shell/run_script.h"
#include "shell/script_file.h"
#include "shell/session.h"
#include "ui/curses.h"
#include "ui/front.h"
#include "ui/plain.h"

#include <argp.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    KEY_SCHEDULE = 256,
    KEY_CLOCK,
    KEY_SEED,
    KEY_TRACE,
    KEY_LIMIT,
    KEY_RAW,
    KEY_STATS,
    KEY_MAX_THREADS,
    KEY_PLAIN,
};

const char *argp_program_version = PACKAGE_STRING;

/* ---- Values of options
 * ---------------------------------------------------------------------------------- */

static uint64_t read_number(struct argp_state *state, const char *option, const char *text,
                            uint64_t least, uint64_t most)
{
    char *end;
    errno = 0;
    unsigned long long number = strtoull(text, &end, 10);
    if (errno || *end || end == text || text[0] == '-' || number < least || number > most)
        argp_error(state, "--%s takes a number from %" PRIu64 " to %" PRIu64 ", not '%s'", option,
                   least, most, text);
    return number;
}

/* A duration as the language writes it: 10us 250ms 1.5s 2m; without a unit, seconds. */
static int64_t read_duration(struct argp_state *state, const char *text)
{
    static const struct {
        const char *unit;
        double nanoseconds;
    } units[] = {{"", 1e9}, {"s", 1e9}, {"ms", 1e6}, {"us", 1e3}, {"m", 6e10}};
    char *end;
    double number = strtod(text, &end);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (end != text && number > 0 && number < 1e9 && strcmp(end, units[i].unit) == 0)
            return (int64_t)(number * units[i].nanoseconds);
    argp_error(state, "--limit takes a duration such as 10s, 500ms or 2m, not '%s'", text);
    return 0;
}

static char *read_segments(struct argp_state *state, const char *text)
{
    if (text[0] != '@')
        return memory_copy(text);
    struct buffer segments = {0}, why = {0};
    if (!script_file_read(text + 1, &segments, &why))
        argp_failure(state, 2, 0, "%s", buffer_text(&why));
    buffer_free(&why);
    return buffer_take(&segments);
}

static void read_schedule(struct argp_state *state, struct run_options *o, const char *text)
{
    static const struct {
        const char *name;
        enum schedule_kind kind;
    } schedules[] = {{"free", SCHEDULE_FREE},
                     {"random", SCHEDULE_RANDOM},
                     {"round-robin", SCHEDULE_ROUND_ROBIN}};
    o->has_schedule = true;
    free(o->segments);
    o->segments = NULL;
    for (size_t i = 0; i < sizeof schedules / sizeof *schedules; i++)
        if (strcmp(text, schedules[i].name) == 0) {
            o->schedule = schedules[i].kind;
            return;
        }
    o->schedule = SCHEDULE_SEGMENTS;
    o->segments = read_segments(state, text);
}

static void read_clock(struct argp_state *state, struct run_options *o, const char *text)
{
    struct setting s;
    const char *problem = setting_read("clock", text, &s);
    if (problem)
        argp_error(state, "--clock: %s", problem);
    o->has_clock = true;
    o->clock = s.clock == CLOCK_IS_REAL      ? CLOCK_OF_REALITY
               : s.clock == CLOCK_IS_VIRTUAL ? CLOCK_VIRTUAL
                                             : CLOCK_TIMES;
    o->factor = (double)s.factor / 1e6;
}

/* ---- thrum run
 * ------------------------------------------------------------------------------------------ */

static error_t take_run_option(int key, char *argument, struct argp_state *state)
{
    struct run_options *o = state->input;
    switch (key) {
    case KEY_SCHEDULE:
        read_schedule(state, o, argument);
        break;
    case KEY_CLOCK:
        read_clock(state, o, argument);
        break;
    case KEY_SEED:
        o->has_seed = true;
        o->seed = read_number(state, "seed", argument, 0, UINT64_MAX);
        break;
    case KEY_TRACE:
        o->trace = true;
        o->trace_file = argument;
        break;
    case KEY_LIMIT:
        o->limit = read_duration(state, argument);
        break;
    case KEY_RAW:
        o->raw = true;
        break;
    case KEY_STATS:
        o->stats = true;
        break;
    case KEY_MAX_THREADS:
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
    static const struct argp_option options[] = {
        {"schedule", KEY_SCHEDULE, "WHICH", 0,
         "who goes next: free, random, round-robin, segments such as 'main*6 alice*2 bob', or "
         "@FILE with segments",
         0},
        {"clock", KEY_CLOCK, "WHICH", 0, "real, virtual, or xN: N times as fast as real", 0},
        {"seed", KEY_SEED, "N", 0,
         "of random numbers; alone it means --schedule=random --clock=virtual, and the same N "
         "gives the same output",
         0},
        {"trace", KEY_TRACE, "FILE", OPTION_ARG_OPTIONAL,
         "write one line per step to FILE, or to standard error", 0},
        {"limit", KEY_LIMIT, "DURATION", 0, "end the run after so much real time", 0},
        {"raw", KEY_RAW, NULL, 0, "print texts alone, without the thread's name", 0},
        {"stats", KEY_STATS, NULL, 0, "say at the end what was counted", 0},
        {"max-threads", KEY_MAX_THREADS, "N", 0, "how many threads may be alive at once", 0},
        {0},
    };
    static const struct argp argp = {
        .options = options,
        .parser = take_run_option,
        .args_doc = "FILE",
        .doc = "Runs a script to its end without the lab; '-' is standard input.\v"
               "Exit status: 0 ended, nothing failed; 1 a thread failed; 2 wrong use, unreadable "
               "file or syntax error; 3 deadlock; 4 the limit ran out.",
    };
    struct run_options o = {.schedule = SCHEDULE_FREE, .clock = CLOCK_OF_REALITY, .factor = 1};
    char name[] = "thrum run";
    arguments[0] = name;
    argp_parse(&argp, count, arguments, 0, NULL, &o);
    int status = run_script(&o);
    free(o.segments);
    return status;
}

/* ---- thrum
 * ------------------------------------------------------------------------------------------------
 */

struct lab_arguments {
    const char *file;
    bool plain;
};

static error_t take_lab_option(int key, char *argument, struct argp_state *state)
{
    struct lab_arguments *a = state->input;
    switch (key) {
    case KEY_PLAIN:
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

static int lab_command(int count, char **arguments)
{
    static const struct argp_option options[] = {
        {"plain", KEY_PLAIN, NULL, 0, "line by line, without curses", 0},
        {0},
    };
    static const struct argp argp = {
        .options = options,
        .parser = take_lab_option,
        .args_doc = "[FILE]\nrun FILE",
        .doc = "An interactive lab for threads, locks and everything that they wait for.\v"
               "FILE is a script (.thr) to load. In the lab, 'help' tells the rest.",
    };
    struct lab_arguments a = {0};
    argp_parse(&argp, count, arguments, 0, NULL, &a);
    front_prepare();
    struct session_options options = {.load_file = a.file};
    struct session *s = session_open(&options);
    int status =
        !a.plain && curses_front_possible() ? curses_front_run(s, NULL) : plain_front_run(s);
    session_close(s);
    return status;
}

int main(int count, char **arguments)
{
    argp_err_exit_status = 2;
    if (count > 1 && strcmp(arguments[1], "run") == 0)
        return run_command(count - 1, arguments + 1);
    return lab_command(count, arguments);
}
