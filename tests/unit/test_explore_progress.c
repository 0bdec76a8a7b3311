/* test_explore_progress.c - how long a search may still take, in words. */
#include "script/explore_progress.h"

#include <criterion/criterion.h>

static void expect(struct explore_progress p, double seconds, const char *words)
{
    struct buffer line = {0};
    explore_progress_add(&p, (int64_t)(seconds * 1e9), &line);
    cr_assert_str_eq(buffer_text(&line), words);
    buffer_free(&line);
}

Test(explore_progress, what_is_left_lies_between_what_is_open_and_equal_branches)
{
    /* 100 of 1,100 are open, a tenth of what is done; a quarter of the tree is behind it. */
    expect((struct explore_progress){.states = 1100, .open = 100, .share = 0.25}, 20,
           "1,100 states, 55 a second; 2 s to 60 s left");
    expect((struct explore_progress){.states = 2000000, .open = 1000000, .share = 0.01}, 10,
           "2,000,000 states, 200,000 a second; 10 s to 16 min left");
}

Test(explore_progress, of_what_nobody_can_tell_it_says_the_least)
{
    expect((struct explore_progress){.states = 1100, .open = 100, .share = 0}, 20,
           "1,100 states, 55 a second; at least 2 s left");
    expect((struct explore_progress){.states = 1100, .open = 100, .share = 1e-5}, 20,
           "1,100 states, 55 a second; at least 2 s left");
}

Test(explore_progress, behind_the_search_it_says_what_is_done)
{
    expect((struct explore_progress){.doing = "counting the schedules", .states = 7, .share = 1}, 2,
           "7 states; counting the schedules");
}
