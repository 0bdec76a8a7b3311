/* line_sign.h - the signs that tell the kinds of lines in the transcript apart, with and without a
 * screen. An output has its thread's name instead. */
#ifndef THRUM_SHELL_LINE_SIGN_H
#define THRUM_SHELL_LINE_SIGN_H

#include "shell/session.h"

const char *line_sign(enum line_kind kind);
/* What stands there in spoken mode. */
const char *line_word(enum line_kind kind);

#endif
