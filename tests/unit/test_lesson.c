/* test_lesson.c - unit tests of reading lessons: outline, prose, questions, files, and how what is
 * wrong with them is told; the blocks are in test_lesson_blocks.c. */
#include "lesson_text.h"

#include "base/buffer.h"
#include "lesson/draft.h"
#include "lesson/lesson.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(lesson, .timeout = 60);

/* ---- Titles and sections --------------------------------------------------------------------- */

Test(lesson, title_and_sections)
{
    static const struct lesson_pair pairs[] = {
        {"# 2.4 Join\n\nBefore.\n\n## One\n\na\n\n## Two\n### Deeper\nb\n",
         "lesson 07-a <2.4> <Join>\n3 paragraph <Before.>\nsection 5 <One>\n7 paragraph <a>\n"
         "section 9 <Two>\n10 heading <Deeper>\n11 paragraph <b>\n"},
        {"# 12 Locks\n## `m` and *n*", "lesson 07-a <12> <Locks>\nsection 2 <`m` and n>\n"},
        {"# 2nd try\n## S", "lesson 07-a <> <2nd try>\nsection 2 <S>\n"},
        {"# 1.2.3 \t a\n## S", "lesson 07-a <1.2.3> <a>\nsection 2 <S>\n"},
        {"# 3.\n## S", "lesson 07-a <> <3.>\nsection 2 <S>\n"},
        {"# 42\n## S", "lesson 07-a <> <42>\nsection 2 <S>\n"},
        {"Title\n=====\n\nSection\n---\n", "lesson 07-a <> <Title>\nsection 4 <Section>\n"},
        {"<!-- a comment -->\n\n# T\n<!-- another\n## none\n-->\n***\n## S\n",
         "lesson 07-a <> <T>\nsection 8 <S>\n"},
    };
    lesson_expect(pairs, COUNT(pairs), "", "");
}

/* Of a lesson the sections at which a new sitting begins, as "2 4"; behind that how many. */
static char *sittings(const char *text)
{
    static const char *const no_words[] = {NULL};
    struct source source = {.name = "a.md", .text = text, .length = strlen(text)};
    struct diagnostics found = {0};
    struct lesson *l = lesson_parse(&source, no_words, &found);
    struct buffer out = {0};
    cr_assert(l);
    for (size_t i = 0; i < l->section_count; i++)
        if (l->sections[i].new_sitting)
            buffer_printf(&out, "%zu ", i);
    buffer_printf(&out, "of %zu", l->sitting_count);
    lesson_free(l);
    diagnostics_free(&found);
    return buffer_take(&out);
}

Test(lesson, a_rule_before_a_section_begins_a_sitting)
{
    static const struct lesson_pair pairs[] = {
        {"# T\n## A\n## B\n", "of 1"},
        {"# T\n## A\na\n\n---\n\n## B\n## C\n***\n## D\n", "2 4 of 3"},
        {"# T\n\n---\n\n## A\n", "of 1"},               /* nothing was played before it */
        {"# T\n## A\na\n\n---\n\nb\n\n## B\n", "of 1"}, /* it stands in a section */
        {"# T\n## A\n\n---\n\n### B\n", "of 1"},
    };
    for (size_t i = 0; i < COUNT(pairs); i++) {
        char *is = sittings(pairs[i].text);
        cr_expect_str_eq(is, pairs[i].expected, "%s: %s", pairs[i].text, is);
        free(is);
    }
}

Test(lesson, outlines_that_are_wrong)
{
    static const struct lesson_pair pairs[] = {
        {"", "1:1 nothing stands in this lesson"},
        {"\n\n", "1:1 nothing stands in this lesson"},
        {"<!-- T -->\n", "1:1 nothing stands in this lesson"},
        {"text\n\n# T\n## S",
         "1:1 a lesson begins with its title, a heading of the first level (# TITLE)"},
        {"## S\n", "1:1 a lesson begins with its title, a heading of the first level (# TITLE)"},
        {"#\n## S\n", "1:1 the title is empty"},
        {"# T\n##\n", "2:1 this section has no title"},
        {"# T\ntext\n",
         "1:1 this lesson has no section: a heading of the second level (##) begins one"},
        {"# T\n## S\n\n# U\n",
         "4:1 this is the second title; a lesson has one, and its sections have headings of the "
         "second level (##)"},
    };
    lesson_expect(pairs, COUNT(pairs), "", "");
}

