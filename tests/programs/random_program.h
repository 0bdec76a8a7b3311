/* random_program.h - small programs drawn by chance, for comparing src/explore with the oracle. */
#ifndef THRUM_TESTS_RANDOM_PROGRAM_H
#define THRUM_TESTS_RANDOM_PROGRAM_H

#include "base/buffer.h"

#include <stdint.h>

/* Writes the script that belongs to this number: two to four threads that do a few things with a
 * few kinds of objects, and main, which may wait for them and look at what has come of it. */
void random_program(uint64_t number, struct buffer *out);
/* Those from this number on are threads in a circle (random_circle.c). */
#define RANDOM_CIRCLES UINT64_C(1000000000)
void random_circle(uint64_t number, struct buffer *out);
/* From this one on they tell what has come of them (random_telling.c), as tests/truth wants. */
#define RANDOM_TELLING UINT64_C(2000000000)
void random_telling(uint64_t number, struct buffer *out);

#endif
