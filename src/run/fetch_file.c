/* fetch_file.c - see fetch_file.h. */
#include "run/fetch_file.h"

#include "base/beneath.h"
#include "base/buffer.h"
#include "base/memory.h"
#include "base/system.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
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
    int fd = system_open_folder(folder);
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

/* The name that it bears beside its own, where it has to bear one; owned by the caller. */
static char *name_beside(const struct fetch_file *f)
{
    struct buffer name = {0};
    buffer_printf(&name, "%s.%" PRIx64 ".part", f->name, system_random());
    return buffer_take(&name);
}

/* Opens one under that name, which nobody else has. */
static int create_beside(const struct fetch_file *f, const char *name, int access)
{
    unlinkat(f->folder, name, 0); /* of a program that was killed */
    return openat(f->folder, name, access | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
}

/* A file without a name, which is gone with the process that writes it: made so, or its name is
 * taken off at once, which no system gives back. Where neither can be, it keeps the name. */
static int open_beside(struct fetch_file *f)
{
    int fd = system_open_nameless(f->folder);
    if (fd >= 0)
        return fd;
    f->beside = name_beside(f);
    fd = create_beside(f, f->beside, O_RDWR);
    if (fd >= 0 && unlinkat(f->folder, f->beside, 0) == 0) {
        free(f->beside);
        f->beside = NULL;
        f->nameless = true;
    }
    return fd;
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

/* Held while a file has a name beside its own, so that a signal which ends the program does not
 * come between. */
static pthread_mutex_t placing = PTHREAD_MUTEX_INITIALIZER;

void fetch_settle(void)
{
    pthread_mutex_lock(&placing);
}

/* Copies so many bytes; false with errno. */
static bool copy(int from, int to, off_t length)
{
    char bytes[1 << 16];
    off_t at = 0;
    while (at < length) {
        off_t left = length - at;
        size_t wanted = left < (off_t)sizeof bytes ? (size_t)left : sizeof bytes;
        ssize_t count = pread(from, bytes, wanted, at);
        if (count <= 0) {
            errno = count ? errno : EIO;
            return false;
        }
        for (ssize_t done = 0, now; done < count; done += now) {
            now = write(to, bytes + done, (size_t)(count - done));
            if (now < 0)
                return false;
        }
        at += count;
    }
    return true;
}

/* What was written, once more, under the name beside its own; false with errno. */
static bool copy_beside(struct fetch_file *f)
{
    off_t length = ftello(f->to);
    f->beside = name_beside(f);
    int to = length < 0 ? -1 : create_beside(f, f->beside, O_WRONLY);
    if (to < 0)
        return false;
    bool copied = copy(fileno(f->to), to, length);
    int error = errno;
    if (close(to) != 0 && copied)
        return false;
    errno = error;
    return copied;
}

/* Gives it a name: its own where nothing bears that, else the one beside it. */
static bool link_beside(struct fetch_file *f)
{
    struct buffer from = {0};
    buffer_printf(&from, "/proc/self/fd/%d", fileno(f->to));
    bool linked = linkat(AT_FDCWD, from.bytes, f->folder, f->name, AT_SYMLINK_FOLLOW) == 0;
    if (!linked && errno == EEXIST) {
        f->beside = name_beside(f);
        unlinkat(f->folder, f->beside, 0);
        linked = linkat(AT_FDCWD, from.bytes, f->folder, f->beside, AT_SYMLINK_FOLLOW) == 0;
    }
    int error = errno;
    buffer_free(&from);
    errno = error;
    return linked;
}

/* Gives the file its name: at once where nothing bears it, else in the place of what does. */
static bool put_in_place(struct fetch_file *f)
{
    pthread_mutex_lock(&placing);
    bool placed = f->beside || (f->nameless ? copy_beside(f) : link_beside(f));
    if (placed && f->beside)
        placed = renameat(f->folder, f->beside, f->folder, f->name) == 0;
    int error = errno;
    if (!placed && f->beside)
        unlinkat(f->folder, f->beside, 0);
    pthread_mutex_unlock(&placing);
    errno = error;
    return placed;
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
