/* test_lab.c - the real lab in a terminal: the first session of a user, and what must not take the
 * terminal or the prompt away: floods, threads without end, signals, a terminal that is closed. */
#include "console.h"
#include "../tap.h"

#include <signal.h>

static struct console *open_lab(int rows, int columns)
{
    TAP_CHECK(getenv("THRUM"));
    return console_begin(getenv("THRUM"), rows, columns);
}

static void type_first_session(struct console *c)
{
    console_type(c, "spawn alice\rspawn bob\rmutex m\ralice: lock m\rbob: lock m\r");
    TAP_CHECK(console_wait_for(c, "■ bob   waiting   waits for m · held by alice"));
    console_type(c, "why bob\r");
    TAP_CHECK(console_wait_for(c, "* bob waits for the mutex m"));
    TAP_CHECK(console_wait_for(c, "* m is held by alice"));
    console_type(c, "alice: unlock m\revent go\r");
    TAP_CHECK(console_wait_for(c, "○ bob   idle"));
    console_type(
        c,
        "for r in \"rabbit\", \"turtle\", \"cow\" { spawn (r) { wait go; print \"I,\", me } }\r");
    TAP_CHECK(console_wait_for(c, "■ cow    waiting   waits for go"));
    console_type(c, "set go\r");
    TAP_CHECK(console_wait_for(c, "rabbit │ I, rabbit"));
    TAP_CHECK(console_wait_for(c, "cow    │ I, cow"));
    TAP_CHECK(console_wait_for(c, "√ turtle done"));
    console_type(c, "timer t 3s { print \"worker running\" }\r");
    TAP_CHECK(
        console_wait_for(c, "* the timer is made, but does nothing before it is started: start t"));
    console_type(c, "start t\rcancel t\r");
    TAP_CHECK(console_wait_for(c, "* t was cancelled"));
    console_type(
        c,
        "bob: unlock m\rmutex m1 m2\ralice: lock m1\rbob: lock m2\ralice: lock m2\rbob: lock m1\r");
    TAP_CHECK(console_wait_for(c, "!! deadlock: "));
    TAP_CHECK(console_shows(c, "bob -> m1 -> alice"));
    console_type(c, "restart\r");
    TAP_CHECK(console_wait_for(c, "* the lab begins anew"));
    TAP_CHECK(console_wait_gone(c, "!! deadlock"));
    TAP_CHECK(console_wait_gone(c, "■ bob"));
}

static void plays_the_first_session(void)
{
    struct console *c = open_lab(24, 80);
    type_first_session(c);
    console_quit(c);
}

/* Out of the screen, the lab goes on line by line, and back into it. */
static void leaves_the_screen_to_speak_and_comes_back(void)
{
    struct console *c = open_lab(24, 80);
    console_type(c, "mutex m\rspawn alice\ralice: lock m\r");
    TAP_CHECK(console_wait_for(c, "holds m"));
    console_type(c, "view spoken\r");
    TAP_CHECK(console_wait_for(c, "spoken mode: all is said in lines"));
    TAP_CHECK(!console_shows(c, "──"));
    console_forget(c);
    console_type(c, "spawn bob\rbob: lock m\r");
    TAP_CHECK(console_wait_for(c, "bob waits for m, held by alice"));
    TAP_CHECK(!console_sent(c, "\033")); /* nothing is drawn */
    console_forget(c);
    console_type(c, "view normal\r");
    TAP_CHECK(console_wait_for(c, "■ bob   waiting   waits for m · held by alice"));
    TAP_CHECK(console_sent_before(c, "\033[?1049h", "main>")); /* no prompt between the two */
    console_type(c, "alice: unlock m\r");
    TAP_CHECK(console_wait_for(c, "○ bob   idle      holds m"));
    console_quit(c);
}

static void plays_it_on_a_wide_screen(void)
{
    struct console *c = open_lab(50, 200);
    type_first_session(c);
    TAP_CHECK(console_shows(c, "── objects "));
    console_quit(c);
}

