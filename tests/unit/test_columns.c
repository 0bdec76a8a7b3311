/* test_columns.c - unit tests of src/watch's columns: tables of small runs in a given order of
 * steps, written down by hand from what the page of the language says that each step does. */
#include "watch/columns.h"

#include "../driven.h"

#include "base/buffer.h"
#include "base/columns.h"

#include <criterion/criterion.h>
#include <locale.h>
#include <string.h>

TestSuite(columns, .timeout = 60);

struct run {
    struct driven driven;
    struct record *record;
};

static void hear(void *context, const struct event *e)
{
    struct run *run = context;
    record_hear(run->record, &run->driven.drive, e);
}

/* Runs a script, in the order of these segments first. */
static void go(struct run *run, const char *text, const char *segments, uint64_t most,
               uint64_t steps)
{
    *run = (struct run){.record = record_new(most)};
    cr_assert(
        driven_begin(&run->driven, text,
                     &(struct driven_options){.segments = segments, .sink = hear, .context = run}),
        "%s", text);
    driven_go(&run->driven, steps);
}

static void end(struct run *run)
{
    driven_end(&run->driven);
    record_free(run->record);
}

static struct columns_request request_of(const struct run *run)
{
    return (struct columns_request){.record = run->record,
                                    .machine = &run->driven.drive.machine,
                                    .first = COLUMNS_END,
                                    .rows = 100,
                                    .width = 80,
                                    .stands = UINT64_MAX};
}

static void check(const struct columns_request *request, const char *expected)
{
    struct columns c;
    struct buffer text = {0};
    columns_make(request, &c);
    columns_add_text(&c, &text);
    cr_assert_str_eq(buffer_text(&text), expected, "\n%s\nexpected:\n%s", buffer_text(&text),
                     expected);
    columns_free(&c);
    buffer_free(&text);
}

static const char *const lost = "shared x = 0\nspawn alice { x += 1 }\nspawn bob { x += 1 }\n";

/* alice is stopped between her read and her write, bob is not: he ends. */
Test(columns, shows_a_lost_update)
{
    struct run run;
    go(&run, lost, "main*2 alice bob*2 alice", 0, UINT64_MAX);
    struct columns_request request = request_of(&run);
    setlocale(LC_ALL, "C.UTF-8");
    check(&request, "    time step main                  alice                 bob\n"
                    "   0.000    1 spawn alice\n"
                    "            2 spawn bob\n"
                    "              ends\n"
                    "            3                       reads x = 0\n"
                    "            4                       --                    reads x = 0\n"
                    "            5                                             x = 1\n"
                    "                                                          ends\n"
                    "            6                       x = 1\n"
                    "                                    ends");
    end(&run);
}

/* Two of three threads wait for the lock; each is let go by the step that gives it back. */
Test(columns, marks_who_waits_and_points_at_who_is_let_go)
{
    struct run run;
    go(&run,
       "mutex m\nspawn a { lock m; yield; unlock m }\nspawn b { lock m; unlock m }\n"
       "spawn c { with m { yield } }\n",
       "main*3 a b c a b c", 0, UINT64_MAX);
    struct columns_request request = request_of(&run);
    setlocale(LC_ALL, "C.UTF-8");
    request.width = 100;
    check(
        &request,
        "    time step main                 a                    b                    c\n"
        "   0.000    1 spawn a\n"
        "            2 spawn b\n"
        "            3 spawn c\n"
        "              ends\n"
        "            4                      lock m\n"
        "                                                        : m, held by a\n"
        "                                                        :                    : m, held by "
        "a\n"
        "            5                      yield                :                    :\n"
        "            6                      unlock m → b ────────→                    :\n"
        "                                   ends                 :                    :\n"
        "            7                                           lock m               :\n"
        "            8                                           unlock m → c ────────→\n"
        "                                                        ends                 :\n"
        "            9                                                                with m\n"
        "           10                                                                yield\n"
        "           11                                                                releases m\n"
        "                                                                             ends");
    end(&run);
}

