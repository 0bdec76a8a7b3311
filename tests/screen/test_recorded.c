/* test_recorded.c - recordings of the real lab (--record): each is read back and played on a
 * terminal of its own, and shows what the session's terminal showed. */
#include "console.h"
#include "../tap.h"

#include "base/buffer.h"
#include "base/memory.h"

#include <fcntl.h>
#include <jansson.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>
#include <vterm.h>

static char folder[64];

static void remove_folder(void)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    if (system(command) != 0)
        fprintf(stderr, "%s is left\n", folder);
}

/* Everything that a test writes, and the user's state. */
static void go_into_a_folder(void)
{
    snprintf(folder, sizeof folder, "/tmp/thrum-recorded-XXXXXX");
    TAP_CHECK(mkdtemp(folder) && chdir(folder) == 0);
    setenv("XDG_STATE_HOME", folder, 1);
    atexit(remove_folder);
}

static char *read_file(const char *name)
{
    struct buffer text = {0};
    char bytes[4096];
    size_t count;
    FILE *file = fopen(name, "r");
    TAP_CHECK(file);
    while ((count = fread(bytes, 1, sizeof bytes, file)) > 0)
        buffer_add(&text, bytes, count);
    fclose(file);
    return buffer_take(&text);
}

static void write_file(const char *name, const char *text)
{
    FILE *file = fopen(name, "w");
    TAP_CHECK(file && fputs(text, file) >= 0 && fclose(file) == 0);
}

/* ---- Playing --------------------------------------------------------------------------------- */

/* A recording that has been read, played as far as all of it. */
struct played {
    VTerm *vterm;
    VTermScreen *screen;
    int rows, columns;
    struct buffer output;  /* all that was sent to the terminal */
    struct buffer markers; /* their names, each with a newline */
    struct buffer input;   /* what was typed */
    const char *sought;    /* a screen, as `view save` writes it; NULL: none */
    bool found;            /* that was shown at some time */
};

/* The screen's rows as `view save` writes them. */
static char *screen_text(VTermScreen *screen, int rows, int columns)
{
    struct buffer text = {0};
    for (int row = 0; row < rows; row++) {
        char line[4096];
        VTermRect rectangle = {row, row + 1, 0, columns};
        size_t length = vterm_screen_get_text(screen, line, sizeof line - 1, rectangle);
        while (length && line[length - 1] == ' ')
            length--;
        buffer_add(&text, line, length);
        buffer_putc(&text, '\n');
    }
    return buffer_take(&text);
}

static char *console_text(struct console *c, int rows)
{
    struct buffer text = {0};
    for (int row = 0; row < rows; row++) {
        char *line = console_row(c, row);
        buffer_printf(&text, "%s\n", line);
        free(line);
    }
    return buffer_take(&text);
}

static void play_event(struct played *p, const char *kind, const char *text)
{
    if (kind[0] == 'm') {
        buffer_printf(&p->markers, "%s\n", text);
    } else if (kind[0] == 'i') {
        buffer_puts(&p->input, text);
    } else if (kind[0] == 'r') {
        TAP_CHECK(sscanf(text, "%dx%d", &p->columns, &p->rows) == 2);
        vterm_set_size(p->vterm, p->rows, p->columns);
    } else {
        TAP_CHECK(kind[0] == 'o');
        vterm_input_write(p->vterm, text, strlen(text));
        buffer_puts(&p->output, text);
        char *now = screen_text(p->screen, p->rows, p->columns);
        p->found = p->found || (p->sought && strcmp(now, p->sought) == 0);
        free(now);
    }
}

static void begin_playing(struct played *p, json_t *head)
{
    TAP_CHECK(json_integer_value(json_object_get(head, "version")) == 2);
    p->columns = (int)json_integer_value(json_object_get(head, "width"));
    p->rows = (int)json_integer_value(json_object_get(head, "height"));
    p->vterm = vterm_new(p->rows, p->columns);
    vterm_set_utf8(p->vterm, 1);
    p->screen = vterm_obtain_screen(p->vterm);
    vterm_screen_reset(p->screen, 1);
}

