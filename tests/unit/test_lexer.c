/* test_lexer.c - unit tests of how a text is cut into tokens, and of diagnostics. */
#include "lang/diagnostic.h"
#include "lang/lexer.h"
#include "lang/tree.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

TestSuite(lexer, .timeout = 30);
TestSuite(diagnostic, .timeout = 30);

static struct source source_of(const char *text)
{
    return (struct source){.name = "a.thr", .text = text, .length = strlen(text)};
}

/* All tokens of a text: words and signs as they stand, numbers as their value, ! before what is
 * wrong. */
static char *tokens_of(const char *text)
{
    struct source source = source_of(text);
    struct buffer out = {0};
    struct token t = {0};
    for (lexer_scan(&source, 0, false, &t); t.kind != TOKEN_END;
         lexer_scan(&source, t.end, false, &t)) {
        buffer_puts(&out, out.length ? " " : "");
        if (t.kind == TOKEN_INTEGER)
            buffer_printf(&out, "%" PRIu64, t.number);
        else if (t.kind == TOKEN_DURATION)
            buffer_printf(&out, "%" PRIu64 "ns", t.number);
        else if (t.kind == TOKEN_WRONG)
            buffer_printf(&out, "!(%s)", t.problem);
        else if (t.kind == TOKEN_NEWLINE)
            buffer_puts(&out, "/");
        else
            buffer_add(&out, text + t.begin, t.end - t.begin);
    }
    return buffer_take(&out);
}

struct pair {
    const char *text, *expected;
};

static void check_tokens(const struct pair *pairs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char *tokens = tokens_of(pairs[i].text);
        cr_expect_str_eq(tokens, pairs[i].expected, "%s\n  gives    %s\n  expected %s",
                         pairs[i].text, tokens, pairs[i].expected);
        free(tokens);
    }
}

#define CHECK_TOKENS(pairs) check_tokens(pairs, sizeof pairs / sizeof *pairs)

Test(lexer, cuts_words_signs_and_lines)
{
    static const struct pair pairs[] = {
        {"", ""},
        {" \t # nothing", ""},
        {"lock m;unlock m", "lock m ; unlock m"},
        {"a\r\nb\n#c\nd", "a / b / / d"},
        {"\xEF\xBB\xBFx", "x"},
        {"x+=1 y-=2 z*=3 u/=4 v%=5", "x += 1 y -= 2 z *= 3 u /= 4 v %= 5"},
        {"a==b!=c<=d>=e<f>g=h", "a == b != c <= d >= e < f > g = h"},
        {"(a)[1]{},:", "( a ) [ 1 ] { } , :"},
        {"1..8", "1 .. 8"},
        {"a-b.c", "a - b . c"},
        {"_a1", "_a1"},
        {"\"", "\""},
    };
    CHECK_TOKENS(pairs);
}

Test(lexer, reads_numbers_and_durations_to_the_nanosecond)
{
    static const struct pair pairs[] = {
        {"0 7 007", "0 7 7"},
        {"9223372036854775807", "9223372036854775807"},
        {"9223372036854775808", "9223372036854775808"},
        {"9223372036854775809", "!(this number does not fit into 64 bits)"},
        {"99999999999999999999999", "!(this number does not fit into 64 bits)"},
        {"10us 250ms 2s 2m", "10000ns 250000000ns 2000000000ns 120000000000ns"},
        {"1.5s 0.5 0.5us 0.000000001", "1500000000ns 500000000ns 500ns 1ns"},
        {"0.1m 1.5m", "6000000000ns 90000000000ns"},
        {"1.0000000000s", "1000000000ns"},
        {"0.0000000001", "!(this duration is finer than a nanosecond)"},
        {"0.0005us", "!(this duration is finer than a nanosecond)"},
        {"9223372036.854775807", "9223372036854775807ns"},
        {"9223372036.854775808",
         "!(this duration is too long: 2^63 nanoseconds (292 years) are the limit)"},
        {"99999999999999999999999s",
         "!(this duration is too long: 2^63 nanoseconds (292 years) are the limit)"},
        {"2sec", "!(the units of time are us, ms, s and m: 10us, 250ms, 1.5s, 2m)"},
        {"1e5", "!(the units of time are us, ms, s and m: 10us, 250ms, 1.5s, 2m)"},
        {"0x10", "!(numbers are written in decimal digits)"},
        {"1_000", "!(a number is written without '_': 1000000)"},
        {"1.", "!(digits have to follow the point: 1.5)"},
        {"1.s", "!(digits have to follow the point: 1.5)"},
        {".5", "!(a digit has to stand before the point: 0.5) 5"},
    };
    CHECK_TOKENS(pairs);
}