/* From right to left, past a thread that waits too; and a thread that is joined. */
Test(columns, draws_lines_to_the_left_and_past_who_waits)
{
    struct run run;
    go(&run,
       "event go\nevent on\nspawn a { wait go }\nspawn b { wait on }\nspawn c { set go }\njoin c\n"
       "set on\n",
       "main*3 a b main c", 0, UINT64_MAX);
    struct columns_request request = request_of(&run);
    setlocale(LC_ALL, "C.UTF-8");
    request.since = 4;
    check(&request, "    time step main            a               b               c\n"
                    "   0.000    4 :               wait go\n"
                    "            5 :               :               wait on\n"
                    "            6 :               ←───────────────:────────────── set go → a\n"
                    "              ←───────────────:───────────────:────────────── ends → main\n"
                    "            7 join c          :               :\n"
                    "            8 --              goes on: go     :\n"
                    "                              ends            :\n"
                    "            9 set on → b ─────────────────────→\n"
                    "              ends                            :\n"
                    "           10                                 goes on: on\n"
                    "                                              ends");
    end(&run);
}

/* A step that writes at once what it has read says what was there; one that fails says so. */
Test(columns, says_what_was_there_before_and_what_fails)
{
    struct run run;
    go(&run,
       "atomic x = 1\nmutex m\nspawn a { x += 2; old = swap(x, 7); seen = cas(x, 1, 2) }\n"
       "spawn b { unlock m }\njoin a\n",
       "main*2 a*3 b", 0, UINT64_MAX);
    struct columns_request request = request_of(&run);
    setlocale(LC_ALL, "C.UTF-8");
    request.since = 3;
    request.width = 110;
    check(&request,
          "    time step main                            a                               b\n"
          "   0.000    3 :                               x = 3, was 1\n"
          "            4 :                               x = 7, was 3\n"
          "            5 :                               x stays 7\n"
          "              ←────────────────────────────── ends → main\n"
          "            6 :                                                               unlock m "
          "fails: "
          "nobody holds m…\n"
          "              :                                                               fails\n"
          "            7 join a\n"
          "              ends");
    end(&run);
}

/* A wait that ends by its time was let go by nobody, whoever steps meanwhile. */
Test(columns, says_that_a_wait_was_given_up)
{
    struct run run;
    go(&run, "event go\nspawn a { wait go for 1s }\nsleep 2s\nset go\n", "main a", 0, UINT64_MAX);
    struct columns_request request = request_of(&run);
    setlocale(LC_ALL, "C.UTF-8");
    check(&request, "    time step main                             a\n"
                    "   0.000    1 spawn a\n"
                    "              sleep 2s\n"
                    "            2 :                                wait go for 1s\n"
                    "   1.000    3 :                                gives up: go\n"
                    "              :                                ends\n"
                    "   2.000    4 has slept\n"
                    "            5 set go\n"
                    "              ends");
    end(&run);
}

/* A step that only ends something has no row of its own, and its number stands beside what it has
 * ended; what a step makes others do stands beneath it. */
Test(columns, numbers_every_step_and_has_causes_first)
{
    struct run run;
    go(&run, "event e\nspawn t { wait e }\nspawn u { sleep 5s }\ncancel t\nkill u\n",
       "main t main*2 t main", 0, UINT64_MAX);
    struct columns_request request = request_of(&run);
    check(&request, "    time step main                  t                     u\n"
                    "   0.000    1 spawn t\n"
                    "            2                       wait e\n"
                    "            3 spawn u               :\n"
                    "                                    :                     sleep 5s\n"
                    "            4 cancel t              :                     :\n"
                    "            5                       is cancelled          :\n"
                    "            6 kill u                                      :\n"
                    "                                                          is killed\n"
                    "              ends");
    end(&run);
}

Test(columns, has_what_an_atomic_block_does_to_others_behind_that)
{
    struct run run;
    go(&run, "shared x = 0\nspawn u { sleep 5s }\natomic { x = 1; kill u; x = 2 }\n",
       "main*2 u main", 0, UINT64_MAX);
    struct columns_request request = request_of(&run);
    check(&request, "    time step main                             u\n"
                    "   0.000    1 spawn u\n"
                    "                                               sleep 5s\n"
                    "            2 runs an atomic block             :\n"
                    "              · x = 1                          :\n"
                    "              · kill u                         :\n"
                    "                                               is killed\n"
                    "              · x = 2\n"
                    "              ends");
    end(&run);
}

