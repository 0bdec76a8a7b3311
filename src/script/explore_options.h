/* explore_options.h - what explore can be asked for, on the command line and at the prompt: the
 * rows are options_explore's (options.h), their values are read here. */
#ifndef THRUM_SCRIPT_EXPLORE_OPTIONS_H
#define THRUM_SCRIPT_EXPLORE_OPTIONS_H

#include "base/buffer.h"
#include "explore/explore.h"

/* To be called right before a search begins. Where the system grants the process less memory than
 * the search might take, the search takes less and leaves the rest for all else; and where there is
 * more than one processor, and `jobs` allows it, it gets a helper. */
void explore_options_fit(struct explore_options *o);
/* Takes an option by its key (enum option_key). False: it is none of the search's own, or its value
 * is wrong, which `why` then says. */
bool explore_options_take(struct explore_options *o, int key, const char *value,
                          struct buffer *why);
/* Takes words as they are typed: "--time=virtual spurious". False with `why` at the first that is
 * wrong. */
bool explore_options_read(struct explore_options *o, const char *words, struct buffer *why);

#endif
