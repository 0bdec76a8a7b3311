/* present.c - thrum present. */
#include "base/memory.h"
#include "base/shown.h"
#include "calls/call.h"
#include "shell/present_check.h"
#include "export/recording.h"
#include "shell/session.h"
#include "ui/curses.h"
#include "ui/front.h"
#include "ui/own_terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* The size of a terminal that nobody sees. */
enum { RECORDED_ROWS = 30, RECORDED_COLUMNS = 100 };

struct present_arguments {
    char *language;     /* from call_read_language; owned */
    uint64_t speed;     /* letters in a second; 0: as is usual */
    const char *record; /* the name of its recording, or NULL */
    bool automatic;     /* nobody presses a key */
    bool check;         /* nobody sees it either */
    const char **names; /* of one, but to be checked */
    size_t count, capacity;
};

static bool take_present_option(int key, const char *argument, struct call_reading *reading)
{
    struct present_arguments *a = reading->input;
    switch (key) {
    case OPTION_LANGUAGE:
        call_read_language(reading, argument, &a->language);
        break;
    case OPTION_SPEED:
        a->speed = call_read_number(reading, "speed", argument, 1, 1000);
        break;
    case OPTION_AUTO:
        a->automatic = true;
        break;
    case OPTION_RECORD:
        a->record = argument;
        break;
    case OPTION_CHECK:
        a->check = true;
        break;
    case CALL_ARGUMENT:
        MEMORY_ROOM_FOR_ONE(a->names, a->count, a->capacity);
        a->names[a->count++] = argument;
        break;
    case CALL_END:
        if (a->count > 1 && !a->check)
            call_error(reading, "one lesson or script at a time, not also '%s'", a->names[1]);
        if (!a->count)
            call_error(reading, "which lesson? 'thrum lessons' lists them; thrum present 0 begins");
        break;
    default:
        return false;
    }
    return true;
}

/* What cannot be presented is refused before anything is shown. */
static int refuse(struct session *s)
{
    present_tell_refusal(s);
    return 2;
}

static int present(const struct present_arguments *a)
{
    struct session_options options = {.present = a->names[0],
                                      .unattended = a->automatic && a->record,
                                      .language = a->language,
                                      .has_panes = true};
    struct recording *recording = call_open_recording(a->record);
    char *title = call_title(&options);
    struct curses_front_options front = {.speed = (double)a->speed,
                                         .automatic = a->automatic,
                                         .recording = recording,
                                         .title = title};
    struct session *s = session_open(&options);
    int status = session_over(s, NULL) ? refuse(s) : curses_front_run(s, &front);
    session_close(s);
    recording_close(recording);
    free(title);
    if (status != -1)
        return status;
    fputs("thrum: this terminal cannot be drawn on\n", shown_errors());
    return 2;
}

int present_command(int count, char **arguments)
{
    struct present_arguments a = {0};
    int status = 2;
    call_parse(&options_present, take_present_option, count, arguments, &a);
    /* Without a terminal it is recorded on one that nobody sees. */
    bool own = a.automatic && a.record && (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO));
    if (own && !own_terminal_open(RECORDED_ROWS, RECORDED_COLUMNS))
        fputs("thrum: the system has no terminal for that\n", shown_errors());
    front_prepare();
    if (a.check)
        status = call_written(present_check(a.names, a.count, a.language));
    else if (curses_front_possible())
        status = present(&a);
    else
        fputs("thrum: a lesson is presented on a terminal, and there is none here\n",
              shown_errors());
    free(a.names);
    free(a.language);
    return status;
}
