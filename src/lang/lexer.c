/* lexer.c - see lexer.h. */
#include "lang/lexer.h"

#include "base/utf8.h"
#include "lang/tree.h"

#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool lexer_is_word_byte(char byte)
{
    return is_letter(byte) || is_digit(byte);
}

/* The byte at an offset; NUL, which no checked text holds, past the end. */
static char byte_at(const struct source *source, size_t at)
{
    return at < source->length ? source->text[at] : '\0';
}

bool lexer_check(const struct source *source, struct diagnostics *found)
{
    if (source->length > SOURCE_LONGEST) {
        diagnostics_add(found, DIAGNOSTIC_ERROR, 0, 0,
                        "the script has %zu bytes; at most %d (16 MiB) can be read", source->length,
                        SOURCE_LONGEST);
        return false;
    }
    for (size_t at = 0; at < source->length;) {
        uint32_t character;
        size_t bytes = utf8_decode(source->text + at, source->length - at, &character);
        if (bytes == 0) {
            diagnostics_add(found, DIAGNOSTIC_ERROR, at, at + 1,
                            "the byte 0x%02X is not UTF-8: this is not a text file, or one in "
                            "another encoding",
                            (unsigned)(unsigned char)source->text[at]);
            return false;
        }
        bool line_end = character == '\r' && byte_at(source, at + 1) == '\n';
        if (utf8_is_control(character) && character != '\n' && character != '\t' && !line_end) {
            diagnostics_add(found, DIAGNOSTIC_ERROR, at, at + bytes,
                            "the control character U+%04X cannot stand in a script",
                            (unsigned)character);
            return false;
        }
        at += bytes;
    }
    return true;
}

/* ---- Numbers --------------------------------------------------------------------------------- */

struct unit {
    const char *name;
    uint64_t nanoseconds;
};

static const struct unit units[] = {
    {"us", 1000},
    {"ms", 1000000},
    {"s", 1000000000},
    {"m", 60000000000},
};

enum { NANOSECONDS_PER_SECOND = 1000000000 };

/* Turns the token into one that is wrong. */
static void wrong(struct token *token, const char *problem)
{
    token->kind = TOKEN_WRONG;
    token->problem = problem;
}

/* Nanoseconds of WHOLE.FRACTION units, digits at `whole` and `fraction`; false where they do not
 * fit into 63 bits, or are finer than a nanosecond. */
static bool duration_value(uint64_t whole, const char *fraction, size_t digits, uint64_t unit,
                           uint64_t *value, const char **problem)
{
    *problem = "this duration is too long: 2^63 nanoseconds (292 years) are the limit";
    if (__builtin_mul_overflow(whole, unit, value) || *value > INT64_MAX)
        return false;
    for (size_t i = 0; i < digits; i++) {
        uint64_t digit = (uint64_t)(fraction[i] - '0');
        if (digit != 0 && (unit == 0 || unit % 10 != 0)) {
            *problem = "this duration is finer than a nanosecond";
            return false;
        }
        unit /= 10;
        *value += digit * unit;
    }
    return *value <= INT64_MAX;
}

static const char *unit_problem(const struct source *source, size_t begin, size_t unit)
{
    const char *text = source->text;
    if (text[unit] == '_')
        return "a number is written without '_': 1000000";
    if (unit == begin + 1 && text[begin] == '0' && (text[unit] == 'x' || text[unit] == 'X'))
        return "numbers are written in decimal digits";
    return "the units of time are us, ms, s and m: 10us, 250ms, 1.5s, 2m";
}

/* Where the digits from `at` on end. */
static size_t digits_end(const struct source *source, size_t at)
{
    while (is_digit(byte_at(source, at)))
        at++;
    return at;
}

/* The digits' value, or UINT64_MAX where it is larger than that. */
static uint64_t digits_value(const char *digits, size_t count)
{
    uint64_t value = 0;
    for (size_t i = 0; i < count; i++)
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, (uint64_t)(digits[i] - '0'), &value))
            return UINT64_MAX;
    return value;
}

static uint64_t unit_value(const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strlen(units[i].name) == length && memcmp(units[i].name, name, length) == 0)
            return units[i].nanoseconds;
    return 0;
}

