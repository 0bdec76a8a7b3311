/* test_cast.c - a run exported as a recording, played back in a terminal emulator: the screen at
 * its end is the end of the columns that the same run is as text, beneath their head. */
#include "../tap.h"

#include "base/buffer.h"
#include "base/columns.h"

#include <glob.h>
#include <jansson.h>
#include <locale.h>
#include <stdbool.h>
#include <vterm.h>

/* The terminal that cast.h promises; the last row is free for what comes behind the recording. */
enum { ROWS = 30, COLUMNS = 100, SHOWN = ROWS - 1 };

/* What `thrum export` writes of a run that is the same each time. */
static char *exported(const char *kind, const char *script)
{
    struct buffer command = {0}, out = {0};
    char bytes[4096];
    size_t count;
    buffer_printf(&command, "'%s' export --to=%s --seed=1 --limit=20s '%s'", getenv("THRUM"), kind,
                  script);
    FILE *pipe = popen(buffer_text(&command), "re");
    TAP_CHECK(pipe);
    while ((count = fread(bytes, 1, sizeof bytes, pipe)) > 0)
        buffer_add(&out, bytes, count);
    TAP_CHECK(pclose(pipe) == 0);
    buffer_free(&command);
    return buffer_take(&out);
}

/* Everything that the recording sends to the terminal. */
static VTerm *play(char *cast)
{
    VTerm *terminal = NULL;
    char *rest = NULL;
    for (char *line = strtok_r(cast, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        json_t *event = json_loads(line, 0, NULL);
        TAP_CHECK(event);
        if (!terminal) {
            TAP_CHECK(json_integer_value(json_object_get(event, "height")) == ROWS);
            TAP_CHECK(json_integer_value(json_object_get(event, "width")) == COLUMNS);
            terminal = vterm_new(ROWS, COLUMNS);
            vterm_set_utf8(terminal, 1);
            vterm_screen_reset(vterm_obtain_screen(terminal), 1);
        } else if (strcmp(json_string_value(json_array_get(event, 1)), "o") == 0) {
            const char *text = json_string_value(json_array_get(event, 2));
            vterm_input_write(terminal, text, strlen(text));
        }
        json_decref(event);
    }
    TAP_CHECK(terminal);
    return terminal;
}

static void cut_blanks(char *line)
{
    size_t length = strlen(line);
    while (length && line[length - 1] == ' ')
        line[--length] = '\0';
}

static void read_row(VTerm *terminal, int row, char text[COLUMNS * 6 + 1])
{
    VTermRect place = {.start_row = row, .end_row = row + 1, .end_col = COLUMNS};
    size_t length = vterm_screen_get_text(vterm_obtain_screen(terminal), text, COLUMNS * 6, place);
    text[length] = '\0';
    cut_blanks(text);
}

/* Of what is too long the beginning and a sign. */
static bool is_cut(const char *text, const char *expected)
{
    static const char sign[] = "\xe2\x80\xa6";
    size_t length = strlen(text), kept = length < strlen(sign) ? 0 : length - strlen(sign);
    return columns_of(expected, strlen(expected)) > COLUMNS - 1 &&
           columns_of(text, length) >= COLUMNS - 2 && strcmp(text + kept, sign) == 0 &&
           strncmp(text, expected, kept) == 0;
}

static bool is_row(VTerm *terminal, int row, char *expected)
{
    char text[COLUMNS * 6 + 1];
    read_row(terminal, row, text);
    cut_blanks(expected);
    if (is_cut(text, expected))
        return true;
    if (strcmp(text, expected) != 0)
        fprintf(stderr, "row %d: \"%s\", expected \"%s\"\n", row, text, expected);
    return strcmp(text, expected) == 0;
}

/* The lines of a text; returns how many. */
static size_t cut_lines(char *text, char **lines, size_t most)
{
    size_t count = 0;
    char *rest = text;
    for (char *line; count < most && (line = strsep(&rest, "\n")) && rest;)
        lines[count++] = line;
    return count;
}

/* Which threads have no column stands behind the table as text, before it in a recording. */
static void head_first(char **lines, size_t count)
{
    char *last = lines[count - 1];
    if (!strstr(last, " more threads"))
        return;
    memmove(&lines[2], &lines[1], (count - 2) * sizeof *lines);
    lines[1] = last;
}

static void ends_as_its_columns(const char *script)
{
    static char *lines[10000];
    char *text = exported("text", script), *cast = exported("cast", script);
    size_t count = cut_lines(text, lines, sizeof lines / sizeof *lines);
    head_first(lines, count);
    size_t hidden = count > SHOWN ? count - SHOWN : 0;
    VTerm *terminal = play(cast);
    VTermPos cursor;
    TAP_CHECK(count > 1 && is_row(terminal, 0, lines[0]));
    for (size_t i = 1 + hidden; i < count; i++)
        TAP_CHECK(is_row(terminal, (int)(i - hidden), lines[i]));
    for (int row = (int)(count - hidden); row < ROWS; row++)
        TAP_CHECK(is_row(terminal, row, (char[]){""}));
    vterm_state_get_cursorpos(vterm_obtain_state(terminal), &cursor);
    TAP_CHECK(cursor.row == ROWS - 1 && cursor.col == 0);
    vterm_free(terminal);
    free(text);
    free(cast);
}

static void short_runs_end_as_their_columns(void)
{
    glob_t found;
    struct buffer pattern = {0};
    buffer_printf(&pattern, "%s/tests/programs/right/[a-c]*.thr", getenv("THRUM_SOURCE"));
    TAP_CHECK(glob(buffer_text(&pattern), 0, NULL, &found) == 0 && found.gl_pathc > 5);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        fprintf(stderr, "%s\n", found.gl_pathv[i]);
        ends_as_its_columns(found.gl_pathv[i]);
    }
    globfree(&found);
    buffer_free(&pattern);
}

/* The head stays where it is while what is beneath it moves up. */
static void a_long_run_ends_as_its_columns(void)
{
    char path[] = "/tmp/thrum-cast-XXXXXX";
    FILE *script = fdopen(mkstemp(path), "w");
    TAP_CHECK(script);
    fputs("mutex m\nshared x = 0\nspawn anna { repeat 20 { with m { x += 1 } } }\n"
          "spawn \"\xe7\xba\xbf\xe7\xa8\x8b\" { repeat 20 { with m { x += 1 } } }\n"
          "join all\nprint \"gr\xc3\xbc\xc3\x9f\", x\n",
          script);
    fclose(script);
    ends_as_its_columns(path);
    unlink(path);
}

/* What the threads do for which there is no column has no bound but the terminal. */
static void a_run_of_many_threads_ends_as_its_columns(void)
{
    struct buffer script = {0};
    buffer_printf(&script, "%s/examples/racers.thr", getenv("THRUM_SOURCE"));
    ends_as_its_columns(buffer_text(&script));
    buffer_free(&script);
}

int main(int count, char **arguments)
{
    static const struct tap_test tests[] = {
        {"short runs end as their columns", short_runs_end_as_their_columns},
        {"a long run ends as its columns", a_long_run_ends_as_its_columns},
        {"a run of many threads ends as its columns", a_run_of_many_threads_ends_as_its_columns},
    };
    setlocale(LC_CTYPE, "C.UTF-8");
    return tap_main(tests, sizeof tests / sizeof *tests, count, arguments);
}