/* Of a condition or an assignment it is what was done, not what it is done for. */
Test(columns, says_the_part_of_a_command_that_was_done)
{
    struct run run;
    go(&run,
       "mutex m; event e; shared ok = false\nif acquire m for 1s { unlock m }\n"
       "while wait e for 1s { }\nok = acquire m for 1s; unlock m\n",
       "main*2", 0, UINT64_MAX);
    struct columns_request request = request_of(&run);
    setlocale(LC_ALL, "C.UTF-8");
    check(&request, "    time step main\n"
                    "   0.000    1 acquire m for 1s\n"
                    "            2 unlock m\n"
                    "            3 wait e for 1s\n"
                    "   1.000    4 gives up: e\n"
                    "            5 acquire m for 1s\n"
                    "            6 ok = true\n"
                    "            7 unlock m\n"
                    "              ends");
    end(&run);
}

/* Where it stands; what is to come lies below, a third of the room at most. */
Test(columns, marks_where_the_run_stands)
{
    struct run run;
    struct columns c;
    go(&run, lost, "main*2 alice bob*2 alice", 0, UINT64_MAX);
    struct columns_request request = request_of(&run);
    setlocale(LC_ALL, "C.UTF-8");
    request.stands = 3;
    request.rows = 6;
    check(&request, "    time step main                  alice                 bob\n"
                    "   0.000    1 spawn alice\n"
                    "            2 spawn bob\n"
                    "              ends\n"
                    "         ►  3                       reads x = 0\n"
                    "            4                       --                    reads x = 0\n"
                    "            5                                             x = 1");
    columns_make(&request, &c);
    for (size_t row = 0; row < c.row_count; row++)
        cr_assert_eq(c.rows[row].to_come, row >= 4);
    cr_assert_eq(c.rows[4].cells[COLUMNS_STEP].tone, COLUMNS_FAINT);
    columns_free(&c);
    end(&run);
}

/* Of many threads those that do something in view have a column; who has none is named. */
Test(columns, has_no_column_for_everybody)
{
    struct run run;
    struct columns c;
    go(&run, "event go\nfor i in 1..1000 { spawn \"t{i}\" { wait go } }\n", "main*1000", 0,
       UINT64_MAX);
    struct columns_request request = request_of(&run);
    request.rows = 12;
    columns_make(&request, &c);
    cr_assert_eq(c.row_count, 12);
    cr_assert(c.others);
    cr_assert_eq(c.cell_count, COLUMNS_THREADS + c.thread_count + 1);
    cr_assert_gt(c.thread_count, 2);
    cr_assert_str_eq(c.head[c.cell_count - 1].text, "others");
    for (size_t i = 0; i < c.thread_count; i++)
        cr_assert_gt(c.threads[i], 900, "thread %d does nothing in view", (int)c.threads[i]);
    cr_assert(strstr(c.rest, " more threads"), "%s", c.rest);
    cr_assert(strchr(c.rows[11].cells[c.cell_count - 1].text, ':'));
    columns_free(&c);
    end(&run);
}

/* Only those that were asked for, also where others act in between. */
Test(columns, shows_those_that_were_chosen)
{
    struct run run;
    go(&run, lost, "main*2 alice bob*2 alice", 0, UINT64_MAX);
    struct columns_request request = request_of(&run);
    uint32_t alice = 1;
    request.only = &alice;
    request.only_count = 1;
    request.width = 40;
    check(&request, "    time step alice\n"
                    "   0.000    3 reads x = 0\n"
                    "            6 x = 1\n"
                    "              ends");
    end(&run);
}

static bool has(const struct columns *c, uint32_t thread)
{
    size_t i = 0;
    while (i < c->thread_count && c->threads[i] != thread)
        i++;
    return i < c->thread_count;
}

/* Who had a column keeps it before others that do as little in view, and not before who does more.
 */
Test(columns, stay_where_they_are_while_there_is_room)
{
    struct run run;
    struct columns c;
    uint32_t had[] = {11, 13, 17};
    size_t kept = 0;
    go(&run, "event go\nfor i in 1..30 { spawn \"t{i}\" { wait go } }\n", "main*60", 0, UINT64_MAX);
    struct columns_request request = request_of(&run);
    request.rows = 2;
    columns_make(&request, &c);
    size_t count = c.thread_count;
    cr_assert(!c.others);
    for (size_t i = 0; i < 3; i++)
        cr_assert(!has(&c, had[i]));
    columns_free(&c);
    request.had = had;
    request.had_count = 3;
    columns_make(&request, &c);
    cr_assert_eq(c.thread_count, count);
    for (size_t row = 0; row < c.row_count; row++)
        cr_assert(has(&c, record_entry(run.record, c.rows[row].entry)->thread));
    for (size_t i = 0; i < 3; i++)
        kept += has(&c, had[i]);
    cr_assert_geq(kept, count - c.row_count, "%zu of %zu", kept, count);
    cr_assert_gt(kept, 0);
    columns_free(&c);
    end(&run);
}

