/* fetch_file.c - see fetch_file.h. */
#include "run/fetch_file.h"

#include "base/beneath.h"
#include "base/buffer.h"
#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- Writing --------------------------------------------------------------------------------- */

/* The folder of a file of the user's own. */
static int open_folder(const char *file, const char **last)
{
    const char *slash = strrchr(file, '/');
    *last = slash ? slash + 1 : file;
    char *folder = slash ? memory_copy_bytes(file, (size_t)(slash + 1 - file)) : memory_copy(".");
    int fd = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    free(folder);
    return fd;
}

static int open_beneath(const char *file, const struct fetch_bounds *bounds, const char **last,
                        const char **why)
{
    *why = bounds->scratch ? beneath_refuses(file) : "there is no home directory for it";
    if (*why || !beneath_make(bounds->scratch))
        return -1;
    return beneath_open_folder(bounds->scratch, file, last);
}

/* A file without a name, which is gone with whoever writes it; where that cannot be, one whose name
 * ends in ".part". */
static int open_beside(struct fetch_file *f)
{
    int fd = -1;
    if (access("/proc/self/fd", X_OK) == 0)
        fd = openat(f->folder, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
    if (fd >= 0)
        return fd;
    struct buffer beside = {0};
    buffer_printf(&beside, "%s.%d.part", f->name, (int)gettid());
    f->beside = buffer_take(&beside);
    return openat(f->folder, f->beside, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
                  0666);
}

bool fetch_file_open(struct fetch_file *f, const char *file, const struct fetch_bounds *bounds,
                     const char **why)
{
    struct stat status;
    const char *last = file;
    *why = NULL;
    f->folder = bounds ? open_beneath(file, bounds, &last, why) : open_folder(file, &last);
    if (f->folder < 0)
        return false;
    f->name = memory_copy(last);
    bool there = fstatat(f->folder, last, &status, bounds ? AT_SYMLINK_NOFOLLOW : 0) == 0;
    int fd = -1;
    f->whole = !there || S_ISREG(status.st_mode);
    if (f->whole)
        fd = open_beside(f);
    else if (!bounds)
        fd = openat(f->folder, last, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    else
        *why = "it is no ordinary file";
    f->to = fd < 0 ? NULL : fdopen(fd, "w");
    if (f->to)
        return true;
    int error = errno;
    fetch_file_close(f, false);
    errno = error;
    return false;
}

void fetch_file_rewind(struct fetch_file *f)
{
    if (!f->to)
        return;
    rewind(f->to);
    if (f->whole && ftruncate(fileno(f->to), 0) != 0)
        clearerr(f->to); /* an ordinary file can be cut */
}

/* Gives the file its name: at once where nothing bears it, else in the place of what does. */
static bool put_in_place(struct fetch_file *f)
{
    if (!f->beside) {
        struct buffer from = {0}, beside = {0};
        buffer_printf(&from, "/proc/self/fd/%d", fileno(f->to));
        buffer_printf(&beside, "%s.%d.part", f->name, (int)gettid());
        bool placed = linkat(AT_FDCWD, from.bytes, f->folder, f->name, AT_SYMLINK_FOLLOW) == 0;
        bool other = !placed && errno == EEXIST;
        if (other) {
            unlinkat(f->folder, beside.bytes, 0);
            other = linkat(AT_FDCWD, from.bytes, f->folder, beside.bytes, AT_SYMLINK_FOLLOW) == 0;
        }
        buffer_free(&from);
        f->beside = other ? buffer_take(&beside) : NULL;
        buffer_free(&beside);
        if (!other)
            return placed;
    }
    return renameat(f->folder, f->beside, f->folder, f->name) == 0;
}

bool fetch_file_close(struct fetch_file *f, bool good)
{
    int error = 0;
    if (f->to && good && (fflush(f->to) != 0 || (f->whole && !put_in_place(f)))) {
        error = errno;
        good = false;
    }
    if (f->to && fclose(f->to) != 0 && good) {
        error = errno;
        good = false;
    }
    if (!good && f->beside)
        unlinkat(f->folder, f->beside, 0);
    if (f->folder >= 0)
        close(f->folder);
    free(f->name);
    free(f->beside);
    *f = (struct fetch_file){.folder = -1};
    errno = error;
    return good;
}

/* ---- What a lesson reads --------------------------------------------------------------------- */

bool fetch_is_file(const char *url)
{
    return strncasecmp(url, "file:", 5) == 0;
}

static int hexadecimal(char c)
{
    const char *digits = "0123456789abcdef", *at = c ? strchr(digits, c | 0x20) : NULL;
    return at ? (int)(at - digits) : -1;
}

/* The path in a file: URL, %20 read as a blank; NULL where it has a NUL. The caller frees it. */
static char *path_of(const char *url)
{
    struct buffer path = {0};
    const char *from = url + strlen("file:");
    if (strncasecmp(from, "//localhost/", 12) == 0)
        from += strlen("//localhost");
    else if (strncmp(from, "///", 3) == 0)
        from += 2;
    for (; *from; from++) {
        int high = *from == '%' ? hexadecimal(from[1]) : -1;
        int low = high >= 0 ? hexadecimal(from[2]) : -1;
        char c = low >= 0 ? (char)(high << 4 | low) : *from;
        if (!c) {
            buffer_free(&path);
            return NULL;
        }
        buffer_putc(&path, c);
        from += low >= 0 ? 2 : 0;
    }
    return path.length ? buffer_take(&path) : memory_copy("");
}

/* Looks for it in one of the two folders. */
static int open_within(const char *folder, const char *path, const char **why)
{
    const char *name = path;
    char *real = path[0] == '/' && folder ? realpath(folder, NULL) : NULL;
    size_t length = real ? strlen(real) : 0;
    if (real && strncmp(path, real, length) == 0 && path[length] == '/')
        name = path + length + 1;
    free(real);
    *why = beneath_refuses(name);
    errno = ENOENT;
    return *why || !folder ? -1 : beneath_open(folder, name);
}

int fetch_file_of_lesson(const char *url, const struct fetch_bounds *bounds, const char **why)
{
    char *path = path_of(url);
    *why = path ? NULL : "it is no file's name";
    int fd = path ? open_within(bounds->folder, path, why) : -1;
    bool absent = fd < 0 && (*why || errno == ENOENT);
    const char *no_why = NULL;
    if (absent && path)
        fd = open_within(bounds->scratch, path, &no_why);
    if (fd >= 0)
        *why = NULL;
    else if (*why)
        *why = "a lesson reads only files that lie beside it";
    free(path);
    return fd;
}
