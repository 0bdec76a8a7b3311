/* web_challenge.c - a challenge in a page: the reader is the scheduler and has to make a program
 * fail. See web.h; how far the failure is, is explore/challenge.h's, what is said of it
 * script/challenge_words.h's. As in the lab main goes by itself, and its steps do not count: from
 * where it first cannot go on, the challenge begins. */
#include "page/web_inside.h"

#include "base/json_text.h"
#include "explore/challenge.h"
#include "script/challenge_words.h"

enum { MOST_OF_MAIN = 100000 }; /* steps in a row, as in explore/challenge.c */

void web_challenge_end(struct web *p)
{
    challenge_close(p->challenge);
    p->challenge = NULL;
    p->challenge_begun = 0;
}

/* Main goes as far as it can. */
static void settle(struct web *p)
{
    for (int i = 0; i < MOST_OF_MAIN; i++)
        if (web_standing(p) != WEB_GOES || !web_do_kept(p, STATE_MAIN))
            return;
}

void web_challenge_settle(struct web *p)
{
    if (p->challenge)
        settle(p);
}

bool web_challenge(struct web *p)
{
    enum explore_kind kind = explore_kind_find(buffer_text(&p->inputs[WEB_WORDS]));
    struct buffer why = {0};
    web_begin(p, SCHEDULE_MANUAL, p->loaded.seed, WEB_UNDO);
    buffer_clear(&p->answer);
    if (!p->begun || kind == EXPLORE_KINDS)
        return false;
    settle(p);
    p->challenge = challenge_open(&p->drive.machine, kind, &why);
    p->challenge_kind = kind;
    p->challenge_begun = p->deed_count;
    if (!p->challenge)
        web_begin(p, SCHEDULE_MANUAL, p->loaded.seed, WEB_UNDO);
    buffer_puts(&p->answer, buffer_text(&why));
    buffer_free(&why);
    return p->challenge != NULL;
}

/* Brings it to where the run is; returns how many steps the reader has done, false in `same` where
 * the run has gone another way. */
static uint64_t follow(struct web *p, bool *same)
{
    uint64_t steps = 0;
    *same = !p->forgot;
    challenge_back(p->challenge, UINT64_MAX);
    for (size_t i = p->challenge_begun; i < p->deed_count; i++) {
        uint32_t thread = p->deeds[i].thread;
        if (thread == STATE_MAIN)
            continue;
        steps++;
        if (*same && challenge_standing(p->challenge) == CHALLENGE_OPEN)
            *same = challenge_step(p->challenge, thread);
    }
    return steps;
}

void web_challenge_add(struct web *p, struct buffer *out)
{
    struct buffer goal = {0}, told = {0};
    bool same;
    uint64_t taken = follow(p, &same);
    enum challenge_standing standing = challenge_standing(p->challenge);
    challenge_words_goal(p->challenge, p->challenge_kind, taken, &goal);
    if (same && standing == CHALLENGE_WON)
        challenge_words_won(p->challenge, false, &told);
    else if (same && standing == CHALLENGE_LOST)
        buffer_puts(&told, CHALLENGE_WORDS_LOST);
    buffer_puts(out, "{\"goal\": ");
    json_text_add(buffer_text(&goal), out);
    buffer_puts(out, ", \"told\": ");
    json_text_add(buffer_text(&told), out);
    bool won = same && standing == CHALLENGE_WON;
    bool best = won && challenge_taken(p->challenge) <= challenge_best(p->challenge);
    buffer_printf(out, ", \"won\": %s, \"best\": %s, \"open\": %s}", won ? "true" : "false",
                  best ? "true" : "false", same && standing == CHALLENGE_OPEN ? "true" : "false");
    buffer_free(&goal);
    buffer_free(&told);
}

void web_hint(struct web *p)
{
    struct buffer name = {0};
    uint32_t thread;
    bool same;
    buffer_clear(&p->answer);
    if (!p->challenge)
        return;
    follow(p, &same);
    if (!same || challenge_standing(p->challenge) != CHALLENGE_OPEN)
        return;
    uint64_t left = challenge_left(p->challenge, &thread);
    machine_add_thread_name(&p->drive.machine, thread, &name);
    challenge_words_hint(buffer_text(&name), left, &p->answer);
    buffer_free(&name);
}
