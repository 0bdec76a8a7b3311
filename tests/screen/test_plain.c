/* test_plain.c - the lab line by line, through pipes, on the fake session. */
#include "console.h"
#include "../tap.h"

#include "base/buffer.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>

struct run {
    pid_t process;
    int input;  /* to the lab, -1 once closed */
    int output; /* from it */
    struct buffer text;
};

static struct run start(int output_file)
{
    struct run r = {0};
    int input[2], output[2];
    TAP_CHECK(pipe2(input, O_CLOEXEC) == 0 && pipe2(output, O_CLOEXEC) == 0);
    r.process = fork();
    if (r.process == 0) {
        dup2(input[0], STDIN_FILENO);
        dup2(output_file >= 0 ? output_file : output[1], STDOUT_FILENO);
        execl(console_fake_lab(), "fake_lab", (char *)NULL);
        _exit(127);
    }
    close(input[0]);
    close(output[1]);
    r.input = input[1];
    r.output = output[0];
    return r;
}

/* Reads until the text is there, or all there is if it is NULL. */
static bool wait_for(struct run *r, const char *text)
{
    char bytes[4096];
    while (!text || !strstr(buffer_text(&r->text), text)) {
        ssize_t count = read(r->output, bytes, sizeof bytes);
        if (count <= 0)
            return !text;
        buffer_add(&r->text, bytes, (size_t)count);
    }
    return true;
}

static void give(struct run *r, const char *text)
{
    size_t length = strlen(text);
    TAP_CHECK(write(r->input, text, length) == (ssize_t)length);
}

/* Closes the input and waits for the end; the status is that of waitpid. */
static int finish(struct run *r)
{
    int status;
    if (r->input >= 0)
        close(r->input);
    wait_for(r, NULL);
    close(r->output);
    TAP_CHECK(waitpid(r->process, &status, 0) == r->process);
    return status;
}

static void check_run(const char *input, const char *expected)
{
    struct run r = start(-1);
    give(&r, input);
    TAP_CHECK(finish(&r) == 0);
    if (strcmp(buffer_text(&r.text), expected) != 0)
        fprintf(stderr, "got:\n%s", buffer_text(&r.text));
    TAP_CHECK(strcmp(buffer_text(&r.text), expected) == 0);
    buffer_free(&r.text);
}

static void tells_kinds_apart(void)
{
    check_run("print hi\nhelp\nnonsense\n", "> print hi\nmain: hi\n> help\n"
                                            "* help is what the real lab has\n> nonsense\n"
                                            "! there is no such command here\n");
}

static void reads_on_while_main_waits(void)
{
    check_run("block\nprint on\nbusy\nprint and on\n",
              "> block\n> print on\nmain: on\n> busy\n> print and on\nmain: and on\n");
}

static void takes_blocks_and_odd_ends(void)
{
    check_run("print {\r\n\r\n}\n\n\nprint last",
              "> print {\n> \n> }\nmain: {^J^J}\n> print last\nmain: last\n");
    check_run("print {\nunclosed", "> print {\n> unclosed\nmain: {^Junclosed\n");
    check_run("", "");
    check_run("\n\n", "");
}

static void sets_lessons_off(void)
{
    check_run("say one\nsay\ncode     code {}\n",
              "> say one\n  one\n> say\n\n> code     code {}\n      code {}\n");
    /* What reads a pipe breaks lines itself. */
    static const char text[] = "a line of text that is so long that it would be broken in two if a "
                               "terminal were there to show it, or in three";
    struct buffer input = {0};
    struct buffer expected = {0};
    buffer_printf(&input, "say %s\nprint %s\n", text, text);
    buffer_printf(&expected, "> say %s\n  %s\n> print %s\nmain: %s\n", text, text, text, text);
    check_run(buffer_text(&input), buffer_text(&expected));
    buffer_free(&input);
    buffer_free(&expected);
}

static void goes_on_with_lessons(void)
{
    check_run("lesson 1\n\n \nprint {\n\n}\n",
              "> lesson 1\n  the lesson goes on, 1\n  the lesson goes on, 2\n"
              "> print {\n> \n> }\nmain: {^J^J}\n");
}

