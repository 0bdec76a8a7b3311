/* system.h - what systems have under different names, or some not at all, and POSIX 2008 has not:
 * files, pipes and numbers. What they do with threads is in run/kernel.h, with signals in caught.h.
 * Whoever needs something here asks for it by what it is for; which system it is, is known in
 * these files alone. No locks. */
#ifndef THRUM_BASE_SYSTEM_H
#define THRUM_BASE_SYSTEM_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>

/* A descriptor that programs which are started do not get, and, with `waits` false, reading and
 * writing of which never sleep. False with errno. */
bool system_prepare(int fd, bool waits);
/* A pipe of two such. False with errno; nothing is open then. */
bool system_pipe(int ends[2], bool waits);
/* Two sockets of the domain AF_UNIX, connected, of this type, that wait. False with errno. */
bool system_sockets(int ends[2], int type);
/* What a pipe holds before who writes has to wait: so many bytes, where that can be had. */
void system_widen_pipe(int fd, int bytes);
/* A file without a name, to be written and read again; -1 with errno. */
int system_scratch_file(void);
/* For openat() and fstatat(): a folder that may be searched though not read; -1 with errno. */
int system_open_folder(const char *path);
/* For openat() in a folder: a file without a name which may be given one (linkat of /proc/self/fd);
 * -1 with errno, as where there is no such thing. */
int system_open_nameless(int folder);
/* A number that nobody can guess. */
uint64_t system_random(void);
/* When a file was last written, in nanoseconds since 1970. */
int64_t system_written(const struct stat *status);
/* The file of this program; false: it cannot be told. */
bool system_add_program(struct buffer *out);
/* How many processors there are; 1 where that is not told. */
uint32_t system_processors(void);
/* Of the address space, in bytes: what the process has; 0 where that is not told. */
uint64_t system_memory_taken(void);

#endif
