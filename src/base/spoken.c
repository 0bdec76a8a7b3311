/* spoken.c - see spoken.h. */
#include "base/spoken.h"

#include "base/utf8.h"

#include <string.h>

/* ---- Signs ----------------------------------------------------------------------------------- */

/* What a sign becomes; "" where it is only there to be looked at. */
static const struct sign {
    uint32_t sign;
    const char *said;
    bool apart; /* a word of its own, with a blank on both sides */
} signs[] = {
    {0x00A0, " ", false},         {0x00A7, "section", true}, {0x00A9, "(c)", false},
    {0x00AB, "\"", false},        {0x00AC, "not", true},     {0x00B0, "degrees", true},
    {0x00B1, "plus or minus", 1}, {0x00B2, "^2", false},     {0x00B3, "^3", false},
    {0x00B7, ",", false},         {0x00BB, "\"", false},     {0x00BC, "1/4", false},
    {0x00BD, "1/2", false},       {0x00BE, "3/4", false},    {0x00D7, "times", true},
    {0x00F7, "divided by", true}, {0x2010, "-", false},      {0x2011, "-", false},
    {0x2012, "-", false},         {0x2013, "-", false},      {0x2014, "-", false},
    {0x2018, "'", false},         {0x2019, "'", false},      {0x201A, "'", false},
    {0x201C, "\"", false},        {0x201D, "\"", false},     {0x201E, "\"", false},
    {0x2022, "-", false},         {0x2026, "...", false},    {0x2032, "'", false},
    {0x20AC, "euros", true},      {0x2190, "from", true},    {0x2192, "to", true},
    {0x2194, "and back", true},   {0x21D2, "so", true},      {0x2208, "in", true},
    {0x2212, "-", false},         {0x221A, "root", true},    {0x221E, "infinity", true},
    {0x2227, "and", true},        {0x2228, "or", true},      {0x2248, "about", true},
    {0x2260, "!=", true},         {0x2264, "<=", true},      {0x2265, ">=", true},
    {0x2713, "yes", true},        {0x2714, "yes", true},     {0x2717, "no", true},
    {0x2718, "no", true},
};

/* Blocks of Unicode in which there are neither letters nor digits, of which what has no word above
 * is left out (`drawn`) or told by its number. */
static const struct {
    uint32_t first, last;
    bool drawn;
} blocks[] = {
    {0x00A0, 0x00A9, false}, {0x00AB, 0x00B4, false}, {0x00B6, 0x00B9, false},
    {0x00BB, 0x00BF, false}, {0x00D7, 0x00D7, false}, {0x00F7, 0x00F7, false},
    {0x2000, 0x206F, false}, {0x20A0, 0x20CF, false}, {0x2100, 0x21FF, false},
    {0x2200, 0x23FF, false}, {0x2400, 0x24FF, false}, {0x2500, 0x25FF, true},
    {0x2600, 0x27FF, false}, {0x2800, 0x28FF, true},  {0x2900, 0x2BFF, false},
    {0x3000, 0x3004, false}, {0x3008, 0x3030, false}, {0xE000, 0xF8FF, false},
    {0xFE00, 0xFE0F, true},  {0xFFFC, 0xFFFD, false}, {0x1F000, 0x1FAFF, false},
};

static bool is_sign(uint32_t character, bool *drawn)
{
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
        if (character >= blocks[i].first && character <= blocks[i].last) {
            *drawn = blocks[i].drawn;
            return true;
        }
    return false;
}

static const struct sign *find_sign(uint32_t character)
{
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (signs[i].sign == character)
            return &signs[i];
    return NULL;
}

bool spoken_is_plain(const char *text, size_t length)
{
    for (size_t at = 0; at < length;) {
        uint32_t c;
        bool drawn;
        size_t size = utf8_decode(text + at, length - at, &c);
        if (!size || is_sign(c, &drawn))
            return false;
        at += size;
    }
    return true;
}

static void add_blank(struct buffer *out)
{
    if (out->length && out->bytes[out->length - 1] != ' ')
        buffer_putc(out, ' ');
}

/* A sign; returns whether a blank has to stand behind it. */
static bool add_sign(struct buffer *out, uint32_t character, bool drawn)
{
    const struct sign *sign = find_sign(character);
    if (sign) {
        if (sign->apart)
            add_blank(out);
        buffer_puts(out, sign->said);
        return sign->apart;
    }
    if (drawn)
        return false;
    add_blank(out);
    buffer_printf(out, "(sign U+%04X)", (unsigned)character);
    return true;
}

void spoken_add(struct buffer *out, const char *text, size_t length)
{
    bool blank = false;
    for (size_t at = 0; at < length;) {
        uint32_t c;
        bool drawn = false;
        size_t size = utf8_decode(text + at, length - at, &c);
        if (blank && text[at] != ' ')
            buffer_putc(out, ' ');
        blank = false;
        if (!size || is_sign(c, &drawn))
            blank = add_sign(out, size ? c : 0xFFFD, drawn);
        else
            buffer_add(out, text + at, size);
        at += size ? size : 1;
    }
}

/* ---- What the lab sets for the eye ----------------------------------------------------------- */

static bool begins(const char *text, size_t length, const char *with)
{
    size_t wanted = strlen(with);
    return wanted <= length && memcmp(text, with, wanted) == 0;
}

/* " --held by--> ": the words in it, and its length; 0: it is none. */
static size_t drawn_arrow(const char *text, size_t length, const char **words, size_t *count)
{
    size_t at = 3;
    if (!begins(text, length, " --") || at >= length || text[at] == '-' || text[at] == ' ')
        return 0;
    *words = text + at;
    while (at < length && text[at] != '-' && text[at] != '>')
        at++;
    *count = (size_t)(text + at - *words);
    while (at < length && text[at] == '-')
        at++;
    return begins(text + at, length - at, "> ") ? at + 2 : 0;
}

