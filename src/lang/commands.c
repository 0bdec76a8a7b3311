/* commands.c - see commands.h. */
#include "lang/commands.h"

#include "lang/panes.h"
#include "lang/themes.h"

#include <string.h>

static const char *const words[COMMAND_COUNT + 1] = {
#define X(id, ...) [COMMAND_##id] = COMMAND_TYPED(__VA_ARGS__),
    COMMANDS(X)
#undef X
};

#define NAMED(row) .id = COMMAND_##row, .name = words_##row
#define X(id, ...) static const char words_##id[] = COMMAND_TYPED(__VA_ARGS__);
COMMANDS(X)
#undef X

/* What `view` says of the panes, and `theme` of the themes. */
#define PANE_USAGE(number, word, ...) "view " #word "\n"
#define PANE_NAMED(number, word, ...) #word ", "
#define PANE_CHOICE(number, word, ...) #word,
#define THEME_EXPLAINED(number, word, meaning) #word ": " meaning
#define THEME_CHOICE(number, word, ...) #word,

/* What `restart` does, which shell/beginning.c keeps to. */
#define RESTART_GOES                                                                               \
    "Every thread ends where it is; orders, objects and variables are forgotten, and so is what "  \
    "`undo` could take back. The clock starts at 0 and runs, also where the lab was paused. "
#define RESTART_STAYS                                                                              \
    "What you have set stays: schedule, clock, gil, random seed, trace, theme and the panes; but " \
    "not what `replay` or a lesson's challenge set for its own time. Functions stay too, unless "  \
    "it is `restart all`. It works from every state, from a deadlock too; in a lesson, `again` "   \
    "brings back what the lesson has made."

