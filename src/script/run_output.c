/* run_output.c - see run_output.h. */
#include "script/run_output.h"

#include "base/shown.h"
#include "base/spoken.h"
#include "base/utf8.h"
#include "script/report.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    BLOCK_BYTES = 1 << 16,
    MOST_BYTES = 1 << 20, /* so much may wait before the lab is held */
    ROOM_BYTES = 1 << 19, /* and so much when it may go on */
};

static bool is_pipe(const char *name)
{
    struct stat status;
    bool pipe = stat(name, &status) == 0 && S_ISFIFO(status.st_mode);
    if (pipe)
        errno = ENXIO;
    return pipe;
}

/* open() itself would wait for the reader of a pipe, and neither limits nor signals would end it.
 */
static int open_trace(const char *name, bool (*gives_up)(void *), void *context)
{
    const int flags = O_WRONLY | O_CREAT | O_TRUNC | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
    int fd = open(name, flags, 0666);
    while (fd < 0 && errno == ENXIO && is_pipe(name) && !gives_up(context))
        fd = open(name, flags, 0666);
    if (fd >= 0)
        fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
    return fd;
}

bool run_output_open(struct run_output *o, bool trace, bool (*gives_up)(void *), void *context)
{
    o->trace = !trace                            ? -1
               : !o->trace_file                  ? STDERR_FILENO
               : strcmp(o->trace_file, "-") == 0 ? STDOUT_FILENO
                                                 : open_trace(o->trace_file, gives_up, context);
    if (trace && o->trace < 0) {
        const char *why = errno == ENXIO ? "nobody reads it" : strerror(errno);
        struct buffer text = {0}, shown = {0};
        buffer_printf(&text, "thrum: cannot write %s: %s\n", o->trace_file, why);
        utf8_add_visible(&shown, buffer_text(&text), text.length, "\n\t");
        outlet_say(buffer_text(&shown));
        buffer_free(&text);
        buffer_free(&shown);
        return false;
    }
    o->outlet = outlet_open(MOST_BYTES);
    if (!o->outlet)
        fputs("thrum: " OUTLET_NO_ROOM "\n", shown_errors());
    return o->outlet != NULL;
}

/* What a terminal would show of it. */
static void record(struct run_output *o, int fd, const struct buffer *text)
{
    struct buffer shown = {0}, problem = {0};
    if (!o->recording || !text->length || (fd != STDOUT_FILENO && fd != STDERR_FILENO))
        return;
    utf8_add_visible(&shown, text->bytes, text->length, "\n\t");
    recording_lines(o->recording, buffer_text(&shown), shown.length);
    recording_say(o->recording, buffer_text(&shown));
    buffer_free(&shown);
    const char *why = recording_problem(o->recording);
    if (!why)
        return;
    buffer_printf(&problem, "thrum: %s\n", why);
    outlet_put(o->outlet, STDERR_FILENO, &problem);
    buffer_free(&problem);
}

static void put(struct run_output *o, int fd, struct buffer *text)
{
    record(o, fd, text);
    if (text->length && (fd != o->trace || fd == STDOUT_FILENO))
        silence_end(&o->silence);
    if (outlet_put(o->outlet, fd, text))
        return;
    lab_hold(o->lab);
    outlet_want(o->outlet, ROOM_BYTES);
}

/* For people: what is said of the run. */
static void put_shown(struct run_output *o, struct buffer *text)
{
    struct buffer shown = {0};
    utf8_add_visible(&shown, buffer_text(text), text->length, "\n\t");
    buffer_clear(text);
    put(o, STDERR_FILENO, &shown);
    buffer_free(&shown);
}

static void speak(const struct run_output *o, struct buffer *text)
{
    struct buffer spoken = {0};
    if (!o->spoken)
        return;
    spoken_add_lines(&spoken, buffer_text(text), text->length);
    buffer_free(text);
    *text = spoken;
}

