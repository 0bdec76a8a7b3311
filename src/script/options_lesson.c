/* options_lesson.c - the calls that are about lessons: see options.h. */
#include "script/options.h"

#include "script/statuses.h"

#include <stddef.h>

static const struct option_row lesson_options[] = {
    OPTION_ROWS_FRONT_END,
    OPTION_ROW_LANGUAGE,
    {"record", OPTION_RECORD, "FILE", false,
     "record all that is shown, each section a chapter, into FILE, for 'asciinema play', and tell "
     "it in words in FILE.txt"},
    {"test", OPTION_TEST, NULL, false,
     "play each FILE by itself and tell what is not as it promises: outputs, tasks, "
     "verdicts, challenges"},
    {"new", OPTION_NEW, "NAME", false, "write the first draft of a lesson into the file NAME.md"},
    {"verbose", OPTION_VERBOSE, NULL, false, "with --test: show all that is played"},
    {"gift", OPTION_GIFT, NULL, false,
     "write LESSON's questions as a question bank in GIFT, for Moodle and others"},
    {"print", OPTION_PRINT, NULL, false,
     "write LESSON as a handout: one HTML page with room to write, answers at the end"},
    {"no-answers", OPTION_NO_ANSWERS, NULL, false, "with --print: without the answers"},
    {"pages", OPTION_PAGES, "DIR", false,
     "write each LESSON, or all of them, as a page into the folder DIR, where its programs can be "
     "played in any browser, and index.html, which lists them"},
    {"points", OPTION_POINTS, "LEAST", true,
     "with --test and two arguments, LESSON and HANDIN: say how many points the hand-in is worth; "
     "the status is 0 from LEAST "
     "points on, or, without it, for all that there are"},
    OPTION_ROWS_BOUNDS,
    {0},
};

static const struct exit_status lesson_statuses[] = {
    {LESSON_GOOD, "the lesson was left, or every FILE is good, or the points are enough"},
    {LESSON_BAD, "something in a FILE is not as it promises, or the points are not enough"},
    {LESSON_UNUSABLE, "wrong use, or a FILE that cannot be read or is no lesson"},
    {0, NULL},
};

const struct option_call options_lesson = {
    .word = "lesson",
    .line = "play a lesson in the lab, test lessons, begin a new one",
    .takes = TAKES_LESSON | TAKES_LESSON_FILE,
    .arguments = "[LESSON|FILE...]",
    .summary = "Opens the lab and plays a lesson in it: LESSON is its number or its name as 'thrum "
               "lessons' lists them, or a Markdown file. With --test, plays every FILE without the "
               "lab; with --pages, makes pages for browsers of any number of them.",
    .options = lesson_options,
    .statuses = lesson_statuses,
};

static const struct option_row present_options[] = {
    {"speed", OPTION_SPEED, "N", false, "type N letters in a second, 1 to 1000; 14 if left out"},
    OPTION_ROW_LANGUAGE,
    {"check", OPTION_CHECK, NULL, false,
     "go through all stops without a screen, and tell what would go wrong in front of the room"},
    {"record", OPTION_RECORD, "FILE", false,
     "record all that is shown, each section a chapter, into FILE, for 'asciinema play', and tell "
     "it in words in FILE.txt"},
    {"auto", OPTION_AUTO, NULL, false,
     "go on by itself, after pauses as long as the text takes to be read, which --speed makes "
     "shorter, too; with --record also where there is no terminal"},
    {0},
};

static const struct exit_status present_statuses[] = {
    {LESSON_GOOD, "the presentation was left, or --check found nothing"},
    {LESSON_BAD, "--check found what would go wrong"},
    {LESSON_UNUSABLE, "wrong use, no terminal, or a lesson or script that cannot be read"},
    {0, NULL},
};

const struct option_call options_present = {
    .word = "present",
    .line = "show a lesson or a script to a room, stop by stop",
    .takes = TAKES_LESSON | TAKES_LESSON_FILE | TAKES_SCRIPT,
    .arguments = "LESSON|SCRIPT...",
    .summary = "Shows a lesson to a room, stop by stop: Space shows the next paragraph, or types "
               "the next command and runs it; Backspace goes back, the lab too; Tab gives you the "
               "prompt. LESSON is its number or its name as 'thrum lessons' lists them, or a "
               "Markdown file; of a SCRIPT each command is a stop.",
    .rest = "'?' lists the keys. 'thrum notes' on another terminal shows the speaker's notes.",
    .options = present_options,
    .statuses = present_statuses,
};

