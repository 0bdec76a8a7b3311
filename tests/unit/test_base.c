/* test_base.c - unit tests of src/base: strings, memory, UTF-8. */
#include "base/beneath.h"
#include "base/buffer.h"
#include "base/memory.h"
#include "base/sanitizer.h"
#include "base/url.h"
#include "base/utf8.h"

#include <criterion/criterion.h>

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(buffer, .timeout = 30);
TestSuite(memory, .timeout = 30);
TestSuite(utf8, .timeout = 30);

Test(buffer, a_zeroed_struct_is_an_empty_string)
{
    struct buffer b = {0};
    cr_assert_str_eq(buffer_text(&b), "");
    cr_assert_eq(b.length, 0);
    buffer_clear(&b);
    buffer_cut(&b, 0);
    cr_assert_str_eq(buffer_text(&b), "");
    buffer_free(&b);
}

Test(buffer, puts_integers_as_printf_does)
{
    static const int64_t numbers[] = {0,   1,       9,         10,        -1,        -10,
                                      999, 1000000, INT64_MAX, INT64_MIN, INT32_MIN, 1234567890123};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        for (int least = 1; least <= 20; least += 5) {
            struct buffer b = {0};
            char expected[64];
            snprintf(expected, sizeof expected, "n = %.*" PRId64 ";", least, numbers[i]);
            buffer_puts(&b, "n = ");
            buffer_put_integer(&b, numbers[i], least);
            buffer_putc(&b, ';');
            cr_assert_str_eq(buffer_text(&b), expected);
            buffer_free(&b);
        }
}

Test(buffer, grows_byte_by_byte_and_stays_terminated)
{
    struct buffer b = {0};
    for (size_t i = 0; i < 10000; i++) {
        buffer_putc(&b, (char)('a' + i % 26));
        cr_assert_eq(b.length, i + 1);
        cr_assert(b.capacity > b.length);
        cr_assert_eq(b.bytes[b.length], '\0');
    }
    for (size_t i = 0; i < 10000; i++)
        cr_assert_eq(b.bytes[i], (char)('a' + i % 26));
    buffer_free(&b);
}

Test(buffer, keeps_nul_bytes)
{
    struct buffer b = {0};
    buffer_add(&b, "a\0b", 3);
    buffer_add(&b, "", 1);
    cr_assert_eq(b.length, 4);
    cr_assert_eq(memcmp(buffer_text(&b), "a\0b\0", 5), 0);
    buffer_free(&b);
}

Test(buffer, adding_nothing_is_allowed)
{
    struct buffer b = {0};
    buffer_add(&b, NULL, 0);
    buffer_puts(&b, "");
    buffer_printf(&b, "%s", "");
    cr_assert_eq(b.length, 0);
    cr_assert_str_eq(buffer_text(&b), "");
    buffer_free(&b);
}

Test(buffer, numbers_have_their_thousands_apart)
{
    struct buffer b = {0};
    static const uint64_t numbers[] = {0, 7, 999, 1000, 12034, 999999, 1000000, UINT64_MAX};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        buffer_putc(&b, ' ');
        buffer_put_number(&b, numbers[i]);
    }
    buffer_putc(&b, ' ');
    buffer_put_digits(&b, "123456789012345678901234");
    cr_assert_str_eq(buffer_text(&b),
                     " 0 7 999 1,000 12,034 999,999 1,000,000 18,446,744,073,709,551,615 "
                     "123,456,789,012,345,678,901,234");
    buffer_free(&b);
}

/* The text fits exactly, and is longer by one, around each doubling of the memory. */
Test(buffer, printf_at_the_edges_of_its_memory)
{
    for (int length = 0; length < 300; length++) {
        struct buffer b = {0};
        buffer_putc(&b, '<');
        buffer_printf(&b, "%*s", length, "");
        buffer_printf(&b, "%c%d", '>', 7);
        cr_assert_eq(b.length, (size_t)length + 3);
        cr_assert_eq(strlen(buffer_text(&b)), b.length);
        cr_assert_str_eq(buffer_text(&b) + length + 1, ">7");
        buffer_free(&b);
    }
}

