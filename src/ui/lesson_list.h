/* lesson_list.h - the list of lessons that lies over the screen (F2): moves a mark through what
 * there is to choose from, narrowed by what is typed.
 *
 *     struct lesson_list list = {0};
 *     lesson_list_open(&list, rows, count);        // what session_lessons gave
 *     while (list.open) {
 *         lesson_list_draw(&list, screen, &area);
 *         if (lesson_list_key(&list, &unit, &name) && name) ... free(name);
 *     }
 *     lesson_list_free(&list); */
#ifndef THRUM_UI_LESSON_LIST_H
#define THRUM_UI_LESSON_LIST_H

#include "base/buffer.h"
#include "shell/session.h"
#include "ui/keys.h"
#include "ui/screen.h"

struct lesson_list {
    bool open;
    struct lesson_row *all; /* a copy, for the session's rows go with the next that are asked for */
    size_t total;
    size_t chosen;       /* which of those that match */
    size_t first;        /* the first of these in view */
    size_t rows;         /* how many fit, as drawn last */
    struct buffer typed; /* what narrows it */
};

/* Opens it at the lesson that is being played, else at the first that is not done. The rows are
 * copied. */
void lesson_list_open(struct lesson_list *list, const struct lesson_row *rows, size_t count);
/* Does what a key means while it is open. False if the key is none of its own: then it has closed,
 * and the key means what it always does. If a lesson was chosen, `*name` is set to its name, to be
 * freed. */
bool lesson_list_key(struct lesson_list *list, const struct unit *unit, char **name);
/* Draws it over whatever is in the area; what is typed is for the caller to draw, as a prompt. */
void lesson_list_draw(struct lesson_list *list, struct screen *screen, const struct area *area);
void lesson_list_free(struct lesson_list *list);

#endif