/* Alt-S, step, undo: the mark moves from the read to the write and back; and away with the pane. */
static void shows_the_source_of_a_lost_update(void)
{
    struct console *c = open_lab(24, 80);
    console_type(c, "schedule manual\rshared x = 0\rspawn a { x += 1 }\rspawn b { x += 1 }\r");
    TAP_CHECK(console_wait_for(c, "Alt-S source"));
    console_type(c, "\033s");
    TAP_CHECK(console_wait_for(c, "── source 2 "));
    TAP_CHECK(console_wait_for(c, "» b     spawn b { ►x◄ += 1 }"));
    console_type(c, "step b\r");
    TAP_CHECK(console_wait_for(c, "» b     spawn b { ►x += 1◄ }"));
    TAP_CHECK(console_shows(c, "writes x = 1, having read 0"));
    console_type(c, "undo\r");
    TAP_CHECK(console_wait_for(c, "» b     spawn b { ►x◄ += 1 }"));
    console_type(c, "\033s");
    TAP_CHECK(console_wait_gone(c, "── source 2 "));
    console_quit(c);
    /* Where there is a column for it, it comes by itself, as long as the lab stands. */
    c = open_lab(45, 160);
    console_type(c, "event go\rspawn a { wait go }\r");
    TAP_CHECK(console_wait_for(c, "waits for go"));
    TAP_CHECK(!console_shows(c, "── source "));
    console_type(c, "pause\r");
    TAP_CHECK(console_wait_for(c, "── source 1 "));
    TAP_CHECK(console_shows(c, "spawn a { ►wait go◄ }"));
    console_type(c, "resume\r");
    TAP_CHECK(console_wait_gone(c, "── source 1 "));
    console_quit(c);
}

/* Pictures come by themselves once there is a second thread; the timeline below the transcript. */
static void shows_what_happened_on_a_large_screen(void)
{
    struct console *c = open_lab(45, 160);
    console_type(c, "schedule manual\rshared x = 0\r");
    TAP_CHECK(console_wait_for(c, "x    shared 0"));
    TAP_CHECK(!console_shows(c, "── timeline ") && !console_shows(c, "── columns "));
    console_type(c, "spawn a { x += 1 }\rstep a\r");
    TAP_CHECK(console_wait_for(c, "│── columns "));
    TAP_CHECK(console_wait_for(c, "── timeline 2 "));
    TAP_CHECK(!console_shows(c, "│── timeline "));
    TAP_CHECK(console_shows(c, "│── threads 2 ") && console_shows(c, "│── source 1 "));
    console_type(c, "\033[24~");
    TAP_CHECK(console_wait_gone(c, "── timeline "));
    console_type(c, "\033[24~");
    TAP_CHECK(console_wait_for(c, "── timeline 2 "));
    console_resize(c, 30, 100);
    TAP_CHECK(console_wait_for(c, "── timeline 2 "));
    TAP_CHECK(!console_shows(c, "── columns "));
    console_quit(c);
}

/* F11, steps, undo: who did what stands in its column; and at another size. */
static void shows_a_lost_update_as_columns(void)
{
    struct console *c = open_lab(24, 80);
    console_type(c, "schedule manual\rshared x = 0\rspawn a { x += 1 }\rspawn b { x += 1 }\r");
    console_type(c, "step a\r\033[23~");
    TAP_CHECK(console_wait_for(c, "── columns "));
    TAP_CHECK(console_wait_for(c, "reads x = 0"));
    TAP_CHECK(!console_shows(c, "── threads "));
    console_type(c, "step b\r");
    TAP_CHECK(console_wait_for(c, "--                   reads x = 0"));
    console_type(c, "step b\r");
    TAP_CHECK(console_wait_for(c, "                      x = 1"));
    console_type(c, "undo\r");
    TAP_CHECK(console_wait_gone(c, "                      x = 1"));
    console_type(c, "\033[23~");
    TAP_CHECK(console_wait_gone(c, "── columns "));
    TAP_CHECK(console_wait_for(c, "── threads "));
    console_quit(c);
}

/* F12: a convoy of threads behind one lock, gone through with the keys of an empty line, which mean
 * what they always do where something is typed. */
