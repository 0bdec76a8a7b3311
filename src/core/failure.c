/* failure.c - see failure.h. */
#include "core/failure.h"

#include "base/utf8.h"
#include "core/machine.h"

#include <inttypes.h>
#include <string.h>

/* ---- The rows -------------------------------------------------------------------------------- */

struct row {
    const char *limit, *words;
};

static const struct row rows[FAILURE_CODES] = {[FAILURE_NONE] = {NULL, ""},
#define ROW(code_, words_) [FAILURE_##code_] = {NULL, words_},
#define ROW_OF_LIMIT(code_, limit_, words_) [FAILURE_##code_] = {limit_, words_},
                                               FAILURES(ROW, ROW_OF_LIMIT)
#undef ROW
#undef ROW_OF_LIMIT
};

const char *failure_limit(enum failure_code code)
{
    return rows[code].limit;
}

/* ---- Places ---------------------------------------------------------------------------------- */

static void add_name(const struct program *p, struct argument a, struct buffer *out)
{
    uint32_t text = name_to_text(p->texts, (uint32_t)a.number);
    buffer_add(out, text_bytes(p->texts, text), text_length(p->texts, text));
}

/* As it is typed: in quotes where it needs them. */
static void add_typed_name(const struct program *p, struct argument a, struct buffer *out)
{
    struct buffer name = {0};
    add_name(p, a, &name);
    name_add_typed(buffer_text(&name), out);
    buffer_free(&name);
}

static void add_entity(const struct program *p, struct argument a, struct buffer *out)
{
    enum { LONGEST = 95 };
    struct buffer whole = {0};
    const char *name = name_bytes(p->texts, (uint32_t)a.number);
    utf8_add_visible(&whole, name, strlen(name), "");
    if (a.extra)
        buffer_printf(&whole, "[%u]", handle_index(a.extra));
    buffer_add(out, buffer_text(&whole), whole.length < LONGEST ? whole.length : LONGEST);
    buffer_free(&whole);
}

static void add_kind(const struct program *p, struct argument a, struct buffer *out)
{
    (void)p;
    buffer_puts(out, entity_kind_name((enum entity_kind)a.number));
}

static void add_a_kind(const struct program *p, struct argument a, struct buffer *out)
{
    buffer_printf(out, "%s ", entity_kind_article((enum entity_kind)a.number));
    add_kind(p, a, out);
}

static void add_number_of_kind(const struct program *p, struct argument a, struct buffer *out)
{
    const char *wants = kind_rows[a.number].number.wants;
    (void)p;
    buffer_puts(out, wants ? wants : "");
}

static void add_number(const struct program *p, struct argument a, struct buffer *out)
{
    (void)p;
    buffer_printf(out, "%" PRId64, a.number);
}

static void add_values(const struct program *p, struct argument a, struct buffer *out)
{
    (void)p;
    buffer_printf(out, "%" PRId64 " value%s", a.number, a.number == 1 ? "" : "s");
}

/* Names for so many. */
static void add_parameters(const struct program *p, struct argument a, struct buffer *out)
{
    (void)p;
    for (int i = 0; i < a.number && i < 26; i++)
        buffer_printf(out, "%s%c", i ? ", " : "", 'a' + i);
}

static void add_value(const struct program *p, struct argument a, struct buffer *out)
{
    value_add_text(p, argument_to_value(a), out);
}

static void add_text(const struct program *p, struct argument a, struct buffer *out)
{
    value_add_text(p, value_text((uint32_t)a.number), out);
}

static void add_designator(const struct program *p, struct argument a, struct buffer *out)
{
    uint32_t text = (uint32_t)a.number;
    if (a.kind == VALUE_TEXT)
        utf8_add_visible(out, text_bytes(p->texts, text), text_length(p->texts, text), "");
    else
        add_value(p, a, out);
}

static void add_typed_designator(const struct program *p, struct argument a, struct buffer *out)
{
    struct buffer name = {0};
    add_designator(p, a, &name);
    name_add_typed(buffer_text(&name), out);
    buffer_free(&name);
}

static void add_a_sort(const struct program *p, struct argument a, struct buffer *out)
{
    static const char *const words[] = {
        [VALUE_NONE] = "none",
        [VALUE_BOOLEAN] = "a boolean",
        [VALUE_INTEGER] = "an integer",
        [VALUE_DURATION] = "a duration",
        [VALUE_TEXT] = "a string",
        [VALUE_ARRAY] = "an array",
        [VALUE_LARGE_ARRAY] = "an array",
        [VALUE_ARRAY_IN_SLOT] = "an array",
    };
    (void)p;
    bool known = a.kind < sizeof words / sizeof *words && words[a.kind];
    buffer_puts(out, known ? words[a.kind] : "a name");
}

