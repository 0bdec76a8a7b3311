/* line_sign.c - see line_sign.h. */
#include "shell/line_sign.h"

#include "shell/lines.h"

const char *line_sign(enum line_kind kind)
{
    static const char *const signs[] = {
        [LINE_TYPED] = "> ", [LINE_OUTPUT] = "",   [LINE_NOTICE] = "* ",
        [LINE_ERROR] = "! ", [LINE_LESSON] = "┃ ", [LINE_CODE] = "┃ ",
    };
    return signs[kind];
}

const char *line_word(enum line_kind kind)
{
    return kind == LINE_ERROR ? "error: " : kind == LINE_TYPED ? "typed: " : "";
}
