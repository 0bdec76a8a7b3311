/* columns_told.c - a row of the columns as a sentence, for who hears it; see columns.h. */
#include "watch/columns.h"

#include "base/buffer.h"
#include "watch/record_words.h"

#include <inttypes.h>
#include <string.h>

static const char *without_blanks(const char *text)
{
    return text + strspn(text, " ");
}

static bool is_same(const struct columns_cell *a, const struct columns_cell *b)
{
    return b && strcmp(a->text, b->text) == 0;
}

/* "at 0.162 s, step 4, ", as far as it stands there; a time that is still the same is not told. */
static void add_when(const struct columns_request *q, const struct columns *c, size_t row,
                     struct buffer *out)
{
    const struct columns_cell *cells = c->rows[row].cells;
    const struct columns_cell *before = row ? c->rows[row - 1].cells : NULL;
    const char *margin = without_blanks(cells[COLUMNS_MARGIN].text);
    /* The last step that is done has a mark where others follow it. */
    const char *step = cells[COLUMNS_STEP].text + strcspn(cells[COLUMNS_STEP].text, "0123456789");
    bool stands = *step && step > without_blanks(cells[COLUMNS_STEP].text);
    bool same = is_same(&cells[COLUMNS_MARGIN], before ? &before[COLUMNS_MARGIN] : NULL);
    if (*margin && !same && q->lines)
        buffer_printf(out, "line %s, ", margin);
    else if (*margin && !same)
        buffer_printf(out, "at %s s, ", margin);
    if (stands)
        buffer_puts(out, "here you stand: ");
    if (*step)
        buffer_printf(out, "step %s, ", step);
}

/* What came about; the signs with which it stands in a column are words. */
static void add_words(const struct columns_request *q, uint64_t entry, struct buffer *out)
{
    const struct record_entry *e = record_entry(q->record, entry);
    struct buffer words = {0};
    bool joins = e->outcome == WAITS_FOR_THREAD || e->outcome == WAITS_FOR_ALL;
    record_add_words(q->record, q->machine, entry, &words);
    const char *text = buffer_text(&words);
    if (e->kind == RECORD_BLOCKED)
        buffer_printf(out, " %s %s", joins ? "joins" : "waits for", text + strspn(text, ": "));
    else if (e->kind == RECORD_WITHIN)
        buffer_printf(out, ", in the block: %s", strchr(text, ' ') + 1);
    else
        buffer_printf(out, ": %s", text);
    buffer_free(&words);
}

void columns_add_sentence(const struct columns_request *q, const struct columns *c, size_t row,
                          struct buffer *out)
{
    const struct columns_row *r = &c->rows[row];
    const struct record_entry *e = record_entry(q->record, r->entry);
    buffer_puts(out, r->to_come ? "to come: " : "");
    add_when(q, c, row, out);
    record_add_thread(q->record, q->machine, e->thread, out);
    add_words(q, r->entry, out);
    for (size_t i = 0; i < c->release_count; i++) {
        if (c->releases[i].row != row)
            continue;
        buffer_puts(out, ", lets ");
        record_add_thread(q->record, q->machine, c->releases[i].thread, out);
        buffer_puts(out, " go");
    }
}
