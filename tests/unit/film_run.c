/* film_run.c - see film_run.h. */
#include "film_run.h"

#include "base/file.h"
#include "lang/compiler.h"
#include "lang/script.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void hear(void *context, const struct event *e)
{
    struct film_run *run = context;
    film_hear(run->film, &run->drive, e);
}

bool film_run(struct film_run *run, const char *text, uint64_t seed, uint64_t steps)
{
    static const struct drive_hooks hooks = {0};
    struct source source = {.name = "test", .text = text, .length = strlen(text)};
    struct diagnostics found = {0};
    struct tree *tree = script_parse(&source, &found);
    *run = (struct film_run){.drive = {.hooks = &hooks}};
    run->program = program_new();
    run->film = film_new();
    uint32_t unit = 0, thread;
    if (tree)
        unit = compile_script(run->program,
                              program_add_source(run->program, "test", text, source.length), tree,
                              &found);
    tree_free(tree);
    bool good = unit && !found.errors;
    diagnostics_free(&found);
    struct machine *m = &run->drive.machine;
    machine_init(m, run->program, seed, 0);
    m->state->timeless = 1;
    m->traces = true;
    m->sink = hear;
    m->sink_context = run;
    drive_begin(&run->drive);
    schedule_start(&run->drive.schedule, SCHEDULE_RANDOM, seed);
    if (!good)
        return false;
    machine_start_main(m, unit);
    drive_apply_changes(&run->drive);
    while (run->drive.steps < steps && drive_step(&run->drive, &thread) == DRIVE_STEPPED)
        ;
    return true;
}

void film_run_end(struct film_run *run)
{
    drive_free(&run->drive);
    film_free(run->film);
    program_free(run->program);
}

void film_run_programs(const char *folder,
                       void (*look)(const char *name, const char *text, void *context),
                       void *context)
{
    const char *source = getenv("THRUM_SOURCE");
    struct buffer pattern = {0};
    glob_t scripts;
    cr_assert_not_null(source, "THRUM_SOURCE has to name the source tree");
    buffer_printf(&pattern, "%s/tests/programs/%s/*.thr", source, folder);
    cr_assert_eq(glob(buffer_text(&pattern), 0, NULL, &scripts), 0);
    for (size_t i = 0; i < scripts.gl_pathc; i++) {
        struct buffer text = {0};
        int fd = open(scripts.gl_pathv[i], O_RDONLY | O_CLOEXEC);
        cr_assert(fd >= 0 && file_read(fd, &text, 1 << 20, 0));
        close(fd);
        look(scripts.gl_pathv[i], buffer_text(&text), context);
        buffer_free(&text);
    }
    globfree(&scripts);
    buffer_free(&pattern);
}
