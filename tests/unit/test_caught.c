/* test_caught.c - signals wait until they are read, whenever they come. */
#include "base/caught.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

static const int both[] = {SIGUSR1, SIGUSR2};

static volatile sig_atomic_t before_ran;

static void run_before(int number)
{
    before_ran = number;
}

static void open_both(void)
{
    signal(SIGUSR1, run_before);
    cr_assert(caught_open(both, 2));
}

TestSuite(caught, .init = open_both, .fini = caught_close, .timeout = 60);

static int poll_it(int milliseconds)
{
    struct pollfd fd = {.fd = caught_fd(), .events = POLLIN};
    return caught_poll(&fd, 1, milliseconds);
}

Test(caught, none_has_come)
{
    cr_expect_eq(caught_next(), 0);
    cr_expect_eq(poll_it(0), 0);
}

Test(caught, what_came_while_nobody_slept_is_read)
{
    kill(getpid(), SIGUSR1);
    cr_expect_eq(caught_next(), SIGUSR1);
    cr_expect_eq(caught_next(), 0);
}

Test(caught, it_is_readable_until_all_are_read)
{
    kill(getpid(), SIGUSR2);
    kill(getpid(), SIGUSR1);
    kill(getpid(), SIGUSR2);
    /* Interrupted by the first, or ready at once: never asleep for ever. */
    while (poll_it(-1) < 1)
        continue;
    cr_expect_eq(caught_next(), SIGUSR1);
    cr_expect_eq(poll_it(0), 1);
    cr_expect_eq(caught_next(), SIGUSR2, "twice before it was read is once");
    cr_expect_eq(caught_next(), 0);
    cr_expect_eq(poll_it(0), 0);
}

static void *send(void *number)
{
    kill(getpid(), *(const int *)number);
    return NULL;
}

Test(caught, it_wakes_who_sleeps)
{
    pthread_t sender;
    cr_assert_eq(pthread_create(&sender, NULL, send, (void *)&both[1]), 0);
    while (poll_it(-1) < 1)
        continue;
    cr_expect_eq(caught_next(), SIGUSR2);
    pthread_join(sender, NULL);
}

struct sender {
    pthread_t to;
    int writing;
};

static void *send_and_write(void *context)
{
    const struct sender *s = context;
    pthread_kill(s->to, SIGUSR1);
    cr_assert_eq(write(s->writing, "x", 1), 1);
    return NULL;
}

Test(caught, it_is_not_told_after_what_came_later)
{
    int ends[2];
    cr_assert_eq(pipe(ends), 0);
    struct sender sender = {pthread_self(), ends[1]};
    for (int round = 0; round < 2000; round++) {
        struct pollfd fds[] = {{ends[0], POLLIN, 0}, {caught_fd(), POLLIN, 0}};
        pthread_t thread;
        char byte;
        cr_assert_eq(pthread_create(&thread, NULL, send_and_write, &sender), 0);
        while (caught_poll(fds, 2, -1) < 1 || !fds[0].revents)
            continue;
        cr_assert(fds[1].revents & POLLIN, "round %d", round);
        cr_assert_eq(caught_next(), SIGUSR1);
        cr_assert_eq(read(ends[0], &byte, 1), 1);
        pthread_join(thread, NULL);
    }
    close(ends[0]);
    close(ends[1]);
}

Test(caught, what_is_let_ends_the_program_again, .signal = SIGUSR2)
{
    caught_let(SIGUSR2);
    kill(getpid(), SIGUSR2);
    cr_assert_fail("it goes on");
}

Test(caught, what_is_held_again_is_read_again)
{
    caught_let(SIGUSR2);
    caught_hold(SIGUSR2);
    kill(getpid(), SIGUSR2);
    cr_expect_eq(caught_next(), SIGUSR2);
}

Test(caught, what_was_not_asked_for_is_left_alone)
{
    struct sigaction now;
    caught_let(SIGTERM);
    caught_hold(SIGTERM);
    sigaction(SIGTERM, NULL, &now);
    cr_expect_eq(now.sa_handler, SIG_DFL);
}

Test(caught, closed_it_is_as_before)
{
    caught_close();
    cr_expect_eq(caught_fd(), -1);
    cr_expect_eq(caught_next(), 0);
    kill(getpid(), SIGUSR1);
    cr_expect_eq(before_ran, SIGUSR1);
}

Test(caught, it_can_be_opened_again)
{
    caught_close();
    cr_assert(caught_open(both + 1, 1));
    kill(getpid(), SIGUSR2);
    cr_expect_eq(caught_next(), SIGUSR2);
}