static void scan_number(const struct source *source, struct token *token)
{
    const char *text = source->text;
    size_t whole_end = digits_end(source, token->begin), number_end = whole_end;
    bool decimal = byte_at(source, whole_end) == '.' && byte_at(source, whole_end + 1) != '.';
    if (decimal)
        number_end = digits_end(source, whole_end + 1);
    token->end = number_end;
    while (lexer_is_word_byte(byte_at(source, token->end)))
        token->end++;
    token->number = digits_value(text + token->begin, whole_end - token->begin);
    token->kind = token->end > number_end || decimal ? TOKEN_DURATION : TOKEN_INTEGER;
    uint64_t unit = NANOSECONDS_PER_SECOND;
    if (token->end > number_end)
        unit = unit_value(text + number_end, token->end - number_end);
    const char *problem;
    if (decimal && number_end == whole_end + 1)
        wrong(token, "digits have to follow the point: 1.5");
    else if (unit == 0)
        wrong(token, unit_problem(source, token->begin, number_end));
    else if (token->kind == TOKEN_INTEGER && token->number > (uint64_t)INT64_MAX + 1)
        wrong(token, "this number does not fit into 64 bits");
    else if (token->kind == TOKEN_DURATION &&
             !duration_value(token->number, decimal ? text + whole_end + 1 : NULL,
                             decimal ? number_end - whole_end - 1 : 0, unit, &token->number,
                             &problem))
        wrong(token, problem);
}

/* ---- Signs ----------------------------------------------------------------------------------- */

struct sign {
    const char *text;
    enum token_kind kind;
    const char *problem;
};

/* The longest that fits comes first. What other languages write is in it with what to write here.
 */
static const struct sign signs[] = {
    {"...", TOKEN_WRONG, "two dots make a range: 1..8"},
    {"===", TOKEN_WRONG, "'==' compares"},
    {"!==", TOKEN_WRONG, "'!=' compares"},
    {"<<=", TOKEN_LEFT_ASSIGN, NULL},
    {">>=", TOKEN_RIGHT_ASSIGN, NULL},
    {">>>", TOKEN_WRONG, "'>>' shifts to the right"},
    {"**=", TOKEN_WRONG, "there is no operator '**'"},
    {"..", TOKEN_RANGE, NULL},
    {"==", TOKEN_EQUAL, NULL},
    {"!=", TOKEN_UNEQUAL, NULL},
    {"<=", TOKEN_AT_MOST, NULL},
    {">=", TOKEN_AT_LEAST, NULL},
    {"=>", TOKEN_WRONG, "'at least' is written '>='"},
    {"=<", TOKEN_WRONG, "'at most' is written '<='"},
    {"<>", TOKEN_WRONG, "'not equal' is written '!='"},
    {"<<", TOKEN_LEFT, NULL},
    {">>", TOKEN_RIGHT, NULL},
    {"+=", TOKEN_ADD_ASSIGN, NULL},
    {"-=", TOKEN_SUBTRACT_ASSIGN, NULL},
    {"*=", TOKEN_MULTIPLY_ASSIGN, NULL},
    {"/=", TOKEN_DIVIDE_ASSIGN, NULL},
    {"%=", TOKEN_REMAINDER_ASSIGN, NULL},
    {":=", TOKEN_WRONG, "'=' assigns: x = 1"},
    {"->", TOKEN_WRONG, "there is no operator '->'"},
    {"**", TOKEN_WRONG, "there is no operator '**'"},
    {"//", TOKEN_WRONG, "a comment begins with '#'; '/' divides"},
    {"/*", TOKEN_WRONG, "a comment begins with '#' and ends with its line"},
    {"&&", TOKEN_WRONG, "write 'and' for '&&'"},
    {"||", TOKEN_WRONG, "write 'or' for '||'"},
    {"!", TOKEN_WRONG, "write 'not' for '!'"},
    {"&", TOKEN_WRONG,
     "there is no '&': a name stands by itself, 'and' joins two conditions, 'band' two numbers bit "
     "by bit"},
    {"|", TOKEN_WRONG, "there is no '|': 'or' joins two conditions, 'bor' two numbers bit by bit"},
    {"^", TOKEN_WRONG, "there is no '^': 'bxor' gives the bits in which two numbers differ"},
    {"~", TOKEN_WRONG, "there is no '~': the other bits of x are x bxor -1"},
    {"'", TOKEN_WRONG, "text stands in double quotes: \"...\""},
    {"`", TOKEN_WRONG, "text stands in double quotes: \"...\""},
    {"\xE2\x80\x9C", TOKEN_WRONG, "text stands in straight double quotes: \"...\""},
    {"\xE2\x80\x9D", TOKEN_WRONG, "text stands in straight double quotes: \"...\""},
    {"\xE2\x80\x9E", TOKEN_WRONG, "text stands in straight double quotes: \"...\""},
    {"\xE2\x80\x98", TOKEN_WRONG, "text stands in straight double quotes: \"...\""},
    {"\xE2\x80\x99", TOKEN_WRONG, "text stands in straight double quotes: \"...\""},
    {"\xC2\xA0", TOKEN_WRONG, "this blank is a no-break space (U+00A0); type an ordinary one"},
    {"\xE2\x80\x93", TOKEN_WRONG, "this is a dash (U+2013); minus is '-'"},
    {"\xE2\x88\x92", TOKEN_WRONG, "this is U+2212; minus is '-'"},
    {"(", TOKEN_OPEN_PAREN, NULL},
    {")", TOKEN_CLOSE_PAREN, NULL},
    {"[", TOKEN_OPEN_BRACKET, NULL},
    {"]", TOKEN_CLOSE_BRACKET, NULL},
    {"{", TOKEN_OPEN_BRACE, NULL},
    {"}", TOKEN_CLOSE_BRACE, NULL},
    {",", TOKEN_COMMA, NULL},
    {":", TOKEN_COLON, NULL},
    {".", TOKEN_DOT, NULL},
    {"=", TOKEN_ASSIGN, NULL},
    {"<", TOKEN_LESS, NULL},
    {">", TOKEN_MORE, NULL},
    {"+", TOKEN_PLUS, NULL},
    {"-", TOKEN_MINUS, NULL},
    {"*", TOKEN_STAR, NULL},
    {"/", TOKEN_SLASH, NULL},
    {"%", TOKEN_PERCENT, NULL},
    {"\"", TOKEN_QUOTE, NULL},
    {";", TOKEN_SEMICOLON, NULL},
    {"\n", TOKEN_NEWLINE, NULL},
};

