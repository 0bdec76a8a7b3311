/* test_parser_limits.c - unit tests of the parser: texts that are deep, long or large. */
#include "base/buffer.h"
#include "parsed.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

TestSuite(parser_limits, .timeout = 60);

static char *nested(const char *open, int count, const char *middle, const char *close)
{
    struct buffer text = {0};
    for (int i = 0; i < count; i++)
        buffer_puts(&text, open);
    buffer_puts(&text, middle);
    for (int i = 0; i < count; i++)
        buffer_puts(&text, close);
    char *result = parsed(buffer_text(&text), false);
    char *line_end = strchr(result, '\n');
    if (line_end)
        *line_end = '\0';
    buffer_free(&text);
    return result;
}

Test(parser_limits, nesting_has_a_limit_and_never_the_c_stack_s)
{
    static const struct {
        const char *open, *middle, *close;
    } nests[] = {
        {"repeat 1 { ", "", "}"}, {"if a { ", "", "} else { }"}, {"print \"{", "1", "}\""},
        {"x = f(", "1", ")"},     {"x = (", "1", ")"},           {"x = a[", "1", "]"},
        {"a: {", "", "}"},        {"spawn {", "", "}"},
    };
    for (size_t i = 0; i < sizeof nests / sizeof *nests; i++) {
        /* Only the first opening carries the command where the nested part is an expression. */
        const char *inner = strstr(nests[i].open, "x = ") ? nests[i].open + 4 : nests[i].open;
        struct buffer open = {0};
        buffer_puts(&open, inner == nests[i].open ? "" : "x = ");
        for (int n = 0; n < 100000; n++)
            buffer_puts(&open, strncmp(inner, "print ", 6) == 0 && n ? inner + 6 : inner);
        buffer_puts(&open, nests[i].middle);
        for (int n = 0; n < 100000; n++)
            buffer_puts(&open, nests[i].close);
        char *result = parsed(buffer_text(&open), false);
        cr_expect_not_null(
            strstr(result,
                   "blocks and parentheses are nested too deeply; 200 levels are the limit"),
            "%s: %.200s", nests[i].open, result);
        cr_expect_null(strchr(result, '\n'), "%s: %.300s", nests[i].open, result);
        free(result);
        buffer_free(&open);
    }
    char *fits = nested("repeat 1 { ", 200, "", "}");
    cr_expect_eq(strncmp(fits, "(repeat 1 {(repeat", 18), 0, "%s", fits);
    free(fits);
}

Test(parser_limits, long_chains_of_operators_have_a_limit)
{
    char *fits = nested("x = 1;", 1, "", ""), *line;
    free(fits);
    struct buffer text = {0};
    buffer_puts(&text, "x = 1");
    for (int i = 0; i < 999; i++)
        buffer_puts(&text, "+1");
    line = parsed(buffer_text(&text), false);
    cr_expect_eq(strncmp(line, "(= x (+ (+", 10), 0, "%.100s", line);
    free(line);
    buffer_puts(&text, "+1");
    line = parsed(buffer_text(&text), false);
    cr_expect_str_eq(
        line,
        "1:5 this expression is too long: 1000 operators on top of one another are the limit");
    free(line);
    buffer_clear(&text);
    buffer_puts(&text, "x = ");
    for (int i = 0; i < 100000; i++)
        buffer_puts(&text, i % 2 ? "not " : "-");
    line = parsed(buffer_text(&text), false);
    cr_expect_eq(line[0], '1', "%.100s", line);
    free(line);
    buffer_free(&text);
}

Test(parser_limits, a_long_chain_of_else_if_is_no_nesting)
{
    struct buffer text = {0};
    buffer_puts(&text, "if a { }");
    for (int i = 0; i < 10000; i++)
        buffer_puts(&text, " else if b { }");
    char *result = parsed(buffer_text(&text), false);
    cr_expect_eq(strncmp(result, "(if (when a {}) (when b {})", 27), 0, "%.100s", result);
    free(result);
    buffer_free(&text);
}

Test(parser_limits, reads_a_large_script_and_reports_ten_errors_of_many)
{
    struct buffer text = {0};
    for (int i = 0; i < 50000; i++)
        buffer_puts(&text, "lock m; x += \"{i}\" # comment\n");
    char *result = parsed(buffer_text(&text), false);
    cr_expect_eq(strncmp(result, "(acquire 'm)", 12), 0);
    free(result);
    buffer_clear(&text);
    for (int i = 0; i < 50000; i++)
        buffer_puts(&text, "lock\n");
    result = parsed(buffer_text(&text), false);
    int lines = 1;
    for (const char *c = result; *c; c++)
        lines += *c == '\n';
    cr_expect_eq(lines, 10);
    free(result);
    buffer_free(&text);
}
