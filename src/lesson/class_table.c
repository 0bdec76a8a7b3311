/* class_table.c - see class_table.h. */
#include "lesson/class_table.h"

#include "base/columns.h"
#include "base/memory.h"
#include "base/utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAMED_AS_SAME = 3, NAME_COLUMNS = 28 };

/* ---- Order ------------------------------------------------------------------------------------
 */

static int by_name(const void *a, const void *b)
{
    const struct class_row *one = a, *other = b;
    int order = strcmp(one->lesson, other->lesson);
    if (!order)
        order = strcmp(one->name, other->name);
    return order ? order : strcmp(one->file, other->file);
}

static int by_commands(const void *a, const void *b)
{
    const struct class_row *const *one = a, *const *other = b;
    int order = strcmp((*one)->lesson, (*other)->lesson);
    if (!order)
        order = strcmp((*one)->commands, (*other)->commands);
    return order ? order : (*one < *other ? -1 : *one > *other);
}

/* Whose work it is, as it is shown. */
static const char *who(const struct class_row *row)
{
    return row->name[0] ? row->name : row->file;
}

/* Says of each of these, which have the same commands, who the others are. */
static void name_same(struct class_row *const *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct buffer names = {0};
        size_t named = 0;
        for (size_t k = 0; k < count && named < NAMED_AS_SAME; k++)
            if (k != i)
                buffer_printf(&names, "%s%s", named++ ? ", " : "",
                              rows[k]->namesake ? rows[k]->file : who(rows[k]));
        if (count - 1 > named)
            buffer_printf(&names, " and %zu more", count - 1 - named);
        free(rows[i]->same);
        rows[i]->same = buffer_take(&names);
    }
}

void class_table_sort(struct class_row *rows, size_t count)
{
    qsort(rows, count, sizeof *rows, by_name);
    for (size_t i = 1; i < count; i++)
        if (rows[i].name[0] && strcmp(rows[i - 1].lesson, rows[i].lesson) == 0 &&
            strcmp(rows[i - 1].name, rows[i].name) == 0)
            rows[i - 1].namesake = rows[i].namesake = true;
    struct class_row **same = memory_zeroed(count + 1, sizeof *same);
    for (size_t i = 0; i < count; i++)
        same[i] = &rows[i];
    qsort(same, count, sizeof *same, by_commands);
    for (size_t first = 0, next; first < count; first = next) {
        for (next = first + 1; next < count; next++)
            if (strcmp(same[next]->lesson, same[first]->lesson) != 0 ||
                strcmp(same[next]->commands, same[first]->commands) != 0)
                break;
        if (same[first]->commands[0] && next - first > 1)
            name_same(&same[first], next - first);
    }
    free(same);
}

/* ---- Words ------------------------------------------------------------------------------------
 */

static void add_remark(struct buffer *out, const char *before, const char *text)
{
    buffer_printf(out, "%s%s%s", out->length ? "; " : "", before, text);
}

void class_table_remarks(const struct class_row *row, struct buffer *out)
{
    if (row->problem[0])
        add_remark(out, "", row->problem);
    if (row->state == HAND_IN_EDITED)
        add_remark(out, "", "edited");
    if (row->state == HAND_IN_CUT)
        add_remark(out, "", "its end is missing");
    if (row->other_version)
        add_remark(out, "", "another version of the lesson");
    if (row->same[0])
        add_remark(out, "the same commands as ", row->same);
    if (row->refused[0])
        add_remark(out, "not run: ", row->refused);
}

struct word {
    const char *word, *meaning;
};

enum word_number { WORD_NONE, WORD_DONE, WORD_HINTS, WORD_ANSWER, WORD_SKIP, WORD_BEGUN, WORDS };

static const struct word words[WORDS] = {
    [WORD_NONE] = {"-", NULL},
    [WORD_DONE] = {"done", NULL},
    [WORD_HINTS] = {"hints", "done, with hints"},
    [WORD_ANSWER] = {"answer", "the lab has shown an answer"},
    [WORD_SKIP] = {"skip", "something was skipped"},
    [WORD_BEGUN] = {"begun", "not finished"},
};

