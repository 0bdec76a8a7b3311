/* races.c - is what a run notices by looking back (src/watch/noticing.h) true? Of random programs,
 * or of the scripts given, as they run in several orders of steps:
 *
 *   - where explore has looked at all there is, each variable of which a race is told is one of
 *     those of which explore knows a race: none where it has proved the program. That is asked up
 *     to the first thread that fails, for explore looks no further;
 *   - where a schedule with a race that explore reports is followed, a race of that variable is
 *     told, and, if it was not before, that of the two accesses with which the schedule ends;
 *   - a program that explore has proved gets no other warning either.
 *
 *     tests/programs/races                what `make check` looks at: some random programs, and
 *                                         those of right/ and wrong/; prints TAP
 *     tests/programs/races FIRST COUNT    the random programs with these numbers
 *     tests/programs/races FILE...        these scripts
 *
 * Prints what is not so with the programs, and counts. */
#include "subjects.h"

#include "base/memory.h"
#include "core/drive.h"
#include "explore/explore.h"
#include "run/lab.h"
#include "watch/noticing.h"

#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

enum { MOST_STATES = 20000, MOST_STEPS = 2000, ORDERS = 8, PATIENCE = 20000 };

struct tally {
    uint64_t programs, proved, runs, races, guards, orders, schedules, later, differences;
};

struct subject {
    const char *name;
    const char *text;
    const struct explore_result *result;
    struct tally *tally;
    bool told; /* the program has been printed */
};

/* ---- What is not so -------------------------------------------------------------------------- */

static void complain(struct subject *s, const char *what, const char *about)
{
    s->tally->differences++;
    printf("# %s: %s: %s\n", s->name, what, about);
    if (s->told)
        return;
    s->told = true;
    subject_print(s->text);
}

/* Whether explore has a race of this variable, of an element of it where it is an array. */
static bool is_known(const struct explore_result *r, const char *name)
{
    size_t length = strlen(name);
    for (size_t i = 0; i < r->finding_count; i++) {
        const struct explore_finding *f = &r->findings[i];
        if (f->kind == EXPLORE_RACE && f->object_count &&
            strncmp(f->objects[0], name, length) == 0 &&
            (f->objects[0][length] == '\0' || f->objects[0][length] == '['))
            return true;
    }
    return false;
}

static bool is_whole(const struct explore_result *r)
{
    return r->verdict != EXPLORE_BOUNDED && !r->limit && !r->stopped_early;
}

static void add_name(const struct machine *m, uint32_t entity, struct buffer *name)
{
    machine_add_entity_name(m, entity, name);
    buffer_puts(name, "");
}

static void count(struct tally *t, const struct noticed *n)
{
    t->races += n->kind == NOTICING_RACE;
    t->guards += n->kind == NOTICING_GUARD;
    t->orders += n->kind == NOTICING_ORDER;
}

static void hear(void *context, const struct machine *m, const struct noticed *n)
{
    struct subject *s = context;
    struct buffer name = {0};
    count(s->tally, n);
    add_name(m, n->entity, &name);
    if (n->kind == NOTICING_RACE && is_whole(s->result) && !is_known(s->result, buffer_text(&name)))
        complain(s, "a race that explore does not know", n->text);
    if (n->kind != NOTICING_RACE && s->result->verdict == EXPLORE_PROVED)
        complain(s, "a warning about a program that is right", n->text);
    buffer_free(&name);
}

/* A thread has failed. */
static void hear_event(void *failed, const struct event *e)
{
    *(bool *)failed |=
        (e->kind == EVENT_ENDED || e->kind == EVENT_ORDER_FAILED) && e->status == THREAD_FAILED;
}

/* ---- Runs ------------------------------------------------------------------------------------ */

static void run(struct subject *s, enum schedule_kind kind, uint64_t seed)
{
    static const struct drive_hooks hooks = {0};
    struct program *program = program_new();
    struct drive d = {.hooks = &hooks};
    uint32_t unit = script_compile(program, s->name, s->text), thread;
    struct noticing *n = noticing_new("explore", hear, s);
    bool failed = false;
    machine_init(&d.machine, program, 0, 0);
    d.machine.state->timeless = 1;
    d.machine.sink = hear_event;
    d.machine.sink_context = &failed;
    drive_begin(&d);
    schedule_start(&d.schedule, kind, seed);
    noticing_follow(n, &d.machine, true);
    machine_start_main(&d.machine, unit);
    drive_apply_changes(&d);
    for (unsigned steps = 0; steps < MOST_STEPS && !failed; steps++)
        if (drive_step(&d, &thread) != DRIVE_STEPPED)
            break;
    s->tally->runs++;
    drive_free(&d);
    noticing_free(n);
    program_free(program);
}

/* ---- Schedules of explore's ------------------------------------------------------------------ */

struct rerun {
    struct subject *subject;
    const struct explore_finding *finding;
    struct noticing *noticing;
    char refused[160];
    uint32_t unit;
    bool begun, told, same;
};

static bool at_its_end(struct lab *lab, const struct machine *m, void *context)
{
    (void)m;
    const struct schedule *s = lab_schedule(lab);
    return ((struct rerun *)context)->begun && s->place.segment >= s->segment_count;
}

/* Whether the place is that of a step's; an atomic block has many. */
static bool is_at(const struct machine *m, const struct explore_step *s, uint32_t pc)
{
    if (s->event.op != OP_ATOMIC_BEGIN)
        return s->event.pc == pc;
    uint32_t at = s->event.pc;
    while (at < pc && m->program->code[at].op != OP_ATOMIC_END)
        at++;
    return at == pc;
}

