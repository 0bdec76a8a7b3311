/* session_feed.c - what was typed or loaded is handed over, one command after the other.
 *
 * The next command is handed over when the last has ended or its thread waits, sleeps or does I/O,
 * at the latest after HAND_OVER_MS. Whoever was waited for in vain is not waited for again: further
 * commands for the same thread stand in its own queue. The lab's own commands are run at once when
 * their turn comes, by the roof (session.c). */
#include "shell/session_feed.h"

#include "base/memory.h"
#include "base/monotonic.h"
#include "core/limits.h"
#include "core/waiting.h"
#include "lang/commands.h"
#include "lang/compiler.h"
#include "lang/foreign.h"
#include "lang/names.h"
#include "lang/parser.h"
#include "lang/setting.h"
#include "watch/deadlock.h"
#include "shell/hand_over.h"
#include "shell/session_inside.h"
#include "shell/session_words.h"
#include "watch/words.h"

#include <stdlib.h>
#include <string.h>

/* ---- The queue ------------------------------------------------------------------------------- */

static void release_input(struct input *input)
{
    if (--input->users > 0)
        return;
    tree_free(input->tree);
    free(input->text);
    free(input->name);
    free(input);
}

void feed_put(struct session *s, struct input *input)
{
    for (const struct node *n = tree_root(input->tree)->block.first; n; n = n->next) {
        MEMORY_ROOM_FOR_ONE(s->feed.queue, s->feed.count, s->feed.capacity);
        s->feed.queue[s->feed.count++] = (struct pending){input, n};
        input->users++;
    }
    release_input(input);
}

bool session_command_acts(const struct pending *p)
{
    return p->node->kind != NODE_LAB || !command_find(p->node->lab.word)->looks;
}

bool session_acts(const struct session *s, size_t first)
{
    for (size_t i = first; i < s->feed.count; i++)
        if (session_command_acts(&s->feed.queue[i]))
            return true;
    return false;
}

bool session_handed_all(const struct session *s)
{
    return s->feed.first == s->feed.count && s->feed.settled;
}

size_t session_drop_queue(struct session *s)
{
    size_t dropped = s->feed.count - s->feed.first;
    while (s->feed.first < s->feed.count)
        release_input(s->feed.queue[s->feed.first++].input);
    s->feed.first = s->feed.count = 0;
    return dropped;
}

/* ---- Handing over ---------------------------------------------------------------------------- */

struct handing {
    struct session *session;
    struct pending pending;
    struct addressee to;
    uint32_t unit;
    struct diagnostics found;
    struct buffer errors, notices; /* lines */
    struct buffer joins;           /* for the journal: what waits until they have done it */
    size_t given;                  /* to so many threads */
    struct awaited last;           /* of these the last, and which of its orders it is */
    bool main_waits;               /* main cannot go on, and did not get it */
};

static void await_thread(struct session *s, const struct machine *m, uint32_t thread)
{
    MEMORY_ROOM_FOR_ONE(s->feed.awaited, s->feed.awaited_count, s->feed.awaited_capacity);
    s->feed.awaited[s->feed.awaited_count++] =
        (struct awaited){thread, state_thread(m->state, thread)->orders_given};
}

/* Whether the command would end the wait: unlock m, set go, ... of what the thread waits for. */
static bool would_help(const struct machine *m, const struct node *command, struct readiness r)
{
    if (command->kind != NODE_OPERATION || !command->operation.name || !r.object)
        return false;
    if (!word_get(command->operation.word)->frees)
        return false;
    const char *name = compile_name_text(command->operation.name);
    const struct entity *e = state_entity(m->state, handle_index(r.object));
    return name && strcmp(name, name_bytes(m->program->texts, e->name)) == 0;
}

