/* random.h - random numbers that are the same on every machine. Pure functions of the state. */
#ifndef THRUM_BASE_RANDOM_H
#define THRUM_BASE_RANDOM_H

#include <stdint.h>

/* The next of the numbers that follow from `*state`; any state will do to begin with. splitmix64,
 * Sebastiano Vigna: https://prng.di.unimi.it/splitmix64.c */
static inline uint64_t random_next(uint64_t *state)
{
    uint64_t z = *state += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

#endif
