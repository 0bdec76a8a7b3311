/* rescue.c - see rescue.h. Everything reached from a handler is async-signal-safe. */
#include "ui/rescue.h"

#include "base/sanitizer.h"
#include "ui/signals.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef UNDER_SANITIZER
/* Of the sanitizers' run-time library. */
void __sanitizer_set_death_callback(void (*callback)(void));
#endif

#define RESET_BYTES 1024
#define REMEMBERED_BYTES 2048
#define PATIENCE_MS 100

/* The signal handlers' view of the front end; there is one terminal, and handlers get no argument.
 */
static struct {
    atomic_bool armed;
    bool installed;
    struct rescue_plan plan;
    char reset[RESET_BYTES];
    char remembered[REMEMBERED_BYTES]; /* a ring */
    atomic_size_t remembered_total;    /* bytes that ever went in */
} rescue;

static void write_all(int descriptor, const char *bytes, size_t length)
{
    while (length) {
        /* A terminal that takes nothing more may not keep the program from ending. */
        struct pollfd room = {descriptor, POLLOUT, 0};
        if (poll(&room, 1, PATIENCE_MS) != 1)
            return;
        ssize_t written = write(descriptor, bytes, length);
        if (written <= 0)
            return;
        bytes += written;
        length -= (size_t)written;
    }
}

void rescue_remember(const char *bytes, size_t length)
{
    size_t total = atomic_load_explicit(&rescue.remembered_total, memory_order_relaxed);
    for (size_t i = 0; i < length; i++)
        rescue.remembered[(total + i) % REMEMBERED_BYTES] = bytes[i];
    atomic_store_explicit(&rescue.remembered_total, total + length, memory_order_relaxed);
}

/* Repeats what went to standard error on the real one. */
static void replay_errors(void)
{
    size_t total = atomic_load_explicit(&rescue.remembered_total, memory_order_relaxed);
    size_t kept = total < REMEMBERED_BYTES ? total : REMEMBERED_BYTES;
    for (size_t i = total - kept; i < total; i++)
        write_all(rescue.plan.errors, &rescue.remembered[i % REMEMBERED_BYTES], 1);
    char bytes[512];
    struct pollfd waiting = {rescue.plan.captured, POLLIN, 0};
    while (poll(&waiting, 1, 0) == 1 && (waiting.revents & POLLIN)) {
        ssize_t count = read(rescue.plan.captured, bytes, sizeof bytes);
        if (count <= 0)
            break;
        write_all(rescue.plan.errors, bytes, (size_t)count);
    }
}

static void give_back(void)
{
    if (!atomic_exchange(&rescue.armed, false))
        return;
    /* The front end's thread may be drawing at this moment; from here on it draws into nothing. */
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (nothing >= 0)
        dup2(nothing, rescue.plan.terminal);
    write_all(rescue.plan.spare, rescue.reset, rescue.plan.reset_length);
    tcsetattr(rescue.plan.spare, TCSANOW, &rescue.plan.mode);
    replay_errors();
}

static void on_crash(int number)
{
    give_back();
    signal(number, SIG_DFL);
    raise(number);
}

/* The sanitizers' own handlers make the report; ours would lose it. */
static bool is_the_sanitizers(int number)
{
#ifdef UNDER_SANITIZER
    return number == SIGSEGV || number == SIGBUS || number == SIGFPE || number == SIGILL;
#else
    (void)number;
    return false;
#endif
}

static void install(int number)
{
    struct sigaction action = {0};
    if (is_the_sanitizers(number))
        return;
    action.sa_handler = on_crash;
    action.sa_flags = (int)(SA_ONSTACK | SA_RESETHAND | SA_NODEFER);
    sigfillset(&action.sa_mask);
    sigdelset(&action.sa_mask, number);
    sigaction(number, &action, NULL);
}

#ifndef UNDER_SANITIZER
/* A stack of its own, for when the crash is that the stack has run out. */
static void install_stack(void)
{
    static char space[64 * 1024];
    stack_t stack = {0};
    stack.ss_sp = space;
    stack.ss_size = sizeof space;
    sigaltstack(&stack, NULL);
}
#endif

static void install_all(void)
{
#ifdef UNDER_SANITIZER
    __sanitizer_set_death_callback(give_back);
#else
    install_stack();
#endif
    signals_each_deadly(install);
    atexit(give_back);
    at_quick_exit(give_back); /* memory has run out */
}

void rescue_arm(const struct rescue_plan *plan)
{
    rescue.plan = *plan;
    if (rescue.plan.reset_length > RESET_BYTES)
        rescue.plan.reset_length = RESET_BYTES;
    memcpy(rescue.reset, plan->reset, rescue.plan.reset_length);
    rescue.plan.reset = rescue.reset;
    if (!rescue.installed)
        install_all();
    rescue.installed = true;
    atomic_store(&rescue.armed, true);
}

void rescue_disarm(void)
{
    atomic_store(&rescue.armed, false);
}
