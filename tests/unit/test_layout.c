/* test_layout.c - the shares of the screen. */
#include "ui/layout.h"

#include <criterion/criterion.h>

TestSuite(layout, .timeout = 30);

static int bottom(const struct area *area)
{
    return area->row + area->rows;
}

/* Every part lies on the screen, and none on another. */
static void check_sound(const struct layout_wish *wish, const struct layout *l)
{
    const struct area *areas[7 + 2 * PANE_COUNT] = {&l->status, &l->goal, &l->alarm, &l->transcript,
                                                    &l->prompt, &l->hint, &l->keys};
    const size_t count = sizeof areas / sizeof *areas;
    for (int pane = 0; pane < PANE_COUNT; pane++) {
        areas[7 + 2 * pane] = &l->panes[pane];
        areas[8 + 2 * pane] = &l->separators[pane];
    }
    int cells = 0;
    for (size_t i = 0; i < count; i++) {
        const struct area *a = areas[i];
        cr_assert(a->rows >= 0 && a->columns >= 0 && a->row >= 0 && a->column >= 0);
        cr_assert(bottom(a) <= wish->rows && a->column + a->columns <= wish->columns);
        cells += a->rows * a->columns;
        for (size_t j = 0; j < i; j++) {
            const struct area *b = areas[j];
            bool apart = !a->rows || !b->rows || bottom(a) <= b->row || bottom(b) <= a->row ||
                         a->column + a->columns <= b->column || b->column + b->columns <= a->column;
            cr_assert(apart, "%dx%d: %zu and %zu", wish->columns, wish->rows, i, j);
        }
    }
    cr_assert_eq(cells, wish->rows * wish->columns, "%dx%d has gaps", wish->columns, wish->rows);
    cr_assert(l->prompt.rows >= 1 && l->transcript.rows >= 1);
}

/* From 99 columns on both have what they need, with the separator; below, threads come first. */
Test(layout, panes_stand_beside_one_another_where_both_fit)
{
    struct layout layout;
    struct layout_wish wish = {
        .rows = 30, .columns = 100, .show = {true, true}, .contents = {4, 7}, .prompt_rows = 1};
    const struct area *threads = &layout.panes[PANE_THREADS];
    const struct area *objects = &layout.panes[PANE_OBJECTS];
    layout_compute(&wish, &layout);
    cr_expect_eq(threads->row, objects->row);
    cr_expect_eq(threads->rows, 8);
    cr_expect_eq(objects->rows, 8);
    cr_expect_eq(threads->column + threads->columns, layout.separators[0].column);
    cr_expect_eq(layout.separators[0].column + 1, objects->column);
    cr_expect_eq(objects->column + objects->columns, 100);
    cr_expect_eq(layout.transcript.rows, 30 - 1 - 8 - 1 - 1);
    cr_expect_eq(layout.transcript.columns, 100);
    cr_expect(layout_shows(PANE_OBJECTS, 30, 99));
    cr_expect_not(layout_shows(PANE_OBJECTS, 30, 98));
    cr_expect(layout_shows(PANE_THREADS, 30, 30));
    wish.columns = 98;
    layout_compute(&wish, &layout);
    cr_expect_eq(threads->columns, 98);
    cr_expect_eq(objects->row, threads->row + threads->rows);
    wish.columns = 100;
    wish.show[PANE_THREADS] = false;
    layout_compute(&wish, &layout);
    cr_expect_eq(objects->columns, 100);
    cr_expect_eq(layout.separators[0].rows, 0);
}

Test(layout, every_size_is_sound)
{
    static const size_t contents[] = {0, 1, 4, 30, 10000};
    for (int rows = 8; rows < 70; rows++) {
        for (int columns = 30; columns < 260; columns += 7) {
            for (unsigned choice = 0; choice < 4 * 5 * 32; choice++) {
                struct layout_wish wish = {
                    .rows = rows,
                    .columns = columns,
                    .show = {choice & 1, choice & 2},
                    .preferred = (enum pane)(choice / 160 % 2),
                    .goal_rows = choice / 320 % 2 ? 5 : 0,
                    .contents = {contents[choice / 4 % 5], contents[(choice / 4 + 3) % 5]},
                    .prompt_rows = choice / 20 % 2 ? 1 : 100,
                    .hint_rows = choice / 40 % 2,
                    .alarm_rows = choice / 80 % 2 ? 3 : 0,
                };
                struct layout layout;
                layout_compute(&wish, &layout);
                cr_assert_not(layout.too_small);
                check_sound(&wish, &layout);
            }
        }
    }
}

/* The same with every choice of panes, those that are pictures too. */
Test(layout, every_choice_of_panes_is_sound)
{
    static const size_t contents[] = {0, 4, 10000};
    for (int rows = 8; rows < 70; rows += 3)
        for (int columns = 30; columns < 260; columns += 10)
            for (unsigned choice = 0; choice < 3u * PANE_COUNT << PANE_COUNT; choice++) {
                unsigned rest = choice >> PANE_COUNT;
                struct layout_wish wish = {.rows = rows,
                                           .columns = columns,
                                           .preferred = (enum pane)(rest % PANE_COUNT),
                                           .prompt_rows = 1};
                for (int pane = 0; pane < PANE_COUNT; pane++) {
                    wish.show[pane] = choice >> pane & 1;
                    wish.contents[pane] = contents[(rest / PANE_COUNT + (unsigned)pane) % 3];
                }
                struct layout layout;
                layout_compute(&wish, &layout);
                check_sound(&wish, &layout);
            }
}

/* On a large screen the timeline lies across the bottom, and all that has a place at the side
 * stands beside the transcript, above it. */
