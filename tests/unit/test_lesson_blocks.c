/* test_lesson_blocks.c - unit tests of the blocks of lessons that are thrum's own: commands,
 * output, verdicts, tasks, challenges, and how everything that is wrong with them is told. */
#include "lesson_text.h"

#include "base/buffer.h"
#include "lesson/lesson.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

TestSuite(lesson_blocks, .timeout = 60);

/* ---- Commands, output, verdicts -------------------------------------------------------------- */

Test(lesson_blocks, blocks)
{
    static const struct lesson_pair pairs[] = {
        {"```thrum\nmutex m\nspawn alice\n```\n", "3 block <mutex m\nspawn alice\n>\n"},
        {"~~~thrum fresh hidden  seed=7 clock=virtual\nthreads\n~~~\n",
         "3 block fresh hidden seed=7 schedule=<random 7> clock=<virtual> <threads\n>\n"},
        {"```thrum schedule=\"random 12\" seed=3\n```\n",
         "3 block seed=3 schedule=<random 12> <>\n"},
        {"``` thrum schedule=random seed=3 clock=\"x10\"\n```\n",
         "3 block seed=3 schedule=<random 3> clock=<x10> <>\n"},
        {"```thrum schedule=manual\nprint 1\n```\n\n```output\nmain: 1\n...\n```\n",
         "3 block schedule=<manual> <print 1\n>\n  output 7 <main: 1\n...\n>\n"},
        {"```thrum\nprint 1\n```\n```output unordered\n```\n<!-- c "
         "-->\n```verdict\nproved\n```\nx\n",
         "3 block <print 1\n>\n  output 6 unordered <>\n"
         "  verdict 9 proved states -1 schedules - options <>\n12 paragraph <x>\n"},
        {"```thrum\nprint 1\n```\n```verdict time=virtual spurious limit-states=10\n"
         "race, deadlock states=55\nschedules=unbounded\n```\n```output\n\ta\n```\n",
         "3 block <print 1\n>\n  output 10 <\ta\n>\n  verdict 6 race,deadlock states 55 schedules "
         "unbounded options <time=virtual spurious limit-states=10>\n"},
        {"```thrum\nprint 1\n```\n```verdict findings=first no-reduction\nerror "
         "schedules=1,234\n```\n",
         "3 block <print 1\n>\n  verdict 6 error states -1 schedules 1,234 options "
         "<findings=first no-reduction>\n"},
        {"```thr\nlok m\n```\n```THE\n```\n", "3 code <lok m\n>\n6 code <>\n"},
    };
    LESSON_ITEMS(pairs);
}

