/* carried.h - files that the program carries within itself, so that it needs none beside it: the
 * lessons, their pages and the examples, where it was configured --with-carried. Their names begin
 * with CARRIED, as in "thrum:lessons/05-join.md", and whoever reads such files opens them, and
 * lists their folders, by these functions, which take names of the file system as well. No locks.
 */
#ifndef THRUM_BASE_CARRIED_H
#define THRUM_BASE_CARRIED_H

#include <dirent.h>
#include <stdbool.h>
#include <stddef.h>

#define CARRIED "thrum:"

struct carried_file {
    const char *name; /* without CARRIED; NULL behind the last */
    const unsigned char *bytes;
    size_t length;
};

/* Made of the files by the Makefile, in the order of their names; empty where none are carried. */
extern const struct carried_file carried_files[];

/* Whether there is such a file in the program; such a folder. */
bool carried_has(const char *name);
bool carried_has_folder(const char *name);
/* open() for reading, without a terminal of its own and without waiting; -1 with errno. */
int carried_open(const char *name);

/* A folder whose files are listed, in any order. */
struct carried_folder {
    DIR *files;         /* of the file system; NULL: carried */
    const char *within; /* the folder's name, borrowed */
    size_t next;        /* in carried_files */
    char name[256];     /* the last that was told */
};

/* False with errno. */
bool carried_list(struct carried_folder *f, const char *name);
/* The next name in it; NULL behind the last, and all is closed then. */
const char *carried_next(struct carried_folder *f);

#endif
