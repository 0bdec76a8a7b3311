/* signals.c - see signals.h. */
#include "ui/signals.h"

#include <signal.h>
#include <stddef.h>
#include <sys/signalfd.h>
#include <unistd.h>

static sigset_t front_signals(void)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGWINCH, SIGTSTP, SIGCONT, SIGPIPE};
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        sigaddset(&set, numbers[i]);
    return set;
}

void signals_block(void)
{
    sigset_t set = front_signals();
    sigprocmask(SIG_BLOCK, &set, NULL);
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

static void set_handler(int number, void (*handler)(int))
{
    struct sigaction action = {0};
    action.sa_handler = handler;
    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_RESTART;
    sigaction(number, &action, NULL);
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
}

void signals_stop_here(int terminal)
{
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
}

void signals_let_interrupt(void)
{
    set_handler(SIGINT, SIG_DFL);
    set_blocked(SIGINT, SIG_UNBLOCK);
}

void signals_let_stop(void)
{
    set_blocked(SIGTSTP, SIG_UNBLOCK);
    set_blocked(SIGCONT, SIG_UNBLOCK);
    set_blocked(SIGWINCH, SIG_UNBLOCK);
}
