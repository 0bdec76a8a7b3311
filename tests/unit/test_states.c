/* test_states.c - rows that are kept as trees of pairs: each once, and found as it was. */
#include "explore/states.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

TestSuite(states, .timeout = 100);

enum { ROWS = 50000, LONGEST = 400 };

/* Row i, which has its length as its first number: 5 at least, so that several are as long. */
static uint32_t make_row(uint32_t i, uint32_t *row)
{
    uint32_t leaves = 5 + i % (LONGEST - 5);
    row[0] = leaves;
    for (uint32_t k = 1; k < leaves; k++)
        row[k] = i / (k % 3 == 0 ? 1 : 7 * k) % (k % 2 ? 3 : 1000);
    row[leaves - 1] = i;
    return leaves;
}

static uint64_t key_of(struct states *s, const struct folded *near, const uint32_t *row,
                       uint32_t leaves)
{
    struct folding f;
    states_begin(s, near, row, leaves, &f);
    states_ask(s, &f);
    uint64_t key = states_fold(s, near, row, &f);
    states_ask_again(s, key);
    return key;
}

static void put_rows(struct states *s, const struct folded *near)
{
    uint32_t row[LONGEST];
    for (uint32_t i = 0; i < ROWS; i++) {
        uint32_t leaves = make_row(i, row);
        uint64_t key = key_of(s, near, row, leaves);
        bool fresh;
        cr_assert_eq(states_find_key(s, key), STATES_NONE);
        cr_assert_eq(states_put(s, key, &fresh), i);
        cr_assert(fresh);
    }
}

Test(states, each_row_has_a_number_of_its_own_and_comes_back_as_it_was)
{
    struct states s = {0};
    struct folded f = {0};
    uint32_t row[LONGEST];
    put_rows(&s, NULL);
    cr_expect_eq(states_count(&s), ROWS);
    for (uint32_t i = 0; i < ROWS; i++) {
        uint32_t leaves = make_row(i, row);
        bool fresh;
        cr_assert_eq(states_find(&s, row, leaves), i);
        cr_assert_eq(states_put(&s, key_of(&s, NULL, row, leaves), &fresh), i);
        cr_assert_not(fresh);
        states_unfold(&s, i, &f);
        cr_assert_eq(memcmp(f.numbers, row, leaves * sizeof *row), 0);
    }
    folded_free(&f);
    states_free(&s);
}

Test(states, what_was_not_put_is_not_found)
{
    struct states s = {0};
    uint32_t row[LONGEST], leaves = make_row(ROWS, row);
    cr_expect_eq(states_find(&s, row, leaves), STATES_NONE);
    put_rows(&s, NULL);
    cr_expect_eq(states_find(&s, row, leaves), STATES_NONE);
    cr_expect_eq(states_count(&s), ROWS);
    states_free(&s);
}

Test(states, a_row_has_one_key_whichever_it_is_like)
{
    struct states s = {0};
    struct folded near = {0};
    uint32_t row[LONGEST];
    put_rows(&s, NULL);
    for (uint32_t i = 0; i < ROWS; i++) {
        uint32_t leaves = make_row(i, row);
        uint64_t key = key_of(&s, NULL, row, leaves);
        for (uint32_t k = 0; k < 3; k++) {
            uint32_t other = (i + 1 + k * 17 * (LONGEST - 5)) % ROWS;
            states_unfold(&s, other, &near);
            cr_assert_eq(key_of(&s, &near, row, leaves), key);
        }
    }
    folded_free(&near);
    states_free(&s);
}

Test(states, rows_of_different_lengths_are_never_the_same)
{
    struct states s = {0};
    uint32_t row[LONGEST];
    bool fresh;
    for (uint32_t leaves = 2; leaves <= LONGEST; leaves++) {
        /* The last of these are the numbers of pairs that there are. */
        for (uint32_t k = 0; k < LONGEST; k++)
            row[k] = k < 2 ? leaves : k % 4;
        states_put(&s, key_of(&s, NULL, row, leaves), &fresh);
        cr_expect(fresh, "of %u", leaves);
    }
    cr_expect_eq(states_count(&s), LONGEST - 1);
    states_free(&s);
}

Test(states, a_number_too_large_for_a_state_has_no_key)
{
    struct states s = {0};
    bool fresh;
    uint32_t row[] = {1u << 31, 1};
    cr_expect_eq(key_of(&s, NULL, row, 2), STATES_NO_KEY);
    cr_expect_eq(states_put(&s, STATES_NO_KEY, &fresh), STATES_NONE);
    cr_expect_eq(states_find(&s, row, 2), STATES_NONE);
    states_free(&s);
}

Test(states, a_state_of_many_takes_few_bytes)
{
    struct states s = {0};
    bool fresh;
    uint32_t row[20], many = 300000;
    for (uint32_t i = 0; i < many; i++) {
        for (uint32_t k = 0; k < 20; k++)
            row[k] = i >> k & 1;
        states_put(&s, key_of(&s, NULL, row, 20), &fresh);
    }
    cr_expect_eq(states_count(&s), many);
    cr_expect_leq(states_bytes(&s), 20 * (size_t)many, "%zu", states_bytes(&s) / many);
    states_free(&s);
}