Test(lesson_blocks, blocks_that_are_wrong)
{
    static const struct lesson_pair pairs[] = {
        {"```thrum\nprint 1\n", "3:1 this block is not closed: a line '```' is missing"},
        {"````\n```\n", "3:1 this block is not closed: a line '````' is missing"},
        {"~~~python\n```\n", "3:1 this block is not closed: a line '~~~' is missing"},
        {"```\n    ```\n", "3:1 this block is not closed: a line '```' is missing"},
        {"```", "3:1 this block is not closed: a line '```' is missing"},
        {"- ```\n  a\n\nb\n",
         "3:3 this block is not closed: a line '```' is missing right under it"},
        {"> ```\n> a\n```\nb\n```\n",
         "3:3 this block is not closed: a line '```' is missing right under it"},
        {" ```thrum\nprint 1\n```\n", "3:2 a block 'thrum' has to begin at the left margin"},
        {"- ```thrum\n  print 1\n  ```\n", "3:3 a block 'thrum' cannot stand in a list or a quote"},
        {"> ```output\n> a\n> ```\n", "3:3 a block 'output' cannot stand in a list or a quote"},
        {"```outptu\n```\n", "3:4 'outptu' is no kind of block; did you mean 'output'?"},
        {"```Thrum\n```\n", "3:4 'Thrum' is no kind of block; did you mean 'thrum'?"},
        {"```chek\n```\n", "3:4 'chek' is no kind of block; did you mean 'check'?"},
        {"- ```thurm\n  ```\n", "3:6 'thurm' is no kind of block; did you mean 'thrum'?"},
        {"```thrum fersh\nyield\n```\n",
         "3:10 'fersh' is no option of a block 'thrum'; did you mean 'fresh'?"},
        {"```thrum a=b\nyield\n```\n", "3:10 'a' is no option of a block 'thrum'"},
        {"```thrum unordered\nyield\n```\n", "3:10 'unordered' is no option of a block 'thrum'"},
        {"```thrum fresh  fresh\n```\n", "3:17 the option 'fresh' stands here twice"},
        {"```thrum seed=1 seed=1\n```\n", "3:17 the option 'seed' stands here twice"},
        {"```thrum hidden=1 fresh\n```\n", "3:10 the option 'hidden' takes no value"},
        {"```thrum pace=slow\nprint 1\n```\n",
         "3:10 'slow' is no pace of a block; expected pace=key"},
        {"```thrum view=column\nprint 1\n```\n",
         "3:10 there is no pane 'column'; did you mean 'columns'?"},
        {"```thrum hidden pace=key\nprint 1\n```\n",
         "3:17 nobody presses keys for commands that are hidden"},
        {"```thrum fresh seed\n```\n", "3:16 the option 'seed' needs a value; expected seed=N"},
        {"```thrum fresh seed=\n```\n", "3:16 the option 'seed' needs a value; expected seed=N"},
        {"```thrum fresh clock=\"x10\n```\n", "3:16 a quote is missing behind the value"},
        {"```thrum fresh seed=x\n```\n",
         "3:16 this is no seed; expected a number from 0 to 2^64 - 1"},
        {"```thrum fresh seed=18446744073709551616\n```\n",
         "3:16 this is no seed; expected a number from 0 to 2^64 - 1"},
        {"```thrum fresh schedule=randm\n```\n", "3:16 the forms are: schedule free, schedule "
                                                 "random [SEED], schedule round-robin, schedule "
                                                 "manual"},
        {"```thrum fresh clock=x0\n```\n",
         "3:16 the forms are: clock real, clock virtual, clock xN with N from 0.000001 to 1000000"},
        {"```thrum hidden\n\n```\n", "3:1 this block holds no commands"},
        {"```thrum\nspawn a\nlok m\n```\n", "5:1 unknown command 'lok'; did you mean 'lock'?"},
        {"```thrum\nspawn a {\n```\n", "4:9 this '{' is never closed: a '}' is missing"},
        {"```thrum\nbreak\n```\n", "4:1 'break' stands outside of every loop"},
        {"```output\n```\n", "3:1 no block of commands stands directly before this output"},
        {"```thrum\nyield\n```\nx\n```output\n```\n",
         "7:1 no block of commands stands directly before this output"},
        {"```thrum\nyield\n```\n## U\n```verdict\nproved\n```\n",
         "7:1 no block of commands stands directly before this verdict"},
        {"```thrum\nyield\n```\n```output\n```\n```output\n```\n",
         "8:1 this is the second output of one block"},
        {"```thrum\nyield\n```\n```verdict\nproved\n```\n```verdict\nproved\n```\n",
         "9:1 this is the second verdict of one block"},
    };
    LESSON_ERRORS(pairs);
}

Test(lesson_blocks, verdicts_that_are_wrong)
{
    static const struct lesson_pair pairs[] = {
        {"```verdict\n\n```\n",
         "6:1 this verdict does not say what is found; expected proved, or a kind of finding"},
        {"```verdict\ndeadlok\n```\n", "7:1 'deadlok' is no verdict; did you mean 'deadlock'?"},
        {"```verdict\n  fine\n```\n",
         "7:3 'fine' is no verdict; expected proved, deadlock, endless, assertion, invariant, "
         "critical, error or race"},
        {"```verdict\nrace,race\n```\n", "7:6 'race' stands here twice"},
        {"```verdict\nproved race\n```\n", "6:1 what is proved has no findings"},
        {"```verdict\nrace states=x\n```\n", "7:6 this is no number of states; expected states=N"},
        {"```verdict\nrace states=1 states=1\n```\n",
         "7:15 the number of states stands here twice"},
        {"```verdict\nrace schedules=1 schedules=1\n```\n",
         "7:18 the number of schedules stands here twice"},
        {"```verdict\nrace schedules=some\n```\n",
         "7:6 this is no number of schedules; expected schedules=N"},
        {"```verdict\nrace runs=2\n```\n",
         "7:6 a verdict does not say 'runs=2'; expected states=N or schedules=N"},
        {"```verdict time=real\nproved\n```\n",
         "6:12 there is no such value; expected time=untimed or time=virtual"},
        {"```verdict findings=2\nproved\n```\n",
         "6:12 there is no such value; expected findings=all or findings=first"},
        {"```verdict limit-states=0\nproved\n```\n",
         "6:12 'limit-states' takes a number from 1 on; expected limit-states=N"},
    };
    lesson_expect(pairs, COUNT(pairs), "# T\n## S\n```thrum\nyield\n```\n", "");
}

/* ---- Tasks ----------------------------------------------------------------------------------- */

