/* notes_place.c - see notes_place.h. */
#include "shell/notes_place.h"

#include "base/state_folder.h"
#include "base/system.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { MOST_ALIKE = 20, WAITING = 8 };

/* Each folder above it, and it. What cannot be made is told by what is done in it then. */
static void make_folder(char *path)
{
    for (char *slash = path + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        mkdir(path, 0700);
        *slash = '/';
    }
    mkdir(path, 0700);
}

char *notes_folder(bool make)
{
    const char *runtime = getenv("XDG_RUNTIME_DIR");
    struct buffer path = {0};
    char *folder;
    if (runtime && runtime[0] == '/') {
        buffer_printf(&path, "%s/thrum/notes", runtime);
        folder = buffer_take(&path);
    } else {
        folder = state_folder("notes");
    }
    if (folder && make)
        make_folder(folder);
    return folder;
}

/* A socket's address holds a hundred bytes of a path. A folder that has a longer one stands in it,
 * opened, as what this process calls it: where there is a /proc for that. */
struct place {
    int folder; /* -1: it is not open */
    struct sockaddr_un address;
};

/* False with errno: there is no such folder. */
static bool place_open(struct place *p, const char *folder, const char *name)
{
    *p = (struct place){.folder = system_open_folder(folder)};
    p->address.sun_family = AF_UNIX;
    size_t room = sizeof p->address.sun_path;
    int length = snprintf(p->address.sun_path, room, "%s/%s", folder, name);
    if ((size_t)length >= room)
        length = snprintf(p->address.sun_path, room, "/proc/self/fd/%d/%s", p->folder, name);
    if (p->folder >= 0 && (size_t)length < room)
        return true;
    if (p->folder >= 0) {
        close(p->folder);
        errno = ENAMETOOLONG;
    }
    return false;
}

static void place_close(struct place *p)
{
    int error = errno;
    close(p->folder);
    errno = error;
}

static int make_socket(void)
{
    int fd = socket(AF_UNIX, SOCK_SEQPACKET, 0);
    if (fd >= 0)
        system_prepare(fd, false);
    return fd;
}

int notes_connect(const char *folder, const char *name)
{
    struct place place;
    if (!place_open(&place, folder, name))
        return -1;
    int fd = make_socket();
    if (fd >= 0 && connect(fd, (struct sockaddr *)&place.address, sizeof place.address) != 0) {
        int error = errno;
        close(fd);
        errno = error;
        fd = -1;
    }
    place_close(&place);
    return fd;
}

/* Whether a presentation of this name goes on: one that is busy, too. */
static bool goes_on(const char *folder, const char *name)
{
    int fd = notes_connect(folder, name);
    if (fd >= 0)
        close(fd);
    return fd >= 0 || errno == EAGAIN;
}

static int listen_as(const char *folder, const char *name)
{
    struct place place;
    if (!place_open(&place, folder, name))
        return -1;
    int fd = make_socket();
    mode_t mask = umask(0177);
    bool bound = fd >= 0 && bind(fd, (struct sockaddr *)&place.address, sizeof place.address) == 0;
    int error = errno;
    umask(mask);
    if (!bound || listen(fd, WAITING) != 0) {
        error = bound ? errno : error;
        if (fd >= 0)
            close(fd);
        fd = -1;
    }
    errno = error;
    place_close(&place);
    return fd;
}

void notes_remove(const char *folder, const char *name)
{
    struct place place;
    if (!place_open(&place, folder, name))
        return;
    unlinkat(place.folder, name, 0);
    place_close(&place);
}

int notes_listen(const char *folder, const char *name, struct buffer *taken)
{
    for (unsigned i = 1; i <= MOST_ALIKE; i++) {
        buffer_clear(taken);
        buffer_puts(taken, name);
        if (i > 1)
            buffer_printf(taken, "-%u", i);
        int fd = listen_as(folder, buffer_text(taken));
        if (fd < 0 && errno == EADDRINUSE && !goes_on(folder, buffer_text(taken))) {
            notes_remove(folder, buffer_text(taken));
            fd = listen_as(folder, buffer_text(taken));
        }
        if (fd >= 0 || errno != EADDRINUSE)
            return fd;
    }
    errno = EADDRINUSE;
    return -1;
}

size_t notes_add_others(const char *folder, const char *name, struct buffer *names)
{
    size_t count = 0;
    DIR *directory = opendir(folder);
    struct dirent *entry;
    while (directory && (entry = readdir(directory))) {
        if (entry->d_name[0] == '.' || (name && strcmp(entry->d_name, name) == 0) ||
            !goes_on(folder, entry->d_name))
            continue;
        buffer_printf(names, "%s%s", count++ ? " " : "", entry->d_name);
    }
    if (directory)
        closedir(directory);
    return count;
}
