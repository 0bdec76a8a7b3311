/* whole_file.c - see whole_file.h. */
#include "base/whole_file.h"

#include "base/memory.h"
#include "base/shown.h"
#include "base/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void whole_file_add_refusal(const char *name, const char *what, struct buffer *why)
{
    buffer_puts(why, "cannot write ");
    utf8_add_visible(why, name, strlen(name), "");
    buffer_printf(why, ": %s", what);
}

/* What can be done about it. */
static const char *advice(int error)
{
    switch (error) {
    case ENOENT:
    case ENOTDIR:
        return "; make its folder first, or name another place";
    case EACCES:
    case EPERM:
    case EROFS:
        return "; name a place where you may write";
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return "; nothing was changed: make room, or name another place";
    default:
        return "; nothing was changed";
    }
}

void whole_file_add_error(const char *name, int error, struct buffer *why)
{
    whole_file_add_refusal(name, strerror(error), why);
    buffer_puts(why, advice(error));
}

/* The name without symbolic links, also of a file that is not there yet; NULL with errno. */
static char *resolve(const char *name)
{
    char *real = realpath(name, NULL);
    struct stat status;
    if (real || errno != ENOENT)
        return real;
    if (lstat(name, &status) == 0) {
        errno = ELOOP; /* a link to nothing: where it leads cannot be known to be meant */
        return NULL;
    }
    return memory_copy(name);
}

/* The file gets the rights that any new file of the user's gets, or those that it had. */
static mode_t wanted_mode(const char *real)
{
    struct stat status;
    mode_t mask = umask(0);
    umask(mask);
    return stat(real, &status) == 0 ? status.st_mode & 0777 : 0666 & ~mask;
}

static bool open_beside(struct whole_file *w)
{
    struct buffer beside = {0};
    buffer_printf(&beside, "%s.XXXXXX", w->real);
    w->beside = buffer_take(&beside);
    int fd = mkstemp(w->beside);
    if (fd < 0)
        return false;
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    w->stream = fdopen(fd, "w");
    if (w->stream && fchmod(fd, wanted_mode(w->real)) == 0)
        return true;
    int error = errno;
    if (w->stream)
        fclose(w->stream);
    else
        close(fd);
    unlink(w->beside);
    errno = error;
    return false;
}

static void forget(struct whole_file *w)
{
    free(w->real);
    free(w->beside);
    w->real = w->beside = NULL;
}

bool whole_file_open(struct whole_file *w, const char *name, struct buffer *why)
{
    struct stat status;
    *w = (struct whole_file){.name = name, .stream = shown_output()};
    if (!name)
        return true;
    w->real = resolve(name);
    if (!w->real && errno == ELOOP)
        whole_file_add_refusal(
            name, "it is a symbolic link that leads nowhere; remove it, or name the file", why);
    else if (!w->real)
        whole_file_add_error(name, errno, why);
    else if (stat(w->real, &status) == 0 && S_ISDIR(status.st_mode))
        whole_file_add_refusal(name, "it is a directory; name a file, such as one in it", why);
    else if (stat(w->real, &status) == 0 && !S_ISREG(status.st_mode))
        whole_file_add_refusal(name, "it is no ordinary file; name another place", why);
    else if (!open_beside(w))
        whole_file_add_error(name, errno, why);
    else
        return true;
    forget(w);
    return false;
}

bool whole_file_close(struct whole_file *w, bool good, struct buffer *why)
{
    int error = errno;
    if (good && (fflush(w->stream) != 0 || ferror(w->stream))) {
        error = errno;
        good = false;
    }
    if (!w->name) {
        if (!good)
            whole_file_add_error("to standard output", error, why);
        return good;
    }
    if (good && fsync(fileno(w->stream)) != 0) {
        error = errno;
        good = false;
    }
    if (fclose(w->stream) != 0 && good) {
        error = errno;
        good = false;
    }
    if (good && rename(w->beside, w->real) != 0) {
        error = errno;
        good = false;
    }
    if (!good) {
        unlink(w->beside);
        whole_file_add_error(w->name, error, why);
    }
    forget(w);
    return good;
}

bool whole_file_put(const char *name, const struct buffer *text, struct buffer *why)
{
    struct whole_file w;
    return whole_file_open(&w, name, why) &&
           whole_file_close(&w, fwrite(text->bytes, 1, text->length, w.stream) == text->length,
                            why);
}
