/* test_transcript.c - the rows of the transcript. */
#include "ui/transcript.h"

#include "base/buffer.h"

#include <criterion/criterion.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

static void use_utf8(void)
{
    setlocale(LC_ALL, "C.UTF-8");
}

TestSuite(transcript, .init = use_utf8, .timeout = 30);

#define MOST_ROWS 64

/* The rows in view, joined with bars. */
static void rows_of(struct transcript *t, int columns, size_t count, struct buffer *out)
{
    struct transcript_row rows[MOST_ROWS];
    size_t filled = transcript_rows(t, columns, count, rows);
    buffer_clear(out);
    for (size_t i = 0; i < filled; i++) {
        buffer_puts(out, i ? "|" : "");
        buffer_add(out, rows[i].text, rows[i].length);
    }
}

static void check_rows(struct transcript *t, int columns, size_t count, const char *expected)
{
    struct buffer rows = {0};
    rows_of(t, columns, count, &rows);
    cr_expect_str_eq(buffer_text(&rows), expected);
    buffer_free(&rows);
}

static struct transcript *numbered(size_t limit, int count)
{
    struct transcript *t = transcript_new(limit);
    for (int i = 1; i <= count; i++) {
        char text[16];
        snprintf(text, sizeof text, "n%d", i);
        transcript_add(t, LINE_NOTICE, "", text);
    }
    return t;
}

Test(transcript, follows_the_newest_line)
{
    struct transcript *t = transcript_new(10);
    check_rows(t, 80, 5, "");
    transcript_add(t, LINE_NOTICE, "", "one");
    check_rows(t, 80, 5, "one");
    transcript_add(t, LINE_NOTICE, "", "");
    transcript_add(t, LINE_NOTICE, "", "three");
    check_rows(t, 80, 5, "one||three");
    check_rows(t, 80, 2, "|three");
    check_rows(t, 80, 0, "");
    transcript_free(t);
}

/* With a row between lines, but not in a line that takes several, nor in a piece of code; an empty
 * line stands apart enough. */
Test(transcript, lines_stand_apart)
{
    struct transcript *t = transcript_new(10);
    transcript_space(t, true);
    transcript_add(t, LINE_NOTICE, "", "one");
    transcript_add(t, LINE_NOTICE, "", "two words");
    check_rows(t, 80, 8, "|one||two words");
    check_rows(t, 9, 8, "|one||two|words");
    check_rows(t, 9, 3, "|two|words");
    check_rows(t, 9, 2, "two|words");
    transcript_space(t, false);
    check_rows(t, 80, 8, "one|two words");
    transcript_space(t, true);
    transcript_add(t, LINE_LESSON, "", "text");
    transcript_add(t, LINE_CODE, "", "    a = 1");
    transcript_add(t, LINE_CODE, "", "    b = 2");
    transcript_add(t, LINE_LESSON, "", "");
    transcript_add(t, LINE_LESSON, "", "end");
    check_rows(t, 80, 20, "|one||two words||text||    a = 1|    b = 2||end");
    transcript_free(t);
    t = transcript_new(10);
    transcript_space(t, true);
    transcript_add(t, LINE_TYPED, "", "nonsense");
    transcript_add(t, LINE_ERROR, "", "unknown command");
    transcript_add(t, LINE_ERROR, "", "  nonsense");
    transcript_add(t, LINE_ERROR, "", "  ^");
    transcript_add(t, LINE_OUTPUT, "a", " x");
    transcript_add(t, LINE_OUTPUT, "a", " x");
    check_rows(t, 80, 20, "|nonsense||unknown command|  nonsense|  ^|| x|| x");
    transcript_free(t);
    t = numbered(10, 4);
    transcript_space(t, true);
    check_rows(t, 80, 3, "n3||n4");
    transcript_scroll(t, -100);
    check_rows(t, 80, 3, "|n1|");
    transcript_scroll(t, 1);
    check_rows(t, 80, 3, "n1||n2");
    transcript_scroll(t, 2);
    check_rows(t, 80, 3, "n2||n3");
    transcript_free(t);
}

