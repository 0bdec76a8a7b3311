/* test_carried.c - unit tests of what the program carries within itself, with files of its own in
 * the place of the generated table. */
#include "base/beneath.h"
#include "base/buffer.h"
#include "base/carried.h"
#include "base/file.h"

#include <criterion/criterion.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(carried, .timeout = 30);

#define BYTES(text) (const unsigned char *)(text), sizeof(text) - 1

const struct carried_file carried_files[] = {
    {"examples/first.thr", BYTES("print 1\n")},
    {"lessons/00-welcome.md", BYTES("# Welcome\n")},
    {"lessons/de/00-welcome.md", BYTES("# Willkommen\n")},
    {"lessons/de/07-events.md", BYTES("# Ereignisse\n")},
    {"lessons/pages/empty.html", BYTES("")},
    {0},
};

static void expect_text(int fd, const char *wanted)
{
    struct buffer text = {0};
    cr_assert_geq(fd, 0, "%s", strerror(errno));
    cr_assert(file_read(fd, &text, 1000, -1));
    cr_assert_str_eq(buffer_text(&text), wanted);
    close(fd);
    buffer_free(&text);
}

Test(carried, is_read_as_a_file_is)
{
    expect_text(carried_open("thrum:lessons/00-welcome.md"), "# Welcome\n");
    expect_text(carried_open("thrum:lessons/de/07-events.md"), "# Ereignisse\n");
    expect_text(carried_open("thrum:lessons/pages/empty.html"), "");
    expect_text(beneath_open("thrum:lessons/", "de/00-welcome.md"), "# Willkommen\n");
    expect_text(beneath_open("thrum:lessons", "00-welcome.md"), "# Welcome\n");
}

Test(carried, is_not_there_under_another_name)
{
    static const char *const names[] = {"thrum:",
                                        "thrum:lessons",
                                        "thrum:lessons/",
                                        "thrum:first",
                                        "thrum:lessons/00-welcome",
                                        "lessons/00-welcome.md/"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        errno = 0;
        cr_assert_lt(carried_open(names[i]), 0, "%s", names[i]);
        cr_assert_neq(errno, 0, "%s", names[i]);
    }
    cr_assert_lt(beneath_open("thrum:lessons", "none.md"), 0);
    cr_assert_eq(errno, ENOENT);
    cr_assert_lt(beneath_open("thrum:lessons/de", "../00-welcome.md"), 0);
}

static void expect_list(const char *folder, const char *wanted)
{
    struct carried_folder files;
    struct buffer names = {0};
    cr_assert(carried_list(&files, folder), "%s", folder);
    for (const char *name; (name = carried_next(&files));)
        buffer_printf(&names, "%s ", name);
    cr_assert_null(carried_next(&files));
    cr_assert_str_eq(buffer_text(&names), wanted);
    buffer_free(&names);
}

Test(carried, is_listed_by_folders)
{
    struct carried_folder files;
    expect_list("thrum:lessons", "00-welcome.md de pages ");
    expect_list("thrum:lessons/de", "00-welcome.md 07-events.md ");
    expect_list("thrum:examples", "first.thr ");
    errno = 0;
    cr_assert_not(carried_list(&files, "thrum:none"));
    cr_assert_eq(errno, ENOENT);
    cr_assert_null(carried_next(&files));
    cr_assert_not(carried_list(&files, "thrum:lessons/00-welcome.md"));
}

/* Names of the file system mean what they always did. */
Test(carried, leaves_files_as_they_are)
{
    char folder[] = "/tmp/carried.XXXXXX", name[64];
    cr_assert_not_null(mkdtemp(folder));
    snprintf(name, sizeof name, "%s/one", folder);
    FILE *file = fopen(name, "w");
    fputs("text", file);
    fclose(file);
    expect_text(carried_open(name), "text");
    expect_text(beneath_open(folder, "one"), "text");
    cr_assert_not(carried_has(name));
    struct carried_folder files;
    size_t seen = 0;
    cr_assert(carried_list(&files, folder));
    for (const char *n; (n = carried_next(&files));)
        seen += strcmp(n, "one") == 0;
    cr_assert_eq(seen, 1);
    unlink(name);
    rmdir(folder);
    cr_assert_not(carried_list(&files, folder));
}
