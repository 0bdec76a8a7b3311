/* voice_commands.c - the commands of spoken mode, but for how much is said: see voice.h. */
#include "shell/voice.h"

#include "shell/arguments.h"
#include "shell/dispatch.h"
#include "shell/session_lesson.h"
#include "shell/session_playing.h"

#include <string.h>

void command_repeat(struct session *s, const char *arguments)
{
    struct voice_lines *lines = s->voice.last.count ? &s->voice.last : &s->voice.before;
    if (arguments_refuse(s, "repeat", arguments))
        return;
    if (!lines->count)
        lines_say(s, LINE_NOTICE, "", "nothing has been said yet");
    for (size_t at = 0; at < lines->text.length;) {
        enum line_kind kind = (enum line_kind)lines->text.bytes[at];
        const char *thread = lines->text.bytes + at + 1;
        const char *text = thread + strlen(thread) + 1;
        lines_say(s, kind, thread, text);
        at = (size_t)(text + strlen(text) + 1 - lines->text.bytes);
    }
}

static void use_alarms(struct lab *lab, struct machine *m, void *session)
{
    struct session *s = session;
    (void)lab;
    (void)m;
    s->watcher.alarms.spoken = s->voice.speaks;
}

void voice_greets(struct session *s)
{
    lines_say(
        s, LINE_NOTICE, "",
        "spoken mode: all is said in lines, one after the other; `repeat` says the last thing "
        "again, `goal` the task, `help spoken` tells more");
}

static void speak(struct session *s, bool speaks)
{
    s->voice.speaks = speaks;
    lab_do(s->lab, use_alarms, s);
    voice_forget(&s->voice);
    session_lesson_voice(s);
    wishes_add(&s->wishes, SCREEN_FRONT, speaks ? "spoken" : "normal");
    if (speaks && !s->has_panes)
        voice_greets(s);
}

bool voice_view(struct session *s, const char *arguments)
{
    static const char *const punctuation[] = {"punctuation signs", "punctuation words"};
    bool normal = strcmp(arguments, "normal") == 0;
    /* On a screen it is about its size. */
    if (strcmp(arguments, "spoken") == 0 || (normal && s->voice.speaks)) {
        if (s->playing && s->playing->presenting)
            lines_say(s, LINE_ERROR, "", "while something is presented, the screen is the room's");
        else
            speak(s, arguments[0] == 's');
        return true;
    }
    for (int words = 0; words <= 1; words++) {
        if (strcmp(arguments, punctuation[words]) != 0)
            continue;
        s->voice.words = words;
        lines_say(s, LINE_NOTICE, "",
                  words ? "in code each sign is said as a word; `repeat` says the last thing so"
                        : "code is said as it is written");
        return true;
    }
    return false;
}

void command_goal(struct session *s, const char *arguments)
{
    if (arguments_refuse(s, "goal", arguments))
        return;
    if (!s->circumstances.lesson)
        lines_say(s, LINE_NOTICE, "", "no lesson is open; `lessons` lists them");
    else if (!session_lesson_goal(s))
        lines_say(s, LINE_NOTICE, "", "no task is open; Enter goes on with the lesson");
}
