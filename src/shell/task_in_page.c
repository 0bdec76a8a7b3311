/* task_in_page.c - see task_in_page.h. */
#include "shell/task_in_page.h"

#include "core/drive.h"
#include "core/machine.h"
#include "lang/commands.h"
#include "lesson/block_program.h"
#include "script/explore_program.h"
#include "task/attempt.h"

#include <string.h>

enum {
    ORDERS = 50,       /* by chance: a task that takes a rare order is left to the lab */
    MOST_STEPS = 2000, /* of each */
};

unsigned task_schedule(bool written)
{
    return written ? SCHEDULE_ROUND_ROBIN : SCHEDULE_MANUAL;
}

struct trial {
    struct explore_program program;
    struct drive drive;
    struct attempt *attempt;
};

static void hear(void *context, const struct event *e)
{
    struct trial *t = context;
    attempt_hear(t->attempt, &t->drive.machine, e);
}

/* A copy of a driver tells nobody. */
static void attach(struct trial *t)
{
    static const struct drive_hooks no_hooks = {0};
    struct machine *m = &t->drive.machine;
    t->drive.hooks = &no_hooks;
    m->sink = hear;
    m->sink_context = t;
    m->traces = true;
}

/* As a page begins a run: web_begin in page/web.h. */
static void begin(struct trial *t, bool written)
{
    struct machine *m = &t->drive.machine;
    machine_init(m, t->program.program, 0, 0);
    m->state->timeless = 1;
    drive_begin(&t->drive);
    attach(t);
    schedule_start(&t->drive.schedule, (enum schedule_kind)task_schedule(written), 0);
    machine_set_gil(m, t->program.gil);
    machine_start_main(m, t->program.unit);
    drive_apply_changes(&t->drive);
    drive_settle_over(&t->drive);
    attempt_begin(t->attempt, m);
}

/* One step of whoever is next; where nobody is chosen, of main. */
static bool step(struct trial *t)
{
    uint32_t thread;
    if (t->drive.schedule.kind == SCHEDULE_MANUAL && !drive_grant(&t->drive, STATE_MAIN, 1))
        return false;
    if (drive_step(&t->drive, &thread) != DRIVE_STEPPED)
        return false;
    attempt_look(t->attempt, &t->drive.machine);
    return true;
}

/* From where the task is set. */
static bool is_done_in(struct trial *t, const struct drive *from, uint64_t seed)
{
    drive_copy(from, &t->drive);
    attach(t);
    schedule_start(&t->drive.schedule, SCHEDULE_RANDOM, seed);
    t->drive.chosen = NO_THREAD;
    attempt_begin(t->attempt, &t->drive.machine);
    for (int i = 0; i < MOST_STEPS && !attempt_is_done(t->attempt) && step(t); i++)
        ;
    bool done = attempt_is_done(t->attempt);
    drive_free(&t->drive);
    return done;
}

static bool is_done_somehow(struct trial *t, bool written)
{
    bool done = false;
    begin(t, written);
    for (int i = 0; i < ATTEMPT_MOST_GIVEN && !attempt_is_set(t->attempt) && step(t); i++)
        ;
    struct drive from = t->drive;
    for (uint64_t seed = 1; seed <= ORDERS && attempt_is_set(t->attempt) && !done; seed++)
        done = is_done_in(t, &from, seed);
    drive_free(&from);
    return done;
}

static bool is_done(const struct lesson_item *task, const char *given, const char *text)
{
    struct trial t = {0};
    struct source source = {.name = "program", .text = text, .length = strlen(text)};
    struct diagnostics found = {0};
    if (explore_program_open(&t.program, &source, NULL, &found))
        t.attempt = attempt_new(task->text, given, &source, t.program.program);
    bool done = t.attempt && is_done_somehow(&t, task_is_written(task));
    attempt_free(t.attempt);
    explore_program_close(&t.program);
    diagnostics_free(&found);
    return done;
}

bool task_is_written(const struct lesson_item *task)
{
    struct buffer answer = {0};
    bool some = block_program_add(task->solution, commands_words(), &answer);
    buffer_free(&answer);
    return some;
}

bool task_in_page(const char *given, const struct lesson_item *task)
{
    struct buffer text = {0};
    buffer_puts(&text, given);
    block_program_add(task->solution, commands_words(), &text);
    bool good = is_done(task, given, buffer_text(&text)) &&
                (!task_is_written(task) || !is_done(task, given, given));
    buffer_free(&text);
    return good;
}