/* In the middle of a wait the beginning of it is gone: the mark is there all the same. */
Test(columns, says_what_the_record_has_lost)
{
    struct run run;
    struct columns c;
    go(&run,
       "mutex m\nshared x = 0\nspawn a { lock m; repeat 50 { x += 1 }; unlock m }\n"
       "spawn b { lock m; unlock m }\n",
       "main*2 a b", 20, 60);
    struct columns_request request = request_of(&run);
    columns_make(&request, &c);
    cr_assert_eq(c.row_count, 20);
    cr_assert_str_eq(c.rest, "the first 40 steps are gone: there is no more room for them");
    cr_assert_eq(c.thread_count, 2);
    for (size_t row = 0; row < c.row_count; row++)
        cr_assert_str_eq(c.rows[row].cells[COLUMNS_THREADS + 1].text, ":");
    columns_free(&c);
    end(&run);
}

/* Names of wide, combining and control characters keep the columns where they are. */
Test(columns, keeps_strange_names_in_their_columns)
{
    struct run run;
    struct columns c;
    go(&run,
       "shared x = 0\nspawn \"\xe7\xb7\x9a\xe7\xa8\x8b\" { x += 1 }\n"
       "spawn \"e\xcc\x81"
       "e\xcc\x81\" { x += 1 }\n"
       "spawn \"a\\tb\" { x = 1 }\n",
       "main*3", 0, UINT64_MAX);
    struct columns_request request = request_of(&run);
    setlocale(LC_ALL, "C.UTF-8");
    columns_make(&request, &c);
    for (size_t i = 0; i < c.cell_count; i++)
        for (const char *at = c.head[i].text; *at; at++)
            cr_assert((unsigned char)*at >= 0x20);
    cr_assert_eq((int)columns_of("\xe7\xb7\x9a\xe7\xa8\x8b", 6), 4);
    cr_assert_eq((int)columns_of("e\xcc\x81"
                                 "e\xcc\x81",
                                 6),
                 2);
    for (size_t row = 0; row < c.row_count; row++)
        for (size_t i = 0; i < c.thread_count; i++) {
            const char *text = c.rows[row].cells[COLUMNS_THREADS + i].text;
            cr_assert_leq((int)columns_of(text, strlen(text)), c.thread_width);
        }
    columns_free(&c);
    end(&run);
}

/* At every width and from every row on: no cell is wider than its column. */
Test(columns, fits_every_width)
{
    struct run run;
    go(&run,
       "mutex m\nshared x = 0\nspawn alice { with m { x += 1 } }\nspawn bob { with m { x += 1 } }\n"
       "spawn carol { with m { x += 1 } }\njoin all\n",
       "main*3 alice bob carol alice", 0, UINT64_MAX);
    struct columns_request request = request_of(&run);
    setlocale(LC_ALL, "C.UTF-8");
    request.rows = 7;
    for (request.width = 1; request.width < 130; request.width++)
        for (request.first = 0; request.first < 30; request.first++) {
            struct columns c;
            columns_make(&request, &c);
            for (size_t row = 0; row < c.row_count; row++)
                for (size_t i = 0; i < c.thread_count; i++) {
                    const char *text = c.rows[row].cells[COLUMNS_THREADS + i].text;
                    cr_assert_leq((int)columns_of(text, strlen(text)), c.thread_width, "%s", text);
                }
            columns_free(&c);
        }
    end(&run);
}

/* An atomic block is one step; what it read and wrote stands beneath it. */
Test(columns, say_what_an_atomic_block_did)
{
    struct run run;
    go(&run, "shared x = 3; atomic z = 7\nspawn b { atomic { x += 1; y = swap(z, x) } }\n",
       "main b", 0, UINT64_MAX);
    struct columns_request request = request_of(&run);
    setlocale(LC_ALL, "C.UTF-8");
    check(&request, "    time step main                             b\n"
                    "   0.000    1 spawn b\n"
                    "              ends\n"
                    "            2                                  runs an atomic block\n"
                    "                                               · reads x = 3\n"
                    "                                               · x = 4\n"
                    "                                               · reads x = 4\n"
                    "                                               · z = 4, was 7\n"
                    "                                               ends");
    end(&run);
}
