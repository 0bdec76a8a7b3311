/* system.c - see system.h. */
#include "base/system.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/auxv.h>
#include <sys/mman.h>
#endif
#ifdef __FreeBSD__
#include <sys/auxv.h>
#endif
#ifdef __APPLE__
#include <mach-o/dyld.h>
#include <sys/random.h>
#endif

bool system_prepare(int fd, bool waits)
{
    int flags = fcntl(fd, F_GETFL);
    return flags >= 0 && fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 &&
           (waits || fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0);
}

/* Both, or neither. */
static bool prepare_both(int ends[2], bool waits)
{
    if (system_prepare(ends[0], waits) && system_prepare(ends[1], waits))
        return true;
    int error = errno;
    close(ends[0]);
    close(ends[1]);
    errno = error;
    return false;
}

bool system_pipe(int ends[2], bool waits)
{
    return pipe(ends) == 0 && prepare_both(ends, waits);
}

bool system_sockets(int ends[2], int type)
{
    return socketpair(AF_UNIX, type, 0, ends) == 0 && prepare_both(ends, true);
}

void system_widen_pipe(int fd, int bytes)
{
#ifdef F_SETPIPE_SZ
    fcntl(fd, F_SETPIPE_SZ, bytes);
#else
    (void)fd;
    (void)bytes;
#endif
}

int system_scratch_file(void)
{
#ifdef MFD_CLOEXEC
    /* Linux before 3.17 has no such call. */
    int memory = memfd_create("scratch", MFD_CLOEXEC);
    if (memory >= 0)
        return memory;
#endif
    FILE *file = tmpfile();
    int fd = file ? fcntl(fileno(file), F_DUPFD_CLOEXEC, 3) : -1;
    int error = errno;
    if (file)
        fclose(file);
    errno = error;
    return fd;
}

int system_open_folder(const char *path)
{
#if defined O_PATH
    return open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
#elif defined O_SEARCH
    return open(path, O_SEARCH | O_DIRECTORY | O_CLOEXEC);
#else
    return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
#endif
}

int system_open_nameless(int folder)
{
#ifdef O_TMPFILE
    if (access("/proc/self/fd", X_OK) == 0)
        return openat(folder, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
#else
    (void)folder;
#endif
    errno = ENOTSUP;
    return -1;
}

uint64_t system_random(void)
{
    uint64_t number;
    /* Linux before 3.17 has no such call: then who started when, which few can guess. */
    if (getentropy(&number, sizeof number) != 0)
        number = (uint64_t)time(NULL) * 2654435761 + (uint64_t)getpid();
    return number;
}

int64_t system_written(const struct stat *status)
{
#ifdef __APPLE__
    struct timespec when = status->st_mtimespec;
#else
    struct timespec when = status->st_mtim;
#endif
    return (int64_t)when.tv_sec * 1000000000 + when.tv_nsec;
}

/* By what name it was started: where there is no /proc, and where a system never has one. */
static const char *started_as(char *room, uint32_t size)
{
#if defined __APPLE__
    return _NSGetExecutablePath(room, &size) == 0 ? room : NULL;
#elif defined __FreeBSD__
    return elf_aux_info(AT_EXECPATH, room, (int)size) == 0 ? room : NULL;
#elif defined __linux__
    (void)room;
    (void)size;
    return (const char *)getauxval(AT_EXECFN); /* NOLINT: so it is handed over */
#else
    (void)room;
    (void)size;
    return NULL;
#endif
}

bool system_add_program(struct buffer *out)
{
    char name[4096];
    ssize_t length = readlink("/proc/self/exe", name, sizeof name);
    if (length > 0 && (size_t)length < sizeof name) {
        buffer_add(out, name, (size_t)length);
        return true;
    }
    const char *started = started_as(name, sizeof name);
    char *real = started ? realpath(started, NULL) : NULL;
    if (!real)
        return false;
    buffer_puts(out, real);
    free(real);
    return true;
}

uint32_t system_processors(void)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    return processors > 0 ? (uint32_t)processors : 1;
}

uint64_t system_memory_taken(void)
{
    unsigned long long pages = 0;
    FILE *file = fopen("/proc/self/statm", "re");
    if (file && fscanf(file, "%llu", &pages) != 1)
        pages = 0;
    if (file)
        fclose(file);
    return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}
