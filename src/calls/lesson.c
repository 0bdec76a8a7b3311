/* lesson.c - thrum lesson, thrum lessons. */
#include "base/memory.h"
#include "calls/call.h"
#include "shell/class.h"
#include "shell/lesson_files.h"
#include "shell/lesson_pages.h"
#include "shell/lesson_test.h"
#include "shell/session.h"

#include <stdlib.h>

struct lesson_arguments {
    struct call_lab how;
    bool test, verbose, points, gift, print, no_answers;
    uint32_t least;     /* half points */
    const char *draft;  /* --new */
    const char *pages;  /* --pages */
    const char **words; /* what is no option */
    size_t count, capacity;
};

/* "7" or "7.5". */
static uint32_t read_half_points(struct call_reading *reading, const char *text)
{
    char *behind;
    double points = strtod(text, &behind);
    if (!(text[0] >= '0' && text[0] <= '9') || *behind || points > 100000)
        call_error(reading, "--points takes how many are enough, such as 7 or 7.5, not '%s'", text);
    return (uint32_t)(2 * points);
}

static bool take_lesson_option(int key, const char *argument, struct call_reading *reading)
{
    struct lesson_arguments *a = reading->input;
    switch (key) {
    case OPTION_TEST:
        a->test = true;
        break;
    case OPTION_NEW:
        a->draft = argument;
        break;
    case OPTION_GIFT:
        a->gift = true;
        break;
    case OPTION_PRINT:
        a->print = true;
        break;
    case OPTION_NO_ANSWERS:
        a->no_answers = true;
        break;
    case OPTION_PAGES:
        a->pages = argument;
        break;
    case OPTION_POINTS:
        a->points = true;
        a->least = argument ? read_half_points(reading, argument) : UINT32_MAX;
        break;
    case OPTION_VERBOSE:
        a->verbose = true;
        break;
    case CALL_ARGUMENT:
        MEMORY_ROOM_FOR_ONE(a->words, a->count, a->capacity);
        a->words[a->count++] = argument;
        break;
    case CALL_END:
        if (a->draft && (a->test || a->count))
            call_error(reading, "--new makes one file and takes nothing else");
        if (a->how.record && (a->draft || a->test))
            call_error(reading,
                       "--record is for a lesson that is played: thrum lesson --record=FILE 0");
        if (a->how.language && (a->draft || a->test))
            call_error(reading, "--language is for a lesson that is played");
        if ((a->how.max_threads || a->how.limit_memory) && (a->draft || a->test))
            call_error(reading, "--max-threads and --limit-memory are for a lesson that is played");
        if (a->no_answers && !a->print)
            call_error(reading, "--no-answers goes with --print LESSON");
        if (a->gift + a->print + a->test + (a->draft != NULL) + (a->pages != NULL) > 1)
            call_error(reading, "one of --test, --new, --gift, --print and --pages at a time");
        if (a->points && (!a->test || a->count != 2))
            call_error(reading, "write: thrum lesson --test --points LESSON HANDIN");
        if (a->test && !a->count)
            call_error(reading, "which files? thrum lesson --test FILE...");
        if ((a->gift || a->print) && !a->count)
            call_error(reading, "which lesson? 'thrum lessons' lists them; thrum lesson 0 begins");
        if (!a->draft && !a->test && !a->pages && a->count > 1)
            call_error(reading, "one lesson at a time, not also '%s'", a->words[1]);
        break;
    default:
        return call_take_lab_option(key, argument, reading, &a->how);
    }
    return true;
}

int lesson_command(int count, char **arguments)
{
    struct lesson_arguments a = {0};
    int status;
    call_parse(&options_lesson, take_lesson_option, count, arguments, &a);
    if (a.draft)
        status = call_written(lesson_files_draft(a.draft));
    else if (a.gift)
        status = call_written(lesson_files_gift(a.how.language, a.words[0]));
    else if (a.print)
        status = call_written(lesson_files_print(a.how.language, a.words[0], !a.no_answers));
    else if (a.pages)
        status = call_written(lesson_pages_write(a.how.language, a.pages, a.words, a.count));
    else if (a.points)
        status = call_written(class_points(a.words[0], a.words[1], a.least));
    else if (a.test)
        status = call_written(lesson_test(a.words, a.count, a.verbose));
    else
        status =
            call_open_lab((struct session_options){.lesson = a.count ? a.words[0] : ""}, &a.how);
    free(a.words);
    free(a.how.language);
    return status;
}

struct lessons_arguments {
    char *language; /* NULL: as the environment says */
    bool names;
};

static bool take_lessons_option(int key, const char *argument, struct call_reading *reading)
{
    struct lessons_arguments *a = reading->input;
    switch (key) {
    case OPTION_LANGUAGE:
        call_read_language(reading, argument, &a->language);
        break;
    case OPTION_NAMES:
        a->names = true;
        break;
    case CALL_ARGUMENT:
        call_error(reading, "nothing more is wanted; 'thrum lesson %s' opens a lesson", argument);
        break;
    default:
        return false;
    }
    return true;
}

int lessons_command(int count, char **arguments)
{
    struct lessons_arguments a = {0};
    call_parse(&options_lessons, take_lessons_option, count, arguments, &a);
    int status = call_written(a.names ? lesson_files_names() : lesson_files_list(a.language));
    free(a.language);
    return status;
}
