/* test_granted.c - unit tests of how much memory the system grants: the files of made-up ones. */
#include "base/buffer.h"
#include "base/granted.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

TestSuite(granted, .timeout = 30);

static char root[] = "/tmp/granted.XXXXXX";

static void make_root(void)
{
    cr_assert_not_null(mkdtemp(root));
}

static void remove_root(void)
{
    struct buffer command = {0};
    buffer_printf(&command, "rm -rf %s", root);
    cr_assert_eq(system(buffer_text(&command)), 0);
    buffer_free(&command);
}

/* Writes a file, and makes the folders that it lies in. */
static void put(const char *name, const char *text)
{
    struct buffer path = {0};
    buffer_printf(&path, "%s/%s", root, name);
    char *whole = buffer_take(&path);
    for (char *at = whole + sizeof root; *at; at++)
        if (*at == '/') {
            *at = '\0';
            mkdir(whole, 0700);
            *at = '/';
        }
    FILE *file = fopen(whole, "w");
    cr_assert_not_null(file, "%s", whole);
    fputs(text, file);
    fclose(file);
    free(whole);
}

Test(granted, is_the_least_of_the_group_and_those_above, .init = make_root, .fini = remove_root)
{
    put("proc/self/cgroup", "0::/user.slice/user-7.slice/session.scope\n");
    put("sys/fs/cgroup/user.slice/memory.max", "max\n");
    put("sys/fs/cgroup/user.slice/user-7.slice/memory.max", "419430400\n");
    put("sys/fs/cgroup/user.slice/user-7.slice/memory.high", "314572800\n");
    put("sys/fs/cgroup/user.slice/user-7.slice/session.scope/memory.max", "max\n");
    cr_assert_eq(granted_memory(root), 314572800);
}

Test(granted, is_told_in_a_container, .init = make_root, .fini = remove_root)
{
    put("proc/self/cgroup", "0::/\n");
    put("sys/fs/cgroup/memory.max", "536870912\n");
    cr_assert_eq(granted_memory(root), 536870912);
}

/* The group's name is that outside, where the container sees its own as the uppermost. */
Test(granted, is_told_in_the_older_way, .init = make_root, .fini = remove_root)
{
    put("proc/self/cgroup", "9:name=systemd:/docker/4711\n4:memory:/docker/4711\n0::/\n");
    put("sys/fs/cgroup/memory/memory.limit_in_bytes", "268435456\n");
    cr_assert_eq(granted_memory(root), 268435456);
    put("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
    cr_assert_eq(granted_memory(root), 0);
}

Test(granted, may_have_no_bound, .init = make_root, .fini = remove_root)
{
    cr_assert_eq(granted_memory(root), 0);
    put("proc/self/cgroup", "0::/\nno such line\n");
    cr_assert_eq(granted_memory(root), 0);
    put("sys/fs/cgroup/memory.max", "max\n");
    cr_assert_eq(granted_memory(root), 0);
}
