/* fetch_file.h - the files of a fetch: the one that is written, which is there whole or not at all
 * whatever ends the program meanwhile, and those that a lesson may read. */
#ifndef THRUM_RUN_FETCH_FILE_H
#define THRUM_RUN_FETCH_FILE_H

#include "run/fetch.h"

#include <stdio.h>

/* A file that is being written. Zero it before fetch_file_open. */
struct fetch_file {
    FILE *to;      /* NULL: nothing is written */
    int folder;    /* in which it lies */
    char *name;    /* what it is called there; owned */
    char *beside;  /* the name under which it is written; NULL: it has none yet; owned */
    bool nameless; /* and cannot be given one */
    bool whole;    /* it takes its place once it is whole; else it is no ordinary file */
};

/* Opens it beside the file wanted, under no name where the system can. What is no ordinary file,
 * such as /dev/null, is written to as it is; a pipe that nobody reads is not waited for. With
 * bounds: beneath their folder alone. False with errno, or with a reason in `*why`. */
bool fetch_file_open(struct fetch_file *f, const char *file, const struct fetch_bounds *bounds,
                     const char **why);
/* Begins it anew. */
void fetch_file_rewind(struct fetch_file *f);
/* Puts it in its place if `good`, else leaves nothing behind; false with errno. */
bool fetch_file_close(struct fetch_file *f, bool good);

bool fetch_is_file(const char *url);
/* Opens what a file: URL of a lesson's names; -1 with errno, or with a reason in `*why`. */
int fetch_file_of_lesson(const char *url, const struct fetch_bounds *bounds, const char **why);

#endif
