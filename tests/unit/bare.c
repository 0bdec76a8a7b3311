/* bare.c - see bare.h. */
#include "bare.h"

#include "core/failure.h"
#include "lang/compiler.h"
#include "lang/parser.h"

#include <stdlib.h>
#include <string.h>

static const char *name_of(const struct bare *b, uint32_t thread)
{
    return name_bytes(b->program->texts, state_thread(b->machine.state, thread)->name);
}

static void add_failure(struct bare *b, const char *name, const char *how, uint32_t failure)
{
    buffer_printf(&b->output, "%s %s: ", name, how);
    failure_add_words(b->program, failure, &b->output);
    buffer_putc(&b->output, '\n');
}

static void take_event(void *context, const struct event *e)
{
    struct bare *b = context;
    static const char *const levels[] = {"debug", "info", "warning", "error"};
    static const char *const notices[] = {
        [NOTICE_PRIVATE] = "is private",
        [NOTICE_ENDED_HOLDING] = "is still held",
        [NOTICE_NOBODY] = "has nobody waiting",
    };
    const char *name = name_of(b, e->thread);
    int length = (int)e->length;
    if (e->kind == EVENT_PRINT)
        buffer_printf(&b->output, "%s: %.*s\n", name, length, e->text);
    else if (e->kind == EVENT_LOG)
        buffer_printf(&b->output, "%s %s: %.*s\n", name, levels[e->level], length, e->text);
    else if (e->kind == EVENT_ENDED && e->status == THREAD_FAILED)
        add_failure(b, name, "failed", e->failure);
    else if (e->kind == EVENT_ENDED && e->status > THREAD_FAILED && b->options.cancelled)
        buffer_printf(&b->output, "%s %s\n", name, machine_state_word(&b->machine, e->thread));
    else if (e->kind == EVENT_ORDER_FAILED)
        add_failure(b, name, "stopped", e->failure);
    else if (e->kind == EVENT_NOTICE && e->notice != NOTICE_RESULT && b->options.notices)
        buffer_printf(&b->output, "%s: %s %s\n", name, name_bytes(b->program->texts, e->name),
                      notices[e->notice]);
}

static struct tree *parse(struct bare *b, const char *text, bool prompt, struct diagnostics *found)
{
    struct source source = {.name = "test", .text = text, .length = strlen(text)};
    struct parser_options options = {.prompt = prompt};
    struct tree *tree = parser_parse(&source, &options, found);
    if (!tree)
        diagnostics_format(&b->output, &source, found);
    return tree;
}

static void add_errors(struct bare *b, const char *text, const struct diagnostics *found)
{
    struct source source = {.name = "test", .text = text, .length = strlen(text)};
    diagnostics_format(&b->output, &source, found);
}

static void prepare(struct bare *b, const struct bare_options *options)
{
    *b = (struct bare){.options = *options, .program = program_new()};
    machine_init(&b->machine, b->program, options->seed, 0);
    b->machine.state->timeless = 1;
    b->machine.sink = take_event;
    b->machine.sink_context = b;
    b->random = options->seed;
    if (!b->options.steps)
        b->options.steps = 1000000;
}

bool bare_begin(struct bare *b, const char *text, const struct bare_options *options)
{
    struct diagnostics found = {0};
    uint32_t unit = 0;
    prepare(b, options);
    struct tree *tree = parse(b, text, false, &found);
    if (tree) {
        uint32_t source = program_add_source(b->program, "test", text, strlen(text));
        unit = compile_script(b->program, source, tree, &found);
        if (unit)
            machine_start_main(&b->machine, unit);
        else
            add_errors(b, text, &found);
    }
    tree_free(tree);
    diagnostics_free(&found);
    return unit != 0;
}

/* ---- Running --------------------------------------------------------------------------------- */

/* What is done outside the machine is done at once. */
static void complete(struct bare *b, uint32_t thread)
{
    struct outside o = machine_outside(&b->machine, thread);
    if (o.op == OP_ASK)
        machine_complete(&b->machine, thread, value_text(o.text), NULL);
    else
        machine_complete(&b->machine, thread, value_none(), "there is no network here");
}

static uint64_t draw(struct bare *b)
{
    b->random = b->random * 6364136223846793005u + 1442695040888963407u;
    return b->random >> 33;
}

/* The threads that are ready, and the nearest deadline of the others. */
static uint32_t find_ready(struct bare *b, uint32_t *ready, int64_t *deadline)
{
    uint32_t count = 0, threads = b->machine.state->thread_count;
    *deadline = NO_DEADLINE;
    for (uint32_t i = 0; i < threads; i++) {
        struct readiness r = step_readiness(&b->machine, i);
        if (r.kind == WAITS_OUTSIDE) {
            complete(b, i);
            r = step_readiness(&b->machine, i);
        }
        if (r.kind == READY)
            ready[count++] = i;
        else if (r.deadline < *deadline)
            *deadline = r.deadline;
    }
    return count;
}

