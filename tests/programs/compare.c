/* compare.c - src/explore against the oracle: random programs, with every combination of the
 * reductions. Prints TAP (tests/tap.h says what that is).
 *
 *     tests/programs/compare                    what `make check` looks at: 300 random programs,
 * and those in tests/programs of $THRUM_SOURCE tests/programs/compare FIRST COUNT        the random
 * programs with these numbers tests/programs/compare FILE...            these scripts
 *     tests/programs/compare --draw NUMBER      prints a random program
 *
 * A disagreement (agree.h) is printed with its program. */
#include "agree.h"
#include "random_program.h"

#include <glob.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PROGRAMS = 300, BATCH = 25, MOST_STATES = 3000, MOST_STATES_BY_HAND = 30000 };

/* ---- Which programs ----------------------------------------------------------------------------
 */

static void print_program(const char *text)
{
    printf("#   | ");
    for (; *text; text++) {
        putchar(*text);
        if (*text == '\n' && text[1])
            printf("#   | ");
    }
}

static bool random_agrees(uint64_t number, uint64_t most)
{
    struct buffer text = {0};
    random_program(number, &text);
    bool agrees = agree(buffer_text(&text), most, true);
    if (!agrees) {
        printf("# random program %" PRIu64 ":\n", number);
        print_program(buffer_text(&text));
    }
    buffer_free(&text);
    return agrees;
}

/* One line of TAP for BATCH programs; returns how many lines that were. */
static unsigned compare_random(uint64_t first, uint64_t count, uint64_t most, bool *all)
{
    unsigned line = 0;
    for (uint64_t at = 0; at < count; at += BATCH) {
        uint64_t end = at + BATCH < count ? at + BATCH : count;
        bool agrees = true;
        for (uint64_t i = at; i < end; i++)
            agrees &= random_agrees(first + i, most);
        printf("%s %u - random programs %" PRIu64 " to %" PRIu64 "\n", agrees ? "ok" : "not ok",
               ++line, first + at, first + end - 1);
        fflush(stdout);
        *all &= agrees;
    }
    return line;
}

static char *read_all(const char *path)
{
    FILE *file = fopen(path, "r");
    struct buffer text = {0};
    char piece[4096];
    if (!file)
        return NULL;
    for (size_t got; (got = fread(piece, 1, sizeof piece, file)) > 0;)
        buffer_add(&text, piece, got);
    fclose(file);
    buffer_puts(&text, "");
    return buffer_take(&text);
}

/* One line for each, numbered from `line` + 1. */
static unsigned compare_files(char **paths, size_t count, unsigned line, bool *all)
{
    for (size_t i = 0; i < count; i++) {
        char *text = read_all(paths[i]);
        bool agrees = text && agree(text, MOST_STATES_BY_HAND, true);
        printf("%s %u - %s\n", agrees ? "ok" : "not ok", ++line, paths[i]);
        *all &= agrees;
        free(text);
    }
    return line;
}

/* The programs of the source tree. */
static unsigned compare_corpus(unsigned line, bool *all)
{
    const char *source = getenv("THRUM_SOURCE");
    struct buffer pattern = {0};
    glob_t found;
    buffer_printf(&pattern, "%s/tests/programs/*/*.thr", source ? source : ".");
    if (glob(buffer_text(&pattern), 0, NULL, &found) == 0) {
        line = compare_files(found.gl_pathv, found.gl_pathc, line, all);
        globfree(&found);
    }
    buffer_free(&pattern);
    return line;
}

static bool is_number(const char *text)
{
    return *text && strspn(text, "0123456789") == strlen(text);
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "--draw") == 0) {
        struct buffer text = {0};
        random_program(strtoull(argv[2], NULL, 10), &text);
        fputs(buffer_text(&text), stdout);
        buffer_free(&text);
        return 0;
    }
    bool all = true;
    unsigned lines;
    if (argc == 1) {
        lines = compare_random(1, PROGRAMS, MOST_STATES, &all);
        lines = compare_corpus(lines, &all);
    } else if (argc == 3 && is_number(argv[1]) && is_number(argv[2])) {
        lines = compare_random(strtoull(argv[1], NULL, 10), strtoull(argv[2], NULL, 10),
                               MOST_STATES_BY_HAND, &all);
    } else {
        lines = compare_files(argv + 1, (size_t)argc - 1, 0, &all);
    }
    printf("1..%u\n", lines);
    return !all;
}