Test(lesson_blocks, tasks)
{
    static const struct lesson_pair pairs[] = {
        {"**Task:** lock `m`.\n\n```check\nlocked(m)\n```\n```answer\nlock m\n```\n",
         "5 task <lock `m`.> until <locked(m)>\n  answer 8 <lock m\n>\n"},
        {"a\n\nb\n```check\n\nlocked(m) and\n  failed(Thread-1)\n\nhint: one\n  two\n\n\tthree\n"
         "hint:four\nhint if x == \":\" and\tlocked(m) : five: six\n```\n```answer\nlock "
         "m\n```\nx\n",
         "3 paragraph <a>\n6 task <b> until <locked(m) and\n  failed(Thread-1)>\n"
         "  hint <one two three>\n  hint <four>\n"
         "  hint if x == \":\" and\tlocked(m) <five: six>\n  answer 18 <lock m\n>\n21 paragraph "
         "<x>\n"},
        {"a\n```check\nprinted(\"x\") and not deadlocked and steps < 5 and locked(m) # c\n```\n"
         "```answer\nlock m\n```\n",
         "4 task <a> until <printed(\"x\") and not deadlocked and steps < 5 and locked(m) # c>\n"
         "  answer 7 <lock m\n>\n"},
    };
    LESSON_ITEMS(pairs);
}

#define CHECK(expression) "a\n```check\n" expression "\n```\n```answer\nyield\n```\n"

Test(lesson_blocks, tasks_that_are_wrong)
{
    static const struct lesson_pair pairs[] = {
        {"```check\nlocked(m)\n```\n```answer\nlock m\n```\n",
         "3:1 a paragraph that says what to do has to stand directly before a check"},
        {"a\n- b\n```check\nlocked(m)\n```\n```answer\nlock m\n```\n",
         "5:1 a paragraph that says what to do has to stand directly before a check"},
        {"Task:\n```check\nlocked(m)\n```\n```answer\nlock m\n```\n",
         "3:1 this task does not say what to do"},
        {"a\n```check\nlocked(m)\n```\nb\n```answer\nlock m\n```\n",
         "4:1 a block 'answer' has to stand directly behind a check\n"
         "8:1 no check and no challenge stands directly before this answer"},
        {"a\n```check\nlocked(m)\n```\nhint: b\n```answer\nlock m\n```\n",
         "7:1 hints stand in the block 'check', behind its expression"},
        {"a\n```check x\nlocked(m)\n```\n```answer y=1\nlock m\n```\n",
         "4:10 'x' is no option of a block 'check'\n7:11 'y' is no option of a block 'answer'"},
        {CHECK(""), "4:1 this check has no expression"},
        {CHECK("hint: x"), "4:1 this check has no expression"},
        {CHECK("true\nhint:"), "6:1 this hint is empty"},
        {CHECK("true\nhint if true"),
         "6:1 this hint has no words; expected hint if CONDITION: ...\n"
         "6:1 this hint is empty"},
        {CHECK("true\nhint if locked(: x"), "6:16 the text ends too early; expected a value"},
        {CHECK("true\nhint if printed(x): x"),
         "6:9 'printed' takes a text first, with nothing computed in it; expected "
         "printed(\"TEXT\"), printed(\"TEXT\", THREAD) or printed(\"TEXT\", THREAD, CONDITION)"},
        {CHECK("did(\"jion\", ann)"),
         "5:1 this word is none of those that a check knows; expected did(\"WORD\", THREAD) or "
         "did(\"WORD\", THREAD, OBJECT)"},
        {CHECK("true\nhint: a\nb"),
         "7:1 only hints stand behind a hint; expected 'hint: ...', or an indented line that goes "
         "on with it"},
        {CHECK("locked(m"), "5:9 the text ends too early; expected ',' or ')'"},
        {CHECK("locked(m) and\n  or"),
         "6:3 'or' is a word of the language, not a value; expected a value"},
        {CHECK("locked(m); true"), "5:10 unexpected ';'; expected an operator, or nothing more"},
        {CHECK("x = 1"), "5:3 '=' assigns; use '==' to compare"},
        {CHECK("join a"), "5:1 'join' may wait, so it stands alone: as a command, as a whole "
                          "condition, or as in x = join ..."},
        {CHECK("print(1)"), "5:1 'print' is a word of the language, not a value; expected a value"},
        {CHECK("true or cas(x, 1, 2)"), "5:9 a check looks, and changes nothing"},
        {CHECK("choose(0, 1) == 1"), "5:1 a check looks, and changes nothing"},
        {CHECK("alive(me)"), "5:7 no thread runs a check, so there is no 'me' in it"},
        {CHECK("printd(\"x\")"),
         "5:1 a check calls no functions but those that look; did you mean 'printed'?"},
        {CHECK("f(1)"), "5:1 a check calls no functions but those that look"},
        {CHECK("printed(x)"),
         "5:1 'printed' takes a text first, with nothing computed in it; expected "
         "printed(\"TEXT\"), printed(\"TEXT\", THREAD) or printed(\"TEXT\", THREAD, CONDITION)"},
        {CHECK("printed(\"a{b}\")"),
         "5:1 'printed' takes a text first, with nothing computed in it; expected "
         "printed(\"TEXT\"), printed(\"TEXT\", THREAD) or printed(\"TEXT\", THREAD, CONDITION)"},
        {CHECK("failed()"), "5:1 'failed' takes the name of one thread; expected failed(THREAD)"},
        {CHECK("failed(a, b)"),
         "5:1 'failed' takes the name of one thread; expected failed(THREAD)"},
        {CHECK("steps"), "5:1 this is neither true nor false; expected a condition"},
        {CHECK("1 +\n2"), "5:1 this is neither true nor false; expected a condition"},
        {"a\n```check\nlocked(m)\n```\n```answer\n\n```\n", "7:1 this answer holds no commands"},
        {"a\n```check\nlocked(m)\n```\n```answer\nlock m\n  unlok m\n```\n",
         "9:3 unknown command 'unlok'; did you mean 'unlock'?"},
    };
    LESSON_ERRORS(pairs);
}

