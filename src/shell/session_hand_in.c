/* session_hand_in.c - `hand-in`: the work on the lesson that is open, as a file for a teacher. */
#include "shell/session_playing.h"

#include "shell/arguments.h"
#include "shell/dispatch.h"
#include "shell/hand_in_file.h"

#include <stdlib.h>

void command_hand_in(struct session *s, const char *arguments)
{
    struct buffer said = {0};
    char *name = arguments[0] ? arguments_one(arguments) : NULL;
    bool good = false;
    if (arguments[0] && !name)
        arguments_refuse_form(s, "hand-in");
    else if (s->guest)
        buffer_puts(&said, "a lesson hands nothing in");
    else if (!session_player(s))
        lines_say(s, LINE_NOTICE, "",
                  "no lesson is open; `lesson` opens the one in which you were");
    else if (s->playing->presenting)
        buffer_puts(&said,
                    "what is presented is nobody's work; `lesson` opens a lesson to be done");
    else
        good = hand_in_file_write(s->playing->lesson->original, NULL, name, &said);
    if (said.length)
        lines_say(s, good ? LINE_NOTICE : LINE_ERROR, "", buffer_text(&said));
    buffer_free(&said);
    free(name);
}