Test(lexer, says_what_to_write_for_signs_of_other_languages)
{
    static const struct pair pairs[] = {
        {"a&&b", "a !(write 'and' for '&&') b"},
        {"a||b", "a !(write 'or' for '||') b"},
        {"!a", "!(write 'not' for '!') a"},
        {"'a", "!(text stands in double quotes: \"...\") a"},
        {"a := 1", "a !('=' assigns: x = 1) 1"},
        {"a === 1", "a !('==' compares) 1"},
        {"a ** 2", "a !(there is no operator '**') 2"},
        {"// x", "!(a comment begins with '#'; '/' divides) x"},
        {"a => b", "a !('at least' is written '>=') b"},
        {"1...8", "1 !(two dots make a range: 1..8) 8"},
        {"\xE2\x80\x9C", "!(text stands in straight double quotes: \"...\")"},
        {"a\xC2\xA0", "a !(this blank is a no-break space (U+00A0); type an ordinary one)"},
        {"\xC3\xA4",
         "!(names are made of a to z, digits and _; other text stands in double quotes)"},
        {"@", "!(this sign means nothing here)"},
    };
    CHECK_TOKENS(pairs);
}

Test(lexer, a_name_may_hold_hyphens_and_dots_inside)
{
    static const struct {
        const char *text;
        size_t end;
    } names[] = {
        {"Thread-1 x", 8}, {"Crawler-www.example.org;", 23},
        {"a-=1", 1},       {"a- b", 1},
        {"a.", 1},         {"a--b", 4},
        {"a", 1},          {"a[1]", 1},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct source source = source_of(names[i].text);
        cr_expect_eq(lexer_name_end(&source, 0), names[i].end, "%s", names[i].text);
    }
}

Test(lexer, reads_the_parts_of_a_string)
{
    struct source source = source_of("\"a\\n\\t\\\"\\\\\\{}{x}b\"");
    struct buffer text = {0};
    const char *problem = NULL;
    size_t next = 0;
    cr_assert_eq(lexer_text(&source, 1, &text, &next, &problem), TEXT_EXPRESSION);
    cr_assert_str_eq(buffer_text(&text), "a\n\t\"\\{}");
    cr_assert_eq(source.text[next], 'x');
    buffer_clear(&text);
    cr_assert_eq(lexer_text(&source, next + 2, &text, &next, &problem), TEXT_ENDS);
    cr_assert_str_eq(buffer_text(&text), "b");
    cr_assert_eq(next, source.length);

    source = source_of("\"a\\q\"");
    cr_assert_eq(lexer_text(&source, 1, &text, &next, &problem), TEXT_BROKEN);
    cr_assert_eq(next, 2);
    cr_assert_str_eq(problem, "a backslash stands before n, t, \", \\ or { only");

    source = source_of("\"a\n\"");
    cr_assert_eq(lexer_text(&source, 1, &text, &next, &problem), TEXT_BROKEN);
    cr_assert_eq(next, 2);
    buffer_free(&text);
}

Test(lexer, knows_a_whole_input_from_a_part)
{
    static const struct {
        const char *text;
        bool complete;
    } inputs[] = {
        {"", true},
        {"lock m", true},
        {"spawn t {", false},
        {"spawn t {\n lock m", false},
        {"spawn t {\n lock m\n}", true},
        {"spawn t { # }", false},
        {"print (1 +", false},
        {"a[1", false},
        {"print \"{\"", true}, /* an error, to be told at once */
        {"print \"abc", true}, /* the same */
        {"print \"a\n b", true},
        {"print \"} {f(\"{1}\")} {\\{\"", true},
        {"spawn t { print \"}\"", false},
        {"}", true},
        {"spawn t { print \"\\\"}\"", false},
        {"# {", true},
    };
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++)
        cr_expect_eq(lexer_is_complete(inputs[i].text, strlen(inputs[i].text)), inputs[i].complete,
                     "%s", inputs[i].text);
}

