/* replay_work.c - see replay_work.h. A section is played in a new lab as the lesson has it, up to
 * the task, with the learner's own inputs where they were typed; of tasks before it `answer` among
 * these runs the lesson's answer. Time is not kept: an input is handed over as soon as the lab has
 * come to rest, or, where it was typed while something went on, as soon as the one before is done.
 */
#include "shell/replay_work.h"

#include "base/memory.h"
#include "explore/challenge.h"
#include "shell/refusal.h"
#include "shell/rehearsal.h"
#include "shell/stage.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_STEPS = 200000, MOST_THREADS = 500 };

/* How the inputs of a task are handed over. */
enum pace { AS_TYPED, ONE_BY_ONE, AT_ONCE, PACES };

struct replay {
    struct stage stage;
    const struct lesson_section *section;
    enum pace pace;
};

static const struct lesson_section *section_of(const struct lesson *lesson, const char *title)
{
    for (size_t i = 0; i < lesson->section_count; i++)
        if (strcmp(lesson->sections[i].title, title) == 0)
            return &lesson->sections[i];
    return NULL;
}

static enum lesson_kind kind_of(enum work_kind kind)
{
    return kind == WORK_TASK       ? LESSON_TASK
           : kind == WORK_QUESTION ? LESSON_QUESTION
                                   : LESSON_CHALLENGE;
}

/* The section's item that an entry is about; its count of items where there is none. */
static size_t item_of(const struct lesson_section *s, const struct work_entry *e)
{
    size_t i = 0;
    uint32_t number = 0;
    for (; i < s->item_count; i++)
        if (s->items[i].kind == kind_of(e->kind) && ++number == e->number)
            break;
    return i;
}

/* ---- Tasks ----------------------------------------------------------------------------------- */

static bool is_hurried(const struct replay *r, const struct work_input *input)
{
    return r->pace == AT_ONCE || (r->pace == AS_TYPED && input->hurried);
}

/* What was typed at an item. False where that does not come to rest. */
static bool type_inputs(struct replay *r, const struct work_entry *e, size_t item)
{
    const struct lesson_item *task = &r->section->items[item];
    enum stage_end end = STAGE_RESTS;
    for (size_t i = 0; i < e->input_count && end == STAGE_RESTS; i++) {
        const struct work_input *input = &e->inputs[i];
        bool own = task->kind != LESSON_TASK;
        if (input->item != item || (!own && strcmp(input->text, "skip") == 0))
            continue;
        const char *commands =
            !own && strcmp(input->text, "answer") == 0 ? task->solution : input->text;
        bool more = i + 1 < e->input_count && e->inputs[i + 1].item == item;
        if (more && is_hurried(r, &e->inputs[i + 1]))
            stage_type(&r->stage, commands);
        else
            end = stage_run(&r->stage, commands);
    }
    return end == STAGE_RESTS;
}

/* An item before the task. */
static bool play_item(struct replay *r, const struct work_entry *e, size_t item)
{
    const struct lesson_item *i = &r->section->items[item];
    if (!type_inputs(r, e, item))
        return false;
    if (i->kind == LESSON_CHALLENGE) {
        stage_begin(&r->stage);
        if (stage_run(&r->stage, "schedule manual") != STAGE_RESTS)
            return false;
    }
    return (i->kind != LESSON_BLOCK && i->kind != LESSON_CHALLENGE) ||
           stage_run_item(&r->stage, i) == STAGE_RESTS;
}

static bool try_task(struct replay *r, const struct work_entry *e, size_t task)
{
    stage_begin(&r->stage);
    for (size_t i = 0; i < task; i++)
        if (!play_item(r, e, i))
            return false;
    uint64_t before = rehearsal_set_task(r->stage.session, r->section->items[task].text);
    rehearsal_watch_task(r->stage.session, before);
    bool rested = type_inputs(r, e, task);
    return rehearsal_task_held(r->stage.session) ||
           (rested && rehearsal_task_holds(r->stage.session, before));
}

