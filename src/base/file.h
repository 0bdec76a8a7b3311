/* file.h - what read() and write() leave to their caller. No locks. */
#ifndef THRUM_BASE_FILE_H
#define THRUM_BASE_FILE_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stddef.h>

/* Writes everything that is in the buffer; false with errno. */
bool file_write(int fd, const struct buffer *text);

/* Adds what is left of a file to the buffer, but goes no further once there are more than `most`
 * bytes in it. Waits `patience` milliseconds for each piece, or as long as it takes where that is
 * negative; false with errno, which is ETIMEDOUT where nothing came. */
bool file_read(int fd, struct buffer *text, size_t most, int patience);

#endif