static void answers_from_the_pipe(void)
{
    check_run("ask name? \nBob\nprint next\n",
              "> ask name? \nmain: the answer is Bob\n> print next\nmain: next\n");
    check_run("ask name? \n", "> ask name? \nmain: no answer\n");
}

static void shows_controls(void)
{
    check_run("raw\n", "> raw\nma^[[31min: red ^[[31m bell ^G csi \\u{9B}5m bad �� end\n");
    check_run("print \033[31m\n", "> print ^[[31m\nmain: ^[[31m\n");
}

static void has_no_screen(void)
{
    check_run("view save /nowhere\n",
              "> view save /nowhere\n! there is no screen here; `threads` and `objects` "
              "print what its panes show\n");
}

static void leaves_out_too_long_input(void)
{
    struct run r = start(-1);
    static char much[64 * 1024];
    memset(much, 'x', sizeof much - 1);
    for (int i = 0; i < 40; i++)
        give(&r, much);
    give(&r, "\nprint after\n");
    TAP_CHECK(finish(&r) == 0);
    TAP_CHECK(r.text.length < 1000);
    TAP_CHECK(strstr(r.text.bytes, "! an input of more than"));
    TAP_CHECK(strstr(r.text.bytes, "main: after\n"));
    buffer_free(&r.text);
}

static void takes_binary_input(void)
{
    struct run r = start(-1);
    TAP_CHECK(write(r.input, "print a\0b\n\0\n\xFF\xFE\n", 15) == 15);
    TAP_CHECK(finish(&r) == 0);
    TAP_CHECK(strstr(buffer_text(&r.text), "main: a�b\n"));
    buffer_free(&r.text);
}

static void flood_does_not_stop_the_reading(void)
{
    struct run r = start(-1);
    give(&r, "flood\nprint over there\nquit\n");
    TAP_CHECK(finish(&r) == 0);
    TAP_CHECK(strstr(buffer_text(&r.text), "main: over there\n"));
    buffer_free(&r.text);
}

static void ends_quietly_when_output_is_closed(void)
{
    struct run r = start(-1);
    give(&r, "flood\n");
    TAP_CHECK(wait_for(&r, "main: flood 1\n"));
    close(r.output);
    int status;
    TAP_CHECK(waitpid(r.process, &status, 0) == r.process);
    TAP_CHECK(WIFEXITED(status));
    buffer_free(&r.text);
}

static void says_when_the_disk_is_full(void)
{
    int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
    TAP_CHECK(full >= 0);
    struct run r = start(full);
    give(&r, "print x\n");
    int status = finish(&r);
    TAP_CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 1);
    buffer_free(&r.text);
}

static void check_signal(int number)
{
    struct run r = start(-1);
    int status;
    give(&r, "print ready\nbusy\n");
    TAP_CHECK(wait_for(&r, "> busy\n"));
    kill(r.process, number);
    TAP_CHECK(waitpid(r.process, &status, 0) == r.process);
    TAP_CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 128 + number);
    buffer_free(&r.text);
}

static void ends_by_signal(void)
{
    check_signal(SIGINT);
    check_signal(SIGTERM);
    check_signal(SIGHUP);
}

int main(int count, char **arguments)
{
    static const struct tap_test tests[] = {
        {"the kinds of lines are told apart", tells_kinds_apart},
        {"a main that waits or is busy does not stop the reading", reads_on_while_main_waits},
        {"blocks, empty lines and a missing end are taken", takes_blocks_and_odd_ends},
        {"a lesson's text is set off, and its lines stay whole", sets_lessons_off},
        {"an empty line goes on with the lesson", goes_on_with_lessons},
        {"questions are answered from the pipe", answers_from_the_pipe},
        {"controls are shown, not sent", shows_controls},
        {"what needs a screen is refused", has_no_screen},
        {"too long an input is left out", leaves_out_too_long_input},
        {"binary input does no harm", takes_binary_input},
        {"a flood does not stop the reading", flood_does_not_stop_the_reading},
        {"a closed output ends it quietly", ends_quietly_when_output_is_closed},
        {"a full disk is said", says_when_the_disk_is_full},
        {"signals end it", ends_by_signal},
    };
    return tap_main(tests, sizeof tests / sizeof *tests, count, arguments);
}
