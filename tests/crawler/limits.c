/* limits.c - `fetch` with other limits than the machine's own, for crawler.test:
 *
 *     limits URL BYTES SECONDS FILE
 *
 * prints how many bytes came, or why none did. */
#include "run/fetch.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

int main(int count, char **arguments)
{
    atomic_bool never = false;
    char *error = NULL;
    if (count != 5)
        return 2;
    struct fetch_request request = {.url = arguments[1],
                                    .file = arguments[4],
                                    .stop = &never,
                                    .hurry = &never,
                                    .most_bytes = strtoll(arguments[2], NULL, 10),
                                    .most_seconds = strtol(arguments[3], NULL, 10)};
    int64_t bytes = fetch(&request, &error);
    if (error)
        puts(error);
    else
        printf("%" PRId64 "\n", bytes);
    free(error);
    return 0;
}
