/* class_table.c - see class_table.h. */
#include "lesson/class_table.h"

#include "base/columns.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "lesson/class_remarks.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAMED_AS_SAME = 3, NAME_COLUMNS = 28 };

/* ---- Order ----------------------------------------------------------------------------------- */

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

/* Says of each of these, which have the same commands, who the others are. */
static void name_same(struct class_row *const *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct buffer names = {0};
        size_t named = 0;
        for (size_t k = 0; k < count && named < NAMED_AS_SAME; k++)
            if (k != i)
                buffer_printf(&names, "%s%s", named++ ? ", " : "",
                              rows[k]->namesake ? rows[k]->file : class_remarks_who(rows[k]));
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

/* ---- Words ----------------------------------------------------------------------------------- */

void class_table_remarks(const struct class_row *row, struct buffer *out)
{
    struct class_remarks remarks = {0};
    class_remarks_of(&remarks, row);
    class_remarks_join(&remarks, out);
    class_remarks_free(&remarks);
}

struct word {
    const char *word, *meaning;
    const char *sign; /* where there is no room for it */
};

enum word_number { WORD_NONE, WORD_DONE, WORD_HINTS, WORD_ANSWER, WORD_SKIP, WORD_BEGUN, WORDS };

static const struct word words[WORDS] = {
    [WORD_NONE] = {"-", NULL, "-"},
    [WORD_DONE] = {"done", NULL, "d"},
    [WORD_HINTS] = {"hints", "done, with hints", "h"},
    [WORD_ANSWER] = {"answer", "the lab has shown an answer", "a"},
    [WORD_SKIP] = {"skip", "something was skipped", "s"},
    [WORD_BEGUN] = {"begun", "not finished", "b"},
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

static void add_cell(const struct class_cell *cell, bool signs, struct buffer *out)
{
    const struct word *word = &words[word_of(cell)];
    buffer_printf(out, "%s%s", signs ? word->sign : word->word, is_doubtful(cell) ? "?" : "");
}

static void add_points(uint32_t half_points, struct buffer *out)
{
    buffer_printf(out, "%" PRIu32 "%s", half_points / 2, half_points % 2 ? ".5" : "");
}

/* ---- The table ------------------------------------------------------------------------------- */

static size_t width_of(const char *text)
{
    return columns_of(text, strlen(text));
}

static void add_padded(struct buffer *out, const char *text, size_t columns)
{
    buffer_puts(out, text);
    columns_pad(out, text, columns);
}

/* How the rows of one lesson are laid out. */
struct layout {
    const struct class_row *rows;
    size_t count, columns; /* of the terminal, or what is taken for it */
    size_t cells, *widths; /* of the cells' columns */
    size_t name_columns;
    bool signs; /* cells are signs */
    bool noted; /* remarks are numbers of notes below the table */
    struct class_remarks notes;
};

enum { POINTS_COLUMNS = 8 };

/* A name, in so many columns at most. */
static char *shown_name(const struct class_row *row)
{
    struct buffer shown = {0};
    const char *name = class_remarks_who(row);
    utf8_add_visible(&shown, name, strlen(name), "");
    columns_cut(&shown, NAME_COLUMNS);
    return buffer_take(&shown);
}

/* As they stand in the row. Where a row has no cells its remark is all that there is to say. */
static void add_remarks(struct layout *l, size_t index, struct buffer *out)
{
    struct class_remarks remarks = {0};
    struct buffer text = {0};
    class_remarks_file(&remarks, &l->rows[index]);
    if (l->noted && l->rows[index].cell_count) {
        class_remarks_shared(&remarks, l->rows, l->count, index);
        for (size_t i = 0; i < remarks.count; i++)
            buffer_printf(&text, "%s%zu", i ? ", " : "",
                          class_remarks_number(&l->notes, remarks.texts[i]));
    } else {
        class_remarks_of(&remarks, &l->rows[index]);
        class_remarks_join(&remarks, &text);
    }
    utf8_add_visible(out, buffer_text(&text), text.length, "");
    buffer_free(&text);
    class_remarks_free(&remarks);
}

static void add_row(struct layout *l, size_t index, struct buffer *out)
{
    const struct class_row *row = &l->rows[index];
    struct buffer text = {0};
    char *name = shown_name(row);
    add_padded(out, name, l->name_columns + 2);
    free(name);
    for (size_t i = 0; i < l->cells; i++) {
        buffer_clear(&text);
        if (i < row->cell_count)
            add_cell(&row->cells[i], l->signs, &text);
        add_padded(out, buffer_text(&text), l->widths[i] + 1);
    }
    buffer_clear(&text);
    if (row->cell_count) {
        add_points(row->half_points, &text);
        buffer_printf(&text, "/%" PRIu32, row->things);
    }
    add_padded(out, buffer_text(&text), POINTS_COLUMNS);
    buffer_free(&text);
    add_remarks(l, index, out);
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

static void measure(struct layout *l)
{
    l->name_columns = strlen("name");
    l->cells = 0;
    for (size_t i = 0; i < l->count; i++)
        l->cells = l->rows[i].cell_count > l->cells ? l->rows[i].cell_count : l->cells;
    free(l->widths);
    l->widths = memory_zeroed(l->cells + 1, sizeof *l->widths);
    for (size_t k = 0; k < l->cells; k++)
        l->widths[k] = k + 1 < 10 ? 1 : 2; /* of its number */
    for (size_t i = 0; i < l->count; i++) {
        char *name = shown_name(&l->rows[i]);
        size_t columns = width_of(name);
        l->name_columns = columns > l->name_columns ? columns : l->name_columns;
        free(name);
        for (size_t k = 0; k < l->rows[i].cell_count; k++) {
            struct buffer text = {0};
            add_cell(&l->rows[i].cells[k], l->signs, &text);
            l->widths[k] = text.length > l->widths[k] ? text.length : l->widths[k];
            buffer_free(&text);
        }
    }
}

/* Without remarks. */
static size_t columns_of_rows(const struct layout *l)
{
    size_t columns = l->name_columns + 2 + POINTS_COLUMNS;
    for (size_t k = 0; k < l->cells; k++)
        columns += l->widths[k] + 1;
    return columns;
}

static bool remarks_fit(struct layout *l)
{
    bool fit = true;
    l->noted = false;
    for (size_t i = 0; i < l->count && fit; i++) {
        struct buffer text = {0};
        add_remarks(l, i, &text);
        fit = !l->rows[i].cell_count ||
              columns_of_rows(l) + width_of(buffer_text(&text)) <= l->columns;
        buffer_free(&text);
    }
    return fit;
}

/* Remarks stand in the rows as long as there is room. */
static void lay_out(struct layout *l, bool signs)
{
    l->signs = signs;
    measure(l);
    l->noted = !remarks_fit(l);
}

static void add_header(const struct layout *l, struct buffer *out)
{
    add_padded(out, "name", l->name_columns + 2);
    for (size_t i = 0; i < l->cells; i++) {
        char number[24];
        snprintf(number, sizeof number, "%zu", i + 1);
        add_padded(out, number, l->widths[i] + 1);
    }
    bool noted = false;
    for (size_t i = 0; i < l->count; i++) {
        struct class_remarks remarks = {0};
        class_remarks_file(&remarks, &l->rows[i]);
        class_remarks_of(&remarks, &l->rows[i]);
        noted = noted || (l->noted && l->rows[i].cell_count && remarks.count);
        class_remarks_free(&remarks);
    }
    buffer_puts(out, !l->cells ? "\n" : noted ? "points  notes\n" : "points\n");
}

/* A note, its lines broken at blanks. */
static void add_note(size_t number, const char *text, size_t columns, struct buffer *out)
{
    struct buffer shown = {0};
    char label[24];
    utf8_add_visible(&shown, text, strlen(text), "");
    size_t hang = (size_t)snprintf(label, sizeof label, "%zu: ", number), at = hang;
    buffer_puts(out, label);
    for (const char *word = buffer_text(&shown); *word;) {
        size_t length = strcspn(word, " "), wide = columns_of(word, length);
        if (at > hang && at + 1 + wide > columns) {
            buffer_printf(out, "\n%*s", (int)hang, "");
            at = hang;
        } else if (at > hang) {
            buffer_putc(out, ' ');
            at++;
        }
        buffer_add(out, word, length);
        at += wide;
        word += length + strspn(word + length, " ");
    }
    buffer_putc(out, '\n');
    buffer_free(&shown);
}

static void add_table(struct layout *l, struct buffer *out)
{
    add_title(l->rows, l->count, out);
    add_header(l, out);
    for (size_t i = 0; i < l->count; i++)
        add_row(l, i, out);
    if (l->notes.count)
        buffer_putc(out, '\n');
    for (size_t i = 0; i < l->notes.count; i++)
        add_note(i + 1, l->notes.texts[i], l->columns, out);
    buffer_putc(out, '\n');
}

/* The rows of one lesson, from the first on. */
static struct layout table_of(const struct class_row *rows, size_t count, size_t columns)
{
    size_t next = 1;
    while (next < count && strcmp(rows[next].lesson, rows[0].lesson) == 0)
        next++;
    return (struct layout){.rows = rows, .count = next, .columns = columns};
}

/* Whether there is no room for the cells' words in one of the tables. */
static bool needs_signs(const struct class_row *rows, size_t count, size_t columns)
{
    bool needs = false;
    for (size_t first = 0; first < count && !needs;) {
        struct layout l = table_of(&rows[first], count - first, columns);
        measure(&l);
        needs = columns_of_rows(&l) > columns;
        free(l.widths);
        first += l.count;
    }
    return needs;
}

/* Only the words that there are. */
static void add_meanings(const struct class_row *rows, size_t count, bool signs, struct buffer *out)
{
    bool used[WORDS] = {false}, doubtful = false;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < rows[i].cell_count; k++) {
            used[word_of(&rows[i].cells[k])] = true;
            doubtful = doubtful || is_doubtful(&rows[i].cells[k]);
        }
    for (int w = WORD_DONE; w < WORDS; w++)
        if (used[w] && signs)
            buffer_printf(out, "%s: %s\n", words[w].sign,
                          words[w].meaning ? words[w].meaning : words[w].word);
        else if (used[w] && words[w].meaning)
            buffer_printf(out, "%s: %s\n", words[w].word, words[w].meaning);
    if (doubtful)
        buffer_puts(out, "?: what was typed does not do it when it is played again, or was not "
                         "kept\n");
}

void class_table_text(const struct class_row *rows, size_t count, size_t columns,
                      struct buffer *out)
{
    bool signs = needs_signs(rows, count, columns);
    for (size_t first = 0; first < count;) {
        struct layout l = table_of(&rows[first], count - first, columns);
        lay_out(&l, signs);
        add_table(&l, out);
        first += l.count;
        class_remarks_free(&l.notes);
        free(l.widths);
    }
    add_meanings(rows, count, signs, out);
    if (out->length > 1 && out->bytes[out->length - 2] == '\n')
        buffer_cut(out, out->length - 1);
}

/* ---- For programs ---------------------------------------------------------------------------- */

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
            add_cell(&row->cells[i], false, &text);
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
