/* outlet.c - see outlet.h.
 *
 * Bytes wait in pieces, one after another. A write that does not come back is called back with
 * SIGURG, which nobody else uses and which does nothing by itself: so the thread can be joined, and
 * what it has written is known to the byte. */
#include "run/outlet.h"

#include "base/memory.h"
#include "base/monotonic.h"
#include "base/waker.h"
#include "run/kernel.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    PIECE_BYTES = 1 << 16, /* of small pieces for one descriptor */
    MOST_DESCRIPTORS = 4,  /* standard output, standard error, a trace */
    STACK_BYTES = 256 * 1024,
    CALL_EVERY = 10, /* milliseconds */
    LOOK_EVERY = 100,
};

struct piece {
    struct piece *next;
    int fd;
    struct buffer bytes;
};

struct outlet {
    pthread_t thread;
    struct waker waker; /* there is news */
    size_t most;

    /* Guarded by the mutex. */
    pthread_mutex_t mutex;
    pthread_cond_t changed; /* there is a piece, or it ends, or it has ended; bytes have moved */
    struct piece *first, **last;
    size_t waiting; /* bytes, with those of the piece that is being written */
    uint64_t moved; /* bytes written or dropped, ever */
    bool wants;
    size_t wanted;
    bool ends;     /* as soon as nothing waits */
    bool gives_up; /* at once */
    bool ended;
    struct {
        int fd, error;
    } errors[MOST_DESCRIPTORS];
    size_t error_count;
};

/* ---- With the mutex -------------------------------------------------------------------------- */

static int error_of(const struct outlet *o, int fd)
{
    for (size_t i = 0; i < o->error_count; i++)
        if (o->errors[i].fd == fd)
            return o->errors[i].error;
    return 0;
}

static void note_error(struct outlet *o, int fd, int error)
{
    if (error_of(o, fd) || o->error_count == MOST_DESCRIPTORS)
        return;
    o->errors[o->error_count].fd = fd;
    o->errors[o->error_count++].error = error;
    waker_wake(&o->waker);
}

static void tell_if_wanted(struct outlet *o)
{
    if (!o->wants || o->waiting > o->wanted)
        return;
    o->wants = false;
    waker_wake(&o->waker);
}

static void note_moved(struct outlet *o, size_t bytes)
{
    o->waiting -= bytes;
    o->moved += bytes;
    tell_if_wanted(o);
    pthread_cond_broadcast(&o->changed);
}

/* ---- The thread ------------------------------------------------------------------------------ */

static void come_back(int number)
{
    (void)number;
}

/* One write, without the mutex; what is written in it, or an errno. */
static size_t write_some(const struct piece *p, size_t at, int *error)
{
    ssize_t written = write(p->fd, p->bytes.bytes + at, p->bytes.length - at);
    if (written >= 0)
        return (size_t)written;
    if (errno == EAGAIN) /* somebody made it so */
        poll(&(struct pollfd){.fd = p->fd, .events = POLLOUT}, 1, LOOK_EVERY);
    else if (errno != EINTR)
        *error = errno;
    return 0;
}

static void write_piece(struct outlet *o, const struct piece *p)
{
    size_t at = 0;
    int error = error_of(o, p->fd);
    while (at < p->bytes.length && !o->gives_up && !error) {
        pthread_mutex_unlock(&o->mutex);
        size_t written = write_some(p, at, &error);
        pthread_mutex_lock(&o->mutex);
        at += written;
        note_moved(o, written);
    }
    if (error) {
        note_error(o, p->fd, error);
        note_moved(o, p->bytes.length - at);
    }
}

static void free_piece(struct piece *p)
{
    buffer_free(&p->bytes);
    free(p);
}

static void *outlet_main(void *argument)
{
    struct outlet *o = argument;
    kernel_name_thread("thrum output");
    pthread_mutex_lock(&o->mutex);
    while (!o->gives_up && (o->first || !o->ends)) {
        struct piece *p = o->first;
        if (!p) {
            pthread_cond_wait(&o->changed, &o->mutex);
            continue;
        }
        o->first = p->next;
        if (!o->first)
            o->last = &o->first;
        write_piece(o, p);
        free_piece(p);
    }
    o->ended = true;
    pthread_cond_broadcast(&o->changed);
    pthread_mutex_unlock(&o->mutex);
    return NULL;
}

/* ---- Everybody else -------------------------------------------------------------------------- */

static bool start(struct outlet *o)
{
    sigset_t all, before, call;
    pthread_attr_t attributes;
    sigfillset(&all); /* signals are for the thread that waits for them */
    sigemptyset(&call);
    sigaddset(&call, SIGURG);
    sigaction(SIGURG, &(struct sigaction){.sa_handler = come_back}, NULL);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_sigmask(SIG_UNBLOCK, &call, NULL);
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK_BYTES);
    bool started = pthread_create(&o->thread, &attributes, outlet_main, o) == 0;
    pthread_attr_destroy(&attributes);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}

