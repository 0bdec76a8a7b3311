/* session_hand_in.c - `hand-in`: the work on a lesson as a file for a teacher. Enter at a lesson's
 * end opens the next one: while nothing of that is done, the one that ended is meant. */
#include "shell/session_playing.h"

#include "base/memory.h"
#include "shell/arguments.h"
#include "shell/dispatch.h"
#include "shell/hand_in_file.h"

#include <stdlib.h>
#include <string.h>

/* How many bytes at the beginning are a lesson's number, with the blanks behind it: nobody is
 * called so. */
static size_t number_length(const char *arguments)
{
    size_t length = strspn(arguments, "0123456789.");
    if (length && arguments[length] && !strchr(" \t", arguments[length]))
        return 0;
    return length ? length + strspn(arguments + length, " \t") : 0;
}

/* The path of the lesson with this number; NULL, and said so, where there is none. */
static char *path_of_number(struct session *s, const char *arguments)
{
    size_t section = 0;
    struct lesson *own;
    char *number = memory_copy_bytes(arguments, strspn(arguments, "0123456789."));
    const struct lesson *lesson = session_find_lesson(s, number, &section, &own);
    char *path = lesson ? memory_copy(lesson->original) : NULL;
    lesson_free(own);
    free(number);
    return path;
}

/* That of the lesson that is meant where none is named; NULL, and said so. */
static char *path_of_open(struct session *s)
{
    const struct playing *p = s->playing;
    if (!session_player(s))
        lines_say(s, LINE_NOTICE, "",
                  "no lesson is open; `lesson` opens the one in which you were");
    else if (p->presenting)
        lines_say(s, LINE_ERROR, "",
                  "what is presented is nobody's work; `lesson` opens a lesson to be done");
    else
        return memory_copy(p->ended && hand_in_file_would_be_empty(p->lesson->original)
                               ? p->ended
                               : p->lesson->original);
    return NULL;
}

void command_hand_in(struct session *s, const char *arguments)
{
    struct buffer said = {0};
    size_t number = number_length(arguments);
    const char *rest = arguments + number;
    char *name = rest[0] ? arguments_one(rest) : NULL, *path = NULL;
    bool good = false;
    if (rest[0] && !name)
        arguments_refuse_form(s, "hand-in");
    else if (s->guest)
        buffer_puts(&said, "a lesson hands nothing in");
    else
        path = number ? path_of_number(s, arguments) : path_of_open(s);
    if (path)
        good = hand_in_file_write(path, NULL, name, &said);
    if (said.length)
        lines_say(s, good ? LINE_NOTICE : LINE_ERROR, "", buffer_text(&said));
    buffer_free(&said);
    free(name);
    free(path);
}