/* Who could end the wait instead. */
static void add_help(struct handing *h, const struct machine *m, uint32_t thread,
                     struct readiness r)
{
    uint32_t holder;
    if (machine_holders(m, handle_index(r.object), &holder, 1) == 0) {
        buffer_puts(&h->notices, ". Or let another thread do it");
    } else if (holder != thread) {
        buffer_puts(&h->notices, ". Only ");
        machine_add_thread_name(m, holder, &h->notices);
        buffer_puts(&h->notices, " can release it");
    }
}

/* Whether somebody may not know that a command for main stands behind a wait: not a lesson, and not
 * a user who wrote it in one input behind the command that waits. */
static bool comes_unaware(const struct handing *h)
{
    const struct input *input = h->pending.input;
    return !input->lesson && tree_root(input->tree)->block.first == h->pending.node;
}

/* Points out that a command queues behind a wait, before it is given. */
static void notice_queue(struct handing *h, const struct machine *m, uint32_t thread)
{
    struct session *s = h->session;
    struct readiness r = step_readiness(m, thread);
    const struct thread *t = state_thread(m->state, thread);
    bool queues = readiness_waits(&r), for_main = thread == STATE_MAIN;
    bool helps = queues && would_help(m, h->to.command, r);
    if (for_main && !queues)
        s->feed.told_queued = false;
    if (t->status == THREAD_NEW) {
        machine_add_thread_name(m, thread, &h->notices);
        buffer_puts(&h->notices, " has not been started: the order waits until you type: start ");
        words_add_typed_name(m, thread, &h->notices);
        buffer_putc(&h->notices, '\n');
    } else if (helps || (queues && for_main && !s->feed.told_queued && comes_unaware(h))) {
        machine_add_thread_name(m, thread, &h->notices);
        buffer_putc(&h->notices, ' ');
        machine_add_reason(m, thread, &h->notices);
        buffer_puts(&h->notices, ", and this command stands in line behind that; ");
        words_add_ender(m, thread, &h->notices);
        buffer_puts(&h->notices, " ends the wait and drops what stands behind it");
        if (helps)
            add_help(h, m, thread, r);
        buffer_putc(&h->notices, '\n');
        s->feed.told_queued = s->feed.told_queued || for_main;
    }
}

static void give(struct handing *h, struct lab *lab, struct machine *m, uint32_t thread)
{
    struct buffer why = {0};
    const struct thread *t = state_thread(m->state, thread);
    if (thread == STATE_MAIN && !(t->flags & FLAG_PUPPET) && t->status == THREAD_RUNNING) {
        buffer_printf(&h->errors, "main runs %s, as a script does, and takes no commands; %s\n",
                      h->session->loaded.title, circumstances_way_out(&h->session->circumstances));
        return;
    }
    notice_queue(h, m, thread);
    if (lab_order(lab, thread, h->unit, &why)) {
        await_thread(h->session, m, thread);
        h->last = h->session->feed.awaited[h->session->feed.awaited_count - 1];
        h->given++;
        if (thread != STATE_MAIN && state_thread(m->state, thread)->status != THREAD_NEW) {
            buffer_puts(&h->joins, h->joins.length ? "; join " : "join ");
            words_add_typed_name(m, thread, &h->joins);
            buffer_puts(&h->joins, HAND_OVER_IN_SCRIPTS);
        }
    } else {
        struct failure failure = failure_read(m->program, m->error);
        if (failure.code == FAILURE_MEMORY)
            watcher_add_failure(m, &failure, &h->errors);
        else
            buffer_puts(&h->errors, buffer_text(&why));
        if (thread == STATE_MAIN && m->state->main_done)
            buffer_printf(&h->errors, "; %s", circumstances_way_out(&h->session->circumstances));
        buffer_putc(&h->errors, '\n');
    }
    buffer_free(&why);
}

