/* settings.c - see settings.h. */
#include "shell/settings.h"

#include "lang/setting.h"
#include "task/check.h"
#include "script/regime.h"
#include "shell/dispatch.h"
#include "shell/session_inside.h"

/* ---- What stays ------------------------------------------------------------------------------ */

struct chosen settings_chosen(uint64_t seed)
{
    return (struct chosen){.schedule = SCHEDULE_IS_FREE, .seed = seed, .clock_factor = 1};
}

void settings_choose(struct chosen *chosen, const struct setting *setting)
{
    switch (setting->kind) {
    case SETTING_SCHEDULE:
        chosen->schedule = setting->schedule;
        chosen->schedule_seeded = setting->seeded;
        chosen->schedule_seed = setting->seed;
        break;
    case SETTING_GIL:
        chosen->gil = setting->gil;
        break;
    case SETTING_SEED:
        chosen->seed = setting->seed;
        chosen->schedule_seeded = false; /* it draws from that one now */
        break;
    case SETTING_CLOCK:
        chosen->clock_factor = setting->clock == CLOCK_IS_VIRTUAL ? 0 : regime_factor(setting);
        break;
    }
}

enum schedule_kind settings_schedule_kind(const struct session *s, enum setting_schedule schedule)
{
    return s->exact && schedule == SCHEDULE_IS_FREE ? SCHEDULE_RANDOM : regime_schedule(schedule);
}

/* ---- What the watcher says ------------------------------------------------------------------- */

void settings_settle_stepping(struct session *s, const struct lab *lab)
{
    if (!lab_paused(lab) && lab_schedule(lab)->kind != SCHEDULE_MANUAL)
        s->watcher.stepping = 0;
}

/* ---- Settings -------------------------------------------------------------------------------- */

struct change_of_setting {
    struct session *session;
    struct setting setting;
};

static void use_schedule(const struct session *s, struct lab *lab, const struct setting *setting)
{
    lab_use_schedule(lab, settings_schedule_kind(s, setting->schedule),
                     setting->seeded ? setting->seed
                     : s->exact      ? 1
                                     : (uint64_t)lab_now(lab));
}

static void use(struct lab *lab, struct machine *m, void *argument)
{
    (void)m;
    struct change_of_setting *c = argument;
    const struct setting *s = &c->setting;
    switch (s->kind) {
    case SETTING_SCHEDULE:
        use_schedule(c->session, lab, s);
        break;
    case SETTING_CLOCK:
        if (!c->session->exact)
            lab_use_clock(lab, regime_clock(s), regime_factor(s));
        break;
    case SETTING_GIL:
        lab_use_gil(lab, s->gil);
        break;
    case SETTING_SEED:
        lab_use_seed(lab, s->seed);
        break;
    }
    settings_choose(&c->session->chosen, s);
    settings_settle_stepping(c->session, lab);
}

static const char *answer_to(const struct setting *s)
{
    static const char *const schedules[] = {
        [SCHEDULE_IS_FREE] = "every thread that can go on goes, as the system lets them",
        [SCHEDULE_IS_RANDOM] = "one step at a time, of a thread drawn by lot",
        [SCHEDULE_IS_ROUND_ROBIN] = "one step at a time, in turn",
        [SCHEDULE_IS_MANUAL] = "nobody goes without `step`, but for what you type for main",
    };
    switch (s->kind) {
    case SETTING_SCHEDULE:
        return schedules[s->schedule];
    case SETTING_CLOCK:
        return s->clock == CLOCK_IS_REAL ? "the lab's clock goes like any other"
               : s->clock == CLOCK_IS_VIRTUAL
                   ? "steps take no time; where everybody waits, the clock "
                     "jumps"
                   : "the lab's clock goes at another speed";
    case SETTING_GIL:
        return s->gil ? "`work` needs the interpreter lock: one thread works at a time"
                      : "threads work at the same time, on as many processors as there are";
    case SETTING_SEED:
        return "random numbers begin anew";
    }
    return "";
}

void settings_set_silently(struct session *s, const char *word, const char *arguments)
{
    struct change_of_setting change = {.session = s};
    if (!setting_read(word, arguments, &change.setting))
        lab_do(s->lab, use, &change);
}

static void set(struct session *s, const char *word, const char *arguments)
{
    struct change_of_setting change = {.session = s};
    const char *problem = setting_read(word, arguments, &change.setting);
    if (problem) {
        lines_say(s, LINE_ERROR, "", problem);
        return;
    }
    lab_do(s->lab, use, &change);
    lines_say(s, LINE_NOTICE, "", answer_to(&change.setting));
}

void command_schedule(struct session *s, const char *arguments)
{
    set(s, "schedule", arguments);
}

void command_clock(struct session *s, const char *arguments)
{
    set(s, "clock", arguments);
}

void command_gil(struct session *s, const char *arguments)
{
    set(s, "gil", arguments);
}

void command_random(struct session *s, const char *arguments)
{
    set(s, "random", arguments);
}
