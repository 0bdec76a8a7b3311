/* stress.c - see stress.h. */
#include "stress.h"

#include "core/failure.h"
#include "lang/compiler.h"
#include "lang/parser.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void take_event(void *context, const struct event *e)
{
    struct stressed *s = context;
    if (e->kind == EVENT_PRINT) {
        char text[32];
        snprintf(text, sizeof text, "%.*s", (int)e->length, e->text);
        s->last_printed = strtoll(text, NULL, 10);
        s->prints++;
    } else if (e->kind == EVENT_ENDED && e->status == THREAD_FAILED) {
        struct buffer words = {0};
        failure_add_words(lab_machine(s->lab)->program, e->failure, &words);
        fprintf(stderr, "# a thread failed: %s\n", buffer_text(&words));
        buffer_free(&words);
        s->failures++;
    }
}

void stress_open(struct stressed *s, enum schedule_kind schedule, enum clock_kind clock,
                 uint64_t seed)
{
    *s = (struct stressed){0};
    struct lab_options options = {.schedule = schedule,
                                  .clock = clock,
                                  .factor = 1,
                                  .seed = seed,
                                  .keeps_history = true,
                                  .sink = take_event,
                                  .sink_context = s};
    s->lab = lab_new(&options);
}

static void compile_and_start(struct lab *lab, struct machine *m, void *argument)
{
    const char *program = argument;
    struct source source = {.name = "stress", .text = program, .length = strlen(program)};
    struct diagnostics found = {0};
    struct parser_options options = {0};
    struct tree *tree = parser_parse(&source, &options, &found);
    uint32_t unit = 0;
    if (tree) {
        uint32_t index = program_add_source(m->program, source.name, source.text, source.length);
        unit = compile_script(m->program, index, tree, &found);
        tree_free(tree);
    }
    if (found.errors) {
        struct buffer text = {0};
        diagnostics_format(&text, &source, &found);
        fprintf(stderr, "%s", buffer_text(&text));
        abort();
    }
    diagnostics_free(&found);
    lab_start_main(lab, unit);
}

void stress_start(struct stressed *s, const char *program)
{
    lab_do(s->lab, compile_and_start, (void *)(uintptr_t)program);
}

bool stress_await(struct stressed *s, unsigned news)
{
    time_t end = time(NULL) + 60;
    while (time(NULL) < end) {
        struct pollfd fd = {.fd = lab_fd(s->lab), .events = POLLIN};
        poll(&fd, 1, 1000);
        if (lab_news(s->lab) & news)
            return true;
    }
    return false;
}

void stress_close(struct stressed *s)
{
    lab_free(s->lab);
    s->lab = NULL;
}

bool stress_run(struct stressed *s, const char *program, enum schedule_kind schedule,
                enum clock_kind clock, uint64_t seed)
{
    stress_open(s, schedule, clock, seed);
    stress_start(s, program);
    bool over = stress_await(s, LAB_OVER | LAB_STUCK);
    stress_close(s);
    return over;
}