/* Every line is whole and is JSON. */
static void play(struct played *p, const char *name)
{
    char *text = read_file(name), *next;
    double before = 0;
    for (char *line = text; *line; line = next) {
        char *end = strchr(line, '\n');
        TAP_CHECK(end);
        *end = '\0';
        next = end + 1;
        json_t *value = json_loads(line, 0, NULL);
        TAP_CHECK(value);
        if (line == text) {
            begin_playing(p, value);
        } else {
            TAP_CHECK(json_array_size(value) == 3);
            TAP_CHECK(json_number_value(json_array_get(value, 0)) >= before);
            before = json_number_value(json_array_get(value, 0));
            play_event(p, json_string_value(json_array_get(value, 1)),
                       json_string_value(json_array_get(value, 2)));
        }
        json_decref(value);
    }
    free(text);
}

static void forget(struct played *p)
{
    vterm_free(p->vterm);
    buffer_free(&p->output);
    buffer_free(&p->markers);
    buffer_free(&p->input);
}

/* ---- The lab --------------------------------------------------------------------------------- */

static struct console *open_lab(const char *const *arguments, int rows, int columns)
{
    TAP_CHECK(getenv("THRUM"));
    return console_open(getenv("THRUM"), arguments, rows, columns);
}

/* Saves the screen, ends the lab, and plays what was recorded: the last screen is what was shown
 * last, and what was saved was shown on the way. */
static void end_and_play(struct console *c, int rows, const char *prompt, struct played *p)
{
    int status;
    console_type(c, "view save saved.txt\r");
    TAP_CHECK(console_wait_row(c, -1, "* the screen is in saved.txt"));
    TAP_CHECK(console_wait_row(c, -1, prompt));
    char *shown = console_text(c, rows);
    console_signal(c, SIGTERM); /* a `quit` may come into the picture or not */
    TAP_CHECK(console_wait_end(c, &status));
    char *saved = read_file("saved.txt");
    p->sought = saved;
    play(p, "a.cast");
    char *last = screen_text(p->screen, p->rows, p->columns);
    if (strcmp(last, shown) != 0)
        fprintf(stderr, "played:\n%s\nshown:\n%s\n", last, shown);
    TAP_CHECK(strcmp(last, shown) == 0);
    TAP_CHECK(p->found);
    free(shown);
    free(saved);
    free(last);
    console_close(c);
}

/* Waits until it is told in words; what a thread has come to is told a moment later. */
static bool wait_words(struct console *c, const char *text)
{
    for (int i = 0; i < 400; i++) {
        char *words = read_file("a.cast.txt");
        bool there = strstr(words, text) != NULL;
        free(words);
        if (there)
            return true;
        console_read(c, 50);
    }
    return false;
}

static const char lesson[] = "# 1 A lesson\n\nWhat it is about.\n\n"
                             "## Making\n\nA thread:\n\n"
                             "```thrum\nspawn alice { print \"hello\" }\n```\n\n"
                             "## Waiting\n\nTwo threads:\n\n"
                             "```thrum\nmutex m; lock m; spawn bob { lock m; sleep 60m }\n```\n\n"
                             "## The end\n\nThat is all.\n";

static void plays_back_a_lesson(void)
{
    static const char *const arguments[] = {"lesson", "--record=a.cast", "lesson.md", NULL};
    struct played p = {0};
    go_into_a_folder();
    write_file("lesson.md", lesson);
    struct console *c = open_lab(arguments, 24, 80);
    TAP_CHECK(console_wait_for(c, "(Enter runs this)"));
    console_type(c, "\r");
    TAP_CHECK(console_wait_for(c, "alice  │ hello"));
    TAP_CHECK(console_wait_for(c, "(section 1 is done"));
    console_type(c, "\r");
    TAP_CHECK(console_wait_for(c, "== 2 of 3: Waiting =="));
    console_type(c, "\r");
    TAP_CHECK(console_wait_for(c, "■ bob"));
    TAP_CHECK(console_wait_for(c, "(section 2 is done"));
    TAP_CHECK(wait_words(c, "  bob waits for m, held by main\n"));
    console_type(c, "\r");
    TAP_CHECK(console_wait_for(c, "== 3 of 3: The end =="));
    console_resize(c, 30, 100);
    TAP_CHECK(console_wait_for(c, "── objects 0 "));
    console_type(c, "pause\r");
    end_and_play(c, 30, "main>", &p);
    TAP_CHECK(
        strcmp(buffer_text(&p.markers), "1 of 3: Making\n2 of 3: Waiting\n3 of 3: The end\n") == 0);
    /* What the lesson runs is a caption like what is typed. */
    TAP_CHECK(strstr(buffer_text(&p.input), "\rspawn alice { print \"hello\" }\r"));
    TAP_CHECK(strstr(buffer_text(&p.input), "pause\rview save saved.txt\r"));
    /* It can be played in a terminal, which is then as it was. */
    TAP_CHECK(!strstr(buffer_text(&p.output), "\033[?1049"));
    TAP_CHECK(!strstr(buffer_text(&p.output), "\033[?2026"));
    char *words = read_file("a.cast.txt");
    TAP_CHECK(strstr(words, "  Typed: spawn alice { print \"hello\" }\n"));
    TAP_CHECK(strstr(words, "  alice prints: hello\n"));
    TAP_CHECK(strstr(words, "  == 2 of 3: Waiting ==\n"));
    free(words);
    forget(&p);
}

