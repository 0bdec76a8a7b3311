/* prose.c - see prose.h. */
#include "prose.h"

#include <stddef.h>

const struct chapter program_chapters[] = {
    {"SCHEDULES",
     "Threads take turns between steps; the schedule decides whose step comes next. With `free` "
     "the threads run at once and the operating system decides, so each run may differ. With "
     "every other schedule exactly one thread goes at a time, and the run can be repeated.\n"
     "\n"
     "Segments tell, in turn, how many steps each thread takes:\n"
     "\n"
     "    thrum run --schedule='main*6 alice*2 bob' FILE\n"
     "\n"
     "lets main take six steps, alice two and bob one. `bob=2` is one step in which `choose` gives "
     "2, and `bob!` is one step in which bob's wait runs out of time; after `bob~` his wait for a "
     "condition is over though nobody notified it, and his next step goes on. Behind the last "
     "segment "
     "the threads go in turn, as with `round-robin`."},
    {"WHAT EXPLORE WRITES FOR PROGRAMS",
     "`thrum explore --json` writes one object:\n"
     "\n"
     "verdict\tproved, refuted or bounded.\n"
     "states, schedules\tHow many states were looked at, and for how many orders of steps they "
     "stand: that as a text, for it can be more than a number holds, or unboundedly many, where "
     "there are loops; null where they were not counted.\n"
     "limit, preemptions_covered\tWhich limit was reached, and up to how many preemptions every "
     "order was looked at all the same; or null.\n"
     "time, spurious, seed\tWhat the search went by: untimed or virtual; whether conditions may "
     "wake by themselves; where random numbers start, as a text.\n"
     "findings\tOf each its kind, message, threads and objects; schedule, preemptions and steps; "
     "replay, the command that shows it, or null where the script was read from standard input; "
     "more, of a race how many other pairs of commands race there, as far as was seen; blame, "
     "remedy, invariant, file and line.\n"
     "orders\tWith --orders: message, schedule, replay, preemptions and steps of each.\n"
     "warnings\tKind, message, threads, objects, file and line.\n"
     "checked, unreached\tWhether any check was come to, and which were not."},
    {"RECORDING",
     "`--record=FILE` records what the terminal is shown while it is shown: FILE is an asciicast, "
     "version 2, which `asciinema play FILE` and the player for web pages show. A lesson's "
     "sections "
     "are its chapters (`]` and `[` jump there). The keys that were pressed, and the commands that "
     "a lesson ran by itself, are in it as input, which players show beside the picture where they "
     "are asked to. FILE.txt, beside it, tells the same in words, with times: what was typed, "
     "printed and said, and what threads have come to.\n"
     "\n"
     "Every event is written at once, and whole: what there is can be played whatever became of "
     "thrum. Where the disk is full the recording ends, which is said once, and the lab goes on. A "
     "FILE that holds something else than a recording is not written over.\n"
     "\n"
     "`thrum present --auto --record=FILE LESSON` makes the recording of a whole lesson: it goes "
     "on "
     "by itself as soon as there was time to read what is shown. Where there is no terminal it is "
     "recorded on one of 100x30 that nobody sees.\n"
     "\n"
     "What is typed in answer to `ask` is not among the keys. It is shown on the screen while it "
     "is "
     "typed, as everything else, and so it is in the picture and in FILE.txt: do not type a "
     "password into a lab that is recorded, or shown to a room."},
    {"WHAT THRUM TRUSTS",
     "A script is a program, and it is yours: `thrum FILE.thr`, `thrum run` and `load` let it "
     "read, "
     "write and get with `fetch` whatever you may. Look at a stranger's script before you run "
     "it. `thrum explore` runs nothing of it outside.\n"
     "\n"
     "A lesson is not trusted, for its blocks run when it is opened, without a key pressed. What "
     "comes from the lesson, its blocks, answers, challenges, and what they load, may only\n"
     "\n"
     "write\tinto a folder of its own, work/LESSON in $XDG_STATE_HOME/thrum, under relative names "
     "without `..`, and through no symbolic link;\n"
     "read\tordinary files there and beside the lesson's own file;\n"
     "get\tfrom hosts of the web to which you have said yes: you are asked before, once for each "
     "host, those to which a server leads included, and until you leave the lab or open "
     "another lesson. After no it gets nothing from there.\n"
     "\n"
     "The rule goes with the code and not with who calls it: a function of the lesson's that you "
     "call, a thread or timer that it has made, are the lesson's; and so is a function of yours "
     "that the lesson calls. What you type is yours, an order to a puppet of the lesson's too, "
     "with the values that you find in the lesson's variables: print what you do not know. A "
     "script that you save in a lesson holds the lesson's commands also, and is yours when it "
     "runs.\n"
     "\n"
     "`thrum lesson --test` asks nobody, and gets nothing from the web but from the machine that "
     "it runs on. Text from lessons, scripts, files and servers is shown with its control "
     "characters made visible. What `print` writes is sent as it is only by `thrum run`, where its "
     "output is no terminal."},
    {"ENVIRONMENT",
     "TERM\tThe kind of terminal. With `dumb`, or none, the lab is line by line, as with "
     "`--plain`.\n"
     "LANGUAGE, LC_ALL, LC_MESSAGES, LANG\tIn which language lessons are, if there are lessons in "
     "it; as gettext reads them. --language goes first.\n"
     "THRUM_LESSONS\tThe folder with the lessons that are listed, instead of the tutorial's.\n"
     "ACCESSIBLE\tIf it is set, not empty and not 0, the lab speaks from the beginning, as with "
     "`--spoken`: line by line, in sentences, for screen readers. `view normal` opens the screen "
     "all the same.\n"
     "NO_COLOR\tIf it is set and not empty, no colours are used.\n"
     "COLORFGBG\tTells whether the background is light, where a terminal sets it.\n"
     "LC_ALL, LC_CTYPE, LANG\tThe characters that the terminal shows. Without UTF-8 lines and "
     "symbols are drawn in ASCII.\n"
     "XDG_STATE_HOME, HOME\tWhere the history and the progress in lessons are kept, see below.\n"
     "INPUTRC\tThe settings of readline(3)."},
    {"FILES",
     "$XDG_STATE_HOME/thrum/history\tWhat was typed at the prompt, the last 2000 entries. Without "
     "XDG_STATE_HOME it is ~/.local/state/thrum/history.\n"
     "$XDG_STATE_HOME/thrum/lessons/NAME.progress\tWhich sections of a lesson are done, as lines "
     "of "
     "text. A damaged file is put aside as NAME.progress.damaged; one of more than 16 MiB, or one "
     "that a newer thrum wrote, is left as it is.\n"
     "work/NAME/ in $XDG_STATE_HOME/thrum\tWhat a lesson has written: see WHAT THRUM TRUSTS.\n"
     "~/.inputrc\tThe settings of readline(3). In them `$if thrum` is true."},
    {"EXAMPLES", "Open the lab, play, and leave it:\n"
                 "\n"
                 "    $ thrum\n"
                 "    main> mutex m\n"
                 "    main> spawn alice\n"
                 "    main> alice: lock m\n"
                 "    main> quit\n"
                 "\n"
                 "Run a script a thousand times, each time in another order, until one fails:\n"
                 "\n"
                 "    for n in $(seq 1000); do thrum run --seed=$n script.thr || break; done\n"
                 "\n"
                 "See each step of the run with seed 7:\n"
                 "\n"
                 "    thrum run --seed=7 --trace script.thr"},
    {"SEE ALSO", "thrum-language(7), thrum-lesson(5), pthreads(7), readline(3)"},
    {NULL, NULL},
};

