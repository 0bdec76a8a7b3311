/* plain_write.c - how lines are written by the plain front end: signs or words before them, and
 * where they are broken. See plain_front.h. */
#include "ui/plain_front.h"

#include "base/utf8.h"
#include "shell/line_sign.h"
#include "ui/cells.h"
#include "ui/flow.h"

#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* A terminal would break lines inside words; where it does not say how wide it is, it has so many
 * columns. */
#define USUAL_COLUMNS 80
/* A lesson's text is no wider. */
#define LESSON_COLUMNS 78
/* What stands before a lesson's text: nothing that a screen reader would read out, line for line.
 */
#define LESSON_SIGN "  "

/* Adds a text as the terminal can show it. */
static void add_shown(const struct plain *p, struct buffer *out, const char *text, size_t length)
{
    struct buffer clean = {0};
    utf8_add_visible(&clean, text, length, "");
    const char *bytes = buffer_text(&clean);
    if (p->ascii) {
        struct cell cell;
        for (size_t at = 0; at < clean.length; at += cell.bytes) {
            cell_next(bytes + at, clean.length - at, &cell);
            buffer_putc(out, (char)cell.characters[0]);
        }
    } else {
        buffer_puts(out, bytes);
    }
    buffer_free(&clean);
}

static void write_bytes(struct plain *p, const char *text, size_t length)
{
    add_shown(p, &p->out, text, length);
}

void plain_write_text(struct plain *p, const char *text)
{
    write_bytes(p, text, strlen(text));
}

void plain_leave_prompt(struct plain *p)
{
    if (p->prompt_shown)
        buffer_putc(&p->out, '\n');
    p->prompt_shown = false;
}

/* Of the terminal; 0: lines stay as long as they are, for who reads them is a program or a file. */
static int terminal_columns(void)
{
    struct winsize size;
    if (!isatty(STDOUT_FILENO))
        return 0;
    bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return known ? size.ws_col : USUAL_COLUMNS;
}

/* The columns behind something that is so wide; 0: as many as there are. */
static int columns_behind(int columns, int width)
{
    return columns == 0 ? 0 : columns > width ? columns - width : 1;
}

/* A text, the first of its rows behind `sign`, which nothing wraps, the others behind `further`. */
static void write_rows(struct plain *p, const char *sign, const char *further, const char *text,
                       const struct flow *flow)
{
    size_t length = strlen(text), at = 0, next = length;
    do {
        size_t end = length;
        if (flow && length)
            end = flow_row(flow, text, length, at, &next);
        buffer_puts(&p->out, at ? further : sign);
        buffer_printf(&p->out, "%*s", at ? flow->hang : 0, "");
        write_bytes(p, text + at, end - at);
        buffer_putc(&p->out, '\n');
    } while ((at = next) < length);
}

/* Before the text stands its sign, and who printed it; further rows stand under the text, or where
 * a long name leaves no room for that, half way in. */
void plain_write_line(struct plain *p, enum line_kind kind, const char *thread, const char *text)
{
    struct buffer sign = {0}, further = {0};
    int columns = terminal_columns();
    bool speaks = session_speaks(p->session);
    struct flow flow = flow_plain(columns);
    plain_leave_prompt(p);
    buffer_puts(&sign, speaks ? line_word(kind) : line_sign(kind));
    if (kind == LINE_OUTPUT && thread[0]) {
        add_shown(p, &sign, thread, strlen(thread));
        buffer_puts(&sign, ": ");
    }
    int width = cells_columns(buffer_text(&sign));
    if (columns && width > columns / 2) {
        flow.hang = columns / 2;
        buffer_puts(&sign, text);
        write_rows(p, "", "", buffer_text(&sign), &flow);
    } else {
        flow.columns = columns_behind(columns, width);
        buffer_printf(&further, "%*s", speaks ? 0 : width, "");
        write_rows(p, buffer_text(&sign), buffer_text(&further), text, columns ? &flow : NULL);
    }
    buffer_free(&sign);
    buffer_free(&further);
}

void plain_write_lesson(struct plain *p, const char *text, bool code)
{
    int columns = terminal_columns();
    if (columns > LESSON_COLUMNS)
        columns = LESSON_COLUMNS;
    const char *sign = session_speaks(p->session) ? "" : LESSON_SIGN;
    columns = columns_behind(columns, (int)strlen(sign));
    struct flow flow = flow_of_lesson(text, strlen(text), columns);
    plain_leave_prompt(p);
    if (text[0])
        write_rows(p, sign, sign, text, columns && !code ? &flow : NULL);
    else
        buffer_putc(&p->out, '\n');
}
