/* caught.c - see caught.h. */
#include "base/caught.h"

#include "base/waker.h"

#include <assert.h>
#include <signal.h>

/* What the handler knows; the one thing here that outlasts a call, as a handler has no context. */
static struct {
    struct waker waker; /* of who sleeps; open from caught_open to caught_close */
    bool open;
    size_t count;
    sigset_t set; /* of those that are held */
    struct caught_signal {
        int number;
        volatile sig_atomic_t came;
        struct sigaction before;
    } signals[CAUGHT_MOST];
    sigset_t blocked_before;
} caught;

static void note(int number)
{
    for (size_t i = 0; i < caught.count; i++)
        if (caught.signals[i].number == number)
            caught.signals[i].came = 1;
    waker_wake(&caught.waker);
}

static void install(int number, void (*handler)(int), struct sigaction *before)
{
    struct sigaction action = {0};
    action.sa_handler = handler;
    action.sa_flags = (int)SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, before);
}

static void set_blocked(int number, int how)
{
    sigset_t one;
    sigemptyset(&one);
    sigaddset(&one, number);
    pthread_sigmask(how, &one, NULL);
}

bool caught_open(const int *numbers, size_t count)
{
    assert(!caught.open && count <= CAUGHT_MOST);
    sigemptyset(&caught.set);
    for (size_t i = 0; i < count; i++)
        sigaddset(&caught.set, numbers[i]);
    pthread_sigmask(SIG_BLOCK, &caught.set, &caught.blocked_before);
    if (!waker_open(&caught.waker))
        return false;
    caught.open = true;
    caught.count = count;
    for (size_t i = 0; i < count; i++) {
        struct caught_signal *s = &caught.signals[i];
        *s = (struct caught_signal){.number = numbers[i]};
        install(s->number, note, &s->before);
    }
    return true;
}

void caught_close(void)
{
    if (!caught.open)
        return;
    for (size_t i = 0; i < caught.count; i++)
        sigaction(caught.signals[i].number, &caught.signals[i].before, NULL);
    pthread_sigmask(SIG_SETMASK, &caught.blocked_before, NULL);
    waker_close(&caught.waker);
    caught.open = false;
    caught.count = 0;
}

int caught_fd(void)
{
    return caught.open ? waker_fd(&caught.waker) : -1;
}

/* poll() says what was readable when it looked. A signal that came before that, and is handled as
 * it returns, is told with it. How many are readable more than it said. */
static int tell_it_too(struct pollfd *fds, nfds_t count)
{
    bool came = false;
    for (size_t i = 0; i < caught.count; i++)
        came |= caught.signals[i].came;
    for (nfds_t i = 0; came && i < count; i++)
        if (fds[i].fd == caught_fd() && !fds[i].revents) {
            fds[i].revents = POLLIN;
            return 1;
        }
    return 0;
}

int caught_poll(struct pollfd *fds, nfds_t count, int milliseconds)
{
    if (!caught.open)
        return poll(fds, count, milliseconds);
    pthread_sigmask(SIG_UNBLOCK, &caught.set, NULL);
    int ready = poll(fds, count, milliseconds);
    pthread_sigmask(SIG_BLOCK, &caught.set, NULL);
    return ready > 0 ? ready + tell_it_too(fds, count) : ready;
}

int caught_next(void)
{
    if (!caught.open)
        return 0;
    caught_poll(NULL, 0, 0);
    for (size_t i = 0; i < caught.count; i++) {
        struct caught_signal *s = &caught.signals[i];
        if (!s->came)
            continue;
        s->came = 0;
        return s->number;
    }
    waker_settle(&caught.waker);
    return 0;
}

static bool is_ours(int number)
{
    for (size_t i = 0; i < caught.count; i++)
        if (caught.signals[i].number == number)
            return true;
    return false;
}

void caught_let(int number)
{
    if (!is_ours(number))
        return;
    install(number, SIG_DFL, NULL);
    sigdelset(&caught.set, number);
    set_blocked(number, SIG_UNBLOCK);
}

void caught_hold(int number)
{
    if (!is_ours(number))
        return;
    set_blocked(number, SIG_BLOCK);
    sigaddset(&caught.set, number);
    install(number, note, NULL);
}
