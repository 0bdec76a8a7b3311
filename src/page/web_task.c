/* web_task.c - the task of a lesson in a page: see web.h. Whether it is done is task/attempt.h's.
 */
#include "page/web_inside.h"

#include "base/json_text.h"
#include "task/attempt.h"

void web_task_end(struct web *p)
{
    attempt_free(p->attempt);
    p->attempt = NULL;
}

bool web_task(struct web *p)
{
    web_task_end(p);
    if (p->is_loaded)
        p->attempt = attempt_new(buffer_text(&p->inputs[WEB_WORDS]),
                                 buffer_text(&p->inputs[WEB_GIVEN]), &p->source, p->loaded.program);
    return p->attempt != NULL;
}

void web_task_hint(struct web *p)
{
    const struct buffer *when = &p->inputs[WEB_WORDS];
    if (p->attempt)
        attempt_add_hint(p->attempt, when->length ? buffer_text(when) : NULL, p->loaded.program);
}

enum web_standing web_task_go(struct web *p)
{
    bool manual = p->drive.schedule.kind == SCHEDULE_MANUAL, goes_on = p->begun && p->attempt;
    for (int i = 0; i < ATTEMPT_MOST_GIVEN && goes_on && !attempt_is_set(p->attempt); i++) {
        uint64_t steps = p->drive.steps;
        if (web_standing(p) != WEB_GOES)
            break;
        if (manual)
            web_do_kept(p, STATE_MAIN);
        else
            web_go(p, 1);
        goes_on = p->drive.steps > steps;
    }
    return web_standing(p);
}

void web_task_add(struct web *p, struct buffer *out)
{
    const struct machine *m = &p->drive.machine;
    struct buffer missing = {0};
    bool any = false;
    attempt_add_missing(p->attempt, m, &missing);
    buffer_printf(out,
                  "{\"done\": %s, \"missing\": ", attempt_is_done(p->attempt) ? "true" : "false");
    json_text_add(buffer_text(&missing), out);
    buffer_puts(out, ", \"hints\": [");
    for (size_t i = 0; i < attempt_hints(p->attempt); i++)
        if (attempt_hint_fits(p->attempt, i, m)) {
            buffer_printf(out, any ? ", %zu" : "%zu", i);
            any = true;
        }
    buffer_puts(out, "]}");
    buffer_free(&missing);
}
