/* shown.c - see shown.h. */
#include "base/shown.h"

#include "base/buffer.h"
#include "base/file.h"
#include "base/utf8.h"

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

static ssize_t write_shown(void *cookie, const char *bytes, size_t length)
{
    struct shown *s = cookie;
    struct buffer whole = {0}, out = {0};
    buffer_add(&whole, s->begun, s->begun_length);
    buffer_add(&whole, bytes, length);
    size_t begun = whole.length ? begun_at_end(whole.bytes, whole.length) : 0;
    utf8_add_visible(&out, buffer_text(&whole), whole.length - begun, "\n\t");
    bool good = file_write(s->fd, &out);
    if (begun)
        memcpy(s->begun, whole.bytes + whole.length - begun, begun);
    s->begun_length = begun;
    buffer_free(&whole);
    buffer_free(&out);
    return good ? (ssize_t)length : 0;
}

static FILE *open_shown(struct shown *s, int mode)
{
    FILE *stream = fopencookie(s, "w", (cookie_io_functions_t){.write = write_shown});
    if (stream)
        setvbuf(stream, NULL, mode, BUFSIZ);
    return stream;
}

void shown_streams(void)
{
    static struct shown out = {.fd = STDOUT_FILENO}, err = {.fd = STDERR_FILENO};
    FILE *output = open_shown(&out, isatty(STDOUT_FILENO) ? _IOLBF : _IOFBF);
    FILE *errors = open_shown(&err, _IOLBF);
    if (output)
        stdout = output;
    if (errors)
        stderr = errors;
}