/* Line by line what is typed is shown by the terminal itself. */
static void plays_back_lines(void)
{
    static const char *const arguments[] = {"--plain", "--record=a.cast", NULL};
    struct played p = {0};
    int status;
    go_into_a_folder();
    struct console *c = open_lab(arguments, 24, 80);
    TAP_CHECK(console_wait_row(c, -1, "main>"));
    console_type(c, "spawn bob {\r");
    TAP_CHECK(console_wait_for(c, "{ of line 1"));
    console_type(c, "print \"hello\" }\r");
    TAP_CHECK(console_wait_row(c, -1, "bob: hello"));
    TAP_CHECK(console_wait_row(c, -1, "main>"));
    char *shown = console_text(c, 24);
    console_signal(c, SIGTERM);
    TAP_CHECK(console_wait_end(c, &status));
    play(&p, "a.cast");
    char *last = screen_text(p.screen, p.rows, p.columns);
    if (strcmp(last, shown) != 0)
        fprintf(stderr, "played:\n%s\nshown:\n%s\n", last, shown);
    TAP_CHECK(strcmp(last, shown) == 0);
    TAP_CHECK(strcmp(buffer_text(&p.input), "spawn bob {\rprint \"hello\" }\r") == 0);
    free(last);
    free(shown);
    forget(&p);
    console_close(c);
}

static void keeps_answers_out_of_the_captions(void)
{
    static const char *const arguments[] = {"--record=a.cast", NULL};
    struct played p = {0};
    go_into_a_folder();
    struct console *c = open_lab(arguments, 24, 80);
    TAP_CHECK(console_wait_row(c, 22, "main>"));
    console_type(c, "private p = ask(\"password? \")\r");
    TAP_CHECK(console_wait_row(c, 22, "password?"));
    console_type(c, "secret\r");
    TAP_CHECK(console_wait_row(c, -1, "main>"));
    console_type(c, "print 1\rnonsense\r");
    TAP_CHECK(console_wait_row(c, -1, "!   ^"));
    end_and_play(c, 24, "main>", &p);
    TAP_CHECK(strstr(buffer_text(&p.input), "password? \")\rprint 1\r"));
    TAP_CHECK(!strstr(buffer_text(&p.input), "secret"));
    char *words = read_file("a.cast.txt");
    TAP_CHECK(strstr(words, "  Error: ") && !strstr(words, "^"));
    free(words);
    forget(&p);
}

/* Ctrl-Z, and on again. */
static void goes_on_after_a_stop(void)
{
    static const char *const arguments[] = {"--record=a.cast", NULL};
    struct played p = {0};
    go_into_a_folder();
    struct console *c = open_lab(arguments, 24, 80);
    TAP_CHECK(console_wait_row(c, 22, "main>"));
    console_type(c, "pause\rprint 1\032");
    TAP_CHECK(console_wait_stopped(c));
    console_continue(c, true);
    TAP_CHECK(console_wait_row(c, 22, "main> print 1"));
    console_type(c, "\r");
    end_and_play(c, 24, "main (paused)>", &p);
    TAP_CHECK(!strstr(buffer_text(&p.output), "\033[?1049"));
    forget(&p);
}

