/* fetch.h - getting a URL, through libcurl if it is there. */
#ifndef THRUM_RUN_FETCH_H
#define THRUM_RUN_FETCH_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* What guest code, a lesson's, may reach (core/guest.c). */
struct fetch_bounds {
    const char *folder;  /* file: is read beside the lesson and in `scratch`, nowhere else; NULL */
    const char *scratch; /* files are written here, under relative names; NULL: nowhere */
    /* Whether this host may be asked, "www.gnu.org" or "localhost:8000"; called again for each
     * other one that a server leads to. `url`: what is to be got there, fit to be shown. False with
     * a reason, malloc'd. */
    bool (*may)(void *context, const char *host, const char *url, char **why_not);
    void *context;
};

struct fetch_request {
    const char *url;
    const char *folder; /* where file:pages/a.html, without a slash behind the colon, is looked for;
                           NULL: in the working directory */
    const char *file;   /* where it is written, whole or not at all; NULL: nowhere */
    const struct fetch_bounds *bounds; /* NULL: it is the user's own */
    const atomic_bool *stop, *hurry;   /* gives up soon after one of them is set */
    int64_t most_bytes;
    long most_seconds; /* by the clock on the wall */
};

/* Gets a URL (HTTP, HTTPS, file:) and returns the number of bytes. On failure returns -1 and sets
 * `*error`, malloc'd. The library is loaded on first use, because it takes longer to load than the
 * rest of thrum. Any thread may call it. */
int64_t fetch(const struct fetch_request *request, char **error);
/* Before a signal ends the program: waits until each file that is just put in its place lies there,
 * and lets no other begin. So nothing is left of one. */
void fetch_settle(void);

#endif
