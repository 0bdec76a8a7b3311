/* test_order.c - what explore says does not hang on how the libc sorts what compares as equal: this
 * program brings a qsort of its own, which can leave equals in either order. The C standard leaves
 * that open, and libcs differ. */
#include "base/memory.h"
#include "explore/explore.h"
#include "lang/compiler.h"
#include "lang/parser.h"

#include <criterion/criterion.h>
#include <glob.h>
#include <stdio.h>
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

static char *contents(const char *path)
{
    struct buffer text = {0};
    char bytes[4096];
    FILE *file = fopen(path, "r");
    cr_assert_not_null(file, "%s", path);
    for (size_t count; (count = fread(bytes, 1, sizeof bytes, file)) > 0;)
        buffer_add(&text, bytes, count);
    fclose(file);
    return buffer_take(&text);
}

/* All that explore says of a script, as text. */
static char *said_of(const char *text)
{
    struct source source = {.name = "test", .text = text, .length = strlen(text)};
    struct diagnostics found = {0};
    struct parser_options parsing = {0};
    struct buffer said = {0};
    struct machine m;
    struct program *program = program_new();
    machine_init(&m, program, 0, 0);
    struct tree *tree = parser_parse(&source, &parsing, &found);
    cr_assert_not_null(tree, "%s", text);
    uint32_t number = program_add_source(program, "test", text, strlen(text));
    struct explore_options options = {.symmetry = true, .persistent = true, .forget = true};
    options.limit_states = 20000;
    options.script = compile_script(program, number, tree, &found);
    struct explore_result *r = explore_run(&m, &options);
    for (size_t i = 0; i < r->finding_count; i++)
        buffer_printf(&said, "%s: %s\n", r->findings[i].message,
                      r->findings[i].schedule ? r->findings[i].schedule : "-");
    for (size_t i = 0; i < r->warning_count; i++)
        buffer_printf(&said, "%s\n", r->warnings[i].message);
    explore_free(r);
    machine_free(&m);
    tree_free(tree);
    diagnostics_free(&found);
    program_free(program);
    return buffer_take(&said);
}

Test(order, findings_do_not_hang_on_how_equals_are_sorted)
{
    struct buffer pattern = {0};
    glob_t scripts;
    const char *source = getenv("THRUM_SOURCE");
    cr_assert_not_null(source, "THRUM_SOURCE has to name the source tree");
    buffer_printf(&pattern, "%s/tests/programs/wrong/*.thr", source);
    cr_assert_eq(glob(buffer_text(&pattern), 0, NULL, &scripts), 0);
    size_t several = 0;
    for (size_t i = 0; i < scripts.gl_pathc; i++) {
        char *text = contents(scripts.gl_pathv[i]);
        equals_in_reverse = false;
        char *one = said_of(text);
        equals_in_reverse = true;
        char *other = said_of(text);
        equals_in_reverse = false;
        several += strchr(one, '\n') != strrchr(one, '\n');
        cr_expect_str_eq(one, other, "%s", scripts.gl_pathv[i]);
        free(one);
        free(other);
        free(text);
    }
    cr_expect_gt(several, 5, "there is little to sort in these programs");
    globfree(&scripts);
    buffer_free(&pattern);
}
