/* compare.c - src/explore against the oracle: random programs, with every combination of the
 * reductions. Prints TAP (tests/tap.h says what that is).
 *
 *     tests/programs/compare                    what `make check` looks at: 300 random programs,
 *                                               100 of threads in a circle, and those of
 *                                               tests/programs
 *     tests/programs/compare FIRST COUNT        the random programs with these numbers
 *     tests/programs/compare FILE...            these scripts
 *     tests/programs/compare --draw NUMBER      prints a random program
 *
 * A disagreement (agree.h) is printed with its program. */
#include "agree.h"
#include "random_program.h"
#include "subjects.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PROGRAMS = 300, CIRCLES = 100, BATCH = 25, MOST_STATES = 3000, MOST_STATES_BY_HAND = 30000 };

struct comparison {
    uint64_t most_states;
    unsigned lines, differences;
};

static void compare(const char *name, const char *text, void *comparison)
{
    struct comparison *c = comparison;
    if (agree(text, c->most_states, true))
        return;
    c->differences++;
    printf("# %s:\n", name);
    subject_print(text);
}

static void tell(struct comparison *c, bool agrees, const char *what)
{
    printf("%s %u - %s\n", agrees ? "ok" : "not ok", ++c->lines, what);
    fflush(stdout);
}

/* One line of TAP for each. */
static void compare_one(const char *name, const char *text, void *comparison)
{
    struct comparison *c = comparison;
    unsigned before = c->differences;
    compare(name, text, c);
    tell(c, c->differences == before, name);
}

/* One line of TAP for BATCH programs. */
static void compare_random(struct comparison *c, uint64_t begin, unsigned count)
{
    for (uint64_t first = begin; first < begin + count; first += BATCH) {
        unsigned before = c->differences;
        char what[64];
        for (uint64_t number = first; number < first + BATCH; number++)
            subject_random(number, compare, c);
        snprintf(what, sizeof what, "random programs %" PRIu64 " to %" PRIu64, first,
                 first + BATCH - 1);
        tell(c, c->differences == before, what);
    }
}

static int draw(const char *number)
{
    struct buffer text = {0};
    random_program(strtoull(number, NULL, 10), &text);
    fputs(buffer_text(&text), stdout);
    buffer_free(&text);
    return 0;
}

int main(int argc, char **argv)
{
    struct comparison c = {.most_states = MOST_STATES_BY_HAND};
    bool good = true;
    if (argc == 3 && strcmp(argv[1], "--draw") == 0)
        return draw(argv[2]);
    if (argc == 1) {
        scripts_each("tests/programs/*/*.thr", compare_one, &c);
        c.most_states = MOST_STATES;
        compare_random(&c, 1, PROGRAMS);
        compare_random(&c, RANDOM_CIRCLES, CIRCLES);
    } else {
        good = subjects_of_arguments(argc, argv, compare_one, NULL, &c);
    }
    printf("1..%u\n", c.lines);
    return !good || c.differences;
}
