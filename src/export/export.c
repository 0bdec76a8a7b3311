/* export.c - see export.h. */
#include "export/export.h"

#include "base/buffer.h"
#include "base/whole_file.h"
#include "export/cast.h"
#include "export/page.h"
#include "export/program.h"
#include "export/svg.h"
#include "export/text.h"
#include "export/trace.h"

#include <errno.h>
#include <locale.h>
#include <string.h>

static bool write_trace(const struct export_run *run, FILE *file)
{
    return trace_write(run->film, run->machine, file);
}

const struct export_kind export_kinds[] = {
    {.name = "cast",
     .what = "a recording that `asciinema play` shows: the columns, row by row",
     .write = cast_write},
    {.name = "html",
     .what = "one page that needs nothing else, in which a browser steps through the run",
     .write = page_write,
     .looks_back = true},
    {.name = "svg",
     .what = "a picture for slides: the columns, or, with --view=timeline, the timeline",
     .write = svg_write,
     .views = true},
    {.name = "text", .what = "the columns as text", .write = text_write},
    {.name = "trace",
     .what = "a trace that Perfetto (ui.perfetto.dev) and chrome://tracing open",
     .write = write_trace,
     .holders = true},
    {0},
};

const struct export_kind *export_find(const char *name)
{
    for (const struct export_kind *k = export_kinds; k->name; k++)
        if (strcmp(k->name, name) == 0)
            return k;
    return NULL;
}

void export_add_names(struct buffer *out)
{
    for (const struct export_kind *k = export_kinds; k->name; k++)
        buffer_printf(out, "%s%s", k == export_kinds ? "" : ", ", k->name);
    for (const struct program_kind *k = program_kinds; k->name; k++)
        buffer_printf(out, "%s%s", k[1].name ? ", " : " or ", k->name);
}

bool export_read_view(const char *name, enum export_view *view)
{
    *view = strcmp(name, "timeline") == 0 ? EXPORT_TIMELINE : EXPORT_COLUMNS;
    return *view == EXPORT_TIMELINE || strcmp(name, "columns") == 0;
}

/* How wide characters are must not depend on whose terminal it is: the same run gives the same
 * bytes. */
static bool write_anywhere(const struct export_kind *kind, const struct export_run *run, FILE *file)
{
    locale_t wide = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0), before = (locale_t)0;
    if (wide)
        before = uselocale(wide);
    bool good = kind->write(run, file);
    int error = errno;
    if (wide) {
        uselocale(before);
        freelocale(wide);
    }
    errno = error;
    return good;
}

bool export_write(const struct export_kind *kind, const struct export_run *run, const char *file,
                  struct buffer *why)
{
    struct whole_file w;
    if (!whole_file_open(&w, file, why))
        return false;
    return whole_file_close(&w, write_anywhere(kind, run, w.stream), why);
}