static enum work_verdict judge_task(struct replay *r, const struct work_entry *e, size_t task,
                                    struct buffer *refused)
{
    const char *word = NULL;
    for (size_t i = 0; i < e->input_count && !word; i++)
        if (strcmp(e->inputs[i].text, "answer") != 0 && strcmp(e->inputs[i].text, "skip") != 0)
            word = refusal_of(e->inputs[i].text);
    if (word) {
        if (!strstr(buffer_text(refused), word))
            buffer_printf(refused, "%s%s", refused->length ? ", " : "", word);
        return WORK_REFUSED;
    }
    if (e->too_long)
        return WORK_LOST;
    for (r->pace = AS_TYPED; r->pace < PACES; r->pace++)
        if (try_task(r, e, task))
            return WORK_REPLAYS;
    return WORK_FAILS;
}

/* ---- Questions and challenges ---------------------------------------------------------------- */

/* Whether the answer given last names the right ones, and no other. */
static bool is_right(const struct lesson_item *question, const struct work_entry *e)
{
    bool right = e->input_count > 0;
    bool *chosen = memory_zeroed(question->answer_count + 1, sizeof *chosen);
    const char *at = right ? e->inputs[e->input_count - 1].text : "";
    for (char *behind; *(at += strspn(at, " \t,\n")); at = behind) {
        unsigned long number = strtoul(at, &behind, 10);
        if (behind == at || number < 1 || number > question->answer_count) {
            right = false;
            break;
        }
        chosen[number - 1] = true;
    }
    for (size_t i = 0; i < question->answer_count; i++)
        right = right && chosen[i] == question->answers[i].right;
    free(chosen);
    return right;
}

static bool wins(struct replay *r, const struct lesson_item *item, const struct work_entry *e)
{
    struct buffer why = {0};
    if (e->input_count != 1)
        return false;
    stage_begin(&r->stage);
    if (stage_run(&r->stage, "schedule manual") != STAGE_RESTS ||
        stage_run_item(&r->stage, item) != STAGE_RESTS)
        return false;
    struct challenge *c = rehearsal_challenge(r->stage.session, item->finding, &why);
    bool won = c && rehearsal_order_wins(r->stage.session, c, e->inputs[0].text);
    challenge_close(c);
    buffer_free(&why);
    return won;
}

/* ---- All of it ------------------------------------------------------------------------------- */

static enum work_verdict judge(struct replay *r, const struct work_entry *e, struct buffer *refused)
{
    if (e->outcome != WORK_DONE)
        return WORK_UNTRIED;
    size_t item = r->section ? item_of(r->section, e) : 0;
    if (!r->section || item == r->section->item_count)
        return WORK_FAILS;
    if (e->kind == WORK_TASK)
        return judge_task(r, e, item, refused);
    bool good = e->kind == WORK_QUESTION ? is_right(&r->section->items[item], e)
                                         : wins(r, &r->section->items[item], e);
    return good ? WORK_REPLAYS : WORK_FAILS;
}

enum work_verdict **replay_work(const struct lesson *lesson, const struct hand_in *h,
                                struct buffer *refused)
{
    struct replay r = {
        .stage = {.lesson = lesson, .most_steps = MOST_STEPS, .max_threads = MOST_THREADS}};
    enum work_verdict **verdicts = memory_zeroed(h->section_count + 1, sizeof *verdicts);
    for (size_t i = 0; i < h->section_count; i++) {
        const struct hand_in_section *s = &h->sections[i];
        verdicts[i] = memory_zeroed(s->entry_count + 1, sizeof **verdicts);
        r.section = section_of(lesson, s->title);
        for (size_t k = 0; k < s->entry_count; k++)
            verdicts[i][k] = judge(&r, &s->entries[k], refused);
    }
    stage_close(&r.stage);
    return verdicts;
}

void replay_work_free(enum work_verdict **verdicts, const struct hand_in *h)
{
    for (size_t i = 0; i < h->section_count; i++)
        free(verdicts[i]);
    free(verdicts);
}
