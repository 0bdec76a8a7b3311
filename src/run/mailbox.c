/* mailbox.c - see mailbox.h. */
#include "run/mailbox.h"

#include "base/memory.h"
#include "base/waker.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>

struct mailbox {
    pthread_mutex_t mutex;
    struct buffer bytes; /* guarded by the mutex */
    size_t mark;
    struct waker waker; /* there are bytes */
};

struct mailbox *mailbox_new(size_t mark)
{
    struct mailbox *box = memory_zeroed(1, sizeof *box);
    pthread_mutex_init(&box->mutex, NULL);
    box->mark = mark;
    waker_open(&box->waker);
    return box;
}

void mailbox_free(struct mailbox *box)
{
    waker_close(&box->waker);
    buffer_free(&box->bytes);
    pthread_mutex_destroy(&box->mutex);
    free(box);
}

bool mailbox_put(struct mailbox *box, const void *bytes, size_t length)
{
    pthread_mutex_lock(&box->mutex);
    bool first = box->bytes.length == 0;
    buffer_add(&box->bytes, bytes, length);
    bool full = box->bytes.length > box->mark;
    pthread_mutex_unlock(&box->mutex);
    if (first)
        waker_wake(&box->waker);
    return full;
}

size_t mailbox_length(struct mailbox *box)
{
    pthread_mutex_lock(&box->mutex);
    size_t length = box->bytes.length;
    pthread_mutex_unlock(&box->mutex);
    return length;
}

bool mailbox_take(struct mailbox *box, struct buffer *batch)
{
    buffer_clear(batch);
    /* First this, then the bytes: what is put in between makes it readable again. */
    waker_settle(&box->waker);
    pthread_mutex_lock(&box->mutex);
    struct buffer taken = box->bytes;
    if (taken.length)
        box->bytes = *batch;
    pthread_mutex_unlock(&box->mutex);
    if (!taken.length)
        return false;
    *batch = taken;
    return true;
}

int mailbox_fd(const struct mailbox *box)
{
    return waker_fd(&box->waker);
}
