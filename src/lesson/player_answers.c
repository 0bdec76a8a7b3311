/* player_answers.c - what the learner answers to tasks, questions and challenges: whether it is
 * right, hints, the lab's own answer. See player.h. */
#include "lesson/player_inside.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "lang/parser.h"

#include <stdlib.h>
#include <string.h>

enum {
    FAILURES_BEFORE_HINT = 3,
    INPUTS_BEFORE_QUESTION = 3, /* that is shown again then */
};

/* ---- Tasks ----------------------------------------------------------------------------------- */

/* How many inputs the solution takes: so many can be on the way to it without being wrong. */
static unsigned inputs_of(const char *commands)
{
    unsigned count = 0;
    struct buffer input = {0};
    while (*commands) {
        size_t length = strcspn(commands, "\n");
        size_t blank = strspn(commands, " \t");
        if (input.length || (blank < length && commands[blank] != '#')) {
            buffer_add(&input, commands, length);
            buffer_putc(&input, '\n');
        }
        commands += length + (commands[length] == '\n');
        if (input.length && parser_is_complete(buffer_text(&input))) {
            buffer_clear(&input);
            count++;
        }
    }
    buffer_free(&input);
    return count;
}

static void fail(struct player *p)
{
    struct trial *t = &p->trial;
    t->failures++;
    if (t->failures < FAILURES_BEFORE_HINT || t->offered ||
        player_say_which_hint(p) == player_item(p)->hint_count)
        return;
    t->offered = true;
    player_say_hint(p);
}

static void task_done(struct player *p, const char *praise)
{
    p->desk.task(p->desk.context, NULL);
    p->rows = 0;
    player_say(p, praise);
    player_pass(p);
}

static void judge(struct player *p, const struct player_sight *sight)
{
    struct trial *t = &p->trial;
    bool refused = t->refused;
    t->typed = t->refused = false;
    if (p->presentation) /* who plays before a room is not led, and nobody else has typed it */
        return;
    t->inputs++;
    if (sight->stuck && !t->told_stuck) {
        t->told_stuck = true;
        player_say(p, "(`again` brings the lab back as the lesson has it here)");
    }
    if (refused || t->inputs >= inputs_of(player_item(p)->solution))
        fail(p);
}

void player_see_task(struct player *p, const struct player_sight *sight)
{
    static const char *const praises[] = {"Well done.", "That is it.", "Right.", "Done, and well."};
    struct trial *t = &p->trial;
    if (t->answering) {
        if (!sight->rested)
            return;
        t->answering = false;
        p->answered = true;
        p->touched = !sight->holds; /* if need be, again in a new lab */
        p->gave_answer = true;
        if (sight->holds) {
            player_work_gave_up(p, "answer");
            player_work_keep(p, WORK_ANSWERED);
            task_done(p, "That is one way to do it.");
        } else if (p->presentation) {
            player_give_up(p);
        } else {
            player_say(
                p, "(that did not come out as it should here; `answer` tries again in a new lab, "
                   "`skip` goes on)");
        }
    } else if (sight->holds) {
        player_work_keep(p, WORK_DONE);
        task_done(p, praises[(p->section + p->item) % (sizeof praises / sizeof *praises)]);
    } else if (sight->rested && t->typed) {
        judge(p, sight);
    }
}

void player_end_challenge(struct player *p)
{
    player_work_keep(p, p->gave_answer ? WORK_ANSWERED : WORK_DONE);
    p->desk.challenge(p->desk.context, NULL);
    p->rows = 0;
    player_pass(p);
}

void player_went_elsewhere(struct player *p)
{
    if (p->phase == AT_QUESTION && !p->presentation)
        p->elsewhere++;
}

bool player_forgets(const struct player *p)
{
    return p->phase == AT_QUESTION && p->elsewhere >= INPUTS_BEFORE_QUESTION;
}

void player_typed(struct player *p, bool refused)
{
    p->touched = p->touched || !refused;
    if (p->phase == LESSON_OVER) /* what was shown last has been looked at */
        p->desk.view(p->desk.context, NULL);
    if (p->phase != AT_TASK)
        return;
    p->trial.typed = true;
    p->trial.refused = p->trial.refused || refused;
}

