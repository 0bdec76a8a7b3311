/* followed.c - see followed.h. */
#include "watch/followed.h"

enum { MOST_OF_A_ROUND = 256 }; /* steps */

static bool is_at_its_end(void *context)
{
    const struct schedule *s = &((const struct followed *)context)->drive.schedule;
    return s->place.segment >= s->segment_count;
}

static const struct drive_hooks hooks = {.gate = is_at_its_end};

static void hear(void *context, const struct event *e)
{
    struct followed *f = context;
    record_hear(f->record, &f->drive, e);
}

static void begin(struct followed *f, const struct followed_order *order)
{
    struct machine *m = &f->drive.machine;
    *m = (struct machine){.program = order->from->program,
                          .state = state_copy(order->from->state),
                          .most_bytes = order->from->most_bytes,
                          .traces = true,
                          .sink = hear,
                          .sink_context = f};
    drive_begin(&f->drive);
    if (order->script) {
        machine_start_main(m, order->script);
        drive_apply_changes(&f->drive);
    } else {
        drive_rebuild(&f->drive);
    }
}

void followed_make(struct followed *f, const struct followed_order *order)
{
    char why[160];
    uint32_t thread;
    *f = (struct followed){.drive = {.hooks = &hooks, .context = f}, .record = record_new(0)};
    schedule_start(&f->drive.schedule, SCHEDULE_ROUND_ROBIN, 0);
    if (!schedule_read_segments(&f->drive.schedule, order->segments, why, sizeof why))
        return; /* explore has written it */
    f->drive.schedule.untimed = order->untimed;
    begin(f, order);
    drive_settle_all(&f->drive); /* that somebody waits is a part of the picture */
    while (!is_at_its_end(f) && drive_step(&f->drive, &thread) == DRIVE_STEPPED)
        ;
    drive_settle_all(&f->drive);
}

/* A situation that was, and who went last in it, which decides who goes next. */
struct was {
    struct state *state;
    uint32_t last;
};

uint64_t followed_go_round(struct followed *f)
{
    static const struct drive_hooks none = {0};
    struct drive *d = &f->drive;
    struct was were[MOST_OF_A_ROUND];
    uint64_t count = 0, first = 0, end = d->steps;
    uint32_t thread;
    d->hooks = &none;
    while (!first && count < MOST_OF_A_ROUND) {
        were[count++] = (struct was){state_copy(d->machine.state), d->schedule.last};
        if (drive_step(d, &thread) != DRIVE_STEPPED)
            break;
        for (uint64_t i = 0; i < count && !first; i++)
            if (were[i].last == d->schedule.last && state_equals(were[i].state, d->machine.state))
                first = end + i + 1;
    }
    while (count-- > 0)
        state_free(were[count].state);
    return first;
}

void followed_free(struct followed *f)
{
    drive_free(&f->drive);
    record_free(f->record);
}
