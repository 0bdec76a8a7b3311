/* test_failure.c - unit tests of errors as data: every row's places, and what a number keeps. */
#include "bare.h"

#include "core/machine.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

TestSuite(failure, .timeout = 60);

/* A program whose instruction 1 has a place. */
static struct program *program_of(struct bare *b)
{
    cr_assert(bare_begin(b, "mutex m\nprint 1", &(struct bare_options){0}));
    return b->program;
}

static uint32_t name_of(struct program *p, const char *name)
{
    return name_intern(p->texts, name, strlen(name));
}

/* What each type of argument is, for the rows. */
static struct argument sample(struct program *p, enum argument_type type)
{
    struct failure inner = {FAILURE_DIVISION_BY_ZERO, {{0}}};
    switch (type) {
    case ARGUMENT_NONE:
    case ARGUMENT_TYPES:
        break;
    case ARGUMENT_NAME:
    case ARGUMENT_THREAD:
        return argument_of(type, name_of(p, "fork"));
    case ARGUMENT_ENTITY:
        return (struct argument){.type = ARGUMENT_ENTITY, .extra = 4, .number = name_of(p, "fork")};
    case ARGUMENT_KIND:
        return argument_kind(ENTITY_EVENT);
    case ARGUMENT_NUMBER:
        return argument_number(-7);
    case ARGUMENT_VALUE:
        return argument_value(value_boolean(true));
    case ARGUMENT_DESIGNATOR:
        return argument_designator(
            (struct value){.kind = VALUE_ELEMENT, .extra = 2, .number = name_of(p, "fork")});
    case ARGUMENT_SORT:
        return argument_sort(VALUE_INTEGER);
    case ARGUMENT_TEXT:
        return argument_text(text_intern_message(p->texts, "x = 2", 5));
    case ARGUMENT_PC:
        return argument_pc(1);
    case ARGUMENT_WANTED:
        return argument_wanted(WANTED_BARRIER);
    case ARGUMENT_PHRASE:
        return argument_phrase(PHRASE_TIME_LIMIT);
    case ARGUMENT_OPERATOR:
        return argument_operator(BINARY_LESS_EQUAL);
    case ARGUMENT_FAILURE:
        return argument_failure(failure_intern(p, &inner));
    }
    return (struct argument){0};
}

static char *words_of(struct program *p, const struct failure *f)
{
    struct buffer out = {0};
    failure_add(p, f, &out);
    buffer_puts(&out, "");
    return buffer_take(&out);
}

Test(failure, every_row_has_words_for_its_arguments)
{
    struct bare b;
    struct program *p = program_of(&b);
    for (unsigned code = FAILURE_NONE + 1; code < FAILURE_CODES; code++) {
        struct failure f = {.code = code};
        for (unsigned i = 0; i < FAILURE_ARGUMENTS; i++)
            f.with[i] = sample(p, failure_argument_type((enum failure_code)code, i));
        cr_expect(failure_fits(&f), "%u", code);
        char *words = words_of(p, &f);
        cr_expect_not_null(words, "%u", code);
        cr_expect(words && words[0] && !strstr(words, "{1") && !strstr(words, "{2"), "%s", words);
        uint32_t number = failure_intern(p, &f);
        cr_expect_neq(number, 0, "%s", words);
        struct failure again = failure_read(p, number);
        cr_expect_eq(failure_intern(p, &again), number, "%s", words);
        char *words_again = words_of(p, &again);
        cr_expect_str_eq(words_again, words);
        free(words_again);
        /* One argument fewer, or another one, is objected to. */
        for (unsigned i = 0; i < FAILURE_ARGUMENTS && f.with[i].type; i++) {
            struct failure other = f;
            other.with[i].type = ARGUMENT_NONE;
            cr_expect_not(failure_fits(&other), "%s", words);
            other.with[i].type = f.with[i].type == ARGUMENT_NAME ? ARGUMENT_VALUE : ARGUMENT_NAME;
            cr_expect_not(failure_fits(&other), "%s", words);
        }
        free(words);
    }
    bare_end(&b);
}

