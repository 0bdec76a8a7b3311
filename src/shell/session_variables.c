/* session_variables.c - the command `variables`: of each what is to be known, in a line. */
#include "shell/session_inside.h"

#include "base/columns.h"
#include "core/drive.h"
#include "shell/arguments.h"
#include "shell/dispatch.h"
#include "shell/session_past.h"
#include "watch/noticing.h"
#include "watch/objects.h"
#include "watch/variables.h"

enum { ROWS_SHOWN = 60, MOST_NAME_COLUMNS = 24, KIND_COLUMNS = 6 };

struct listing {
    const struct session *session;
    struct lab *lab;
    const struct machine *m;
    struct variables_seen seen;
    size_t width;
};

static size_t name_width(const struct machine *m)
{
    size_t width = 0;
    for (uint32_t i = 0; i < m->state->entity_count; i++) {
        struct buffer name = {0};
        if (variables_is(m, i))
            machine_add_entity_name(m, i, &name);
        size_t here = columns_of(buffer_text(&name), name.length);
        width = here > width ? here : width;
        buffer_free(&name);
    }
    return width < MOST_NAME_COLUMNS ? width : MOST_NAME_COLUMNS;
}

static void add_column(struct buffer *text, size_t width, struct buffer *out)
{
    buffer_puts(out, buffer_text(text));
    columns_pad(out, buffer_text(text), width + 2);
    buffer_clear(text);
}

static void add_variable(const struct listing *l, uint32_t entity, struct buffer *out)
{
    const struct session *s = l->session;
    struct buffer text = {0};
    machine_add_entity_name(l->m, entity, &text);
    add_column(&text, l->width, out);
    objects_add_kind(l->m, entity, &text);
    add_column(&text, KIND_COLUMNS, out);
    objects_add_value(lab_shown(l->lab), entity, out);
    variables_add(&l->seen, s->watcher.record, l->m, entity, out);
    if (s->noticing && !lab_looks_back(l->lab)) {
        struct guard_seen guard = noticing_guard(s->noticing, entity);
        buffer_puts(out, guard.kind == GUARD_NOT_SEEN ? "" : " · ");
        variables_add_guard(l->m, &guard, out);
        if (marks_object_changed(&s->marks, lab_shown(l->lab), entity))
            buffer_puts(out, " · has just changed");
    }
    buffer_free(&text);
}

static void tell(struct lab *lab, struct machine *m, void *argument)
{
    struct telling *t = argument;
    struct listing l = {.session = t->session, .lab = lab, .m = &lab_shown(lab)->machine};
    unsigned shown = 0, more = 0;
    (void)m;
    past_add_heading(lab, &t->out);
    l.width = name_width(l.m);
    variables_see(t->session->watcher.record, l.m, lab_shown_step(lab), &l.seen);
    for (uint32_t i = 0; i < l.m->state->entity_count; i++) {
        if (!variables_is(l.m, i))
            continue;
        if (shown == ROWS_SHOWN) {
            more++;
            continue;
        }
        buffer_puts(&t->out, shown++ ? "\n" : "");
        add_variable(&l, i, &t->out);
    }
    if (more)
        buffer_printf(&t->out, "\nand %u more", more);
    if (!shown)
        buffer_puts(&t->out, "there are no variables yet; make one: shared x = 1");
    variables_seen_free(&l.seen);
}

void command_variables(struct session *s, const char *arguments)
{
    if (!arguments_refuse(s, "variables", arguments))
        lines_ask_lab(s, NULL, 0, tell);
}
