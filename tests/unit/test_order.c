/* test_order.c - what explore says does not hang on how the libc sorts what compares as equal: this
 * program brings a qsort of its own, which can leave equals in either order. The C standard leaves
 * that open, and libcs differ. */
#include "../scripts.h"
#include "base/memory.h"
#include "explore/explore.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

TestSuite(order, .timeout = 300);

static bool equals_in_reverse;

/* In the place of the libc's. Insertion will do: only few are sorted. */
void qsort(void *base, size_t count, size_t size, int (*compare)(const void *, const void *))
{
    char *items = base, *item = memory_new(size);
    for (size_t i = 1; i < count; i++) {
        size_t at = i;
        memcpy(item, items + i * size, size);
        for (; at > 0; at--) {
            int by = compare(items + (at - 1) * size, item);
            if (by < 0 || (by == 0 && !equals_in_reverse))
                break;
            memcpy(items + at * size, items + (at - 1) * size, size);
        }
        memcpy(items + at * size, item, size);
    }
    free(item);
}

/* All that explore says of a script, as text. */
static char *said_of(const char *text)
{
    struct buffer said = {0};
    struct machine m;
    struct program *program = program_new();
    machine_init(&m, program, 0, 0);
    struct explore_options options = {.symmetry = true, .persistent = true, .forget = true};
    options.limit_states = 20000;
    options.script = script_compile(program, "test", text);
    cr_assert_neq(options.script, 0, "%s", text);
    struct explore_result *r = explore_run(&m, &options);
    for (size_t i = 0; i < r->finding_count; i++)
        buffer_printf(&said, "%s: %s\n", r->findings[i].message,
                      r->findings[i].schedule ? r->findings[i].schedule : "-");
    for (size_t i = 0; i < r->warning_count; i++)
        buffer_printf(&said, "%s\n", r->warnings[i].message);
    explore_free(r);
    machine_free(&m);
    program_free(program);
    return buffer_take(&said);
}

static void sort_both_ways(const char *path, const char *text, void *several)
{
    equals_in_reverse = false;
    char *one = said_of(text);
    equals_in_reverse = true;
    char *other = said_of(text);
    equals_in_reverse = false;
    *(size_t *)several += strchr(one, '\n') != strrchr(one, '\n');
    cr_expect_str_eq(one, other, "%s", path);
    free(one);
    free(other);
}

Test(order, findings_do_not_hang_on_how_equals_are_sorted)
{
    size_t several = 0;
    scripts_each("tests/programs/wrong/*.thr", sort_both_ways, &several);
    cr_expect_gt(several, 5, "there is little to sort in these programs");
}
