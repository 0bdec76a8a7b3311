/* test_player.c - unit tests of playing lessons: what comes next, blocks, pages, where one goes on.
 */
#include "desk.h"

#include <criterion/criterion.h>
#include <string.h>

TestSuite(player, .timeout = 30, .init = desk_begin, .fini = desk_end);

#define TASK                                                                                       \
    "Make x 3.\n\n```check\nx == 3\nhint: It is made by `shared`.\nhint: shared x = 3\n```\n\n"    \
    "```answer\nshared x = 3\n```\n\n"

Test(player, text_blocks_and_sections_come_one_after_the_other)
{
    play(
        "# 1 Test\n\nBefore all.\n\n## One\n\nText.\n\n```thrum\nprint 1\nprint 2\n```\n\nMore.\n\n"
        "## Two\n\nThe end.\n");
    cr_assert(player_open(player, 0));
    expect("| Lesson 1 Test: 2 sections\n[restart]\n| Before all.\n[restart]\n| == 1 of 2: One ==\n"
           "| Text.\n#     print 1\n#     print 2\n| (Enter runs this)\n");
    cr_expect_not(player_waits(player));
    player_next(player);
    expect("[run: print 1; print 2]\n");
    cr_expect(player_waits(player) && player_runs(player));
    player_seen(player, &(struct player_sight){.rested = false});
    expect("");
    rest();
    expect(
        "| More.\n[done: One]\n| (section 1 is done; Enter begins section 2 in a new lab: Two)\n");
    cr_expect_not(player_waits(player));
    cr_expect_eq(player_section(player), 1);
    player_next(player);
    expect("[restart]\n| == 2 of 2: Two ==\n| The end.\n[done: Two]\n| That was lesson 1 Test, all "
           "of it.\n"
           "[finish]\n");
    cr_expect(player_over(player));
    cr_expect_eq(player_section(player), 2);
    player_next(player);
    expect("");
}

Test(player, a_block_that_still_runs_is_left_at_the_second_enter)
{
    play("# Test\n\n## One\n\n```thrum\nprint 1\n```\n\nMore.\n\n```thrum\nprint 2\n```\n");
    player_open(player, 0);
    player_next(player);
    forget();
    player_next(player);
    expect("| (this still runs, and the lesson goes on when it is done; Enter again does not wait "
           "for it)\n");
    player_next(player);
    expect("| (what was run still goes on)\n| More.\n#     print 2\n| (Enter runs this)\n");
    rest();
    expect("");
}

Test(player, a_block_says_what_it_sets)
{
    play("# Test\n\n## One\n\n```thrum fresh seed=7 clock=virtual\nprint 1\n```\n");
    player_open(player, 0);
    forget();
    player_again(player);
    player_seen(player, &(struct player_sight){.rested = true});
    expect("| (the lab begins anew, as it was here)\n[quiet]\n[restart]\n[clock virtual]\n"
           "[clock real]\n[loud]\n#     print 1\n"
           "| (Enter runs this in a new lab, schedule random 7, clock virtual)\n");
    player_next(player);
    expect("[restart]\n[run: random seed 7; schedule random 7; clock virtual; print 1]\n");
}

Test(player, a_paced_block_runs_a_command_at_each_key)
{
    play("# Test\n\n## One\n\n```thrum pace=key seed=7\nspawn t {\n    print 1\n}\n"
         "join t; x = 1\n```\n\nMore.\n");
    player_open(player, 0);
    expect("| Lesson Test: 1 section\n[restart]\n| == 1 of 1: One ==\n#     spawn t {\n"
           "#         print 1\n#     }\n#     join t; x = 1\n"
           "| (Enter runs the first of these 3 commands with schedule random 7)\n");
    player_next(player);
    expect("[run: random seed 7; schedule random 7; spawn t {;     print 1; }]\n");
    rest();
    expect("| (Enter: join t)\n");
    player_typed(player, false); /* something of one's own in between */
    player_next(player);
    expect("[run: join t]\n");
    /* One that does not come to rest is left for the next, not for what stands behind the block. */
    player_next(player);
    player_next(player);
    expect(
        "| (this still runs, and the lesson goes on when it is done; Enter again does not wait for "
        "it)\n| (what was run still goes on)\n| (Enter: x = 1)\n");
    player_next(player);
    expect("[run: x = 1]\n");
    rest();
    expect("| More.\n[done: One]\n| That was lesson Test, all of it.\n[finish]\n");
    player_prev(player);
    forget();
    player_next(player);
    expect("[run: random seed 7; schedule random 7; spawn t {;     print 1; }]\n");
}