/* The value of main's private variable of this name, as a text; NULL if it has none. */
static const char *main_text(const struct machine *m, const char *name)
{
    const struct thread *t = state_thread(m->state, STATE_MAIN);
    struct texts *texts = m->program->texts;
    uint32_t wanted = name_intern(texts, name, strlen(name));
    for (uint32_t slot = 0; slot < m->program->private_count && slot < t->bottom_slots; slot++) {
        if (!wanted || m->program->privates[slot] != wanted)
            continue;
        struct value v = state_stack(m->state, STATE_MAIN)[slot];
        return v.kind == VALUE_TEXT ? text_bytes(texts, (uint32_t)v.number) : NULL;
    }
    return NULL;
}

static void give_named(struct handing *h, struct lab *lab, struct machine *m)
{
    for (const struct node *n = h->to.names; n; n = n->next) {
        const char *name = compile_name_text(n);
        const char *meant = n->name.bare ? main_text(m, name) : NULL;
        uint32_t thread = session_find_thread(m, meant ? meant : name);
        if (thread != NO_THREAD) {
            give(h, lab, m, thread);
            continue;
        }
        session_add_no_thread(m, meant ? meant : name, &h->errors);
        buffer_putc(&h->errors, '\n');
    }
}

static void give_all(struct handing *h, struct lab *lab, struct machine *m)
{
    uint32_t threads = m->state->thread_count;
    for (uint32_t i = 1; i < threads; i++) {
        const struct thread *t = state_thread(m->state, i);
        if ((t->flags & FLAG_PUPPET) && (t->status == THREAD_RUNNING || t->status == THREAD_IDLE))
            give(h, lab, m, i);
    }
    if (!h->given && !h->errors.length)
        buffer_puts(&h->errors, "nobody takes orders: a thread spawned without a body does, as in: "
                                "spawn alice\n");
}

/* `spawn t f` for `spawn t f()`: before t is made. */
static bool names_function(struct handing *h, const struct machine *m)
{
    const struct node *command = h->to.command;
    const struct node *n = command->kind == NODE_SPAWN ? command->spawn.names : NULL;
    for (; n; n = n->next) {
        const char *name = compile_name_text(n);
        uint32_t known = name ? name_intern(m->program->texts, name, strlen(name)) : 0;
        uint32_t bound = known ? state_lookup(m->state, known) : 0;
        if (!bound || state_entity(m->state, handle_index(bound))->kind != ENTITY_FUNCTION)
            continue;
        diagnostics_add(&h->found, DIAGNOSTIC_ERROR, n->begin, n->end,
                        "%s is a function: a thread that runs it is made with parentheses, as in: "
                        "spawn t %s()",
                        name, name);
        return true;
    }
    return false;
}

/* What is said of the command stands before what happens because of it. */
static void send_lines(struct session *s, enum line_kind kind, struct buffer *lines)
{
    if (lines->length)
        watcher_send(&s->watcher, kind, "", lines->bytes, lines->length - 1, 0);
}

/* Whether a script's main would not have come to the next command yet. A join with a time limit is
 * what keeps orders apart in a saved script. */
static bool main_is_at_it(const struct machine *m)
{
    struct readiness r = step_readiness(m, STATE_MAIN);
    return state_thread(m->state, STATE_MAIN)->status == THREAD_RUNNING && r.kind != READY &&
           !(r.kind == WAITS_FOR_THREAD && r.deadline != NO_DEADLINE);
}

static void hand_over(struct lab *lab, struct machine *m, void *argument)
{
    struct handing *h = argument;
    struct input *input = h->pending.input;
    h->session->watcher.notices = 0;
    if (names_function(h, m))
        return;
    if (!input->source) {
        input->source = program_add_source(m->program,
                                           input->lesson ? LESSON_SOURCE
                                           : input->name ? input->name
                                                         : "prompt",
                                           input->text, strlen(input->text));
        m->program->sources[input->source].guest = input->guest;
    }
    h->unit = compile_order(m->program, input->source, h->to.command, &h->found);
    if (!h->unit)
        return;
    h->session->feed.awaited_count = 0;
    h->main_waits = h->to.kind != ADDRESSEE_MAIN && main_is_at_it(m);
    if (h->to.kind == ADDRESSEE_NAMED)
        give_named(h, lab, m);
    else if (h->to.kind == ADDRESSEE_ALL)
        give_all(h, lab, m);
    else
        give(h, lab, m, STATE_MAIN);
    send_lines(h->session, LINE_NOTICE, &h->notices);
    send_lines(h->session, LINE_ERROR, &h->errors);
    awaiting_look(lab, m, h->session);
    awaiting_settle_gate(lab, m, h->session);
}

