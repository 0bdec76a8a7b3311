/* explore.c - thrum explore. */
#include "base/buffer.h"
#include "calls/call.h"
#include "script/explore_options.h"
#include "script/explore_script.h"

static bool take_explore_option(int key, const char *argument, struct call_reading *reading)
{
    struct explore_script_options *o = reading->input;
    struct buffer why = {0};
    switch (key) {
    case OPTION_SEED:
        o->has_seed = true;
        o->seed = call_read_number(reading, "seed", argument, 0, UINT64_MAX);
        break;
    case OPTION_JSON:
        o->json = true;
        break;
    case OPTION_SPOKEN:
        o->spoken = true;
        break;
    case OPTION_HTML:
        o->html = argument;
        break;
    case CALL_ARGUMENT:
        if (o->file)
            call_error(reading, "one script at a time, not also '%s'", argument);
        o->file = argument;
        break;
    case CALL_END:
        if (!o->file)
            call_error(reading, "which script? thrum explore FILE ('-' for standard input)");
        break;
    default:
        if (explore_options_take(&o->search, key, argument, &why))
            break;
        if (!why.length)
            return false;
        call_error(reading, "%s", buffer_text(&why));
    }
    return true;
}

int explore_command(int count, char **arguments)
{
    struct explore_script_options o = {.search = explore_options_default(),
                                       .spoken = call_speaks()};
    call_parse(&options_explore, take_explore_option, count, arguments, &o);
    return call_written(explore_script(&o));
}
