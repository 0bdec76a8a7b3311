/* class_remarks.c - see class_remarks.h. */
#include "lesson/class_remarks.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { NAMED_IN_NOTE = 40 };

const char *class_remarks_who(const struct class_row *row)
{
    return row->name[0] ? row->name : row->file;
}

static void add(struct class_remarks *remarks, const char *before, const char *text)
{
    struct buffer whole = {0};
    buffer_printf(&whole, "%s%s", before, text);
    MEMORY_ROOM_FOR_ONE(remarks->texts, remarks->count, remarks->capacity);
    remarks->texts[remarks->count++] = buffer_take(&whole);
}

/* What is before, and behind, that others have the same commands. */
static void add_first(struct class_remarks *remarks, const struct class_row *row)
{
    if (row->problem[0])
        add(remarks, "", row->problem);
    if (row->state == HAND_IN_EDITED)
        add(remarks, "", "edited");
    if (row->state == HAND_IN_CUT)
        add(remarks, "", "its end is missing");
    if (row->other_version)
        add(remarks, "", "another version of the lesson");
}

void class_remarks_file(struct class_remarks *remarks, const struct class_row *row)
{
    if (row->namesake)
        add(remarks, "in ", row->file);
}

static void add_last(struct class_remarks *remarks, const struct class_row *row)
{
    if (row->refused[0])
        add(remarks, "not run: ", row->refused);
}

void class_remarks_of(struct class_remarks *remarks, const struct class_row *row)
{
    add_first(remarks, row);
    if (row->same[0])
        add(remarks, "the same commands as ", row->same);
    add_last(remarks, row);
}

/* All who have the same commands as this one. */
static void add_group(struct class_remarks *remarks, const struct class_row *rows, size_t count,
                      const struct class_row *row)
{
    struct buffer names = {0};
    size_t named = 0;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(rows[i].commands, row->commands) != 0)
            continue;
        if (named++ < NAMED_IN_NOTE)
            buffer_printf(&names, "%s%s", named > 1 ? ", " : "",
                          rows[i].namesake ? rows[i].file : class_remarks_who(&rows[i]));
    }
    if (named > NAMED_IN_NOTE)
        buffer_printf(&names, " and %zu more", named - NAMED_IN_NOTE);
    add(remarks, "the same commands: ", buffer_text(&names));
    buffer_free(&names);
}

void class_remarks_shared(struct class_remarks *remarks, const struct class_row *rows, size_t count,
                          size_t index)
{
    const struct class_row *row = &rows[index];
    add_first(remarks, row);
    if (row->same[0])
        add_group(remarks, rows, count, row);
    add_last(remarks, row);
}

size_t class_remarks_number(struct class_remarks *notes, const char *text)
{
    for (size_t i = 0; i < notes->count; i++)
        if (strcmp(notes->texts[i], text) == 0)
            return i + 1;
    add(notes, "", text);
    return notes->count;
}

void class_remarks_join(const struct class_remarks *remarks, struct buffer *out)
{
    for (size_t i = 0; i < remarks->count; i++)
        buffer_printf(out, "%s%s", i ? "; " : "", remarks->texts[i]);
}

void class_remarks_free(struct class_remarks *remarks)
{
    for (size_t i = 0; i < remarks->count; i++)
        free(remarks->texts[i]);
    free(remarks->texts);
    *remarks = (struct class_remarks){0};
}
