/* file.c - see file.h. */
#include "base/file.h"

#include <errno.h>
#include <poll.h>
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

bool file_read(int fd, struct buffer *text, size_t most, int patience)
{
    char block[1 << 16];
    struct pollfd readable = {fd, POLLIN, 0};
    while (text->length <= most) {
        int ready = poll(&readable, 1, patience);
        if (ready == 0)
            errno = ETIMEDOUT;
        ssize_t bytes = ready > 0 ? read(fd, block, sizeof block) : -1;
        if (bytes < 0 && errno == EINTR)
            continue;
        if (bytes <= 0)
            return bytes == 0;
        buffer_add(text, block, (size_t)bytes);
    }
    return true;
}
