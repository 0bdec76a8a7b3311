/* memory.c - see memory.h. */
#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *checked(void *p, size_t bytes)
{
    if (!p) {
        fprintf(stderr, "thrum: out of memory (%zu bytes more were needed)\n", bytes);
        abort();
    }
    return p;
}

void *memory_new(size_t bytes)
{
    return checked(malloc(bytes ? bytes : 1), bytes);
}

void *memory_zeroed(size_t count, size_t bytes)
{
    return checked(calloc(count ? count : 1, bytes), count * bytes);
}

void *memory_resize(void *old, size_t bytes)
{
    return checked(realloc(old, bytes ? bytes : 1), bytes);
}

char *memory_copy(const char *text)
{
    return memory_copy_bytes(text, strlen(text));
}

char *memory_copy_bytes(const char *bytes, size_t length)
{
    char *copy = memory_new(length + 1);
    memcpy(copy, bytes, length);
    copy[length] = '\0';
    return copy;
}
