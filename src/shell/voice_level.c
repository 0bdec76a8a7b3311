/* voice_level.c - how much is said in spoken mode: `verbose`, and `quiet` alone. See voice.h. */
#include "shell/voice.h"

#include "shell/arguments.h"
#include "shell/dispatch.h"
#include "shell/session_inside.h"

static const char *const levels[] = {
    [VOICE_QUIET] = "quiet: what threads print and what goes wrong is said; `verbose` says more",
    [VOICE_NORMAL] =
        "as usual: also what threads come to is said; `quiet` says less, `verbose` more",
    [VOICE_VERBOSE] = "verbose: also what variables and signals come to is said; `quiet` says less",
};

static void tell_level(struct session *s)
{
    lines_say(s, LINE_NOTICE, "", levels[s->voice.level]);
}

void voice_lower(struct session *s)
{
    if (s->voice.level > VOICE_QUIET)
        s->voice.level--;
    tell_level(s);
}

void command_verbose(struct session *s, const char *arguments)
{
    if (arguments_refuse(s, "verbose", arguments))
        return;
    if (!s->voice.speaks) {
        lines_say(s, LINE_ERROR, "",
                  "this is about how much is said in spoken mode: view spoken; every step of the "
                  "threads is told after: trace on");
        return;
    }
    if (s->voice.level < VOICE_VERBOSE)
        s->voice.level++;
    tell_level(s);
}
