/* test_kinds.c - the rows of core/kinds.h against one another, and against the words of the
 * language that make their objects and work on them. */
#include "base/buffer.h"
#include "core/kinds.h"
#include "lang/words.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

TestSuite(kinds, .timeout = 30);

static const struct kind_row *row(unsigned kind)
{
    return &kind_rows[kind];
}

Test(kinds, every_kind_has_a_name_of_its_own)
{
    for (unsigned k = 0; k < ENTITY_KINDS; k++) {
        cr_assert(*row(k)->name && *row(k)->shown.kind, "kind %u", k);
        cr_assert(strcmp(row(k)->article, "a") == 0 || strcmp(row(k)->article, "an") == 0, "%s",
                  row(k)->name);
        for (unsigned other = 0; other < k; other++)
            cr_assert_str_neq(row(k)->name, row(other)->name);
    }
}

Test(kinds, the_word_that_makes_it_is_one)
{
    for (unsigned k = 0; k < ENTITY_KINDS; k++) {
        if (!row(k)->word)
            continue;
        const struct word *w = word_find(row(k)->word, strlen(row(k)->word));
        cr_assert(w && word_is_command(w), "%s", row(k)->name);
        cr_assert_eq(kinds_made_by(w->name), k, "%s", row(k)->name);
    }
    cr_assert_eq(kinds_made_by("unlock"), ENTITY_FREE);
}

/* Each word that makes an object has a row, or it would make nothing. */
Test(kinds, every_word_that_makes_an_object_has_a_kind)
{
    for (int id = WORD_MUTEX; id <= WORD_ONCE; id++) {
        const char *word = word_get((enum word_id)id)->name;
        cr_assert_neq(kinds_made_by(word), ENTITY_FREE, "%s", word);
    }
}

Test(kinds, what_is_counted_says_what_it_wants)
{
    for (unsigned k = 0; k < ENTITY_KINDS; k++) {
        const struct kind_number *n = &row(k)->number;
        bool counted = n->is == NUMBER_COUNT || n->is == NUMBER_BOUND;
        cr_assert_eq(counted, n->wants != NULL, "%s", row(k)->name);
        cr_assert(n->least <= n->most, "%s", row(k)->name);
    }
}

Test(kinds, what_wait_takes_says_how)
{
    for (unsigned k = 0; k < ENTITY_KINDS; k++) {
        const struct kind_wait *w = &row(k)->wait;
        bool waited = kind_takes(k, OPERATION_WAIT);
        bool listed = row(k)->waiter.waits == WAITER_LISTED || row(k)->waiter.waits == WAITER_BOTH;
        bool sent = kind_takes(k, OPERATION_SEND); /* whose operations begin to wait themselves */
        bool awaited = kind_takes(k, OPERATION_AWAIT) || kind_takes(k, OPERATION_FUTEX);
        bool queued = kind_takes(k, OPERATION_RDLOCK); /* the same, and they are told by them */
        cr_assert_eq(waited, w->begin != NULL, "%s", row(k)->name);
        cr_assert_eq(waited || awaited, *w->begins != '\0', "%s", row(k)->name);
        cr_assert_eq(waited || awaited || sent, *w->goes_on != '\0', "%s", row(k)->name);
        cr_assert_eq(waited || awaited || sent || queued, w->resume != NULL, "%s", row(k)->name);
        cr_assert_eq(waited || awaited || sent || queued, listed, "%s", row(k)->name);
        cr_assert(!listed || *row(k)->waiter.missing, "%s", row(k)->name);
    }
}

Test(kinds, what_is_held_says_by_whom)
{
    for (unsigned k = 0; k < ENTITY_KINDS; k++) {
        const struct kind_holder *h = &row(k)->holder;
        cr_assert_eq(h->by != HELD_NOBODY, *h->held && *h->is_held, "%s", row(k)->name);
        if (*h->lets_go)
            cr_assert(word_find(h->lets_go, strlen(h->lets_go)), "%s", h->lets_go);
    }
}

Test(kinds, every_operation_is_taken_by_some_kind)
{
    for (unsigned o = 0; o < OPERATION_COUNT; o++)
        cr_assert_neq(kinds_taking((enum kind_operation)o), 0, "operation %u", o);
    cr_assert_eq(kinds_taking(OPERATION_ACQUIRE), KINDS_TAKING(ACQUIRE));
    cr_assert_eq(KINDS_TAKING(CARRY), 1u << ENTITY_MUTEX | 1u << ENTITY_RLOCK);
}

/* No word in braces is left over, in whatever form. */
static void check_text(const char *text, const char *name)
{
    struct buffer out = {0};
    for (unsigned form = 0; form < 4; form++) {
        buffer_clear(&out);
        kind_add_text(text, form, &(struct kind_values){.name = "n", .lock = "l", .count = 2},
                      &out);
        for (const char *at = buffer_text(&out); (at = strchr(at, '{')); at++)
            cr_assert_eq(at[1], ' ', "%s: \"%s\"", name, buffer_text(&out));
        cr_assert_null(strchr(buffer_text(&out), '|'), "%s: \"%s\"", name, buffer_text(&out));
    }
    buffer_free(&out);
}

Test(kinds, every_text_can_be_put_together)
{
    for (unsigned k = 0; k < ENTITY_KINDS; k++) {
        const struct kind_row *r = row(k);
        const char *texts[] = {
            r->shown.stands, r->shown.states, r->waiter.turn,  r->waiter.listed, r->waiter.missing,
            r->wait.begins,  r->wait.at_once, r->wait.in_vain, r->wait.goes_on,  r->wait.gives_up};
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
            check_text(texts[i], r->name);
    }
}

Test(kinds, a_text_has_forms_and_fields)
{
    const char *text = "empty|{count} of {of}, {left} left; with {name} { get {name} }";
    struct buffer out = {0};
    struct kind_values values = {.name = "q", .count = 2, .of = 5};
    kind_add_text(text, 0, &values, &out);
    cr_assert_str_eq(buffer_text(&out), "empty");
    buffer_clear(&out);
    kind_add_text(text, 1, &values, &out);
    cr_assert_str_eq(buffer_text(&out), "2 of 5, 3 left; with q { get q }");
    buffer_clear(&out);
    kind_add_text(text, 7, &values, &out); /* the last one */
    cr_assert_str_eq(buffer_text(&out), "2 of 5, 3 left; with q { get q }");
    buffer_free(&out);
}

Test(kinds, names_are_put_side_by_side)
{
    struct buffer out = {0};
    kinds_add_names(1u << ENTITY_EVENT | 1u << ENTITY_CONDITION | 1u << ENTITY_BARRIER, &out);
    cr_assert_str_eq(buffer_text(&out), "an event, condition or barrier");
    buffer_clear(&out);
    kinds_add_names(1u << ENTITY_SEMAPHORE | 1u << ENTITY_BOUNDED, &out);
    cr_assert_str_eq(buffer_text(&out), "a semaphore");
    buffer_clear(&out);
    kinds_add_names(1u << ENTITY_QUEUE, &out);
    cr_assert_str_eq(buffer_text(&out), "a queue");
    buffer_free(&out);
}
