/* file.h - what write() leaves to its caller. No locks. */
#ifndef THRUM_BASE_FILE_H
#define THRUM_BASE_FILE_H

#include "base/buffer.h"

#include <stdbool.h>

/* Writes everything that is in the buffer; false with errno. */
bool file_write(int fd, const struct buffer *text);

#endif