static const struct command rows[COMMAND_COUNT] = {
    [COMMAND_HELP] =
        {NAMED(HELP), .usage = "help\nhelp WORD\nhelp keys",
         .help = "Tells what can be typed, all about one word, or what the keys do.",
         .explanation =
             "Every word of the language and every command of the lab has its page, with "
             "an example that can be typed as it stands.",
         .example = "help mutex", .completes = COMMAND_TAKES_WORD, .looks = true},
    [COMMAND_THREADS] =
        {NAMED(THREADS), .usage = "threads", .help = "Lists the threads: what each does and why.",
         .explanation = "The same rows as the threads pane (F3), as they are now: the state in one "
                        "word, what the thread waits for, who holds it, and for how long already.",
         .example = "spawn alice\nthreads", .looks = true},
    [COMMAND_OBJECTS] =
        {NAMED(OBJECTS), .usage = "objects",
         .help = "Lists locks, events, queues, timers and variables with what is in them.",
         .explanation =
             "The same rows as the objects pane (F4): who holds a lock, who waits for it "
             "and in which order, how many are left of a semaphore, the values of shared "
             "variables and of every thread's own.",
         .example = "mutex m\nlock m\nobjects", .looks = true},
    [COMMAND_TIMELINE] =
        {NAMED(TIMELINE),
         .usage = "timeline\ntimeline in\ntimeline out\ntimeline left [N]\ntimeline right [N]\n"
                  "timeline first\ntimeline last\ntimeline from TIME\ntimeline at TIME\n"
                  "timeline all",
         .help = "Shows what happened as a picture: time to the right, a line per thread.",
         .explanation =
             "A square stands where a thread does a step; `:m:` where it waits for m, with who "
             "held m where there is room for that; `z` sleeps, `w` works, `i` does io. A line "
             "leads "
             "from a step to the thread that it let go. On a virtual clock every step has a "
             "column, "
             "and only the time between is drawn to scale. `in` and `out` zoom, from 1 us to "
             "1 min "
             "a column; `left` and `right` move a cursor, under which is told what was then; "
             "`first` "
             "goes to the beginning, `last` to the end, which is followed again; `from 2s` "
             "begins "
             "there, `at 2.5s` puts the cursor there and says what everybody was at, `all` "
             "shows all "
             "again. In the timeline pane (F12), on an empty line, + - the arrows, Home and End "
             "do "
             "the same.",
         .example = "clock virtual\nmutex m\nspawn alice { with m { sleep 2 } }\n"
                    "spawn bob { with m { sleep 1 } }\njoin all\ntimeline\ntimeline at 1s",
         .completes = COMMAND_TAKES_CHOICE,
         .choices = {"in", "out", "left", "right", "first", "last", "from", "at", "all"},
         .looks = true},
    [COMMAND_STATISTICS] =
        {NAMED(STATISTICS), .usage = "statistics\nstatistics NAME",
         .help = "Counts what happened: who waited for what, how often and how long.",
         .explanation =
             "Of each object: how often it was taken, how often somebody waited for it, the "
             "longest wait and whose it was, all waits together, and how many waited at the same "
             "time at most. Of each thread: its steps, and how long it could step, waited, slept, "
             "worked, did io or had nothing to do. Taking a lock back behind the wait for a "
             "condition is not counted as taking it. With a name: of that alone. After `back` it "
             "is of what was until then.",
         .example = "clock virtual\nmutex m\nspawn alice { with m { sleep 2 } }\n"
                    "spawn bob { with m { sleep 1 } }\njoin all\nstatistics\nstatistics m",
         .completes = COMMAND_TAKES_NAME, .looks = true},
    [COMMAND_VARIABLES] =
        {NAMED(VARIABLES), .usage = "variables",
         .help = "Lists the variables: value, last writer, who touched them, the lock.",
         .explanation =
             "The lock is what was seen so far: `always under m`; `under m, but not every time`, "
             "where a touch without it came before all others or behind them; `without a lock`; "
             "`under no lock common to all`, where several threads touched it and nothing kept "
             "them apart. The objects pane (F4) has it behind the value. After `back` it is of "
             "what was until then, without the lock.",
         .example = "mutex m\nshared x = 0\nspawn alice { with m { x += 1 } }\n"
                    "spawn bob { with m { x += 1 } }\njoin all\nvariables",
         .looks = true},
    [COMMAND_SOURCE] =
        {NAMED(SOURCE), .usage = "source\nsource THREAD ...",
         .help = "Shows the code of threads, with the next step of each marked.",
         .explanation =
             "The same rows as the source pane (Alt-S). Between two arrow heads stands what the "
             "next "
             "step does: of `x += 1` first the x that is read, then all of it, for the write. "
             "Beside "
             "that stands what the step would do now, or why the thread cannot do it. It is for "
             "`schedule manual`, `replay`, challenges and while the lab is paused; else it has "
             "those that wait. With names: of these alone, in the pane too.",
         .example = "shared x = 1\nschedule manual\nspawn t { x += 1 }\nsource\nstep t\nsource",
         .completes = COMMAND_TAKES_THREAD, .looks = true},
    [COMMAND_COLUMNS] =
        {NAMED(COLUMNS), .usage = "columns\ncolumns THREAD ...\ncolumns since STEP",
         .help = "Shows what happened as a table: a column per thread, a row per step.",
         .explanation =
             "Who did what, one below the other, in the column of the thread that did it. `:` "
             "marks "
             "a thread that waits, from where it began until it goes on; an arrow leads from a "
             "step "
             "to the thread that it let go; `--` stands where a thread could have gone on and "
             "another one went. With the names of threads only theirs are shown, with `since` only "
             "what came from that step on: in the columns pane (F11) too, until the next "
             "`columns`. "
             "`columns` alone shows all again.",
         .example = "mutex m\nspawn alice { lock m; yield; unlock m }\n"
                    "spawn bob { lock m; unlock m }\njoin all\ncolumns alice bob",
         .completes = COMMAND_TAKES_THREAD, .looks = true},
    [COMMAND_WHY] = {NAMED(WHY), .usage = "why THREAD",
                     .help = "Tells why a thread does not go on.",
                     .explanation =
                         "Follows the chain to its end: alice waits for m, bob holds m, bob joins "
                         "carol, carol sleeps. At the end stands what would let it go on, or that "
                         "nothing can, because the chain runs in a ring: a deadlock.",
                     .example =
                         "mutex m\nspawn alice\nalice: lock m\nspawn bob\nbob: lock m\nwhy bob",
                     .completes = COMMAND_TAKES_THREAD, .looks = true},
    [COMMAND_INTERRUPT] =
        {NAMED(INTERRUPT), .usage = "interrupt THREAD",
         .help = "Ends what a puppet does now and forgets its other orders.",
         .explanation =
             "What Ctrl-C does for main. A wait is given up, `with` and `finally` run. The "
             "puppet is idle then and takes new orders. A thread with a body takes no "
             "orders: for that there is cancel.",
         .example = "event go\nspawn alice\nalice: wait go\ninterrupt alice",
         .completes = COMMAND_TAKES_THREAD},
    [COMMAND_FINISH] =
        {NAMED(FINISH), .usage = "finish", .help = "Ends main, as the last line of a script does.",
         .explanation =
             "main is done then and can be joined. The program waits for every thread and "
             "started timer that is no daemon; puppets end once their orders are done; "
             "then the daemons are stopped. restart begins anew.",
         .example = "spawn t { print \"still here\" }\nfinish"},
    [COMMAND_RESTART] = {NAMED(RESTART), .usage = "restart\nrestart all", .help = "Begins anew.",
                         .explanation = RESTART_GOES RESTART_STAYS,
                         .example = "mutex m\nrestart\nmutex m", .completes = COMMAND_TAKES_CHOICE,
                         .choices = {"all"}},
    [COMMAND_QUIT] = {NAMED(QUIT), .usage = "quit", .help = "Leaves the lab.",
                      .explanation = "Every thread ends where it is. Ctrl-D and F10 do the same.",
                      .example = "quit"},
    [COMMAND_SAVE] =
        {NAMED(SAVE), .usage = "save FILE", .help = "Writes what was typed into a script.",
         .explanation =
             "The script runs with `thrum run FILE` and can be loaded again. Behind an order "
             "stands a `join` with a short time limit: so the orders come one after the other, as "
             "they were typed, and what they made, such as a deadlock, comes again. What a script "
             "cannot hold, such as `pause`, and commands that failed or were interrupted are "
             "there as comments. Where something cannot come as it did, because main was waiting "
             "when it was typed, that is told. A file of that name is replaced only once the new "
             "one is written whole. A name with blanks is written in quotes.",
         .example = "mutex m\nsave example.thr", .completes = COMMAND_TAKES_FILE, .looks = true},
    [COMMAND_LOAD] =
        {NAMED(LOAD), .usage = "load FILE",
         .help = "Runs a script's commands as if they were typed.",
         .explanation =
             "The threads and objects that are there stay. The whole script is read first: "
             "with an error in it nothing of it runs. Ctrl-C stops what is left of it.",
         .example = "shared x = 1\nsave example.thr\nrestart\nload example.thr",
         .completes = COMMAND_TAKES_FILE, .loads = true},
    [COMMAND_SHOW] =
        {NAMED(SHOW),
         .usage = "show python\nshow c\nshow python c\nshow python all\nshow python lesson",
         .help = "Shows the program as Python or as C.",
         .explanation =
             "The program is what was typed or loaded since the lab began; with `lesson`, and "
             "where "
             "nothing was typed yet, it is that of the lesson that is open. What is written is a "
             "program that does the same there: for CPython 3.9 or later, or for C11 with POSIX "
             "threads. Its imports and helpers are left out; `show python all` has them, and "
             "`export python FILE` writes the whole program into a file. Two languages stand "
             "beside each other where the screen is wide enough, else one below the other. Where "
             "something cannot be the same there, it says which line and why.",
         .example = "shared x = 0\nspawn alice { x += 1 }\njoin alice\nshow python",
         .completes = COMMAND_TAKES_CHOICE, .choices = {"all", "c", "lesson", "python"},
         .looks = true},
    [COMMAND_EXPORT] =
        {NAMED(EXPORT),
         .usage = "export KIND FILE\nexport svg timeline FILE\nexport c FILE\nexport python FILE",
         .help = "Writes the run so far, or the program, into a file.",
         .explanation =
             "html: one page for a browser, which steps through the run. svg: a picture for "
             "slides, of the columns or of the timeline. text: the columns. trace: for "
             "ui.perfetto.dev. cast: a recording for asciinema. c, python: what was typed, as a "
             "program of C11 with POSIX threads, or for Python 3.9 or later. `thrum export` does "
             "the same "
             "with a script. What has been forgotten of a long run is not in it, and it says so. "
             "A file of that name is replaced only once the new one is written whole.",
         .example = "shared x = 0\nx = 1\nexport text example.txt",
         .completes = COMMAND_TAKES_CHOICE_AND_FILE,
         .choices = {"c", "cast", "html", "python", "svg", "text", "trace"}, .looks = true},
    [COMMAND_SCHEDULE] =
        {NAMED(SCHEDULE),
         .usage = "schedule free\nschedule random [SEED]\nschedule round-robin\nschedule manual",
         .help = "Says who goes next.",
         .explanation =
             "free: every thread that can, as the system lets them. random: one step at a "
             "time, of a thread drawn by lot; the same seed draws the same. round-robin: "
             "one step each in turn. manual: nobody goes without `step`, but for what is "
             "typed for main.",
         .example = "schedule round-robin", .completes = COMMAND_TAKES_CHOICE,
         .choices = {"free", "random", "round-robin", "manual"}},
    [COMMAND_PAUSE] = {NAMED(PAUSE), .usage = "pause",
                       .help = "Stops all threads and the lab's clock.",
                       .explanation = "Nothing happens until `resume`, or one step at a time with "
                                      "`step`. F8 pauses and resumes.",
                       .example = "pause\nresume"},
    [COMMAND_RESUME] = {NAMED(RESUME), .usage = "resume", .help = "Goes on after `pause`.",
                        .explanation = "The clock goes on from where it was stopped.",
                        .example = "pause\nresume"},
    [COMMAND_STEP] =
        {NAMED(STEP), .usage = "step [THREAD] [N]", .help = "Lets a thread do its next step.",
         .explanation =
             "Without a name it is whoever comes next; N is how many steps. It says what "
             "was done. For the schedule `manual`, or while the lab is paused; elsewhere "
             "it pauses first. F6 is `step`.",
         .example = "schedule manual\nspawn t { print 1; print 2 }\nstep t\nstep t",
         .completes = COMMAND_TAKES_THREAD},
    [COMMAND_UNDO] =
        {NAMED(UNDO), .usage = "undo [N]", .help = "Takes steps back.",
         .explanation = "Under the schedule `manual` and while the lab is paused. What was printed "
                        "stays on the screen. F7 is `undo`.",
         .example = "schedule manual\nspawn t { print 1; print 2 }\nstep t\nundo"},
    [COMMAND_REDO] = {NAMED(REDO), .usage = "redo [N]", .help = "Does again what `undo` took back.",
                      .explanation = "Until something else is done: that makes another future.",
                      .example =
                          "schedule manual\nspawn t { print 1; print 2 }\nstep t\nundo\nredo"},
    [COMMAND_BACK] =
        {NAMED(BACK), .usage = "back [N]",
         .help = "Shows the lab as it was N steps ago, and changes nothing.",
         .explanation =
             "The panes, `threads`, `objects` and `why` are of the past then, and say so; the lab "
             "goes on meanwhile. N counts from where you are looking. Enter on an empty line or "
             "`now` returns, and so does whatever is done to the lab. About 250,000 steps are "
             "kept, of one run. To take steps back, and go another way from there: undo.",
         .example = "shared x = 0\nx = 1\nx = 2\nback 2\nobjects\nnow\nobjects", .looks = true},
    [COMMAND_FORTH] = {NAMED(FORTH), .usage = "forth [N]",
                       .help = "After `back`: shows the lab N steps later.",
                       .explanation = "Behind the last step that is how it is now.",
                       .example = "shared x = 0\nx = 1\nx = 2\nback 2\nforth\nobjects",
                       .looks = true},
    [COMMAND_NOW] = {NAMED(NOW), .usage = "now",
                     .help = "After `back`: shows the lab as it is again.",
                     .explanation = "Enter on an empty line does the same. In an expression `now` "
                                    "is the lab's clock.",
                     .example = "shared x = 0\nx = 1\nback\nnow", .looks = true},
    [COMMAND_CLOCK] =
        {NAMED(CLOCK), .usage = "clock real\nclock virtual\nclock xN",
         .help = "Says how the lab's time passes.",
         .explanation =
             "real: as a clock on the wall. virtual: steps take no time, and where everybody "
             "waits the clock jumps to the next instant at which something happens. x10: "
             "ten times as fast as real, x0.1: ten times as slow.",
         .example = "clock virtual\nsleep 1000\nprint now", .completes = COMMAND_TAKES_CHOICE,
         .choices = {"real", "virtual", "x2", "x10", "x0.1"}},
    [COMMAND_GIL] =
        {NAMED(GIL), .usage = "gil on\ngil off",
         .help = "Says whether `work` needs the interpreter lock, as in CPython.",
         .explanation =
             "With it on, one thread works at a time, for 5 ms each; whoever waits, sleeps "
             "or does io lets others work.",
         .example = "gil on", .completes = COMMAND_TAKES_CHOICE, .choices = {"on", "off"}},
    [COMMAND_RANDOM] =
        {NAMED(RANDOM), .usage = "random seed N",
         .help = "Begins the random numbers anew: the same N gives the same numbers.",
         .explanation = "For the schedule `random` and for random() of threads that are made from "
                        "now on.",
         .example = "random seed 7", .completes = COMMAND_TAKES_CHOICE, .choices = {"seed"}},
    [COMMAND_LESSONS] =
        {NAMED(LESSONS), .usage = "lessons", .help = "Lists the lessons, and how far you are.",
         .explanation =
             "A section counts as done when its end was reached, also where something in "
             "it was skipped; the summary at a lesson's end says which those are.",
         .example = "lessons", .looks = true},
    [COMMAND_LESSON] =
        {NAMED(LESSON), .usage = "lesson\nlesson NAME [SECTION]\nlesson FILE [SECTION]",
         .help = "Opens a lesson where you were, or at a section.",
         .explanation =
             "NAME is its number or its title, as `lessons` shows them, or a part of the title; "
             "2.5.3 is section 3 of 2.5. FILE is a "
             "lesson of your own and ends in .md. Without a name it is the lesson in which you "
             "stopped, or the next one. Enter on an empty line goes on; whatever "
             "else you type runs as always, and the lesson waits. The lab begins anew with "
             "each section.",
         .example = "lessons", .completes = COMMAND_TAKES_LESSON, .looks = true},
    [COMMAND_PRESENT] =
        {NAMED(PRESENT), .usage = "present NAME\npresent FILE",
         .help = "Shows a lesson or a script to a room, stop by stop: Space goes on.",
         .explanation =
             "NAME is that of a lesson, as `lesson` takes it; FILE is a lesson (.md) or a script, "
             "each command of which is a stop. Space types the next command and runs it, or shows "
             "the next paragraph; Backspace goes back one stop, and the lab with it. Tab gives you "
             "the prompt, and takes the lab back to where it was. ? lists all keys, q leaves. "
             "Nothing is kept of it in how far you are.",
         .example = "present 0", .completes = COMMAND_TAKES_LESSON, .looks = true},
    [COMMAND_NEXT] = {NAMED(NEXT), .usage = "next", .help = "Goes on with the lesson.",
                      .explanation = "Enter on an empty line does the same. Where the lesson waits "
                                     "for you it says what for.",
                      .example = "next", .looks = true},
    [COMMAND_PREV] = {NAMED(PREV), .usage = "prev",
                      .help = "Goes back to the beginning of the lesson's section.",
                      .explanation = "From there it goes to the section before.", .example = "prev",
                      .looks = true},
    [COMMAND_AGAIN] =
        {NAMED(AGAIN), .usage = "again",
         .help = "Brings the lab back as the lesson has it here, and shows the page again.",
         .explanation =
             "For when you have tried things out, or have got stuck: the lab begins anew, and all "
             "that the section has run so far runs again, without a word.",
         .example = "again", .looks = true},
    [COMMAND_HINT] = {NAMED(HINT), .usage = "hint", .help = "Gives a hint for the lesson's task.",
                      .explanation = "One at a time. After three attempts that came to nothing the "
                                     "first comes by itself.",
                      .example = "hint", .looks = true},
    [COMMAND_CHECK] =
        {NAMED(CHECK), .usage = "check", .help = "Asks whether the lesson's task is done.",
         .explanation = "The lab looks by itself too: a task is done as soon as what it asks for "
                        "is so, whatever way you came there.",
         .example = "check", .looks = true},
    [COMMAND_ANSWER] =
        {NAMED(ANSWER), .usage = "answer",
         .help = "Does the lesson's task, or answers its question.",
         .explanation =
             "The commands are shown as they run. It is kept in mind that the lab did it.",
         .example = "answer", .looks = true},
    [COMMAND_SKIP] = {NAMED(SKIP), .usage = "skip",
                      .help = "Goes on without the lesson's task or question.",
                      .explanation =
                          "It is kept in mind that it was skipped. Where a lesson runs a command "
                          "at each key, `skip` runs the rest at once.",
                      .example = "skip", .looks = true},
    [COMMAND_HAND_IN] =
        {NAMED(HAND_IN), .usage = "hand-in\nhand-in NAME\nhand-in LESSON [NAME]",
         .help = "Writes your work on the open lesson into a file for your teacher.",
         .explanation =
             "NAME is yours, in quotes where it has blanks; else it is that of your login. LESSON "
             "is a lesson's number, of one that is not open; while nothing of the open one is "
             "done, that which you ended before it is meant. The file "
             "is LESSON-NAME.handin, in the folder where thrum was started; nothing is sent "
             "anywhere. In it is what you did of each section: the commands that solved the tasks, "
             "the answers to questions, hints, what was skipped.",
         .example = "hand-in", .looks = true},
    [COMMAND_GOAL] = {NAMED(GOAL), .usage = "goal",
                      .help = "Says once more what the open task asks for.",
                      .explanation =
                          "Of a question the question and its answers, of a challenge what has to "
                          "happen and how far you are.",
                      .example = "goal", .looks = true},
    [COMMAND_EXPLORE] =
        {NAMED(EXPLORE), .usage = "explore [OPTION...]\nexplore last [OPTION...]\nexplore stop",
         .help = "Tries every order in which the lab as it stands can go on.",
         .explanation =
             "It proves that none of them goes wrong, or shows the one that is easiest to read: a "
             "deadlock, a failed assertion, a race, an error, a thread that never ends; and names "
             "the assertions that no order comes to. What is "
             "explored is what is left to do: threads that have not ended, and orders that wait "
             "in puppets; `pause` or `schedule manual` first keeps them from being done before "
             "you look. Where nothing is left, `explore last` looks at the program from its "
             "beginning: the script that was loaded last, else what was typed, and what a lesson "
             "has run, since the lab began, as a script; a command that failed without doing "
             "anything is left out, and it says so. The lab goes on meanwhile; `replay` "
             "steps through what was found. --orders=3 shows three orders in which nothing goes "
             "wrong, as unlike each other as can be, and `replay` steps through these, too. "
             "Options as for `thrum explore`: --time=virtual, --spurious, ...",
         .example = "shared n = 0\nschedule manual\nspawn a { n += 1 }\nspawn b { n += 1 }\n"
                    "explore",
         .completes = COMMAND_TAKES_CHOICE,
         .choices = {"last", "stop", "--findings=all", "--findings=first", "--full",
                     "--limit-states=1000", "--limit-time=10s", "--no-reduction", "--orders=3",
                     "--seed=1", "--spurious", "--time=virtual"}},
    [COMMAND_REPLAY] =
        {NAMED(REPLAY), .usage = "replay [N]",
         .help = "Brings the lab to where an order that was found begins.",
         .explanation =
             "Found by `explore`, or beneath a lesson's block, whichever was last. The lab is as "
             "it was when it was explored, and paused; for a program that was explored from its "
             "beginning it is a new lab, in which main runs that program. `step` does the next "
             "step of that order and says which it is of how many, `undo` takes it back, `resume` "
             "does "
             "the rest. `columns` shows the order whole, with the steps to come behind the place "
             "where the lab stands. N: which of several that were found; the first if it is left "
             "out.",
         .example = "shared n = 0\nschedule manual\nspawn a { n += 1 }\nspawn b { n += 1 }\n"
                    "explore\nreplay\nstep"},
    [COMMAND_QUIET] =
        {NAMED(QUIET),
         .usage = "quiet\nquiet race\nquiet guard\nquiet order\nquiet all\nquiet none",
         .help = "Says what the lab does not tell of what it notices by looking back.",
         .explanation =
             "Even where nothing has gone wrong it tells, once: race, that two threads touched a "
             "plain variable, one of them writing, and that nothing put one behind the other; "
             "guard, that a variable was touched without the lock under which it was always "
             "touched before; order, that two locks were taken in one order and in the other. "
             "What is typed on a line comes behind all that was done before it. In a lesson "
             "nothing of this "
             "is told, unless the lesson says `quiet none`. `quiet` alone tells what is told; in "
             "spoken mode (view spoken) it says less, and `verbose` more.",
         .example = "quiet race\nshared n = 0\nspawn a { n += 1 }; n += 1; join a\nquiet none",
         .completes = COMMAND_TAKES_CHOICE, .choices = {"race", "guard", "order", "all", "none"},
         .looks = true},
    [COMMAND_VERBOSE] =
        {NAMED(VERBOSE), .usage = "verbose", .help = "In spoken mode: says more.",
         .explanation =
             "There are three levels, and `quiet` alone goes a level down: quiet, what threads "
             "print and what goes wrong; as usual, also what threads come to (`bob waits for m, "
             "held by alice`); verbose, also what variables, events and other signals come to. "
             "Spoken mode is for screen readers: help spoken.",
         .example = "view spoken\nverbose\nevent e\nset e\nview normal", .looks = true},
    [COMMAND_REPEAT] =
        {NAMED(REPEAT), .usage = "repeat", .help = "Says once more what was said last.",
         .explanation = "All that came since the last input that said something. After `view "
                        "punctuation words` the signs in code are said as words. With a count and "
                        "a block, `repeat 3 { ... }` is a loop.",
         .example = "threads\nrepeat", .looks = true},
    [COMMAND_TRACE] =
        {NAMED(TRACE), .usage = "trace on\ntrace off", .help = "Tells every step of every thread.",
         .explanation =
             "A line a step: the time by the lab's clock, the thread, what it did and to "
             "what.",
         .example = "trace on\nshared x = 1\nx += 1\ntrace off", .completes = COMMAND_TAKES_CHOICE,
         .choices = {"on", "off"}},
    [COMMAND_VIEW] =
        {NAMED(VIEW),
         .usage = PANES(PANE_USAGE) "view both\nview none\nview only THREAD\nview all\n"
                                    "view find TEXT\nview large\nview normal\nview mouse on\nview "
                                    "mouse off\nview save FILE\nview spoken\n"
                                    "view punctuation words\nview punctuation signs",
         .help = "Says what the screen shows.",
         .explanation = PANES(
             PANE_NAMED) "both, none: which panes; on a screen "
                         "of 120x36 and more columns and timeline come by themselves as soon as "
                         "there are two threads. only: the transcript shows what "
                         "concerns one thread; all: everything again. find: goes back to where the "
                         "text stands. large: fewer rows, with room between them and signs twice, "
                         "to be read from far away; normal: as before. mouse: whether the wheel "
                         "scrolls. save: writes the screen "
                         "as "
                         "text. spoken: no screen, all is said in sentences, for screen readers "
                         "(help spoken); normal: the screen again. punctuation: whether the signs "
                         "in code are said as words there.",
         .example = "view both", .completes = COMMAND_TAKES_CHOICE,
         .choices = {PANES(PANE_CHOICE) "both", "none", "only", "all", "find", "large", "normal",
                     "mouse", "save", "spoken", "punctuation"},
         .looks = true},
    [COMMAND_CLS] = {NAMED(CLS), .usage = "cls\nclear", .help = "Clears the transcript's view.",
                     .explanation = "PgUp brings back what stood there. The lab is left alone: for "
                                    "that there is `restart`. `clear E` is an event's.",
                     .example = "cls", .looks = true},
    [COMMAND_THEME] = {NAMED(THEME), .usage = "theme dark\ntheme light\ntheme contrast\ntheme none",
                       .help = "Chooses colours that can be seen.",
                       .explanation = THEMES(THEME_EXPLAINED) "Words and symbols say the same "
                                                              "without any.",
                       .example = "theme light", .completes = COMMAND_TAKES_CHOICE,
                       .choices = {THEMES(THEME_CHOICE)}, .looks = true},
};

const struct command *command_find(const char *name)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(rows[i].name, name) == 0)
            return &rows[i];
    return NULL;
}

const struct command *command_at(size_t index)
{
    return index < COMMAND_COUNT ? &rows[index] : NULL;
}

const char *const *commands_words(void)
{
    return words;
}