static void goes_through_the_timeline(void)
{
    struct console *c = open_lab(24, 80);
    console_type(c,
                 "clock virtual\rrestart\rmutex m\r"
                 "spawn alice { with m { sleep 3 } }; spawn bob { with m { sleep 2 } }; sleep 6\r");
    TAP_CHECK(console_wait_for(c, "6.0 s"));
    console_type(c, "\033[24~");
    TAP_CHECK(console_wait_for(c, "── timeline 3 "));
    TAP_CHECK(console_wait_for(c, " bob "));
    TAP_CHECK(console_shows(c, ":m held by alice:"));
    TAP_CHECK(console_shows(c, "└■z"));
    TAP_CHECK(console_shows(c, "0.1s a column"));
    console_type(c, "+");
    TAP_CHECK(console_wait_for(c, "0.05s a column"));
    console_type(c, "--");
    TAP_CHECK(console_wait_for(c, "0.2s a column"));
    console_type(c, "\033[H"); /* Home */
    TAP_CHECK(console_wait_for(c, " 0s · "));
    TAP_CHECK(console_shows(c, "▼"));
    console_type(c, "timeline at 2s\r");
    TAP_CHECK(console_wait_for(c, "bob waits for m, held by alice · main sleeps · alice sleeps"));
    console_type(c, "\033[C"); /* Right */
    TAP_CHECK(console_wait_for(c, " 2.2s · after step"));
    console_type(c, "\033OD\033OD");
    TAP_CHECK(console_wait_for(c, " 1.8s · after step"));
    console_type(c, "\033[F"); /* End */
    TAP_CHECK(console_wait_gone(c, "▼"));
    console_type(c, "print 7\033[D- 1\r"); /* now it is a line's */
    TAP_CHECK(console_wait_for(c, "> print - 17"));
    TAP_CHECK(console_shows(c, "0.2s a column"));
    console_type(c, "back 4\r");
    TAP_CHECK(console_wait_for(c, "── timeline 3 in the past "));
    TAP_CHECK(console_wait_for(c, "►"));
    console_type(c, "forth\rnow\r");
    TAP_CHECK(console_wait_gone(c, "►"));
    console_resize(c, 30, 100);
    TAP_CHECK(console_wait_for(c, "── threads "));
    TAP_CHECK(console_wait_for(c, "── timeline 3 "));
    console_type(c, "\033[24~");
    TAP_CHECK(console_wait_gone(c, "── timeline "));
    console_quit(c);
}

static void write_file(const char *name, const char *text)
{
    FILE *file = fopen(name, "we");
    TAP_CHECK(file && fputs(text, file) >= 0);
    TAP_CHECK(fclose(file) == 0);
}

/* From the list to the end of a task, and where the list says so the next time. */
static void plays_a_lesson(void)
{
    static const char lesson[] = "# 7 A trial\n\n## Saying hi\n\n"
                                 "Threads can do this:\n\n- run\n- wait\n\n"
                                 "Task: let main say hi.\n\n"
                                 "```check\nprinted(\"hi\")\n```\n"
                                 "```answer\nprint \"hi\"\n```\n\n"
                                 "## The end\n\nThat is all.\n";
    char folder[] = "/tmp/thrum-lessons-XXXXXX";
    char name[64];
    TAP_CHECK(mkdtemp(folder));
    snprintf(name, sizeof name, "%s/07-trial.md", folder);
    write_file(name, lesson);
    setenv("THRUM_LESSONS", folder, 1);
    setenv("XDG_STATE_HOME", folder, 1);
    struct console *c = open_lab(24, 80);
    console_type(c, "print \"kept\"\033OQ");
    TAP_CHECK(console_wait_for(c, "── lessons: 0 of 1 done ──"));
    TAP_CHECK(console_shows(c, "> 7   A trial"));
    console_type(c, "7\r");
    TAP_CHECK(console_wait_row(c, -1, "> lesson 7"));
    TAP_CHECK(console_wait_row(c, -1, "┃ == 1 of 2: Saying hi =="));
    TAP_CHECK(console_wait_row(c, -1, "┃ - wait"));
    TAP_CHECK(console_wait_row(c, 1, " goal  let main say hi."));
    TAP_CHECK(console_wait_for(c, "7 A trial · 1 of 2"));
    console_type(c, "\r");
    TAP_CHECK(console_wait_row(c, -1, "main   │ kept"));
    TAP_CHECK(console_shows(c, " goal  let main say hi."));
    console_type(c, "print \"hi\"\r");
    TAP_CHECK(console_wait_gone(c, " goal  "));
    console_type(c, "\r");
    TAP_CHECK(console_wait_row(c, -1, "┃ == 2 of 2: The end =="));
    console_quit(c);
    c = open_lab(24, 80);
    console_type(c, "\033OQ");
    TAP_CHECK(console_wait_for(c, "> 7   A trial"));
    TAP_CHECK(console_shows(c, "  done"));
    console_type(c, "\033");
    TAP_CHECK(console_wait_row(c, 22, "main>"));
    console_quit(c);
    char command[64];
    snprintf(command, sizeof command, "rm -r %s", folder);
    TAP_CHECK(system(command) == 0);
}

