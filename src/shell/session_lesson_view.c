/* session_lesson_view.c - what is shown of a lesson beside the transcript: where it is, and the
 * goal of what is open. */
#include "shell/session_lesson.h"

#include "shell/session_playing.h"
#include "shell/session_present.h"

/* The answers may have been scrolled away. */
static const char *question_goal(struct session *s, const struct lesson_item *question)
{
    struct buffer *goal = &s->playing->goal;
    buffer_clear(goal);
    buffer_printf(goal, "answer 1 to %zu (Enter shows them)%s%s", question->answer_count,
                  question->text[0] ? ": " : "", question->text);
    return buffer_text(goal);
}

void session_lesson_view(struct session *s, struct view *view)
{
    struct player *player = session_player(s);
    view->lesson = view->section = view->goal = "";
    if (!player)
        return;
    struct playing *p = s->playing;
    const struct lesson *l = p->lesson;
    const struct lesson_item *task = player_task(player);
    buffer_clear(&p->label);
    if (p->presenting)
        session_present_add_label(s, &p->label);
    else
        buffer_printf(&p->label, "%s%s%s · %zu of %zu", l->number, l->number[0] ? " " : "",
                      l->title, player_section(player), player_sections(l));
    view->lesson = buffer_text(&p->label);
    buffer_clear(&p->section);
    player_add_heading(player, &p->section);
    view->section = buffer_text(&p->section);
    view->goal = task                       ? task->goal
                 : player_challenge(player) ? session_challenge_goal(s)
                 : p->presenting            ? ""
                 : player_question(player)  ? question_goal(s, player_question(player))
                                            : "";
}
