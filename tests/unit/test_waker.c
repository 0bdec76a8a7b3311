/* test_waker.c - who sleeps in poll() is woken once, however often; and what poll() looks at. */
#include "base/polled.h"
#include "base/waker.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <sys/resource.h>
#include <unistd.h>

TestSuite(waker, .timeout = 60);

static bool readable(const struct waker *w)
{
    struct polled polled = {0};
    polled_add(&polled, -1, POLLIN);
    size_t place = polled_add(&polled, waker_fd(w), POLLIN);
    polled_wait(&polled, 0);
    bool ready = polled_ready(&polled, place);
    cr_expect_eq(polled_any(&polled, 0), ready);
    cr_expect_eq(polled_any(&polled, place), ready);
    cr_expect(!polled_any(&polled, place + 1));
    polled_free(&polled);
    return ready;
}

Test(waker, is_readable_until_it_is_settled)
{
    struct waker w;
    cr_assert(waker_open(&w));
    cr_expect(!readable(&w));
    cr_expect(!waker_settle(&w));
    waker_wake(&w);
    waker_wake(&w);
    cr_expect(readable(&w));
    cr_expect(waker_settle(&w));
    cr_expect(!readable(&w));
    waker_close(&w);
    cr_expect_lt(waker_fd(&w), 0);
    waker_close(&w);
}

/* More often than a pipe has room for. */
Test(waker, never_waits)
{
    struct waker w;
    cr_assert(waker_open(&w));
    errno = EDOM;
    for (int i = 0; i < 2000000; i++)
        waker_wake(&w);
    cr_expect_eq(errno, EDOM);
    cr_expect(waker_settle(&w));
    cr_expect(!readable(&w));
    waker_close(&w);
}

Test(waker, without_descriptors_it_is_not_open)
{
    struct waker w;
    struct rlimit before, few = {.rlim_cur = 3, .rlim_max = 3};
    cr_assert_eq(getrlimit(RLIMIT_NOFILE, &before), 0);
    few.rlim_max = before.rlim_max;
    cr_assert_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
    bool opened = waker_open(&w);
    setrlimit(RLIMIT_NOFILE, &before);
    cr_expect(!opened);
    cr_expect_lt(waker_fd(&w), 0);
    waker_close(&w);
}

Test(waker, what_was_gathered_before_is_forgotten)
{
    struct waker w;
    struct polled polled = {0};
    cr_assert(waker_open(&w));
    waker_wake(&w);
    polled_add(&polled, waker_fd(&w), POLLIN);
    polled_wait(&polled, -1);
    cr_expect(polled_any(&polled, 0));
    polled_clear(&polled);
    cr_expect(!polled_any(&polled, 0));
    for (int i = 0; i < 100; i++)
        cr_expect_eq(polled_add(&polled, waker_fd(&w), POLLIN), (size_t)i);
    polled_wait(&polled, -1);
    cr_expect_eq(polled_ready(&polled, 99), POLLIN);
    polled_free(&polled);
    waker_close(&w);
}
