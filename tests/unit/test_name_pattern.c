/* test_name_pattern.c - unit tests of texts of which some pieces are not known: which can be the
 * same. */
#include "export/name_pattern.h"

#include <criterion/criterion.h>
#include <string.h>

TestSuite(name_pattern, .timeout = 60);

/* # stands for a number, * for anything. */
static void put(struct buffer *out, const char *text)
{
    for (const char *c = text; *c; c++)
        if (*c == '#')
            name_pattern_number(out);
        else if (*c == '*')
            name_pattern_anything(out);
        else
            buffer_putc(out, *c);
}

static void expect(const char *a, const char *b, bool meet)
{
    struct buffer x = {0}, y = {0};
    put(&x, a);
    put(&y, b);
    cr_expect_eq(name_patterns_meet(buffer_text(&x), buffer_text(&y)), meet, "%s, %s", a, b);
    cr_expect_eq(name_patterns_meet(buffer_text(&y), buffer_text(&x)), meet, "%s, %s", b, a);
    buffer_free(&x);
    buffer_free(&y);
}

Test(name_pattern, texts)
{
    expect("t1", "t1", true);
    expect("t1", "t12", false);
    expect("", "", true);
    expect("", "t", false);
}

Test(name_pattern, numbers)
{
    expect("t#", "t1", true);
    expect("t#", "t-12", true);
    expect("t#", "t", false);
    expect("t#", "t-", false);
    expect("t#", "t1a", false);
    expect("t#", "writer1", false);
    expect("t#", "t#_#", false);
    expect("t#", "t#-#", false);
    expect("t#", "t##", true);
    expect("t#-1", "t2-#", true);
    expect("#", "1", true);
    expect("#a", "#b", false);
}

Test(name_pattern, anything)
{
    expect("*", "", true);
    expect("*", "t1", true);
    expect("t*", "t#", true);
    expect("t*a", "tb", false);
    expect("*a", "b*", true);
    expect("t*", "x*", false);
    expect("*", "*", true);
}
