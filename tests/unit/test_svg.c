/* test_svg.c - unit tests of src/export's pictures and its text: what stands in them, whatever the
 * names are, and what they say of what they leave out. That they are well-formed XML is looked at
 * by tests/export/files.test. */
#include "export/cast.h"
#include "export/svg.h"
#include "export/text.h"

#include "../scripts.h"
#include "core/machine.h"
#include "film_run.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

TestSuite(svg, .timeout = 60);

static char *written(const struct film_run *run, enum export_view view,
                     bool (*write)(const struct export_run *, FILE *))
{
    char *bytes = NULL;
    size_t length;
    FILE *file = open_memstream(&bytes, &length);
    const struct export_run export = {
        .film = run->film, .machine = &run->driven.drive.machine, .view = view};
    cr_assert(write(&export, file));
    fclose(file);
    return bytes;
}

static size_t count(const char *text, const char *part)
{
    size_t found = 0;
    for (const char *at = strstr(text, part); at; at = strstr(at + 1, part))
        found++;
    return found;
}

/* Main holds m while bob waits for it, then lets him go: one band, one arrow, one line that waits.
 */
static const char one_wait[] = "mutex m\nlock m\nspawn bob { lock m }\nsleep 1ms\nunlock m\n";

Test(svg, draws_a_wait_and_who_ended_it)
{
    struct film_run run;
    cr_assert(film_run(&run, one_wait, 1, 100));
    char *columns = written(&run, EXPORT_COLUMNS, svg_write);
    /* One of each more is in the legend; the sleep has a band too. */
    cr_expect_eq(count(columns, "<path class=\"band\""), 3);
    cr_expect_eq(count(columns, "<path class=\"arrow\""), 2);
    cr_expect_not_null(strstr(columns, ">waits for m, held by main</text>"));
    cr_expect_null(strstr(columns, "left out"));
    char *timeline = written(&run, EXPORT_TIMELINE, svg_write);
    cr_expect_not_null(strstr(timeline, ">m, held by main</text>"));
    cr_expect_eq(count(timeline, "class=\"t-name\""), 2);
    free(columns);
    free(timeline);
    film_run_end(&run);
}

Test(svg, has_each_wait_of_a_deadlock)
{
    struct film_run run;
    cr_assert(film_run(&run,
                       "mutex m n\nspawn a { lock m; sleep 1s; lock n }\n"
                       "spawn b { lock n; sleep 1s; lock m }\njoin all\n",
                       1, 100));
    char *columns = written(&run, EXPORT_COLUMNS, svg_write);
    cr_expect_not_null(strstr(columns, ">waits for n, held by b<"));
    cr_expect_not_null(strstr(columns, ">waits for m, held by a<"));
    /* Main has begun to wait, and has joined nobody. */
    cr_expect_not_null(strstr(columns, ">waits for all<"));
    cr_expect_null(strstr(columns, ">joins all<"));
    free(columns);
    film_run_end(&run);
}

Test(svg, takes_no_name_for_markup)
{
    struct film_run run;
    cr_assert(film_run(&run, "mutex m\nspawn \"<b>&'\" { lock m }\njoin all\n", 1, 100));
    for (enum export_view view = EXPORT_COLUMNS; view <= EXPORT_TIMELINE; view++) {
        char *picture = written(&run, view, svg_write);
        cr_expect_null(strstr(picture, "<b>"));
        cr_expect_not_null(strstr(picture, "&lt;b&gt;&amp;&#39;"));
        free(picture);
    }
    film_run_end(&run);
}

/* 64 bytes do not fit; in a title they do. */
Test(svg, has_what_it_cuts_in_a_title)
{
#define LONG_NAME "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-."
    struct film_run run;
    cr_assert(film_run(&run, "spawn \"" LONG_NAME "\" { print 1 }\njoin all\n", 1, 100));
    for (enum export_view view = EXPORT_COLUMNS; view <= EXPORT_TIMELINE; view++) {
        char *picture = written(&run, view, svg_write);
        cr_expect_not_null(strstr(picture, "<title>" LONG_NAME "</title>"));
        cr_expect_null(strstr(picture, ">" LONG_NAME "</text>"));
        cr_expect_not_null(strstr(picture, "…"));
        free(picture);
    }
    film_run_end(&run);
}

