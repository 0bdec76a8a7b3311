/* session_noticing.c - see session_noticing.h. */
#include "shell/session_noticing.h"

#include "shell/dispatch.h"
#include "shell/session_inside.h"
#include "watch/noticing.h"

#include <string.h>

static void tell(void *session, const struct machine *m, const struct noticed *noticed)
{
    struct session *s = session;
    (void)m;
    watcher_tell(&s->watcher, noticed->thread, noticed->text);
}

static void follow(struct lab *lab, struct machine *m, void *session)
{
    (void)lab;
    noticing_follow(((struct session *)session)->noticing, m, true);
}

void session_begin_noticing(struct session *s)
{
    s->noticing = noticing_new("explore last", tell, s);
    lab_do(s->lab, follow, s);
}

static void type(struct lab *lab, struct machine *m, void *session)
{
    (void)lab;
    (void)m;
    noticing_typed(((struct session *)session)->noticing);
}

void session_notice_typing(struct session *s)
{
    lab_do(s->lab, type, s);
}

void session_end_noticing(struct session *s)
{
    noticing_free(s->noticing);
    s->noticing = NULL;
}

/* ---- What is told ---------------------------------------------------------------------------- */

struct hush {
    struct session *session;
    unsigned quiet; /* bits of 1 << enum noticing_kind */
};

static void hush(struct lab *lab, struct machine *m, void *argument)
{
    struct hush *h = argument;
    (void)lab;
    (void)m;
    for (int kind = 0; kind < NOTICING_KINDS; kind++)
        noticing_set_quiet(h->session->noticing, (enum noticing_kind)kind, h->quiet >> kind & 1);
    h->session->quiet = h->quiet;
}

static void set_quiet(struct session *s, unsigned quiet)
{
    struct hush h = {s, quiet};
    lab_do(s->lab, hush, &h);
}

void session_notice_in_lesson(struct session *s, bool open)
{
    if (open == s->lesson_is_quiet)
        return;
    s->lesson_is_quiet = open;
    if (open)
        s->quiet_outside = s->quiet;
    set_quiet(s, open ? NOTICING_ALL : s->quiet_outside);
}

static void tell_quiet(struct session *s)
{
    struct buffer told = {0}, quiet = {0};
    for (int kind = 0; kind < NOTICING_KINDS; kind++) {
        struct buffer *list = s->quiet >> kind & 1 ? &quiet : &told;
        buffer_printf(list, "%s%s (%s)", list->length ? ", " : "", noticing_words[kind],
                      noticing_names[kind]);
    }
    if (told.length)
        lines_tell(s, LINE_NOTICE, "told when the lab notices it: %s", buffer_text(&told));
    if (quiet.length)
        lines_tell(s, LINE_NOTICE, "not told: %s; `quiet none` has all of it told again",
                   buffer_text(&quiet));
    buffer_free(&told);
    buffer_free(&quiet);
}

void command_quiet(struct session *s, const char *arguments)
{
    unsigned quiet = s->quiet;
    bool known = true;
    if (!arguments[0] && voice_speaks(s)) {
        voice_lower(s);
        return;
    }
    if (strcmp(arguments, "all") == 0)
        quiet = NOTICING_ALL;
    else if (strcmp(arguments, "none") == 0)
        quiet = 0;
    else if (arguments[0]) {
        known = false;
        for (int kind = 0; kind < NOTICING_KINDS; kind++)
            if (strcmp(arguments, noticing_words[kind]) == 0) {
                quiet |= 1u << kind;
                known = true;
            }
    }
    if (!known) {
        lines_say(s, LINE_ERROR, "",
                  "write: quiet race, quiet guard, quiet order, quiet all, or, "
                  "for all of it to be told again: quiet none");
        return;
    }
    if (quiet != s->quiet)
        set_quiet(s, quiet);
    tell_quiet(s);
}
