/* carried.c - see carried.h. */
#include "base/carried.h"

#include "base/buffer.h"
#include "base/file.h"
#include "base/system.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* What stands behind CARRIED; NULL: it is a name of the file system, or nothing is carried. */
static const char *carried_name(const char *name)
{
    size_t length = strlen(CARRIED);
    return carried_files[0].name && strncmp(name, CARRIED, length) == 0 ? name + length : NULL;
}

/* What of a file's name stands behind the folder and a slash; NULL: it lies elsewhere. */
static const char *within(const char *file, const char *folder)
{
    size_t length = strlen(folder);
    length -= length && folder[length - 1] == '/';
    return strncmp(file, folder, length) == 0 && file[length] == '/' ? file + length + 1 : NULL;
}

static const struct carried_file *find(const char *wanted)
{
    const struct carried_file *f = carried_files;
    while (f->name && strcmp(f->name, wanted) != 0)
        f++;
    return f->name ? f : NULL;
}

bool carried_has(const char *name)
{
    const char *wanted = carried_name(name);
    return wanted && find(wanted);
}

bool carried_has_folder(const char *name)
{
    const char *wanted = carried_name(name);
    for (const struct carried_file *f = carried_files; wanted && f->name; f++)
        if (within(f->name, wanted))
            return true;
    return false;
}

/* A descriptor out of which these bytes come. */
static int open_bytes(const struct carried_file *f)
{
    struct buffer bytes = {.bytes = (char *)(uintptr_t)f->bytes, .length = f->length};
    int fd = system_scratch_file();
    if (fd >= 0 && file_write(fd, &bytes) && lseek(fd, 0, SEEK_SET) == 0)
        return fd;
    int error = errno;
    if (fd >= 0)
        close(fd);
    errno = error;
    return -1;
}

int carried_open(const char *name)
{
    const char *wanted = carried_name(name);
    if (!wanted)
        return open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    const struct carried_file *f = find(wanted);
    if (f)
        return open_bytes(f);
    errno = ENOENT;
    return -1;
}

bool carried_list(struct carried_folder *f, const char *name)
{
    *f = (struct carried_folder){.within = carried_has_folder(name) ? carried_name(name) : NULL};
    if (!f->within)
        f->files = opendir(name);
    return f->within || f->files;
}

/* The next that is carried: a file, or a folder, whose files stand one behind the other. */
static const char *next_carried(struct carried_folder *f)
{
    while (carried_files[f->next].name) {
        const char *name = within(carried_files[f->next++].name, f->within);
        size_t length = name ? strcspn(name, "/") : 0;
        if (!name || length >= sizeof f->name ||
            (strncmp(f->name, name, length) == 0 && !f->name[length]))
            continue;
        memcpy(f->name, name, length);
        f->name[length] = '\0';
        return f->name;
    }
    return NULL;
}

const char *carried_next(struct carried_folder *f)
{
    if (!f->files)
        return f->within ? next_carried(f) : NULL;
    struct dirent *d = readdir(f->files);
    if (d)
        return d->d_name;
    closedir(f->files);
    f->files = NULL;
    return NULL;
}
