/* session_lesson.h - the lesson, for the roof of the session and for what shows it. What else asks
 * for it reads circumstances.h. */
#ifndef THRUM_SHELL_SESSION_LESSON_H
#define THRUM_SHELL_SESSION_LESSON_H

#include "base/buffer.h"
#include "shell/session.h"

/* The first line of all: what this is, and where to begin or to go on. */
void session_greet(struct session *s);
/* What `lesson NAME` does. */
void session_open_lesson(struct session *s, const char *name);
/* The word in the name of a lesson's file, of one of session_lessons. */
const char *session_lesson_slug(struct session *s, size_t index);
void session_lesson_free(struct session *s);
/* True where it has looked at the lab, so that there may be more to be handed over. */
bool session_lesson_pump(struct session *s);
/* Inputs that came while the lab was brought back, each ended by a NUL, once it is; given away. */
struct buffer session_lesson_take_held(struct session *s);
/* Enter, or `next`: goes on with the lesson that is open. */
void session_lesson_go_on(struct session *s);
/* Milliseconds until it has to be pumped; -1: something else will make it due. */
int session_lesson_timeout(const struct session *s);
/* The lab was paused or goes on again, by a command of the lesson's or of the learner's. */
void session_lesson_ran(struct session *s, bool for_lesson, bool was_paused, bool paused);
/* Something was done to the lab. */
void session_lesson_poke(struct session *s);
/* Keeps an input for later, while the lab is brought back; false if it is not. */
bool session_lesson_holds(struct session *s, const char *text);
/* Takes an input as the answer to a question. */
bool session_lesson_numbers(struct session *s, const char *text);
/* Whether a lesson is open, and something goes on in the lab that will come to rest. */
bool session_lesson_hurries(struct session *s);
/* An input was refused; or it acts (session_acts), or only looks. `hurried`: what
 * session_lesson_hurries said before. */
void session_lesson_typed(struct session *s, const char *text, bool refused, bool acts,
                          bool hurried);
/* Ctrl-C was for main. */
void session_lesson_interrupted(struct session *s);
/* So many rows of the transcript are in view; 0: there is no screen. */
void session_lesson_room(struct session *s, size_t rows);
/* Its page is for who hears it, or no longer. */
void session_lesson_voice(struct session *s);
/* Says once more what the open task, question or challenge asks for; false: none is open. */
bool session_lesson_goal(struct session *s);
/* Fills the lesson's part of a view. */
void session_lesson_view(struct session *s, struct view *view);

#endif
