/* beginning.h - what it is to begin anew: what goes and what stays is told in the row of
 * `restart` (lang/commands.c), and done in beginning.c, from every state of the lab. */
#ifndef THRUM_SHELL_BEGINNING_H
#define THRUM_SHELL_BEGINNING_H

#include "lang/setting.h"
#include "core/schedule.h"

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
};

/* What is chosen in a session that opens. */
struct chosen beginning_chosen(uint64_t seed);
/* A setting was made that is to stay. The clock is never set for a while only: the lab knows it. */
void beginning_choose(struct chosen *chosen, const struct setting *setting);

/* What the lab calls the schedule that a setting names. */
enum schedule_kind session_schedule_kind(const struct session *s, enum setting_schedule schedule);

/* With every setting as in a session that opens, and without a word: for lessons. */
void session_reset(struct session *s);
/* The same, but what was set stays, as `restart all` has it. */
void session_begin_anew(struct session *s);
/* A schedule that nobody chose, until the lab begins anew or another is chosen. */
void session_lend_manual(struct session *s);

#endif