Test(lexer, knows_what_is_left_open)
{
    static const struct {
        const char *text;
        char open;
        size_t place;
    } inputs[] = {
        {"lock m", '\0', 0},
        {"spawn t {", '{', 8},
        {"spawn t {\n while x {", '{', 19},
        {"spawn t {\n while x { }", '{', 8},
        {"spawn t { # (", '{', 8},
        {"print(\"x\"", '(', 5},
        {"spawn t {\n print(1", '(', 16},
        {"f(a[1)", '(', 1}, /* the outer of two: the bracket may be closed behind it */
        {"f({", '(', 1},    /* no block can stand there */
        {"f(1\n, 2)", '\0', 0},
        {"print \"{(\"", '\0', 0}, /* the string is the mistake */
        {"a[1", '[', 1},
    };
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
        size_t place = 0;
        char open = lexer_left_open(inputs[i].text, strlen(inputs[i].text), &place);
        cr_expect_eq(open, inputs[i].open, "%s", inputs[i].text);
        cr_expect_eq(place, inputs[i].place, "%s: %zu", inputs[i].text, place);
    }
}

static char *refusal(const char *text, size_t length)
{
    struct source source = {.name = "a.thr", .text = text, .length = length};
    struct diagnostics found = {0};
    struct buffer out = {0};
    bool fine = lexer_check(&source, &found);
    cr_expect_eq(fine, found.errors == 0);
    for (size_t i = 0; i < found.count; i++) {
        struct position at = source_position(&source, found.items[i].begin);
        buffer_printf(&out, "%zu:%zu ", at.line, at.column);
        diagnostic_sentence(&out, &found.items[i]);
    }
    diagnostics_free(&found);
    return buffer_take(&out);
}

