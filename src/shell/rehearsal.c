/* rehearsal.c - see rehearsal.h. */
#include "shell/rehearsal.h"

#include "lesson/check.h"
#include "shell/session_explore.h"
#include "shell/session_inside.h"
#include "shell/session_trust.h"
#include "shell/session_words.h"

void rehearsal_begin(struct session *s, const char *path, const char *name)
{
    session_use_lesson(s, path, name);
}

static void count_steps(struct lab *lab, struct machine *m, void *steps)
{
    (void)m;
    *(uint64_t *)steps = lab_steps(lab);
}

uint64_t rehearsal_steps(struct session *s)
{
    uint64_t steps;
    lab_do(s->lab, count_steps, &steps);
    return steps;
}

static void set_task(struct lab *lab, struct machine *m, void *telling)
{
    struct telling *t = telling;
    struct watcher *w = &t->session->watcher;
    check_free(w->check);
    w->check = t->argument ? check_new(t->argument, m->program) : NULL;
    t->number = lab_steps(lab);
    settings_settle_stepping(t->session, lab);
}

uint64_t rehearsal_set_task(struct session *s, const char *check)
{
    struct telling t = {.session = s, .argument = check};
    lab_do(s->lab, set_task, &t);
    return t.number;
}

static void look(struct lab *lab, struct machine *m, void *telling)
{
    struct telling *t = telling;
    const struct check *check = t->session->watcher.check;
    uint64_t steps = lab_steps(lab);
    /* They are fewer where it has begun anew. */
    t->number = check && check_holds(check, m, steps < t->number ? steps : steps - t->number);
}

bool rehearsal_task_holds(struct session *s, uint64_t steps_before)
{
    struct telling t = {.session = s, .number = steps_before};
    lab_do(s->lab, look, &t);
    return t.number;
}

struct challenge *rehearsal_challenge(struct session *s, const char *finding, struct buffer *why)
{
    return session_open_challenge(s, finding, why);
}

static void find_thread(struct lab *lab, struct machine *m, void *telling)
{
    struct telling *t = telling;
    (void)lab;
    t->number = session_find_thread(m, t->argument);
}

uint32_t rehearsal_thread(struct session *s, const char *name)
{
    struct telling t = {.argument = name};
    lab_do(s->lab, find_thread, &t);
    return (uint32_t)t.number;
}
