/* test_work.c - what is done of a lesson, kept from one sitting to the next. */
#include "lesson/work.h"

#include "base/memory.h"
#include "own_home.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *home;

static void begin(void)
{
    home = own_home();
    cr_assert(home);
}

static void end(void)
{
    delete_folder(home);
}

TestSuite(work, .timeout = 30, .init = begin, .fini = end);

static struct work *open_work(void)
{
    struct buffer why = {0};
    struct work *w = work_read("05-join", &why);
    cr_expect_str_eq(buffer_text(&why), "");
    buffer_free(&why);
    return w;
}

static void add(struct work *w, struct work_entry *e)
{
    struct buffer why = {0};
    cr_expect(work_add(w, e, &why), "%s", buffer_text(&why));
    buffer_free(&why);
}

static struct work_entry entry(const char *section, enum work_outcome outcome)
{
    return (struct work_entry){.section = memory_copy(section),
                               .kind = WORK_TASK,
                               .number = 1,
                               .outcome = outcome,
                               .when = 1764316800};
}

Test(work, is_there_again_as_it_was_typed)
{
    static const char *const texts[] = {"spawn a {\n\n    print \"end 3\"\n}", "= x", "", "| 7"};
    struct work_entry e = entry("One: = of | them", WORK_DONE);
    e.hints = 2, e.tries = 4;
    for (uint32_t i = 0; i < 4; i++)
        work_entry_type(&e, i, i == 1, texts[i]);
    struct work *w = open_work();
    add(w, &e);
    work_entry_clear(&e);
    work_free(w);
    w = open_work();
    const struct work_entry *known = work_find(w, "One: = of | them", WORK_TASK, 1);
    cr_assert(known);
    cr_expect_eq(known->hints, 2);
    cr_expect_eq(known->tries, 4);
    cr_expect_eq(known->when, 1764316800);
    cr_assert_eq(known->input_count, 4);
    for (uint32_t i = 0; i < 4; i++) {
        cr_expect_str_eq(known->inputs[i].text, texts[i]);
        cr_expect_eq(known->inputs[i].item, i);
        cr_expect_eq(known->inputs[i].hurried, i == 1);
    }
    cr_expect_null(work_find(w, "One: = of | them", WORK_TASK, 2));
    cr_expect_null(work_find(w, "One: = of | them", WORK_QUESTION, 1));
    work_free(w);
}

Test(work, the_best_counts_but_help_stays)
{
    struct work *w = open_work(), *other = open_work();
    struct work_entry first = entry("One", WORK_ANSWERED), second = entry("One", WORK_DONE),
                      third = entry("One", WORK_SKIPPED);
    second.when++;
    second.hints = 1;
    work_entry_type(&second, 3, false, "x = 1");
    add(w, &first);
    add(other, &second); /* another lab, which has not seen the first */
    add(other, &third);
    work_free(w);
    w = open_work();
    const struct work_entry *known = work_find(w, "One", WORK_TASK, 1);
    cr_assert(known);
    cr_expect_eq(known->outcome, WORK_DONE);
    cr_expect_eq(known->when, second.when);
    cr_expect_eq(known->hints, 1);
    cr_expect(known->shown);
    cr_expect_eq(known->input_count, 1);
    work_free(w);
    work_free(other);
    work_entry_clear(&first);
    work_entry_clear(&second);
    work_entry_clear(&third);
}

Test(work, too_much_for_one_thing_is_not_kept)
{
    struct work_entry e = entry("One", WORK_DONE);
    char *line = memory_zeroed(WORK_MOST_BYTES / 2 + 2, 1);
    memset(line, 'x', WORK_MOST_BYTES / 2 + 1);
    work_entry_type(&e, 0, false, line);
    cr_expect_eq(e.input_count, 1);
    work_entry_type(&e, 0, false, line);
    work_entry_type(&e, 0, false, "short");
    cr_expect(e.too_long);
    cr_expect_eq(e.input_count, 0);
    struct work *w = open_work();
    add(w, &e);
    work_free(w);
    w = open_work();
    cr_expect(work_find(w, "One", WORK_TASK, 1)->too_long);
    work_free(w);
    work_entry_clear(&e);
    free(line);
}

static void write_file(const char *text)
{
    struct work *w = open_work();
    struct work_entry e = entry("One", WORK_DONE);
    add(w, &e); /* makes the folders */
    work_entry_clear(&e);
    work_free(w);
    char path[128];
    snprintf(path, sizeof path, "%s/thrum/lessons/05-join.work", home);
    FILE *file = fopen(path, "w");
    cr_assert(file);
    fputs(text, file);
    fclose(file);
}

Test(work, a_damaged_file_is_put_aside)
{
    static const char *const texts[] = {
        "",
        "thrum work 1\n",
        "thrum work 1\n= One\ntask 1 done 5 0 0\nend 3\n",
        "thrum work 1\n= One\ntask 1 done 5 0 0\n",
        "thrum work 1\ntask 1 done 5 0 0\nend 1\n",
        "thrum work 1\n= One\ntask 1 eaten 5 0 0\nend 2\n",
        "thrum work 1\n= One\n3> x\nend 2\n",
        "thrum work 1\n= One\ntask 1 done 5 0 0\n| x\nend 3\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct buffer why = {0};
        write_file(texts[i]);
        struct work *w = work_read("05-join", &why);
        cr_expect(strstr(buffer_text(&why), "was damaged; it is kept as "), "%zu: %s", i,
                  buffer_text(&why));
        cr_expect_null(work_find(w, "One", WORK_TASK, 1));
        work_free(w);
        buffer_free(&why);
    }
}

Test(work, what_a_newer_thrum_wrote_is_left_alone)
{
    struct buffer why = {0};
    write_file("thrum work 2\nwhatever\n");
    struct work *w = work_read("05-join", &why);
    cr_expect(strstr(buffer_text(&why), "was written by a newer thrum"), "%s", buffer_text(&why));
    work_free(w);
    buffer_free(&why);
}
