/* task_in_page.c - see task_in_page.h. */
#include "shell/task_in_page.h"

#include "lang/commands.h"
#include "lesson/block_program.h"
#include "shell/page_run.h"
#include "task/attempt.h"

enum {
    ORDERS = 50,       /* by chance: a task that takes a rare order is left to the lab */
    MOST_STEPS = 2000, /* of each */
};

unsigned task_schedule(bool written)
{
    return written ? SCHEDULE_ROUND_ROBIN : SCHEDULE_MANUAL;
}

struct trial {
    struct page_run run;
    struct attempt *attempt;
};

static void hear(void *context, const struct event *e)
{
    struct trial *t = context;
    attempt_hear(t->attempt, &t->run.drive.machine, e);
}

static void begin(struct trial *t, bool written)
{
    page_run_begin(&t->run, (enum schedule_kind)task_schedule(written), 0);
    attempt_begin(t->attempt, &t->run.drive.machine);
}

/* One step of whoever is next; where nobody is chosen, of main. */
static bool step(struct trial *t)
{
    uint32_t thread;
    if (t->run.drive.schedule.kind == SCHEDULE_MANUAL && !drive_grant(&t->run.drive, STATE_MAIN, 1))
        return false;
    if (drive_step(&t->run.drive, &thread) != DRIVE_STEPPED)
        return false;
    attempt_look(t->attempt, &t->run.drive.machine);
    return true;
}

/* From where the task is set. */
static bool is_done_in(struct trial *t, const struct drive *from, uint64_t seed)
{
    drive_copy(from, &t->run.drive);
    page_run_attach(&t->run);
    schedule_start(&t->run.drive.schedule, SCHEDULE_RANDOM, seed);
    t->run.drive.chosen = NO_THREAD;
    attempt_begin(t->attempt, &t->run.drive.machine);
    for (int i = 0; i < MOST_STEPS && !attempt_is_done(t->attempt) && step(t); i++)
        ;
    bool done = attempt_is_done(t->attempt);
    drive_free(&t->run.drive);
    return done;
}

static bool is_done_somehow(struct trial *t, bool written)
{
    bool done = false;
    begin(t, written);
    for (int i = 0; i < ATTEMPT_MOST_GIVEN && !attempt_is_set(t->attempt) && step(t); i++)
        ;
    struct drive from = t->run.drive;
    for (uint64_t seed = 1; seed <= ORDERS && attempt_is_set(t->attempt) && !done; seed++)
        done = is_done_in(t, &from, seed);
    drive_free(&from);
    return done;
}

static bool is_done(const struct lesson_item *task, const char *given, const char *text)
{
    struct trial t = {0};
    t.run.hear = hear;
    t.run.context = &t;
    if (page_run_open(&t.run, text))
        t.attempt = attempt_new(task->text, given, &t.run.source, t.run.program.program);
    bool done = t.attempt && is_done_somehow(&t, task_is_written(task));
    attempt_free(t.attempt);
    page_run_close(&t.run);
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