/* " (F6)": a key of the screen, which is not there. */
static size_t key_in_brackets(const char *text, size_t length)
{
    size_t at = 3;
    if (!begins(text, length, " (F"))
        return 0;
    while (at < length && text[at] >= '0' && text[at] <= '9')
        at++;
    return at > 3 && at < length && text[at] == ')' ? at + 1 : 0;
}

/* A part ends, or a column: a pause, unless one stands there. */
static void add_pause(struct buffer *out)
{
    while (out->length && out->bytes[out->length - 1] == ' ')
        buffer_cut(out, out->length - 1);
    if (out->length && !strchr(",;:.(", out->bytes[out->length - 1]))
        buffer_putc(out, ',');
    add_blank(out);
}

static size_t count_blanks(const char *text, size_t length)
{
    size_t count = 0;
    while (count < length && text[count] == ' ')
        count++;
    return count;
}

/* What stands at the beginning of the text and is set for the eye: says it, and returns how long it
 * is; 0: it is nothing of that kind. */
static size_t add_set(struct buffer *out, const char *text, size_t length)
{
    static const char part[] = " \xC2\xB7 ", arrow[] = " -> ", cut[] = "\xE2\x80\xA6";
    const char *words;
    size_t count, blanks = count_blanks(text, length);
    if (begins(text, length, part)) {
        add_pause(out);
        return sizeof part - 1;
    }
    if (begins(text, length, arrow)) {
        add_pause(out);
        return sizeof arrow - 1;
    }
    if (begins(text, length, cut)) {
        buffer_puts(out, "...");
        return sizeof cut - 1;
    }
    size_t key = key_in_brackets(text, length);
    if (key)
        return key;
    size_t drawn = drawn_arrow(text, length, &words, &count);
    if (drawn) {
        buffer_printf(out, "%s%.*s ", begins(words, count, "held") ? ", " : " ", (int)count, words);
        return drawn;
    }
    if (blanks < 2)
        return 0;
    if (blanks < length && !begins(text + blanks, length - blanks, "--"))
        add_pause(out);
    else if (blanks < length) /* names that are lined up before an arrow */
        return blanks - 1;
    return blanks;
}

void spoken_add_notice(struct buffer *out, const char *text, size_t length)
{
    bool quoted = false;
    for (size_t at = count_blanks(text, length); at < length;) {
        size_t set = quoted ? 0 : add_set(out, text + at, length - at);
        if (!set) {
            /* A quote that nothing closes begins nothing. */
            if (text[at] == '"')
                quoted = !quoted && memchr(text + at + 1, '"', length - at - 1);
            buffer_putc(out, text[at]);
        }
        at += set ? set : 1;
    }
}

bool spoken_is_mark(const char *line, size_t length)
{
    size_t blanks = count_blanks(line, length);
    return length == blanks + 1 && line[blanks] == '^';
}

void spoken_add_lines(struct buffer *out, const char *text, size_t length)
{
    for (size_t at = 0; at < length;) {
        const char *newline = memchr(text + at, '\n', length - at);
        size_t line = newline ? (size_t)(newline - text) - at : length - at;
        if (!spoken_is_mark(text + at, line)) {
            spoken_add_notice(out, text + at, line);
            buffer_putc(out, '\n');
        }
        at += line + 1;
    }
}

/* ---- Punctuation ----------------------------------------------------------------------------- */

static const struct {
    const char *mark, *said;
} marks[] = {
    {"+=", "plus equals"},
    {"-=", "minus equals"},
    {"*=", "times equals"},
    {"/=", "slash equals"},
    {"==", "equals equals"},
    {"!=", "not equal"},
    {"<=", "less or equal"},
    {">=", "greater or equal"},
    {"...", "dot dot dot"},
    {"..", "dot dot"},
    {"!", "exclamation mark"},
    {"\"", "quote"},
    {"#", "hash"},
    {"$", "dollar"},
    {"%", "percent"},
    {"&", "and sign"},
    {"'", "apostrophe"},
    {"(", "open parenthesis"},
    {")", "close parenthesis"},
    {"*", "star"},
    {"+", "plus"},
    {",", "comma"},
    {"-", "minus"},
    {".", "dot"},
    {"/", "slash"},
    {":", "colon"},
    {";", "semicolon"},
    {"<", "less than"},
    {"=", "equals"},
    {">", "greater than"},
    {"?", "question mark"},
    {"@", "at"},
    {"[", "open bracket"},
    {"\\", "backslash"},
    {"]", "close bracket"},
    {"^", "caret"},
    {"_", "underscore"},
    {"`", "backquote"},
    {"{", "open brace"},
    {"|", "bar"},
    {"}", "close brace"},
    {"~", "tilde"},
};

void spoken_add_code(struct buffer *out, const char *code, size_t length)
{
    bool blank = false;
    for (size_t at = count_blanks(code, length); at < length;) {
        size_t mark = 0, count = sizeof marks / sizeof *marks;
        while (mark < count && !begins(code + at, length - at, marks[mark].mark))
            mark++;
        if (mark < count || code[at] == ' ' || blank)
            add_blank(out);
        blank = mark < count;
        if (blank)
            buffer_puts(out, marks[mark].said);
        else if (code[at] != ' ')
            buffer_putc(out, code[at]);
        at += blank ? strlen(marks[mark].mark) : 1;
    }
    while (out->length && out->bytes[out->length - 1] == ' ')
        buffer_cut(out, out->length - 1);
}