Test(lesson, texts_that_are_none)
{
    static const struct {
        const char *text;
        size_t length;
        const char *expected;
    } rows[] = {
        {"# T\n## S\na\xFF", 11,
         "3:2 the byte 0xFF, number 2 of line 3, is not UTF-8: this is not a text file, or one in "
         "another encoding"},
        {"# T\n## S\nab\0", 12, "3:3 the control character U+0000 cannot stand in a lesson"},
        {"# T\x1B[1m\n## S\n", 13, "1:4 the control character U+001B cannot stand in a lesson"},
        {"# T\r## S\n", 9, "1:4 the control character U+000D cannot stand in a lesson"},
        {"# T\xE2\x80\xAE\n## S\n", 12,
         "1:4 the control character U+202E cannot stand in a lesson"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char *said = lesson_text(rows[i].text, rows[i].length);
        cr_expect_str_eq(said, rows[i].expected);
        free(said);
    }
}

/* ---- Prose ----------------------------------------------------------------------------------- */

Test(lesson, prose)
{
    static const struct lesson_pair pairs[] = {
        {"a *b* **c** `d e` f\ng  \nh\\\ni\n", "3 paragraph <a b c `d e` f g h i>\n"},
        {"[text](http://a.b/c) <http://a.b> [http://a.b](http://a.b) <x@y.z> [](u)\n",
         "3 paragraph <text (http://a.b/c) http://a.b http://a.b x@y.z u>\n"},
        {"a <!-- b --> c<!-- d -->\n", "3 paragraph <a c>\n"},
        {"a\n\nb\n", "3 paragraph <a>\n5 paragraph <b>\n"},
        {"&lt;&amp;&#27;&#0;&#x202e;\\*\n", "3 paragraph <<&^[\xEF\xBF\xBD\\u{202E}*>\n"},
        {"`a&#27;\tb`\tc\n", "3 paragraph <`a&#27; b` c>\n"},
        {"- a\n- b\n  - c\n\n    d\n1. e\n2. f\n", "3 item <- a>\n4 item <- b>\n5 item <  - c>\n7 "
                                                   "item <    d>\n8 item <1. e>\n9 item <2. f>\n"},
        {"9) a\n10) b\n", "3 item <9. a>\n4 item <10. b>\n"},
        {"> a\n> b\n>\n> - c\n", "3 quote <a b>\n6 item <- c>\n"},
        {"    a\tb\n    c\n", "3 code <a       b\nc\n>\n"},
        {"```python\nx = 1\n\n```\n", "3 code <x = 1\n\n>\n"},
        {"```\n```\n", "3 code <>\n"},
        {"~~~~ c\n~~~\n````\n~~~~~\n", "3 code <~~~\n````\n>\n"},
        {"- a\n\n  ```sh\n  b\n  ```\n> ```\n> c\n> ```\n",
         "3 item <- a>\n5 code <b\n>\n8 code <c\n>\n"},
        {"    ```\n    a\n", "3 code <```\na\n>\n"},
        {"  ```text\n  a\n   ```\n", "3 code <a\n>\n"},
        {"***\n", ""},
    };
    LESSON_ITEMS(pairs);
}

Test(lesson, prose_that_is_wrong)
{
    static const char deep[] = "- - - - - - - - - - - - - - - - - - - - - a\n";
    static const struct lesson_pair pairs[] = {
        {"<b>a</b>\n", "3:1 HTML cannot be shown in a terminal; a comment <!-- --> may stand here, "
                       "or write \\< for a plain <"},
        {"a\nb <br> c\n", "4:3 HTML cannot be shown in a terminal; a comment <!-- --> may stand "
                          "here, or write \\< for a plain <"},
        {"<!-- a --> <b>\n", "3:1 HTML cannot be shown in a terminal; a comment <!-- --> may stand "
                             "here, or write \\< for a plain <"},
        {"[a]: /u\ntext `x\ny` ![a][a] <u> ![b](c)\n",
         "5:4 an image cannot be shown in a terminal"},
        {"- a\n\n  b <i\n  j>\n",
         "5:5 HTML cannot be shown in a terminal; a comment <!-- --> may stand here, or write \\< "
         "for a plain <"},
        {"> <div>\n> a\n",
         "3:3 HTML cannot be shown in a terminal; a comment <!-- --> may stand here, or write \\< "
         "for a plain <"},
        {"<!-- a\n\nb\n", "3:1 this comment is not closed: --> is missing"},
        {"\n![a](b.png)\n", "4:1 an image cannot be shown in a terminal"},
        {deep, "3:1 lists and quotes are nested too deeply; 20 levels are the limit"},
    };
    LESSON_ERRORS(pairs);
}

/* ---- Questions ------------------------------------------------------------------------------- */

Test(lesson, questions)
{
    static const struct lesson_pair pairs[] = {
        {"Who *goes* first?\n\n- [ ] `a`\n- [x] b,\n  or c\n\n  Because\n  so.\n\n  Yes.\n- [X] "
         "d\n",
         "5 question <Who goes first?>\n  wrong <`a`> <>\n  right <b, or c> <Because so. Yes.>\n"
         "  right <d> <>\n"},
        {"a\n1. [x] b\n2. [ ] c\n", "4 question <a>\n  right <b> <>\n  wrong <c> <>\n"},
        {"- [a] b\n- [ ]c\n- [x](y)\n- [ ]`d`\n- [ ]*e*\n",
         "3 item <- [a] b>\n4 item <- [ ]c>\n5 item <- x (y)>\n6 item <- [ ]`d`>\n7 item <- [ "
         "]e>\n"},
        {"a\n- [ ] `b`\n- [x]\n  *c*\n", "4 question <a>\n  wrong <`b`> <>\n  right <c> <>\n"},
    };
    LESSON_ITEMS(pairs);
}

Test(lesson, questions_that_are_wrong)
{
    static const struct lesson_pair pairs[] = {
        {"- [ ] a\n- [x] b\n",
         "3:1 the question has to stand in a paragraph directly before its answers"},
        {"q\n- [x] a\n", "4:1 a question has at least two answers"},
        {"q\n- [ ] a\n- [ ] b\n", "4:1 none of these answers is right: mark one with [x]"},
        {"q\n- [x] a\n- b\n- [ ] c\n",
         "5:1 this item has no box, but others of its list have: all answers of a question have "
         "one, [ ] or [x]"},
        {"q\n- [ ]\n- [x] a\n", "4:1 nothing stands behind this box"},
        {"q\n- [ ] a\n\n  ```c\n  x\n  ```\n- [x] b\n",
         "6:3 an answer is explained by paragraphs, and by nothing else"},
        {"- a\n  - [ ] b\n  - [x] c\n", "4:3 a question cannot stand in a list or a quote"},
        {"> q\n>\n> - [ ] b\n> - [x] c\n", "5:1 a question cannot stand in a list or a quote"},
    };
    LESSON_ERRORS(pairs);
}

Test(lesson, what_is_there_is_counted)
{
    static const char text[] = "# T\n## S\n"
                               "g\n```check\ntrue\n```\n```answer\nyield\n```\n"
                               "q\n- [x] a\n- [ ] b\n## U\nq\n- [x] a\n- [ ] b\n"
                               "```challenge race\nyield\n```\n"
                               "```thrum\nyield\n```\n```verdict\nproved\n```\n";
    struct source source = {.name = ".hidden", .text = text, .length = sizeof text - 1};
    struct diagnostics found = {0};
    struct lesson *l = lesson_parse(&source, lesson_lab_words, &found);
    cr_assert_not_null(l);
    cr_expect_eq(l->task_count, 1);
    cr_expect_eq(l->question_count, 2);
    cr_expect_eq(l->challenge_count, 1);
    cr_expect_eq(l->verdict_count, 1);
    cr_expect_str_eq(l->name, ".hidden");
    lesson_free(l);
    diagnostics_free(&found);
}

Test(lesson, names_of_files)
{
    static const struct lesson_pair rows[] = {
        {"a/b/05-join.md", "05-join"},
        {"x", "x"},
        {"a.b.md", "a.b"},
        {".md", ".md"},
        {"a/\x1B[1m\xFF.md", "^[[1m\xEF\xBF\xBD"},
    };
    static const char text[] = "# T\n## S\n";
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct source source = {rows[i].text, text, sizeof text - 1};
        struct diagnostics found = {0};
        struct lesson *l = lesson_parse(&source, NULL, &found);
        cr_assert_not_null(l);
        cr_expect_str_eq(l->name, rows[i].expected);
        cr_expect_str_eq(l->path, rows[i].text);
        lesson_free(l);
    }
}