static void scan_sign(const struct source *source, struct token *token)
{
    const char *at = source->text + token->begin;
    size_t left = source->length - token->begin;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        const struct sign *s = &signs[i];
        if (*at != *s->text)
            continue;
        size_t length = strlen(s->text);
        if (length <= left && memcmp(at, s->text, length) == 0) {
            token->kind = s->kind;
            token->end = token->begin + length;
            token->problem = s->problem;
            return;
        }
    }
    uint32_t character;
    size_t bytes = utf8_decode(at, left, &character);
    token->end = token->begin + (bytes ? bytes : 1);
    wrong(token,
          (unsigned char)*at < 0x80
              ? "this sign means nothing here"
              : "names are made of a to z, digits and _; other text stands in double quotes");
}

static size_t skip_blanks(const struct source *source, size_t at, bool join_lines)
{
    static const char byte_order_mark[] = "\xEF\xBB\xBF";
    if (at == 0 && source->length >= 3 && memcmp(source->text, byte_order_mark, 3) == 0)
        at = 3;
    for (;;) {
        char c = byte_at(source, at);
        if (c == ' ' || c == '\t' || c == '\r' || (c == '\n' && join_lines)) {
            at++;
        } else if (c == '#') {
            while (at < source->length && source->text[at] != '\n')
                at++;
        } else {
            return at;
        }
    }
}

void lexer_scan(const struct source *source, size_t at, bool join_lines, struct token *token)
{
    size_t begin = skip_blanks(source, at, join_lines);
    *token = (struct token){.kind = TOKEN_END, .spaced = begin > at, .begin = begin, .end = begin};
    if (begin >= source->length)
        return;
    char c = source->text[begin];
    if (is_letter(c)) {
        size_t end = begin + 1;
        while (lexer_is_word_byte(byte_at(source, end)))
            end++;
        token->kind = TOKEN_WORD;
        token->end = end;
        token->word = word_find(source->text + begin, end - begin);
    } else if (is_digit(c)) {
        scan_number(source, token);
    } else if (c == '.' && is_digit(byte_at(source, begin + 1))) {
        token->end = begin + 1;
        wrong(token, "a digit has to stand before the point: 0.5");
    } else {
        scan_sign(source, token);
    }
}

size_t lexer_name_end(const struct source *source, size_t at)
{
    for (;;) {
        while (lexer_is_word_byte(byte_at(source, at)))
            at++;
        size_t inside = at;
        while (byte_at(source, inside) == '-' || byte_at(source, inside) == '.')
            inside++;
        if (inside == at || !lexer_is_word_byte(byte_at(source, inside)))
            return at;
        at = inside;
    }
}