Test(svg, says_what_it_leaves_out)
{
    struct film_run run;
    cr_assert(film_run(&run, "shared x = 0\nrepeat 1500 { x = x + 1 }\n", 1, 3000));
    char *columns = written(&run, EXPORT_COLUMNS, svg_write);
    /* 3,000 steps in rows of their own, and the end in one more; the last 1,000 rows. */
    cr_expect_not_null(strstr(columns, ">the first 2,001 steps are left out</text>"));
    char *timeline = written(&run, EXPORT_TIMELINE, svg_write);
    cr_expect_not_null(strstr(timeline, ">the first 1,000 steps are left out</text>"));
    free(columns);
    free(timeline);
    film_run_end(&run);

    cr_assert(
        film_run(&run, "shared x = 0\nfor i in 1..120 { spawn { x = 1 } }\njoin all\n", 1, 3000));
    timeline = written(&run, EXPORT_TIMELINE, svg_write);
    cr_expect_not_null(strstr(timeline, ">21 more threads</text>"));
    cr_expect_eq(count(timeline, "class=\"t-name\""), SVG_LINES);
    columns = written(&run, EXPORT_COLUMNS, svg_write);
    cr_expect_not_null(strstr(columns, " more threads</text>"));
    free(columns);
    free(timeline);
    film_run_end(&run);
}

Test(svg, text_is_the_columns)
{
    struct film_run run;
    cr_assert(film_run(&run, one_wait, 1, 100));
    char *text = written(&run, EXPORT_COLUMNS, text_write);
    cr_expect_not_null(strstr(text, "    time step main"));
    cr_expect_not_null(strstr(text, ": m, held by main\n"));
    cr_expect_not_null(strstr(text, "unlock m"));
    cr_expect_null(strstr(text, "left out"));
    free(text);
    film_run_end(&run);

    cr_assert(film_run(&run, "shared x = 0\nrepeat 6000 { x = x + 1 }\n", 1, 12000));
    text = written(&run, EXPORT_COLUMNS, text_write);
    cr_expect_not_null(strstr(text, "\nthe first 2,001 steps are left out\n"));
    free(text);
    film_run_end(&run);
}

/* Whatever happens in them, they can be drawn. */
static void draw_all(const char *name, const char *text, void *context)
{
    (void)context;
    struct film_run run;
    if (film_run(&run, text, 7, 1500)) {
        for (enum export_view view = EXPORT_COLUMNS; view <= EXPORT_TIMELINE; view++) {
            char *picture = written(&run, view, svg_write);
            size_t length = strlen(picture);
            cr_expect(length > 7 && strcmp(picture + length - 7, "</svg>\n") == 0, "%s", name);
            free(picture);
        }
        free(written(&run, EXPORT_COLUMNS, text_write));
    }
    film_run_end(&run);
}

Test(svg, draws_all_programs)
{
    scripts_each("tests/programs/right/*.thr", draw_all, NULL);
    scripts_each("tests/programs/wrong/*.thr", draw_all, NULL);
}

/* ---- The recording --------------------------------------------------------------------------- */

/* A line is an event; times go on, and what main does has a marker. */
Test(svg, a_recording_can_be_read)
{
    struct film_run run;
    cr_assert(film_run(&run, one_wait, 1, 100));
    char *cast = written(&run, EXPORT_COLUMNS, cast_write);
    json_error_t error;
    double before = 0;
    size_t shown = 0, markers = 0;
    for (char *line = strtok(cast, "\n"); line; line = strtok(NULL, "\n")) {
        json_t *event = json_loads(line, JSON_REJECT_DUPLICATES, &error);
        cr_assert_not_null(event, "%s", line);
        if (json_is_object(event)) {
            cr_expect_eq(json_integer_value(json_object_get(event, "version")), 2);
            cr_expect_eq(json_integer_value(json_object_get(event, "width")), 100);
            cr_expect_eq(json_integer_value(json_object_get(event, "height")), 30);
        } else {
            double time = json_number_value(json_array_get(event, 0));
            const char *kind = json_string_value(json_array_get(event, 1));
            cr_expect_geq(time, before);
            before = time;
            cr_assert(json_array_size(event) == 3 && kind);
            shown += strcmp(kind, "o") == 0;
            markers += strcmp(kind, "m") == 0;
        }
        json_decref(event);
    }
    /* main: lock, spawn, the sleep's end, unlock. */
    cr_expect_eq(markers, 4);
    cr_expect_geq(shown, 9);
    free(cast);
    film_run_end(&run);
}
