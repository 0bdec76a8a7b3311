/* session_export.c - `export`: the run so far, written for others to look at, or what was typed, in
 * another language, as `thrum export` writes those of a script. */
#include "shell/session_inside.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "core/drive.h"
#include "export/export.h"
#include "export/program.h"
#include "script/regime.h"
#include "shell/arguments.h"
#include "shell/dispatch.h"
#include "shell/session_show.h"
#include "shell/session_trust.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char form[] = "write: export KIND FILE, where KIND is ";

struct writing {
    struct session *session;
    const struct export_kind *kind;
    enum export_view view;
    const char *file;
    bool written;
    struct buffer told;
};

/* With the monitor: nobody steps meanwhile. Of the past as of now it is the whole run. */
static void write_run(struct lab *lab, struct machine *m, void *argument)
{
    struct writing *w = argument;
    struct record *r = w->session->watcher.record;
    struct buffer how = {0};
    if (!record_last_step(r)) {
        buffer_puts(&w->told, "nothing has happened yet, so there is nothing to be written");
        return;
    }
    struct film *film = film_of_record(r);
    bool holders = !w->kind->holders || film_look_back(film, lab);
    regime_add(lab, &how);
    const struct export_run run = {.film = film,
                                   .machine = m,
                                   .lab = lab,
                                   .name = "thrum",
                                   .how = buffer_text(&how),
                                   .view = w->view};
    w->written = export_write(w->kind, &run, w->file, &w->told);
    if (w->written) {
        buffer_puts(&w->told, "written to ");
        utf8_add_visible(&w->told, w->file, strlen(w->file), "");
        buffer_printf(&w->told, ": %" PRIu64 " step%s", record_last_step(r),
                      record_last_step(r) == 1 ? "" : "s");
        if (!holders)
            buffer_puts(&w->told, ", but not who held what: there is too much to look through");
    }
    film_free(film);
    buffer_free(&how);
}

static void write_to(struct session *s, const struct export_kind *kind, enum export_view view,
                     const char *wanted)
{
    char *file;
    if (!session_may_write(s, wanted, &file))
        return;
    struct writing w = {.session = s, .kind = kind, .view = view, .file = file};
    lines_do(s, write_run, &w);
    lines_say(s, w.written ? LINE_NOTICE : LINE_ERROR, "", buffer_text(&w.told));
    buffer_free(&w.told);
    free(file);
}

/* ---- The program ----------------------------------------------------------------------------- */

static void tell_written(struct session *s, const struct program_kind *kind, const char *file,
                         const struct shown_program *p)
{
    struct buffer text = {0};
    buffer_puts(&text, "written to ");
    utf8_add_visible(&text, file, strlen(file), "");
    buffer_printf(&text, ", as %s%s%s", kind->spoken, p->why.length ? "\n" : "",
                  buffer_text(&p->why));
    lines_say(s, LINE_NOTICE, "", buffer_text(&text));
    buffer_free(&text);
}

static void write_program(struct session *s, const struct program_kind *kind, const char *wanted)
{
    struct buffer why = {0};
    struct shown_program p;
    char *file;
    if (!session_may_write(s, wanted, &file))
        return;
    if (!show_translate(s, kind, false, &p))
        lines_say(s, LINE_ERROR, "", buffer_text(&p.why));
    else if (!program_write(file, &p.text, &why))
        lines_say(s, LINE_ERROR, "", buffer_text(&why));
    else
        tell_written(s, kind, file, &p);
    show_forget(&p);
    buffer_free(&why);
    free(file);
}

/* ---- export ---------------------------------------------------------------------------------- */

/* Takes a word off the text; malloc'd. */
static char *next_word(const char **text)
{
    size_t length = strcspn(*text, " \t");
    char *word = memory_copy_bytes(*text, length);
    *text += length;
    *text += strspn(*text, " \t");
    return word;
}

void command_export(struct session *s, const char *arguments)
{
    const char *rest = arguments;
    char *word = next_word(&rest);
    const struct export_kind *kind = export_find(word);
    const struct program_kind *program = program_find(word);
    enum export_view view = EXPORT_COLUMNS;
    free(word);
    if (kind && kind->views && rest[strcspn(rest, " \t")]) {
        const char *behind = rest;
        word = next_word(&behind);
        if (export_read_view(word, &view))
            rest = behind;
        free(word);
    }
    char *file = kind || program ? arguments_file(rest) : NULL;
    if (file && program) {
        write_program(s, program, file);
    } else if (file) {
        write_to(s, kind, view, file);
    } else {
        struct buffer text = {0};
        buffer_puts(&text, form);
        export_add_names(&text);
        buffer_puts(&text, " (a name with blanks in quotes)");
        lines_say(s, LINE_ERROR, "", buffer_text(&text));
        buffer_free(&text);
    }
    free(file);
}