Test(buffer, cut_shortens_and_never_lengthens)
{
    struct buffer b = {0};
    buffer_puts(&b, "threads");
    buffer_cut(&b, 100);
    cr_assert_str_eq(buffer_text(&b), "threads");
    buffer_cut(&b, 6);
    cr_assert_str_eq(buffer_text(&b), "thread");
    buffer_clear(&b);
    cr_assert_str_eq(buffer_text(&b), "");
    buffer_puts(&b, "again");
    cr_assert_str_eq(buffer_text(&b), "again");
    buffer_free(&b);
}

Test(buffer, take_hands_over_and_leaves_an_empty_one)
{
    struct buffer b = {0};
    char *nothing = buffer_take(&b);
    cr_assert_str_eq(nothing, "");
    buffer_puts(&b, "mine");
    char *text = buffer_take(&b);
    cr_assert_str_eq(text, "mine");
    cr_assert_str_eq(buffer_text(&b), "");
    buffer_puts(&b, "other");
    cr_assert_str_eq(text, "mine");
    free(nothing);
    free(text);
    buffer_free(&b);
}

Test(buffer, free_leaves_an_empty_one)
{
    struct buffer b = {0};
    buffer_puts(&b, "gone");
    buffer_free(&b);
    cr_assert_str_eq(buffer_text(&b), "");
    buffer_free(&b);
}

Test(memory, a_part_is_found_where_it_first_stands)
{
    const char text[] = "aab\0aabc";
    cr_assert_eq(memory_find(text, 8, "aabc", 4), text + 4);
    cr_assert_eq(memory_find(text, 8, "b", 1), text + 2);
    cr_assert_eq(memory_find(text, 8, "", 0), text);
    cr_assert_null(memory_find(text, 7, "aabc", 4), "it goes beyond the end");
    cr_assert_null(memory_find(text, 0, "a", 1));
}

Test(memory, an_array_reaches_as_far_as_it_is_asked_to)
{
    uint64_t *items = NULL;
    uint32_t capacity = 0;
    MEMORY_ROOM_AT(items, 0, capacity);
    cr_assert_eq(capacity, 1, "a single one takes no more room than it needs");
    items[0] = 7;
    MEMORY_ROOM_AT(items, 1000, capacity);
    cr_assert(capacity > 1000 && capacity <= 2002);
    cr_assert_eq(items[0], 7);
    for (uint32_t i = 1; i < capacity; i++)
        cr_assert_eq(items[i], 0);
    uint32_t was = capacity;
    MEMORY_ROOM_AT(items, 1000, capacity);
    cr_assert_eq(capacity, was);
    free(items);
}

Test(memory, of_no_size_is_still_memory)
{
    void *none = memory_new(0);
    void *no_items = memory_zeroed(0, 8);
    void *resized = memory_resize(NULL, 0);
    cr_assert(none && no_items && resized);
    free(none);
    free(no_items);
    free(resized);
}

Test(memory, zeroed_is_zero)
{
    unsigned char *bytes = memory_zeroed(100, 7);
    for (int i = 0; i < 700; i++)
        cr_assert_eq(bytes[i], 0);
    free(bytes);
}

Test(memory, copies_end_in_nul)
{
    char *text = memory_copy("bob");
    char *part = memory_copy_bytes("alice", 3);
    char *none = memory_copy_bytes("alice", 0);
    char *inner = memory_copy_bytes("a\0b", 3);
    cr_assert_str_eq(text, "bob");
    cr_assert_str_eq(part, "ali");
    cr_assert_str_eq(none, "");
    cr_assert_eq(memcmp(inner, "a\0b", 4), 0);
    free(text);
    free(part);
    free(none);
    free(inner);
}