static void add_command(const struct program *p, struct argument a, struct buffer *out)
{
    program_quote(p, (uint32_t)a.number, out);
}

static void add_place(const struct program *p, struct argument a, struct buffer *out)
{
    program_where(p, (uint32_t)a.number, out);
}

static void add_a_wanted(const struct program *p, struct argument a, struct buffer *out)
{
    (void)p;
    wanted_add((enum wanted)a.number, out);
}

/* Without the article. */
static void add_wanted(const struct program *p, struct argument a, struct buffer *out)
{
    struct buffer whole = {0};
    add_a_wanted(p, a, &whole);
    buffer_puts(out, strchr(buffer_text(&whole), ' ') + 1);
    buffer_free(&whole);
}

static void add_way(const struct program *p, struct argument a, struct buffer *out)
{
    const char *way = wanted_way((enum wanted)a.number);
    (void)p;
    buffer_puts(out, way ? way : "");
}

static void add_rest(const struct program *p, struct argument a, struct buffer *out)
{
    (void)p;
    buffer_puts(out, wanted_rest_of_way((enum wanted)a.number));
}

static void add_phrase(const struct program *p, struct argument a, struct buffer *out)
{
#define WORDS(phrase_, words_) [PHRASE_##phrase_] = (words_),
    static const char *const words[PHRASE_COUNT] = {PHRASES(WORDS)};
#undef WORDS
    (void)p;
    buffer_puts(out, words[a.number]);
}

static void add_operator(const struct program *p, struct argument a, struct buffer *out)
{
    static const char *const words[] = {
        [BINARY_ADD] = "+",          [BINARY_SUBTRACT] = "-",       [BINARY_MULTIPLY] = "*",
        [BINARY_DIVIDE] = "/",       [BINARY_REMAINDER] = "%",      [BINARY_EQUAL] = "==",
        [BINARY_UNEQUAL] = "!=",     [BINARY_LESS] = "<",           [BINARY_LESS_EQUAL] = "<=",
        [BINARY_GREATER] = ">",      [BINARY_GREATER_EQUAL] = ">=", [BINARY_BAND] = "band",
        [BINARY_BOR] = "bor",        [BINARY_BXOR] = "bxor",        [BINARY_SHIFT_LEFT] = "<<",
        [BINARY_SHIFT_RIGHT] = ">>",
    };
    (void)p;
    buffer_puts(out, words[a.number]);
}

static void add_failure(const struct program *p, struct argument a, struct buffer *out)
{
    failure_add_words(p, (uint32_t)a.number, out);
}

static const struct place {
    const char *word;
    enum argument_type type;
    void (*add)(const struct program *p, struct argument a, struct buffer *out);
} places[] = {
    {"name", ARGUMENT_NAME, add_name},
    {"name as typed", ARGUMENT_NAME, add_typed_name},
    {"thread", ARGUMENT_THREAD, add_name},
    {"entity", ARGUMENT_ENTITY, add_entity},
    {"kind", ARGUMENT_KIND, add_kind},
    {"a kind", ARGUMENT_KIND, add_a_kind},
    {"number of a kind", ARGUMENT_KIND, add_number_of_kind},
    {"number", ARGUMENT_NUMBER, add_number},
    {"values", ARGUMENT_NUMBER, add_values},
    {"parameters", ARGUMENT_NUMBER, add_parameters},
    {"value", ARGUMENT_VALUE, add_value},
    {"designator", ARGUMENT_DESIGNATOR, add_designator},
    {"designator as typed", ARGUMENT_DESIGNATOR, add_typed_designator},
    {"a sort", ARGUMENT_SORT, add_a_sort},
    {"text", ARGUMENT_TEXT, add_text},
    {"command", ARGUMENT_PC, add_command},
    {"place", ARGUMENT_PC, add_place},
    {"wanted", ARGUMENT_WANTED, add_wanted},
    {"a wanted", ARGUMENT_WANTED, add_a_wanted},
    {"way", ARGUMENT_WANTED, add_way},
    {"rest of the way", ARGUMENT_WANTED, add_rest},
    {"phrase", ARGUMENT_PHRASE, add_phrase},
    {"operator", ARGUMENT_OPERATOR, add_operator},
    {"failure", ARGUMENT_FAILURE, add_failure},
};