Test(lesson_blocks, a_goal_stays_in_view)
{
    enum { LONGEST = LESSON_GOAL_LONGEST };
    static const char behind[] = "\n```check\nlocked(m)\n```\n```answer\nlock m\n```\n";
    for (int more = 0; more < 2; more++) {
        struct buffer text = {0};
        buffer_puts(&text, "# T\n## S\nTask: *\xC3\xA9*");
        for (int i = 1; i < LONGEST + more; i++)
            buffer_putc(&text, 'a');
        buffer_puts(&text, behind);
        char *is = lesson_text(buffer_text(&text), text.length);
        if (more)
            cr_expect_str_eq(is,
                             "3:1 what to do takes 161 characters; 160 are the limit, because it "
                             "stays in view: say the rest in a paragraph before it");
        else
            cr_expect(strncmp(is, "lesson", 6) == 0, "%s", is);
        free(is);
        buffer_free(&text);
    }
}

/* ---- Challenges ------------------------------------------------------------------------------ */

Test(lesson_blocks, challenges)
{
    static const struct lesson_pair pairs[] = {
        {"```challenge deadlock best=4 seed=7 clock=virtual\nmutex m\n```\n",
         "3 challenge deadlock best 4 seed=7 clock=<virtual> <mutex m\n>\n"},
        {"```challenge critical\nmutex m\n```\n```answer\n alice*2 bob~ alice! bob=-2 \"a b\"*3 "
         "main\n```\n",
         "3 challenge critical best 0 <mutex m\n>\n"
         "  answer 6 <alice*2 bob~ alice! bob=-2 \"a b\"*3 main>\n"},
    };
    LESSON_ITEMS(pairs);
}

Test(lesson_blocks, challenges_that_are_wrong)
{
    static const struct lesson_pair pairs[] = {
        {"```challenge\nmutex m\n```\n", "3:1 this challenge does not say what to reach; expected "
                                         "challenge deadlock, or another kind of finding"},
        {"```challenge best=3\nmutex m\n```\n",
         "3:1 this challenge does not say what to reach; expected challenge deadlock, or another "
         "kind of finding"},
        {"```challenge proved\nmutex m\n```\n",
         "3:14 'proved' is no finding; expected deadlock, endless, assertion, invariant, critical, "
         "error or race"},
        {"```challenge races\nmutex m\n```\n", "3:14 'races' is no finding; did you mean 'race'?"},
        {"```challenge race fresh\nmutex m\n```\n",
         "3:19 'fresh' is no option of a block 'challenge'"},
        {"```challenge race best=x\nmutex m\n```\n",
         "3:19 'best' takes a number from 1 on; expected best=N"},
        {"```challenge race\n\n```\n", "3:1 this challenge holds no program"},
        {"```challenge race\nmutx m\n```\n", "4:1 unknown command 'mutx'; did you mean 'mutex'?"},
        {"```challenge race\nyield\n```\n```answer\n```\n",
         "6:1 this schedule is empty; expected segments: alice*2 bob alice"},
        {"```challenge race\nyield\n```\n```answer\na b*\n```\n",
         "7:3 this is no segment of a schedule on one line; expected NAME, NAME*STEPS, "
         "NAME=CHOICE, NAME! or NAME~"},
        {"```challenge race\nyield\n```\n```answer\na\nb\n```\n",
         "7:1 this is no segment of a schedule on one line; expected NAME, NAME*STEPS, "
         "NAME=CHOICE, NAME! or NAME~"},
    };
    LESSON_ERRORS(pairs);
}
