/* outlet.h - where bytes wait for whoever reads them.
 *
 *     struct outlet *o = outlet_open(1 << 20);
 *     if (!outlet_put(o, STDOUT_FILENO, &text)) ... produce no more until there is room
 *     outlet_want(o, 1 << 19); poll(outlet_fd(o), ...); outlet_news(o);
 *     size_t lost = outlet_end(o, 250, 2000);
 *     outlet_free(o);
 *
 * A thread of its own writes them, in the order in which they were put, each to its descriptor. So
 * no thread that prints is stopped by a reader that has stopped reading: it is told that too much
 * waits and decides himself what to do. One thread opens, waits and closes; any may put, until it
 * is ended. */
#ifndef THRUM_RUN_OUTLET_H
#define THRUM_RUN_OUTLET_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is said where the system does not give the threads that are needed, or what they need. */
#define OUTLET_NO_ROOM "the system has no room for another thread (see ulimit -u, -v and -n)"

struct outlet;

/* More than `most` bytes are too many. NULL where the system has no room for its thread. */
struct outlet *outlet_open(size_t most);
/* Takes the bytes out of `text`, which is empty then; never waits for the reader. False: too many
 * wait now. What is for a descriptor that could not be written to is dropped. */
bool outlet_put(struct outlet *o, int fd, struct buffer *text);
/* Asks to be told, once, when no more than so many bytes wait; also where that is so already. */
void outlet_want(struct outlet *o, size_t bytes);
/* Readable when there is news: what was wanted has come, or a write has failed. */
int outlet_fd(const struct outlet *o);
/* Takes the news; returns how many bytes wait. */
size_t outlet_news(struct outlet *o);
/* errno of the first write to this descriptor that failed, or 0. */
int outlet_error(struct outlet *o, int fd);
/* Ends it when all is written, or nothing has moved for `still` milliseconds, or `most` have gone
 * by; negative: for ever. Returns how many bytes were not written and not refused. */
size_t outlet_end(struct outlet *o, int still, int most);
void outlet_free(struct outlet *o);

/* Writes a line about the end to standard error, as far as that can be without waiting for whoever
 * reads it. */
void outlet_say(const char *text);

#endif
