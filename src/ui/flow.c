/* flow.c - see flow.h. */
#include "ui/flow.h"

#include "ui/cells.h"

#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Bytes of what begins an item ("- ", "12. ", "a) ", "> "), 0 if nothing does. */
static size_t marker_length(const char *text, size_t length)
{
    size_t at = 0;
    while (at < length && at < 3 && is_digit(text[at]))
        at++;
    if (at > 0) {
        at += at < length && (text[at] == '.' || text[at] == ')') ? 1 : length;
    } else if (length > 2 && is_letter(text[0]) && text[1] == ')') {
        at = 2;
    } else if (length > 1 && strchr("-*>", text[0])) {
        at = 1;
    } else {
        return 0;
    }
    return at < length && text[at] == ' ' ? at + 1 : 0;
}

struct flow flow_plain(int columns)
{
    return (struct flow){.columns = columns > 0 ? columns : 1};
}

static size_t blanks_before(const char *text, size_t length)
{
    size_t blanks = 0;
    while (blanks < length && text[blanks] == ' ')
        blanks++;
    return blanks;
}

/* At least half of the row is left for the text. */
static int hang_of(size_t wanted, int columns)
{
    return wanted > (size_t)columns / 2 ? columns / 2 : (int)wanted;
}

struct flow flow_of_lesson(const char *text, size_t length, int columns)
{
    struct flow flow = flow_plain(columns);
    size_t blanks = blanks_before(text, length);
    flow.hang = hang_of(blanks + marker_length(text + blanks, length - blanks), flow.columns);
    if (flow.columns > FLOW_COMFORTABLE_COLUMNS)
        flow.columns = FLOW_COMFORTABLE_COLUMNS;
    return flow;
}

struct flow flow_of_code(const char *text, size_t length, int columns)
{
    struct flow flow = flow_plain(columns);
    flow.code = true;
    flow.hang = hang_of(blanks_before(text, length), flow.columns);
    return flow;
}

/* As much as fits, but at least one character. */
static size_t cut_anywhere(const char *text, size_t length, size_t start, int columns)
{
    size_t fit = cells_fit(text + start, length - start, columns);
    if (fit == 0) {
        struct cell cell;
        cell_next(text + start, length - start, &cell);
        fit = cell.bytes;
    }
    return start + fit;
}

size_t flow_row(const struct flow *flow, const char *text, size_t length, size_t start,
                size_t *next)
{
    int columns = start == 0 ? flow->columns : flow->columns - flow->hang;
    if (!flow->code)
        return cells_wrap(text, length, start, columns, next);
    *next = cut_anywhere(text, length, start, columns);
    return *next;
}
