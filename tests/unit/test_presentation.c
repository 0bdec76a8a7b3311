/* test_presentation.c - unit tests of a lesson in front of a room: its stops, its keys, and the
 * player that goes from one to the other. */
#include "desk.h"

#include "base/buffer.h"
#include "lesson/presentation.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

TestSuite(presentation, .timeout = 30, .init = desk_begin, .fini = desk_end);

#define LESSON                                                                                     \
    "# 1 Test\n\nBefore all.\n\n## One\n\nText.\n\n### Head\n\nUnder it.\n\n"                      \
    "```thrum hidden\nshared h = 1\n```\n\n```thrum seed=7\nshared x = 1; print x\n\n"             \
    "spawn t {\n    print 2\n}\n```\n\n## Two\n\n```thrum\nprint 3\n```\n\nWhich?\n\n"             \
    "- [ ] This.\n\n    No, it is not.\n\n- [x] That.\n\n    Yes.\n\nTask: make y 3.\n\n"          \
    "```check\ny == 3\n```\n\n```answer\nshared y = 3\nprint y\n```\n\nThe end.\n"

/* Every stop as a line: its kind, where it is, `*` where a section begins. */
static void list_stops(const struct presentation *p, struct buffer *out)
{
    static const char *const kinds[] = {"title", "text",      "command", "question",
                                        "task",  "challenge", "verdict"};
    for (size_t i = 0; i < p->count; i++)
        buffer_printf(out, "%s%s %zu.%zu+%zu/%zu\n", p->stops[i].begins ? "*" : "",
                      kinds[p->stops[i].kind], p->stops[i].section, p->stops[i].item,
                      p->stops[i].items, p->stops[i].command);
}

Test(presentation, a_stop_is_a_paragraph_a_command_a_question_or_a_task)
{
    struct buffer listed = {0};
    play_to_room(LESSON);
    list_stops(player_presentation(player), &listed);
    cr_expect_str_eq(buffer_text(&listed), "*text 0.0+1/0\n"
                                           "*text 1.0+1/0\ntext 1.1+2/0\n"
                                           "command 1.4+1/0\ncommand 1.4+1/1\ncommand 1.4+1/2\n"
                                           "*title 2.0+0/0\ncommand 2.0+1/0\nquestion 2.1+1/0\n"
                                           "task 2.2+1/0\ntext 2.3+1/0\n");
    cr_expect_eq(presentation_section(player_presentation(player), 1), 0);
    cr_expect_eq(presentation_section(player_presentation(player), 2), 6);
    cr_expect_eq(presentation_section(player_presentation(player), 3), 11);
    buffer_free(&listed);
}

static void expect_types(const char *text)
{
    char *types = player_types(player);
    cr_expect_str_eq(types, text);
    free(types);
}

Test(presentation, space_alone_leads_through_all_of_it)
{
    play_to_room(LESSON);
    cr_assert(player_open(player, 0));
    expect("| Lesson 1 Test\n[loud]\n[restart]\n| \n| Before all.\n");
    cr_expect_eq(player_ahead(player), AHEAD_SHOWS);
    player_next(player);
    expect("[loud]\n[restart]\n| == 1 of 2: One ==\n| \n| Text.\n");
    player_next(player); /* the heading goes with its text, and what is hidden runs behind it */
    expect("[loud]\n| \n| = Head =\n| \n| Under it.\n[quiet]\n[run unseen: shared h = 1]\n");
    cr_expect_eq(player_ahead(player), AHEAD_WAITS);
    rest();
    expect("[loud]\n");
    cr_expect_eq(player_ahead(player), AHEAD_RUNS);
    expect_types("shared x = 1");
    player_next(player);
    expect("[loud]\n[run: random seed 7; schedule random 7; shared x = 1]\n");
    rest();
    expect_types("print x");
    player_next(player);
    expect("[loud]\n[run: print x]\n");
    rest();
    expect_types("spawn t {\n    print 2\n}");
    player_next(player);
    expect("[loud]\n[run: spawn t {;     print 2; }]\n");
    rest();
    expect("");
    cr_expect_eq(player_ahead(player), AHEAD_SHOWS);
    player_next(player);
    expect("[loud]\n[restart]\n| == 2 of 2: Two ==\n");
    cr_expect_eq(player_stop(player), 6);
    player_next(player);
    rest();
    forget();
    player_next(player);
    expect("[loud]\n| \n| Which?\n|   1. This.\n|   2. That.\n");
    cr_expect_eq(player_ahead(player), AHEAD_REVEALS);
    player_next(player);
    expect("| 2 is right: That.\n| Yes.\n");
    player_next(player);
    expect("[loud]\n| \n| Task: make y 3.\n[task: make y 3.]\n");
    cr_expect_eq(player_ahead(player), AHEAD_ANSWERS);
    expect_types("shared y = 3\nprint y");
    player_next(player);
    expect("[run: shared y = 3; print y]\n");
    hold();
    expect("| That is one way to do it.\n");
    player_next(player);
    expect("[loud]\n| \n| The end.\n");
    cr_expect(player_over(player));
    cr_expect_eq(player_ahead(player), AHEAD_NOTHING);
    player_next(player);
    expect("");
}

