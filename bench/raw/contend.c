/* Several threads add to one number under one lock: contend [COUNT [PARTIES]], COUNT being how
 * often in all. */
#include "bench.h"

struct contest {
    size_t share;          /* additions of each thread */
    struct event go;       /* set once all threads are there */
    pthread_mutex_t mutex; /* guards total */
    size_t total;          /* additions so far */
};

static void *take_part(void *argument)
{
    struct contest *contest = argument;

    event_wait(&contest->go);
    for (size_t i = 0; i < contest->share; i++) {
        pthread_mutex_lock(&contest->mutex);
        contest->total++;
        pthread_mutex_unlock(&contest->mutex);
    }
    return NULL;
}

int main(int argc, char **argv)
{
    size_t count = bench_number(argc, argv, 1, 960000);
    size_t parties = bench_number(argc, argv, 2, 2);
    struct contest contest = {
        .share = count / parties, .go = EVENT_INITIALIZER, .mutex = PTHREAD_MUTEX_INITIALIZER};
    pthread_t *threads = calloc(parties, sizeof *threads);
    int64_t begun;

    if (threads == NULL)
        bench_check(ENOMEM, "calloc");
    for (size_t i = 0; i < parties; i++)
        threads[i] = bench_start(take_part, &contest);
    event_gather(&contest.go, parties);
    begun = bench_now();
    event_set(&contest.go);
    for (size_t i = 0; i < parties; i++)
        bench_join(threads[i]);
    bench_print("spent", bench_now() - begun);
    free(threads);
    return contest.total == contest.share * parties ? 0 : 1;
}
