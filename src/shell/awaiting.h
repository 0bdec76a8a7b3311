/* awaiting.h - the threads that have not yet done what was handed to them: the next command is
 * handed over once all that got the last have ended or wait (watch/rest.h). */
#ifndef THRUM_SHELL_AWAITING_H
#define THRUM_SHELL_AWAITING_H

#include "core/step.h"
#include "run/lab.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct session;

/* Of a command that was handed over: its order is over when this many are done. */
struct awaited {
    uint32_t thread, ticket;
};

/* When nobody may go on before the session has acted. Guarded by the monitor. */
struct feed_gate {
    struct awaited *awaited; /* a copy of the session's */
    size_t count, capacity;
    bool more;  /* there are commands to be handed over behind those awaited */
    bool exact; /* and nobody goes on once nothing does by itself */
    /* But what nobody waits for goes on before this time of the lab's clock; 0: it does not. */
    int64_t lingers_until;
    /* Of a rehearsal, or NULL: asked between two steps, until it is true; then `held`. */
    bool (*holds)(void *session, struct lab *lab, const struct machine *m);
    void *session;
    uint64_t steps_before;
    bool held;
};

/* Looks which question is open now; what is asked while a lesson brings the lab back
 * gets no answer. */
void awaiting_take_question(struct session *s);
/* Whether those that the last command was handed to have done it, or wait. */
void awaiting_look_if_settled(struct session *s);
/* The lab's gate; the context is the session's struct feed_gate. */
bool awaiting_gate(struct lab *lab, const struct machine *m, void *gate);
/* From now on nobody is waited for; or steps that were granted; or main too, until it rests. */
void awaiting_nobody(struct session *s);
void awaiting_steps(struct session *s);
void awaiting_main(struct session *s);
/* Behind the last of those that were handed over; `handed`: there was one. */
void awaiting_tell_gate(struct session *s, bool handed);
/* With the monitor: looks which of those that are awaited are done; and tells the gate of them. */
void awaiting_look(struct lab *lab, struct machine *m, void *session);
void awaiting_settle_gate(struct lab *lab, struct machine *m, void *session);

#endif
