/* beneath.c - see beneath.h. */
#include "base/beneath.h"

#include "base/buffer.h"
#include "base/carried.h"
#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FOLDER = O_RDONLY | O_DIRECTORY | O_CLOEXEC };

const char *beneath_refuses(const char *name)
{
    if (!name[0] || name[strlen(name) - 1] == '/')
        return "it is no file's name";
    if (name[0] == '/')
        return "the name may not begin with /";
    for (const char *part = name; *part;) {
        size_t length = strcspn(part, "/");
        if (length == 2 && part[0] == '.' && part[1] == '.')
            return "the name may not hold ..";
        part += length + strspn(part + length, "/");
    }
    const char *slash = strrchr(name, '/');
    return strcmp(slash ? slash + 1 : name, ".") == 0 ? "it is no file's name" : NULL;
}

int beneath_open_folder(const char *folder, const char *name, const char **last)
{
    *last = name;
    if (beneath_refuses(name)) {
        errno = EINVAL;
        return -1;
    }
    int fd = open(folder, FOLDER);
    for (const char *slash; fd >= 0 && (slash = strchr(*last, '/'));) {
        char *part = memory_copy_bytes(*last, (size_t)(slash - *last));
        int within = openat(fd, part, FOLDER | O_NOFOLLOW);
        int error = errno;
        free(part);
        close(fd);
        errno = error;
        fd = within;
        *last = slash + strspn(slash, "/");
    }
    return fd;
}

/* Of a folder that the program carries. */
static int open_carried(const char *folder, const char *name)
{
    struct buffer path = {0};
    size_t length = strlen(folder);
    buffer_printf(&path, folder[length - 1] == '/' ? "%s%s" : "%s/%s", folder, name);
    int fd = carried_open(buffer_text(&path));
    int error = errno;
    buffer_free(&path);
    errno = error;
    return fd;
}

int beneath_open(const char *folder, const char *name)
{
    const char *last;
    struct stat status;
    if (carried_has_folder(folder))
        return open_carried(folder, name);
    int within = beneath_open_folder(folder, name, &last);
    if (within < 0)
        return -1;
    int fd = openat(within, last, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    int error = errno;
    close(within);
    if (fd >= 0 && (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))) {
        error = S_ISDIR(status.st_mode) ? EISDIR : EINVAL;
        close(fd);
        fd = -1;
    }
    errno = error;
    return fd;
}

bool beneath_make(const char *folder)
{
    struct stat status;
    char *path = memory_copy(folder);
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path, 0700);
        *slash = '/';
    }
    bool made = mkdir(path, 0700) == 0 || errno == EEXIST;
    free(path);
    if (!made || lstat(folder, &status) != 0)
        return false;
    errno = S_ISLNK(status.st_mode) ? ELOOP : ENOTDIR;
    return S_ISDIR(status.st_mode);
}
