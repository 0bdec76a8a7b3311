/* explore_words.h - what explore has found, in words: the same for `thrum explore` and the prompt.
 *
 * The texts come from a result of explore/explore.h and the program that it is about. Everything
 * in them is visible text. */
#ifndef THRUM_SCRIPT_EXPLORE_WORDS_H
#define THRUM_SCRIPT_EXPLORE_WORDS_H

#include "base/buffer.h"
#include "explore/explore.h"

struct explore_words {
    const char *subject; /* what was explored: a file's name, "the lab" */
    const char *file;    /* that `thrum run` replays it from, or NULL */
    const struct explore_options *options;
    uint32_t script; /* the unit that was explored; 0: the machine as it stood */
    uint64_t seed;
    int width;   /* of the listings, in columns */
    bool spoken; /* for who hears it */
};

/* All of it: verdict, findings with their steps, warnings, what it covers. Ends in a newline. The
 * machine is the one that was explored; its orders are followed (watch/followed.h). */
void explore_words_report(const struct explore_result *r, const struct machine *m,
                          const struct explore_words *w, struct buffer *out);
/* One line: "REFUTED: 1 deadlock, 1 race (57 states)". */
void explore_words_line(const struct explore_result *r, struct buffer *out);
/* A line for each check that no schedule came to. */
void explore_words_unreached(const struct explore_result *r, const struct machine *m,
                             struct buffer *out);
/* What the verdict covers, in sentences. */
void explore_words_coverage(const struct explore_result *r, const struct explore_words *w,
                            struct buffer *out);
/* The whole as JSON, for programs; doc/prose.c says what is in it. */
void explore_words_json(const struct explore_result *r, const struct machine *m,
                        const struct explore_words *w, struct buffer *out);
/* What `thrum explore` ends with (statuses.h). */
int explore_words_status(const struct explore_result *r);

#endif
