/* test_recording.c - src/export's recordings of what goes on: each line is JSON as asciicast
 * version 2 has it, whatever was shown; a full disk ends it at a whole line; no other file is lost.
 */
#include "export/recording.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];

static void make_folder(void)
{
    snprintf(folder, sizeof folder, "/tmp/thrum-recording-XXXXXX");
    cr_assert(mkdtemp(folder));
    cr_assert_eq(chdir(folder), 0);
}

static void remove_folder(void)
{
    static const char *const names[] = {"a.cast",     "a.cast.txt",     "b.cast",   "b.cast.txt",
                                        "script.thr", "script.thr.txt", "link.cast"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unlink(names[i]);
    cr_expect_eq(rmdir(folder), 0, "something is left in %s", folder);
}

TestSuite(recording, .timeout = 60, .init = make_folder, .fini = remove_folder);

static char *read_file(const char *name)
{
    struct buffer text = {0};
    char bytes[4096];
    size_t count;
    FILE *file = fopen(name, "r");
    cr_assert(file, "%s", name);
    while ((count = fread(bytes, 1, sizeof bytes, file)) > 0)
        buffer_add(&text, bytes, count);
    fclose(file);
    return buffer_take(&text);
}

static void write_file(const char *name, const char *text)
{
    FILE *file = fopen(name, "w");
    cr_assert(file && fputs(text, file) >= 0 && fclose(file) == 0);
}

static struct recording *open_well(const char *name)
{
    struct buffer why = {0};
    struct recording *r = recording_open(name, &why);
    cr_assert(r, "%s", buffer_text(&why));
    return r;
}

static void expect_refused(const char *name, const char *expected)
{
    struct buffer why = {0};
    cr_expect_null(recording_open(name, &why));
    cr_expect_str_eq(buffer_text(&why), expected);
    buffer_free(&why);
}

/* The events of a file, "o:text" and so on, one below the other; all of it is as the format has it.
 */
static char *read_events(const char *name, json_t **head)
{
    struct buffer events = {0};
    char *text = read_file(name), *next;
    double before = 0;
    for (char *line = text; *line; line = next) {
        char *end = strchr(line, '\n');
        cr_assert(end, "a line without an end: %s", line);
        *end = '\0';
        next = end + 1;
        json_error_t error;
        json_t *value = json_loads(line, 0, &error);
        cr_assert(value, "%s: %s", line, error.text);
        if (line == text) {
            cr_assert(json_is_object(value));
            *head = value;
            continue;
        }
        cr_assert(json_is_array(value) && json_array_size(value) == 3);
        double at = json_number_value(json_array_get(value, 0));
        cr_expect_geq(at, before);
        before = at;
        buffer_printf(&events, "%s:%s|", json_string_value(json_array_get(value, 1)),
                      json_string_value(json_array_get(value, 2)));
        json_decref(value);
    }
    free(text);
    return buffer_take(&events);
}

Test(recording, is_an_asciicast)
{
    json_t *head;
    struct recording *r = open_well("a.cast");
    recording_begin(r, 80, 24, "a \"title\"");
    recording_output(r, "\033[1mh\xC3\xB6\"\\\b\f\t\x7F\001\r\n", 16);
    recording_output(r, "", 0);
    recording_marker(r, "1 of 6: Join");
    recording_input(r, "\033OP", 3);
    recording_resize(r, 100, 30);
    recording_lines(r, "one\ntwo\n", 8);
    recording_output(r,
                     "a\xFF"
                     "b\xC3",
                     4);
    recording_close(r);
    char *events = read_events("a.cast", &head);
    cr_expect_str_eq(events, "o:\033[1mh\xC3\xB6\"\\\b\f\t\x7F\001\r\n|m:1 of 6: Join|i:\033OP|"
                             "r:100x30|o:one\r\ntwo\r\n|o:a\xEF\xBF\xBD"
                             "b\xEF\xBF\xBD|");
    cr_expect_eq(json_integer_value(json_object_get(head, "version")), 2);
    cr_expect_eq(json_integer_value(json_object_get(head, "width")), 80);
    cr_expect_eq(json_integer_value(json_object_get(head, "height")), 24);
    cr_expect_str_eq(json_string_value(json_object_get(head, "title")), "a \"title\"");
    free(events);
    json_decref(head);
}

Test(recording, is_told_in_words)
{
    struct recording *r = open_well("a.cast");
    recording_begin(r, 80, 24, "join.thr");
    recording_say(r, "alice prints: hello");
    recording_say(r, "one\ntwo\n");
    recording_say(r, "\033[31mred");
    char *now = read_file("a.cast.txt"); /* it is there already */
    cr_expect_str_eq(now, "What was shown, in words. Times are minutes and seconds since the "
                          "beginning.\nThe recording of join.thr:\n\n"
                          "  0:00.0  alice prints: hello\n"
                          "  0:00.0  one\n"
                          "          two\n"
                          "  0:00.0  ^[[31mred\n");
    free(now);
    recording_close(r);
}

/* Nothing is kept back: whatever happens to the program now, what was recorded is there. */
Test(recording, is_there_at_once)
{
    json_t *head;
    struct recording *r = open_well("a.cast");
    recording_begin(r, 80, 24, "x");
    recording_output(r, "one", 3);
    char *events = read_events("a.cast", &head);
    cr_expect_str_eq(events, "o:one|");
    free(events);
    json_decref(head);
    recording_close(r);
}

Test(recording, ends_at_a_whole_line_where_the_disk_is_full)
{
    json_t *head;
    char many[3000];
    struct rlimit most;
    struct recording *r = open_well("a.cast");
    memset(many, 'x', sizeof many);
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &most);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){5000, most.rlim_max});
    recording_begin(r, 80, 24, "x");
    recording_output(r, many, sizeof many);
    cr_expect_null(recording_problem(r));
    recording_output(r, many, sizeof many);
    recording_output(r, "less", 4);
    setrlimit(RLIMIT_FSIZE, &most);
    const char *problem = recording_problem(r);
    cr_assert(problem);
    cr_expect_str_eq(problem, "the recording ends here: a.cast cannot be written: File too large; "
                              "what there is of it can be played");
    cr_expect_null(recording_problem(r), "it is told once");
    recording_output(r, "more", 4);
    recording_close(r);
    char *events = read_events("a.cast", &head);
    cr_expect_eq(strlen(events), 2 + sizeof many + 1, "one event, whole");
    free(events);
    json_decref(head);
}

