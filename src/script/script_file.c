/* script_file.c - see script_file.h. */
#include "script/script_file.h"

#include "base/carried.h"
#include "base/file.h"
#include "base/shown.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool refuse(struct buffer *why, const char *file, const char *reason)
{
    buffer_printf(why, "cannot read %s: %s", file, reason);
    return false;
}

static bool read_all(int fd, const char *file, int patience, struct buffer *text,
                     struct buffer *why)
{
    if (!file_read(fd, text, SCRIPT_FILE_BYTES, patience))
        return refuse(why, file, errno == ETIMEDOUT ? "nothing comes out of it" : strerror(errno));
    return text->length <= SCRIPT_FILE_BYTES ||
           refuse(why, file, "it is longer than 16 MiB; a script is shorter");
}

/* Where no such file is here an example is taken that the program carries. */
static int open_script(const char *file)
{
    int fd = carried_open(file);
    if (fd >= 0 || errno != ENOENT || strncmp(file, "examples/", strlen("examples/")) != 0)
        return fd;
    struct buffer name = {0};
    buffer_printf(&name, CARRIED "%s", file);
    fd = carried_open(buffer_text(&name));
    buffer_free(&name);
    if (fd < 0)
        errno = ENOENT;
    return fd;
}

bool script_file_read(const char *file, int patience, struct buffer *text, struct buffer *why)
{
    if (strcmp(file, "-") == 0)
        return read_all(STDIN_FILENO, "standard input", patience, text, why);
    int fd = open_script(file);
    return fd < 0 ? refuse(why, file, strerror(errno))
                  : script_file_read_open(fd, file, patience, text, why);
}

bool script_file_read_open(int fd, const char *file, int patience, struct buffer *text,
                           struct buffer *why)
{
    struct stat status;
    bool good;
    if (fstat(fd, &status) < 0)
        good = refuse(why, file, strerror(errno));
    else if (S_ISDIR(status.st_mode))
        good = refuse(why, file, "it is a directory, not a script");
    else if (patience >= 0 && isatty(fd))
        good = refuse(why, file, "it is a terminal, not a script");
    else {
        fcntl(fd, F_SETFL, 0); /* a pipe may be waited for; opening it did not block */
        good = read_all(fd, file, patience, text, why);
    }
    close(fd);
    return good;
}

void script_complain(const struct source *source, struct diagnostics *found, bool spoken)
{
    struct buffer text = {0};
    (spoken ? diagnostics_speak : diagnostics_format)(&text, source, found);
    fputs(buffer_text(&text), shown_errors());
    buffer_free(&text);
    diagnostics_free(found);
}
