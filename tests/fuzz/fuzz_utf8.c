/* fuzz_utf8.c - whatever the bytes are, what is made visible of them may go to a terminal. */
#include "base/buffer.h"
#include "base/utf8.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer shown = {0};
    utf8_add_visible(&shown, (const char *)data, size, "\n");
    const char *text = buffer_text(&shown);
    if (utf8_valid_prefix(text, shown.length) != shown.length)
        abort();
    uint32_t c;
    for (size_t at = 0; at < shown.length; at += utf8_decode(text + at, shown.length - at, &c)) {
        utf8_decode(text + at, shown.length - at, &c);
        if (utf8_is_control(c) && c != '\n')
            abort();
    }
    if (utf8_valid_prefix((const char *)data, size) == size && shown.length < size)
        abort();
    buffer_free(&shown);
    return 0;
}
