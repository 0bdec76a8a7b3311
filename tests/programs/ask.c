/* ask.c - asks the oracle about scripts: prints what their .expect files say, as far as it is for
 * the oracle to say.
 *
 *     tests/programs/ask [--details] [--most=STATES] [--spurious] [--time=virtual] FILE... */
#include "oracle.h"

#include "base/memory.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *read_all(const char *path)
{
    FILE *file = fopen(path, "r");
    if (!file) {
        perror(path);
        return NULL;
    }
    struct buffer text = {0};
    char piece[4096];
    for (size_t got; (got = fread(piece, 1, sizeof piece, file)) > 0;)
        buffer_add(&text, piece, got);
    fclose(file);
    buffer_puts(&text, "");
    return buffer_take(&text);
}

static void print_lines(const char *what, const struct oracle_lines *lines)
{
    for (uint32_t i = 0; i < lines->count; i++)
        printf("# %s %s\n", what, lines->lines[i]);
}

/* ":x,z", an array by its name alone. */
static void add_races(const struct oracle_lines *races, struct buffer *out)
{
    const char *last = "";
    size_t last_length = 0;
    for (uint32_t i = 0; i < races->count; i++) {
        const char *name = races->lines[i];
        size_t length = strcspn(name, "[");
        if (length == last_length && strncmp(name, last, length) == 0)
            continue;
        buffer_putc(out, last_length ? ',' : ':');
        buffer_add(out, name, length);
        last = name;
        last_length = length;
    }
}

static void print_all(const struct oracle *o, bool details)
{
    struct buffer kinds = {0};
    oracle_add_kinds(o->kinds, &kinds);
    add_races(&o->races, &kinds);
    printf("findings: %s\nstatus: %d\nstates: %" PRIu64 "\nschedules: %s\n", buffer_text(&kinds),
           o->bounded && !o->kinds ? 6 : oracle_status(o->kinds), o->states,
           o->bounded ? "?" : o->schedules);
    buffer_free(&kinds);
    if (!details)
        return;
    print_lines("race", &o->races);
    print_lines("failure", &o->failures);
    print_lines("stuck", &o->stuck);
    print_lines("end", &o->ends);
}

int main(int argc, char **argv)
{
    struct oracle_options options = {.most_states = 1000000};
    bool details = false, wrong = false;
    int at = 1;
    for (; at < argc && argv[at][0] == '-'; at++) {
        if (strncmp(argv[at], "--most=", 7) == 0)
            options.most_states = strtoull(argv[at] + 7, NULL, 10);
        else if (strcmp(argv[at], "--spurious") == 0)
            options.spurious = true;
        else if (strcmp(argv[at], "--time=virtual") == 0)
            options.virtual_time = true;
        else if (strcmp(argv[at], "--details") == 0)
            details = true;
        else
            return 2;
    }
    for (bool several = at + 1 < argc; at < argc; at++) {
        struct oracle o;
        char *text = read_all(argv[at]);
        if (!text)
            return 2;
        if (several)
            printf("## %s\n", argv[at]);
        if (oracle_ask(&o, text, &options)) {
            print_all(&o, details);
        } else {
            fputs(buffer_text(&o.errors), stderr);
            wrong = true;
        }
        oracle_free(&o);
        free(text);
    }
    return wrong ? 2 : 0;
}
