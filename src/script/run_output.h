/* run_output.h - what `thrum run` writes: prints to standard output, what went wrong to standard
 * error, a trace where it is wanted.
 *
 * Everything goes through one outlet (run/outlet.h): whoever reads may be slow or stop, and the lab
 * is held meanwhile, but the calling thread never waits for the reader. What was printed before a
 * line on standard error comes before it. */
#ifndef THRUM_SCRIPT_RUN_OUTPUT_H
#define THRUM_SCRIPT_RUN_OUTPUT_H

#include "export/recording.h"
#include "run/lab.h"
#include "run/outlet.h"
#include "script/silence.h"

struct run_output {
    struct lab *lab;
    struct outlet *outlet;
    bool raw;               /* the texts alone */
    bool quiet;             /* no prints */
    bool spoken;            /* what is told is for who hears it; what threads print is theirs */
    bool show_controls;     /* standard output is a terminal: it gets no control characters */
    const char *trace_file; /* NULL: standard error; "-": standard output */
    int trace;              /* where steps go; -1: nowhere */
    /* Guarded by the monitor. */
    struct silence silence;      /* since something was last written; begun by who makes it */
    struct recording *recording; /* of what is written; NULL: none */
    struct buffer prints, steps; /* not yet handed over */
};

/* False with a message on standard error: the trace cannot be opened, or there is no room for the
 * outlet's thread. `lab` is set by the caller that makes it, before anything is written. A trace
 * that is a pipe is waited for until somebody reads it, or `gives_up`, which waits a little, says
 * true. */
bool run_output_open(struct run_output *o, bool trace, bool (*gives_up)(void *), void *context);
/* Readable when run_output_take_news has something to do. */
int run_output_fd(const struct run_output *o);
/* Lets the lab go on if there is room again; returns how many bytes wait. */
size_t run_output_take_news(struct run_output *o);
/* errno of standard output, or 0. */
int run_output_error(const struct run_output *o);
/* Whether nothing waits any more, of what was handed over; if it does, run_output_fd will tell. */
bool run_output_written(struct run_output *o);
/* For the end: all was handed over. Ends when all is written or nobody reads any more, as
 * outlet_end does; says what was not written. False, and said so, where a trace could not be
 * written to its end. */
bool run_output_close(struct run_output *o, int still, int most);
/* There is no lab after all: says so and closes. */
void run_output_refuse(struct run_output *o, const char *why);

/* With the monitor held: */
void run_output_print(struct run_output *o, const struct event *e);
void run_output_step(struct run_output *o, const struct event *e);
/* A line for standard error, behind "thrum: "; lines without that; a question of the script's. */
void run_output_complain(struct run_output *o, const struct buffer *text);
void run_output_tell(struct run_output *o, struct buffer *text);
void run_output_ask(struct run_output *o, struct buffer *question);
void run_output_flush(struct run_output *o);

#endif