Test(layout, large_screens_show_what_happened)
{
    struct layout layout;
    struct layout_wish wish = {.rows = 45,
                               .columns = 160,
                               .show = {true, true, true, true, true},
                               .contents = {4, 3, 5, 40, 6},
                               .prompt_rows = 1};
    const struct area *timeline = &layout.panes[PANE_TIMELINE];
    const struct area *columns = &layout.panes[PANE_COLUMNS];
    layout_compute(&wish, &layout);
    cr_expect_eq(timeline->column, 0);
    cr_expect_eq(timeline->columns, 160);
    cr_expect_eq(timeline->rows, 7);
    cr_expect_eq(bottom(timeline), layout.prompt.row);
    cr_expect_eq(bottom(&layout.transcript), timeline->row);
    cr_expect_eq(bottom(columns), timeline->row);
    cr_expect_eq(columns->column, layout.panes[PANE_THREADS].column);
    cr_expect_gt(columns->rows, 12);
    cr_expect_geq(layout.transcript.columns, 80);
    wish.contents[PANE_TIMELINE] = 10000;
    layout_compute(&wish, &layout);
    cr_expect_eq(timeline->rows, 12); /* three tenths of 42 */
    for (int pane = 0; pane < PANE_COUNT; pane++)
        cr_expect_geq(layout.panes[pane].rows, 3);
    for (int pane = PANE_COLUMNS; pane <= PANE_TIMELINE; pane++) {
        cr_expect(layout_shows((enum pane)pane, 36, 120));
        cr_expect_not(layout_shows((enum pane)pane, 35, 120));
        cr_expect_not(layout_shows((enum pane)pane, 36, 119));
    }
    /* Wide and low: what is above keeps its rows. */
    wish.rows = 18;
    layout_compute(&wish, &layout);
    cr_expect_eq(timeline->rows, 0);
    wish.preferred = PANE_TIMELINE;
    layout_compute(&wish, &layout);
    cr_expect_eq(timeline->rows, 6);
}

Test(layout, the_goal_stays_in_view)
{
    struct layout layout;
    struct layout_wish wish = {.rows = 8,
                               .columns = 30,
                               .show = {true, true},
                               .contents = {10, 10},
                               .prompt_rows = 9,
                               .hint_rows = 1,
                               .alarm_rows = 3,
                               .goal_rows = 4};
    layout_compute(&wish, &layout);
    cr_expect_eq(layout.goal.rows, 1);
    cr_expect_eq(layout.alarm.rows, 1);
    cr_expect(layout.transcript.rows >= 2);
    wish.rows = 24;
    wish.columns = 80;
    layout_compute(&wish, &layout);
    cr_expect_eq(layout.goal.rows, 2);
    wish.goal_rows = 1;
    layout_compute(&wish, &layout);
    cr_expect_eq(layout.goal.rows, 1);
    wish.goal_rows = 0;
    layout_compute(&wish, &layout);
    cr_expect_eq(layout.goal.rows, 0);
}

Test(layout, too_small_is_said)
{
    struct layout layout;
    struct layout_wish wish = {.rows = 7, .columns = 80};
    layout_compute(&wish, &layout);
    cr_expect(layout.too_small);
    wish = (struct layout_wish){.rows = 24, .columns = 29};
    layout_compute(&wish, &layout);
    cr_expect(layout.too_small);
}

Test(layout, where_not_all_fits_the_preferred_pane_is_shown)
{
    struct layout layout;
    struct layout_wish wish = {.rows = 12,
                               .columns = 60,
                               .show = {true, true},
                               .contents = {10, 10},
                               .prompt_rows = 1,
                               .preferred = PANE_OBJECTS};
    layout_compute(&wish, &layout);
    cr_expect_eq(layout.panes[PANE_THREADS].rows, 0);
    cr_expect(layout.panes[PANE_OBJECTS].rows >= 3);
}

/* What a race has printed is seen below its timeline, though all racers have a row above it. */
Test(layout, beside_a_picture_the_transcript_keeps_a_third)
{
    struct layout layout;
    struct layout_wish wish = {.rows = 30, .columns = 100, .prompt_rows = 1};
    wish.show[PANE_THREADS] = wish.show[PANE_OBJECTS] = wish.show[PANE_TIMELINE] = true;
    wish.contents[PANE_THREADS] = 9;
    wish.contents[PANE_TIMELINE] = 12;
    wish.preferred = PANE_TIMELINE;
    layout_compute(&wish, &layout);
    cr_expect_eq(layout.panes[PANE_TIMELINE].rows, 13);
    cr_expect_geq(layout.panes[PANE_THREADS].rows, 3);
    cr_expect_geq(layout.transcript.rows, 9);
}

Test(layout, usual_sizes)
{
    struct layout layout;
    struct layout_wish wish = {
        .rows = 24, .columns = 80, .show = {true, false}, .contents = {4, 3}, .prompt_rows = 1};
    layout_compute(&wish, &layout);
    cr_expect_not(layout.wide);
    cr_expect_eq(layout.panes[PANE_THREADS].rows, 5);
    cr_expect_eq(layout.transcript.rows, 16);
    wish.contents[PANE_THREADS] = 10000;
    layout_compute(&wish, &layout);
    cr_expect_eq(layout.panes[PANE_THREADS].rows, 8);
    wish.rows = 50;
    wish.columns = 200;
    wish.show[PANE_OBJECTS] = true;
    layout_compute(&wish, &layout);
    cr_expect(layout.wide);
    cr_expect(layout.transcript.columns >= 100);
    cr_expect(layout.panes[PANE_THREADS].rows > 30);
    cr_expect_eq(bottom(&layout.panes[PANE_OBJECTS]), bottom(&layout.transcript));
}
