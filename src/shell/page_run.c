/* page_run.c - see page_run.h. */
#include "shell/page_run.h"

#include "core/machine.h"

#include <string.h>

bool page_run_open(struct page_run *r, const char *text)
{
    struct diagnostics found = {0};
    r->source = (struct source){.name = "program", .text = text, .length = strlen(text)};
    bool good = explore_program_open(&r->program, &r->source, NULL, &found);
    diagnostics_free(&found);
    return good;
}

void page_run_attach(struct page_run *r)
{
    static const struct drive_hooks no_hooks = {0};
    struct machine *m = &r->drive.machine;
    r->drive.hooks = &no_hooks;
    m->sink = r->hear;
    m->sink_context = r->context;
    m->traces = true;
}

void page_run_begin(struct page_run *r, enum schedule_kind kind, uint64_t seed)
{
    struct drive *d = &r->drive;
    struct machine *m = &d->machine;
    *d = (struct drive){0};
    machine_init(m, r->program.program, seed, 0);
    m->state->timeless = 1;
    drive_begin(d);
    page_run_attach(r);
    schedule_start(&d->schedule, kind, seed);
    machine_set_gil(m, r->program.gil);
    machine_start_main(m, r->program.unit);
    drive_apply_changes(d);
    drive_settle_over(d);
}

void page_run_close(struct page_run *r)
{
    explore_program_close(&r->program);
}
