/* call.c - see call.h. */
#include "calls/call.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "base/shown.h"
#include "lesson/catalogue.h"
#include "script/option_values.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

uint64_t call_read_number(struct call_reading *reading, const char *option, const char *text,
                          uint64_t least, uint64_t most)
{
    struct buffer why = {0};
    uint64_t number;
    if (!option_read_number(option, text, least, most, &number, &why))
        call_error(reading, "%s", buffer_text(&why));
    buffer_free(&why);
    return number;
}

uint32_t call_read_threads(struct call_reading *reading, const char *text)
{
    return (uint32_t)call_read_number(reading, "max-threads", text, 1, 1000000);
}

uint64_t call_read_memory(struct call_reading *reading, const char *text)
{
    return call_read_number(reading, "limit-memory", text, 1, 1 << 24) << 20;
}

int64_t call_read_duration(struct call_reading *reading, const char *option, const char *text)
{
    struct buffer why = {0};
    int64_t nanoseconds = 0;
    if (!option_read_duration(option, text, &nanoseconds, &why))
        call_error(reading, "%s", buffer_text(&why));
    buffer_free(&why);
    return nanoseconds;
}

void call_read_language(struct call_reading *reading, const char *text, char **language)
{
    struct buffer why = {0};
    free(*language);
    *language = catalogue_language(text, &why);
    if (!*language)
        call_error(reading, "%s", buffer_text(&why));
    buffer_free(&why);
}

int call_written(int status)
{
    errno = 0;
    if ((fflush(shown_output()) == 0 && !ferror(shown_output())) || errno == EPIPE)
        return status;
    fprintf(shown_errors(), "thrum: cannot write to standard output%s%s\n", errno ? ": " : "",
            errno ? strerror(errno) : "");
    return 2;
}
