/* driven.h - a program given as text and run by the driver alone, without pthreads.
 *
 *     struct driven d;
 *     if (driven_begin(&d, text, &(struct driven_options){.sink = hear, .context = record}))
 *         driven_go(&d, 2000);
 *     driven_end(&d); */
#ifndef THRUM_TESTS_DRIVEN_H
#define THRUM_TESTS_DRIVEN_H

#include "core/drive.h"

struct driven {
    struct drive drive;
    struct program *program;
};

struct driven_options {
    uint64_t seed;        /* who goes next is drawn from it; 0: they take turns */
    const char *segments; /* they go in this order first; NULL: in none */
    void (*sink)(void *context, const struct event *event); /* the machine traces; NULL: none */
    void *context;                                          /* the sink's */
};

/* main can begin. False where the script has errors; to be ended in either case. */
bool driven_begin(struct driven *d, const char *text, const struct driven_options *options);
/* As far as it goes, until so many steps were done in all. */
void driven_go(struct driven *d, uint64_t steps);
void driven_end(struct driven *d);

#endif