/* Whatever happens, the file can be played. */
static void survives_a_kill(void)
{
    static const char *const arguments[] = {"--record=a.cast", NULL};
    struct played p = {0};
    int status;
    go_into_a_folder();
    struct console *c = open_lab(arguments, 24, 80);
    TAP_CHECK(console_wait_row(c, 22, "main>"));
    console_type(c, "for i in 1..1000000 { print i }\r");
    TAP_CHECK(console_wait_for(c, "main   │ "));
    console_signal(c, SIGKILL);
    TAP_CHECK(console_wait_end(c, &status));
    play(&p, "a.cast");
    TAP_CHECK(p.output.length > 1000);
    forget(&p);
    console_close(c);
}

static void a_full_disk_ends_it_alone(void)
{
    static const char *const arguments[] = {"--record=a.cast", NULL};
    struct played p = {0};
    go_into_a_folder();
    struct console *c = open_lab(arguments, 24, 80);
    TAP_CHECK(console_wait_row(c, 22, "main>"));
    struct rlimit most = {16000, 16000};
    TAP_CHECK(prlimit(console_process(c), RLIMIT_FSIZE, &most, NULL) == 0);
    for (int i = 0; i < 8; i++) {
        console_forget(c);
        console_type(c, "\014"); /* draws all anew */
        TAP_CHECK(console_wait_bytes(c, "\033[2J"));
    }
    TAP_CHECK(console_wait_row(
        c, -1, "! the recording ends here: a.cast cannot be written: File too large; what there"));
    console_type(c, "print \"goes on\"\r");
    TAP_CHECK(console_wait_row(c, -1, "main   │ goes on"));
    TAP_CHECK(console_count(c, "the recording ends here") == 1);
    console_quit(c);
    play(&p, "a.cast");
    forget(&p);
}

/* ---- Presentations --------------------------------------------------------------------------- */

