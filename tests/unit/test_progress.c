/* test_progress.c - unit tests of keeping how far a learner is: what is kept, and that nothing that
 * happens to the files loses it or stops the play. */
#include "lesson/progress.h"

#include "base/memory.h"
#include "own_home.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char *home;
static struct buffer why;

static void begin(void)
{
    home = own_home();
    cr_assert(home);
}

static void end(void)
{
    delete_folder(home);
    buffer_free(&why);
}

TestSuite(progress, .timeout = 60, .init = begin, .fini = end);

static char *path_of(const char *name)
{
    struct buffer path = {0};
    buffer_printf(&path, "%s/thrum/lessons/%s", home, name);
    return buffer_take(&path);
}

static void write_file(const char *name, const char *text)
{
    char *path = path_of(name);
    FILE *file = fopen(path, "w");
    cr_assert(file && fputs(text, file) >= 0 && fclose(file) == 0);
    free(path);
}

static char *read_file(const char *name)
{
    char *path = path_of(name), bytes[4096];
    FILE *file = fopen(path, "r");
    free(path);
    if (!file)
        return NULL;
    size_t length = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    return memory_copy_bytes(bytes, length);
}

static void record(const char *lesson, const char *title, enum progress_mark mark)
{
    struct progress *p = progress_read(lesson, &why);
    cr_expect(progress_record(p, title, mark, &why), "%s", buffer_text(&why));
    progress_free(p);
}

static enum progress_mark mark_of(const char *lesson, const char *title)
{
    struct progress *p = progress_read(lesson, &why);
    enum progress_mark mark = progress_of(p, title);
    progress_free(p);
    return mark;
}

Test(progress, is_kept_by_lesson_and_title)
{
    cr_expect_eq(mark_of("05-join", "One"), PROGRESS_NOTHING);
    cr_expect_eq(why.length, 0);
    record("05-join", "One", PROGRESS_DONE);
    record("05-join", "Two words", PROGRESS_SKIPPED);
    record("06-timers", "One", PROGRESS_ANSWERED);
    record("06-timers", "", PROGRESS_DONE);
    cr_expect_eq(mark_of("05-join", "One"), PROGRESS_DONE);
    cr_expect_eq(mark_of("05-join", "Two words"), PROGRESS_SKIPPED);
    cr_expect_eq(mark_of("05-join", "Two"), PROGRESS_NOTHING);
    cr_expect_eq(mark_of("06-timers", "One"), PROGRESS_ANSWERED);
    cr_expect_eq(mark_of("06-timers", ""), PROGRESS_DONE);
    cr_expect_eq(why.length, 0, "%s", buffer_text(&why));
    char *text = read_file("05-join.progress");
    cr_expect_str_eq(text, "thrum progress 1\ndone One\nskipped Two words\nend 2\n");
    free(text);
}

Test(progress, of_two_marks_the_better_is_kept)
{
    record("a", "One", PROGRESS_ANSWERED);
    record("a", "One", PROGRESS_SKIPPED);
    cr_expect_eq(mark_of("a", "One"), PROGRESS_ANSWERED);
    record("a", "One", PROGRESS_DONE);
    record("a", "One", PROGRESS_ANSWERED);
    cr_expect_eq(mark_of("a", "One"), PROGRESS_DONE);
}

Test(progress, nobody_else_can_read_it)
{
    struct stat status;
    record("a", "One", PROGRESS_DONE);
    char *file = path_of("a.progress"), *folder = path_of("");
    cr_assert(stat(file, &status) == 0);
    cr_expect_eq(status.st_mode & 0777, 0600);
    cr_assert(stat(folder, &status) == 0);
    cr_expect_eq(status.st_mode & 0777, 0700);
    free(file);
    free(folder);
}

Test(progress, two_labs_add_to_each_others)
{
    struct progress *one = progress_read("a", &why), *two = progress_read("a", &why);
    progress_record(one, "One", PROGRESS_DONE, &why);
    progress_record(two, "Two", PROGRESS_SKIPPED, &why);
    progress_record(one, "Three", PROGRESS_DONE, &why);
    cr_expect_eq(progress_of(one, "Two"), PROGRESS_SKIPPED);
    cr_expect_eq(progress_of(two, "Three"), PROGRESS_NOTHING);
    progress_free(one);
    progress_free(two);
    cr_expect_eq(mark_of("a", "One"), PROGRESS_DONE);
    cr_expect_eq(mark_of("a", "Two"), PROGRESS_SKIPPED);
    cr_expect_eq(mark_of("a", "Three"), PROGRESS_DONE);
    cr_expect_eq(why.length, 0, "%s", buffer_text(&why));
}

