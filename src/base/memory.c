/* memory.c - see memory.h. */
#include "base/memory.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void memory_exhausted(size_t bytes)
{
    char text[100] = "thrum: out of memory\n";
    struct pollfd writable = {.fd = STDERR_FILENO, .events = POLLOUT};
    if (bytes)
        snprintf(text, sizeof text, "thrum: out of memory (%zu bytes more were needed)\n", bytes);
    /* Nothing is waited for, neither who reads it nor another thread. */
    if (poll(&writable, 1, 0) > 0 && write(STDERR_FILENO, text, strlen(text)) < 0)
        quick_exit(MEMORY_STATUS); /* nobody is there to be told */
    quick_exit(MEMORY_STATUS);
}

static void *checked(void *p, size_t bytes)
{
    if (!p)
        memory_exhausted(bytes);
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

void *memory_reach(void *items, uint32_t *capacity, uint32_t index, size_t bytes)
{
    uint32_t old = *capacity;
    uint64_t room = old ? old : 1;
    while (room <= index)
        room *= 2;
    if (room > UINT32_MAX || room > SIZE_MAX / bytes)
        memory_exhausted(0);
    items = memory_resize(items, (size_t)room * bytes);
    memset((char *)items + old * bytes, 0, (size_t)(room - old) * bytes);
    *capacity = (uint32_t)room;
    return items;
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

const char *memory_find(const char *bytes, size_t length, const char *part, size_t part_length)
{
    if (part_length == 0)
        return bytes;
    while (length >= part_length) {
        const char *at = memchr(bytes, part[0], length - part_length + 1);
        if (!at || memcmp(at, part, part_length) == 0)
            return at;
        length -= (size_t)(at + 1 - bytes);
        bytes = at + 1;
    }
    return NULL;
}
