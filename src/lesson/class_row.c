/* class_row.c - see class_row.h. */
#include "lesson/class_row.h"

#include "base/memory.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void class_row_begin(struct class_row *row, const char *file)
{
    *row = (struct class_row){.file = memory_copy(file),
                              .name = memory_copy(""),
                              .lesson = memory_copy(""),
                              .title = memory_copy(""),
                              .problem = memory_copy(""),
                              .refused = memory_copy(""),
                              .same = memory_copy(""),
                              .state = HAND_IN_NONE};
}

void class_row_free(struct class_row *row)
{
    free(row->file);
    free(row->name);
    free(row->lesson);
    free(row->title);
    free(row->problem);
    free(row->refused);
    free(row->same);
    free(row->cells);
    *row = (struct class_row){0};
}

/* ---- Filling --------------------------------------------------------------------------------- */

uint32_t class_row_worth(const struct work_entry *e, enum work_verdict verdict)
{
    if (e->outcome != WORK_DONE || verdict != WORK_REPLAYS)
        return 0;
    bool helped = e->hints || e->shown || (e->kind == WORK_QUESTION && e->tries > 1);
    return helped ? 1 : 2;
}

/* What is said twice of one thing counts once. */
static bool is_first(const struct hand_in_section *s, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (s->entries[i].kind == s->entries[index].kind &&
            s->entries[i].number == s->entries[index].number)
            return false;
    return true;
}

static void add_entry(struct class_cell *cell, const struct work_entry *e,
                      enum work_verdict verdict)
{
    cell->begun += e->outcome != WORK_NOTHING;
    cell->hints = cell->hints || e->hints;
    cell->shown = cell->shown || e->shown || e->outcome == WORK_ANSWERED;
    cell->unknown = cell->unknown || (cell->outcome != WORK_NOTHING && e->outcome == WORK_NOTHING);
    cell->fails = cell->fails || (e->outcome == WORK_DONE && verdict != WORK_REPLAYS);
    cell->half_points += class_row_worth(e, verdict);
}

/* What was typed, blanks aside, as one text. */
static void add_commands(struct class_row *row, const struct work_entry *e, struct buffer *out)
{
    if (e->outcome != WORK_DONE || e->kind == WORK_QUESTION)
        return;
    for (size_t i = 0; i < e->input_count; i++) {
        row->command_count++;
        for (const char *c = e->inputs[i].text; *c; c++)
            if (!strchr(" \t\r\n", *c))
                buffer_putc(out, *c);
        buffer_putc(out, '\n');
    }
}

static size_t things_of(const struct lesson_section *s)
{
    size_t count = 0;
    for (size_t i = 0; i < s->item_count; i++)
        count += s->items[i].kind == LESSON_TASK || s->items[i].kind == LESSON_QUESTION ||
                 s->items[i].kind == LESSON_CHALLENGE;
    return count;
}

static const struct hand_in_section *find_section(const struct hand_in *h, const char *title,
                                                  size_t *index)
{
    for (*index = 0; *index < h->section_count; ++*index)
        if (strcmp(h->sections[*index].title, title) == 0)
            return &h->sections[*index];
    return NULL;
}

/* The cells are the sections of the lesson here; what stands before the first is the first's. */
static void fill_cells(struct class_row *row, const struct hand_in *h, const struct lesson *lesson,
                       enum work_verdict *const *verdicts)
{
    row->cells = memory_zeroed(lesson->section_count + 1, sizeof *row->cells);
    for (size_t i = 0; i < lesson->section_count; i++) {
        size_t at;
        const struct lesson_section *s = &lesson->sections[i];
        const struct hand_in_section *done = find_section(h, s->title, &at);
        if (i == 0 || lesson->sections[i - 1].title[0])
            row->cell_count++;
        struct class_cell *cell = &row->cells[row->cell_count - 1];
        cell->things += (uint32_t)things_of(s);
        row->things += (uint32_t)things_of(s);
        if (done && s->title[0])
            cell->outcome = done->outcome;
        for (size_t k = 0; done && k < done->entry_count && k < things_of(s); k++)
            if (is_first(done, k))
                add_entry(cell, &done->entries[k], verdicts ? verdicts[at][k] : WORK_UNTRIED);
    }
    for (size_t i = 0; i < row->cell_count; i++)
        row->half_points += row->cells[i].half_points;
}

const char *class_row_void(const struct class_row *row)
{
    if (row->problem[0])
        return row->problem;
    if (row->state == HAND_IN_EDITED)
        return "it was edited";
    return row->state == HAND_IN_CUT ? "its end is missing" : NULL;
}

static void take_points_away(struct class_row *row)
{
    row->half_points = 0;
    for (size_t i = 0; i < row->cell_count; i++)
        row->cells[i].half_points = 0;
}

static void replace(char **text, const char *by)
{
    free(*text);
    *text = memory_copy(by);
}

void class_row_fail(struct class_row *row, const char *problem)
{
    replace(&row->problem, problem);
    take_points_away(row);
}

void class_row_fill(struct class_row *row, const struct hand_in *h, enum hand_in_state state,
                    const struct lesson *lesson, const char *hash,
                    enum work_verdict *const *verdicts)
{
    struct buffer typed = {0};
    row->state = state;
    replace(&row->name, h->name);
    if (strlen(row->name) > HAND_IN_NAME_LONGEST)
        row->name[HAND_IN_NAME_LONGEST] = '\0';
    replace(&row->lesson, h->lesson);
    replace(&row->title, h->title);
    row->date = h->date;
    row->replayed = verdicts != NULL;
    for (size_t i = 0; i < h->section_count; i++)
        for (size_t k = 0; k < h->sections[i].entry_count; k++)
            add_commands(row, &h->sections[i].entries[k], &typed);
    if (row->command_count)
        digest_of(NULL, buffer_text(&typed), typed.length, row->commands);
    buffer_free(&typed);
    if (!lesson)
        return;
    row->other_version = strcmp(hash, h->hash) != 0;
    fill_cells(row, h, lesson, verdicts);
    if (class_row_void(row))
        take_points_away(row);
}