Test(failure, each_place_shows_its_argument)
{
    static const struct {
        enum failure_code code;
        const char *words;
    } expected[] = {
        {FAILURE_NOT_DECLARED, "fork is not declared"},
        {FAILURE_NOTHING_TO_RELEASE, "nobody holds fork[3], so there is nothing to release"},
        {FAILURE_STARTED_ALREADY,
         "fork has been started already; an event can be started only once"},
        {FAILURE_WRONG_KIND, "fork[2] is an event, not a barrier"},
        {FAILURE_UNKNOWN, "there is no barrier called fork[2]"},
        {FAILURE_UNKNOWN_TO_BE_MADE,
         "there is no barrier called fork[2]; make one first: barrier fork[2] 2"},
        {FAILURE_WRONG_COUNT, "fork takes -7 values, but got -7"},
        {FAILURE_NO_FUNCTION,
         "there is no function called fork; make one first: define fork() { ... }"},
        {FAILURE_NO_ELEMENT, "there is no element true: the array has the elements 0 to -7"},
        {FAILURE_OPERANDS, "<= cannot take an integer and an integer"},
        {FAILURE_NOT_DURATION, "a time limit takes a duration, such as 2s, 250ms or 0.5"},
        {FAILURE_ATOMIC_WAITS, "an atomic block cannot wait: `mutex m` is not allowed in it"},
        {FAILURE_BROKEN_SEEN, "this step breaks `mutex m` (test:1:1): x = 2"},
        {FAILURE_NEVER_EVALUATED, "the invariant cannot be evaluated: division by zero"},
        {FAILURE_OPERANDS_TEXT, "<= cannot take an integer and an integer; to join a value to a "
                                "string write \"text {value}\""},
    };
    struct bare b;
    struct program *p = program_of(&b);
    for (size_t k = 0; k < sizeof expected / sizeof *expected; k++) {
        struct failure f = {.code = expected[k].code};
        for (unsigned i = 0; i < FAILURE_ARGUMENTS; i++)
            f.with[i] = sample(p, failure_argument_type(expected[k].code, i));
        char *words = words_of(p, &f);
        cr_expect_str_eq(words, expected[k].words);
        free(words);
    }
    bare_end(&b);
}

Test(failure, equal_ones_are_equal_numbers)
{
    struct bare b;
    struct program *p = program_of(&b);
    uint32_t fork = name_of(p, "fork"), spoon = name_of(p, "spoon");
    struct failure one = {FAILURE_NOT_DECLARED, {argument_name(fork)}};
    struct failure same = {FAILURE_NOT_DECLARED, {argument_name(fork)}};
    struct failure other = {FAILURE_NOT_DECLARED, {argument_name(spoon)}};
    struct failure otherwise = {FAILURE_PRIVATE_UNSET, {argument_name(fork)}};
    cr_expect_eq(failure_intern(p, &one), failure_intern(p, &same));
    cr_expect_neq(failure_intern(p, &one), failure_intern(p, &other));
    cr_expect_neq(failure_intern(p, &one), failure_intern(p, &otherwise));
    cr_expect_eq(failure_read(p, 0).code, FAILURE_NONE);
    bare_end(&b);
}

/* What a program raises is its own, whatever it says; what it catches is in words. */
Test(failure, what_a_program_raises_is_its_own)
{
    static const char program[] = "try { raise \"division by zero\" } catch error { print error }\n"
                                  "try { print 1 / 0 } catch error { print error }\n"
                                  "raise \"division by zero\"";
    struct bare b;
    cr_assert(bare_begin(&b, program, &(struct bare_options){0}));
    bare_finish(&b);
    cr_expect_str_eq(buffer_text(&b.output), "main: division by zero\n"
                                             "main: division by zero\n"
                                             "main failed: division by zero\n");
    struct value result = state_thread(b.machine.state, STATE_MAIN)->result;
    cr_expect_eq(result.kind, (uint32_t)VALUE_FAILURE);
    cr_expect_eq(failure_read(b.program, (uint32_t)result.number).code, FAILURE_RAISED);
    bare_end(&b);
}
