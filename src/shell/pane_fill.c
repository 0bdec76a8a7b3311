/* pane_fill.c - see pane_fill.h. */
#include "shell/pane_fill.h"

#include "base/memory.h"
#include "shell/session.h"

#include <stdlib.h>
#include <string.h>

struct view_memory {
    char **texts;
    size_t count, capacity;
    size_t cell_capacity[PANE_COUNT]; /* cells there is room for */
    struct pane_column *columns[PANE_COUNT];
};

const char *view_keep(struct view *view, struct buffer *text)
{
    struct view_memory *memory = view->memory;
    if (!text->length)
        return "";
    MEMORY_ROOM_FOR_ONE(memory->texts, memory->count, memory->capacity);
    memory->texts[memory->count] = buffer_take(text);
    return memory->texts[memory->count++];
}

static void forget_texts(struct view_memory *memory)
{
    for (size_t i = 0; i < memory->count; i++)
        free(memory->texts[i]);
    memory->count = 0;
}

void view_clear(struct view *view)
{
    struct view_memory *memory = view->memory;
    if (!memory)
        memory = memory_zeroed(1, sizeof *memory);
    forget_texts(memory);
    struct view fresh = {.memory = memory};
    for (int pane = 0; pane < PANE_COUNT; pane++)
        fresh.panes[pane].cells = view->panes[pane].cells;
    *view = fresh;
}

void view_free(struct view *view)
{
    struct view_memory *memory = view->memory;
    if (memory) {
        forget_texts(memory);
        for (int pane = 0; pane < PANE_COUNT; pane++)
            free(memory->columns[pane]);
        free(memory->texts);
        free(memory);
    }
    for (int pane = 0; pane < PANE_COUNT; pane++)
        free(view->panes[pane].cells);
    *view = (struct view){0};
}

void pane_begin(struct pane_fill *f, const struct pane_column *columns, size_t column_count,
                size_t cell_count)
{
    f->pane->counts = f->pane->rest = "";
    f->pane->columns = columns;
    f->pane->column_count = column_count;
    f->pane->cell_count = cell_count;
}

struct pane_column *pane_keep_columns(struct pane_fill *f, size_t count)
{
    struct view_memory *memory = f->view->memory;
    struct pane_column **columns = &memory->columns[f->pane - f->view->panes];
    *columns = memory_resize(*columns, count * sizeof **columns);
    memset(*columns, 0, count * sizeof **columns);
    return *columns;
}

bool pane_wants(struct pane_fill *f)
{
    size_t place = f->pane->total++;
    return place >= f->request.first && f->pane->row_count < f->request.rows;
}

struct pane_cell *pane_add_row(struct pane_fill *f)
{
    struct pane_contents *p = f->pane;
    struct view_memory *memory = f->view->memory;
    size_t *capacity = &memory->cell_capacity[p - f->view->panes];
    size_t needed = (p->row_count + 1) * p->cell_count;
    if (*capacity < needed) {
        *capacity = needed * 2;
        p->cells = memory_resize(p->cells, *capacity * sizeof *p->cells);
    }
    struct pane_cell *cells = &p->cells[p->row_count++ * p->cell_count];
    for (size_t i = 0; i < p->cell_count; i++)
        cells[i] = (struct pane_cell){.text = "", .tone = TONE_PLAIN};
    return cells;
}

void pane_count_rest(struct pane_fill *f)
{
    struct buffer text = {0};
    if (f->pane->row_count < f->pane->total) {
        buffer_puts(&text, "and ");
        buffer_put_number(&text, f->pane->total - f->pane->row_count);
        buffer_puts(&text, " more");
    }
    f->pane->rest = pane_keep(f, &text);
    buffer_free(&text);
}

const char *pane_keep(struct pane_fill *f, struct buffer *text)
{
    return view_keep(f->view, text);
}