/* What threads print lines up, whatever their names are; with the widest gone it is as before. */
Test(transcript, names_line_up)
{
    struct transcript_row rows[8];
    struct transcript *t = transcript_new(4);
    static const struct {
        const char *name;
        int indent; /* of every line so far that is kept */
    } lines[] = {
        {"main", 9}, {"Thread-1", 11}, {"cheetah", 11}, {"Auditor-product_id=8", 23},
        {"a", 23},   {"b", 23},        {"c", 23},       {"d", 9},
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        transcript_add(t, LINE_OUTPUT, lines[i].name, "x");
        size_t count = transcript_rows(t, 80, 8, rows);
        for (size_t row = 0; row < count; row++)
            cr_expect_eq(rows[row].indent, lines[i].indent, "%s: %d", lines[i].name,
                         rows[row].indent);
    }
    /* One that would take too much stands out alone; it is never cut. */
    transcript_add(t, LINE_OUTPUT, "Auditor-product_id=80", "x");
    cr_assert_eq(transcript_rows(t, 80, 8, rows), 4);
    cr_expect_eq(rows[2].indent, 9);
    cr_expect_eq(rows[3].indent, 24);
    transcript_free(t);
}

Test(transcript, wraps_and_indents)
{
    struct transcript *t = transcript_new(10);
    struct transcript_row rows[4];
    transcript_add(t, LINE_OUTPUT, "alice", "aaaa bbbb cccc");
    cr_assert_eq(transcript_rows(t, 20, 4, rows), 2);
    cr_expect_eq(rows[0].indent, 9);
    cr_expect(rows[0].first);
    cr_expect_not(rows[1].first);
    check_rows(t, 20, 4, "aaaa bbbb|cccc");
    check_rows(t, 20, 1, "cccc");
    /* However narrow, there is some of the text in each row. */
    check_rows(t, 1, 64, "a|a|a|a|b|b|b|b|c|c|c|c");
    transcript_free(t);
}

Test(transcript, keeps_its_place_when_scrolled)
{
    struct transcript *t = numbered(100, 10);
    check_rows(t, 80, 3, "n8|n9|n10");
    transcript_scroll(t, -2);
    check_rows(t, 80, 3, "n6|n7|n8");
    cr_expect_eq(transcript_newer(t), 2);
    transcript_add(t, LINE_NOTICE, "", "n11");
    check_rows(t, 80, 3, "n6|n7|n8");
    cr_expect_eq(transcript_newer(t), 3);
    transcript_scroll(t, -100);
    check_rows(t, 80, 3, "n1|n2|n3");
    transcript_scroll(t, 1);
    check_rows(t, 80, 3, "n2|n3|n4");
    transcript_scroll(t, 100);
    check_rows(t, 80, 3, "n9|n10|n11");
    transcript_add(t, LINE_NOTICE, "", "n12");
    check_rows(t, 80, 3, "n10|n11|n12");
    transcript_free(t);
}

Test(transcript, scrolls_by_rows_within_a_line)
{
    struct transcript *t = transcript_new(10);
    transcript_add(t, LINE_NOTICE, "", "aa bb cc dd");
    transcript_add(t, LINE_NOTICE, "", "end");
    check_rows(t, 5, 2, "dd|end");
    transcript_scroll(t, -1);
    check_rows(t, 5, 2, "cc|dd");
    transcript_scroll(t, -2);
    check_rows(t, 5, 2, "aa|bb");
    /* Wider, the window shows the same line. */
    check_rows(t, 80, 1, "aa bb cc dd");
    transcript_free(t);
}

Test(transcript, keeps_so_many_lines)
{
    struct transcript *t = numbered(5, 12);
    check_rows(t, 80, 64, "n8|n9|n10|n11|n12");
    check_rows(t, 80, 2, "n11|n12");
    transcript_scroll(t, -100);
    check_rows(t, 80, 2, "n8|n9");
    transcript_add(t, LINE_NOTICE, "", "n13");
    check_rows(t, 80, 2, "n9|n10");
    for (int i = 0; i < 20; i++)
        transcript_add(t, LINE_NOTICE, "", "new");
    check_rows(t, 80, 2, "new|new");
    transcript_free(t);
}

Test(transcript, what_was_cleared_comes_back_by_scrolling)
{
    struct transcript *t = numbered(100, 6);
    check_rows(t, 80, 3, "n4|n5|n6");
    transcript_clear(t);
    check_rows(t, 80, 3, "");
    transcript_add(t, LINE_NOTICE, "", "n7");
    check_rows(t, 80, 3, "n7");
    transcript_scroll(t, -2);
    check_rows(t, 80, 3, "n5|n6|n7");
    transcript_clear(t);
    for (int i = 0; i < 4; i++)
        transcript_add(t, LINE_NOTICE, "", "new");
    check_rows(t, 80, 3, "new|new|new");
    transcript_scroll(t, -2);
    check_rows(t, 80, 3, "n7|new|new");
    transcript_free(t);
}

