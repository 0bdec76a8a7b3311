/* session_commands.c - the lab's own commands that look at the lab or begin and end it. See
 * lang/commands.c for what each is. */
#include "shell/session_inside.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "lang/commands.h"
#include "lang/themes.h"
#include "core/drive.h"
#include "shell/arguments.h"
#include "shell/dispatch.h"
#include "shell/session_past.h"
#include "shell/session_trust.h"
#include "shell/session_words.h"
#include "watch/why.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ---- why, interrupt -------------------------------------------------------------------------- */

static void tell_why(struct lab *lab, struct machine *m, void *argument)
{
    struct telling *t = argument;
    const struct machine *shown = &lab_shown(lab)->machine;
    (void)m;
    lab_now(lab);
    past_add_heading(lab, &t->out);
    uint32_t thread = session_find_thread(shown, t->argument);
    if (thread != NO_THREAD) {
        why_add(lab_shown(lab), thread, !voice_speaks(t->session), &t->out);
        return;
    }
    t->failed = true;
    session_add_no_thread(shown, t->argument, &t->out);
}

void command_why(struct session *s, const char *arguments)
{
    char *name = arguments_one(arguments);
    if (name)
        lines_ask_lab(s, name, 0, tell_why);
    else
        arguments_refuse_form(s, "why");
    free(name);
}

static void interrupt(struct lab *lab, struct machine *m, void *argument)
{
    struct telling *t = argument;
    uint32_t thread = session_find_thread(m, t->argument);
    if (thread == NO_THREAD) {
        t->failed = true;
        session_add_no_thread(m, t->argument, &t->out);
        return;
    }
    const struct thread *target = state_thread(m->state, thread);
    bool puppet = target->flags & FLAG_PUPPET, busy = target->status == THREAD_RUNNING;
    machine_add_thread_name(m, thread, &t->out);
    if (!puppet || target->status >= THREAD_DONE) {
        t->failed = true;
        buffer_puts(&t->out, puppet
                                 ? " has ended: there is nothing to interrupt"
                                 : " runs a body of its own and takes no orders; `cancel` ends it");
        return;
    }
    journal_interrupted(&t->session->journal, m, thread);
    uint32_t dropped = lab_interrupt(lab, thread);
    buffer_puts(&t->out, busy ? " is interrupted" : " does nothing that could be interrupted");
    if (dropped)
        buffer_printf(&t->out, "; %u order%s dropped", dropped,
                      dropped == 1 ? " behind it is" : "s behind it are");
}

void command_interrupt(struct session *s, const char *arguments)
{
    char *name = arguments_one(arguments);
    if (name)
        lines_ask_lab(s, name, 0, interrupt);
    else
        arguments_refuse_form(s, "interrupt");
    free(name);
}

/* ---- Ends and beginnings --------------------------------------------------------------------- */

static void finish(struct lab *lab, struct machine *m, void *argument)
{
    struct telling *t = argument;
    bool busy = state_thread(m->state, STATE_MAIN)->status == THREAD_RUNNING;
    struct buffer unstarted = {0};
    for (uint32_t i = 0; i < m->state->thread_count; i++)
        if (state_thread(m->state, i)->status == THREAD_NEW) {
            buffer_puts(&unstarted, unstarted.length ? ", " : "");
            machine_add_thread_name(m, i, &unstarted);
        }
    if (!lab_finish(lab)) {
        t->failed = true;
        buffer_printf(&t->out, "main has ended already; %s",
                      circumstances_way_out(&t->session->circumstances));
    } else if (t->session->circumstances.runs) {
        /* its text says what is to be seen */
    } else if (busy) {
        buffer_puts(&t->out, "main ends once its command is done");
    } else if (!machine_over(m)) {
        buffer_puts(&t->out,
                    "main has ended; the program waits for the threads that are no daemons");
    }
    if (!t->failed && unstarted.length)
        buffer_printf(&t->out, "%snever started: %s", t->out.length ? "\n" : "",
                      buffer_text(&unstarted));
    buffer_free(&unstarted);
}

