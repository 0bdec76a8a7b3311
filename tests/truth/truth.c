/* truth.c - what a program can come to: of random programs, for comparing with what it comes to
 * elsewhere. See truth.py, which runs the others.
 *
 *     truth DIRECTORY FIRST COUNT      the random programs with these numbers
 *     truth DIRECTORY FILE...          these scripts
 *
 * Each that is small enough is put there as NAME.thr, with its outcomes in NAME.outcomes, one a
 * line, and in each language that it can be translated to, as NAME.py; why it cannot be is in
 * NAME.refused. Prints how many there were,
 * and what runs under SEEDS seeds came to: an outcome that the model has not is a disagreement. */
#include "outcomes.h"

#include "../programs/random_program.h"
#include "../programs/subjects.h"

#include "base/buffer.h"
#include "export/program.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SEEDS = 50, MOST_STATES = 3000 };

struct truth {
    const char *directory;
    unsigned looked_at, large, untranslated, disagreements;
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

/* Whether it could be. */
static bool translate(const struct truth *t, const char *name, const char *text)
{
    struct source source = {name, text, strlen(text)};
    struct diagnostics found = {0};
    struct buffer python = {0};
    bool good = program_translate(program_find("python"), &source, &python, &found);
    /* what it does less than the script is no translation here */
    good = good && found.count == 0;
    if (good)
        put_file(t, name, "py", buffer_text(&python));
    else
        put_file(t, name, "refused", found.count ? found.items[0].message : "");
    diagnostics_free(&found);
    buffer_free(&python);
    return good;
}

static void run_seeds(struct truth *t, const char *name, const char *text,
                      const struct outcomes *model)
{
    struct outcomes met = {0};
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        char *outcome = outcomes_of_seed(text, seed);
        outcomes_add(&met, outcome);
        if (!outcomes_have(model, outcome)) {
            t->disagreements++;
            printf("# %s, seed %" PRIu64 ": %s\n", name, seed, outcome);
        }
        free(outcome);
    }
    t->outcomes += model->count;
    t->met += met.count;
    outcomes_free(&met);
}

static void look(const char *path, const char *text, void *context)
{
    struct truth *t = context;
    struct outcomes model;
    struct buffer lines = {0}, name = {0};
    const char *slash = strrchr(path, '/');
    buffer_puts(&name, slash ? slash + 1 : path);
    for (size_t i = 0; i < name.length; i++)
        if (name.bytes[i] == ' ' || name.bytes[i] == '.')
            name.bytes[i] = '-';
    if (!translate(t, buffer_text(&name), text)) {
        t->untranslated++;
    } else if (!outcomes_of(&model, text, MOST_STATES)) {
        t->large++;
        outcomes_free(&model);
        struct buffer python = {0};
        buffer_printf(&python, "%s/%s.py", t->directory, buffer_text(&name));
        remove(buffer_text(&python));
        buffer_free(&python);
    } else {
        t->looked_at++;
        for (size_t i = 0; i < model.count; i++)
            buffer_printf(&lines, "%s\n", model.lines[i]);
        put_file(t, buffer_text(&name), "thr", text);
        put_file(t, buffer_text(&name), "outcomes", buffer_text(&lines));
        run_seeds(t, buffer_text(&name), text, &model);
        outcomes_free(&model);
    }
    buffer_free(&lines);
    buffer_free(&name);
}

int main(int count, char **arguments)
{
    struct truth t = {.directory = count > 1 ? arguments[1] : "."};
    if (count < 3 || !subjects_of_arguments(count - 1, arguments + 1, look, NULL, &t)) {
        fputs("write: truth DIRECTORY FIRST COUNT, or truth DIRECTORY FILE...\n", stderr);
        return 2;
    }
    printf("# %u programs; %u more cannot be translated, %u have too many states\n", t.looked_at,
           t.untranslated, t.large);
    printf("# seeds: %u disagreements; %d seeds met %" PRIu64 " of %" PRIu64 " outcomes\n",
           t.disagreements, SEEDS, t.met, t.outcomes);
    return t.disagreements != 0;
}