Test(transcript, shows_one_thread)
{
    struct transcript *t = transcript_new(10);
    transcript_add(t, LINE_TYPED, "", "typed");
    transcript_add(t, LINE_OUTPUT, "alice", "a1");
    transcript_add(t, LINE_OUTPUT, "bob", "b1");
    transcript_add(t, LINE_OUTPUT, "alice", "a2");
    transcript_only(t, "alice");
    cr_expect_str_eq(transcript_only_thread(t), "alice");
    check_rows(t, 80, 10, "typed|a1|a2");
    check_rows(t, 80, 2, "a1|a2");
    transcript_scroll(t, -1);
    check_rows(t, 80, 2, "typed|a1");
    cr_expect_eq(transcript_newer(t), 1);
    transcript_only(t, "nobody");
    check_rows(t, 80, 2, "typed");
    transcript_only(t, NULL);
    check_rows(t, 80, 2, "b1|a2");
    transcript_free(t);
}

Test(transcript, finds)
{
    struct transcript *t = numbered(100, 50);
    struct transcript_row rows[5];
    check_rows(t, 80, 5, "n46|n47|n48|n49|n50");
    cr_expect(transcript_find(t, "N2", false));
    check_rows(t, 80, 5, "n27|n28|n29|n30|n31");
    transcript_rows(t, 80, 5, rows);
    cr_expect(rows[2].found);
    cr_expect_not(rows[1].found);
    cr_expect(transcript_find(t, "N2", false));
    check_rows(t, 80, 5, "n26|n27|n28|n29|n30");
    cr_expect(transcript_find(t, "N2", true));
    check_rows(t, 80, 5, "n27|n28|n29|n30|n31");
    cr_expect_not(transcript_find(t, "nothing", false));
    check_rows(t, 80, 5, "n27|n28|n29|n30|n31");
    transcript_find_reset(t);
    cr_expect(transcript_find(t, "n", false));
    check_rows(t, 80, 5, "n46|n47|n48|n49|n50");
    transcript_free(t);
}

static void add_lesson(struct transcript *t, int count)
{
    for (int i = 1; i <= count; i++) {
        char text[16];
        snprintf(text, sizeof text, "t%d", i);
        transcript_add(t, LINE_LESSON, "", text);
    }
}

Test(transcript, a_lesson_is_read_from_its_beginning)
{
    struct transcript *t = numbered(100, 3);
    check_rows(t, 80, 5, "n1|n2|n3");
    cr_expect_not(transcript_more(t));
    cr_expect_not(transcript_read_on(t), "there is nothing to read on");
    transcript_follow(t);
    add_lesson(t, 9);
    check_rows(t, 80, 5, "t1|t2|t3|t4");
    cr_expect(transcript_more(t));
    cr_expect_eq(transcript_newer(t), 5);
    cr_expect(transcript_read_on(t));
    check_rows(t, 80, 5, "t4|t5|t6|t7");
    cr_expect(transcript_read_on(t));
    check_rows(t, 80, 5, "t5|t6|t7|t8|t9");
    cr_expect_not(transcript_more(t));
    cr_expect_not(transcript_read_on(t));
    transcript_free(t);
}

Test(transcript, what_came_before_a_lesson_stays_with_it)
{
    struct transcript *t = numbered(100, 3);
    check_rows(t, 80, 6, "n1|n2|n3");
    transcript_follow(t);
    transcript_add(t, LINE_TYPED, "", "next");
    transcript_add(t, LINE_OUTPUT, "main", "out");
    add_lesson(t, 9);
    check_rows(t, 80, 6, "next|out|t1|t2|t3");
    /* Of the lesson there are three rows at least; else its own text is what counts. */
    transcript_follow(t);
    for (int i = 0; i < 4; i++)
        transcript_add(t, LINE_OUTPUT, "main", "out");
    add_lesson(t, 9);
    check_rows(t, 80, 6, "t1|t2|t3|t4|t5");
    transcript_follow(t);
    for (int i = 0; i < 20; i++)
        transcript_add(t, LINE_OUTPUT, "main", "out");
    add_lesson(t, 9);
    check_rows(t, 80, 6, "t1|t2|t3|t4|t5");
    transcript_free(t);
}

