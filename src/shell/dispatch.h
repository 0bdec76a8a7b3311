/* dispatch.h - what runs each of the lab's own commands: for the row WHY of lang/commands.h,
 * command_why. One that is not written does not link. */
#ifndef THRUM_SHELL_DISPATCH_H
#define THRUM_SHELL_DISPATCH_H

#include "lang/commands.h"

struct session;

/* `arguments`: what stands behind the word, without blanks at its ends. */
#define COMMAND_FUNCTION_OF(identifier) command_##identifier
#define COMMAND_FUNCTION(identifier) COMMAND_FUNCTION_OF(identifier)
#define X(id, ...)                                                                                 \
    void COMMAND_FUNCTION(COMMAND_IDENTIFIER(__VA_ARGS__))(struct session * s,                     \
                                                           const char *arguments);
COMMANDS(X)
#undef X

/* Runs the command of this row. */
void dispatch(struct session *s, const struct command *row, const char *arguments);

#endif
