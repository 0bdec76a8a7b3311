/* block_in_page.h - how a block of a lesson goes in a page as it went in the lab. There main runs a
 * script, which all blocks since the lab began make together, and what a puppet is told to do takes
 * a step of main. */
#ifndef THRUM_SHELL_BLOCK_IN_PAGE_H
#define THRUM_SHELL_BLOCK_IN_PAGE_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stdint.h>

struct block_order {
    struct buffer segments; /* of a recorded schedule */
    uint64_t seed;          /* of the run that it is of */
    uint64_t before;        /* steps that come before the block, or more: all of them */
};

/* Makes of the order that the lab went since it began one that the program can go in a page;
 * `alone`: the program is the block alone. False where there is none with which the block prints
 * these lines there. */
bool block_in_page(const char *program, bool alone, struct block_order *order, const char *prints);
/* Whether the program of the block alone prints these lines by chance, with that seed. */
bool block_in_page_by_chance(const char *program, uint64_t seed, const char *prints);

#endif