Test(memory, an_array_grows_one_by_one)
{
    int *items = NULL;
    size_t count = 0, capacity = 0;
    for (int i = 0; i < 1000; i++) {
        MEMORY_ROOM_FOR_ONE(items, count, capacity);
        cr_assert(capacity > count);
        items[count++] = i;
    }
    for (int i = 0; i < 1000; i++)
        cr_assert_eq(items[i], i);
    free(items);
}

/* Sanitizers have their own way to end such a program. */
#ifndef UNDER_SANITIZER
Test(memory, running_out_ends_the_program, .exit_code = MEMORY_STATUS)
{
    size_t more_than_there_is = SIZE_MAX - 4096;
    free(memory_new(more_than_there_is));
}

Test(memory, a_product_that_overflows_ends_the_program, .exit_code = MEMORY_STATUS)
{
    size_t half = SIZE_MAX / 2 + 1;
    free(memory_zeroed(half, 2));
}
#endif

/* Decodes all of `bytes`, which must be one character, and returns it. */
static uint32_t only_character(const char *bytes)
{
    uint32_t c = 0xBAD;
    size_t length = strlen(bytes);
    cr_assert_eq(utf8_decode(bytes, length, &c), length);
    return c;
}

Test(utf8, decodes_the_first_and_last_of_each_length)
{
    uint32_t c = 1;
    cr_assert_eq(utf8_decode("", 1, &c), 1);
    cr_assert_eq(c, 0);
    cr_assert_eq(only_character("\x7F"), 0x7F);
    cr_assert_eq(only_character("\xC2\x80"), 0x80);
    cr_assert_eq(only_character("\xDF\xBF"), 0x7FF);
    cr_assert_eq(only_character("\xE0\xA0\x80"), 0x800);
    cr_assert_eq(only_character("\xED\x9F\xBF"), 0xD7FF);
    cr_assert_eq(only_character("\xEE\x80\x80"), 0xE000);
    cr_assert_eq(only_character("\xEF\xBF\xBF"), 0xFFFF);
    cr_assert_eq(only_character("\xF0\x90\x80\x80"), 0x10000);
    cr_assert_eq(only_character("\xF4\x8F\xBF\xBF"), 0x10FFFF);
}

static void refuses(const char *bytes)
{
    uint32_t c;
    cr_assert_eq(utf8_decode(bytes, strlen(bytes), &c), 0, "was taken: %02X %02X",
                 (unsigned char)bytes[0], (unsigned char)bytes[1]);
    cr_assert_eq(utf8_valid_prefix(bytes, strlen(bytes)), 0);
}

Test(utf8, refuses_longer_forms_than_needed)
{
    refuses("\xC0\x80");
    refuses("\xC0\xAF");
    refuses("\xC1\xBF");
    refuses("\xE0\x80\xAF");
    refuses("\xE0\x9F\xBF");
    refuses("\xF0\x80\x80\xAF");
    refuses("\xF0\x8F\xBF\xBF");
}

Test(utf8, refuses_surrogates_and_what_is_beyond_unicode)
{
    refuses("\xED\xA0\x80");
    refuses("\xED\xAF\xBF");
    refuses("\xED\xB0\x80");
    refuses("\xED\xBF\xBF");
    refuses("\xF4\x90\x80\x80");
    refuses("\xF5\x80\x80\x80");
    refuses("\xF8\x88\x80\x80\x80");
    refuses("\xFE");
    refuses("\xFF");
}

Test(utf8, refuses_stray_and_missing_continuations)
{
    refuses("\x80");
    refuses("\xBF");
    refuses("\xC3(");
    refuses("\xE2\x82(");
    refuses("\xE2(\x82");
    refuses("\xF0\x9F\x90(");
}

