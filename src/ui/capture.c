/* capture.c - see capture.h. */
#include "ui/capture.h"

#include "base/memory.h"
#include "base/shown.h"
#include "base/system.h"
#include "ui/rescue.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Room for a sanitizer's report or a flood between two rounds of the loop. */
#define PIPE_BYTES (1024 * 1024)
#define READ_BYTES 4096
#define READS_AT_ONCE 16
/* A line without an end is handed on in pieces of that size. */
#define LINE_BYTES 4096

static const int streams[CAPTURE_COUNT] = {STDOUT_FILENO, STDERR_FILENO};

static bool redirect(struct capture *c, int which)
{
    int ends[2];
    c->saved[which] = fcntl(streams[which], F_DUPFD_CLOEXEC, 3);
    if (c->saved[which] < 0)
        return false;
    if (!system_pipe(ends, true)) {
        close(c->saved[which]);
        return false;
    }
    system_widen_pipe(ends[1], PIPE_BYTES);
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    dup2(ends[1], streams[which]);
    close(ends[1]);
    c->reading[which] = ends[0];
    return true;
}

static void put_back(struct capture *c, int which)
{
    dup2(c->saved[which], streams[which]);
    close(c->saved[which]);
    /* Now nothing holds the writing end any more, and the rest can be read to its end. */
    ssize_t count;
    do {
        size_t before = c->partial[which].length;
        capture_read(c, which);
        count = (ssize_t)(c->partial[which].length - before);
    } while (count > 0);
    close(c->reading[which]);
    const struct buffer *rest = &c->partial[which];
    size_t at = 0;
    while (at < rest->length) {
        count = write(streams[which], rest->bytes + at, rest->length - at);
        if (count <= 0)
            break;
        at += (size_t)count;
    }
    buffer_free(&c->partial[which]);
}

bool capture_begin(struct capture *c)
{
    *c = (struct capture){0};
    fflush(NULL);
    if (!redirect(c, CAPTURE_OUTPUT))
        return false;
    if (!redirect(c, CAPTURE_ERRORS)) {
        put_back(c, CAPTURE_OUTPUT);
        return false;
    }
    /* A pipe makes the stream wait for a full block, and then nothing would be seen. */
    setvbuf(shown_output(), NULL, _IOLBF, BUFSIZ);
    return true;
}

void capture_read(struct capture *c, int which)
{
    char bytes[READ_BYTES];
    for (int i = 0; i < READS_AT_ONCE; i++) {
        ssize_t count = read(c->reading[which], bytes, sizeof bytes);
        if (count <= 0)
            return;
        if (which == CAPTURE_ERRORS)
            rescue_remember(bytes, (size_t)count);
        buffer_add(&c->partial[which], bytes, (size_t)count);
    }
}

char *capture_line(struct capture *c, int which, bool all)
{
    struct buffer *partial = &c->partial[which];
    if (partial->length == 0)
        return NULL;
    const char *newline = memchr(partial->bytes, '\n', partial->length);
    if (!newline && !all && partial->length < LINE_BYTES)
        return NULL;
    size_t length = newline ? (size_t)(newline - partial->bytes) : partial->length;
    char *line = memory_copy_bytes(partial->bytes, length);
    size_t used = length + (newline != NULL);
    memmove(partial->bytes, partial->bytes + used, partial->length - used);
    buffer_cut(partial, partial->length - used);
    return line;
}

void capture_end(struct capture *c)
{
    fflush(NULL);
    put_back(c, CAPTURE_OUTPUT);
    put_back(c, CAPTURE_ERRORS);
}