/* ---- Strings --------------------------------------------------------------------------------- */

/* What a backslash and this byte stand for; NUL for nothing. */
static char escaped(char c)
{
    switch (c) {
    case 'n':
        return '\n';
    case 't':
        return '\t';
    case '"':
    case '\\':
    case '{':
    case '}':
        return c;
    default:
        return '\0';
    }
}

enum text_part lexer_text(const struct source *source, size_t at, struct buffer *out, size_t *next,
                          const char **problem)
{
    for (;; at++) {
        char c = byte_at(source, at);
        *next = at + 1;
        if (c == '"')
            return TEXT_ENDS;
        if (c == '{')
            return TEXT_EXPRESSION;
        if (at >= source->length || c == '\n') {
            *next = at;
            *problem = "the text has no closing quote on its line";
            return TEXT_BROKEN;
        }
        if (c == '\\') {
            c = escaped(byte_at(source, at + 1));
            if (c == '\0') {
                *next = at;
                *problem = "a backslash stands before n, t, \", \\ or { only";
                return TEXT_BROKEN;
            }
            at++;
        }
        buffer_putc(out, c);
    }
}

/* What is open while text is skipped: of each level the byte that opened it, and where it stands.
 */
struct nest {
    char open[TREE_NESTING + 1];
    size_t places[TREE_NESTING + 1];
    size_t depth;
};

/* Takes the byte at `at` into account and returns the offset behind it (behind an escape inside a
 * string); stores false in `fits` where something nests too deeply or a line ends inside a string.
 */
static size_t nest_step(struct nest *nest, const char *text, size_t length, size_t at, bool *fits)
{
    char c = text[at];
    char inside = nest->depth ? nest->open[nest->depth - 1] : '\0';
    bool opens;
    if (inside == '"') {
        if (c == '"')
            nest->depth--;
        opens = c == '{';
        if (c == '\\' && at + 1 < length && text[at + 1] != '\n')
            at++;
    } else {
        opens = c == '"' || c == '{' || c == '(' || c == '[';
        if ((c == '}' && inside == '{') || (c == ')' && inside == '(') ||
            (c == ']' && inside == '['))
            nest->depth--;
    }
    if (opens && nest->depth > TREE_NESTING)
        *fits = false;
    else if (opens) {
        nest->places[nest->depth] = at;
        nest->open[nest->depth++] = c;
    }
    if (c == '\n' && memchr(nest->open, '"', nest->depth))
        *fits = false;
    return at + 1;
}

size_t lexer_text_skip(const struct source *source, size_t at)
{
    struct nest nest = {.open = {'"'}, .depth = 1};
    bool fits = true;
    while (nest.depth > 0 && at < source->length && source->text[at] != '\n' && fits)
        at = nest_step(&nest, source->text, source->length, at, &fits);
    while (!fits && at < source->length && source->text[at] != '\n')
        at++;
    return at;
}

/* Walks over a whole text; false where it cannot be read on: see nest_step. */
static bool nest_walk(struct nest *nest, const char *text, size_t length)
{
    bool fits = true;
    for (size_t at = 0; at < length && fits;) {
        if (text[at] == '#' && !memchr(nest->open, '"', nest->depth))
            while (at < length && text[at] != '\n')
                at++;
        else
            at = nest_step(nest, text, length, at, &fits);
    }
    return fits && !memchr(nest->open, '"', nest->depth);
}

bool lexer_is_complete(const char *text, size_t length)
{
    struct nest nest = {.depth = 0};
    return !nest_walk(&nest, text, length) || nest.depth == 0;
}

bool lexer_block_is_open(const char *text, size_t length, size_t *place)
{
    struct nest nest = {.depth = 0};
    if (!nest_walk(&nest, text, length) || nest.depth == 0 || nest.open[nest.depth - 1] != '{')
        return false;
    *place = nest.places[nest.depth - 1];
    return true;
}

char lexer_left_open(const char *text, size_t length, size_t *place)
{
    struct nest nest = {.depth = 0};
    if (!nest_walk(&nest, text, length) || nest.depth == 0)
        return '\0';
    size_t level = nest.depth - 1;
    for (size_t i = nest.depth; i-- > 0;)
        if (nest.open[i] != '{')
            level = i;
    *place = nest.places[level];
    return nest.open[level];
}