/* Whatever stands behind `length` is not looked at. */
Test(utf8, a_character_that_is_cut_off_is_refused)
{
    const char *euro = "\xE2\x82\xAC", *rabbit = "\xF0\x9F\x90\x87";
    uint32_t c;
    for (size_t length = 1; length < 3; length++)
        cr_assert_eq(utf8_decode(euro, length, &c), 0);
    for (size_t length = 1; length < 4; length++)
        cr_assert_eq(utf8_decode(rabbit, length, &c), 0);
    cr_assert_eq(utf8_valid_prefix("ab\xE2\x82\xAC", 4), 2);
    cr_assert_eq(utf8_valid_prefix("ab\xE2\x82\xAC", 5), 5);
    cr_assert_eq(utf8_valid_prefix("", 0), 0);
}

/* Every character, encoded here and decoded there. */
Test(utf8, decodes_all_of_unicode)
{
    for (uint32_t c = 0; c <= 0x10FFFF; c++) {
        char bytes[4];
        size_t size = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
        static const unsigned char leads[] = {0, 0, 0xC0, 0xE0, 0xF0};
        for (size_t i = size - 1; i > 0; i--)
            bytes[i] = (char)(0x80 | (c >> (6 * (size - 1 - i)) & 0x3F));
        bytes[0] = (char)(leads[size] | c >> (6 * (size - 1)));
        uint32_t decoded = 0xBAD;
        size_t taken = utf8_decode(bytes, size, &decoded);
        if (c >= 0xD800 && c <= 0xDFFF)
            cr_assert_eq(taken, 0);
        else
            cr_assert(taken == size && decoded == c, "U+%X", c);
    }
}

static void shows(const char *bytes, size_t length, const char *keep, const char *expected)
{
    struct buffer b = {0};
    utf8_add_visible(&b, bytes, length, keep);
    cr_assert_str_eq(buffer_text(&b), expected);
    cr_assert_eq(b.length, strlen(expected));
    buffer_free(&b);
}

Test(utf8, text_is_shown_as_it_is)
{
    shows("", 0, "", "");
    shows("r\xC3\xA4umt 1 \xE2\x82\xAC \xF0\x9F\x90\x87", 17, "",
          "r\xC3\xA4umt 1 \xE2\x82\xAC \xF0\x9F\x90\x87");
}

Test(utf8, controls_are_shown_and_not_sent)
{
    shows("\033[2J", 4, "", "^[[2J");
    shows("a\tb\r\n", 5, "", "a^Ib^M^J");
    shows("\x7F", 1, "", "^?");
    shows("a\0b", 3, "", "a^@b");
    shows("\xC2\x9B"
          "31m",
          5, "", "\\u{9B}31m");
    shows("\xC2\x80\xC2\x9F\xC2\xA0", 6, "", "\\u{80}\\u{9F}\xC2\xA0");
}

Test(utf8, what_turns_text_round_is_shown)
{
    shows("\xE2\x80\xAE"
          "abc",
          6, "", "\\u{202E}abc");
    shows("\xE2\x81\xA6\xE2\x81\xA9", 6, "", "\\u{2066}\\u{2069}");
    shows("\xE2\x80\x8E\xE2\x80\x8F", 6, "", "\\u{200E}\\u{200F}");
    shows("\xE2\x80\xA8\xE2\x80\xA9", 6, "", "\\u{2028}\\u{2029}");
}

Test(utf8, controls_to_keep_are_kept)
{
    shows("a\tb\nc\r", 6, "\n\t", "a\tb\nc^M");
    /* The NUL that ends the list is not one to keep. */
    shows("\0", 1, "\n\t", "^@");
}

