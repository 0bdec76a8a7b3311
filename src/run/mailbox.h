/* mailbox.h - a bounded queue of bytes from the lab's threads to the front end.
 *
 *     if (mailbox_put(box, record, size)) lab_hold(lab);      // in the sink: over its mark
 *     ...
 *     if (mailbox_take(box, &batch)) lab_let_go(lab);         // in the front end
 *
 * Records are put whole and taken all together. The box never refuses one: what fills it has to
 * stop where it is over its mark. It has a lock of its own, which is held for moments only. */
#ifndef THRUM_RUN_MAILBOX_H
#define THRUM_RUN_MAILBOX_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stddef.h>

struct mailbox;

/* `mark`: how many bytes are enough. */
struct mailbox *mailbox_new(size_t mark);
void mailbox_free(struct mailbox *box);
/* True if there are more bytes than the mark now. Any thread. */
bool mailbox_put(struct mailbox *box, const void *bytes, size_t length);
/* How many bytes wait to be taken. */
size_t mailbox_length(struct mailbox *box);
/* Exchanges the contents for `batch`, which is cleared first; false if there was nothing. */
bool mailbox_take(struct mailbox *box, struct buffer *batch);
/* Readable while there is something to take. */
int mailbox_fd(const struct mailbox *box);

#endif
