/* test_cells.c - text in cells, and a lesson's text in rows. */
#include "ui/cells.h"
#include "ui/flow.h"

#include "base/buffer.h"

#include <criterion/criterion.h>
#include <locale.h>
#include <string.h>

static void use_utf8(void)
{
    setlocale(LC_ALL, "C.UTF-8");
}

TestSuite(cells, .init = use_utf8, .timeout = 30);
TestSuite(flow, .init = use_utf8, .timeout = 30);

/* ---- Cells ----------------------------------------------------------------------------------- */

Test(cells, widths)
{
    cr_expect_eq(cells_width("abc", 3), 3);
    cr_expect_eq(cells_width("字é", strlen("字é")), 3);
    cr_expect_eq(cells_width("e\xCC\x81x", 4), 2, "an accent has no column");
    cr_expect_eq(cells_width("\xCC\x81", 2), 1, "unless it stands alone");
    cr_expect_eq(cells_width("\033\xFF\xC2\x9B", 4), 3, "what cannot be shown has one each");
}

Test(cells, nothing_comes_out_as_control)
{
    struct cell cell;
    for (int byte = 0; byte < 0x100; byte++) {
        char text[2] = {(char)byte, 'x'};
        cell_next(text, 2, &cell);
        cr_expect(cell.bytes >= 1);
        cr_expect(cell.characters[0] >= 0x20 && cell.characters[0] != 0x7F);
        cr_expect(!(cell.characters[0] >= 0x80 && cell.characters[0] < 0xA0));
    }
}

Test(cells, accents_without_end_are_cut)
{
    struct buffer text = {0};
    struct cell cell;
    buffer_putc(&text, 'e');
    for (int i = 0; i < 100; i++)
        buffer_puts(&text, "\xCC\x81");
    cell_next(text.bytes, text.length, &cell);
    cr_expect_eq(cell.bytes, text.length);
    cr_expect_eq(wcslen(cell.characters), CELL_CHARACTERS);
    buffer_free(&text);
}

Test(cells, fit)
{
    cr_expect_eq(cells_fit("abcdef", 6, 3), 3);
    cr_expect_eq(cells_fit("a字b", strlen("a字b"), 2), 1);
    cr_expect_eq(cells_fit("abc", 3, 0), 0);
}

/* Wraps a text and joins its rows with a bar. */
static void check_wrap(const char *text, int columns, const char *expected)
{
    struct buffer rows = {0};
    size_t length = strlen(text);
    size_t next;
    for (size_t at = 0; at < length; at = next) {
        size_t end = cells_wrap(text, length, at, columns, &next);
        buffer_puts(&rows, at ? "|" : "");
        buffer_add(&rows, text + at, end - at);
        cr_assert(next > at);
    }
    cr_expect_str_eq(buffer_text(&rows), expected);
    buffer_free(&rows);
}

Test(cells, wrap)
{
    check_wrap("one two three", 20, "one two three");
    check_wrap("one two three", 13, "one two three");
    check_wrap("one two three", 12, "one two|three");
    check_wrap("one two three", 7, "one two|three");
    check_wrap("one two three", 3, "one|two|thr|ee");
    check_wrap("abcdefgh", 3, "abc|def|gh");
    check_wrap("    indented", 6, "    in|dented");
    check_wrap("字字字", 3, "字|字|字");
    check_wrap("字", 1, "字");
    check_wrap("a   b", 2, "a|b");
}

/* ---- A lesson's text ------------------------------------------------------------------------- */

/* The rows of one line joined with bars, the further ones behind as many dots as they hang. */
static void check_rows(const struct flow *flow, const char *text, int columns, const char *expected)
{
    struct buffer rows = {0};
    size_t length = strlen(text);
    size_t next;
    cr_assert(flow->columns >= 1 && flow->hang < flow->columns);
    for (size_t at = 0; at < length; at = next) {
        size_t end = flow_row(flow, text, length, at, &next);
        buffer_puts(&rows, at ? "|" : "");
        for (int i = 0; at && i < flow->hang; i++)
            buffer_putc(&rows, '.');
        buffer_add(&rows, text + at, end - at);
        cr_assert(next > at);
        cr_assert(cells_width(text + at, end - at) + (at ? flow->hang : 0) <= columns ||
                  columns < 3);
    }
    cr_expect_str_eq(buffer_text(&rows), expected);
    buffer_free(&rows);
}

static void check_flow(const char *text, int columns, const char *expected)
{
    struct flow flow = flow_of_lesson(text, strlen(text), columns);
    check_rows(&flow, text, columns, expected);
}

static void check_code(const char *text, int columns, const char *expected)
{
    struct flow flow = flow_of_code(text, strlen(text), columns);
    check_rows(&flow, text, columns, expected);
}

Test(flow, text_is_broken_between_words)
{
    check_flow("one two three", 8, "one two|three");
    check_flow("a) b", 80, "a) b");
    check_flow("", 8, "");
}

Test(flow, items_hang)
{
    check_flow("- one two three", 9, "- one two|..three");
    check_flow("3. one two three", 10, "3. one two|...three");
    check_flow("12. one two three", 11, "12. one two|....three");
    check_flow("  - one two three", 11, "  - one two|....three");
    check_flow("a) one two three", 10, "a) one two|...three");
    check_flow("> one two three", 9, "> one two|..three");
    /* A further paragraph of an item, under the first. */
    check_flow("  two three four", 10, "  two|..three|..four");
    check_flow("   two three four", 12, "   two three|...four");
    check_flow(" abcdefgh", 6, " abcde|.fgh");
    check_flow("    two three four", 13, "    two three|....four");
    check_flow("       two  three four", 18, "       two  three|.......four");
    /* What only looks like one. */
    check_flow("-one two three", 8, "-one two|three");
    check_flow("1.5 two three", 8, "1.5 two|three");
    check_flow("1984. two three", 9, "1984. two|three");
    check_flow("12", 1, "1|2");
}

Test(flow, code_stays_as_it_is)
{
    check_code("    a = b  +  c", 12, "    a = b  +|....  c");
    check_code("    字字字", 9, "    字字|....字");
    check_code("        ", 80, "        ");
}

Test(flow, however_narrow_it_goes_on)
{
    for (int columns = 1; columns < 12; columns++) {
        static const char *const texts[] = {"- one two", "      code of some length", "字字字",
                                            "123. x y z", "    - deep item"};
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
            size_t length = strlen(texts[i]);
            struct flow flows[] = {flow_of_lesson(texts[i], length, columns),
                                   flow_of_code(texts[i], length, columns)};
            for (size_t f = 0; f < sizeof flows / sizeof *flows; f++) {
                cr_assert(flows[f].hang < flows[f].columns);
                size_t next;
                for (size_t at = 0; at < length; at = next) {
                    cr_assert(flow_row(&flows[f], texts[i], length, at, &next) > at);
                    cr_assert(next > at && next <= length);
                }
            }
        }
    }
}

Test(flow, lines_stay_readable_on_a_wide_screen)
{
    struct flow flow = flow_of_lesson("text", 4, 200);
    cr_expect_eq(flow.columns, FLOW_COMFORTABLE_COLUMNS);
    flow = flow_of_code("    code", 8, 200);
    cr_expect_eq(flow.columns, 200, "code has all there is");
    cr_expect_eq(flow_plain(200).columns, 200);
}
