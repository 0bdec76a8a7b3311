/* session_objects.c - the objects pane: of each object and variable what is to be known of it. With
 * the monitor held. */
#include "shell/session_inside.h"

#include "shell/pane_fill.h"
#include "watch/noticing.h"
#include "watch/objects.h"
#include "watch/variables.h"

/* ---- The pane -------------------------------------------------------------------------------- */

/* The lock that guards a variable, behind its value; of one that has none nothing. */
static void add_guard(struct pane_fill *f, uint32_t entity, struct buffer *out)
{
    struct guard_seen guard = noticing_guard(f->session->noticing, entity);
    if (guard.kind == GUARD_NOT_SEEN || guard.kind == GUARD_WITHOUT)
        return;
    buffer_puts(out, " · ");
    variables_add_guard(f->m, &guard, out);
}

void pane_objects(struct pane_fill *f)
{
    static const struct pane_column columns[] = {{1, 0}, {4, 4}, {4, 4}, {0, 0}};
    struct buffer text = {0};
    pane_begin(f, columns, sizeof columns / sizeof *columns, OBJECT_CELLS);
    for (uint32_t i = 0; i < f->m->state->entity_count; i++) {
        if (!objects_shows(f->m, i) || !pane_wants(f))
            continue;
        struct pane_cell *cells = pane_add_row(f);
        machine_add_entity_name(f->m, i, &text);
        cells[OBJECT_NAME].text = pane_keep(f, &text);
        objects_add_kind(f->m, i, &text);
        cells[OBJECT_KIND] = (struct pane_cell){.text = pane_keep(f, &text), .tone = TONE_FAINT};
        if (objects_add_value(f->d, i, &text)) {
            cells[OBJECT_SIGN] = (struct pane_cell){.text = "■", .tone = TONE_WAITING};
            cells[OBJECT_NAME].tone = TONE_WAITING;
        }
        if (!f->past && f->session->noticing && variables_is(f->m, i))
            add_guard(f, i, &text);
        cells[OBJECT_VALUE].text = pane_keep(f, &text);
        cells[OBJECT_SIGN].marked = !f->past && marks_object_changed(&f->session->marks, f->d, i);
    }
    pane_count_rest(f);
    buffer_free(&text);
}