static void hear_replayed(void *context, const struct machine *m, const struct noticed *n)
{
    struct rerun *r = context;
    const struct explore_finding *f = r->finding;
    const struct explore_step *last = &f->steps[f->step_count - 1];
    struct buffer name = {0};
    hear(r->subject, m, n);
    add_name(m, n->entity, &name);
    size_t length = strlen(buffer_text(&name));
    if (n->kind == NOTICING_RACE && strncmp(f->objects[0], buffer_text(&name), length) == 0 &&
        (f->objects[0][length] == '\0' || f->objects[0][length] == '[')) {
        r->told = true;
        r->same = is_at(m, last, n->pc) && is_at(m, last - 1, n->before);
    }
    buffer_free(&name);
}

static void begin(struct lab *lab, struct machine *m, void *argument)
{
    struct rerun *r = argument;
    r->unit = script_compile(m->program, r->subject->name, r->subject->text);
    lab_use_segments(lab, r->finding->schedule, r->refused, sizeof r->refused);
    lab_use_untimed(lab);
    noticing_follow(r->noticing, m, true);
    r->begun = true;
    lab_start_main(lab, r->unit);
}

static void replay(struct subject *s, const struct explore_finding *f)
{
    struct rerun r = {.subject = s, .finding = f};
    struct lab *lab = lab_new(&(struct lab_options){.schedule = SCHEDULE_ROUND_ROBIN,
                                                    .clock = CLOCK_KIND_VIRTUAL,
                                                    .factor = 1,
                                                    .gate = at_its_end,
                                                    .gate_context = &r});
    if (!lab)
        return;
    r.noticing = noticing_new("explore", hear_replayed, &r);
    lab_do(lab, begin, &r);
    struct pollfd fd = {.fd = lab_fd(lab), .events = POLLIN};
    bool ended = false;
    while (!ended && poll(&fd, 1, PATIENCE) > 0)
        ended = lab_news(lab) & (LAB_GATED | LAB_STUCK | LAB_OVER | LAB_LEFT);
    lab_free(lab);
    noticing_free(r.noticing);
    s->tally->schedules++;
    s->tally->later += r.told && !r.same;
    if (!r.told)
        complain(s, "a race that is not told where its schedule is followed", f->message);
}

/* ---- Programs -------------------------------------------------------------------------------- */

static void look(struct subject *s)
{
    struct program *program = program_new();
    struct machine m;
    machine_init(&m, program, 0, 0);
    m.state->timeless = 1;
    struct explore_options options = {
        .script = script_compile(program, s->name, s->text),
        .time = EXPLORE_UNTIMED,
        .symmetry = true,
        .rotation = true,
        .persistent = true,
        .forget = true,
        .limit_states = MOST_STATES,
    };
    if (options.script) {
        struct explore_result *r = explore_run(&m, &options);
        s->result = r;
        s->tally->proved += !r->refusal && r->verdict == EXPLORE_PROVED;
        for (uint64_t seed = 1; !r->refusal && seed <= ORDERS; seed++)
            run(s, SCHEDULE_RANDOM, seed);
        if (!r->refusal)
            run(s, SCHEDULE_ROUND_ROBIN, 1);
        for (size_t i = 0; i < r->finding_count; i++)
            if (r->findings[i].kind == EXPLORE_RACE && r->findings[i].schedule &&
                r->findings[i].schedule[0])
                replay(s, &r->findings[i]);
        explore_free(r);
    }
    machine_free(&m);
    program_free(program);
}

static void look_at(const char *name, const char *text, void *tally)
{
    struct subject s = {.name = name, .text = text, .tally = tally};
    s.tally->programs++;
    look(&s);
}

static void tell(void *context)
{
    const struct tally *t = context;
    printf("# %" PRIu64 " programs, %" PRIu64 " of them right; %" PRIu64 " runs: %" PRIu64
           " races, %" PRIu64 " guards, %" PRIu64 " orders; %" PRIu64
           " schedules with a race, %" PRIu64 " of which had one before; %" PRIu64
           " things are not so\n",
           t->programs, t->proved, t->runs, t->races, t->guards, t->orders, t->schedules, t->later,
           t->differences);
    fflush(stdout);
}

static void tell_test(int number, const char *what, struct tally *t, bool good)
{
    tell(t);
    printf("%s %d - %s\n", good && t->differences == 0 ? "ok" : "not ok", number, what);
    *t = (struct tally){0};
}

static void look_at_some(void)
{
    enum { SOME = 150 };
    struct tally tally = {0};
    scripts_each("tests/programs/right/*.thr", look_at, &tally);
    tell_test(1, "nothing is told of programs that are right", &tally, tally.proved);
    scripts_each("tests/programs/wrong/*.thr", look_at, &tally);
    tell_test(2, "the races of programs that are wrong, and no others", &tally, tally.schedules);
    for (uint64_t i = 1; i <= SOME; i++)
        subject_random(i, look_at, &tally);
    tell_test(3, "what is told of random programs", &tally, true);
    puts("1..3");
}

int main(int argc, char **argv)
{
    struct tally tally = {0};
    if (argc == 1) {
        look_at_some();
        return 0;
    }
    bool good = subjects_of_arguments(argc, argv, look_at, tell, &tally);
    tell(&tally);
    return good && tally.differences == 0 ? 0 : 1;
}