static const struct option_row lessons_options[] = {
    OPTION_ROW_LANGUAGE,
    {"names", OPTION_NAMES, NULL, false,
     "the words alone by which a lesson can be named, a line each"},
    {0},
};

static const struct option_row notes_options[] = {
    {"spoken", OPTION_SPOKEN, NULL, false,
     "say what is new below the last, and draw nothing over it: for screen readers; ACCESSIBLE=1 "
     "in the environment means the same"},
    {0},
};

static const struct exit_status notes_statuses[] = {
    {0, "nobody reads its output any more"},
    {2, "wrong use, or several presentations go on and none was named"},
    {0, NULL},
};

const struct option_call options_notes = {
    .word = "notes",
    .line = "show the speaker's notes of a presentation on another terminal",
    .arguments = "[NAME]",
    .summary = "Shows, on a second terminal, the notes of the stop where a presentation on this "
               "machine is, what comes next, the section, and the time gone; waits for one, and "
               "for the next when it is over. NAME chooses among several: the lesson's number, as "
               "the presentation said.",
    .rest = "A note is a comment in the lesson, <!-- note: ... -->, behind what it is about; it is "
            "shown nowhere else. Ctrl-C leaves.",
    .options = notes_options,
    .statuses = notes_statuses,
};

const struct option_call options_lessons = {
    .word = "lessons",
    .line = "list the lessons and how far you are in each",
    .arguments = "",
    .summary = "Lists the lessons and how far you are in each.",
    .options = lessons_options,
};

static const struct option_row hand_in_options[] = {
    {"output", OPTION_OUTPUT, "FILE", false,
     "write FILE, whole or not at all, and not LESSON-NAME.handin in this folder"},
    {"name", OPTION_NAME, "NAME", false, "whose work it is; else the name of the login"},
    {0},
};

static const struct exit_status hand_in_statuses[] = {
    {LESSON_GOOD, "the file was written"},
    {LESSON_UNUSABLE, "wrong use, no such lesson, nothing done of it yet, or a file that cannot be "
                      "written"},
    {0, NULL},
};

const struct option_call options_hand_in = {
    .word = "hand-in",
    .line = "write your work on a lesson into a file for your teacher",
    .takes = TAKES_LESSON | TAKES_LESSON_FILE,
    .arguments = "LESSON",
    .summary = "Writes what you did of a lesson into a file: of each section the commands that "
               "solved its tasks, the answers to its questions, hints, what was skipped, and when. "
               "Nothing is sent anywhere: hand the file in by mail, a shared folder or your "
               "school's system. 'thrum class' reads it.",
    .options = hand_in_options,
    .statuses = hand_in_statuses,
};

static const struct option_row class_options[] = {
    {"csv", OPTION_CSV, NULL, false, "as CSV, for a spreadsheet"},
    {"json", OPTION_JSON, NULL, false, "as JSON, for programs"},
    {"lesson", OPTION_LESSON, "FILE", false, "the lesson that it was, where that is your own"},
    {0},
};

static const struct exit_status class_statuses[] = {
    {LESSON_GOOD, "the table was written, whatever stands in it"},
    {LESSON_UNUSABLE, "wrong use, a folder without hand-ins, or a lesson that cannot be read"},
    {0, NULL},
};

const struct option_call options_class = {
    .word = "class",
    .line = "show a class's hand-ins as a table, replaying each",
    .takes = TAKES_HAND_IN,
    .arguments = "FILE...",
    .summary =
        "Shows hand-ins as a table: a row for each student, a column for each section, "
        "points, and what there is to remark. FILE is a hand-in, or a folder of them "
        "(*.handin). What was typed for each task is played again in a lab of the lesson, "
        "in processes of their own with bounds on time, memory and threads for each file; nothing "
        "in it reads or writes files or reaches the network.",
    .options = class_options,
    .statuses = class_statuses,
};
