/* test_spoken.c - unit tests of base/spoken: text for who hears it. */
#include "base/spoken.h"

#include <criterion/criterion.h>
#include <string.h>

TestSuite(spoken, .timeout = 30);

static void says(void (*add)(struct buffer *, const char *, size_t), const char *text,
                 const char *said)
{
    struct buffer out = {0};
    add(&out, text, strlen(text));
    cr_expect_str_eq(buffer_text(&out), said, "%s\nis said: %s\nnot: %s", text, buffer_text(&out),
                     said);
    buffer_free(&out);
}

Test(spoken, letters_of_any_script_and_ascii_are_plain)
{
    const char *const plain[] = {"", "x += 1; \"~`|\\^", "Grüße", "нить", "糸", "café 3"};
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
        cr_expect(spoken_is_plain(plain[i], strlen(plain[i])), "%s", plain[i]);
        says(spoken_add, plain[i], plain[i]);
    }
    const char *const signs[] = {"a · b", "→", "■", "│", "►x◄", "…", "„x“", "a – b", "😀", "\xFF"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        cr_expect(!spoken_is_plain(signs[i], strlen(signs[i])), "%s", signs[i]);
}

Test(spoken, what_is_said_has_no_sign_left)
{
    const char *const texts[] = {"a · b → c ≤ d", "┌──┐", "x\xFFy", "☃ 😀", "√ † ▒ ⠿ 、"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct buffer out = {0};
        spoken_add(&out, texts[i], strlen(texts[i]));
        cr_expect(spoken_is_plain(buffer_text(&out), out.length), "%s", buffer_text(&out));
        buffer_free(&out);
    }
}

Test(spoken, a_sign_with_a_word_becomes_that_word)
{
    says(spoken_add, "x≤3", "x <= 3");
    says(spoken_add, "a → b", "a to b");
    says(spoken_add, "“so” – it’s…", "\"so\" - it's...");
    says(spoken_add, "2×3", "2 times 3");
    says(spoken_add, "┌─ box", " box");
    says(spoken_add, "a ☃ b", "a (sign U+2603) b");
}

Test(spoken, what_is_set_in_parts_and_columns_gets_pauses)
{
    says(spoken_add_notice, "alice  waiting  waits for m · held by bob",
         "alice, waiting, waits for m, held by bob");
    says(spoken_add_notice, "  bob   --wants--> m1 --held by--> alice",
         "bob wants m1, held by alice");
    says(spoken_add_notice, "alice --joins all--> bob", "alice joins all bob");
    says(spoken_add_notice, "deadlock: a -> m -> b", "deadlock: a, m, b");
    says(spoken_add_notice, "`step` (F6) does the next, `undo` (F7) takes it back",
         "`step` does the next, `undo` takes it back");
    says(spoken_add_notice, "m1      1      -  ", "m1, 1, -");
    says(spoken_add_notice, "it ends.  Then", "it ends. Then");
}

Test(spoken, what_the_user_has_put_in_quotes_stays)
{
    says(spoken_add_notice, "x  shared  \"a · b   c\" · written last by t",
         "x, shared, \"a · b   c\", written last by t");
    says(spoken_add_notice, "a lone \"  quote", "a lone \", quote");
}

Test(spoken, code_is_said_with_its_punctuation)
{
    says(spoken_add_code, "a: acquire m", "a colon acquire m");
    says(spoken_add_code, "    while count<2 { }",
         "while count less than 2 open brace close brace");
    says(spoken_add_code, "x += 1; print_time(2s)",
         "x plus equals 1 semicolon print underscore time open parenthesis 2s close parenthesis");
    says(spoken_add_code, "print \"a\" != b", "print quote a quote not equal b");
    says(spoken_add_code, "", "");
}
