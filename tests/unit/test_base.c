/* test_base.c - unit tests of src/base: strings, memory, UTF-8. */
#include "base/buffer.h"
#include "base/memory.h"
#include "base/utf8.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

TestSuite(buffer, .timeout = 30);

Test(buffer, a_zeroed_struct_is_an_empty_string)
{
    struct buffer b = {0};
    cr_assert_str_eq(buffer_text(&b), "");
    cr_assert_eq(b.length, 0);
    buffer_free(&b);
}
