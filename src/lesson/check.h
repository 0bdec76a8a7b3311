/* check.h - the expression of a task: whether the learner has done it, told from the lab's state.
 *
 *     struct check *c = check_new(item->text, machine->program);
 *     ... whenever steps were done:
 *     if (check_holds(c, machine, &facts)) ...
 *     check_free(c);
 *
 * It is an expression of the language that looks and changes nothing, with four words more:
 *
 *     printed("TEXT")  a thread has printed or logged a line with TEXT in it since the task was set
 *     deadlocked       there is a ring of waits, or nobody can ever step again though somebody
 *                      waits: no order typed, no clock and nothing outside helps
 *     failed(T)        the thread T has failed
 *     steps            how many steps were done since the task was set
 *
 * It calls no function of the lab's and knows no private variables. A name that is not there (yet)
 * makes it false, as does any other error: the learner is not done. It is evaluated on a copy of
 * the state, so that looking disturbs nothing.
 *
 * A check belongs to one thread; check_new and check_holds are called with the lab's monitor held,
 * or by the only owner of the machine. */
#ifndef THRUM_LESSON_CHECK_H
#define THRUM_LESSON_CHECK_H

#include "core/step.h"
#include "lang/diagnostic.h"

#include <stdbool.h>
#include <stdint.h>

/* What the state does not tell. */
struct check_facts {
    bool (*printed)(void *context, const char *text);
    void *context;
    uint64_t steps;
};

struct check;

/* Whether the text is a check; errors are added to `found`, with places that are bytes of `text`.
 */
bool check_parse(const struct source *text, struct diagnostics *found);
/* A check to be evaluated on machines with this program, to which its code is appended; as long as
 * the program lives. NULL where the text is no check (which none in a lesson is), or the program
 * has no room for it. */
struct check *check_new(const char *text, struct program *program);
/* Whether it holds now; m->program is the one it was made for. */
bool check_holds(const struct check *check, const struct machine *m,
                 const struct check_facts *facts);
/* NULL is fine. */
void check_free(struct check *check);

#endif
