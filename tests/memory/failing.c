/* failing.c - a malloc of the test's own in front of the C library's, so that memory fails where it
 * is told to: linked into a second thrum, which memory.test runs.
 *
 *     THRUM_FAIL_AT=17 tests/memory/thrum run FILE      the 17th call gets NULL
 *     THRUM_FAIL_FROM=17 tests/memory/thrum run FILE    all from the 17th on do
 *     THRUM_FAIL_TELL=FILE ...                          how many calls there were, into FILE
 *
 * Under a C library other than glibc, and under the sanitizers, which have a malloc themselves,
 * there is nothing here, and memory.test finds that out. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define UNDER_SANITIZER 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define UNDER_SANITIZER 1
#endif

#include <stdlib.h>

#if defined(__GLIBC__) && !defined(UNDER_SANITIZER)

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

void *__libc_malloc(size_t bytes);
void *__libc_calloc(size_t count, size_t bytes);
void *__libc_realloc(void *old, size_t bytes);

static atomic_long calls, fail_at, fail_from; /* 0: not yet read */

static long number_of(const char *name)
{
    const char *text = getenv(name);
    return text ? strtol(text, NULL, 10) : LONG_MAX;
}

static int fails(void)
{
    if (!fail_at) {
        fail_at = number_of("THRUM_FAIL_AT");
        fail_from = number_of("THRUM_FAIL_FROM");
    }
    long call = atomic_fetch_add(&calls, 1) + 1;
    if (call != fail_at && call < fail_from)
        return 0;
    errno = ENOMEM;
    return 1;
}

void *malloc(size_t bytes)
{
    return fails() ? NULL : __libc_malloc(bytes);
}

void *calloc(size_t count, size_t bytes)
{
    return fails() ? NULL : __libc_calloc(count, bytes);
}

void *realloc(void *old, size_t bytes)
{
    return fails() ? NULL : __libc_realloc(old, bytes);
}

__attribute__((destructor)) static void tell(void)
{
    const char *name = getenv("THRUM_FAIL_TELL");
    int fd = name ? open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666) : -1;
    if (fd < 0)
        return;
    dprintf(fd, "%ld\n", atomic_load(&calls));
    close(fd);
}

#else

typedef int nothing_here;

#endif
