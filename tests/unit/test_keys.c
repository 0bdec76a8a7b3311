/* test_keys.c - bytes of a terminal into units. */
#include "ui/keys.h"

#include "base/utf8.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

TestSuite(keys, .timeout = 30);

/* Feeds bytes, at most `piece` at a time, and writes down the units: their kind, and their text. */
static void units_of(struct buffer *out, const char *bytes, size_t length, size_t piece)
{
    static const char *const names[] = {
        [UNIT_TEXT] = "",
        [UNIT_KEY] = "key:",
        [UNIT_PASTE] = "paste:",
        [UNIT_F1] = "F1",
        [UNIT_F2] = "F2",
        [UNIT_F3] = "F3",
        [UNIT_F4] = "F4",
        [UNIT_F5] = "F5",
        [UNIT_F6] = "F6",
        [UNIT_F7] = "F7",
        [UNIT_F8] = "F8",
        [UNIT_F9] = "F9",
        [UNIT_F10] = "F10",
        [UNIT_F11] = "F11",
        [UNIT_F12] = "F12",
        [UNIT_PAGE_UP] = "PgUp",
        [UNIT_PAGE_DOWN] = "PgDn",
        [UNIT_OTHER_PAGE_UP] = "other PgUp",
        [UNIT_OTHER_PAGE_DOWN] = "other PgDn",
        [UNIT_ALT_UP] = "Alt-Up",
        [UNIT_ALT_DOWN] = "Alt-Down",
        [UNIT_WHEEL_UP] = "wheel up",
        [UNIT_WHEEL_DOWN] = "wheel down",
        [UNIT_REPORT] = "report:",
    };
    struct keys keys = {0};
    struct unit unit;
    int64_t now = 1000;
    buffer_clear(out);
    for (size_t at = 0; at < length || at == 0; at += piece) {
        size_t part = length - at < piece ? length - at : piece;
        keys_feed(&keys, bytes + at, part, now);
        bool last = at + piece >= length;
        for (int turn = 0; turn < (last ? 8 : 1); turn++) {
            while (keys_next(&keys, now, &unit)) {
                buffer_puts(out, out->length ? " [" : "[");
                buffer_puts(out, names[unit.kind]);
                if (unit.kind <= UNIT_PASTE || unit.kind == UNIT_REPORT)
                    utf8_add_visible(out, unit.bytes, unit.length, "");
                buffer_putc(out, ']');
            }
            if (last)
                now += KEYS_PASTE_MS;
        }
    }
    keys_free(&keys);
}

static void check(const char *bytes, const char *expected)
{
    struct buffer units = {0};
    for (size_t piece = 1; piece <= strlen(bytes) + 1; piece++) {
        units_of(&units, bytes, strlen(bytes), piece);
        cr_expect_str_eq(buffer_text(&units), expected, "pieces of %zu: %s", piece,
                         buffer_text(&units));
    }
    buffer_free(&units);
}

Test(keys, characters)
{
    check("ab\r\x7F", "[a] [b] [^M] [^?]");
    check("\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80", "[ä] [€] [😀]");
}

Test(keys, bytes_that_are_no_characters)
{
    check("\xFF"
          "a",
          "[�] [a]");
    check("\xC3"
          "a",
          "[�] [a]");
    check("\x80\xE2\x82", "[�] [�] [�]");
}

Test(keys, function_keys_of_all_terminals)
{
    check("\033OP\033OQ\033OR\033OS", "[F1] [F2] [F3] [F4]");
    check("\033[11~\033[12~\033[13~\033[14~", "[F1] [F2] [F3] [F4]");
    check("\033[[A\033[[B\033[[C\033[[D\033[[E", "[F1] [F2] [F3] [F4] [F5]");
    check("\033[15~\033[17~\033[18~\033[19~\033[20~\033[21~", "[F5] [F6] [F7] [F8] [F9] [F10]");
    check("\033[1;2P\033[1;2R\033[17;5~", "[F1] [F3] [F6]");
    check("\033[23~\033[24~", "[F11] [F12]");
}

Test(keys, page_keys)
{
    check("\033[5~\033[6~", "[PgUp] [PgDn]");
    check("\033[5;3~\033[6;2~", "[other PgUp] [other PgDn]");
}

Test(keys, arrows_with_alt_look_back_and_forth)
{
    check("\033[1;3A\033[1;3B", "[Alt-Up] [Alt-Down]");
    check("\033[1;3C\033[1;5A\033[1;4A\033[1;13B",
          "[key:^[[1;3C] [key:^[[1;5A] [key:^[[1;4A] [key:^[[1;13B]");
}

Test(keys, other_keys_stay_whole)
{
    check("\033[A\033OB\033[3~\033[1;5C", "[key:^[[A] [key:^[OB] [key:^[[3~] [key:^[[1;5C]");
    check("\033b\033\xC3\xA4", "[^[b] [^[ä]");
    check("\033\033[A", "[^[] [key:^[[A]");
}