struct outlet *outlet_open(size_t most)
{
    struct outlet *o = memory_zeroed(1, sizeof *o);
    o->most = most;
    o->last = &o->first;
    bool opened = waker_open(&o->waker);
    pthread_mutex_init(&o->mutex, NULL);
    kernel_condition(&o->changed);
    if (opened && start(o))
        return o;
    waker_close(&o->waker);
    free(o);
    return NULL;
}

/* At the end of the last piece, if that is for the same descriptor and small. */
static bool add_to_last(struct outlet *o, int fd, struct buffer *text)
{
    struct piece *last = NULL;
    if (o->first)
        last = (struct piece *)((char *)o->last - offsetof(struct piece, next));
    if (!last || last->fd != fd || last->bytes.length + text->length > PIECE_BYTES)
        return false;
    buffer_add(&last->bytes, text->bytes, text->length);
    buffer_clear(text);
    return true;
}

bool outlet_put(struct outlet *o, int fd, struct buffer *text)
{
    pthread_mutex_lock(&o->mutex);
    assert(!o->ends); /* nobody may print into what is being closed */
    size_t length = text->length;
    if (!length || error_of(o, fd)) {
        buffer_clear(text);
    } else {
        if (!add_to_last(o, fd, text)) {
            struct piece *p = memory_zeroed(1, sizeof *p);
            p->fd = fd;
            p->bytes = *text;
            *text = (struct buffer){0};
            *o->last = p;
            o->last = &p->next;
        }
        o->waiting += length;
        pthread_cond_broadcast(&o->changed);
    }
    bool room = o->waiting <= o->most;
    pthread_mutex_unlock(&o->mutex);
    return room;
}

void outlet_want(struct outlet *o, size_t bytes)
{
    pthread_mutex_lock(&o->mutex);
    o->wants = true;
    o->wanted = bytes;
    tell_if_wanted(o);
    pthread_mutex_unlock(&o->mutex);
}

int outlet_fd(const struct outlet *o)
{
    return waker_fd(&o->waker);
}

size_t outlet_news(struct outlet *o)
{
    pthread_mutex_lock(&o->mutex);
    waker_settle(&o->waker);
    size_t waiting = o->waiting;
    pthread_mutex_unlock(&o->mutex);
    return waiting;
}

int outlet_error(struct outlet *o, int fd)
{
    pthread_mutex_lock(&o->mutex);
    int error = error_of(o, fd);
    pthread_mutex_unlock(&o->mutex);
    return error;
}

/* ---- The end --------------------------------------------------------------------------------- */

/* With the mutex: until something changes, or for so long. */
static void wait_for_change(struct outlet *o, int for_milliseconds)
{
    int64_t until = monotonic_nanoseconds() + (int64_t)for_milliseconds * 1000000;
    kernel_wait_until(&o->changed, &o->mutex, until);
}

/* With the mutex: waits until all is written or patience is at its end. */
static void await_end(struct outlet *o, int still, int most)
{
    int64_t begun = monotonic_milliseconds(), moved_at = begun;
    uint64_t moved = o->moved;
    while (!o->ended) {
        int64_t now = monotonic_milliseconds();
        if (o->moved != moved)
            moved_at = now;
        moved = o->moved;
        if ((still >= 0 && now - moved_at >= still) || (most >= 0 && now - begun >= most))
            return;
        wait_for_change(o, CALL_EVERY);
    }
}

size_t outlet_end(struct outlet *o, int still, int most)
{
    pthread_mutex_lock(&o->mutex);
    o->ends = true;
    pthread_cond_broadcast(&o->changed);
    await_end(o, still, most);
    o->gives_up = true;
    pthread_cond_broadcast(&o->changed);
    while (!o->ended) {
        pthread_kill(o->thread, SIGURG); /* one that comes too early is followed by others */
        wait_for_change(o, CALL_EVERY);
    }
    pthread_mutex_unlock(&o->mutex);
    pthread_join(o->thread, NULL);
    return o->waiting;
}

void outlet_free(struct outlet *o)
{
    while (o->first) {
        struct piece *p = o->first;
        o->first = p->next;
        free_piece(p);
    }
    pthread_mutex_destroy(&o->mutex);
    pthread_cond_destroy(&o->changed);
    waker_close(&o->waker);
    free(o);
}

void outlet_say(const char *text)
{
    struct pollfd writable = {.fd = STDERR_FILENO, .events = POLLOUT};
    /* A pipe that is writable takes a line without waiting. */
    if (poll(&writable, 1, 0) > 0 && write(STDERR_FILENO, text, strlen(text)) < 0)
        return; /* nobody is there to be told */
}
