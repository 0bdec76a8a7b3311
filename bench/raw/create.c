/* Makes threads and joins them, one after another: create [COUNT]. */
#include "bench.h"

static void *body(void *argument)
{
    return argument;
}

int main(int argc, char **argv)
{
    size_t count = bench_number(argc, argv, 1, 10000);
    int64_t begun = bench_now();

    for (size_t i = 0; i < count; i++)
        bench_join(bench_start(body, NULL));
    bench_print("spent", bench_now() - begun);
    return 0;
}