Test(keys, the_wheel_and_no_other_mouse)
{
    check("\033[<64;10;5M\033[<65;10;5M\033[<68;1;1M", "[wheel up] [wheel down] [wheel up]");
    check("\033[<0;10;5M\033[<0;10;5m\033[<35;1;1Mx", "[x]");
}

Test(keys, answers_of_the_terminal_are_not_typed)
{
    check("\033[?1;2cx\033[>0;1;2cy", "[report:^[[?1;2c] [x] [y]");
    check("a\033[?2026;2$y\033[?62;22cb", "[a] [report:^[[?2026;2$y] [report:^[[?62;22c] [b]");
}

/* Over a slow line it may come in two parts. */
Test(keys, an_answer_is_waited_for)
{
    struct keys keys = {0};
    struct unit unit;
    keys_feed(&keys, "\033[?20", 5, 1000);
    cr_expect(!keys_next(&keys, 1000 + 10 * KEYS_SEQUENCE_MS, &unit));
    keys_feed(&keys, "26;2$yx", 7, 1500);
    cr_expect(keys_next(&keys, 1500, &unit) && unit.kind == UNIT_REPORT && unit.length == 11);
    cr_expect(keys_next(&keys, 1500, &unit) && unit.kind == UNIT_TEXT && unit.bytes[0] == 'x');
    /* What does not come to its end is nobody's. */
    keys_feed(&keys, "\033[?20", 5, 2000);
    cr_expect(!keys_next(&keys, 2000 + KEYS_REPORT_MS, &unit));
    cr_expect_eq(keys_timeout(&keys, 2000 + KEYS_REPORT_MS), -1);
    keys_free(&keys);
}

Test(keys, broken_sequences_do_no_harm)
{
    check("\033[12\xC3\xA4", "[ä]");
    check("\033[12\033[A", "[key:^[[A]");
    struct buffer units = {0};
    char endless[200];
    memset(endless, '1', sizeof endless);
    memcpy(endless, "\033[", 2);
    units_of(&units, endless, sizeof endless, 7);
    cr_assert(units.length > 0);
    buffer_free(&units);
}

Test(keys, escape_alone_is_held_back_a_moment)
{
    struct keys keys = {0};
    struct unit unit;
    keys_feed(&keys, "\033", 1, 100);
    cr_assert_not(keys_next(&keys, 100, &unit));
    cr_assert_eq(keys_timeout(&keys, 100), KEYS_SEQUENCE_MS);
    cr_assert_not(keys_next(&keys, 100 + KEYS_SEQUENCE_MS - 1, &unit));
    cr_assert(keys_next(&keys, 100 + KEYS_SEQUENCE_MS, &unit));
    cr_assert_eq(unit.kind, UNIT_TEXT);
    cr_assert_eq(unit.length, 1);
    cr_assert_eq(keys_timeout(&keys, 1000), -1);
    keys_free(&keys);
}

Test(keys, pastes)
{
    check("a\033[200~x\r\ny\rz\n\033[201~b", "[a] [paste:x^Jy^Jz] [b]");
    check("\033[200~\033[201~", "[paste:]");
    /* Whatever is in it, no control character comes out but newlines and tabs. */
    check("\033[200~a\033[31m\007\tb\xC2\x9B\xFF\xE2\x80\xAE\033[201~", "[paste:a[31m^Ib�]");
    /* The end looks like it twice. */
    check("\033[200~\033[201\033[201~c", "[paste:[201] [c]");
}

Test(keys, a_paste_without_end_ends)
{
    struct keys keys = {0};
    struct unit unit;
    keys_feed(&keys, "\033[200~text", 10, 0);
    cr_assert_not(keys_next(&keys, 0, &unit));
    cr_assert_eq(keys_timeout(&keys, 0), KEYS_PASTE_MS);
    cr_assert(keys_next(&keys, KEYS_PASTE_MS, &unit));
    cr_assert_eq(unit.kind, UNIT_PASTE);
    cr_assert_eq(unit.length, 4);
    keys_free(&keys);
}

Test(keys, random_bytes_come_out_clean_however_they_are_cut)
{
    static const char alphabet[] = "a\033[O<~;0123456789MPA\r\x80\xC3\xA4\xE2\xFF";
    struct buffer once = {0};
    struct buffer cut = {0};
    srandom(1);
    for (int round = 0; round < 2000; round++) {
        char bytes[40];
        for (size_t i = 0; i < sizeof bytes; i++)
            bytes[i] = alphabet[(size_t)random() % (sizeof alphabet - 1)];
        units_of(&once, bytes, sizeof bytes, sizeof bytes);
        units_of(&cut, bytes, sizeof bytes, 1 + (size_t)random() % 7);
        cr_assert_str_eq(buffer_text(&once), buffer_text(&cut));
        cr_assert_eq(utf8_valid_prefix(buffer_text(&once), once.length), once.length);
    }
    buffer_free(&once);
    buffer_free(&cut);
}
