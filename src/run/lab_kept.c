/* lab_kept.c - see lab_kept.h. */
#include "run/lab_kept.h"

#include "base/memory.h"
#include "run/history.h"
#include "run/lab_inside.h"

#include <stdlib.h>

struct lab_kept {
    struct drive drive;
    enum clock_kind clock;
    double factor;
    uint64_t seed;
};

struct lab_kept *lab_keep(struct lab *lab)
{
    if (drive_bytes(&lab->drive) > HISTORY_MOST_BYTES)
        return NULL;
    struct lab_kept *kept = memory_new(sizeof *kept);
    lab_now(lab);
    drive_copy(&lab->drive, &kept->drive);
    kept->clock = lab->clock.kind;
    kept->factor = lab->clock.factor;
    kept->seed = lab->seed;
    lab->keeps_texts = true;
    return kept;
}

size_t lab_kept_bytes(const struct lab_kept *kept)
{
    return drive_bytes(&kept->drive);
}

void lab_kept_free(struct lab_kept *kept)
{
    if (!kept)
        return;
    drive_free(&kept->drive);
    free(kept);
}

static void use_schedule(struct lab *lab, const struct schedule *was)
{
    enum schedule_kind kind = was->kind == SCHEDULE_SEGMENTS ? SCHEDULE_ROUND_ROBIN : was->kind;
    schedule_start(&lab->drive.schedule, kind, 0);
    lab->drive.schedule.random = was->random;
    lab->drive.schedule.last = was->last;
}

void lab_return(struct lab *lab, const struct lab_kept *kept)
{
    const struct drive *was = &kept->drive;
    lab_look_at_now(lab);
    history_end(lab);
    use_schedule(lab, &was->schedule);
    lab->drive.steps = was->steps;
    lab->drive.paused = false;
    lab->seed = kept->seed;
    clock_pause(&lab->clock, false);
    clock_change(&lab->clock, kept->clock, kept->factor, was->machine.state->now);
    lab_restore(lab, state_copy(was->machine.state));
    lab_keep_waits(lab, was);
    lab->drive.told_stuck = was->told_stuck;
    /* The clock, and what the workers have to know of both. */
    lab_use_clock(lab, kept->clock, kept->factor);
    lab_pause(lab, was->paused);
    history_begin(lab);
}
