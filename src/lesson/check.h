/* check.h - the expression of a task: whether the learner has done it, told from the lab's state.
 *
 * It is an expression of the language that looks and changes nothing, with four words more:
 *
 *     printed("TEXT")  a thread has printed or logged a line with TEXT in it since the task was set
 *     deadlocked       there is a ring of waits, or nobody can ever step again though somebody waits
 *     failed(T)        the thread T has failed
 *     steps            how many steps were done since the task was set
 *
 * A name that is not there (yet) makes it false, as does any other error: the learner is not done.
 * It is evaluated on a copy of the state, so that looking disturbs nothing. */
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

/* Whether the text is a check; errors are added to `found`, with places that are bytes of `text`. */
bool check_parse(const struct source *text, struct diagnostics *found);
/* Whether it holds now; with the lab's monitor held, or by the only owner of the machine. The code
 * that it needs is appended to the machine's program. */
bool check_holds(const char *text, struct machine *m, const struct check_facts *facts);

#endif