/* ---- The draft ------------------------------------------------------------------------------- */

Test(lesson, a_draft_is_a_lesson)
{
    static const struct lesson_pair rows[] = {
        {"two-locks", "Two locks"},
        {"lessons/05-two_locks.md", "Two locks"},
        {"2.4 join", "Join"},
        {"", "A new lesson"},
        {"../.md", "A new lesson"},
        {"--", "A new lesson"},
        {"42", "42"},
        {"7-", "7"},
        {"a *b* `c` <d> [e](f) #", "A b c d e f"},
        {"\xC3\xA9\x1B[2J\xFF&amp;", "\xC3\xA9 2J\xEF\xBF\xBD amp"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct buffer draft = {0};
        lesson_draft(rows[i].text, &draft);
        struct source source = {"x.md", draft.bytes, draft.length};
        struct diagnostics found = {0};
        struct lesson *l = lesson_parse(&source, lesson_lab_words, &found);
        cr_assert_not_null(l, "%s", rows[i].text);
        cr_expect_str_eq(l->title, rows[i].expected);
        cr_expect_eq(l->task_count, 1);
        cr_expect_eq(l->question_count, 1);
        cr_expect_eq(l->challenge_count, 1);
        cr_expect_eq(l->verdict_count, 1);
        lesson_free(l);
        diagnostics_free(&found);
        buffer_free(&draft);
    }
}

/* ---- Files ----------------------------------------------------------------------------------- */

/* A file of its own with this text, `times` over. */
static void write_file(char path[64], const char *text, size_t length, size_t times)
{
    strcpy(path, "lesson-XXXXXX");
    int file = mkstemp(path);
    cr_assert_geq(file, 0);
    while (times--)
        cr_assert_eq(write(file, text, length), (ssize_t)length);
    close(file);
}

/* What reading the file prints; "" if it is a lesson. */
static char *said_of_file(const char *path)
{
    struct diagnostics found = {0};
    struct source source;
    struct buffer out = {0};
    struct lesson *l = lesson_read(path, lesson_lab_words, &found, &source);
    cr_expect_eq(l == NULL, found.errors > 0);
    diagnostics_format(&out, &source, &found);
    lesson_free(l);
    diagnostics_free(&found);
    free((char *)source.text);
    return buffer_take(&out);
}

static void expect_said(const char *path, const char *format, const char *expected)
{
    struct buffer whole = {0};
    buffer_printf(&whole, format, path, expected);
    char *said = said_of_file(path);
    cr_expect_str_eq(said, buffer_text(&whole));
    free(said);
    buffer_free(&whole);
}

Test(lesson, files)
{
    char path[64];
    static const char dos[] = "\xEF\xBB\xBF# T\r\n## S\r\n```thrum\r\nyield\r\n```\r\n";
    write_file(path, dos, sizeof dos - 1, 1);
    expect_said(path, "", "");
    unlink(path);
    static const char wrong[] = "# T\r\n## S\r\n```thrum\r\nyield; lok m\r\n```\r\n";
    write_file(path, wrong, sizeof wrong - 1, 1);
    expect_said(path, "thrum: %s:4:8: %s",
                "unknown command 'lok'; did you mean 'lock'?\n  yield; lok m\n         ^\n");
    unlink(path);
}

/* A file that is shipped; the caller frees it. */
static char *shipped(const char *name)
{
    const char *top = getenv("THRUM_SOURCE");
    struct buffer path = {0};
    buffer_printf(&path, "%s/%s", top ? top : ".", name);
    return buffer_take(&path);
}

Test(lesson, the_example_is_a_lesson)
{
    char *path = shipped("doc/example-lesson.md");
    char *said = said_of_file(path);
    cr_expect_str_eq(said, "");
    free(said);
    free(path);
}

/* What the page on writing lessons shows between four backquotes. */
Test(lesson, the_page_shows_what_can_be_read)
{
    static const char mark[] = "\n````markdown\n";
    char *path = shipped("doc/lessons.md"), page[1 << 16];
    FILE *file = fopen(path, "r");
    cr_assert_not_null(file, "%s", path);
    size_t length = fread(page, 1, sizeof page - 1, file);
    page[length] = '\0';
    fclose(file);
    free(path);
    size_t count = 0;
    for (char *at = page; (at = strstr(at, mark)); count++) {
        at += sizeof mark - 1;
        char *end = strstr(at, "\n````\n");
        cr_assert_not_null(end);
        struct buffer text = {0};
        if (strncmp(at, "# ", 2) != 0)
            buffer_puts(&text, "# T\n## S\n");
        buffer_add(&text, at, (size_t)(end - at) + 1);
        char *is = lesson_text(buffer_text(&text), text.length);
        cr_expect(strncmp(is, "lesson ", 7) == 0, "%s\n%s", buffer_text(&text), is);
        free(is);
        buffer_free(&text);
    }
    cr_expect_eq(count, 8);
}

Test(lesson, files_that_are_none)
{
    char path[64];
    expect_said("/no/such.md", "thrum: %s: %s", "cannot read it: No such file or directory\n");
    expect_said(".", "thrum: %s: %s", "this is a directory, not a lesson\n");
    write_file(path, "", 0, 1);
    expect_said(path, "thrum: %s: %s", "the file is empty\n");
    unlink(path);
    write_file(path, "0123456789abcde\n", 16, 10 * LESSON_LONGEST / 16);
    expect_said(path, "thrum: %s: %s", "a lesson has at most 1 MiB\n");
    unlink(path);
}

Test(lesson, a_file_as_long_as_can_be)
{
    char path[64];
    struct buffer text = {0};
    buffer_puts(&text, "# T\n## S\n");
    while (text.length < LESSON_LONGEST)
        buffer_puts(&text, text.length % 64 ? "a" : "\n");
    write_file(path, text.bytes, text.length, 1);
    expect_said(path, "", "");
    unlink(path);
    buffer_free(&text);
}
