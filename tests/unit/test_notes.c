/* test_notes.c - the speaker's notes on their way to another terminal: readers that are slow, that
 * go, and a place whose path is longer than an address holds. */
#include "base/buffer.h"
#include "shell/notes.h"
#include "shell/notes_place.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static char runtime[400];

static void begin(void)
{
    snprintf(runtime, sizeof runtime, "/tmp/thrum-notes-XXXXXX");
    cr_assert_not_null(mkdtemp(runtime));
    setenv("XDG_RUNTIME_DIR", runtime, 1);
}

static void end(void)
{
    char command[500];
    snprintf(command, sizeof command, "rm -rf '%.30s'", runtime);
    cr_assert_eq(system(command), 0);
}

TestSuite(notes, .timeout = 60, .init = begin, .fini = end);

static struct notes *open_notes(const char *name, const char *expected)
{
    struct buffer said = {0};
    struct notes *n = notes_open(name, &said);
    cr_assert_not_null(n, "%s", buffer_text(&said));
    cr_expect_str_eq(buffer_text(&said), expected);
    buffer_free(&said);
    return n;
}

static int connect_to(const char *name)
{
    char *folder = notes_folder(false);
    int fd = notes_connect(folder, name);
    cr_assert_geq(fd, 0, "%s", strerror(errno));
    free(folder);
    return fd;
}

/* So long that only a few are held for who does not read. */
static void tell_number(struct notes *n, unsigned number)
{
    static char text[NOTES_BYTES / 2];
    memset(text, '.', sizeof text);
    snprintf(text, sizeof text, "%u", number);
    notes_tell(n, text, sizeof text);
}

/* The number of the last message that is there; 0: there is none. */
static unsigned read_last(int fd)
{
    static char text[NOTES_BYTES];
    unsigned last = 0;
    while (recv(fd, text, sizeof text, MSG_DONTWAIT) > 0)
        last = (unsigned)strtoul(text, NULL, 10);
    return last;
}

static bool has_to_do(const struct notes *n)
{
    struct polled polled = {0};
    notes_poll(n, &polled);
    polled_wait(&polled, 0);
    bool ready = polled_any(&polled, 0);
    polled_free(&polled);
    return ready;
}

Test(notes, who_reads_slowly_gets_the_newest)
{
    struct notes *n = open_notes("2.7", "");
    int slow = connect_to("2.7"), quick = connect_to("2.7");
    cr_assert(has_to_do(n));
    notes_pump(n);
    for (unsigned i = 1; i <= 200; i++) {
        tell_number(n, i);
        cr_expect_eq(read_last(quick), i);
    }
    cr_expect(!has_to_do(n), "nothing can be done while it does not read");
    cr_expect_lt(read_last(slow), 200);
    cr_expect(has_to_do(n));
    notes_pump(n);
    cr_expect_eq(read_last(slow), 200);
    cr_expect(!has_to_do(n));
    tell_number(n, 201);
    cr_expect_eq(read_last(slow), 201);
    close(slow);
    close(quick);
    notes_close(n);
}

Test(notes, who_goes_without_having_read_is_forgotten)
{
    struct notes *n = open_notes("2.7", "");
    int slow = connect_to("2.7");
    notes_pump(n);
    for (unsigned i = 1; i <= 50; i++)
        tell_number(n, i);
    close(slow);
    notes_pump(n);
    cr_expect(!has_to_do(n));
    int next = connect_to("2.7");
    notes_pump(n);
    cr_expect_eq(read_last(next), 50);
    close(next);
    notes_close(n);
}

/* A short path needs no /proc, which not every system has. */
Test(notes, a_path_that_an_address_can_hold_is_all_that_is_needed)
{
    struct notes *n = open_notes("2.7", "");
    int fd = connect_to("2.7");
    struct sockaddr_un address = {0};
    socklen_t length = sizeof address;
    cr_assert_eq(getpeername(fd, (struct sockaddr *)&address, &length), 0);
    cr_expect_eq(strncmp(address.sun_path, runtime, strlen(runtime)), 0, "%s", address.sun_path);
    close(fd);
    notes_close(n);
}

Test(notes, a_path_longer_than_an_address_is_one_too)
{
    size_t length = strlen(runtime);
    runtime[length] = '/';
    memset(runtime + length + 1, 'a', 150);
    runtime[length + 151] = '\0';
    cr_assert_eq(mkdir(runtime, 0700), 0);
    setenv("XDG_RUNTIME_DIR", runtime, 1);
    struct notes *n = open_notes("2.7", "");
    struct notes *second =
        open_notes("2.7", "another presentation goes on (2.7): `thrum notes 2.7-2` shows the notes "
                          "of this one");
    int fd = connect_to("2.7-2");
    notes_pump(second);
    tell_number(second, 7);
    cr_expect_eq(read_last(fd), 7);
    close(fd);
    notes_close(second);
    char *folder = notes_folder(false);
    struct buffer names = {0};
    cr_expect_eq(notes_add_others(folder, NULL, &names), 1);
    cr_expect_str_eq(buffer_text(&names), "2.7");
    notes_close(n);
    cr_expect_eq(notes_add_others(folder, NULL, &names), 0);
    buffer_free(&names);
    free(folder);
}
