/* settings.h - schedule, clock, interpreter lock, random seed: set by a command or a lesson's
 * block. */
#ifndef THRUM_SHELL_SETTINGS_H
#define THRUM_SHELL_SETTINGS_H

#include "lang/setting.h"
#include "run/lab.h"

#include <stdbool.h>
#include <stdint.h>

struct session;

/* What was set by a command or a lesson's block, and stays. */
struct chosen {
    enum setting_schedule schedule;
    bool schedule_seeded;   /* `schedule random 7` */
    uint64_t schedule_seed; /* if so */
    bool gil;
    uint64_t seed; /* of `random seed` */
    /* Of the lab's time in a second of the wall's, as was asked for, 0: virtual. In an exact
     * session the lab's own is virtual, whatever was. */
    double clock_factor;
};

/* What is chosen in a session that opens. */
struct chosen settings_chosen(uint64_t seed);
/* A setting was made that is to stay. The clock is never set for a while only: the lab has it, or
 * `clock_factor`. */
void settings_choose(struct chosen *chosen, const struct setting *setting);

/* What the lab calls the schedule that a setting names. */
enum schedule_kind settings_schedule_kind(const struct session *s, enum setting_schedule schedule);

/* `clock x10` without a word. */
void settings_set_silently(struct session *s, const char *word, const char *arguments);
/* With the monitor: steps that were asked for are told as long as threads go step by step. */
void settings_settle_stepping(struct session *s, const struct lab *lab);

#endif
