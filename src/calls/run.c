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

static char *read_segments(struct call_reading *reading, const char *text)
{
    if (text[0] != '@')
        return memory_copy(text);
    struct buffer segments = {0}, why = {0};
    if (!script_file_read(text + 1, SCRIPT_FILE_WAITS, &segments, &why))
        call_failure(reading, "%s", buffer_text(&why));
    if (strlen(buffer_text(&segments)) != segments.length)
        call_failure(reading, "cannot read %s: it is no schedule; there is a zero byte in it",
                     text + 1);
    buffer_free(&why);
    return buffer_take(&segments);
}

static void read_schedule(struct call_reading *reading, struct run_options *o, const char *text)
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
        call_error(reading,
                   "--schedule takes free, random, round-robin, @FILE or segments such as "
                   "'main*6 alice*2 bob', not '%s'",
                   text);
    o->schedule = SCHEDULE_SEGMENTS;
    o->segments = read_segments(reading, text);
}

static void read_clock(struct call_reading *reading, struct run_options *o, const char *text)
{
    struct setting s;
    const char *problem = setting_read("clock", text, &s);
    if (problem)
        call_error(reading,
                   "--clock takes real, virtual or xN with N from 0.000001 to 1000000, not '%s'",
                   text);
    o->has_clock = true;
    o->clock = regime_clock(&s);
    o->factor = regime_factor(&s);
}

bool call_take_run_option(int key, const char *argument, struct call_reading *reading)
{
    struct run_options *o = reading->input;
    switch (key) {
    case OPTION_SCHEDULE:
        read_schedule(reading, o, argument);
        break;
    case OPTION_CLOCK:
        read_clock(reading, o, argument);
        break;
    case OPTION_SEED:
        o->has_seed = true;
        o->seed = call_read_number(reading, "seed", argument, 0, UINT64_MAX);
        break;
    case OPTION_TRACE:
        o->trace = true;
        o->trace_file = argument;
        break;
    case OPTION_LIMIT:
        o->limit = call_read_duration(reading, "limit", argument);
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
        o->limit_memory = call_read_memory(reading, argument);
        break;
    case OPTION_MAX_THREADS:
        o->max_threads = call_read_threads(reading, argument);
        break;
    case CALL_ARGUMENT:
        if (o->file)
            call_error(reading, "one script at a time, not also '%s'", argument);
        o->file = argument;
        break;
    case CALL_END:
        if (!o->file)
            call_error(reading, "which script? thrum run FILE ('-' for standard input)");
        break;
    default:
        return false;
    }
    return true;
}

struct run_arguments {
    struct run_options run;
    const char *record; /* --record, or NULL */
};

static bool take_run_option(int key, const char *argument, struct call_reading *reading)
{
    struct run_arguments *a = reading->input;
    if (key == OPTION_RECORD || key == OPTION_SPOKEN) {
        a->record = key == OPTION_RECORD ? argument : a->record;
        a->run.spoken = a->run.spoken || key == OPTION_SPOKEN;
        return true;
    }
    reading->input = &a->run;
    bool taken = call_take_run_option(key, argument, reading);
    reading->input = a;
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