const struct chapter lesson_chapters[] = {
    {"DESCRIPTION",
     "A lesson is a Markdown file (CommonMark) that reads well anywhere and plays in the lab: "
     "`thrum lesson FILE.md` plays it, `thrum lesson --test FILE.md` looks whether all is as it "
     "promises, `thrum lesson --new NAME` writes a first draft."},
    {"THE SHAPE",
     "The first heading is the title; a number before it, as in `2.4 Join`, is the lesson's. Each "
     "heading of the second level begins a section, which begins in a new lab. Paragraphs, lists "
     "and headings are shown as text.\n"
     "\n"
     "A list in which every item has a box is a question: `[x]` before the right answers, `[ ]` "
     "before the wrong ones; what is indented beneath an answer explains it.\n"
     "\n"
     "An HTML comment that begins with `note:` is for the speaker of a presentation alone. A block "
     "with another word than those below is shown as it is."},
    {NULL, NULL},
};

const struct chapter lesson_end[] = {
    {"EXAMPLE", "    # A lock\n"
                "    ## One holds it\n"
                "    ```thrum seed=1\n"
                "    mutex m\n"
                "    lock m\n"
                "    print \"locked:\", locked(m)\n"
                "    ```\n"
                "    ```output\n"
                "    main: locked: true\n"
                "    ```\n"
                "    Give it back.\n"
                "    ```check\n"
                "    not locked(m)\n"
                "    hint: What takes a lock with `lock` gives it back with `unlock`.\n"
                "    ```\n"
                "    ```answer\n"
                "    unlock m\n"
                "    ```"},
    {"SEE ALSO", "thrum(1), thrum-language(7)"},
    {NULL, NULL},
};

