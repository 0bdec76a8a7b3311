/* export_script.c - see export_script.h. */
#include "script/export_script.h"

#include "base/buffer.h"
#include "base/whole_file.h"
#include "export/export.h"
#include "run/lab.h"
#include "run/outlet.h"
#include "script/regime.h"
#include "script/run_script.h"
#include "script/script_file.h"
#include "script/statuses.h"

#include <string.h>
#include <sys/stat.h>

struct exporter {
    const struct export_script_options *options;
    struct film *film;
    bool written;
    struct buffer why; /* it is not; "": the run did not begin */
};

static void complain(const char *why)
{
    struct buffer line = {0};
    buffer_printf(&line, "thrum: %s\n", why);
    outlet_say(buffer_text(&line));
    buffer_free(&line);
}

/* What is written takes the place of what was there, which must not be what it is made from. */
static bool writes_over_script(const struct export_script_options *options)
{
    struct stat script, output;
    return options->output && strcmp(options->run.file, "-") != 0 &&
           stat(options->run.file, &script) == 0 && stat(options->output, &output) == 0 &&
           S_ISREG(script.st_mode) && script.st_dev == output.st_dev &&
           script.st_ino == output.st_ino;
}

static void hear(void *context, const struct drive *d, const struct event *e)
{
    struct exporter *x = context;
    film_hear(x->film, d, e);
}

static void over(void *context, struct lab *lab, const struct machine *m)
{
    struct exporter *x = context;
    struct buffer how = {0};
    film_settle(x->film, lab_drive(lab));
    regime_add(lab, &how);
    struct export_run run = {.film = x->film,
                             .machine = m,
                             .lab = lab,
                             .name = x->options->run.file,
                             .is_script = true,
                             .how = buffer_text(&how),
                             .view = x->options->view};
    x->written = export_write(x->options->kind, &run, x->options->output, &x->why);
    buffer_free(&how);
}

/* The program itself; nothing is run. */
static int export_program(const struct export_script_options *options)
{
    const char *file = options->run.file;
    struct buffer text = {0}, translated = {0}, why = {0};
    struct diagnostics found = {0};
    bool good = script_file_read(file, SCRIPT_FILE_WAITS, &text, &why);
    struct source source = {file, buffer_text(&text), text.length};
    if (good) {
        good = program_translate(options->program, &source, &translated, &found);
        script_complain(&source, &found, false);
        good = good && program_write(options->output, &translated, &why);
    }
    if (why.length)
        complain(buffer_text(&why));
    buffer_free(&text);
    buffer_free(&translated);
    buffer_free(&why);
    return good ? RUN_FINE : RUN_UNUSABLE;
}

int export_script(const struct export_script_options *options)
{
    if (writes_over_script(options)) {
        struct buffer why = {0};
        whole_file_add_refusal(options->output, "it is the script itself; name another file", &why);
        complain(buffer_text(&why));
        buffer_free(&why);
        return RUN_UNUSABLE;
    }
    if (options->program)
        return export_program(options);
    struct exporter x = {.options = options, .film = film_new()};
    struct run_watcher watcher = {
        .hear = hear, .over = over, .context = &x, .looks_back = options->kind->looks_back};
    struct run_options run = options->run;
    run.quiet = true;
    run.watcher = &watcher;
    int status = run_script(&run);
    bool usable = status != RUN_UNUSABLE;
    if (x.why.length)
        complain(buffer_text(&x.why));
    film_free(x.film);
    buffer_free(&x.why);
    return usable && x.written ? RUN_FINE : RUN_UNUSABLE;
}
