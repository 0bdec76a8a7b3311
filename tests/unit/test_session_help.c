/* test_session_help.c - unit tests of the session: its help, whose examples are typed. */
#include "sitting.h"

#include "lang/commands.h"
#include "lang/words.h"
#include "shell/keyboard.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(session_help, .timeout = 100);

Test(session_help, the_overview_fits_a_small_screen_and_names_every_command)
{
    struct sitting t = sit();
    type(&t, "help");
    size_t lines = 0;
    for (const char *c = buffer_text(&t.text); *c; c++)
        lines += *c == '\n';
    cr_expect_leq(lines, 17);
    for (const char *line = buffer_text(&t.text); *line; line += strcspn(line, "\n") + 1)
        cr_expect_leq(strcspn(line, "\n"), 79, "%s", line);
    for (size_t i = 0; command_at(i); i++)
        cr_expect(strstr(buffer_text(&t.text), command_at(i)->name), "%s", command_at(i)->name);
    leave(&t);
}

Test(session_help, the_keys_that_do_something_are_told)
{
    struct sitting t = sit();
    type(&t, "help keys");
    const struct keyboard_row *row;
    for (size_t i = 0; (row = keyboard_at(i)); i++) {
        struct buffer line = {0};
        buffer_printf(&line, "* %s ", row->key);
        bool told = strstr(buffer_text(&t.text), buffer_text(&line)) != NULL;
        cr_expect_eq(told, keyboard_offers(row), "%s", row->key);
        cr_expect_eq(keyboard_offers(row), !row->command || command_find(row->command));
        for (size_t j = 0; j < i; j++)
            cr_expect_str_neq(row->key, keyboard_at(j)->key);
        buffer_free(&line);
    }
    size_t lines = 0;
    for (const char *line = buffer_text(&t.text); *line; line += strcspn(line, "\n") + 1) {
        cr_expect_leq(strcspn(line, "\n"), 79, "%s", line);
        lines++;
    }
    cr_expect_leq(lines, 20, "with what was typed and the greeting");
    cr_expect_str_eq(keyboard_function_key(10)->command, "quit");
    cr_expect_str_eq(keyboard_function_key(12)->sign, "F12");
    cr_expect_null(keyboard_function_key(13));
    leave(&t);
}

Test(session_help, every_word_has_a_page)
{
    struct sitting t = sit();
    struct buffer typed = {0};
    for (int id = WORD_NOTHING + 1; id < WORD_COUNT; id++) {
        buffer_clear(&typed);
        buffer_printf(&typed, "help %s", word_get((enum word_id)id)->name);
        type(&t, buffer_text(&typed));
        cr_expect_null(strstr(buffer_text(&t.text), "! "), "%s", buffer_text(&t.text));
        expect_part(&t, "* For example:\n");
    }
    buffer_free(&typed);
    type(&t, "help mutx");
    expect(&t, "> help mutx\n! there is no word 'mutx'; did you mean 'mutex'?\n");
    leave(&t);
}

Test(session_help, the_example_of_every_command_works)
{
    char folder[] = "/tmp/thrum-session-XXXXXX";
    cr_assert(mkdtemp(folder) && chdir(folder) == 0);
    for (size_t i = 0; command_at(i); i++) {
        const struct command *c = command_at(i);
        struct sitting t = sit_free();
        cr_expect_str_eq(commands_words()[i], c->name);
        type_lines(&t, c->example);
        cr_expect_null(strstr(buffer_text(&t.text), "\n! "), "%s: %s", c->name,
                       buffer_text(&t.text));
        cr_expect(strstr(buffer_text(&t.text), c->name));
        cr_expect(c->usage && c->help && c->explanation);
        leave(&t);
    }
    unlink("example.thr");
    unlink("example.txt");
    cr_expect(chdir("/") == 0 && rmdir(folder) == 0);
}

/* Typed line by line, as a reader of `help` would. */
Test(session_help, examples_with_times_print_what_help_says)
{
    unsigned timed = 0;
    for (int id = WORD_NOTHING + 1; id < WORD_COUNT; id++) {
        const struct word *w = word_get((enum word_id)id);
        if (!word_example_is_timed(w))
            continue;
        struct sitting t = sit_free();
        struct buffer command = {0};
        buffer_printf(&command, "help %s", w->name);
        type(&t, buffer_text(&command));
        expect_part(&t, "* which prints (times: after `clock virtual` and `restart`):\n");
        t.calm = true;
        type_lines(&t, "clock virtual\nrestart");
        forget(&t);
        type_lines(&t, w->example);
        char *output = strdup(w->output);
        for (char *line = strtok(output, "\n"); line; line = strtok(NULL, "\n"))
            cr_expect(strstr(buffer_text(&t.text), line), "%s: %s", w->name, buffer_text(&t.text));
        free(output);
        buffer_free(&command);
        leave(&t);
        timed++;
    }
    cr_expect_gt(timed, 8);
}
