/* file.c - see file.h. */
#include "base/file.h"

#include <errno.h>
#include <unistd.h>

bool file_write(int fd, const struct buffer *text)
{
    size_t at = 0;
    while (at < text->length) {
        ssize_t written = write(fd, text->bytes + at, text->length - at);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        at += (size_t)written;
    }
    return true;
}
