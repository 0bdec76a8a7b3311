/* signals.c - see signals.h. */
#include "ui/signals.h"

#include "base/caught.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <unistd.h>

/* What becomes of a signal while a front end runs. */
enum way {
    READ,     /* caught for the loop, which leaves, suspends, resizes or interrupts main */
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
#ifdef SIGPOLL
    {SIGPOLL, DEADLY},
#endif
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

void signals_each_deadly(void (*call)(int number))
{
    for (size_t i = 0; i < TABLE_SIZE; i++) {
        if (table[i].way == DEADLY)
            call(table[i].number);
    }
#ifdef SIGRTMIN
    for (int number = SIGRTMIN; number <= SIGRTMAX; number++)
        call(number);
#endif
}

void signals_catch(void)
{
    int numbers[CAUGHT_MOST];
    size_t count = 0;
    for (size_t i = 0; i < TABLE_SIZE; i++) {
        if (table[i].way == READ)
            numbers[count++] = table[i].number;
        if (table[i].way == IGNORED)
            signal(table[i].number, SIG_IGN);
    }
    caught_open(numbers, count);
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

static void hold_all(void)
{
    for (size_t i = 0; i < TABLE_SIZE; i++)
        caught_hold(table[i].number);
}

void signals_for_screen(void)
{
    hold_all();
    claim_stops(true);
}

void signals_stop_here(int terminal)
{
    claim_stops(false);
    caught_let(SIGTSTP);
    kill(getpid(), SIGTSTP);
    caught_hold(SIGTSTP);
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
    caught_let(SIGINT);
}

void signals_for_lines(void)
{
    hold_all();
    caught_let(SIGTSTP);
    caught_let(SIGCONT);
    caught_let(SIGWINCH);
}