static enum word_number word_of(const struct class_cell *cell)
{
    if (cell->outcome == WORK_NOTHING)
        return cell->begun ? WORD_BEGUN : WORD_NONE;
    return cell->outcome == WORK_SKIPPED ? WORD_SKIP
           : cell->shown                 ? WORD_ANSWER
           : cell->hints                 ? WORD_HINTS
                                         : WORD_DONE;
}

static bool is_doubtful(const struct class_cell *cell)
{
    return cell->fails || cell->unknown;
}

static void add_cell(const struct class_cell *cell, struct buffer *out)
{
    buffer_printf(out, "%s%s", words[word_of(cell)].word, is_doubtful(cell) ? "?" : "");
}

static void add_points(uint32_t half_points, struct buffer *out)
{
    buffer_printf(out, "%" PRIu32 "%s", half_points / 2, half_points % 2 ? ".5" : "");
}

/* ---- The table --------------------------------------------------------------------------------
 */

static size_t width_of(const char *text)
{
    return columns_of(text, strlen(text));
}

static void add_padded(struct buffer *out, const char *text, size_t columns)
{
    buffer_puts(out, text);
    columns_pad(out, text, columns);
}

/* A name, in so many columns at most. */
static char *shown_name(const struct class_row *row)
{
    struct buffer shown = {0};
    const char *name = who(row);
    utf8_add_visible(&shown, name, strlen(name), "");
    columns_cut(&shown, NAME_COLUMNS);
    return buffer_take(&shown);
}

static void add_row(const struct class_row *row, const size_t *widths, size_t cells,
                    size_t name_columns, struct buffer *out)
{
    struct buffer text = {0};
    char *name = shown_name(row);
    add_padded(out, name, name_columns + 2);
    free(name);
    for (size_t i = 0; i < cells; i++) {
        buffer_clear(&text);
        if (i < row->cell_count)
            add_cell(&row->cells[i], &text);
        add_padded(out, buffer_text(&text), widths[i] + 1);
    }
    buffer_clear(&text);
    if (row->cell_count) {
        add_points(row->half_points, &text);
        buffer_printf(&text, "/%" PRIu32, row->things);
    }
    add_padded(out, buffer_text(&text), 8);
    buffer_clear(&text);
    if (row->namesake)
        add_remark(&text, "in ", row->file);
    class_table_remarks(row, &text);
    utf8_add_visible(out, buffer_text(&text), text.length, "");
    buffer_free(&text);
    while (out->length && out->bytes[out->length - 1] == ' ')
        buffer_cut(out, out->length - 1);
    buffer_putc(out, '\n');
}

static void add_title(const struct class_row *rows, size_t count, struct buffer *out)
{
    const char *title = rows[0].title[0] ? rows[0].title : rows[0].lesson;
    if (title[0]) {
        buffer_puts(out, "lesson ");
        utf8_add_visible(out, title, strlen(title), "");
    } else {
        buffer_puts(out, "no hand-ins");
    }
    buffer_printf(out, ": %zu file%s\n", count, count == 1 ? "" : "s");
}

static void add_table(const struct class_row *rows, size_t count, struct buffer *out)
{
    size_t cells = 0;
    size_t name_columns = 4;
    add_title(rows, count, out);
    for (size_t i = 0; i < count; i++)
        cells = rows[i].cell_count > cells ? rows[i].cell_count : cells;
    size_t *widths = memory_zeroed(cells + 1, sizeof *widths);
    for (size_t i = 0; i < count; i++) {
        char *name = shown_name(&rows[i]);
        size_t columns = width_of(name);
        name_columns = columns > name_columns ? columns : name_columns;
        free(name);
        for (size_t k = 0; k < rows[i].cell_count; k++) {
            const struct class_cell *cell = &rows[i].cells[k];
            size_t width = strlen(words[word_of(cell)].word) + is_doubtful(cell);
            widths[k] = width > widths[k] ? width : widths[k];
        }
    }
    add_padded(out, "name", name_columns + 2);
    for (size_t i = 0; i < cells; i++) {
        char number[24];
        snprintf(number, sizeof number, "%zu", i + 1);
        widths[i] = strlen(number) > widths[i] ? strlen(number) : widths[i];
        add_padded(out, number, widths[i] + 1);
    }
    buffer_puts(out, cells ? "points\n" : "\n");
    for (size_t i = 0; i < count; i++)
        add_row(&rows[i], widths, cells, name_columns, out);
    free(widths);
}