/* At 80 columns not all keys are named; those are that matter. */
static void names_the_keys_that_matter(void)
{
    struct console *c = open_lab(24, 80);
    console_type(c, "mutex m\r");
    TAP_CHECK(console_wait_for(c, " F4 objects "));
    console_type(c, "pause\r");
    TAP_CHECK(console_wait_for(c, " F7 undo "));
    TAP_CHECK(console_shows(c, " F4 objects "));
    TAP_CHECK(console_shows(c, " F8 resume "));
    TAP_CHECK(console_shows(c, "F10 quit"));
    console_quit(c);
}

static void is_there_again_when_the_screen_is_large_enough(void)
{
    struct console *c = open_lab(5, 20);
    console_type(c, "spawn alice\r");
    console_resize(c, 24, 80);
    TAP_CHECK(console_wait_for(c, "○ alice idle"));
    console_resize(c, 50, 200);
    TAP_CHECK(console_wait_for(c, "│── threads 2 ──"));
    console_quit(c);
}

static void its_terminal_is_no_file_to_read(void)
{
    struct console *c = open_lab(24, 80);
    console_type(c, "load /dev/tty\r");
    TAP_CHECK(console_wait_for(c, "! cannot read /dev/tty: it is a terminal, not a script"));
    console_type(c, "lesson /dev/tty\r");
    TAP_CHECK(console_wait_for(c, "! thrum: /dev/tty: this is a terminal, not a lesson"));
    console_quit(c);
}

/* Whoever sits at a terminal can end a search, in lines too. */
static void explore_is_stopped_in_lines(void)
{
    static const char *const plain[] = {"--plain", NULL};
    int status;
    struct console *c = console_open(getenv("THRUM"), plain, 24, 80);
    TAP_CHECK(console_wait_for(c, "main>"));
    console_type(c, "spawn t { atomic n = 0; while true { n += 1 } }\rschedule manual\rexplore\r");
    console_type(c, "explore stop\r");
    TAP_CHECK(console_wait_for(c, "* The search was interrupted"));
    console_type(c, "quit\r");
    TAP_CHECK(console_wait_end(c, &status));
    TAP_CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    console_close(c);
}

/* Esc and Enter are vi-editing-mode to readline, where an Esc later makes letters commands. */
static void esc_and_enter_leave_the_prompt_as_it_is(void)
{
    struct console *c = open_lab(24, 80);
    console_type(c, "\033\r\033fprint 40 + 2\r");
    TAP_CHECK(console_wait_for(c, "main   │ 42"));
    console_type(c, "\033\n\033fprint 40 + 3\r");
    TAP_CHECK(console_wait_for(c, "main   │ 43"));
    console_quit(c);
}

static void a_block_left_open_is_seen_and_can_be_dropped(void)
{
    static const char *const plain[] = {"--plain", NULL};
    struct console *c = console_open(getenv("THRUM"), plain, 24, 80);
    TAP_CHECK(console_wait_for(c, "main>"));
    console_type(c, "print(1\r");
    TAP_CHECK(console_wait_for(c, "! here that is written: print 1"));
    console_type(c, "spawn t {\r");
    TAP_CHECK(console_wait_for(c, "{ of line 1 >"));
    console_type(c, "while true {\r");
    TAP_CHECK(console_wait_for(c, "{ of line 2 >"));
    console_type(c, "\003");
    TAP_CHECK(console_wait_for(c, "* the 2 lines are dropped; nothing of them has run"));
    console_type(c, "print 2\r");
    TAP_CHECK(console_wait_for(c, "main: 2"));
    console_type(c, "\004");
    console_close(c);
    c = open_lab(24, 80);
    console_type(c, "spawn t {\rprint 1");
    TAP_CHECK(console_wait_row(c, 22, "{ of line 1 > print 1"));
    console_type(c, "\003");
    TAP_CHECK(console_wait_for(c, "* the 2 lines are dropped; nothing of them has run"));
    console_quit(c);
}