bool bare_step(struct bare *b)
{
    uint32_t *ready = malloc((b->machine.state->thread_count + 1) * sizeof *ready);
    int64_t deadline;
    uint32_t count = find_ready(b, ready, &deadline);
    while (count == 0 && deadline != NO_DEADLINE) {
        b->machine.state->now = deadline;
        count = find_ready(b, ready, &deadline);
    }
    if (count) {
        uint32_t chosen = ready[0];
        if (b->options.random)
            chosen = ready[draw(b) % count];
        else
            for (uint32_t i = count; i-- > 0;)
                if (ready[i] >= b->turn)
                    chosen = ready[i];
        b->turn = chosen + 1;
        step_run(&b->machine, chosen);
    }
    b->machine.change_count = 0;
    free(ready);
    return count > 0;
}

static void tell_stuck(struct bare *b)
{
    buffer_puts(&b->output, "stuck:");
    for (uint32_t i = 0; i < b->machine.state->thread_count; i++)
        if (state_thread(b->machine.state, i)->status == THREAD_RUNNING)
            buffer_printf(&b->output, " %s", name_of(b, i));
    buffer_putc(&b->output, '\n');
}

/* True if all went well. */
static bool run(struct bare *b)
{
    for (uint64_t i = 0; i < b->options.steps; i++) {
        if (machine_over(&b->machine))
            return true;
        if (!bare_step(b)) {
            if (b->machine.state->busy > 0)
                tell_stuck(b);
            return b->machine.state->busy == 0;
        }
    }
    buffer_puts(&b->output, "too many steps\n");
    return false;
}

void bare_finish(struct bare *b)
{
    run(b);
    machine_stop_all(&b->machine);
}

void bare_end(struct bare *b)
{
    machine_free(&b->machine);
    program_free(b->program);
    buffer_free(&b->output);
}

char *bare_run(const char *text, const struct bare_options *options)
{
    struct bare b;
    if (bare_begin(&b, text, options))
        bare_finish(&b);
    buffer_puts(&b.output, "");
    char *output = buffer_take(&b.output);
    bare_end(&b);
    return output;
}

/* ---- The prompt ------------------------------------------------------------------------------ */

static void give(struct bare *b, uint32_t thread, uint32_t unit)
{
    struct buffer why = {0};
    if (!machine_order(&b->machine, thread, unit, &why))
        buffer_printf(&b->output, "refused: %s\n", buffer_text(&why));
    buffer_free(&why);
}

static uint32_t thread_called(struct bare *b, const char *name)
{
    uint32_t i = 0;
    while (i < b->machine.state->thread_count && strcmp(name_of(b, i), name) != 0)
        i++;
    return i;
}

static void order(struct bare *b, const struct addressee *whom, uint32_t unit)
{
    uint32_t threads = b->machine.state->thread_count;
    if (whom->kind == ADDRESSEE_MAIN || whom->kind == ADDRESSEE_COMPUTED) {
        give(b, STATE_MAIN, unit);
        return;
    }
    if (whom->kind == ADDRESSEE_ALL) {
        for (uint32_t i = 1; i < threads; i++)
            if (state_thread(b->machine.state, i)->flags & FLAG_PUPPET)
                give(b, i, unit);
        return;
    }
    for (const struct node *n = whom->names; n; n = n->next) {
        uint32_t thread = thread_called(b, compile_name_text(n));
        if (thread < threads)
            give(b, thread, unit);
        else
            buffer_printf(&b->output, "nobody is called %s\n", compile_name_text(n));
    }
}

static void type(struct bare *b, const char *line)
{
    struct diagnostics found = {0};
    struct tree *tree = parse(b, line, true, &found);
    uint32_t source = program_add_source(b->program, "prompt", line, strlen(line));
    for (const struct node *n = tree ? tree_root(tree)->block.first : NULL; n; n = n->next) {
        struct addressee whom = compile_addressee(n);
        uint32_t unit = compile_order(b->program, source, whom.command, &found);
        if (unit)
            order(b, &whom, unit);
        else
            add_errors(b, line, &found);
        while (b->options.steps > 0 && bare_step(b))
            b->options.steps--;
    }
    tree_free(tree);
    diagnostics_free(&found);
}

char *bare_type(const char *lines, const struct bare_options *options)
{
    struct bare b;
    char *copy = strdup(lines), *rest = copy;
    prepare(&b, options);
    for (char *line; (line = strsep(&rest, "\n"));)
        type(&b, line);
    free(copy);
    machine_stop_all(&b.machine);
    buffer_puts(&b.output, "");
    char *output = buffer_take(&b.output);
    bare_end(&b);
    return output;
}