Test(utf8, each_wrong_byte_is_one_replacement)
{
    shows("a\xFF"
          "b",
          3, "",
          "a\xEF\xBF\xBD"
          "b");
    shows("\xC0\xAF", 2, "", "\xEF\xBF\xBD\xEF\xBF\xBD");
    shows("\xED\xA0\x80", 3, "", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    shows("\xE2\x82", 2, "", "\xEF\xBF\xBD\xEF\xBF\xBD");
    shows("\xE2\x82z", 3, "", "\xEF\xBF\xBD\xEF\xBF\xBDz");
}

Test(utf8, the_last_character_is_cut)
{
    struct buffer text = {0};
    buffer_puts(&text, "a\xC3\xA9\xF0\x9F\x90\x87");
    utf8_cut_last(&text);
    cr_expect_str_eq(buffer_text(&text), "a\xC3\xA9");
    utf8_cut_last(&text);
    cr_expect_str_eq(buffer_text(&text), "a");
    utf8_cut_last(&text);
    cr_expect_str_eq(buffer_text(&text), "");
    utf8_cut_last(&text);
    cr_expect_eq(text.length, 0);
    buffer_free(&text);
}

/* ---- What may be shown of a URL -------------------------------------------------------------- */

Test(url, no_password_is_shown)
{
    static const struct {
        const char *text, *shown;
    } cases[] = {
        {"http://me:secret@host/a", "http://me:***@host/a"},
        {"fetch \"https://me:a@b@host\" to f", "fetch \"https://me:***@host\" to f"},
        {"http://:secret@h http://u:x@h", "http://:***@h http://u:***@h"},
        {"http://me@host/", "http://me@host/"},
        {"http://host:80/a@b", "http://host:80/a@b"},
        {"http://h/?q=a:b@c", "http://h/?q=a:b@c"},
        {"http:/me:p@h/", "http:/me:***@h/"},
        {"http:///me:p@h/", "http:///me:***@h/"},
        {"u = \"http:\\\\me:p@h/\"", "u = \"http:\\\\me:***@h/\""},
        {"fetch \"me:p@h/\"; print \"a: b@c\"", "fetch \"me:***@h/\"; print \"a: b@c\""},
        {"fetch(\"me:p@h/\")", "fetch(\"me:***@h/\")"},
        {"fetch \"http://me:p q@h/\" to f", "fetch \"http://me:***@h/\" to f"},
        {"fetch \"http://me:p'q@h/\" to f", "fetch \"http://me:***@h/\" to f"},
        {"fetch \"http://me:p/q@h/\" to f", "fetch \"http://me:***@h/\" to f"},
        {"fetch \"http://me:p?q@h/\" to f", "fetch \"http://me:***@h/\" to f"},
        {"fetch \"\"", "fetch \"\""},
        {"fetch \"", "fetch \""},
        {"prefetch \"a:b@c\"", "prefetch \"a:b@c\""},
        {"http://[::1]:80/a@b", "http://[::1]:80/a@b"},
        {"://", "://"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buffer out = {0};
        url_add_without_password(&out, cases[i].text, strlen(cases[i].text));
        cr_expect_str_eq(buffer_text(&out), cases[i].shown);
        buffer_free(&out);
    }
}

/* ---- Names that stay beneath a folder -------------------------------------------------------- */

Test(beneath, only_plain_relative_names_are_taken)
{
    static const char *const good[] = {"a", "a/b", "a.b", "..a", "a..", ".hidden", "./a"};
    static const char *const bad[] = {"",       "/",  "/a",    "..", "../a", "a/..",
                                      "a/../b", "a/", "a//..", ".",  "a/.",  "./.."};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        cr_expect_null(beneath_refuses(good[i]), "%s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_expect_not_null(beneath_refuses(bad[i]), "%s", bad[i]);
}

Test(utf8, what_cannot_be_seen_is_marked)
{
    static const struct {
        const char *text, *shown;
    } cases[] = {
        {"a\u061Cb", "a\\u{61C}b"},       {"a\u200Bb", "a\\u{200B}b"},
        {"a\u200Db", "a\\u{200D}b"},      {"a\uFEFFb", "a\\u{FEFF}b"},
        {"a\U000E0041b", "a\\u{E0041}b"}, {"a\u202Eb", "a\\u{202E}b"},
        {"\u2764\uFE0F", "\u2764\uFE0F"}, {"e\u0301 \u05E9", "e\u0301 \u05E9"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buffer out = {0};
        utf8_add_visible(&out, cases[i].text, strlen(cases[i].text), "");
        cr_expect_str_eq(buffer_text(&out), cases[i].shown);
        buffer_free(&out);
    }
}
