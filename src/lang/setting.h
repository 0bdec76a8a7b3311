/* setting.h - the lab commands that may also stand at the top of a script: who goes next, how time
 * passes, the interpreter lock, the seed. Read here once, for the parser, the prompt and the
 * command line's options alike.
 *
 *     struct setting s;
 *     const char *problem = setting_read("clock", "x10", &s);
 *     if (problem) puts(problem);
 *
 * Pure functions. */
#ifndef THRUM_LANG_SETTING_H
#define THRUM_LANG_SETTING_H

#include <stdbool.h>
#include <stdint.h>

enum setting_kind { SETTING_SCHEDULE, SETTING_CLOCK, SETTING_GIL, SETTING_SEED };

enum setting_schedule {
    SCHEDULE_IS_FREE,
    SCHEDULE_IS_RANDOM,
    SCHEDULE_IS_ROUND_ROBIN,
    SCHEDULE_IS_MANUAL,
};

enum setting_clock { CLOCK_IS_REAL, CLOCK_IS_VIRTUAL, CLOCK_IS_FACTOR };

struct setting {
    enum setting_kind kind;
    enum setting_schedule schedule; /* SETTING_SCHEDULE */
    bool seeded;                    /* SETTING_SCHEDULE: a seed was given; SETTING_SEED: true */
    uint64_t seed;
    enum setting_clock clock; /* SETTING_CLOCK */
    uint64_t factor;          /* CLOCK_IS_FACTOR: in millionths, so x2.5 is 2500000; never 0 */
    bool gil;                 /* SETTING_GIL */
};

/* Whether the word begins a setting: schedule, clock, gil, random. */
bool setting_is_word(const char *word);
/* Reads what follows the word ("random 7", "x10", "on", "seed 7"). Returns NULL, or what is wrong:
 * a sentence that names the forms. */
const char *setting_read(const char *word, const char *arguments, struct setting *setting);

#endif