/* So that the room can be asked what it expects; with room for what is found. */
Test(presentation, what_explore_finds_is_a_stop_of_its_own)
{
    struct buffer listed = {0};
    play_to_room("# 1 Test\n\n## One\n\n```thrum view=columns\nprint 1\n```\n\n"
                 "```thrum\nprint 2\nprint 3\n```\n\n```verdict\nproved\n```\n\n"
                 "```thrum hidden\nshared h = 1\n```\n\nThe end.\n");
    list_stops(player_presentation(player), &listed);
    cr_expect_str_eq(buffer_text(&listed), "*title 1.0+0/0\ncommand 1.0+1/0\n"
                                           "command 1.1+1/0\ncommand 1.1+1/1\n"
                                           "verdict 1.1+1/2\ntext 1.3+1/0\n");
    buffer_free(&listed);
    player_open(player, 0);
    for (int i = 0; i < 3; i++) {
        player_next(player);
        rest();
    }
    forget();
    player_next(player);
    expect("[loud]\n[run: print 3]\n");
    rest();
    expect("");
    cr_expect_eq(player_ahead(player), AHEAD_SHOWS);
    expect_types("");
    player_next(player);
    expect("[loud]\n[verdict: proved]\n");
    cr_expect_eq(player_ahead(player), AHEAD_WAITS);
    rest();
    expect("[quiet]\n[run unseen: shared h = 1]\n");
    rest();
    expect("[loud]\n");
    player_next(player);
    expect("[loud]\n| \n| The end.\n");
    cr_expect(player_over(player));
}

/* Twice Space leaves behind what runs; what is hidden behind the block is still run once. */
Test(presentation, what_explore_finds_comes_also_for_what_is_not_waited_for)
{
    play_to_room("# 1 Test\n\n## One\n\n```thrum\nprint 2\n```\n\n```verdict\nproved\n```\n\n"
                 "```thrum hidden\nshared h = 1\n```\n\nThe end.\n");
    player_open(player, 0);
    player_next(player);
    player_next(player);
    player_next(player);
    forget();
    cr_expect_eq(player_ahead(player), AHEAD_SHOWS);
    player_next(player);
    expect("[loud]\n[verdict: proved]\n");
    rest();
    expect("[quiet]\n[run unseen: shared h = 1]\n");
}

Test(presentation, a_digit_says_of_an_answer_whether_it_is_right)
{
    play_to_room(LESSON);
    player_open(player, 2);
    player_next(player);
    rest();
    player_next(player);
    forget();
    player_reveal(player, 1);
    expect("| 1 is not right. No, it is not.\n");
    cr_expect(player_question(player));
    player_reveal(player, 3);
    player_reveal(player, 0);
    expect("");
    player_reveal(player, 2);
    expect("| 2 is right. Yes.\n");
    cr_expect_not(player_question(player));
}

