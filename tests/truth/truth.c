/* truth.c - what a program can come to: of random programs, for comparing with what it comes to
 * elsewhere. See truth.py, which runs the others.
 *
 *     truth DIRECTORY FIRST COUNT      the random programs with these numbers
 *     truth DIRECTORY FILE...          these scripts
 *
 * Each that is small enough is put there as NAME.thr, with its outcomes in NAME.outcomes, one a
 * line, and in NAME.later what daemons may make of them elsewhere (outcomes.h), and in each
 * language that it can be translated to, as NAME.py, NAME.c; where two threads can race there is an
 * empty NAME.race; NAME.daemons has the names of those who print without its being an outcome. Why
 * it cannot be translated is in NAME.refused, for C in NAME.refused-c. Prints how many there were,
 * and what runs under SEEDS seeds came to: an outcome that the model has not is a disagreement. A
 * line for truth.py's table is added to DIRECTORY/table. */
#include "outcomes.h"

#include "../programs/oracle_inside.h"
#include "../programs/random_program.h"
#include "../programs/subjects.h"

#include "base/buffer.h"
#include "export/program.h"
#include "lang/script.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SEEDS = 50, MOST_STATES = 3000 };

struct truth {
    const char *directory;
    unsigned translated[2], looked_at, large, timed, untranslated, disagreements;
    uint64_t outcomes, met;
};

static void put_file(const struct truth *t, const char *name, const char *ending, const char *text)
{
    struct buffer path = {0};
    buffer_printf(&path, "%s/%s.%s", t->directory, name, ending);
    FILE *file = fopen(buffer_text(&path), "w");
    if (!file || fputs(text, file) < 0 || fclose(file) != 0) {
        perror(buffer_text(&path));
        exit(2);
    }
    buffer_free(&path);
}

static void put_lines(const struct truth *t, const char *name, const char *ending,
                      const struct oracle_lines *lines)
{
    struct buffer text = {0};
    for (uint32_t i = 0; i < lines->count; i++)
        buffer_printf(&text, "%s\n", lines->lines[i]);
    put_file(t, name, ending, buffer_text(&text));
    buffer_free(&text);
}

static const char *const languages[][2] = {{"python", "py"}, {"c", "c"}}; /* with its ending */
enum { LANGUAGES = sizeof languages / sizeof *languages };

/* Whether it could be. */
static bool translate(struct truth *t, int language, const char *name, const char *text)
{
    struct source source = {name, text, strlen(text)};
    struct diagnostics found = {0};
    struct buffer program = {0};
    const char *ending = languages[language][1];
    bool good = program_translate(program_find(languages[language][0]), &source, &program, &found);
    /* what it does less than the script is no translation here */
    good = good && found.count == 0;
    if (good)
        put_file(t, name, ending, buffer_text(&program));
    else
        put_file(t, name, language ? "refused-c" : "refused",
                 found.count ? found.items[0].message : "");
    t->translated[language] += good;
    diagnostics_free(&found);
    buffer_free(&program);
    return good;
}

static void remove_file(const struct truth *t, const char *name, const char *ending)
{
    struct buffer path = {0};
    buffer_printf(&path, "%s/%s.%s", t->directory, name, ending);
    remove(buffer_text(&path));
    buffer_free(&path);
}

static void run_seeds(struct truth *t, const char *name, const char *text,
                      const struct outcomes *model)
{
    struct oracle_lines met = {0};
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        char *outcome = outcomes_of_seed(model, text, seed);
        oracle_add_line(&met, outcome);
        if (!oracle_has_line(&model->lines, outcome)) {
            t->disagreements++;
            printf("# %s, seed %" PRIu64 ": %s\n", name, seed, outcome);
        }
        free(outcome);
    }
    t->outcomes += model->lines.count;
    t->met += met.count;
    oracle_free_lines(&met);
}

static void find_time(void *context, const struct node *node)
{
    bool *found = context;
    *found |= node->kind == NODE_NOW ||
              (node->kind == NODE_BUILTIN &&
               (node->builtin.function == WORD_TIME || node->builtin.function == WORD_RANDOM));
    tree_each_child(node, find_time, context);
}

/* Whether it looks at a clock, or draws lots: the model knows of neither. */
static bool is_timed(const char *text)
{
    struct source source = {NULL, text, strlen(text)};
    struct diagnostics found = {0};
    bool timed = false;
    struct tree *tree = script_parse(&source, &found);
    if (tree)
        find_time(&timed, tree_root(tree));
    tree_free(tree);
    diagnostics_free(&found);
    return timed;
}

static void look(const char *path, const char *text, void *context)
{
    struct truth *t = context;
    struct outcomes model;
    struct buffer name = {0};
    const char *slash = strrchr(path, '/');
    buffer_puts(&name, slash ? slash + 1 : path);
    for (size_t i = 0; i < name.length; i++)
        if (name.bytes[i] == ' ' || name.bytes[i] == '.')
            name.bytes[i] = '-';
    bool good = false;
    if (is_timed(text)) {
        t->timed++;
        buffer_free(&name);
        return;
    }
    for (int i = 0; i < LANGUAGES; i++)
        good |= translate(t, i, buffer_text(&name), text);
    if (!good) {
        t->untranslated++;
    } else if (!outcomes_of(&model, text, MOST_STATES)) {
        t->large++;
        outcomes_free(&model);
        for (int i = 0; i < LANGUAGES; i++)
            remove_file(t, buffer_text(&name), languages[i][1]);
    } else {
        t->looked_at++;
        put_file(t, buffer_text(&name), "thr", text);
        put_lines(t, buffer_text(&name), "daemons", &model.daemons);
        put_lines(t, buffer_text(&name), "later", &model.later);
        put_lines(t, buffer_text(&name), "outcomes", &model.lines);
        if (model.races)
            put_file(t, buffer_text(&name), "race", "");
        run_seeds(t, buffer_text(&name), text, &model);
        outcomes_free(&model);
    }
    buffer_free(&name);
}

static void add_row(const struct truth *t)
{
    struct buffer path = {0};
    buffer_printf(&path, "%s/table", t->directory);
    FILE *file = fopen(buffer_text(&path), "a");
    if (!file ||
        fprintf(file, "live, %d seeds\t%u\t%u\t%" PRIu64 "\t%" PRIu64 "\t%u\n", SEEDS, t->looked_at,
                t->looked_at * SEEDS, t->met, t->outcomes, t->disagreements) < 0 ||
        fclose(file) != 0) {
        perror(buffer_text(&path));
        exit(2);
    }
    buffer_free(&path);
}

int main(int count, char **arguments)
{
    struct truth t = {.directory = count > 1 ? arguments[1] : "."};
    if (count < 3 || !subjects_of_arguments(count - 1, arguments + 1, look, NULL, &t)) {
        fputs("write: truth DIRECTORY FIRST COUNT, or truth DIRECTORY FILE...\n", stderr);
        return 2;
    }
    add_row(&t);
    printf(
        "# %u programs; %u more cannot be translated, %u have too many states, %u look at a clock "
        "or draw lots\n",
        t.looked_at, t.untranslated, t.large, t.timed);
    printf("# %u could be Python, %u C, too large ones among them\n", t.translated[0],
           t.translated[1]);
    printf("# seeds: %u disagreements; %d seeds met %" PRIu64 " of %" PRIu64 " outcomes\n",
           t.disagreements, SEEDS, t.met, t.outcomes);
    return t.disagreements != 0;
}
