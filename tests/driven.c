/* driven.c - see driven.h. */
#include "driven.h"

#include "scripts.h"

#include <stdio.h>
#include <stdlib.h>

static const struct drive_hooks no_hooks = {0};

static void choose_schedule(struct schedule *s, const struct driven_options *options)
{
    char why[160];
    schedule_start(s, options->seed ? SCHEDULE_RANDOM : SCHEDULE_ROUND_ROBIN, options->seed);
    if (options->segments && !schedule_read_segments(s, options->segments, why, sizeof why)) {
        fprintf(stderr, "%s: %s\n", options->segments, why);
        abort();
    }
}

bool driven_begin(struct driven *d, const char *text, const struct driven_options *options)
{
    *d = (struct driven){.drive = {.hooks = &no_hooks}, .program = program_new()};
    uint32_t unit = script_compile(d->program, "test", text);
    struct machine *m = &d->drive.machine;
    machine_init(m, d->program, options->seed, 0);
    m->state->timeless = 1;
    m->traces = options->sink != NULL;
    m->sink = options->sink;
    m->sink_context = options->context;
    drive_begin(&d->drive);
    choose_schedule(&d->drive.schedule, options);
    if (unit) {
        machine_start_main(m, unit);
        drive_apply_changes(&d->drive);
    }
    return unit != 0;
}

void driven_go(struct driven *d, uint64_t steps)
{
    uint32_t thread;
    while (d->drive.steps < steps && drive_step(&d->drive, &thread) == DRIVE_STEPPED)
        ;
}

void driven_end(struct driven *d)
{
    drive_free(&d->drive);
    program_free(d->program);
}
