/* stage.c - see stage.h. */
#include "shell/stage.h"

#include "base/memory.h"
#include "shell/rehearsal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LOOK_MS = 100 }; /* how often is looked whether it has passed its steps */

void stage_begin(struct stage *s)
{
    struct session_options options = {
        .seed = 1, .exact = true, .rehearses = true, .max_threads = s->max_threads};
    if (s->session)
        session_close(s->session);
    s->session = session_open(&options);
    rehearsal_begin(s->session, s->lesson);
    struct line greeting;
    while (session_next_line(s->session, &greeting))
        ;
}

static void take_lines(struct stage *s)
{
    struct line line;
    while (session_next_line(s->session, &line)) {
        if (s->shows)
            s->shows(&line);
        if (line.kind == LINE_ERROR)
            buffer_printf(&s->errors, "    %s\n", line.text);
        if (line_is_of_lesson(line.kind))
            buffer_printf(&s->shown, "%s\n", line.text);
        if (line.kind != LINE_OUTPUT)
            continue;
        if (line.thread[0])
            buffer_printf(&s->output, "%s: ", line.thread);
        buffer_printf(&s->output, "%s\n", line.text);
    }
}

/* One turn of a front end's loop; true once nothing goes on by itself. */
static bool turn(struct stage *s)
{
    bool rests = session_rests(s->session);
    session_pump(s->session);
    take_lines(s);
    if (session_question(s->session))
        session_answer(s->session, NULL);
    else if (rests)
        return true;
    session_wait(s->session, LOOK_MS);
    return false;
}

void stage_type(struct stage *s, const char *commands)
{
    char *typed = memory_copy(commands);
    typed[strlen(typed) - (typed[0] && typed[strlen(typed) - 1] == '\n')] = '\0';
    session_input(s->session, typed);
    free(typed);
}

enum stage_end stage_run(struct stage *s, const char *commands)
{
    uint64_t before = rehearsal_steps(s->session), after = before;
    stage_type(s, commands);
    while (!turn(s) && !session_over(s->session, NULL) && after <= before + s->most_steps)
        after = rehearsal_steps(s->session);
    return session_over(s->session, NULL)   ? STAGE_LEFT
           : after > before + s->most_steps ? STAGE_ENDLESS
                                            : STAGE_RESTS;
}

static enum stage_end set(struct stage *s, const char *word, const char *value)
{
    if (!value)
        return STAGE_RESTS;
    struct buffer command = {0};
    buffer_printf(&command, "%s %s", word, value);
    enum stage_end end = stage_run(s, buffer_text(&command));
    buffer_free(&command);
    return end;
}

enum stage_end stage_run_item(struct stage *s, const struct lesson_item *item)
{
    const struct lesson_settings *settings = &item->settings;
    char seed[24];
    snprintf(seed, sizeof seed, "%" PRIu64, settings->seed);
    if (settings->fresh)
        stage_begin(s);
    enum stage_end end = set(s, "random seed", settings->seeded ? seed : NULL);
    end = end == STAGE_RESTS ? set(s, "schedule", settings->schedule) : end;
    end = end == STAGE_RESTS ? set(s, "clock", settings->clock) : end;
    if (end != STAGE_RESTS)
        return end;
    take_lines(s);
    buffer_clear(&s->output);
    buffer_clear(&s->errors);
    buffer_clear(&s->shown);
    return stage_run(s, item->text);
}

void stage_close(struct stage *s)
{
    if (s->session)
        session_close(s->session);
    s->session = NULL;
    buffer_free(&s->output);
    buffer_free(&s->errors);
    buffer_free(&s->shown);
}