static void a_flood_leaves_the_prompt_alone(void)
{
    struct console *c = open_lab(24, 80);
    console_type(c, "repeat 1000000000 { print 1 }\r");
    TAP_CHECK(console_wait_for(c, "main   │ 1"));
    TAP_CHECK(console_wait_for(c, "main (busy)>"));
    console_type(c, "print 7\r");
    TAP_CHECK(console_wait_for(c, "main (busy, 1 queued)>"));
    console_type(c, "\033[19~");
    TAP_CHECK(console_wait_for(c, "PAUSED"));
    console_type(c, "\033[19~");
    TAP_CHECK(console_wait_gone(c, "PAUSED"));
    console_type(c, "\003");
    TAP_CHECK(
        console_wait_row(c, -1, "* main's command is interrupted; 1 command behind it is dropped"));
    console_type(c, "print 5 + 6\r");
    TAP_CHECK(console_wait_row(c, -1, "main   │ 11"));
    console_quit(c);
}

static void a_flood_can_be_left_by_a_key(void)
{
    struct console *c = open_lab(24, 80);
    int status;
    console_type(c, "for i in 1..20 { spawn { while true { print me } } }\r");
    TAP_CHECK(console_wait_for(c, "│ Thread-"));
    console_type(c, "\033[21~");
    TAP_CHECK(console_wait_end(c, &status) && status == 0);
    TAP_CHECK(console_is_restored(c));
    console_close(c);
}

static void loops_without_end_leave_the_prompt_alone(void)
{
    static const char *const schedules[] = {"free", "random", "round-robin", "manual"};
    struct console *c = open_lab(24, 80);
    for (size_t i = 0; i < sizeof schedules / sizeof *schedules; i++) {
        char line[128];
        snprintf(line, sizeof line, "schedule %s\rspawn a\ra: while true { }\rwhile true { }\r",
                 schedules[i]);
        console_type(c, line);
        TAP_CHECK(console_wait_for(c, "main (busy)>"));
        console_type(c, "\003");
        TAP_CHECK(console_wait_row(c, -1, "* main's command is interrupted"));
        snprintf(line, sizeof line, "print \"alive under %s\"\r", schedules[i]);
        console_type(c, line);
        snprintf(line, sizeof line, "main   │ alive under %s", schedules[i]);
        TAP_CHECK(console_wait_row(c, -1, line));
        console_type(c, "restart\r");
        TAP_CHECK(console_wait_for(c, "── threads 1 ──"));
        console_forget(c);
    }
    console_quit(c);
}

static void a_thousand_lines_are_pasted(void)
{
    struct console *c = open_lab(24, 80);
    console_type(c, "\033[200~");
    for (int i = 1; i <= 1000; i++) {
        char line[32];
        snprintf(line, sizeof line, "print %d * 2\n", i);
        console_type(c, line);
    }
    console_type(c, "\033[201~\r");
    TAP_CHECK(console_wait_row(c, -1, "main   │ 2000"));
    console_quit(c);
}

static void questions_of_puppets_can_be_left(void)
{
    struct console *c = open_lab(24, 80);
    console_type(c, "spawn a\ra: { x = ask \"your name? \"; print x }\r");
    TAP_CHECK(console_wait_row(c, 22, "your name?"));
    console_type(c, "\003");
    TAP_CHECK(console_wait_row(c, -1, "* a is interrupted"));
    TAP_CHECK(console_wait_row(c, 22, "main>"));
    console_type(c, "x = ask \"and yours? \"\r");
    TAP_CHECK(console_wait_row(c, 22, "and yours?"));
    console_type(c, "Ada\r");
    TAP_CHECK(console_wait_row(c, -1, "> and yours? Ada"));
    console_type(c, "print x\r");
    TAP_CHECK(console_wait_row(c, -1, "main   │ Ada"));
    console_type(c, "x = ask \"more? \"\r");
    TAP_CHECK(console_wait_row(c, 22, "more?"));
    console_type(c, "\004");
    TAP_CHECK(console_wait_for(c, "the input has ended"));
    console_quit(c);
}

static void stops_and_goes_on(void)
{
    struct console *c = open_lab(24, 80);
    console_type(c, "spawn a\ra: while true { print \"x\" }\r");
    TAP_CHECK(console_wait_for(c, "a      │ x"));
    console_type(c, "\032");
    TAP_CHECK(console_wait_stopped(c));
    TAP_CHECK(console_is_restored(c));
    console_continue(c, true);
    TAP_CHECK(console_wait_for(c, "► a    running"));
    TAP_CHECK(console_is_taken(c));
    console_signal(c, SIGSTOP);
    TAP_CHECK(console_wait_stopped(c));
    console_continue(c, true);
    console_type(c, "interrupt a\r");
    TAP_CHECK(console_wait_row(c, -1, "* a is interrupted"));
    console_quit(c);
}