/* One lab of several that record at once. */
static void record_many(int lab, int count)
{
    struct progress *p = progress_read("a", &why);
    for (int i = 0; i < count; i++) {
        char title[32];
        snprintf(title, sizeof title, "%d of %d", i, lab);
        if (!progress_record(p, title, PROGRESS_DONE, &why))
            _exit(1);
    }
    progress_free(p);
    _exit(0);
}

Test(progress, many_labs_at_once_lose_nothing)
{
    enum { LABS = 6, MARKS = 10 };
    pid_t labs[LABS];
    for (int lab = 0; lab < LABS; lab++)
        if ((labs[lab] = fork()) == 0)
            record_many(lab, MARKS);
    for (int lab = 0; lab < LABS; lab++) {
        int status;
        cr_assert(waitpid(labs[lab], &status, 0) == labs[lab]);
        cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    struct progress *p = progress_read("a", &why);
    for (int lab = 0; lab < LABS; lab++)
        for (int i = 0; i < MARKS; i++) {
            char title[32];
            snprintf(title, sizeof title, "%d of %d", i, lab);
            cr_expect_eq(progress_of(p, title), PROGRESS_DONE, "%s", title);
        }
    progress_free(p);
}

Test(progress, a_damaged_file_is_put_aside_and_play_goes_on)
{
    static const char *const damaged[] = {
        "",
        "thrum progress 1\n",
        "thrum progress 1\ndone One\n",
        "thrum progress 1\ndone One\nend 2\n",
        "thrum progress 1\ndone One\nend 1",
        "thrum progress 1\ndone One\nend 1\nmore\n",
        "thrum progress 1\ndune One\nend 1\n",
        "thrum progress 0\ndone One\nend 1\n",
        "thrum progress 1\ndone \xFF\nend 1\n",
    };
    for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++) {
        record("a", "Other", PROGRESS_DONE);
        write_file("a.progress", damaged[i]);
        buffer_clear(&why);
        cr_expect_eq(mark_of("a", "One"), PROGRESS_NOTHING);
        cr_expect(strstr(buffer_text(&why), "was damaged; it is kept as "), "%zu: %s", i,
                  buffer_text(&why));
        char *kept = read_file("a.progress.damaged");
        cr_expect_str_eq(kept, damaged[i]);
        free(kept);
        buffer_clear(&why);
        record("a", "One", PROGRESS_DONE);
        cr_expect_eq(mark_of("a", "One"), PROGRESS_DONE);
        cr_expect_eq(why.length, 0, "%s", buffer_text(&why));
    }
}

Test(progress, a_file_that_was_damaged_meanwhile_is_not_written_over)
{
    struct progress *p = progress_read("a", &why);
    record("a", "One", PROGRESS_DONE);
    write_file("a.progress", "rubbish");
    cr_expect(progress_record(p, "Two", PROGRESS_DONE, &why));
    cr_expect(strstr(buffer_text(&why), "was damaged"));
    char *kept = read_file("a.progress.damaged");
    cr_expect_str_eq(kept, "rubbish");
    free(kept);
    progress_free(p);
    cr_expect_eq(mark_of("a", "Two"), PROGRESS_DONE);
}

Test(progress, what_a_killed_lab_left_is_written_over)
{
    record("a", "One", PROGRESS_DONE);
    write_file("a.progress.new", "thrum progr");
    cr_expect_eq(mark_of("a", "One"), PROGRESS_DONE);
    record("a", "Two", PROGRESS_DONE);
    cr_expect_eq(mark_of("a", "Two"), PROGRESS_DONE);
    cr_expect_eq(why.length, 0, "%s", buffer_text(&why));
}

