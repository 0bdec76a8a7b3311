/* film_run.c - see film_run.h. */
#include "film_run.h"

static void hear(void *context, const struct event *e)
{
    struct film_run *run = context;
    film_hear(run->film, &run->driven.drive, e);
}

bool film_run(struct film_run *run, const char *text, uint64_t seed, uint64_t steps)
{
    *run = (struct film_run){.film = film_new()};
    bool begins = driven_begin(
        &run->driven, text, &(struct driven_options){.seed = seed, .sink = hear, .context = run});
    if (begins)
        driven_go(&run->driven, steps);
    return begins;
}

void film_run_end(struct film_run *run)
{
    driven_end(&run->driven);
    film_free(run->film);
}