Test(lexer, refuses_what_is_no_text)
{
    static const struct {
        const char *text;
        size_t length;
        const char *expected;
    } texts[] = {
        {"a\r\nb\tc", 6, ""},
        {"\xC3\xA4\nb\0", 5, "2:2 the control character U+0000 cannot stand in a script"},
        {"a\n\xFFz", 4,
         "2:1 the byte 0xFF is not UTF-8: this is not a text file, or one in another encoding"},
        {"ab\xC3", 3,
         "1:3 the byte 0xC3 is not UTF-8: this is not a text file, or one in another encoding"},
        {"print \"\033[2J\"", 12, "1:8 the control character U+001B cannot stand in a script"},
        {"# \xE2\x80\xAE x", 7, "1:3 the control character U+202E cannot stand in a script"},
        {"a\rb", 3, "1:2 the control character U+000D cannot stand in a script"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char *said = refusal(texts[i].text, texts[i].length);
        cr_expect_str_eq(said, texts[i].expected);
        free(said);
    }
}

Test(lexer, refuses_what_is_too_long)
{
    size_t length = (size_t)SOURCE_LONGEST + 1;
    char *text = malloc(length);
    memset(text, '\n', length);
    char *said = refusal(text, length);
    cr_expect_str_eq(said,
                     "1:1 the script has 16777217 bytes; at most 16777216 (16 MiB) can be read");
    free(said);
    said = refusal(text, length - 1);
    cr_expect_str_eq(said, "");
    free(said);
    free(text);
}

/* ---- Diagnostics ----------------------------------------------------------------------------- */

static char *formatted(const char *name, const char *text, size_t at, const char *message)
{
    struct source source = {.name = name, .text = text, .length = strlen(text)};
    struct diagnostics found = {0};
    struct buffer out = {0};
    diagnostics_add(&found, DIAGNOSTIC_ERROR, at, at + 1, "%s", message);
    diagnostics_format(&out, &source, &found);
    diagnostics_free(&found);
    return buffer_take(&out);
}

#define EXPECT_FORMATTED(expected, ...)                                                            \
    do {                                                                                           \
        char *said = formatted(__VA_ARGS__);                                                       \
        cr_expect_str_eq(said, expected, "%s", said);                                              \
        free(said);                                                                                \
    } while (0)

Test(diagnostic, shows_place_message_line_and_caret)
{
    EXPECT_FORMATTED("thrum: a.thr:2:3: wrong\n  b c\n    ^\n", "a.thr", "a\nb c\nd", 4, "wrong");
    EXPECT_FORMATTED("wrong\n  b\n   ^\n", NULL, "a\nb", 3, "wrong");
    EXPECT_FORMATTED("thrum: a.thr:1:1: wrong\n  \n  ^\n", "a.thr", "", 5, "wrong");
    EXPECT_FORMATTED("thrum: a.thr:1:2: wrong\n  a\n   ^\n", "a.thr", "a\r\nb", 1, "wrong");
}

Test(diagnostic, makes_control_characters_visible)
{
    EXPECT_FORMATTED("thrum: ^[.thr:1:3: wro^[ng\n      ^[x\n        ^\n", "\033.thr", "\t\033x", 2,
                     "wro\033ng");
}

Test(diagnostic, columns_count_characters_and_the_caret_counts_cells)
{
    cr_assert(setlocale(LC_CTYPE, "C.UTF-8"));
    EXPECT_FORMATTED("thrum: a.thr:1:4: wrong\n  \xE6\xBC\xA2\xC3\xA4 x\n      ^\n", "a.thr",
                     "\xE6\xBC\xA2\xC3\xA4 x", 6, "wrong");
}

Test(diagnostic, cuts_long_lines_around_the_caret)
{
    char text[1001];
    memset(text, 'a', 1000);
    text[1000] = '\0';
    text[500] = 'X';
    char *said = formatted(NULL, text, 500, "wrong");
    char *line = strchr(said, '\n') + 1, *carets = strchr(line, '\n') + 1;
    cr_expect_eq(line[strchr(carets, '^') - carets], 'X');
    cr_expect_lt(strcspn(line, "\n"), 110);
    cr_expect_eq(strncmp(line, "  ...a", 6), 0);
    cr_expect_eq(strncmp(carets - 5, "a...\n", 5), 0);
    free(said);
}

Test(diagnostic, sets_expectation_and_suggestion_behind_the_message)
{
    struct diagnostics found = {0};
    struct buffer out = {0};
    struct diagnostic *d = diagnostics_add(&found, DIAGNOSTIC_NOTICE, 0, 1, "so %s", "so");
    diagnostic_expect(d, "a name\nand more");
    diagnostic_suggest(d, "lock");
    diagnostic_suggest(d, NULL);
    diagnostic_sentence(&out, d);
    cr_expect_str_eq(buffer_text(&out), "notice: so so; expected a name; did you mean 'lock'?");
    cr_expect_eq(found.errors, 0);
    buffer_free(&out);
    diagnostics_free(&found);
}

Test(diagnostic, keeps_ten_errors_and_counts_the_rest)
{
    struct source source = source_of("x");
    struct diagnostics found = {0};
    struct buffer out = {0};
    for (int i = 0; i < 12; i++)
        diagnostic_expect(diagnostics_add(&found, DIAGNOSTIC_ERROR, 0, 1, "wrong"), "right");
    cr_expect_eq(found.count, 10);
    cr_expect_eq(found.errors, 12);
    diagnostics_format(&out, &source, &found);
    cr_expect_not_null(strstr(buffer_text(&out), "thrum: 2 more errors are not shown\n"));
    buffer_free(&out);
    diagnostics_free(&found);
}

Test(diagnostic, finds_the_nearest_word)
{
    static const char *const words[] = {"lock", "unlock", "release", "broadcast", "me", "x", NULL};
    static const struct {
        const char *typed, *nearest;
    } cases[] = {
        {"lok", "lock"},
        {"lokc", "lock"},
        {"LOCK", "lock"},
        {"relaese", "release"},
        {"unlok", "unlock"},
        {"brodcast", "broadcast"},
        {"broadcats!!", "broadcast"},
        {"m", NULL},
        {"y", NULL},
        {"semaphore", NULL},
        {"", NULL},
        {"loooock", NULL},
        {"lock", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct nearest n;
        nearest_begin(&n, cases[i].typed, strlen(cases[i].typed));
        for (const char *const *w = words; *w; w++)
            nearest_offer(&n, *w);
        const char *found = nearest_found(&n);
        cr_expect_str_eq(found ? found : "-", cases[i].nearest ? cases[i].nearest : "-", "%s",
                         cases[i].typed);
    }
}