/* A file where the folder should be stops root too. */
Test(progress, where_nothing_can_be_written_it_is_said_and_play_goes_on)
{
    char *folder = path_of("");
    struct buffer above = {0};
    buffer_printf(&above, "%s/thrum", home);
    cr_assert(mkdir(buffer_text(&above), 0700) == 0);
    folder[strlen(folder) - 1] = '\0';
    FILE *file = fopen(folder, "w");
    cr_assert(file && fclose(file) == 0);
    struct progress *p = progress_read("a", &why);
    buffer_clear(&why);
    cr_expect_not(progress_record(p, "One", PROGRESS_DONE, &why));
    cr_expect(strstr(buffer_text(&why), "progress is not kept: "), "%s", buffer_text(&why));
    cr_expect_eq(progress_of(p, "One"), PROGRESS_DONE);
    progress_free(p);
    buffer_free(&above);
    free(folder);
}

/* Root may write anywhere, and tries it as somebody else. */
Test(progress, it_is_said_why_a_folder_cannot_be_made)
{
    cr_assert_eq(chmod(home, 0555), 0);
    if (geteuid() == 0)
        cr_assert_eq(seteuid(65534), 0);
    struct progress *p = progress_read("a", &why);
    buffer_clear(&why);
    cr_expect_not(progress_record(p, "One", PROGRESS_DONE, &why));
    cr_expect(strstr(buffer_text(&why), "/thrum cannot be made: Permission denied"), "%s",
              buffer_text(&why));
    progress_free(p);
    if (getuid() == 0)
        cr_assert_eq(seteuid(0), 0);
    cr_assert_eq(chmod(home, 0700), 0);
}

/* As in a home that may not be written to: what is told is the first folder that cannot be made. */
Test(progress, it_is_said_which_folder_cannot_be_made)
{
    struct buffer name = {0};
    buffer_printf(&name, "%s/in-the-way", home);
    FILE *file = fopen(buffer_text(&name), "w");
    cr_assert(file && fclose(file) == 0);
    buffer_puts(&name, "/state");
    setenv("XDG_STATE_HOME", buffer_text(&name), 1);
    struct progress *p = progress_read("a", &why);
    buffer_clear(&why);
    cr_expect_not(progress_record(p, "One", PROGRESS_DONE, &why));
    cr_expect(strstr(buffer_text(&why), "/in-the-way/state cannot be made: "), "%s",
              buffer_text(&why));
    progress_free(p);
    buffer_free(&name);
}

Test(progress, what_cannot_be_read_is_not_written_over)
{
    record("a", "One", PROGRESS_DONE);
    char *path = path_of("a.progress");
    cr_assert(unlink(path) == 0 && mkdir(path, 0700) == 0);
    struct progress *p = progress_read("a", &why);
    cr_expect(strstr(buffer_text(&why), "cannot be read"), "%s", buffer_text(&why));
    cr_expect_not(progress_record(p, "One", PROGRESS_DONE, &why));
    progress_free(p);
    free(path);
}

Test(progress, without_a_home_it_is_said)
{
    unsetenv("XDG_STATE_HOME");
    unsetenv("HOME");
    struct progress *p = progress_read("a", &why);
    cr_expect_eq(why.length, 0);
    cr_expect_not(progress_record(p, "One", PROGRESS_DONE, &why));
    cr_expect(strstr(buffer_text(&why), "no home"));
    cr_expect_eq(progress_of(p, "One"), PROGRESS_DONE);
    progress_free(p);
}

/* ---- Other versions, and much ---------------------------------------------------------------- */

Test(progress, what_a_newer_thrum_wrote_is_left_alone)
{
    static const char newer[] = "thrum progress 2 thrum 0.9\nwhatever: this is\n";
    record("join", "One", PROGRESS_DONE);
    write_file("join.progress", newer);
    struct progress *p = progress_read("join", &why);
    cr_expect(strstr(buffer_text(&why), "2 thrum 0.9"), "%s", buffer_text(&why));
    cr_expect(!strstr(buffer_text(&why), "damaged"), "%s", buffer_text(&why));
    cr_expect_not(progress_record(p, "Two", PROGRESS_DONE, &why));
    cr_expect_eq(progress_of(p, "Two"), PROGRESS_DONE); /* for this sitting */
    progress_free(p);
    char *text = read_file("join.progress");
    cr_expect_str_eq(text, newer);
    free(text);
    cr_expect_null(read_file("join.progress.damaged"));
}

Test(progress, what_only_looks_newer_is_damaged)
{
    record("join", "One", PROGRESS_DONE);
    write_file("join.progress", "thrum progress 2x\n");
    struct progress *p = progress_read("join", &why);
    cr_expect(strstr(buffer_text(&why), "damaged"), "%s", buffer_text(&why));
    progress_free(p);
}

