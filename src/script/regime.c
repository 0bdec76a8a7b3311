/* regime.c - see regime.h. */
#include "script/regime.h"

#include "base/buffer.h"
#include "core/machine.h"
#include "run/lab.h"

#include <inttypes.h>
#include <string.h>

static const struct {
    const char *word;
    enum setting_schedule setting;
    enum schedule_kind kind;
} schedules[] = {
    {"free", SCHEDULE_IS_FREE, SCHEDULE_FREE},
    {"random", SCHEDULE_IS_RANDOM, SCHEDULE_RANDOM},
    {"round-robin", SCHEDULE_IS_ROUND_ROBIN, SCHEDULE_ROUND_ROBIN},
    {"manual", SCHEDULE_IS_MANUAL, SCHEDULE_MANUAL},
};

static const struct {
    const char *word;
    enum setting_clock setting;
    enum clock_kind kind;
} clocks[] = {
    {"real", CLOCK_IS_REAL, CLOCK_KIND_REAL},
    {"virtual", CLOCK_IS_VIRTUAL, CLOCK_KIND_VIRTUAL},
    {"x", CLOCK_IS_FACTOR, CLOCK_KIND_TIMES},
};

enum { SCHEDULES = sizeof schedules / sizeof *schedules, CLOCKS = sizeof clocks / sizeof *clocks };

enum schedule_kind regime_schedule(enum setting_schedule schedule)
{
    size_t i = 0;
    while (i + 1 < SCHEDULES && schedules[i].setting != schedule)
        i++;
    return schedules[i].kind;
}

const char *regime_schedule_word(enum schedule_kind kind)
{
    for (size_t i = 0; i < SCHEDULES; i++)
        if (schedules[i].kind == kind)
            return schedules[i].word;
    return "recorded";
}

bool regime_find_schedule(const char *word, enum schedule_kind *kind)
{
    for (size_t i = 0; i < SCHEDULES; i++)
        if (strcmp(schedules[i].word, word) == 0) {
            *kind = schedules[i].kind;
            return true;
        }
    return false;
}

enum clock_kind regime_clock(const struct setting *setting)
{
    size_t i = 0;
    while (i + 1 < CLOCKS && clocks[i].setting != setting->clock)
        i++;
    return clocks[i].kind;
}

double regime_factor(const struct setting *setting)
{
    return setting->clock == CLOCK_IS_FACTOR ? (double)setting->factor / 1e6 : 1;
}

const char *regime_clock_word(enum clock_kind kind)
{
    size_t i = 0;
    while (i + 1 < CLOCKS && clocks[i].kind != kind)
        i++;
    return clocks[i].word;
}

void regime_add(struct lab *lab, struct buffer *out)
{
    enum schedule_kind kind = lab_schedule(lab)->kind;
    const struct clock *clock = lab_clock(lab);
    buffer_printf(out, "schedule %s", regime_schedule_word(kind));
    if (kind == SCHEDULE_RANDOM)
        buffer_printf(out, ", seed %" PRIu64, lab_machine(lab)->state->seed);
    buffer_printf(out, ", clock %s", regime_clock_word(clock->kind));
    if (clock->kind == CLOCK_KIND_TIMES)
        buffer_printf(out, "%g", clock->factor);
}
