/* run_news.h - what `thrum run` hears of the lab's events, and tells: prints, failures, rings of
 * waits, the end.
 *
 * With the monitor held, but where it says otherwise. */
#ifndef THRUM_SCRIPT_RUN_NEWS_H
#define THRUM_SCRIPT_RUN_NEWS_H

#include "run/lab.h"
#include "script/run_output.h"
#include "watch/alarms.h"
#include "watch/noticing.h"

#include <stdatomic.h>

struct run_news {
    struct lab *lab;
    struct run_output *output;
    uint64_t seed; /* the lab's, for the counts */

    bool failed;                   /* a thread failed */
    struct alarms alarms;          /* the rings of waits */
    uint32_t last_ended;           /* the thread of the last EVENT_ENDED */
    struct buffer farewell, stats; /* the deadlock and the counts as they were when hope ended */
    struct noticing *noticing;     /* what is noticed by looking back; NULL: nothing is wanted */
    bool ended;                    /* nothing is reported any more but the end of daemons */
    struct buffer ended_daemons;

    /* Set with the monitor held, read without: a ring that no daemon will open. What daemons still
     * do is not told. */
    atomic_bool hopeless;
};

/* The lab's sink; the context is a struct run_news. */
void run_news_event(void *news, const struct event *e);
/* What is noticed by looking back is told from here on (--watch). `explore`: the command that looks
 * at every order of the script. */
void run_news_watch(struct run_news *n, struct machine *m, const char *explore);
/* The counts that --stats asks for. */
void run_news_add_stats(const struct run_news *n, struct buffer *out);
/* Without the monitor, once the lab is gone. */
void run_news_free(struct run_news *n);

#endif
