/* failing.c - see failing.h. */
#include "failing.h"

#include "base/sanitizer.h"

#include <stdlib.h>

#if defined(__GLIBC__) && !defined(UNDER_SANITIZER)

#include <errno.h>
#include <limits.h>
#include <stdatomic.h>

void *__libc_malloc(size_t bytes);
void *__libc_calloc(size_t count, size_t bytes);
void *__libc_realloc(void *old, size_t bytes);

static atomic_long calls;
static long fail_at, fail_from = LONG_MAX;

bool failing_begin(long at, long from)
{
    fail_at = at;
    fail_from = from ? from : LONG_MAX;
    atomic_store(&calls, 0);
    return true;
}

long failing_calls(void)
{
    return atomic_load(&calls);
}

static bool fails(void)
{
    long call = atomic_fetch_add(&calls, 1) + 1;
    if (call != fail_at && call < fail_from)
        return false;
    errno = ENOMEM;
    return true;
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

#else

bool failing_begin(long at, long from)
{
    (void)at, (void)from;
    return false;
}

long failing_calls(void)
{
    return 0;
}

#endif