#define PACED                                                                                      \
    "# Test\n\n## One\n\n```thrum pace=key seed=7\nx = 1\nif true {\n    print 2\n}\n"             \
    "print 3\n```\n```verdict\nproved\n```\n\nMore.\n"

Test(player, in_a_paced_block_skip_runs_the_rest_and_prev_begins_it_anew)
{
    play(PACED);
    player_open(player, 0);
    player_next(player);
    rest();
    forget();
    player_prev(player);
    expect(
        "[restart]\n| == 1 of 1: One ==\n#     x = 1\n#     if true {\n#         print 2\n#     }\n"
        "#     print 3\n| (Enter runs the first of these 3 commands with schedule random 7)\n");
    player_skip(player);
    expect("| (there is nothing to be skipped here; Enter goes on)\n");
    player_next(player);
    rest();
    forget();
    player_skip(player);
    expect("| (the rest at once)\n[run: if true {;     print 2; }; print 3]\n");
    rest();
    expect("[verdict: proved]\n");
    rest();
    expect("| More.\n[done: One]\n| That was lesson Test, all of it.\n[finish]\n");
}

/* As where `view spoken` was typed in the middle of it. */
Test(player, a_paced_block_that_was_begun_goes_on_from_there_without_a_screen)
{
    play(PACED);
    player_open(player, 0);
    player_next(player);
    rest();
    forget();
    player_page(player, &(struct lesson_page){.rows = 12, .columns = 74});
    player_next(player);
    expect("[run: if true {;     print 2; }]\n");
    rest();
    expect("| (Enter: print 3)\n");
    player_next(player);
    expect("[run: print 3]\n");
}

Test(player, where_nobody_presses_keys_a_paced_block_runs_at_once)
{
    play(PACED);
    player_page(player, &(struct lesson_page){.rows = 12, .columns = 74});
    player_open(player, 0);
    cr_expect(strstr(buffer_text(&told), "| (Enter runs this with schedule random 7)\n"));
    forget();
    player_next(player);
    expect("[run: random seed 7; schedule random 7; x = 1; if true {;     print 2; }; print 3]\n");
    rest();
    expect("[verdict: proved]\n");
}

Test(player, a_block_shows_a_pane_and_tells_it_at_its_end)
{
    play("# Test\n\n## One\n\n```thrum view=columns pace=key\nx = 1\nx = 2\n```\n");
    player_open(player, 0);
    forget();
    player_next(player);
    expect("[view: columns]\n[run: x = 1]\n");
    rest();
    player_next(player);
    expect("| (Enter: x = 2)\n[run: x = 2]\n");
    rest();
    expect("[viewed: columns]\n");
    rest();
    expect("[done: One]\n| That was lesson Test, all of it.\n[finish]\n");
}

Test(player, a_hidden_block_runs_unseen)
{
    play("# Test\n\n## One\n\nText.\n\n```thrum hidden\nprint 1\n```\n\nMore.\n");
    player_open(player, 0);
    expect("| Lesson Test: 1 section\n[restart]\n| == 1 of 1: One ==\n| Text.\n[quiet]\n"
           "[run unseen: print 1]\n");
    rest();
    expect("[loud]\n| More.\n[done: One]\n| That was lesson Test, all of it.\n[finish]\n");
}

Test(player, a_larger_screen_has_longer_pages)
{
    struct buffer text = {0};
    buffer_puts(&text, "# Test\n\n## One\n\n");
    for (int i = 1; i <= 60; i++)
        buffer_printf(&text, "Paragraph %d.\n\n", i);
    play(buffer_text(&text));
    buffer_free(&text);
    player_page(player, &(struct lesson_page){.rows = 16, .columns = 74, .paced = true});
    player_open(player, 0);
    cr_expect(strstr(buffer_text(&told), "| Paragraph 15.\n| (Enter: more)\n"), "%s",
              buffer_text(&told));
    player_page(player, &(struct lesson_page){.rows = 12, .columns = 74, .paced = true});
    forget();
    player_next(player);
    cr_expect(strstr(buffer_text(&told), "| Paragraph 27.\n| (Enter: more)\n"));
    player_page(player,
                &(struct lesson_page){.rows = 24, .columns = 74, .airy = true, .paced = true});
    forget();
    player_next(player);
    /* With room for an empty row between two. */
    cr_expect(strstr(buffer_text(&told), "| Paragraph 28.\n| \n| Paragraph 29.\n"));
    cr_expect(strstr(buffer_text(&told), "| Paragraph 39.\n| (Enter: more)\n"));
}

