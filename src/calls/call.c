/* call.c - see call.h. */
#include "calls/call.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "lesson/catalogue.h"
#include "script/option_values.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

uint64_t call_read_number(struct argp_state *state, const char *option, const char *text,
                          uint64_t least, uint64_t most)
{
    struct buffer why = {0};
    uint64_t number;
    if (!option_read_number(option, text, least, most, &number, &why))
        argp_error(state, "%s", buffer_text(&why));
    buffer_free(&why);
    return number;
}

int64_t call_read_duration(struct argp_state *state, const char *option, const char *text)
{
    struct buffer why = {0};
    int64_t nanoseconds = 0;
    if (!option_read_duration(option, text, &nanoseconds, &why))
        argp_error(state, "%s", buffer_text(&why));
    buffer_free(&why);
    return nanoseconds;
}

void call_read_language(struct argp_state *state, const char *text, char **language)
{
    struct buffer why = {0};
    free(*language);
    *language = catalogue_language(text, &why);
    if (!*language)
        argp_error(state, "%s", buffer_text(&why));
    buffer_free(&why);
}

void call_parse(const struct option_call *call, argp_parser_t take, int count, char **arguments,
                void *input)
{
    struct buffer full = {0};
    options_add_name(call, &full);
    char *doc = options_doc(call), *name = buffer_take(&full);
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

int call_written(int status)
{
    errno = 0;
    if ((fflush(stdout) == 0 && !ferror(stdout)) || errno == EPIPE)
        return status;
    fprintf(stderr, "thrum: cannot write to standard output%s%s\n", errno ? ": " : "",
            errno ? strerror(errno) : "");
    return 2;
}
