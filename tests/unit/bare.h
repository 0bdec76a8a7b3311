/* bare.h - a bare machine for unit tests: a program given as text, run without threads, clock or
 * lab, one step after the other.
 *
 *     char *output = bare_run("spawn t { print 1 }\njoin t", &(struct bare_options){0});
 *     cr_assert_str_eq(output, "t: 1\n");
 *     free(output);
 *
 * The output has a line for what is printed ("NAME: TEXT"), logged, for an error that ends a thread
 * ("NAME failed: TEXT") or an order ("NAME stopped: TEXT"), and at the end "stuck: NAMES" where
 * nobody can go on. */
#ifndef THRUM_TESTS_BARE_H
#define THRUM_TESTS_BARE_H

#include "base/buffer.h"
#include "core/step.h"

#include <stdbool.h>
#include <stdint.h>

struct bare_options {
    uint64_t seed;
    bool random;    /* who goes next is drawn, from the seed; else the threads take turns */
    bool notices;   /* a line for each notice too */
    bool cancelled; /* a line for each thread that is cancelled or killed */
    uint64_t steps; /* at most so many; 0: a million */
};

/* Runs a script; its errors, if it has any, are the output. The caller frees it. */
char *bare_run(const char *text, const struct bare_options *options);
/* Runs each line as if typed at the prompt: for main, or for the puppets it names, all steps that
 * are possible at once before the next line. */
char *bare_type(const char *lines, const struct bare_options *options);

/* The parts, for tests that look closer. */
struct bare {
    struct program *program;
    struct machine machine;
    struct bare_options options;
    struct buffer output;
    uint64_t random;
    uint32_t turn;
};

/* A script, compiled and started; false where it has errors, which are the output. */
bool bare_begin(struct bare *b, const char *text, const struct bare_options *options);
/* One step of the next thread that is ready, moving the clock if need be. False where none is. */
bool bare_step(struct bare *b);
/* Steps until the program is over, nobody can go on, or there were too many. */
void bare_finish(struct bare *b);
void bare_end(struct bare *b);

#endif
