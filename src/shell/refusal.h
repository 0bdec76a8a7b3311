/* refusal.h - what of somebody else's commands is not run: what would read or write files, reach
 * the network, ask whoever sits there, or leave the lesson.
 *
 *     const char *word = refusal_of("fetch \"http://...\"");
 *     if (word) ... "fetch is not run"
 */
#ifndef THRUM_SHELL_REFUSAL_H
#define THRUM_SHELL_REFUSAL_H

/* The first word of an input for which it is not run; NULL: it may be. */
const char *refusal_of(const char *input);

#endif