Test(recording, takes_the_place_of_a_recording_alone)
{
    write_file("script.thr", "print 1\n");
    expect_refused("script.thr",
                   "cannot write script.thr: there is something else in it already; remove it "
                   "first, or name another file");
    char *text = read_file("script.thr");
    cr_expect_str_eq(text, "print 1\n");
    free(text);
    /* Of the file beside it the same holds, and then neither is made. */
    write_file("b.cast.txt", "a shopping list\n");
    expect_refused("b.cast", "cannot write b.cast.txt: there is something else in it already; "
                             "remove it first, or name another file");
    cr_expect_neq(access("b.cast", F_OK), 0);
    for (int i = 0; i < 2; i++) {
        struct recording *r = open_well("a.cast");
        recording_begin(r, 80, 24, i ? "x" : "much longer than x");
        recording_say(r, i ? "x" : "much longer than x");
        recording_close(r);
    }
    text = read_file("a.cast");
    cr_expect_eq(strchr(text, '\n'), text + strlen(text) - 1, "one line");
    free(text);
}

Test(recording, refuses_what_is_no_file)
{
    expect_refused("/dev/null", "cannot write /dev/null: it is no ordinary file");
    expect_refused("/tmp", "cannot write /tmp: Is a directory; nothing was changed");
    expect_refused("none/a.cast", "cannot write none/a.cast: No such file or directory; make its "
                                  "folder first, or name another place");
    cr_assert_eq(mkfifo("b.cast", 0600), 0);
    expect_refused("b.cast", "cannot write b.cast: it is no ordinary file");
    struct recording *r = open_well("a.cast");
    expect_refused("a.cast", "cannot write a.cast: another thrum records into it; name another "
                             "file");
    recording_close(r);
}

Test(recording, goes_through_a_link)
{
    cr_assert_eq(symlink("a.cast", "link.cast"), 0);
    write_file("a.cast", "");
    struct recording *r = open_well("link.cast");
    recording_begin(r, 80, 24, "x");
    recording_close(r);
    char *text = read_file("a.cast");
    cr_expect_eq(strncmp(text, "{\"version\":2,", 13), 0);
    free(text);
    unlink("link.cast.txt");
}

/* Without one everything may be called. */
Test(recording, may_be_none)
{
    recording_begin(NULL, 80, 24, "x");
    recording_output(NULL, "x", 1);
    recording_lines(NULL, "x", 1);
    recording_input(NULL, "x", 1);
    recording_marker(NULL, "x");
    recording_resize(NULL, 1, 1);
    recording_say(NULL, "x");
    cr_expect_null(recording_problem(NULL));
    recording_close(NULL);
}