/* Only the words that there are. */
static void add_meanings(const struct class_row *rows, size_t count, struct buffer *out)
{
    bool used[WORDS] = {false}, doubtful = false;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < rows[i].cell_count; k++) {
            used[word_of(&rows[i].cells[k])] = true;
            doubtful = doubtful || is_doubtful(&rows[i].cells[k]);
        }
    for (int w = 0; w < WORDS; w++)
        if (used[w] && words[w].meaning)
            buffer_printf(out, "%s: %s\n", words[w].word, words[w].meaning);
    if (doubtful)
        buffer_puts(out, "?: what was typed does not do it when it is played again, or was not "
                         "kept\n");
}

void class_table_text(const struct class_row *rows, size_t count, struct buffer *out)
{
    for (size_t first = 0, next; first < count; first = next) {
        for (next = first + 1; next < count; next++)
            if (strcmp(rows[next].lesson, rows[first].lesson) != 0)
                break;
        add_table(&rows[first], next - first, out);
        buffer_putc(out, '\n');
    }
    add_meanings(rows, count, out);
    if (out->length > 1 && out->bytes[out->length - 2] == '\n')
        buffer_cut(out, out->length - 1);
}

/* ---- For programs -----------------------------------------------------------------------------
 */

/* A field; what a spreadsheet would take for a formula is marked as text. */
static void add_field(const char *text, struct buffer *out)
{
    struct buffer shown = {0};
    utf8_add_visible(&shown, text, strlen(text), "");
    buffer_puts(out, out->length && out->bytes[out->length - 1] != '\n' ? ",\"" : "\"");
    if (strchr("=+-@", text[0]) && text[0] && text[1])
        buffer_putc(out, '\'');
    for (const char *c = buffer_text(&shown); *c; c++)
        buffer_printf(out, *c == '"' ? "\"\"" : "%c", *c);
    buffer_putc(out, '"');
    buffer_free(&shown);
}

static void add_csv_row(const struct class_row *row, size_t cells, struct buffer *out)
{
    struct buffer text = {0};
    const char *const texts[] = {row->name, row->file, row->lesson};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        add_field(texts[i], out);
    if (row->date)
        hand_in_add_time(&text, row->date);
    add_field(buffer_text(&text), out);
    buffer_putc(out, ',');
    add_points(row->half_points, out);
    buffer_printf(out, ",%" PRIu32, row->things);
    buffer_clear(&text);
    class_table_remarks(row, &text);
    add_field(buffer_text(&text), out);
    for (size_t i = 0; i < cells; i++) {
        buffer_clear(&text);
        if (i < row->cell_count)
            add_cell(&row->cells[i], &text);
        add_field(buffer_text(&text), out);
    }
    buffer_putc(out, '\n');
    buffer_free(&text);
}

void class_table_csv(const struct class_row *rows, size_t count, struct buffer *out)
{
    size_t cells = 0;
    for (size_t i = 0; i < count; i++)
        cells = rows[i].cell_count > cells ? rows[i].cell_count : cells;
    buffer_puts(out, "name,file,lesson,date,points,of,remarks");
    for (size_t i = 0; i < cells; i++)
        buffer_printf(out, ",section %zu", i + 1);
    buffer_putc(out, '\n');
    for (size_t i = 0; i < count; i++)
        add_csv_row(&rows[i], cells, out);
}

void class_table_json(const struct class_row *rows, size_t count, struct buffer *out)
{
    buffer_puts(out, "[\n");
    for (size_t i = 0; i < count; i++) {
        class_row_write(&rows[i], out);
        if (i + 1 < count) {
            buffer_cut(out, out->length - 1);
            buffer_puts(out, ",\n");
        }
    }
    buffer_puts(out, "]\n");
}
