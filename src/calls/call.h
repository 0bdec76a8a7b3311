/* call.h - the ways of calling thrum, a file and a function each: it reads its arguments by the row
 * of script/options.h and does what was asked. calls.c has the table of them.
 *
 *     int status = calls_run(count, arguments);
 *
 * Also what they have in common. For the main thread. */
#ifndef THRUM_CALLS_CALL_H
#define THRUM_CALLS_CALL_H

#include "script/options.h"
#include "script/run_options.h"

#include <stdint.h>

/* What thrum was called with, all of it; returns the status to end with. */
int calls_run(int count, char **arguments);

/* Each gets its arguments from its own word on, `arguments[0]` being that word. */
int lab_command(int count, char **arguments);
int run_command(int count, char **arguments);
int export_command(int count, char **arguments);
int explore_command(int count, char **arguments);
int lesson_command(int count, char **arguments);
int lessons_command(int count, char **arguments);
int fmt_command(int count, char **arguments);
int present_command(int count, char **arguments);
int notes_command(int count, char **arguments);
int hand_in_command(int count, char **arguments);
int class_command(int count, char **arguments);

/* ---- What they have in common ---------------------------------------------------------------- */

/* What reads one way of calling thrum. */
struct call_reading {
    const struct option_call *call;
    void *input; /* of the taker, from call_parse */
};
/* Beside the keys of options: an argument, and that there are no more. */
enum { CALL_ARGUMENT = -1, CALL_END = -2 };
/* Takes an option with its value (NULL: it has none), an argument, or the end; false: that is not
 * its own. */
typedef bool call_taker(int key, const char *argument, struct call_reading *reading);

/* Reads the arguments of one way of calling thrum, the options in any place; ends the program where
 * they are wrong, and behind --help, --usage and --version. */
void call_parse(const struct option_call *call, call_taker *take, int count, char **arguments,
                void *input);
/* Ends the program, which was called in a wrong way: says so and where to look it up. */
_Noreturn void call_error(const struct call_reading *reading, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Ends the program, which was called in the right way: says why it cannot be done. */
_Noreturn void call_failure(const struct call_reading *reading, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* help.c: what --help and --usage print. */
void call_help(const struct option_call *call);
void call_usage(const struct option_call *call);

/* An option's value; ends the program where it is none. */
uint64_t call_read_number(struct call_reading *reading, const char *option, const char *text,
                          uint64_t least, uint64_t most);
/* What --max-threads and --limit-memory say, that in bytes. */
uint32_t call_read_threads(struct call_reading *reading, const char *text);
uint64_t call_read_memory(struct call_reading *reading, const char *text);
/* In nanoseconds. */
int64_t call_read_duration(struct call_reading *reading, const char *option, const char *text);
/* The value of --language, as struct session_options takes it, in place of `*language`; owned by
 * the caller, as both are. Ends the program where there are no lessons in it. */
void call_read_language(struct call_reading *reading, const char *text, char **language);
/* The exit status of a command that printed something: its own, unless that cannot be written. That
 * nobody reads it any more is no mistake. */
int call_written(int status);
/* run.c: an option of how a script is run, for `struct run_options` as the input. */
bool call_take_run_option(int key, const char *argument, struct call_reading *reading);
/* How a lab is opened. */
struct call_lab {
    bool plain;            /* line by line, whatever the terminal can */
    bool spoken;           /* and in sentences */
    const char *record;    /* the name of its recording, or NULL */
    uint32_t max_threads;  /* as struct session_options */
    uint64_t limit_memory; /* the same */
    char *language;        /* of lessons, from call_read_language, or NULL; the caller frees it */
};

/* lab.c: whether who sits there has said for all programs that a screen is of no use (ACCESSIBLE=1
 * in the environment): all is said in sentences. */
bool call_speaks(void);
/* lab.c: an option of these. */
bool call_take_lab_option(int key, const char *argument, struct call_reading *reading,
                          struct call_lab *how);
/* lab.c: opens the lab on a terminal, or line by line; returns the status to end with. */
struct session_options;
int call_open_lab(struct session_options options, const struct call_lab *how);
/* Opens the recording of a name that --record was given; ends the program where that cannot be.
 * NULL of NULL. */
struct recording *call_open_recording(const char *name);
/* What it is called; malloc'd. */
char *call_title(const struct session_options *options);

#endif
