/* lesson_trial.c - see lesson_trial.h. */
#include "shell/lesson_trial.h"

#include "base/shown.h"
#include "script/explore_options.h"
#include "script/explore_program.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { LINES_SHOWN = 20 };

void trial_complain(struct trial *t, size_t line, const char *format, ...)
{
    struct buffer text = {0};
    va_list args;
    va_start(args, format);
    buffer_vprintf(&text, format, args);
    va_end(args);
    fprintf(shown_errors(), "thrum: %s:%zu: %s%s%s\n", t->lesson->path, line,
            t->when ? t->when : "", t->when ? ": " : "", buffer_text(&text));
    buffer_free(&text);
    t->problems++;
}

/* ---- Outputs --------------------------------------------------------------------------------- */

static size_t line_length(const char *text)
{
    return strcspn(text, "\n");
}

static const char *next_line(const char *text)
{
    size_t length = line_length(text);
    return text + length + (text[length] == '\n');
}

static bool same_line(const char *a, const char *b)
{
    size_t length = line_length(a);
    return length == line_length(b) && memcmp(a, b, length) == 0;
}

static bool is_gap(const char *line)
{
    return line_length(line) == 3 && memcmp(line, "...", 3) == 0;
}

/* Whether the lines are as promised, in order; a gap stands for any lines. As with the `*` of file
 * names, going back to the last gap alone is enough. */
static bool in_order(const char *promised, const char *printed)
{
    const char *gap = NULL, *retry = NULL;
    while (*printed) {
        if (*promised && is_gap(promised)) {
            gap = promised = next_line(promised);
            retry = printed;
        } else if (*promised && same_line(promised, printed)) {
            promised = next_line(promised);
            printed = next_line(printed);
        } else if (gap) {
            promised = gap;
            printed = retry = next_line(retry);
        } else {
            return false;
        }
    }
    while (*promised && is_gap(promised))
        promised = next_line(promised);
    return !*promised;
}

static size_t count_lines(const char *text, const char *line)
{
    size_t count = 0;
    for (; *text; text = next_line(text))
        count += same_line(text, line);
    return count;
}

static bool in_any_order(const char *promised, const char *printed)
{
    bool gap = false;
    for (const char *line = promised; *line; line = next_line(line)) {
        if (is_gap(line))
            gap = true;
        else if (count_lines(printed, line) < count_lines(promised, line))
            return false;
    }
    for (const char *line = printed; *line; line = next_line(line))
        if (!gap && count_lines(printed, line) > count_lines(promised, line))
            return false;
    return true;
}

static void add_shown(struct buffer *out, const char *lines)
{
    size_t shown = 0;
    for (const char *line = lines; *line; line = next_line(line))
        if (shown++ < LINES_SHOWN)
            buffer_printf(out, "    %.*s\n", (int)line_length(line), line);
    if (shown > LINES_SHOWN)
        buffer_printf(out, "    and %zu lines more\n", shown - LINES_SHOWN);
    if (shown == 0)
        buffer_puts(out, "    (nothing)\n");
}

void trial_check_output(struct trial *t, const struct lesson_item *block)
{
    const char *printed = buffer_text(&t->stage.output);
    t->outputs++;
    if (block->unordered ? in_any_order(block->output, printed) : in_order(block->output, printed))
        return;
    struct buffer shown = {0};
    add_shown(&shown, printed);
    if (t->stage.errors.length)
        buffer_printf(&shown, "  and was told:\n%s", buffer_text(&t->stage.errors));
    buffer_cut(&shown, shown.length - 1);
    trial_complain(t, block->output_line, "the block above does not print this%s, but:\n%s",
                   block->unordered ? " in any order" : "", buffer_text(&shown));
    buffer_free(&shown);
}

/* ---- What explore finds ---------------------------------------------------------------------- */

/* "race, assertion": the kinds that were found, each once. */
static void add_kinds(const struct explore_result *r, struct buffer *out)
{
    for (enum explore_kind kind = 0; kind < EXPLORE_KINDS; kind++)
        for (size_t i = 0; i < r->finding_count; i++)
            if (r->findings[i].kind == kind) {
                buffer_printf(out, "%s%s", out->length ? "," : "", explore_kind_name(kind));
                break;
            }
    if (!out->length)
        buffer_puts(out, r->verdict == EXPLORE_PROVED ? "proved"
                                                      : "nothing, but not everything "
                                                        "was looked at");
}

/* The kinds that are promised, in the order of add_kinds. */
static void add_promised(const char *kinds, struct buffer *out)
{
    struct buffer padded = {0};
    buffer_printf(&padded, ",%s,", kinds);
    for (enum explore_kind kind = 0; kind < EXPLORE_KINDS; kind++) {
        char one[32];
        snprintf(one, sizeof one, ",%s,", explore_kind_name(kind));
        if (strstr(buffer_text(&padded), one))
            buffer_printf(out, "%s%s", out->length ? "," : "", explore_kind_name(kind));
    }
    if (!out->length)
        buffer_puts(out, kinds);
    buffer_free(&padded);
}

static void compare_verdict(struct trial *t, const struct lesson_verdict *v,
                            const struct explore_result *r)
{
    struct buffer found = {0}, promised = {0};
    const char *schedules = r->unbounded   ? "unbounded"
                            : r->schedules ? r->schedules
                                           : "not counted";
    add_kinds(r, &found);
    add_promised(v->kind, &promised);
    if (r->refusal)
        trial_complain(t, v->line, "the block above cannot be explored: %s", r->refusal);
    else if (strcmp(buffer_text(&found), buffer_text(&promised)) != 0)
        trial_complain(t, v->line, "explore finds this of the block above: %s",
                       buffer_text(&found));
    else if (v->states >= 0 && (uint64_t)v->states != r->states)
        trial_complain(t, v->line, "explore looks at %" PRIu64 " states of the block above",
                       r->states);
    else if (v->schedules && strcmp(v->schedules, schedules) != 0)
        trial_complain(t, v->line, "the schedules of the block above are: %s", schedules);
    buffer_free(&found);
    buffer_free(&promised);
}

void trial_check_verdict(struct trial *t, const struct lesson_item *block)
{
    struct explore_program program;
    struct explore_options options = explore_options_default();
    struct source source = {.text = block->text, .length = strlen(block->text)};
    struct diagnostics found = {0};
    struct buffer why = {0};
    t->verdicts++;
    if (!explore_program_open(&program, &source, NULL, &found))
        diagnostics_format(&why, &source, &found);
    else
        explore_options_read(&options, block->verdict.options, &why);
    options.script = program.unit;
    explore_options_fit(&options);
    if (why.length) {
        trial_complain(t, block->verdict.line, "the block above cannot be explored: %s",
                       buffer_text(&why));
    } else {
        struct explore_result *r = explore_run(&program.machine, &options);
        compare_verdict(t, &block->verdict, r);
        explore_free(r);
    }
    buffer_free(&why);
    diagnostics_free(&found);
    explore_program_close(&program);
}