Test(transcript, who_attends_reads_what_was_printed)
{
    struct transcript *t = numbered(100, 3);
    check_rows(t, 80, 5, "n1|n2|n3");
    transcript_follow(t);
    transcript_attend(t);
    for (int i = 1; i <= 7; i++) {
        char text[16];
        snprintf(text, sizeof text, "o%d", i);
        transcript_add(t, LINE_OUTPUT, "main", text);
    }
    check_rows(t, 80, 5, "o1|o2|o3|o4");
    cr_expect(transcript_more(t));
    add_lesson(t, 3);
    check_rows(t, 80, 5, "o1|o2|o3|o4");
    cr_expect(transcript_read_on(t));
    check_rows(t, 80, 5, "o4|o5|o6|o7");
    cr_expect(transcript_read_on(t));
    check_rows(t, 80, 5, "o6|o7|t1|t2|t3");
    cr_expect_not(transcript_more(t));
    cr_expect_not(transcript_read_on(t));
    transcript_follow(t);
    for (int i = 0; i < 9; i++)
        transcript_add(t, LINE_OUTPUT, "main", "o");
    check_rows(t, 80, 5, "o|o|o|o|o");
    transcript_free(t);
}

Test(transcript, output_is_followed_where_no_lesson_is_read)
{
    struct transcript *t = transcript_new(100);
    add_lesson(t, 2);
    check_rows(t, 80, 3, "t1|t2");
    transcript_add(t, LINE_OUTPUT, "main", "o1");
    check_rows(t, 80, 3, "t1|t2|o1");
    transcript_add(t, LINE_OUTPUT, "main", "o2");
    check_rows(t, 80, 3, "t1|t2");
    cr_expect(transcript_more(t), "it has not been read yet");
    transcript_follow(t);
    for (int i = 0; i < 3; i++)
        transcript_add(t, LINE_OUTPUT, "main", "o3");
    check_rows(t, 80, 3, "o3|o3|o3");
    cr_expect_not(transcript_more(t));
    transcript_free(t);
}

Test(transcript, paging_is_reading_too)
{
    struct transcript *t = transcript_new(100);
    add_lesson(t, 9);
    check_rows(t, 80, 5, "t1|t2|t3|t4");
    transcript_scroll(t, 3);
    check_rows(t, 80, 5, "t4|t5|t6|t7");
    /* Back again: reading goes on where it was. */
    transcript_scroll(t, -100);
    check_rows(t, 80, 5, "t1|t2|t3|t4");
    cr_expect(transcript_more(t));
    cr_expect(transcript_read_on(t));
    check_rows(t, 80, 5, "t5|t6|t7|t8|t9");
    /* All was seen: looking back at it is nothing to be read on. */
    transcript_scroll(t, -4);
    check_rows(t, 80, 5, "t1|t2|t3|t4|t5");
    cr_expect_not(transcript_more(t));
    cr_expect_not(transcript_read_on(t));
    transcript_free(t);
}

Test(transcript, no_page_skips_a_row_of_a_long_line)
{
    struct transcript *t = transcript_new(100);
    transcript_add(t, LINE_LESSON, "", "aa bb cc dd ee ff gg hh");
    check_rows(t, 5, 5, "aa|bb|cc|dd");
    cr_expect(transcript_more(t));
    cr_expect(transcript_read_on(t));
    check_rows(t, 5, 5, "dd|ee|ff|gg|hh");
    transcript_add(t, LINE_LESSON, "", "ii jj");
    check_rows(t, 5, 5, "ee|ff|gg|hh");
    cr_expect(transcript_read_on(t));
    check_rows(t, 5, 5, "ff|gg|hh|ii|jj");
    transcript_free(t);
}

Test(transcript, reading_survives_a_resize)
{
    struct transcript *t = transcript_new(100);
    add_lesson(t, 20);
    check_rows(t, 80, 6, "t1|t2|t3|t4|t5");
    cr_expect(transcript_read_on(t));
    check_rows(t, 80, 6, "t5|t6|t7|t8|t9");
    check_rows(t, 80, 4, "t5|t6|t7");
    check_rows(t, 80, 2, "t5|t6");
    check_rows(t, 80, 1, "t5");
    check_rows(t, 80, 0, "");
    check_rows(t, 80, 30, "t1|t2|t3|t4|t5|t6|t7|t8|t9|t10|t11|t12|t13|t14|t15|t16|t17|t18|t19|t20");
    transcript_free(t);
}

