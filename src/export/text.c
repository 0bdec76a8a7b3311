/* text.c - see text.h. */
#include "export/text.h"

#include "base/buffer.h"
#include "export/left_out.h"
#include "watch/columns.h"

bool text_write(const struct export_run *run, FILE *file)
{
    struct columns c;
    struct buffer out = {0}, rest = {0};
    columns_make(&(struct columns_request){.record = run->film->record,
                                           .machine = run->machine,
                                           .first = COLUMNS_END,
                                           .rows = TEXT_ROWS,
                                           .width = TEXT_WIDTH,
                                           .stands = UINT64_MAX},
                 &c);
    columns_add_line(&c, c.head, &out);
    buffer_putc(&out, '\n');
    for (size_t row = 0; row < c.row_count; row++) {
        columns_add_line(&c, c.rows[row].cells, &out);
        buffer_putc(&out, '\n');
    }
    export_add_more_threads(c.without, &rest);
    export_add_left_out(export_steps_before(run->film->record, &c), &rest);
    if (rest.length)
        buffer_printf(&out, "%s\n", buffer_text(&rest));
    columns_free(&c);
    bool good = fwrite(out.bytes, 1, out.length, file) == out.length;
    buffer_free(&out);
    buffer_free(&rest);
    return good;
}
