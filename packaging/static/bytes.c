/* bytes.c - memcmp, memcpy, memmove and memset for the static program (make-static), instead of
 * musl's, which go byte by byte or begin slowly: states are compared, copied and cleared all the
 * time, a few dozen or hundred bytes each, and `thrum explore` took half as long again. Compiled by
 * itself, with -fno-builtin and -fno-tree-loop-distribute-patterns: a compiler would see memcpy in
 * these loops, and call it.
 */
#include <stddef.h>
#include <stdint.h>

void *memcpy(void *restrict to, const void *restrict from, size_t length);
void *memmove(void *to, const void *from, size_t length);
void *memset(void *to, int byte, size_t length);
int memcmp(const void *left, const void *right, size_t length);

/* What lies anywhere, of any type. */
typedef uint64_t word __attribute__((aligned(1), may_alias));
typedef uint64_t pair __attribute__((vector_size(16), aligned(1), may_alias));

enum { WORD = sizeof(word), PAIR = sizeof(pair) };

/* Up to two pairs: all is read before any is written, the middle perhaps twice. */
static inline void copy_short(char *to, const char *from, size_t length)
{
    if (length >= PAIR) {
        pair first = *(const pair *)from, last = *(const pair *)(from + length - PAIR);
        *(pair *)to = first;
        *(pair *)(to + length - PAIR) = last;
    } else if (length >= WORD) {
        word first = *(const word *)from, last = *(const word *)(from + length - WORD);
        *(word *)to = first;
        *(word *)(to + length - WORD) = last;
    } else if (length >= 4) {
        typedef uint32_t half __attribute__((aligned(1), may_alias));
        half first = *(const half *)from, last = *(const half *)(from + length - 4);
        *(half *)to = first;
        *(half *)(to + length - 4) = last;
    } else if (length) {
        char first = from[0], middle = from[length / 2], last = from[length - 1];
        to[0] = first;
        to[length / 2] = middle;
        to[length - 1] = last;
    }
}

static inline void copy_forth(char *to, const char *from, size_t length)
{
    const pair last = *(const pair *)(from + length - PAIR);
    char *end = to + length - PAIR;
    for (; to < end; to += PAIR, from += PAIR)
        *(pair *)to = *(const pair *)from;
    *(pair *)end = last;
}

static inline void copy_back(char *to, const char *from, size_t length)
{
    const pair first = *(const pair *)from;
    for (size_t left = length; left > PAIR; left -= PAIR)
        *(pair *)(to + left - PAIR) = *(const pair *)(from + left - PAIR);
    *(pair *)to = first;
}

void *memcpy(void *restrict to, const void *restrict from, size_t length)
{
    if (length <= 2 * PAIR)
        copy_short(to, from, length);
    else
        copy_forth(to, from, length);
    return to;
}

void *memmove(void *to, const void *from, size_t length)
{
    if (length <= 2 * PAIR)
        copy_short(to, from, length);
    else if ((uintptr_t)to - (uintptr_t)from >= length)
        copy_forth(to, from, length);
    else
        copy_back(to, from, length);
    return to;
}

/* As copying does it: the ends may be written twice. */
void *memset(void *to, int byte, size_t length)
{
    char *at = to, *end = at + length;
    const word each = UINT64_C(0x0101010101010101) * (unsigned char)byte;
    if (length >= PAIR) {
        const pair both = {each, each};
        *(pair *)(end - PAIR) = both;
        for (end -= PAIR; at < end; at += PAIR)
            *(pair *)at = both;
    } else if (length >= WORD) {
        *(word *)at = each;
        *(word *)(end - WORD) = each;
    } else {
        while (at < end)
            *at++ = (char)byte;
    }
    return to;
}

int memcmp(const void *left, const void *right, size_t length)
{
    const unsigned char *a = left, *b = right;
    for (; length >= WORD; a += WORD, b += WORD, length -= WORD)
        if (*(const word *)a != *(const word *)b)
            break;
    for (; length; a++, b++, length--)
        if (*a != *b)
            return *a - *b;
    return 0;
}