Test(transcript, what_no_longer_fits_is_read_again)
{
    struct transcript *t = transcript_new(100);
    add_lesson(t, 6);
    check_rows(t, 80, 8, "t1|t2|t3|t4|t5|t6");
    check_rows(t, 80, 4, "t1|t2|t3");
    cr_expect(transcript_read_on(t));
    check_rows(t, 80, 4, "t3|t4|t5|t6");
    transcript_free(t);
}

Test(transcript, a_row_is_another_at_another_width)
{
    struct transcript *t = transcript_new(100);
    transcript_add(t, LINE_LESSON, "", "aa bb cc dd ee ff gg hh ii jj kk ll");
    check_rows(t, 5, 4, "aa|bb|cc");
    check_rows(t, 8, 3, "aa bb|cc dd");
    cr_expect(transcript_read_on(t));
    check_rows(t, 8, 3, "ee ff|gg hh");
    transcript_free(t);
}

/* Counts the first rows of a lesson's lines, which are numbered, as they come into view. */
static void count_read(struct transcript *t, int columns, size_t count, bool *seen, int lines)
{
    struct transcript_row rows[MOST_ROWS];
    size_t filled = transcript_rows(t, columns, count, rows);
    for (size_t i = 0; i < filled; i++) {
        int number = -1;
        if (rows[i].kind == LINE_LESSON)
            sscanf(rows[i].text, "%*s %d", &number);
        if (rows[i].first && number >= 0 && number < lines)
            seen[number] = true;
    }
}

/* Whatever comes in between, whatever the window's size: who presses Enter sees all of it. */
Test(transcript, no_line_of_a_lesson_is_missed)
{
    enum { LINES = 400 };
    static bool seen[LINES];
    uint32_t random = 7;
    for (int round = 0; round < 40; round++) {
        struct transcript *t = transcript_new(10000);
        memset(seen, 0, sizeof seen);
        int said = 0;
        int columns = 10 + round;
        while (said < LINES) {
            random = random * 1664525 + 1013904223;
            unsigned choice = random >> 24;
            char text[64];
            for (unsigned i = 0; i < choice % 9 && said < LINES; i++) {
                snprintf(text, sizeof text, "text %d and so much more of it", said++);
                transcript_add(t, LINE_LESSON, "", text);
            }
            for (unsigned i = 0; i < choice / 9 % 7; i++)
                transcript_add(t, LINE_OUTPUT, "main", "something that a thread prints");
            if (choice % 5 == 0)
                columns = 10 + (int)(choice % 70);
            count_read(t, columns, 1 + choice % 20, seen, LINES);
            if (choice % 3 == 0 && !transcript_read_on(t))
                transcript_follow(t);
        }
        do
            count_read(t, columns, 12, seen, LINES);
        while (transcript_read_on(t));
        for (int i = 0; i < LINES; i++)
            cr_assert(seen[i], "round %d: line %d was never in view", round, i);
        transcript_free(t);
    }
}

Test(transcript, a_flood_may_take_the_lesson_away)
{
    struct transcript *t = transcript_new(10);
    add_lesson(t, 8);
    check_rows(t, 80, 4, "t1|t2|t3");
    for (int i = 0; i < 5; i++)
        transcript_add(t, LINE_NOTICE, "", "n");
    check_rows(t, 80, 4, "t4|t5|t6");
    for (int i = 0; i < 50; i++)
        transcript_add(t, LINE_NOTICE, "", "new");
    cr_expect_eq(transcript_newer(t), 10);
    transcript_follow(t);
    check_rows(t, 80, 4, "new|new|new|new");
    cr_expect_not(transcript_more(t));
    transcript_free(t);
}

Test(transcript, broken_code_is_marked)
{
    struct transcript *t = transcript_new(10);
    struct transcript_row rows[4];
    transcript_add(t, LINE_CODE, "", "    abcdefghijkl");
    transcript_add(t, LINE_LESSON, "", "- a b c d e f");
    cr_assert_eq(transcript_rows(t, 12, 4, rows), 4);
    cr_expect_not(rows[0].broken);
    cr_expect_eq(rows[0].hang, 0);
    cr_expect(rows[1].broken);
    cr_expect_eq(rows[1].hang, 4);
    cr_expect_eq(rows[3].hang, 2);
    cr_expect_not(rows[3].broken);
    transcript_free(t);
}

Test(transcript, shows_controls)
{
    struct transcript *t = transcript_new(10);
    transcript_add(t, LINE_OUTPUT, "a\033", "x\033[31m\n\xFF");
    check_rows(t, 80, 5, "x^[[31m^J�");
    transcript_free(t);
}