/* ---- What beginners should be told of a command ---------------------------------------------- */

static void notice_unstarted(struct session *s, const struct node *n)
{
    const struct node *name = NULL;
    const char *what = "thread";
    if (n->kind == NODE_SPAWN && !n->spawn.started)
        name = n->spawn.names;
    if (n->kind == NODE_OBJECTS && n->objects.made == WORD_TIMER) {
        name = n->objects.objects->object.name;
        what = "timer";
    }
    const char *text = name ? compile_name_text(name) : NULL;
    if (!text || s->feed.told_unstarted)
        return;
    s->feed.told_unstarted = true;
    struct buffer typed = {0};
    name_add_typed(text, &typed);
    lines_tell(s, LINE_NOTICE, "the %s is made, but does nothing before it is started: start %s",
               what, buffer_text(&typed));
    buffer_free(&typed);
}

static void keep_for_script(struct session *s, struct handing *h)
{
    struct journal_entry *e =
        journal_add(&s->journal, h->pending.input->text, h->pending.node, h->unit);
    if (!e)
        return;
    if (h->given == 1)
        e->given = h->last;
    e->joins = h->joins.length ? buffer_take(&h->joins) : NULL;
    e->main_waited = h->main_waits;
}

void session_hand_over(struct session *s, const struct pending *p)
{
    struct handing h = {.session = s, .pending = *p, .to = compile_addressee(p->node)};
    uint32_t before = s->feed.awaited_count == 1 ? s->feed.awaited[0].thread : NO_THREAD;
    bool in_vain = !s->feed.settled; /* its time is over */
    lab_do(s->lab, hand_over, &h);
    if (!h.unit) {
        struct source source = {p->input->name, p->input->text, strlen(p->input->text)};
        lines_tell_diagnostics(s, &source, &h.found);
    }
    diagnostics_free(&h.found);
    bool failed = !h.unit || h.errors.length;
    buffer_free(&h.notices);
    buffer_free(&h.errors);
    if (!failed || h.given)
        keep_for_script(s, &h);
    if (h.given)
        s->feed.settled = s->feed.awaited_count == 0 && !s->feed.awaits_steps;
    if (h.given && !(in_vain && h.given == 1 && h.last.thread == before))
        s->feed.handed = monotonic_milliseconds();
    buffer_free(&h.joins);
    if (h.given && !p->input->lesson)
        notice_unstarted(s, p->node);
}

/* A loaded script's, or a lesson's. */
static void show_command(struct session *s, const struct pending *p)
{
    if (!p->input->shows)
        return;
    size_t length = p->node->end - p->node->begin;
    char *text = memory_copy_bytes(p->input->text + p->node->begin, length);
    lines_say(s, LINE_TYPED, "", text);
    free(text);
}

bool session_is_due(struct session *s)
{
    if (s->feed.first == s->feed.count || s->circumstances.explores)
        return false;
    return s->feed.settled || (!s->exact && hand_over_left(s->feed.handed) == 0);
}

struct pending session_next_pending(struct session *s)
{
    struct pending p = s->feed.queue[s->feed.first++];
    if (s->feed.first == s->feed.count)
        s->feed.first = s->feed.count = 0;
    show_command(s, &p);
    return p;
}

void session_handed(struct session *s, struct pending *p)
{
    release_input(p->input);
    awaiting_look_if_settled(s);
}
