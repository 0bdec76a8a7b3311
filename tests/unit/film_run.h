/* film_run.h - a program given as text, run on a driver without pthreads and heard by a film, for
 * the tests of src/export. */
#ifndef THRUM_TESTS_FILM_RUN_H
#define THRUM_TESTS_FILM_RUN_H

#include "../driven.h"
#include "base/buffer.h"
#include "export/film.h"

struct film_run {
    struct driven driven;
    struct film *film;
};

/* As far as it goes, at most so many steps. False where the script has errors. To be ended in
 * either case. */
bool film_run(struct film_run *run, const char *text, uint64_t seed, uint64_t steps);
void film_run_end(struct film_run *run);

#endif
