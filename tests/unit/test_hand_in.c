/* test_hand_in.c - hand-ins: what stands in one, and what is seen of one that was changed. */
#include "lesson/hand_in.h"

#include "base/memory.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static const char lesson_text[] =
    "# 2.4 Join\n\n## One\n\nDo it.\n\n```check\nx == 3\n```\n\n```answer\nshared x = 3\n```\n\n"
    "Which?\n\n- [ ] a\n- [x] b\n\n## Two\n\nText.\n";

/* A learner's, of whom no more is known than one section. */
static void collect(struct hand_in *h)
{
    struct diagnostics found = {0};
    struct buffer why = {0};
    struct source source = {
        .name = "05-join.md", .text = lesson_text, .length = sizeof lesson_text - 1};
    unsetenv("XDG_STATE_HOME");
    unsetenv("HOME");
    struct lesson *lesson = lesson_parse(&source, NULL, &found);
    cr_assert(lesson);
    struct progress *progress = progress_read("05-join", &why);
    struct work *work = work_read("05-join", &why);
    struct work_entry task = {.section = (char[]){"One"},
                              .kind = WORK_TASK,
                              .number = 1,
                              .outcome = WORK_DONE,
                              .when = 1764316800,
                              .hints = 1,
                              .tries = 2};
    work_entry_type(&task, 0, true, "shared x = 3\nprint \"\x7f\"");
    work_add(work, &task, &why);
    progress_record(progress, "Two", PROGRESS_DONE, &why);
    hand_in_collect(h, lesson, &source, progress, work);
    h->name = memory_copy("Anna \"B\"");
    h->date = 1764316861;
    task.section = NULL;
    work_entry_clear(&task);
    work_free(work);
    progress_free(progress);
    lesson_free(lesson);
    diagnostics_free(&found);
    buffer_free(&why);
}

static struct buffer written(void)
{
    struct buffer text = {0};
    struct hand_in h;
    collect(&h);
    hand_in_write(&h, &text);
    hand_in_free(&h);
    return text;
}

static enum hand_in_state state_of(const char *bytes, size_t length, const char *reason)
{
    struct buffer why = {0};
    struct hand_in h;
    enum hand_in_state state = hand_in_read(&h, bytes, length, &why);
    cr_expect(!reason || strstr(buffer_text(&why), reason), "%s", buffer_text(&why));
    cr_expect_eq(why.length > 0, state == HAND_IN_NONE);
    hand_in_free(&h);
    buffer_free(&why);
    return state;
}

/* The chains are what `printf '%s\n%s' BEFORE LINE | sha256sum` says. */
Test(hand_in, is_json_lines_with_a_chain)
{
    static const char *const lines[] = {
        "{\"thrum-hand-in\":1,\"version\":\"" PACKAGE_VERSION "\",\"lesson\":\"05-join\","
        "\"title\":\"2.4 Join\",\"hash\":\"",
        "\",\"name\":\"Anna \\\"B\\\"\",\"date\":\"2025-11-28T08:01:01Z\",\"chain\":\"",
        "{\"section\":1,\"title\":\"One\",\"outcome\":\"nothing\",\"work\":[{\"task\":1,"
        "\"outcome\":\"done\",\"when\":\"2025-11-28T08:00:00Z\",\"hints\":1,\"tries\":2,"
        "\"commands\":[{\"item\":0,\"text\":\"shared x = 3\\nprint \\\"\x7f\\\"\","
        "\"hurried\":true}]},{\"question\":1,\"outcome\":\"nothing\"}],\"chain\":\"",
        "{\"section\":2,\"title\":\"Two\",\"outcome\":\"done\",\"work\":[],\"chain\":\"",
        "{\"end\":true,\"lines\":3,\"chain\":\""};
    struct buffer text = written();
    const char *at = buffer_text(&text);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        at = strstr(at, lines[i]);
        cr_assert(at, "%s\nis not in\n%s", lines[i], buffer_text(&text));
        at += strlen(lines[i]);
    }
    cr_expect_eq(state_of(buffer_text(&text), text.length, NULL), HAND_IN_WHOLE);
    buffer_free(&text);
}