/* ---- JSON ------------------------------------------------------------------------------------ */

static const char *const states[] = {"whole", "edited", "cut", "none"};

static void set(json_t *object, const char *key, json_t *value)
{
    if (!value || json_object_set_new(object, key, value) != 0)
        memory_exhausted(0);
}

static json_t *text_of(const char *text)
{
    json_t *string = json_string(text);
    return string ? string : json_string("?"); /* no UTF-8: a file's name may be anything */
}

static json_t *cell_of(const struct class_cell *c)
{
    json_t *cell = json_object();
    set(cell, "outcome", json_string(work_outcome_word(c->outcome)));
    set(cell, "things", json_integer(c->things));
    set(cell, "begun", json_integer(c->begun));
    set(cell, "points", json_real(c->half_points / 2.0));
    set(cell, "hints", json_boolean(c->hints));
    set(cell, "answer-shown", json_boolean(c->shown));
    set(cell, "does-not-replay", json_boolean(c->fails));
    set(cell, "not-kept", json_boolean(c->unknown));
    return cell;
}

void class_row_write(const struct class_row *row, struct buffer *out)
{
    json_t *object = json_object(), *cells = json_array();
    struct buffer date = {0};
    if (row->date)
        hand_in_add_time(&date, row->date);
    set(object, "file", text_of(row->file));
    set(object, "name", text_of(row->name));
    set(object, "lesson", text_of(row->lesson));
    set(object, "title", text_of(row->title));
    set(object, "date", json_string(buffer_text(&date)));
    set(object, "state", json_string(states[row->state]));
    set(object, "problem", text_of(row->problem));
    set(object, "refused", text_of(row->refused));
    set(object, "same-commands-as", text_of(row->same));
    set(object, "other-version", json_boolean(row->other_version));
    set(object, "replayed", json_boolean(row->replayed));
    set(object, "commands", json_string(row->commands));
    set(object, "command-count", json_integer(row->command_count));
    set(object, "points", json_real(row->half_points / 2.0));
    set(object, "of", json_integer(row->things));
    for (size_t i = 0; i < row->cell_count; i++)
        if (json_array_append_new(cells, cell_of(&row->cells[i])) != 0)
            memory_exhausted(0);
    set(object, "sections", cells);
    /* In ASCII: what is hidden in a name would be told in a way that is no JSON (base/shown.h). */
    char *line = json_dumps(object, JSON_COMPACT | JSON_ENSURE_ASCII | JSON_REAL_PRECISION(10));
    if (!line)
        memory_exhausted(0);
    buffer_puts(out, line);
    buffer_putc(out, '\n');
    free(line);
    json_decref(object);
    buffer_free(&date);
}

static void take_text(char **to, const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    replace(to, text ? text : "");
}

static uint32_t take_number(const json_t *object, const char *key)
{
    return (uint32_t)json_integer_value(json_object_get(object, key));
}

static uint32_t take_points(const json_t *object)
{
    return (uint32_t)(2 * json_number_value(json_object_get(object, "points")));
}

static bool take_flag(const json_t *object, const char *key)
{
    return json_is_true(json_object_get(object, key));
}

static struct class_cell take_cell(const json_t *from)
{
    struct class_cell c = {.things = take_number(from, "things"),
                           .begun = take_number(from, "begun"),
                           .half_points = take_points(from),
                           .hints = take_flag(from, "hints"),
                           .shown = take_flag(from, "answer-shown"),
                           .fails = take_flag(from, "does-not-replay"),
                           .unknown = take_flag(from, "not-kept")};
    const char *outcome = json_string_value(json_object_get(from, "outcome"));
    if (outcome)
        work_outcome_find(outcome, &c.outcome);
    return c;
}

/* A row that class_row_write has written, in this program. */
bool class_row_read(struct class_row *row, const char *bytes, size_t length)
{
    json_t *from = json_loadb(bytes, length, 0, NULL);
    if (!from)
        return false;
    const json_t *cells = json_object_get(from, "sections");
    const char *state = json_string_value(json_object_get(from, "state"));
    const char *commands = json_string_value(json_object_get(from, "commands"));
    take_text(&row->name, from, "name");
    take_text(&row->lesson, from, "lesson");
    take_text(&row->title, from, "title");
    take_text(&row->problem, from, "problem");
    take_text(&row->refused, from, "refused");
    for (size_t i = 0; state && i < sizeof states / sizeof *states; i++)
        if (strcmp(states[i], state) == 0)
            row->state = (enum hand_in_state)i;
    snprintf(row->commands, sizeof row->commands, "%s", commands ? commands : "");
    row->other_version = take_flag(from, "other-version");
    row->replayed = take_flag(from, "replayed");
    row->command_count = take_number(from, "command-count");
    row->date = hand_in_time(json_string_value(json_object_get(from, "date")));
    row->half_points = take_points(from);
    row->things = take_number(from, "of");
    free(row->cells);
    row->cell_count = 0;
    row->cells = memory_zeroed(json_array_size(cells) + 1, sizeof *row->cells);
    while (row->cell_count < json_array_size(cells)) {
        row->cells[row->cell_count] = take_cell(json_array_get(cells, row->cell_count));
        row->cell_count++;
    }
    json_decref(from);
    return true;
}
