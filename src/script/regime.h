/* regime.h - under which schedule and clock a lab runs: the one map between what a setting says
 * (lang/setting.h), what the lab calls it (run/) and the word for it.
 *
 * Pure functions. */
#ifndef THRUM_SCRIPT_REGIME_H
#define THRUM_SCRIPT_REGIME_H

#include "lang/setting.h"
#include "run/clock.h"
#include "core/schedule.h"

struct buffer;
struct lab;

enum schedule_kind regime_schedule(enum setting_schedule schedule);
/* "round-robin"; "recorded" of segments, which no setting names. */
const char *regime_schedule_word(enum schedule_kind kind);
/* The schedule that a setting calls so; false: none. */
bool regime_find_schedule(const char *word, enum schedule_kind *kind);

enum clock_kind regime_clock(const struct setting *setting);
/* Lab seconds per real second. */
double regime_factor(const struct setting *setting);
/* "real"; of CLOCK_KIND_TIMES "x", which the factor stands behind. */
const char *regime_clock_word(enum clock_kind kind);
/* With the monitor: "schedule random, seed 7, clock virtual". */
void regime_add(struct lab *lab, struct buffer *out);

#endif
