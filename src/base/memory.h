/* memory.h - malloc and friends that never return NULL: where memory runs out there is nothing
 * useful left to do, so they say so on standard error and end the program with MEMORY_STATUS,
 * past everything but what at_quick_exit was told. Memory is freed with free(). */
#ifndef THRUM_BASE_MEMORY_H
#define THRUM_BASE_MEMORY_H

#include <stddef.h>
#include <stdint.h>

enum { MEMORY_STATUS = 2 };

/* For code that finds out by other means that there is no memory: `bytes` more were needed, 0 where
 * that is not known. */
_Noreturn void memory_exhausted(size_t bytes);
/* Uninitialised memory. */
void *memory_new(size_t bytes) __attribute__((malloc, returns_nonnull));
/* `count` items of `bytes` each, zeroed; the product may not overflow. */
void *memory_zeroed(size_t count, size_t bytes) __attribute__((malloc, returns_nonnull));
/* realloc. */
void *memory_resize(void *old, size_t bytes) __attribute__((returns_nonnull));
/* A copy of a string. */
char *memory_copy(const char *text) __attribute__((malloc, returns_nonnull));
/* A copy of `length` bytes, with a NUL behind them. */
char *memory_copy_bytes(const char *bytes, size_t length) __attribute__((malloc, returns_nonnull));

/* Where `part` of `part_length` bytes first stands in `bytes`, or NULL; an empty part is at once
 * there. memmem, which POSIX 2008 does not have. */
const char *memory_find(const char *bytes, size_t length, const char *part, size_t part_length);

/* Grows a malloc'd array so that it has room for one more item: `items` is the array's pointer,
 * `count` how many it holds, `capacity` how many there is room for. */
#define MEMORY_ROOM_FOR_ONE(items, count, capacity)                                                \
    do {                                                                                           \
        if ((count) == (capacity)) {                                                               \
            (capacity) = (capacity) ? (capacity)*2 : 8;                                            \
            (items) = memory_resize((items), (size_t)(capacity) * sizeof *(items));                \
        }                                                                                          \
    } while (0)

/* Grows a malloc'd array of items that are known by their numbers, so that there is one at `index`:
 * those that are new are zeroed. `capacity`, a uint32_t, is how many there are. */
#define MEMORY_ROOM_AT(items, index, capacity)                                                     \
    do {                                                                                           \
        if ((index) >= (capacity))                                                                 \
            (items) = memory_reach((items), &(capacity), (index), sizeof *(items));                \
    } while (0)
void *memory_reach(void *items, uint32_t *capacity, uint32_t index, size_t bytes)
    __attribute__((returns_nonnull));

#endif
