/* replays.c - does each schedule that explore reports happen on the live threads? For random
 * programs, or the scripts given; in untimed and virtual time, with and without spurious wake-ups.
 *
 *     tests/programs/replays                what `make check` looks at: some random programs, among
 *                                           them those that once came out otherwise; prints TAP
 *     tests/programs/replays FIRST COUNT    the random programs with these numbers
 *     tests/programs/replays FILE...        these scripts
 *
 * Prints the schedules that come out otherwise with their programs, and how many there were. */
#include "subjects.h"

#include "base/memory.h"
#include "lang/parser.h"
#include "script/replay.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { MOST_STATES = 20000 };

struct tally {
    uint64_t programs, schedules, differences;
};

struct subject {
    const char *name;
    struct source source;
    struct tree *tree;
    struct tally *tally;
};

static void replay_all(const struct subject *s, const struct explore_result *r, bool untimed)
{
    for (size_t i = 0; i < r->finding_count; i++) {
        const struct explore_finding *f = &r->findings[i];
        struct replay replay = {
            .source = &s->source, .tree = s->tree, .untimed = untimed, .finding = f};
        struct buffer why = {0};
        s->tally->schedules += f->schedule != NULL;
        if (f->schedule && replay_check(&replay, &why) != REPLAY_SAME) {
            s->tally->differences++;
            printf("# %s, %s: %s of \"%s\": %s\n", s->name, untimed ? "untimed" : "virtual",
                   explore_kind_name(f->kind), f->schedule, buffer_text(&why));
            subject_print(s->source.text);
        }
        buffer_free(&why);
    }
}

static void look(const struct subject *s, bool untimed, bool spurious)
{
    struct program *program = program_new();
    struct machine m;
    machine_init(&m, program, 0, 0);
    m.state->timeless = 1;
    struct explore_options options = {
        .script = script_compile(program, s->name, s->source.text),
        .time = untimed ? EXPLORE_UNTIMED : EXPLORE_VIRTUAL,
        .spurious = spurious,
        .symmetry = true,
        .rotation = true,
        .persistent = true,
        .forget = true,
        .limit_states = MOST_STATES,
    };
    if (options.script) {
        struct explore_result *r = explore_run(&m, &options);
        replay_all(s, r, untimed);
        explore_free(r);
    }
    machine_free(&m);
    program_free(program);
}

static void look_at(const char *name, const char *text, void *context)
{
    struct tally *tally = context;
    struct subject s = {.name = name, .tally = tally};
    struct parser_options parser = {.prompt = false};
    struct diagnostics found = {0};
    s.source = (struct source){.name = name, .text = text, .length = strlen(text)};
    s.tree = parser_parse(&s.source, &parser, &found);
    tally->programs++;
    if (s.tree) {
        look(&s, true, false);
        look(&s, true, true);
        look(&s, false, false);
    }
    tree_free(s.tree);
    diagnostics_free(&found);
}

static void tell(void *context)
{
    const struct tally *t = context;
    printf("%" PRIu64 " programs, %" PRIu64 " schedules, %" PRIu64 " come out otherwise\n",
           t->programs, t->schedules, t->differences);
    fflush(stdout);
}

static void look_at_some(struct tally *tally)
{
    /* A wait that is given up while another has the lock; a schedule whose end is no step. */
    static const uint64_t once_otherwise[] = {3671, 4811, 6494, 6939, 7524};
    enum { OTHERS = 100 };
    for (size_t i = 0; i < sizeof once_otherwise / sizeof *once_otherwise; i++)
        subject_random(once_otherwise[i], look_at, tally);
    for (uint64_t i = 1; i <= OTHERS; i++)
        subject_random(i, look_at, tally);
    printf("%s 1 - schedules happen on live threads\n1..1\n# ",
           tally->differences ? "not ok" : "ok");
}

int main(int argc, char **argv)
{
    struct tally tally = {0};
    bool good = true;
    if (argc == 1)
        look_at_some(&tally);
    else
        good = subjects_of_arguments(argc, argv, look_at, tell, &tally);
    tell(&tally);
    return good && tally.differences == 0 ? 0 : 1;
}
