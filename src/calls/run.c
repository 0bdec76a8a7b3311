/* run.c - thrum run, and how a script is run for whoever else does it. */
#include "base/memory.h"
#include "calls/call.h"
#include "export/recording.h"
#include "lang/setting.h"
#include "script/regime.h"
#include "script/run_script.h"
#include "script/script_file.h"

#include <stdlib.h>
#include <string.h>

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

error_t call_take_run_option(int key, char *argument, struct argp_state *state)
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
        o->seed = call_read_number(state, "seed", argument, 0, UINT64_MAX);
        break;
    case OPTION_TRACE:
        o->trace = true;
        o->trace_file = argument;
        break;
    case OPTION_LIMIT:
        o->limit = call_read_duration(state, "limit", argument);
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
        o->limit_memory = call_read_number(state, "limit-memory", argument, 1, 1 << 24) << 20;
        break;
    case OPTION_MAX_THREADS:
        o->max_threads = (uint32_t)call_read_number(state, "max-threads", argument, 1, 1000000);
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

struct run_arguments {
    struct run_options run;
    const char *record; /* --record, or NULL */
};

static error_t take_run_option(int key, char *argument, struct argp_state *state)
{
    struct run_arguments *a = state->input;
    if (key == OPTION_RECORD || key == OPTION_SPOKEN) {
        a->record = key == OPTION_RECORD ? argument : a->record;
        a->run.spoken = a->run.spoken || key == OPTION_SPOKEN;
        return 0;
    }
    state->input = &a->run;
    error_t taken = call_take_run_option(key, argument, state);
    state->input = a;
    return taken;
}

int run_command(int count, char **arguments)
{
    struct run_arguments a = {.run = run_options_default()};
    a.run.spoken = call_speaks();
    call_parse(&options_run, take_run_option, count, arguments, &a);
    a.run.recording = call_open_recording(a.record);
    int status = run_script(&a.run);
    recording_close(a.run.recording);
    free(a.run.segments);
    return status;
}
