/* setting.c - see setting.h. */
#include "lang/setting.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_FACTOR = 1000000 }; /* the fastest clock: a million times real time */

static const char schedule_forms[] =
    "the forms are: schedule free, schedule random [SEED], schedule round-robin, schedule manual";
static const char clock_forms[] =
    "the forms are: clock real, clock virtual, clock xN with N from 0.000001 to 1000000";
static const char gil_forms[] = "the forms are: gil on, gil off";
static const char seed_forms[] = "the form is: random seed N, N a number from 0 to 2^64 - 1";

bool setting_is_word(const char *word)
{
    return strcmp(word, "schedule") == 0 || strcmp(word, "clock") == 0 ||
           strcmp(word, "gil") == 0 || strcmp(word, "random") == 0;
}

/* If `text` begins with the word, what follows it and the blanks behind; else NULL. */
static const char *after(const char *text, const char *word)
{
    size_t length = strlen(word);
    if (strncmp(text, word, length) != 0)
        return NULL;
    text += length;
    if (*text != '\0' && *text != ' ' && *text != '\t')
        return NULL;
    return text + strspn(text, " \t");
}

static bool read_seed(const char *text, uint64_t *seed)
{
    if (*text < '0' || *text > '9')
        return false;
    char *end;
    errno = 0;
    *seed = strtoull(text, &end, 10);
    return errno == 0 && *end == '\0';
}

static const char *read_schedule(const char *text, struct setting *setting)
{
    static const struct {
        const char *name;
        enum setting_schedule schedule;
    } names[] = {
        {"free", SCHEDULE_IS_FREE},
        {"random", SCHEDULE_IS_RANDOM},
        {"round-robin", SCHEDULE_IS_ROUND_ROBIN},
        {"manual", SCHEDULE_IS_MANUAL},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *rest = after(text, names[i].name);
        if (!rest)
            continue;
        setting->schedule = names[i].schedule;
        if (*rest == '\0')
            return NULL;
        setting->seeded =
            setting->schedule == SCHEDULE_IS_RANDOM && read_seed(rest, &setting->seed);
        return setting->seeded ? NULL : schedule_forms;
    }
    return schedule_forms;
}

/* The decimal number N[.N] in millionths; false where it is none, 0 or too large. */
static bool read_factor(const char *text, uint64_t *factor)
{
    uint64_t value = 0, unit = 1000000;
    if (*text < '0' || *text > '9')
        return false;
    for (; *text >= '0' && *text <= '9'; text++) {
        value = value * 10 + (uint64_t)(*text - '0');
        if (value > LONGEST_FACTOR)
            return false;
    }
    value *= unit;
    if (*text == '.') {
        for (text++; *text >= '0' && *text <= '9' && unit > 1; text++) {
            unit /= 10;
            value += (uint64_t)(*text - '0') * unit;
        }
    }
    *factor = value;
    return *text == '\0' && value > 0 && value <= (uint64_t)LONGEST_FACTOR * 1000000;
}

static const char *read_clock(const char *text, struct setting *setting)
{
    if (strcmp(text, "real") == 0)
        setting->clock = CLOCK_IS_REAL;
    else if (strcmp(text, "virtual") == 0)
        setting->clock = CLOCK_IS_VIRTUAL;
    else if (*text == 'x' && read_factor(text + 1, &setting->factor))
        setting->clock = CLOCK_IS_FACTOR;
    else
        return clock_forms;
    return NULL;
}

const char *setting_read(const char *word, const char *arguments, struct setting *setting)
{
    *setting = (struct setting){.kind = SETTING_SCHEDULE};
    if (strcmp(word, "schedule") == 0)
        return read_schedule(arguments, setting);
    if (strcmp(word, "clock") == 0) {
        setting->kind = SETTING_CLOCK;
        return read_clock(arguments, setting);
    }
    if (strcmp(word, "gil") == 0) {
        setting->kind = SETTING_GIL;
        setting->gil = strcmp(arguments, "on") == 0;
        return setting->gil || strcmp(arguments, "off") == 0 ? NULL : gil_forms;
    }
    setting->kind = SETTING_SEED;
    const char *rest = after(arguments, "seed");
    setting->seeded = rest && read_seed(rest, &setting->seed);
    return setting->seeded ? NULL : seed_forms;
}