Test(player, a_page_has_twelve_rows)
{
    struct buffer text = {0};
    buffer_puts(&text, "# Test\n\n## One\n\n");
    for (int i = 1; i <= 20; i++)
        buffer_printf(&text, "Paragraph %d.\n\n", i);
    /* Three rows. */
    for (int i = 0; i < 25; i++)
        buffer_puts(&text, "words ");
    buffer_puts(&text, "\n\nLast.\n");
    play(buffer_text(&text));
    buffer_free(&text);
    player_open(player, 0);
    cr_expect(strstr(buffer_text(&told), "| Paragraph 11.\n| (Enter: more)\n"), "%s",
              buffer_text(&told));
    forget();
    player_next(player);
    cr_expect(strstr(buffer_text(&told), "| Paragraph 20.\n| words "), "%s", buffer_text(&told));
    cr_expect_null(strstr(buffer_text(&told), "| Last."));
    forget();
    player_again(player);
    rest();
    cr_expect(strstr(buffer_text(&told), "[loud]\n| Paragraph 12.\n"), "%s", buffer_text(&told));
    cr_expect_null(strstr(buffer_text(&told), "| Paragraph 11.\n"));
    forget();
    player_next(player);
    cr_expect(strstr(buffer_text(&told), "| Last.\n[done: One]\n"), "%s", buffer_text(&told));
}

Test(player, a_verdict_is_asked_for_once_a_block_rests)
{
    play("# Test\n\n## One\n\n```thrum\nprint 1\n```\n\n```verdict\nproved\n```\n\nAfter.\n");
    player_open(player, 0);
    player_next(player);
    forget();
    rest();
    expect("[verdict: proved]\n");
    rest();
    cr_expect(strstr(buffer_text(&told), "| After.\n"));
}

Test(player, prev_goes_to_the_beginning_and_then_back)
{
    play("# Test\n\n## One\n\n```thrum\nprint 1\n```\n\n## Two\n\n```thrum\nprint 2\n```\n\n" TASK);
    player_open(player, 2);
    player_next(player);
    rest();
    forget();
    player_prev(player);
    expect("[restart]\n| == 2 of 2: Two ==\n#     print 2\n| (Enter runs this)\n");
    player_prev(player);
    expect("[restart]\n| == 1 of 2: One ==\n#     print 1\n| (Enter runs this)\n");
    player_prev(player);
    expect("[restart]\n| == 1 of 2: One ==\n#     print 1\n| (Enter runs this)\n");
}

Test(player, it_resumes_at_the_first_section_that_is_not_done)
{
    struct buffer why = {0};
    play("# 7 Test\n\nBefore.\n\n## One\n\nText.\n\n## Two\n\nText.\n\n## Three\n\nText.\n");
    progress_record(progress, "One", PROGRESS_SKIPPED, &why);
    progress_record(progress, "Three", PROGRESS_DONE, &why);
    progress_record(progress, "No more", PROGRESS_DONE, &why);
    cr_expect_eq(player_sections(lesson), 3);
    cr_expect_eq(player_finished(lesson, progress), 2);
    cr_assert(player_open(player, 0));
    expect("| Lesson 7 Test: 3 sections\n| (on from where you were; `lesson 7 1` begins anew)\n"
           "[restart]\n| == 2 of 3: Two ==\n| Text.\n[done: Two]\n"
           "| (section 2 is done; Enter begins section 3 in a new lab: Three)\n");
    player_next(player);
    cr_expect(strstr(buffer_text(&told),
                     "| That was lesson 7 Test. Not all of it is your own work yet:\n"
                     "|   1. One (in part skipped)\n[finish]\n"));
    forget();
    player_open(player, 0);
    cr_expect(strstr(buffer_text(&told), "| (you have done all of it; it begins anew)\n[restart]\n"
                                         "| Before.\n[restart]\n| == 1 of 3: One ==\n"));
    forget();
    cr_expect_not(player_open(player, 4));
    expect("");
    buffer_free(&why);
}

Test(player, where_there_is_nothing_to_do_it_says_so)
{
    play("# Test\n\n## One\n\n```thrum\nprint 1\n```\n");
    player_open(player, 0);
    forget();
    player_hint(player);
    player_check(player);
    player_answer(player);
    player_skip(player);
    expect("| (there is nothing to be solved here; Enter goes on)\n"
           "| (no task is open; Enter goes on)\n"
           "| (there is nothing to be answered here; Enter goes on)\n"
           "| (there is nothing to be skipped here; Enter goes on)\n");
}