static void signals_end_it_and_restore_the_terminal(void)
{
    static const int signals[] = {SIGTERM, SIGHUP};
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        struct console *c = open_lab(24, 80);
        int status;
        console_type(c, "mutex m\rlock m\rfor i in 1..100 { spawn { lock m } }\r"
                        "spawn { while true { print 1 } }\r");
        TAP_CHECK(console_wait_for(c, "│ 1"));
        console_signal(c, signals[i]);
        TAP_CHECK(console_wait_end(c, &status));
        TAP_CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 128 + signals[i]);
        TAP_CHECK(console_is_restored(c));
        console_close(c);
    }
}

static void ends_with_its_terminal(void)
{
    struct console *c = open_lab(24, 80);
    int status;
    console_type(c, "spawn { while true { print 1 } }\rwhile true { }\r");
    TAP_CHECK(console_wait_for(c, "main (busy)>"));
    console_hang_up(c);
    TAP_CHECK(console_wait_end(c, &status));
    TAP_CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 128 + SIGHUP);
    console_close(c);
}

static void keeps_up_with_ten_thousand_threads(void)
{
    const char *slow = getenv("THRUM_TEST_SLOW");
    bool few = slow && strcmp(slow, "no") == 0; /* the sanitizers have room for fewer */
    struct console *c = open_lab(24, 80);
    console_type(c, few ? "event go\rfor i in 1..1000 { spawn }\r"
                        : "event go\rfor i in 1..10000 { spawn }\r");
    TAP_CHECK(console_wait_for(c, few ? "1,001 idle" : "10,001 idle"));
    console_type(c, "all: wait go\r");
    TAP_CHECK(console_wait_for(c, few ? "1,000 waiting" : "10,000 waiting"));
    console_type(c, "set go\r");
    TAP_CHECK(console_wait_for(c, few ? "1,001 idle" : "10,001 idle"));
    console_type(c, "restart\r");
    TAP_CHECK(console_wait_for(c, "── threads 1 ──"));
    console_quit(c);
}

int main(int count, char **arguments)
{
    static const struct tap_test tests[] = {
        {"the first session works at 80x24", plays_the_first_session},
        {"the first session works at 200x50", plays_it_on_a_wide_screen},
        {"the screen is left to speak, and comes back", leaves_the_screen_to_speak_and_comes_back},
        {"the source of a lost update is seen step by step", shows_the_source_of_a_lost_update},
        {"what happened is seen on a large screen", shows_what_happened_on_a_large_screen},
        {"a lost update is seen as columns", shows_a_lost_update_as_columns},
        {"the timeline is gone through by its keys", goes_through_the_timeline},
        {"a lesson is chosen and played", plays_a_lesson},
        {"the keys that matter are named", names_the_keys_that_matter},
        {"what was typed at 20x5 is there after a resize",
         is_there_again_when_the_screen_is_large_enough},
        {"its terminal is no file to read", its_terminal_is_no_file_to_read},
        {"explore can be stopped in lines", explore_is_stopped_in_lines},
        {"Esc and Enter leave the prompt as it is", esc_and_enter_leave_the_prompt_as_it_is},
        {"a block left open is seen and can be dropped",
         a_block_left_open_is_seen_and_can_be_dropped},
        {"a flood leaves the prompt alone", a_flood_leaves_the_prompt_alone},
        {"a flood can be left by a key", a_flood_can_be_left_by_a_key},
        {"loops without end leave the prompt alone", loops_without_end_leave_the_prompt_alone},
        {"a thousand lines can be pasted", a_thousand_lines_are_pasted},
        {"the question of a puppet can be left", questions_of_puppets_can_be_left},
        {"a suspended lab goes on", stops_and_goes_on},
        {"a signal ends it and restores the terminal", signals_end_it_and_restore_the_terminal},
        {"it ends with its terminal", ends_with_its_terminal},
        {"ten thousand threads are shown", keeps_up_with_ten_thousand_threads},
    };
    return tap_main(tests, sizeof tests / sizeof *tests, count, arguments);
}
