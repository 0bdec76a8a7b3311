/* session_panes.c - the panes in words: the commands that print what stands in them, for who has no
 * screen, and for the transcript. */
#include "shell/session_inside.h"

#include "base/columns.h"
#include "shell/arguments.h"
#include "shell/dispatch.h"
#include "shell/lines.h"
#include "shell/session_words.h"
#include "watch/code_place.h"

#include <string.h>

enum { ROWS_SHOWN = 100, MOST_COLUMNS = 24, MOST_CODE_COLUMNS = 60 };

/* How a pane is printed: its cells in the order of the text. The first are columns; the others
 * stand behind them, those that say something, with " · " between them. */
struct printing {
    enum pane pane;
    size_t cells[5];
    size_t count, columns;
    const char *nothing; /* what is said where there is nothing; NULL: what the pane says */
    size_t most_columns; /* of a column */
};

static void add_padded(struct buffer *out, const char *text, size_t width)
{
    buffer_puts(out, text);
    columns_pad(out, text, width);
}

static void trim(struct buffer *out)
{
    while (out->length && out->bytes[out->length - 1] == ' ')
        buffer_cut(out, out->length - 1);
}

/* How wide a column is printed. */
static size_t width_of(const struct pane_contents *p, size_t cell, size_t most)
{
    size_t width = 0;
    for (size_t row = 0; row < p->row_count; row++) {
        const char *text = pane_cell(p, row, cell)->text;
        size_t wanted = columns_of(text, strlen(text));
        width = wanted > width ? wanted : width;
    }
    return width < most ? width : most;
}

static void add_row(const struct printing *how, const struct pane_contents *p, size_t row,
                    const size_t *widths, struct buffer *out)
{
    for (size_t i = 0; i < how->columns; i++)
        add_padded(out, pane_cell(p, row, how->cells[i])->text, widths[i] + 2);
    bool any = false;
    for (size_t i = how->columns; i < how->count; i++) {
        const char *text = pane_cell(p, row, how->cells[i])->text;
        if (!text[0])
            continue;
        buffer_puts(out, any ? " · " : "");
        buffer_puts(out, text);
        any = true;
    }
    trim(out);
}

/* Whether a cell says no more than one behind it: that a thread is waiting, where it is told what
 * for. */
static bool says_itself(const struct printing *how, const struct pane_contents *p, size_t row,
                        size_t i)
{
    return how->pane == PANE_THREADS && how->cells[i] == THREAD_STATE &&
           strcmp(pane_cell(p, row, THREAD_STATE)->text, session_look_word(LOOK_WAITING)) == 0 &&
           pane_cell(p, row, THREAD_REASON)->text[0];
}

/* The same row as a sentence: "alice, waits for m, held by bob". Code has its signs. */
static void add_spoken(const struct session *s, const struct printing *how,
                       const struct pane_contents *p, size_t row, struct buffer *out)
{
    bool any = false;
    for (size_t i = 0; i < how->count; i++) {
        const char *text = pane_cell(p, row, how->cells[i])->text;
        bool source = how->pane == PANE_SOURCE;
        struct buffer code = {0};
        if (!text[0] || says_itself(how, p, row, i))
            continue;
        buffer_puts(out, any ? ", " : "");
        any = true;
        if (source && how->cells[i] == SOURCE_LINE)
            buffer_puts(out, "line ");
        if (source && how->cells[i] == SOURCE_CODE) {
            code_place_take_marks(text, &code);
            voice_add_code(s, buffer_text(&code), out);
        } else {
            buffer_puts(out, text + strspn(text, " "));
        }
        buffer_free(&code);
    }
}

static void print(struct session *s, const struct printing *how)
{
    struct view_request request = {0};
    struct view view = {0};
    struct buffer out = {0};
    size_t widths[5];
    const struct pane_contents *p = &view.panes[how->pane];
    request.panes[how->pane].rows = ROWS_SHOWN;
    session_view(s, &request, &view);
    for (size_t i = 0; i < how->columns; i++)
        widths[i] = width_of(p, how->cells[i], how->most_columns);
    if (view.past[0])
        lines_say(s, LINE_NOTICE, "", view.past);
    for (size_t row = 0; row < p->row_count; row++) {
        buffer_puts(&out, row ? "\n" : "");
        if (voice_speaks(s))
            add_spoken(s, how, p, row, &out);
        else
            add_row(how, p, row, widths, &out);
    }
    if (p->rest[0])
        buffer_printf(&out, "%s%s", out.length ? "\n" : "", p->rest);
    lines_say(s, LINE_NOTICE, "", p->total || !how->nothing ? buffer_text(&out) : how->nothing);
    buffer_free(&out);
    view_free(&view);
}

void command_threads(struct session *s, const char *arguments)
{
    static const struct printing how = {
        PANE_THREADS,
        {THREAD_NAME, THREAD_STATE, THREAD_TIMER, THREAD_DAEMON, THREAD_REASON},
        5,
        2,
        "",
        MOST_COLUMNS};
    if (!arguments_refuse(s, "threads", arguments))
        print(s, &how);
}

void command_objects(struct session *s, const char *arguments)
{
    static const struct printing how = {
        PANE_OBJECTS,
        {OBJECT_KIND, OBJECT_NAME, OBJECT_VALUE},
        3,
        2,
        "there are no objects yet; make one: mutex m, event e, shared x = 1",
        MOST_COLUMNS};
    if (!arguments_refuse(s, "objects", arguments))
        print(s, &how);
}

/* ---- source ---------------------------------------------------------------------------------- */

/* The first of the names that is no thread's; NULL. */
static void find_unknown(struct lab *lab, struct machine *m, void *argument)
{
    struct telling *t = argument;
    (void)lab;
    for (const char *name = NULL; (name = source_next_name(&t->session->source_choice, name));) {
        if (session_find_thread(m, name) != NO_THREAD)
            continue;
        t->failed = true;
        session_add_no_thread(m, name, &t->out);
        return;
    }
}

void command_source(struct session *s, const char *arguments)
{
    static const struct printing how = {
        PANE_SOURCE,      {SOURCE_NAME, SOURCE_LINE, SOURCE_CODE, SOURCE_STEP}, 4, 3, NULL,
        MOST_CODE_COLUMNS};
    struct telling t = {.session = s};
    if (!source_choose(&s->source_choice, arguments)) {
        arguments_refuse_form(s, "source");
        return;
    }
    lab_do(s->lab, find_unknown, &t);
    if (t.failed) {
        lines_say(s, LINE_ERROR, "", buffer_text(&t.out));
        source_choose(&s->source_choice, "");
    } else {
        print(s, &how);
    }
    buffer_free(&t.out);
}
