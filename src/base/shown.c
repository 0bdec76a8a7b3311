/* shown.c - see shown.h. */
#include "base/shown.h"

#include "base/buffer.h"
#include "base/file.h"
#include "base/utf8.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LONGEST_CHARACTER = 4 };

struct shown {
    int fd;
    char begun[LONGEST_CHARACTER]; /* of a character that a write ended within */
    size_t begun_length;
};

/* How many bytes at the end are the beginning of a character of which there may be more. */
static size_t begun_at_end(const char *bytes, size_t length)
{
    for (size_t back = 1; back < LONGEST_CHARACTER && back <= length; back++) {
        unsigned char lead = (unsigned char)bytes[length - back];
        size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
        if ((lead & 0xC0) != 0x80)
            return size > back ? back : 0;
    }
    return 0;
}

/* A stream that a function writes: as GNU and musl have it, and as the BSDs and macOS do; and what
 * it returns where it cannot, which glibc alone wants to be nothing. */
#ifdef __linux__
typedef ssize_t taken;
typedef size_t offered;
#else
typedef int taken;
typedef int offered;
#endif
#ifdef __GLIBC__
enum { CANNOT = 0 };
#else
enum { CANNOT = -1 };
#endif

static taken write_shown(void *cookie, const char *bytes, offered count)
{
    struct shown *s = cookie;
    struct buffer whole = {0}, out = {0};
    buffer_add(&whole, s->begun, s->begun_length);
    buffer_add(&whole, bytes, (size_t)count);
    size_t begun = whole.length ? begun_at_end(whole.bytes, whole.length) : 0;
    utf8_add_visible(&out, buffer_text(&whole), whole.length - begun, "\n\t");
    bool good = file_write(s->fd, &out);
    if (begun)
        memcpy(s->begun, whole.bytes + whole.length - begun, begun);
    s->begun_length = begun;
    int error = errno;
    buffer_free(&whole);
    buffer_free(&out);
    errno = error;
    return good ? (taken)count : CANNOT;
}

static FILE *open_shown(struct shown *s, int mode)
{
#ifdef __linux__
    FILE *stream = fopencookie(s, "w", (cookie_io_functions_t){.write = write_shown});
#else
    FILE *stream = funopen(s, NULL, write_shown, NULL, NULL);
#endif
    if (stream)
        setvbuf(stream, NULL, mode, BUFSIZ);
    return stream;
}

/* Constant once there is a second thread; as stdout and stderr are, there is one of each. */
static struct shown out = {.fd = STDOUT_FILENO}, err = {.fd = STDERR_FILENO};
static FILE *output, *errors;

void shown_streams(void)
{
    output = open_shown(&out, isatty(STDOUT_FILENO) ? _IOLBF : _IOFBF);
    errors = open_shown(&err, _IOLBF);
#if defined __GLIBC__ || !defined __linux__ /* musl has them constant */
    if (output)
        stdout = output;
    if (errors)
        stderr = errors;
#endif
}

FILE *shown_output(void)
{
    return output ? output : stdout;
}

FILE *shown_errors(void)
{
    return errors ? errors : stderr;
}
