/* replays.c - does each schedule that explore reports happen on the live threads? For random
 * programs, or the scripts given; in untimed and virtual time, with and without spurious wake-ups.
 *
 *     tests/programs/replays                what `make check` looks at: some random programs, among
 *                                           them those that once came out otherwise; prints TAP
 *     tests/programs/replays FIRST COUNT    the random programs with these numbers
 *     tests/programs/replays FILE...        these scripts
 *
 * Prints the schedules that come out otherwise with their programs, and how many there were. */
#include "random_program.h"

#include "base/memory.h"
#include "lang/parser.h"
#include "script/replay.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_STATES = 20000, TELL_EVERY = 500 };

struct tally {
    uint64_t programs, schedules, differences;
};

static void print_program(const char *text)
{
    fputs("#   | ", stdout);
    for (; *text; text++) {
        putchar(*text);
        if (*text == '\n' && text[1])
            fputs("#   | ", stdout);
    }
    putchar('\n');
}

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
            print_program(s->source.text);
        }
        buffer_free(&why);
    }
}

static void look(const struct subject *s, bool untimed, bool spurious)
{
    struct program *program = program_new();
    struct diagnostics found = {0};
    struct machine m;
    machine_init(&m, program, 0, 0);
    m.state->timeless = 1;
    struct explore_options options = {
        .script = compile_script(
            program, program_add_source(program, s->name, s->source.text, s->source.length),
            s->tree, &found),
        .time = untimed ? EXPLORE_UNTIMED : EXPLORE_VIRTUAL,
        .spurious = spurious,
        .symmetry = true,
        .persistent = true,
        .forget = true,
        .limit_states = MOST_STATES,
    };
    if (options.script) {
        struct explore_result *r = explore_run(&m, &options);
        replay_all(s, r, untimed);
        explore_free(r);
    }
    diagnostics_free(&found);
    machine_free(&m);
    program_free(program);
}

static void look_at(const char *name, const char *text, struct tally *tally)
{
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

static void look_at_random(uint64_t number, struct tally *tally)
{
    struct buffer text = {0};
    char name[64];
    random_program(number, &text);
    snprintf(name, sizeof name, "random program %" PRIu64, number);
    look_at(name, buffer_text(&text), tally);
    buffer_free(&text);
}

static bool look_at_file(const char *path, struct tally *tally)
{
    FILE *file = fopen(path, "r");
    struct buffer text = {0};
    char piece[4096];
    if (!file) {
        perror(path);
        return false;
    }
    for (size_t got; (got = fread(piece, 1, sizeof piece, file)) > 0;)
        buffer_add(&text, piece, got);
    fclose(file);
    look_at(path, buffer_text(&text), tally);
    buffer_free(&text);
    return true;
}

static void tell(const struct tally *t)
{
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
        look_at_random(once_otherwise[i], tally);
    for (uint64_t i = 1; i <= OTHERS; i++)
        look_at_random(i, tally);
    printf("%s 1 - schedules happen on live threads\n1..1\n# ",
           tally->differences ? "not ok" : "ok");
}

static bool is_number(const char *text)
{
    return *text && strspn(text, "0123456789") == strlen(text);
}

int main(int argc, char **argv)
{
    struct tally tally = {0};
    bool good = true;
    if (argc == 1) {
        look_at_some(&tally);
    } else if (argc == 3 && is_number(argv[1]) && is_number(argv[2])) {
        uint64_t first = strtoull(argv[1], NULL, 10), count = strtoull(argv[2], NULL, 10);
        for (uint64_t i = 0; i < count; i++) {
            look_at_random(first + i, &tally);
            if ((i + 1) % TELL_EVERY == 0)
                tell(&tally);
        }
    } else {
        for (int i = 1; i < argc; i++)
            good &= look_at_file(argv[i], &tally);
    }
    tell(&tally);
    return good && tally.differences == 0 ? 0 : 1;
}