/* From FIPS 180-4's examples: "abc". */
Test(hand_in, the_digest_is_sha_256)
{
    char digits[DIGEST_DIGITS + 1];
    digest_of(NULL, "abc", 3, digits);
    cr_expect_str_eq(digits, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    digest_of("a", "bc", 2, digits); /* sha256sum of "a\nbc" */
    cr_expect_str_eq(digits, "b4c620724d95022be9765d6f660a36f90835acab2437b5e8cd71812940b29346");
}

Test(hand_in, comes_back_as_it_was)
{
    struct buffer text = written(), why = {0};
    struct hand_in h;
    cr_expect_eq(hand_in_read(&h, buffer_text(&text), text.length, &why), HAND_IN_WHOLE);
    cr_expect_str_eq(h.name, "Anna \"B\"");
    cr_expect_str_eq(h.lesson, "05-join");
    cr_expect_eq(h.date, 1764316861);
    cr_assert_eq(h.section_count, 2);
    cr_expect_eq(h.sections[1].outcome, WORK_DONE);
    cr_assert_eq(h.sections[0].entry_count, 2);
    const struct work_entry *task = &h.sections[0].entries[0];
    cr_expect_eq(task->kind, WORK_TASK);
    cr_expect_eq(task->hints, 1);
    cr_assert_eq(task->input_count, 1);
    cr_expect_str_eq(task->inputs[0].text, "shared x = 3\nprint \"\x7f\"");
    cr_expect(task->inputs[0].hurried);
    hand_in_free(&h);
    buffer_free(&text);
    buffer_free(&why);
}

Test(hand_in, any_byte_that_is_changed_is_seen)
{
    struct buffer text = written();
    for (size_t i = 0; i < text.length; i++) {
        char byte = text.bytes[i];
        text.bytes[i] = byte == '1' ? '2' : '1';
        cr_expect_neq(state_of(buffer_text(&text), text.length, NULL), HAND_IN_WHOLE, "byte %zu",
                      i);
        text.bytes[i] = byte;
    }
    buffer_free(&text);
}

Test(hand_in, lines_that_are_taken_out_put_in_or_moved_are_seen)
{
    struct buffer text = written(), other = {0};
    const char *lines[5] = {buffer_text(&text)};
    for (int i = 1; i < 5; i++)
        lines[i] = strchr(lines[i - 1], '\n') + 1;
    static const int orders[][5] = {
        {0, 2, 3, -1, -1}, {0, 1, 3, -1, -1}, {0, 2, 1, 3, -1}, {0, 1, 1, 2, 3}};
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        buffer_clear(&other);
        for (int k = 0; k < 5 && orders[i][k] >= 0; k++)
            buffer_add(&other, lines[orders[i][k]],
                       (size_t)(lines[orders[i][k] + 1] - lines[orders[i][k]]));
        cr_expect_eq(state_of(buffer_text(&other), other.length, NULL), HAND_IN_EDITED, "%zu", i);
    }
    buffer_free(&text);
    buffer_free(&other);
}

Test(hand_in, that_is_cut_off_is_seen)
{
    struct buffer text = written();
    const char *second = strchr(buffer_text(&text), '\n') + 1;
    size_t first_length = (size_t)(second - buffer_text(&text));
    for (size_t length = first_length + 1; length + 1 < text.length; length++)
        cr_expect_eq(state_of(buffer_text(&text), length, NULL), HAND_IN_CUT, "%zu", length);
    /* The last newline is nothing. */
    cr_expect_eq(state_of(buffer_text(&text), text.length - 1, NULL), HAND_IN_WHOLE);
    buffer_free(&text);
}

Test(hand_in, may_have_gone_by_mail)
{
    struct buffer text = written(), mailed = {0};
    buffer_puts(&mailed, "\xEF\xBB\xBF");
    for (const char *c = buffer_text(&text); *c; c++)
        buffer_printf(&mailed, *c == '\n' ? "\r\n" : "%c", *c);
    buffer_puts(&mailed, "\r\n\r\n");
    cr_expect_eq(state_of(buffer_text(&mailed), mailed.length, NULL), HAND_IN_WHOLE);
    buffer_free(&text);
    buffer_free(&mailed);
}

Test(hand_in, that_is_none_says_why)
{
    static const struct {
        const char *bytes;
        size_t length;
        const char *why;
    } cases[] = {
        {"", 0, "it is empty"},
        {"\n\n", 2, "it is empty"},
        {"hello\n", 6, "its first line is no JSON"},
        {"\0\1\2\xff", 4, "its first line is no JSON"},
        {"[1,2]\n", 6, "its first line is no JSON"},
        {"{\"a\":\"\\u0000\"}", 14, "its first line is no JSON"},
        {"{}\n", 3, "it is no hand-in"},
        {"{\"thrum-hand-in\":\"x\"}", 21, "it is no hand-in"},
        {"{\"thrum-hand-in\":2}", 19, "a newer thrum has written it"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_eq(state_of(cases[i].bytes, cases[i].length, cases[i].why), HAND_IN_NONE, "%zu",
                     i);
}