void player_hint(struct player *p)
{
    if (p->phase == AT_TASK) {
        player_say_hint(p);
    } else if (p->phase == AT_QUESTION) {
        player_say(p, "(there are no hints for a question; `answer` tells which is right)");
    } else if (p->phase == AT_CHALLENGE) {
        p->hints++;
        p->desk.challenge_hint(p->desk.context);
    } else {
        player_say(p, "(there is nothing to be solved here; Enter goes on)");
    }
}

void player_check(struct player *p)
{
    if (p->phase == AT_QUESTION || p->phase == AT_CHALLENGE) {
        player_next(p);
        return;
    }
    if (p->phase != AT_TASK) {
        player_say(p, "(no task is open; Enter goes on)");
        return;
    }
    player_say_not_yet(p);
    fail(p);
}

void player_answer(struct player *p)
{
    if (p->phase == REBUILDING) {
        player_say(p, p->answers_then ? "(the answer is being run)"
                                      : "(the lab is being brought back; then type it again)");
    } else if (p->phase == AT_QUESTION) {
        p->answered = true;
        p->rows = 0;
        player_work_keep(p, WORK_ANSWERED);
        player_say_right_answers(p);
        player_pass(p);
    } else if (p->phase == AT_CHALLENGE) {
        p->answered = p->gave_answer = true;
        p->desk.challenge_answer(p->desk.context);
    } else if (p->phase != AT_TASK) {
        player_say(p, "(there is nothing to be answered here; Enter goes on)");
    } else if (p->trial.answering) {
        player_say(p, "(the answer is being run)");
    } else if (p->touched) {
        player_say(p, "(the lab begins anew for it, as it was here)");
        player_rebuild(p, p->item, true);
    } else {
        p->trial.answering = true;
        p->desk.run(p->desk.context, player_item(p)->solution, true);
    }
}

bool player_tell_goal(struct player *p)
{
    bool open = p->phase == AT_TASK || p->phase == AT_QUESTION;
    if (open)
        player_say_item(p);
    return open;
}

void player_skip(struct player *p)
{
    if (p->phase == AT_BLOCK && p->command) {
        player_say(p, "(the rest at once)");
        player_run_rest(p);
        return;
    }
    if (p->phase != AT_TASK && p->phase != AT_QUESTION && p->phase != AT_CHALLENGE) {
        player_say(p, "(there is nothing to be skipped here; Enter goes on)");
        return;
    }
    p->skipped = true;
    player_work_gave_up(p, "skip");
    player_work_keep(p, WORK_SKIPPED);
    p->desk.task(p->desk.context, NULL);
    p->desk.challenge(p->desk.context, NULL);
    p->rows = 0;
    player_say(p, "(skipped)");
    player_pass(p);
}

/* ---- Questions ------------------------------------------------------------------------------- */

/* Reads the numbers into `chosen`, each as it is or as it is shown, `1.`, or `1)`; false where
 * there is anything else. */
static bool read_numbers(const char *text, const struct lesson_item *question, bool *chosen,
                         bool *in_range)
{
    bool any = false;
    *in_range = true;
    for (;;) {
        text += strspn(text, " \t,\n");
        if (!*text)
            return any;
        size_t length = strspn(text, "0123456789");
        if (length == 0)
            return false;
        unsigned long number = strtoul(text, NULL, 10);
        any = true;
        if (number < 1 || number > question->answer_count)
            *in_range = false;
        else
            chosen[number - 1] = true;
        text += length;
        bool marked = *text == '.' || *text == ')';
        text += marked && (!text[1] || strchr(" \t,\n", text[1]));
    }
}

bool player_numbers(struct player *p, const char *text)
{
    if (p->phase != AT_QUESTION)
        return false;
    const struct lesson_item *question = player_item(p);
    bool *chosen = memory_zeroed(question->answer_count + 1, sizeof *chosen), in_range;
    bool taken = read_numbers(text, question, chosen, &in_range);
    if (taken && !in_range) {
        player_say_how_to_answer(p);
    } else if (taken) {
        p->rows = 0;
        p->tries++;
        work_entry_type(&p->answers, (uint32_t)p->item, false, text);
        bool right = player_say_verdict(p, chosen);
        if (right) {
            player_work_keep(p, WORK_DONE);
            player_pass(p);
        }
    }
    free(chosen);
    return taken;
}
