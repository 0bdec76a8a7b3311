/* signals.c - see signals.h. */
#include "ui/signals.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/signalfd.h>
#include <unistd.h>

/* What becomes of a signal while a front end runs. */
enum way {
    READ, /* blocked, and read in the loop, which leaves, suspends, resizes or interrupts main */
    SUSPENDS, /* stops others at once; here the terminal is given back before */
    IGNORED,  /* what it is about fails with an error that is told */
    DEADLY,   /* the terminal is given back, then the program ends of it */
    /* KILL and STOP cannot be handled; CHLD and URG do nothing by themselves. */
};

/* Every signal that does something by itself. With the real-time ones, which are all deadly. */
static const struct {
    int number;
    enum way way;
} table[] = {
    {SIGHUP, READ},      {SIGINT, READ},     {SIGTERM, READ},   {SIGWINCH, READ},
    {SIGTSTP, READ},     {SIGCONT, READ},    {SIGPIPE, READ},   {SIGTTIN, SUSPENDS},
    {SIGTTOU, SUSPENDS}, {SIGXFSZ, IGNORED}, {SIGQUIT, DEADLY}, {SIGILL, DEADLY},
    {SIGTRAP, DEADLY},   {SIGABRT, DEADLY},  {SIGBUS, DEADLY},  {SIGFPE, DEADLY},
    {SIGSEGV, DEADLY},   {SIGUSR1, DEADLY},  {SIGUSR2, DEADLY}, {SIGALRM, DEADLY},
    {SIGVTALRM, DEADLY}, {SIGPROF, DEADLY},  {SIGXCPU, DEADLY}, {SIGSYS, DEADLY},
    {SIGPOLL, DEADLY},
#ifdef SIGSTKFLT
    {SIGSTKFLT, DEADLY},
#endif
#ifdef SIGPWR
    {SIGPWR, DEADLY},
#endif
#ifdef SIGEMT
    {SIGEMT, DEADLY},
#endif
};

#define TABLE_SIZE (sizeof table / sizeof *table)

static sigset_t front_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < TABLE_SIZE; i++) {
        if (table[i].way == READ)
            sigaddset(&set, table[i].number);
    }
    return set;
}

void signals_each_deadly(void (*call)(int number))
{
    for (size_t i = 0; i < TABLE_SIZE; i++) {
        if (table[i].way == DEADLY)
            call(table[i].number);
    }
    for (int number = SIGRTMIN; number <= SIGRTMAX; number++)
        call(number);
}

static void set_handler(int number, void (*handler)(int))
{
    struct sigaction action = {0};
    action.sa_handler = handler;
    sigemptyset(&action.sa_mask);
    action.sa_flags = (int)SA_RESTART;
    sigaction(number, &action, NULL);
}

void signals_block(void)
{
    sigset_t set = front_signals();
    sigprocmask(SIG_BLOCK, &set, NULL);
    for (size_t i = 0; i < TABLE_SIZE; i++) {
        if (table[i].way == IGNORED)
            set_handler(table[i].number, SIG_IGN);
    }
}

int signals_open(void)
{
    sigset_t set = front_signals();
    return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

int signals_next(int descriptor)
{
    struct signalfd_siginfo info;
    if (read(descriptor, &info, sizeof info) != (ssize_t)sizeof info)
        return 0;
    return (int)info.ssi_signo;
}

static void do_nothing(int number)
{
    (void)number;
}

static void stop_in_order(int number)
{
    (void)number;
    kill(getpid(), SIGTSTP);
}

/* Handlers for what suspends; reading in the background has to end with an error then, not to be
 * begun again for ever. */
static void claim_stops(bool ours)
{
    struct sigaction action = {0};
    action.sa_handler = ours ? stop_in_order : SIG_DFL;
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < TABLE_SIZE; i++) {
        if (table[i].way == SUSPENDS)
            sigaction(table[i].number, &action, NULL);
    }
}

static void set_blocked(int number, int how)
{
    sigset_t one;
    sigemptyset(&one);
    sigaddset(&one, number);
    sigprocmask(how, &one, NULL);
}

void signals_claim(void)
{
    set_handler(SIGINT, do_nothing);
    set_handler(SIGTERM, do_nothing);
    set_handler(SIGTSTP, do_nothing);
    set_handler(SIGWINCH, do_nothing);
    claim_stops(true);
}

void signals_stop_here(int terminal)
{
    claim_stops(false);
    set_handler(SIGTSTP, SIG_DFL);
    set_blocked(SIGTSTP, SIG_UNBLOCK);
    kill(getpid(), SIGTSTP);
    set_blocked(SIGTSTP, SIG_BLOCK);
    set_handler(SIGTSTP, do_nothing);
    /* `bg` continues it where it may not draw: it stops again until it is in the foreground. Where
     * nobody controls jobs the signal has no effect, hence the bound. */
    for (int i = 0; i < 1000; i++) {
        pid_t foreground = tcgetpgrp(terminal);
        if (foreground < 0 || foreground == getpgrp())
            break;
        kill(0, SIGTTOU);
    }
    claim_stops(true);
}

void signals_let_interrupt(void)
{
    claim_stops(false);
    set_handler(SIGINT, SIG_DFL);
    set_blocked(SIGINT, SIG_UNBLOCK);
}

void signals_let_stop(void)
{
    set_blocked(SIGTSTP, SIG_UNBLOCK);
    set_blocked(SIGCONT, SIG_UNBLOCK);
    set_blocked(SIGWINCH, SIG_UNBLOCK);
}
