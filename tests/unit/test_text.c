/* test_text.c - the table of texts: what is kept, what is forgotten, and where its limits are. */
#include "core/limits.h"
#include "core/text.h"

#include "base/memory.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(text, .timeout = 30);

/* A text as long as a text may be, one for each number. */
static void make_long(char *bytes, unsigned number)
{
    memset(bytes, 'x', LIMIT_TEXT_BYTES);
    char digits[16];
    int length = snprintf(digits, sizeof digits, "%u", number);
    memcpy(bytes, digits, (size_t)length);
}

Test(text, what_a_run_made_is_forgotten_and_its_places_are_used_again)
{
    struct texts *t = texts_new();
    uint32_t kept = text_intern(t, "kept", 4), made = text_intern_string(t, "made", 4);
    uint32_t said = text_intern_message(t, "said", 4), named = text_intern_string(t, "named", 5);
    uint32_t last = text_intern(t, "last", 4), name = text_to_name(t, named);
    cr_expect_eq(text_intern_string(t, "made", 4), made);
    texts_forget(t);
    cr_expect_eq(text_intern(t, "kept", 4), kept);
    cr_expect_eq(text_intern(t, "last", 4), last);
    cr_expect_str_eq(text_bytes(t, kept), "kept");
    cr_expect_str_eq(text_bytes(t, 0), "");
    cr_expect_str_eq(name_bytes(t, name), "named");
    cr_expect_eq(text_intern_string(t, "other", 5), made);
    cr_expect_eq(text_intern_string(t, "third", 5), said);
    cr_expect_gt(text_intern_string(t, "fourth", 6), last);
    texts_free(t);
}

Test(text, many_are_found_again_after_forgetting)
{
    struct texts *t = texts_new();
    char bytes[32];
    for (int i = 0; i < 20000; i++) {
        size_t length = (size_t)snprintf(bytes, sizeof bytes, "text %d", i);
        if (i % 3)
            text_intern_string(t, bytes, length);
        else
            text_intern(t, bytes, length);
    }
    texts_forget(t);
    for (int i = 0; i < 20000; i += 3) {
        size_t length = (size_t)snprintf(bytes, sizeof bytes, "text %d", i);
        cr_assert_eq(text_intern(t, bytes, length), (uint32_t)i + 1);
    }
    texts_free(t);
}

Test(text, a_run_that_used_up_its_room_leaves_some_for_messages_and_commands)
{
    struct texts *t = texts_new();
    char *bytes = memory_new(LIMIT_TEXT_BYTES);
    unsigned number = 0;
    do
        make_long(bytes, number++);
    while (text_intern_string(t, bytes, LIMIT_TEXT_BYTES) != TEXT_TOO_MUCH);
    cr_expect_eq(number, LIMIT_TEXTS_BYTES / LIMIT_TEXT_BYTES);
    while (text_intern_message(t, bytes, LIMIT_TEXT_BYTES) != TEXT_TOO_MUCH)
        make_long(bytes, number++);
    uint32_t command = text_intern(t, "a command", 9);
    cr_expect_neq(command, TEXT_TOO_MUCH);
    texts_forget(t);
    cr_expect_neq(text_intern_string(t, bytes, LIMIT_TEXT_BYTES), TEXT_TOO_MUCH);
    cr_expect_str_eq(text_bytes(t, command), "a command");
    free(bytes);
    texts_free(t);
}

Test(text, a_copy_has_the_same_indices_and_a_life_of_its_own)
{
    struct texts *t = texts_new();
    char bytes[32];
    for (int i = 0; i < 10000; i++)
        text_intern_string(t, bytes, (size_t)snprintf(bytes, sizeof bytes, "text %d", i));
    uint32_t name = name_intern(t, "fork", 4);
    texts_forget(t); /* leaves holes */
    struct texts *copy = texts_copy(t);
    text_intern(t, "in the first alone", 18);
    uint32_t added = text_intern(copy, "in the copy alone", 17);
    texts_free(t);
    cr_expect_str_eq(text_bytes(copy, added), "in the copy alone");
    cr_expect_str_eq(name_bytes(copy, name), "fork");
    cr_expect_eq(name_intern(copy, "fork", 4), name);
    cr_expect_eq(name_intern(copy, "knife", 5), name + 1);
    texts_free(copy);
}