/* Seconds of the processor that it takes to read so many titles. */
static double reading_takes(int many)
{
    struct buffer text = {0};
    struct buffer last = {0};
    struct timespec before, after;
    buffer_puts(&text, "thrum progress 1\n");
    for (int i = 0; i < many; i++)
        buffer_printf(&text, "done t%d\n", i);
    buffer_printf(&text, "end %d\n", many);
    write_file("join.progress", buffer_text(&text));
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before);
    struct progress *p = progress_read("join", &why);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after);
    buffer_printf(&last, "t%d", many - 1);
    cr_expect_eq(progress_of(p, "t0"), PROGRESS_DONE);
    cr_expect_eq(progress_of(p, buffer_text(&last)), PROGRESS_DONE);
    cr_expect_eq(progress_of(p, "t"), PROGRESS_NOTHING);
    progress_free(p);
    buffer_free(&text);
    buffer_free(&last);
    return (double)(after.tv_sec - before.tv_sec) + (double)(after.tv_nsec - before.tv_nsec) / 1e9;
}

/* By comparing each with each, ten times as many took a hundred times as long. */
Test(progress, ten_times_as_many_lines_take_ten_times_as_long, .timeout = 100)
{
    record("join", "One", PROGRESS_DONE);
    reading_takes(6000); /* the first has to wait for memory */
    double few = reading_takes(6000), many = reading_takes(60000), again = reading_takes(60000);
    many = again < many ? again : many; /* of others' noise there is less in one of them */
    cr_expect_lt(many, 40 * few, "%f and %f seconds", few, many);
}

static void write_titles(const char *title, int many)
{
    struct buffer text = {0};
    buffer_puts(&text, "thrum progress 1\n");
    for (int i = 0; i < many; i++)
        buffer_printf(&text, "done %s %d\n", title, i);
    buffer_printf(&text, "end %d\n", many);
    write_file("join.progress", buffer_text(&text));
    buffer_free(&text);
}

static off_t length_of(const char *name)
{
    struct stat status;
    char *path = path_of(name);
    cr_assert(stat(path, &status) == 0, "%s", path);
    free(path);
    return status.st_size;
}

/* A teacher's lesson whose titles change with each class. */
Test(progress, a_long_file_is_read_and_added_to)
{
    record("join", "One", PROGRESS_DONE);
    write_titles("who waits for whom, and who would let them go on, number", 60000);
    off_t before = length_of("join.progress");
    cr_expect_gt(before, 3 << 20);
    cr_expect_eq(mark_of("join", "who waits for whom, and who would let them go on, number 59999"),
                 PROGRESS_DONE);
    record("join", "One", PROGRESS_DONE);
    cr_expect_eq(mark_of("join", "One"), PROGRESS_DONE);
    cr_expect_eq(mark_of("join", "who waits for whom, and who would let them go on, number 0"),
                 PROGRESS_DONE);
    cr_expect_eq(length_of("join.progress"), before + (off_t)strlen("done One\n"));
    cr_expect_eq(why.length, 0, "%s", buffer_text(&why));
    cr_expect_null(read_file("join.progress.damaged"));
}

/* Longer than is ever read: whatever it is, it stays. */
Test(progress, a_file_that_is_too_long_is_left_as_it_is)
{
    record("join", "One", PROGRESS_DONE);
    write_titles("who waits for whom, and who would let them go on, number", 270000);
    off_t before = length_of("join.progress");
    cr_expect_gt(before, 16 << 20);
    struct progress *p = progress_read("join", &why);
    cr_expect(strstr(buffer_text(&why), "join.progress is longer than 16 MiB, and is left as it "
                                        "is; give it another name, and progress is kept again"),
              "%s", buffer_text(&why));
    cr_expect_eq(progress_of(p, "One"), PROGRESS_NOTHING);
    buffer_clear(&why);
    cr_expect_not(progress_record(p, "One", PROGRESS_DONE, &why));
    cr_expect(strstr(buffer_text(&why), "is left as it is"), "%s", buffer_text(&why));
    cr_expect_eq(progress_of(p, "One"), PROGRESS_DONE);
    progress_free(p);
    cr_expect_eq(length_of("join.progress"), before);
    cr_expect_null(read_file("join.progress.damaged"));
}