const struct chapter language_chapters[] = {
    {"DESCRIPTION",
     "What is typed at the prompt of thrum(1) and what a script holds is one language. This page "
     "says how it is built and then lists every word. In the lab, `help WORD` shows the same."},
    {"COMMANDS",
     "There is one command on a line, or several with `;` between them. `#` begins a comment. A "
     "block `{` ... `}` may span lines; `else`, `catch` and `finally` stand on the line of the `}` "
     "before them. In a script a parenthesis or a bracket may span lines too; at the prompt it has "
     "to be closed on its line, and while a block is open the prompt says where it began: "
     "`{ of line 1 >`.\n"
     "\n"
     "A command is run by the thread `main`, unless it is an order for another thread:\n"
     "\n"
     "    alice: lock m\n"
     "    alice, bob: wait go\n"
     "    all: { lock m; sleep 1s; unlock m }\n"
     "\n"
     "Orders are for threads made without a body (puppets). They queue: a thread that is busy or "
     "waits comes to its next order later. A prefix covers one command only; for several, order a "
     "block.\n"
     "\n"
     "Lab commands are run by the lab itself, at the prompt, and never wait for a thread. Of "
     "these, "
     "`schedule`, `clock`, `gil` and `random seed` may also stand at the top of a script."},
    {"NAMES",
     "Variables and functions have letters, digits and `_` in their names. The name of a thread or "
     "an object may also have `-` and `.` inside, as in `Thread-1`, or be a text such as "
     "`\"reader {i}\"`, or an expression in parentheses, `(\"t\" + i)`. All names share one space: "
     "a thread and a lock cannot have the same one.\n"
     "\n"
     "A word that makes something or does something to it, such as `lock`, `start`, `work` or "
     "`queue`, is a command where one can begin, and free as a name everywhere else: `set = 1` is "
     "a variable and `set e` the command, `mutex lock` makes a lock and `lock lock` takes it, "
     "`start: lock m` is an order to a puppet, `start()` a call; `work(2)` is one where a function "
     "`work` is defined. So are the names of built-in functions, except for functions, and words "
     "that stand in one place only, such as `on` and `items`. Among the names of several threads "
     "such a word stands last, or in quotes. Reserved are `daemon`, `define`, `print`, `ask`, "
     "`fetch`, the control words (`if`, `for`, `all` and so on) and those of values and "
     "operators.\n"
     "\n"
     "Any kind of object can be made as an array: `mutex fork[5]` makes five, and `lock fork[0]` "
     "locks the first of them."},
    {"VALUES",
     "There are integers (64 bits; overflow is an error), strings, `true` and `false`, "
     "durations "
     "and `none`. Durations are written `10us`, `250ms`, `1.5s` or `2m`; where one is wanted, a "
     "plain number counts seconds.\n"
     "\n"
     "In a text, `{` ... `}` holds any expression: `\"{i} of {n}\"`. The signs `\\n`, `\\t`, "
     "`\\\"`, `\\\\` and `\\{` stand for a new line, a tab and the characters themselves.\n"
     "\n"
     "Operators, from the loosest to the tightest:\n"
     "\n"
     "    or    and    not    == != < <= > >=    bor    bxor    band    << >>    + -    * / %\n"
     "    - (of one value)\n"
     "\n"
     "`band`, `bor`, `bxor`, `<<` and `>>` take integers bit by bit, as in Python: the bits "
     "go "
     "on to the left as the sign does, so `-5 >> 1` is -3; `<<` is an error where the result does "
     "not fit, and both where they shift by less than 0 or more than 63 places.\n"
     "\n"
     "Variables are set with `=`, `+=`, `-=`, `*=`, `/=`, `%=`, `<<=` and `>>=`. A name that is "
     "set and was "
     "never "
     "declared is a private variable of the thread, the function or the block that is a body."},
    {"STEPS",
     "Between two steps of a thread any other thread may run; within a step nobody else does. One "
     "step is one read or one write of a shared variable, one operation on an object, one output, "
     "one sleep, one start of a thread. So `x += 1` on a plain shared variable is two steps, a "
     "read "
     "and a write, and updates can be lost in between; on an `atomic` variable it is one. What a "
     "thread does with its private variables belongs to the step before it. A name that means "
     "nothing yet is looked up by a step of its own, and others may make it until that comes."},
    {"THE END OF A PROGRAM",
     "When main has ended, the program waits for all threads and started timers that are no "
     "daemons. Then the daemons are stopped where they are. A thread that ends with an error that "
     "nobody caught has failed; the others go on. A thread that ends does not give back what it "
     "holds."},
    {NULL, NULL},
};

const struct chapter language_end[] = {
    {"SEE ALSO", "thrum(1), thrum-lesson(5), pthreads(7)"},
    {NULL, NULL},
};
