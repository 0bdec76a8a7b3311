/* test_words.c - unit tests of the word table and of the settings. */
#include "lang/diagnostic.h"
#include "lang/names.h"
#include "lang/parser.h"
#include "lang/setting.h"
#include "lang/words.h"

#include <criterion/criterion.h>
#include <string.h>

TestSuite(words, .timeout = 30);
TestSuite(setting, .timeout = 30);

Test(words, every_word_has_a_whole_row)
{
    for (int id = WORD_NOTHING + 1; id < WORD_COUNT; id++) {
        const struct word *w = word_get((enum word_id)id);
        cr_assert_not_null(w, "word %d has no row", id);
        cr_expect_eq(w->id, (enum word_id)id);
        cr_expect_eq(word_find(w->name, strlen(w->name)), w, "%s is there twice", w->name);
        cr_expect_not_null(strstr(w->usage, w->name), "%s: usage without the word", w->name);
        cr_expect(w->help[strlen(w->help) - 1] == '.', "%s: help is no sentence", w->name);
        cr_expect(w->explanation && *w->explanation, "%s: no explanation", w->name);
        cr_expect(w->output && w->output[strlen(w->output) - 1] == '\n', "%s: no output", w->name);
        cr_expect_not_null(strstr(w->example, w->name), "%s: example without the word", w->name);
        if (w->canonical != WORD_NOTHING)
            cr_expect_eq(word_canonical(w)->canonical, WORD_NOTHING, "%s", w->name);
        else
            cr_expect_eq(word_canonical(w), w);
    }
    cr_expect_null(word_get(WORD_NOTHING));
    cr_expect_null(word_find("loc", 3));
    cr_expect_null(word_find("locks", 5));
    cr_expect_null(word_find("", 0));
}

Test(words, every_example_reads_without_a_word_of_complaint)
{
    for (int id = WORD_NOTHING + 1; id < WORD_COUNT; id++) {
        const struct word *w = word_get((enum word_id)id);
        struct source source = {.name = w->name, .text = w->example, .length = strlen(w->example)};
        struct parser_options options = {0};
        struct names_options names = {0};
        struct diagnostics found = {0};
        struct buffer out = {0};
        struct tree *tree = parser_parse(&source, &options, &found);
        if (tree)
            names_check(tree, &names, &found);
        diagnostics_format(&out, &source, &found);
        cr_expect_eq(found.count, 0, "%s", buffer_text(&out));
        buffer_free(&out);
        diagnostics_free(&found);
        tree_free(tree);
    }
}

Test(words, control_words_and_values_are_reserved_the_others_are_free_as_names)
{
    cr_expect(word_is_reserved(word_find("while", 5)));
    cr_expect(word_is_reserved(word_find("daemon", 6)));
    cr_expect_not(word_is_reserved(word_find("lock", 4)));
    cr_expect(word_is_free(word_find("lock", 4)));
    cr_expect_not(word_is_free(word_find("result", 6)));
    cr_expect(word_is_reserved(word_find("me", 2)));
    cr_expect(word_is_reserved(word_find("all", 3)));
    cr_expect_not(word_is_reserved(word_find("result", 6)));
    cr_expect_not(word_is_reserved(word_find("items", 5)));
    cr_expect(word_is_command(word_find("mutex", 5)));
    cr_expect(word_is_command(word_find("print", 5)));
    cr_expect_not(word_is_command(word_find("else", 4)));
    cr_expect_not(word_is_command(word_find("until", 5)));
    cr_expect_not(word_is_command(word_find("time", 4)));
}

Test(setting, reads_all_forms)
{
    struct setting s;
    cr_expect_null(setting_read("schedule", "free", &s));
    cr_expect(s.kind == SETTING_SCHEDULE && s.schedule == SCHEDULE_IS_FREE && !s.seeded);
    cr_expect_null(setting_read("schedule", "random  18446744073709551615", &s));
    cr_expect(s.schedule == SCHEDULE_IS_RANDOM && s.seeded && s.seed == UINT64_MAX);
    cr_expect_null(setting_read("schedule", "random", &s));
    cr_expect(s.schedule == SCHEDULE_IS_RANDOM && !s.seeded);
    cr_expect_null(setting_read("schedule", "round-robin", &s));
    cr_expect_eq(s.schedule, SCHEDULE_IS_ROUND_ROBIN);
    cr_expect_null(setting_read("schedule", "manual", &s));
    cr_expect_eq(s.schedule, SCHEDULE_IS_MANUAL);
    cr_expect_null(setting_read("clock", "real", &s));
    cr_expect(s.kind == SETTING_CLOCK && s.clock == CLOCK_IS_REAL);
    cr_expect_null(setting_read("clock", "virtual", &s));
    cr_expect_eq(s.clock, CLOCK_IS_VIRTUAL);
    cr_expect_null(setting_read("clock", "x10", &s));
    cr_expect(s.clock == CLOCK_IS_FACTOR && s.factor == 10000000);
    cr_expect_null(setting_read("clock", "x0.25", &s));
    cr_expect_eq(s.factor, 250000);
    cr_expect_null(setting_read("gil", "on", &s));
    cr_expect(s.kind == SETTING_GIL && s.gil);
    cr_expect_null(setting_read("gil", "off", &s));
    cr_expect_not(s.gil);
    cr_expect_null(setting_read("random", "seed 7", &s));
    cr_expect(s.kind == SETTING_SEED && s.seeded && s.seed == 7);
}

Test(setting, refuses_everything_else_with_the_forms)
{
    static const char *const wrong[][2] = {
        {"schedule", ""},
        {"schedule", "frea"},
        {"schedule", "free 3"},
        {"schedule", "random x"},
        {"schedule", "random 1 2"},
        {"schedule", "random -1"},
        {"schedule", "random 18446744073709551616"},
        {"schedule", "freely"},
        {"clock", ""},
        {"clock", "x"},
        {"clock", "x0"},
        {"clock", "x1000001"},
        {"clock", "x1000000.1"},
        {"clock", "x1e3"},
        {"clock", "10"},
        {"clock", "x-1"},
        {"clock", "x99999999999999999999"},
        {"gil", ""},
        {"gil", "maybe"},
        {"gil", "on off"},
        {"random", "seed"},
        {"random", "7"},
        {"random", "seed x"},
    };
    struct setting s;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const char *problem = setting_read(wrong[i][0], wrong[i][1], &s);
        cr_expect(problem && strstr(problem, wrong[i][0]), "%s %s", wrong[i][0], wrong[i][1]);
    }
    cr_expect(setting_is_word("clock"));
    cr_expect_not(setting_is_word("restart"));
}
