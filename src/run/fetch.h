/* fetch.h - getting a URL, through libcurl if it is there. */
#ifndef THRUM_RUN_FETCH_H
#define THRUM_RUN_FETCH_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* Gets a URL (HTTP, HTTPS, file:) and returns the number of bytes; writes them to `file` unless
 * that is NULL, whole or not at all. A file: URL without a slash behind the colon,
 * file:pages/a.html, is looked for in `folder`, or, where that is NULL, in the working directory.
 * Gives up soon after one of the flags is set. On failure returns -1 and sets `*error`, malloc'd.
 * The library is loaded on first use, because it takes longer to load than the rest of thrum. Any
 * thread may call it. */
int64_t fetch(const char *url, const char *folder, const char *file, const atomic_bool *stop,
              const atomic_bool *hurry, char **error);

#endif
