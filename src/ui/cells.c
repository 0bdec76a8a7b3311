/* cells.c - see cells.h. */
#include "ui/cells.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

#define REPLACEMENT 0xFFFD

/* What stands for the lab's own symbols where the terminal has only ASCII. */
static const struct {
    uint32_t character;
    char ascii;
} ascii_forms[] = {
    {0x2500, '-'}, {0x2502, '|'}, {0x2503, '|'}, {0x251C, '+'}, {0x2524, '+'},  {0x252C, '+'},
    {0x2534, '+'}, {0x253C, '+'}, {0x2514, '+'}, {0x250C, '+'}, {0x25BC, 'v'},  {0x25BA, '>'},
    {0x25C4, '<'}, {0x00BB, '+'}, {0x25A0, '#'}, {0x2194, '~'}, {0x25CB, 'o'},  {0x221A, '='},
    {0x00D7, 'X'}, {0x2020, '%'}, {0x00B7, '-'}, {0x2026, '~'}, {0x2192, '>'},  {0x2190, '<'},
    {0x2191, '^'}, {0x2193, 'v'}, {0x2013, '-'}, {0x2014, '-'}, {0x2018, '\''}, {0x2019, '\''},
    {0x201C, '"'}, {0x201D, '"'},
};

bool cells_utf8(void)
{
    return MB_CUR_MAX > 1;
}

static wchar_t ascii_form(uint32_t character)
{
    for (size_t i = 0; i < sizeof ascii_forms / sizeof *ascii_forms; i++) {
        if (ascii_forms[i].character == character)
            return (wchar_t)ascii_forms[i].ascii;
    }
    return L'?';
}

/* Characters without a width of their own on which terminals disagree: joiners, variation
 * selectors, byte order marks. They are left out, so that the cells after them stand where curses
 * believes. */
static bool is_dropped(uint32_t c)
{
    return (c >= 0x200B && c <= 0x200D) || (c >= 0xFE00 && c <= 0xFE0F) || c == 0x2060 ||
           c == 0xFEFF;
}

/* Reads one character: what to show for it and how wide that is, 0 for an accent. */
static size_t shown_character(const char *text, size_t length, wchar_t *shown, int *width)
{
    uint32_t c;
    size_t bytes = utf8_decode(text, length, &c);
    if (bytes == 0)
        bytes = 1, c = REPLACEMENT;
    /* A soft hyphen, a filler: seen by nobody, or by some terminals. */
    if (utf8_is_control(c) || (utf8_is_hidden(c) && !is_dropped(c)))
        c = REPLACEMENT;
    *width = c < 0x80 ? 1 : wcwidth((wchar_t)c);
    *shown = (wchar_t)c;
    if (c >= 0x80 && !cells_utf8()) {
        *shown = ascii_form(c);
        *width = 1;
    } else if (*width < 0) {
        *shown = REPLACEMENT;
        *width = 1;
    }
    return bytes;
}

/* Adds to a cell the accents that follow its first character. */
static void add_accents(const char *text, size_t length, struct cell *cell)
{
    size_t count = 1;
    while (cell->bytes < length && (unsigned char)text[cell->bytes] >= 0x80) {
        wchar_t shown;
        int width;
        size_t bytes = shown_character(text + cell->bytes, length - cell->bytes, &shown, &width);
        if (width != 0)
            break;
        if (count < CELL_CHARACTERS && !is_dropped((uint32_t)shown))
            cell->characters[count++] = shown;
        cell->bytes += bytes;
    }
    cell->characters[count] = L'\0';
}

void cell_next(const char *text, size_t length, struct cell *cell)
{
    cell->bytes = shown_character(text, length, &cell->characters[0], &cell->width);
    if (cell->width == 0) {
        /* An accent with nothing to stand on. */
        cell->bytes = 0;
        cell->width = 1;
        cell->characters[0] = L' ';
    }
    add_accents(text, length, cell);
}

int cells_width(const char *text, size_t length)
{
    int width = 0;
    struct cell cell;
    for (size_t at = 0; at < length; at += cell.bytes) {
        cell_next(text + at, length - at, &cell);
        width += cell.width;
    }
    return width;
}

int cells_columns(const char *text)
{
    return cells_width(text, strlen(text));
}

size_t cells_fit(const char *text, size_t length, int columns)
{
    size_t at = 0;
    struct cell cell;
    while (at < length) {
        cell_next(text + at, length - at, &cell);
        columns -= cell.width;
        if (columns < 0)
            break;
        at += cell.bytes;
    }
    return at;
}

size_t cells_wrap(const char *text, size_t length, size_t start, int columns, size_t *next)
{
    size_t end = start + cells_fit(text + start, length - start, columns);
    if (end == start) {
        /* Not even one character fits: it is cut, so that the text goes on all the same. */
        struct cell cell;
        cell_next(text + start, length - start, &cell);
        end = start + cell.bytes;
    }
    *next = end;
    if (end >= length)
        return end;
    size_t at = end;
    if (text[end] != ' ') {
        while (at > start && text[at - 1] != ' ')
            at--;
    }
    size_t trimmed = at;
    while (trimmed > start && text[trimmed - 1] == ' ')
        trimmed--;
    if (trimmed == start)
        return end; /* one word, or only the indentation before it */
    while (at < length && text[at] == ' ')
        at++;
    *next = at;
    return trimmed;
}