/* On a terminal, with `>out`. */
static void records_with_output_elsewhere(void)
{
    struct buffer call = {0};
    int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    TAP_CHECK(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
    buffer_printf(&call,
                  "\"$THRUM\" present --auto --speed=1000 --record=b.cast lesson.md <%s "
                  ">out 2>&1",
                  ptsname(master));
    int status = system(buffer_text(&call));
    TAP_CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    close(master);
    buffer_free(&call);
}

/* Nobody is there, and no terminal either. */
static void records_a_lesson_by_itself(void)
{
    struct played p = {0};
    go_into_a_folder();
    write_file("lesson.md", lesson);
    TAP_CHECK(getenv("THRUM"));
    int status = system("\"$THRUM\" present --auto --speed=1000 --record=a.cast lesson.md "
                        "</dev/null >out 2>&1");
    TAP_CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    char *out = read_file("out");
    TAP_CHECK(!out[0]);
    records_with_output_elsewhere();
    play(&p, "a.cast");
    TAP_CHECK(p.rows == 30 && p.columns == 100);
    TAP_CHECK(
        strcmp(buffer_text(&p.markers), "1 of 3: Making\n2 of 3: Waiting\n3 of 3: The end\n") == 0);
    TAP_CHECK(strcmp(buffer_text(&p.input), "spawn alice { print \"hello\" }\rmutex m\rlock m\r"
                                            "spawn bob { lock m; sleep 60m }\r") == 0);
    char *last = screen_text(p.screen, p.rows, p.columns);
    TAP_CHECK(strstr(last, "That is all."));
    char *words = read_file("a.cast.txt");
    TAP_CHECK(strstr(words, "  Typed: spawn bob { lock m; sleep 60m }\n"));
    free(words);
    free(last);
    free(out);
    forget(&p);
}

/* What a section of it is called on the screen and in a marker: "2 of 9". */
static void expect_sections(const char *markers, int sections)
{
    char name[32];
    for (int i = 1; i <= sections; i++) {
        snprintf(name, sizeof name, "%d of %d: ", i, sections);
        TAP_CHECK(strncmp(markers, name, strlen(name)) == 0);
        markers += strcspn(markers, "\n") + 1;
    }
    TAP_CHECK(!*markers);
}

/* Of what was said in words: each section, each command that was typed, in this order. */
static void expect_words(const char *words, const char *markers, const char *input)
{
    const char *at = words;
    for (; *markers; markers += strcspn(markers, "\n") + 1) {
        struct buffer line = {0};
        buffer_printf(&line, "  == %.*s ==\n", (int)strcspn(markers, "\n"), markers);
        at = strstr(at, buffer_text(&line));
        TAP_CHECK(at);
        buffer_free(&line);
    }
    for (at = words; *input; input += input[0] == '\r') {
        struct buffer line = {0};
        size_t length = strcspn(input, "\r\n");
        buffer_printf(&line, "  Typed: %.*s\n", (int)length, input);
        at = strstr(at, buffer_text(&line));
        if (!at)
            fprintf(stderr, "not said: %s", buffer_text(&line));
        TAP_CHECK(at);
        buffer_free(&line);
        input += strcspn(input, "\r");
    }
}

/* A lesson of the tutorial as it goes by itself on a terminal: what is recorded is what was drawn,
 * to the last picture. */
static void records_the_lesson(const char *name, int sections, const char *end)
{
    const char *const arguments[] = {"present",         "--auto", "--speed=1000",
                                     "--record=a.cast", name,     NULL};
    struct played p = {0};
    int status;
    go_into_a_folder();
    struct console *c = open_lab(arguments, 30, 100);
    for (int i = 1; i <= sections; i++) {
        char section[32];
        snprintf(section, sizeof section, " · %d of %d ", i, sections);
        TAP_CHECK(console_wait_for(c, section));
    }
    TAP_CHECK(console_wait_end(c, &status) && WIFEXITED(status) && WEXITSTATUS(status) == 0);
    char *drawn = console_last_text(c);
    TAP_CHECK(drawn && strstr(drawn, end) && strstr(drawn, "Space nothing more"));
    play(&p, "a.cast");
    char *last = screen_text(p.screen, p.rows, p.columns);
    if (strcmp(last, drawn) != 0)
        fprintf(stderr, "played:\n%s\ndrawn:\n%s\n", last, drawn);
    TAP_CHECK(strcmp(last, drawn) == 0);
    expect_sections(buffer_text(&p.markers), sections);
    char *words = read_file("a.cast.txt");
    expect_words(words, buffer_text(&p.markers), buffer_text(&p.input));
    TAP_CHECK(strstr(words, end) && strstr(words, "explore: PROVED") &&
              strstr(words, " is right: "));
    free(words);
    free(drawn);
    free(last);
    forget(&p);
    console_close(c);
}

static void records_the_race(void)
{
    records_the_lesson("2.6", 10, "An event does not wait until all are ready; a barrier does.");
}

static void records_the_shop(void)
{
    records_the_lesson("2.7", 14, "makes threads take turns, and tests no lock.");
}

/* ---- Runs ------------------------------------------------------------------------------------ */

static void plays_back_a_run(void)
{
    struct played p = {0};
    struct buffer printed = {0};
    go_into_a_folder();
    write_file("run.thr", "mutex m\nspawn bob { lock m; print \"h\xC3\xB6\"; sleep 60m }\n"
                          "sleep 1s\nprint \"a\"; lock m\n");
    TAP_CHECK(getenv("THRUM"));
    int status = system("\"$THRUM\" run --clock=virtual --record=a.cast run.thr >out 2>&1");
    TAP_CHECK(WIFEXITED(status));
    play(&p, "a.cast");
    for (const char *at = buffer_text(&p.output); *at; at++)
        if (*at != '\r')
            buffer_putc(&printed, *at);
    char *out = read_file("out");
    TAP_CHECK(out[0] && strcmp(buffer_text(&printed), out) == 0);
    TAP_CHECK(!p.markers.length && !p.input.length);
    char *words = read_file("a.cast.txt");
    TAP_CHECK(strstr(words, "  0:00."));
    TAP_CHECK(strstr(words, "  main: a\n"));
    free(words);
    free(out);
    buffer_free(&printed);
    forget(&p);
}

int main(int count, char **arguments)
{
    static const struct tap_test tests[] = {
        {"a lesson is played back", plays_back_a_lesson},
        {"lines are played back", plays_back_lines},
        {"what a thread asks for is no caption", keeps_answers_out_of_the_captions},
        {"it goes on after Ctrl-Z", goes_on_after_a_stop},
        {"what is killed can be played", survives_a_kill},
        {"a full disk ends the recording alone", a_full_disk_ends_it_alone},
        {"a lesson is recorded by itself", records_a_lesson_by_itself},
        {"lesson 2.6 is recorded as it was drawn", records_the_race},
        {"lesson 2.7 is recorded as it was drawn", records_the_shop},
        {"a run is played back", plays_back_a_run},
    };
    return tap_main(tests, sizeof tests / sizeof *tests, count, arguments);
}
