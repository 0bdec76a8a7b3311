/* granted.h - how much memory this process may take before the system ends it: of a container, or
 * of a user on a server, as Linux's control groups have it. No locks. */
#ifndef THRUM_BASE_GRANTED_H
#define THRUM_BASE_GRANTED_H

#include <stdint.h>

/* In bytes, the least that bounds its group or one above; 0 where there is no bound, or none is
 * told. `root` stands before all names of files: "", but for tests. */
uint64_t granted_memory(const char *root);

#endif
