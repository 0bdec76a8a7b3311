/* fmt.c - thrum fmt. */
#include "base/memory.h"
#include "calls/call.h"
#include "shell/fmt_files.h"

#include <stdlib.h>

struct fmt_arguments {
    struct fmt_options options;
    size_t capacity;
};

static bool take_fmt_option(int key, const char *argument, struct call_reading *reading)
{
    struct fmt_arguments *a = reading->input;
    struct fmt_options *o = &a->options;
    switch (key) {
    case OPTION_CHECK:
        o->check = true;
        break;
    case OPTION_LESSON:
        o->lesson = true;
        break;
    case CALL_ARGUMENT:
        MEMORY_ROOM_FOR_ONE(o->files, o->count, a->capacity);
        o->files[o->count++] = argument;
        break;
    case CALL_END:
        if (!o->count)
            call_error(reading, "which files? thrum fmt FILE... ('-' for standard input)");
        break;
    default:
        return false;
    }
    return true;
}

int fmt_command(int count, char **arguments)
{
    struct fmt_arguments a = {0};
    call_parse(&options_fmt, take_fmt_option, count, arguments, &a);
    int status = call_written(fmt_files(&a.options));
    free(a.options.files);
    return status;
}