void command_finish(struct session *s, const char *arguments)
{
    if (!arguments_refuse(s, "finish", arguments))
        lines_ask_lab(s, NULL, 0, finish);
}

void command_quit(struct session *s, const char *arguments)
{
    if (arguments_refuse(s, "quit", arguments))
        return;
    session_drop_queue(s);
    s->over = true;
}

/* ---- The screen ------------------------------------------------------------------------------ */

static bool is_among(const char *word, const char *const *words)
{
    while (*words && strcmp(*words, word) != 0)
        words++;
    return *words;
}

/* What stands behind a word and blanks; NULL where it is another word. */
static const char *behind(const char *arguments, const char *word)
{
    size_t length = strlen(word);
    if (strncmp(arguments, word, length) != 0)
        return NULL;
    const char *rest = arguments + length;
    return *rest == ' ' || *rest == '\t' ? rest + strspn(rest, " \t") : NULL;
}

static void find_thread(struct lab *lab, struct machine *m, void *argument)
{
    struct telling *t = argument;
    (void)lab;
    t->failed = session_find_thread(m, t->argument) == NO_THREAD;
    t->number = !t->failed;
    if (t->failed)
        session_add_no_thread(m, t->argument, &t->out);
}

static void view_one_thread(struct session *s, const char *argument)
{
    struct telling t = {.session = s};
    char *name = arguments_one(argument);
    t.argument = name;
    if (!name) {
        arguments_refuse_form(s, "view");
        return;
    }
    lab_do(s->lab, find_thread, &t);
    if (t.failed)
        lines_say(s, LINE_ERROR, "", buffer_text(&t.out));
    else
        wishes_add(&s->wishes, SCREEN_ONLY, name);
    buffer_free(&t.out);
    free(name);
}

static void view_save(struct session *s, const char *name)
{
    char *file;
    if (session_may_write(s, name, &file))
        wishes_add(&s->wishes, SCREEN_SAVE, file);
    free(file);
}

void command_view(struct session *s, const char *arguments)
{
#define PANE_WORD(number, word, ...) #word,
    static const char *const panes[] = {PANES(PANE_WORD) "both", "none", NULL};
#undef PANE_WORD
    static const char *const switches[] = {"on", "off", NULL};
    static const char *const sizes[] = {"large", "normal", NULL};
    const char *rest;
    char *text = NULL;
    if (voice_view(s, arguments))
        return;
    if (is_among(arguments, panes))
        wishes_add(&s->wishes, SCREEN_PANES, arguments);
    else if (is_among(arguments, sizes))
        wishes_add(&s->wishes, SCREEN_LARGE, arguments);
    else if (strcmp(arguments, "all") == 0)
        wishes_add(&s->wishes, SCREEN_ONLY, "");
    else if ((rest = behind(arguments, "only")))
        view_one_thread(s, rest);
    else if ((rest = behind(arguments, "find")) && rest[0])
        wishes_add(&s->wishes, SCREEN_FIND, (text = arguments_one(rest)) ? text : rest);
    else if ((rest = behind(arguments, "mouse")) && is_among(rest, switches))
        wishes_add(&s->wishes, SCREEN_MOUSE, rest);
    else if ((rest = behind(arguments, "save")) && (text = arguments_file(rest)))
        view_save(s, text);
    else
        arguments_refuse_form(s, "view");
    free(text);
}

void command_cls(struct session *s, const char *arguments)
{
    if (!arguments_refuse(s, "cls", arguments))
        wishes_add(&s->wishes, SCREEN_CLEAR, "");
}

void command_theme(struct session *s, const char *arguments)
{
#define THEME_WORD(number, word, ...) #word,
    static const char *const themes[] = {THEMES(THEME_WORD) "mono", NULL};
#undef THEME_WORD
    if (is_among(arguments, themes))
        wishes_add(&s->wishes, SCREEN_THEME, arguments);
    else
        arguments_refuse_form(s, "theme");
}