Test(presentation, it_stands_again_where_it_stood)
{
    play_to_room(LESSON);
    player_open(player, 2);
    player_next(player);
    rest();
    player_next(player);
    struct player_place *place = player_keep(player);
    player_next(player);
    player_next(player);
    struct player_place *task = player_keep(player);
    forget();
    player_return(player, place);
    expect("[loud]\n");
    cr_expect_eq(player_stop(player), 8);
    cr_expect(player_question(player));
    player_return(player, task);
    expect("[loud]\n[task: make y 3.]\n");
    cr_expect(player_task(player));
    expect_types("shared y = 3\nprint y");
    free(place);
    free(task);
}

/* Rows of what a key means in each state, in their order: waits, types, runs, asks, plays, blank,
 * the keys listed. */
Test(presentation, keys_mean_what_the_state_makes_of_them)
{
    static const struct {
        int key;
        enum present_deed deeds[PRESENT_STATES];
    } rows[] = {
        {' ',
         {PRESENT_GO, PRESENT_FINISH, PRESENT_LEAVE_BEHIND, PRESENT_GO, PRESENT_PASS, PRESENT_SHOW,
          PRESENT_SHOW}},
        {0x7F,
         {PRESENT_BACK, PRESENT_BACK, PRESENT_BACK, PRESENT_BACK, PRESENT_PASS, PRESENT_SHOW,
          PRESENT_SHOW}},
        {'3',
         {PRESENT_DIGIT, PRESENT_DIGIT, PRESENT_DIGIT, PRESENT_REVEAL, PRESENT_PASS, PRESENT_SHOW,
          PRESENT_SHOW}},
        {'\t',
         {PRESENT_TAKE_OVER, PRESENT_TAKE_OVER, PRESENT_TAKE_OVER, PRESENT_TAKE_OVER,
          PRESENT_HAND_BACK, PRESENT_SHOW, PRESENT_SHOW}},
        {'n',
         {PRESENT_NEXT_SECTION, PRESENT_NEXT_SECTION, PRESENT_NEXT_SECTION, PRESENT_NEXT_SECTION,
          PRESENT_PASS, PRESENT_SHOW, PRESENT_SHOW}},
        {'q',
         {PRESENT_QUIT, PRESENT_QUIT, PRESENT_QUIT, PRESENT_QUIT, PRESENT_PASS, PRESENT_SHOW,
          PRESENT_SHOW}},
        {PRESENT_KEY_F10,
         {PRESENT_QUIT, PRESENT_QUIT, PRESENT_QUIT, PRESENT_QUIT, PRESENT_QUIT, PRESENT_SHOW,
          PRESENT_SHOW}},
        {'x', {0, 0, 0, 0, PRESENT_PASS, PRESENT_SHOW, PRESENT_SHOW}},
        {PRESENT_KEY_OTHER,
         {PRESENT_PASS, PRESENT_PASS, PRESENT_PASS, PRESENT_PASS, PRESENT_PASS, PRESENT_SHOW,
          PRESENT_SHOW}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (int state = 0; state < PRESENT_STATES; state++)
            cr_expect_eq(presentation_key((enum present_state)state, rows[i].key),
                         rows[i].deeds[state], "key %d in state %d", rows[i].key, state);
}

Test(presentation, digits_make_the_number_of_a_section)
{
    bool waits;
    cr_expect_eq(presentation_digit(9, 0, '9', &waits), 9);
    cr_expect_not(waits);
    cr_expect_eq(presentation_digit(13, 0, '1', &waits), 1);
    cr_expect(waits);
    cr_expect_eq(presentation_digit(13, 1, '2', &waits), 12);
    cr_expect_not(waits);
    cr_expect_eq(presentation_digit(13, 1, '4', &waits), 0);
    cr_expect_eq(presentation_digit(13, 0, '2', &waits), 2);
    cr_expect_not(waits);
    cr_expect_eq(presentation_digit(13, 0, '0', &waits), 0);
    cr_expect_not(waits);
}

static struct lesson *script(const char *text, struct buffer *why)
{
    struct diagnostics found = {0};
    struct source source = {.name = "a/b.thr", .text = text, .length = strlen(text)};
    struct lesson *l = presentation_script(&source, NULL, &found);
    diagnostics_format(why, &source, &found);
    diagnostics_free(&found);
    return l;
}

Test(presentation, of_a_script_each_command_is_a_stop)
{
    struct buffer why = {0}, listed = {0};
    lesson =
        script("# A comment.\nshared x = 1\nspawn t {\n    x += 1\n}\njoin t; print x\n", &why);
    cr_assert(lesson, "%s", buffer_text(&why));
    cr_expect_str_eq(lesson->title, "b.thr");
    struct presentation *p = presentation_new(lesson);
    list_stops(p, &listed);
    cr_expect_str_eq(buffer_text(&listed), "*title 0.0+0/0\ncommand 0.0+1/0\ncommand 0.0+1/1\n"
                                           "command 0.0+1/2\ncommand 0.0+1/3\n");
    char *command = presentation_command(presentation_item(p, 2), 1);
    cr_expect_str_eq(command, "spawn t {\n    x += 1\n}");
    free(command);
    presentation_free(p);
    buffer_free(&listed);
    buffer_free(&why);
}

Test(presentation, a_script_with_an_error_is_none)
{
    static const char *const texts[] = {"spawn t {\n", "x = = 1\n", "join nobody\n"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct buffer why = {0};
        cr_expect_null(script(texts[i], &why));
        cr_expect(strstr(buffer_text(&why), "a/b.thr:1:"), "%s", buffer_text(&why));
        buffer_free(&why);
    }
}

Test(presentation, notes_belong_to_what_stands_before_them)
{
    static const char *const notes[] = {"welcome\nto all",
                                        "of the title\nof the text\nand more",
                                        "of the block",
                                        "of the block",
                                        "of the question",
                                        "of the task",
                                        ""};
    play_to_room("# 1 Test\n\n<!-- note: welcome\n   to all -->\n\nBefore.\n\n## One\n\n"
                 "<!-- note: of the title -->\n\nText.\n\n<!-- a comment -->\n\n"
                 "<!-- note: of the text -->\n\n<!--note: and more-->\n\n"
                 "```thrum\nprint 1\nprint 2\n```\n\n<!-- note: of the block -->\n\nWhich?\n\n"
                 "- [ ] this\n- [x] that\n\n<!-- note: of the question -->\n\n"
                 "Make x 3.\n\n<!-- note: of the task -->\n\n```check\nx == 3\n```\n\n"
                 "```answer\nshared x = 3\n```\n\n## Two\n\nEnd.\n");
    const struct presentation *p = player_presentation(player);
    cr_assert_eq(p->count, sizeof notes / sizeof *notes);
    for (size_t i = 0; i < p->count; i++) {
        char *note = presentation_note(p, i);
        cr_expect_str_eq(note, notes[i], "stop %zu", i + 1);
        free(note);
    }
    cr_expect_eq(lesson->misplaced_note, 0);
}

Test(presentation, a_note_that_nobody_would_see_is_told)
{
    static const struct {
        const char *text;
        size_t line;
    } rows[] = {
        {"# T\n\n## One\n\n- item\n\n  <!-- note: here -->\n", 7},
        {"# T\n\n## One\n\nText <!-- note: here -->.\n", 5},
        {"<!-- note: here -->\n\n# T\n\n## One\n\nText.\n", 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (i)
            desk_end();
        told = (struct buffer){0};
        play_to_room(rows[i].text);
        cr_expect_eq(lesson->misplaced_note, rows[i].line, "%s", rows[i].text);
    }
}

Test(presentation, an_answer_that_fails_does_not_hold_it_up)
{
    play_to_room("# 1 Test\n\n## One\n\nText.\n\nTask: make x 3.\n\n```check\nx == 3\n```\n\n"
                 "```answer\nshared x = 4\n```\n\nThe end.\n");
    player_open(player, 0);
    player_next(player);
    player_next(player);
    forget();
    rest();
    expect("| (that did not come out as it should here; Space goes on)\n");
    cr_expect(player_gave_up(player));
    cr_expect_eq(player_ahead(player), AHEAD_SHOWS);
    player_next(player);
    expect("[loud]\n| \n| The end.\n");
    cr_expect_null(player_task(player));
}
