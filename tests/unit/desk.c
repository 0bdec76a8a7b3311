/* desk.c - see desk.h. */
#include "desk.h"

#include "base/memory.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

struct buffer told, kept;
const char *clock_now;
struct lesson *lesson;
struct progress *progress;
struct player *player;

static void desk_say(void *context, const char *text, bool code)
{
    (void)context;
    buffer_printf(&told, "%s %s\n", code ? "#" : "|", text);
}

static void desk_restart(void *context)
{
    (void)context;
    clock_now = "real";
    buffer_puts(&told, "[restart]\n");
}

static void desk_run(void *context, const char *commands, bool shown)
{
    (void)context;
    buffer_printf(&told, "[%s: ", shown ? "run" : "run unseen");
    for (; *commands; commands++)
        if (*commands != '\n')
            buffer_putc(&told, *commands);
        else if (commands[1])
            buffer_puts(&told, "; ");
    buffer_puts(&told, "]\n");
}

static void desk_quiet(void *context, bool quiet)
{
    (void)context;
    buffer_puts(&told, quiet ? "[quiet]\n" : "[loud]\n");
}

static char *desk_clock(void *context)
{
    (void)context;
    return memory_copy(clock_now);
}

static void desk_set_clock(void *context, const char *clock)
{
    (void)context;
    clock_now = strcmp(clock, "virtual") == 0 ? "virtual"
                : strcmp(clock, "x10") == 0   ? "x10"
                                              : "real";
    buffer_printf(&told, "[clock %s]\n", clock);
}

static void desk_task(void *context, const struct lesson_item *task)
{
    (void)context;
    if (task)
        buffer_printf(&told, "[task: %s]\n", task->goal);
}

static char *desk_missing(void *context)
{
    (void)context;
    return memory_copy("this and that");
}

/* A condition that is only `true` holds. */
static bool desk_fits(void *context, size_t hint)
{
    (void)context;
    const char *condition = player_task(player)->hint_conditions[hint];
    return !condition || strcmp(condition, "true") == 0;
}

static void desk_challenge(void *context, const struct lesson_item *challenge)
{
    (void)context;
    if (challenge)
        buffer_printf(&told, "[challenge: %s]\n", challenge->finding);
}

static void desk_challenge_hint(void *context)
{
    (void)context;
    buffer_puts(&told, "[hint of the challenge]\n");
}

static void desk_challenge_answer(void *context)
{
    (void)context;
    buffer_puts(&told, "[answer of the challenge]\n");
}

static void desk_verdict(void *context, const struct lesson_item *block)
{
    (void)context;
    buffer_printf(&told, "[verdict: %s]\n", block->verdict.kind);
}

static void desk_record(void *context, const char *title, enum progress_mark mark)
{
    static const char *const words[] = {"nothing", "skipped", "answered", "done"};
    struct buffer why = {0};
    (void)context;
    buffer_printf(&told, "[%s: %s]\n", words[mark], title);
    progress_record(progress, title, mark, &why);
    buffer_free(&why);
}

static void desk_view(void *context, const char *pane)
{
    (void)context;
    if (pane)
        buffer_printf(&told, "[view: %s]\n", pane);
}

static void desk_viewed(void *context, const char *pane)
{
    (void)context;
    buffer_printf(&told, "[viewed: %s]\n", pane);
}

static void desk_keep(void *context, const struct work_entry *e)
{
    (void)context;
    buffer_printf(&kept, "%s %u of '%s': %s, %u hints, %u tries%s\n", work_kind_word(e->kind),
                  (unsigned)e->number, e->section, work_outcome_word(e->outcome),
                  (unsigned)e->hints, (unsigned)e->tries, e->shown ? ", shown" : "");
    for (size_t i = 0; i < e->input_count; i++)
        buffer_printf(&kept, "  %u%c %s\n", (unsigned)e->inputs[i].item,
                      e->inputs[i].hurried ? '+' : '>', e->inputs[i].text);
}

static char *desk_order(void *context)
{
    (void)context;
    return memory_copy("alice bob*2");
}

static void desk_finish(void *context)
{
    (void)context;
    buffer_puts(&told, "[finish]\n");
}

static void play_as(const char *text, bool presents)
{
    static const struct player_desk desk = {
        .say = desk_say,
        .restart = desk_restart,
        .run = desk_run,
        .quiet = desk_quiet,
        .view = desk_view,
        .viewed = desk_viewed,
        .clock = desk_clock,
        .set_clock = desk_set_clock,
        .task = desk_task,
        .missing = desk_missing,
        .fits = desk_fits,
        .challenge = desk_challenge,
        .challenge_hint = desk_challenge_hint,
        .challenge_answer = desk_challenge_answer,
        .verdict = desk_verdict,
        .record = desk_record,
        .keep = desk_keep,
        .order = desk_order,
        .finish = desk_finish,
    };
    struct diagnostics found = {0};
    struct buffer why = {0};
    struct source source = {.name = "01-test.md", .text = text, .length = strlen(text)};
    lesson = lesson_parse(&source, NULL, &found);
    if (!lesson)
        diagnostics_format(&why, &source, &found);
    cr_assert(lesson, "%s", buffer_text(&why));
    diagnostics_free(&found);
    clock_now = "real";
    progress = progress_read(lesson->name, &why);
    struct lesson_page page = {.rows = 12, .columns = 74, .paced = true, .presents = presents};
    player = player_new(lesson, progress, &desk, &page);
    buffer_free(&why);
}

void play(const char *text)
{
    play_as(text, false);
}

void play_to_room(const char *text)
{
    play_as(text, true);
}

void expect(const char *text)
{
    cr_expect_str_eq(buffer_text(&told), text);
    buffer_clear(&told);
}

void forget(void)
{
    buffer_clear(&told);
}

/* All has come to rest, and the check does not hold. */
void rest(void)
{
    player_seen(player, &(struct player_sight){.rested = true});
}

void hold(void)
{
    player_seen(player, &(struct player_sight){.holds = true, .rested = true});
}

void try(void)
{
    player_typed(player, false);
    rest();
}

void desk_begin(void)
{
    /* No home: progress is kept in memory alone. */
    unsetenv("XDG_STATE_HOME");
    unsetenv("HOME");
}

void desk_end(void)
{
    player_free(player);
    progress_free(progress);
    lesson_free(lesson);
    buffer_free(&told);
    buffer_free(&kept);
}