static const struct place *place_called(const char *word, size_t length)
{
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (strlen(places[i].word) == length && memcmp(places[i].word, word, length) == 0)
            return &places[i];
    return NULL;
}

/* The next place in *words, which moves behind it; *plain bytes come before. NULL: there is none.
 */
static const struct place *next_place(const char **words, size_t *plain, unsigned *argument)
{
    const char *begin = *words, *at = begin;
    while (*at && !(at[0] == '{' && at[1] >= '1' && at[1] <= '9'))
        at++;
    *plain = (size_t)(at - begin);
    *words = at;
    if (!*at)
        return NULL;
    const char *word = at + 3, *end = strchr(word, '}');
    *argument = (unsigned)(at[1] - '1');
    *words = end + 1;
    return place_called(word, (size_t)(end - word));
}

enum argument_type failure_argument_type(enum failure_code code, unsigned index)
{
    const char *words = rows[code].words;
    const struct place *place;
    size_t plain;
    unsigned argument;
    while ((place = next_place(&words, &plain, &argument)))
        if (argument == index)
            return place->type;
    return ARGUMENT_NONE;
}

bool failure_fits(const struct failure *f)
{
    const char *words = rows[f->code].words;
    const struct place *place;
    size_t plain;
    unsigned argument, shown = 0;
    while ((place = next_place(&words, &plain, &argument))) {
        if (argument >= FAILURE_ARGUMENTS || f->with[argument].type != (uint16_t)place->type)
            return false;
        shown |= 1u << argument;
    }
    for (unsigned i = 0; i < FAILURE_ARGUMENTS; i++)
        if ((f->with[i].type != ARGUMENT_NONE) != (shown >> i & 1))
            return false;
    return *words == '\0';
}

/* ---- Words ----------------------------------------------------------------------------------- */

void failure_add(const struct program *p, const struct failure *f, struct buffer *out)
{
    const char *words = rows[f->code].words;
    for (;;) {
        const char *begin = words;
        size_t plain;
        unsigned argument;
        const struct place *place = next_place(&words, &plain, &argument);
        buffer_add(out, begin, plain);
        if (!place)
            return;
        place->add(p, f->with[argument], out);
    }
}

void failure_add_words(const struct program *p, uint32_t failure, struct buffer *out)
{
    struct failure f = failure_read(p, failure);
    failure_add(p, &f, out);
}

void failure_add_visible(const struct program *p, uint32_t failure, struct buffer *out)
{
    struct buffer words = {0};
    failure_add_words(p, failure, &words);
    utf8_add_visible(out, words.bytes, words.length, "");
    buffer_free(&words);
}

/* ---- As a number ----------------------------------------------------------------------------- */

/* The code, and those arguments that there are: no byte that nobody has written. */
struct packed {
    char bytes[sizeof(uint32_t) + FAILURE_ARGUMENTS * sizeof(struct argument)];
};

_Static_assert(sizeof(struct argument) == 16, "an argument has no padding");

uint32_t failure_intern(struct program *p, const struct failure *f)
{
    struct packed packed;
    size_t length = sizeof f->code;
    memcpy(packed.bytes, &f->code, length);
    for (size_t i = 0; i < FAILURE_ARGUMENTS && f->with[i].type; i++) {
        memcpy(packed.bytes + length, &f->with[i], sizeof f->with[i]);
        length += sizeof f->with[i];
    }
    uint32_t text = text_intern_message(p->texts, packed.bytes, length);
    return text == TEXT_TOO_MUCH ? 0 : text;
}

uint32_t failure_outside(struct program *p, const char *words)
{
    uint32_t text = text_intern_message(p->texts, words, strlen(words));
    struct failure f = {FAILURE_OUTSIDE, {argument_text(text)}};
    return text == TEXT_TOO_MUCH ? 0 : failure_intern(p, &f);
}

struct failure failure_read(const struct program *p, uint32_t failure)
{
    struct failure f = {0};
    const char *bytes = text_bytes(p->texts, failure);
    size_t length = text_length(p->texts, failure);
    if (length < sizeof f.code)
        return f;
    memcpy(&f.code, bytes, sizeof f.code);
    memcpy(f.with, bytes + sizeof f.code, length - sizeof f.code);
    return f;
}