void run_output_flush(struct run_output *o)
{
    put(o, STDOUT_FILENO, &o->prints);
    if (o->trace >= 0)
        put(o, o->trace, &o->steps);
}

/* What is added to is to be handed over soon. */
static void begin(struct run_output *o, const struct buffer *text)
{
    if (text->length == 0)
        lab_wake(o->lab);
}

void run_output_print(struct run_output *o, const struct event *e)
{
    const struct machine *m = lab_machine(o->lab);
    if (o->quiet)
        return;
    begin(o, &o->prints);
    if (!o->raw)
        report_print_head(m, e, &o->prints);
    if (o->show_controls)
        utf8_add_visible(&o->prints, e->text, e->length, "\n\t");
    else
        buffer_add(&o->prints, e->text, e->length);
    buffer_putc(&o->prints, '\n');
    if (o->prints.length >= BLOCK_BYTES)
        put(o, STDOUT_FILENO, &o->prints);
}

void run_output_step(struct run_output *o, const struct event *e)
{
    if (o->trace < 0)
        return;
    /* on standard output among what is printed, in the order in which it came */
    struct buffer *steps = o->trace == STDOUT_FILENO ? &o->prints : &o->steps;
    begin(o, steps);
    report_step(lab_machine(o->lab), e, steps);
    buffer_putc(steps, '\n');
    if (steps->length >= BLOCK_BYTES)
        put(o, o->trace, steps);
}

void run_output_ask(struct run_output *o, struct buffer *question)
{
    run_output_flush(o);
    put_shown(o, question);
}

void run_output_tell(struct run_output *o, struct buffer *text)
{
    speak(o, text);
    run_output_ask(o, text);
}

void run_output_complain(struct run_output *o, const struct buffer *text)
{
    struct buffer line = {0};
    buffer_printf(&line, "thrum: %s\n", buffer_text(text));
    run_output_tell(o, &line);
    buffer_free(&line);
}

int run_output_fd(const struct run_output *o)
{
    return outlet_fd(o->outlet);
}

size_t run_output_take_news(struct run_output *o)
{
    size_t waiting = outlet_news(o->outlet);
    if (waiting <= ROOM_BYTES)
        lab_let_go(o->lab);
    return waiting;
}

int run_output_error(const struct run_output *o)
{
    return outlet_error(o->outlet, STDOUT_FILENO);
}

bool run_output_written(struct run_output *o)
{
    outlet_want(o->outlet, 0);
    return outlet_news(o->outlet) == 0 || run_output_error(o);
}

void run_output_refuse(struct run_output *o, const char *why)
{
    struct buffer text = {0}, shown = {0};
    buffer_printf(&text, "thrum: %s\n", why);
    utf8_add_visible(&shown, buffer_text(&text), text.length, "\n\t");
    outlet_put(o->outlet, STDERR_FILENO, &shown);
    buffer_free(&text);
    buffer_free(&shown);
    run_output_close(o, -1, -1);
}

bool run_output_close(struct run_output *o, int still, int most)
{
    bool file = o->trace >= 0 && o->trace != STDERR_FILENO && o->trace != STDOUT_FILENO;
    struct buffer text = {0};
    size_t lost = outlet_end(o->outlet, still, most);
    int error = file ? outlet_error(o->outlet, o->trace) : 0;
    outlet_free(o->outlet);
    if (lost)
        buffer_printf(&text, "thrum: %zu bytes of output were not written: nobody reads them\n",
                      lost);
    if (file && close(o->trace) != 0 && !error)
        error = errno;
    if (error)
        buffer_printf(&text, "thrum: cannot write %s: %s\n", o->trace_file, strerror(error));
    struct buffer shown = {0};
    utf8_add_visible(&shown, buffer_text(&text), text.length, "\n\t");
    if (shown.length)
        outlet_say(buffer_text(&shown));
    buffer_free(&text);
    buffer_free(&shown);
    buffer_free(&o->prints);
    buffer_free(&o->steps);
    return !error;
}
