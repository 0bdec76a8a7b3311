/* voice_news.c - what spoken mode tells without being asked: what threads have come to, in a short
 * sentence each, where a screen would show it in its panes; and that something still goes on, where
 * nothing was said for long.
 *
 * It looks a few times a second while something goes on, and tells what has lasted from one look to
 * the next, or is left when all has come to rest: so threads that change without end say nothing.
 * See voice.h. */
#include "shell/voice.h"

#include "base/memory.h"
#include "core/drive.h"
#include "shell/session_inside.h"
#include "shell/session_words.h"
#include "watch/deadlock.h"
#include "watch/going.h"
#include "watch/objects.h"
#include "watch/rest.h"
#include "watch/words.h"

#include <stdlib.h>
#include <string.h>

enum {
    SOON_MS = 50,    /* between two looks, however much happens */
    LOOK_MS = 250,   /* between two looks while something goes on by itself */
    LASTS_MS = 300,  /* what is so for so long is told before all has come to rest */
    MOST_TOLD = 8,   /* sentences of one look; the others are counted */
    MOST_NAMES = 4,  /* names of who has come to the same */
    LEAST_ALIKE = 3, /* so many of whom the same is to be told are told in one sentence */
};

enum { IS_AT, HOLDS, PARTS };

void voice_forget(struct voice *v)
{
    struct voice_subjects *const all[] = {&v->threads, &v->objects};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        for (size_t k = 0; k < all[i]->count; k++)
            for (int part = 0; part < PARTS; part++) {
                free(all[i]->list[k].told[part]);
                free(all[i]->list[k].seen[part]);
            }
        all[i]->count = 0;
    }
    v->calm = false;
}

static struct voice_subject *subject(struct voice_subjects *s, size_t index)
{
    while (s->count <= index) {
        MEMORY_ROOM_FOR_ONE(s->list, s->count, s->capacity);
        s->list[s->count++] = (struct voice_subject){0};
    }
    return &s->list[index];
}

/* What is told of a thread, "alice", " sleeps", or of several. */
struct sentence {
    struct buffer names, says; /* the names of the first few, each ended by a newline */
    unsigned count;            /* of those of whom it is told */
};

struct news {
    struct session *session;
    struct lab *lab;
    const struct drive *d;
    int64_t now;
    bool rests, silent;
    bool open; /* something is not told yet, because it may not last */
    struct sentence *sentences;
    size_t sentence_count, sentence_capacity;
    struct buffer going; /* who still goes on, where that is to be told */
};

/* ---- What there would be to tell ------------------------------------------------------------- */

/* What it is at; "" where there is nothing to be said of it. */
static void add_state(const struct drive *d, uint32_t thread, struct buffer *out)
{
    static const char *const words[LOOK_COUNT] = {
        [LOOK_NEW] = "is not started", [LOOK_READY] = "is ready",
        [LOOK_RUNNING] = "runs",       [LOOK_SLEEPING] = "sleeps",
        [LOOK_WAITING] = "waits",      [LOOK_IO] = "does io",
        [LOOK_IDLE] = "is idle",       [LOOK_DONE] = "has ended",
        [LOOK_FAILED] = "has failed",  [LOOK_CANCELLED] = "was cancelled",
        [LOOK_KILLED] = "was killed",
    };
    enum thread_look look = session_thread_look(d, thread);
    /* That main waits for a command is what the prompt says. */
    if (thread == STATE_MAIN && look == LOOK_IDLE)
        return;
    if (look == LOOK_WAITING)
        machine_add_reason(&d->machine, thread, out);
    if (!out->length)
        buffer_puts(out, words[look]);
}

/* Whether the lab has told it already, as an error or a notice: how it ended, or that it is in a
 * deadlock. */
static bool is_told(const struct news *n, uint32_t thread)
{
    const struct machine *m = &n->d->machine;
    unsigned status = state_thread(m->state, thread)->status;
    if (status == THREAD_FAILED || status == THREAD_CANCELLED || status == THREAD_KILLED)
        return true;
    return alarms_told(&n->session->watcher.alarms, thread) && deadlock_in_ring(m, thread);
}

/* Timers and locks are left out: what they come to is told of their threads. */
static bool is_signal(const struct machine *m, uint32_t entity)
{
    enum kind_shown_how how = kind_rows[state_entity(m->state, entity)->kind].shown.how;
    return objects_shows(m, entity) &&
           (how == SHOWN_VALUE || how == SHOWN_VALUES || how == SHOWN_TEXT || how == SHOWN_ITEMS);
}

/* ---- Telling --------------------------------------------------------------------------------- */

static bool same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

static void put(char **where, const char *text)
{
    if (same(*where, text))
        return;
    free(*where);
    *where = memory_copy(text);
}

/* Whether what the subject is at now is to be told; keeps what there is. */
static bool is_due(struct news *n, struct voice_subject *s, const char *const parts[PARTS])
{
    bool changed = false, differs = false;
    for (int part = 0; part < PARTS; part++) {
        changed = changed || !same(s->seen[part], parts[part]);
        differs = differs || !same(s->told[part], parts[part]);
        put(&s->seen[part], parts[part]);
    }
    if (changed)
        s->since = n->now;
    bool lasts = n->rests || (!n->session->exact && n->now - s->since >= LASTS_MS);
    n->open = n->open || (differs && !lasts);
    return differs && lasts;
}

/* What can be told of several threads at once: one verb, and no locks of their own. */
static bool is_common(const char *says)
{
    return says[0] == ' ' && !strstr(says, ", and") && !strstr(says, "holds ");
}

static struct sentence *find_alike(struct news *n, const char *says)
{
    for (size_t i = 0; is_common(says) && i < n->sentence_count; i++)
        if (same(buffer_text(&n->sentences[i].says), says))
            return &n->sentences[i];
    return NULL;
}

static void tell(struct news *n, struct voice_subject *s, const char *const parts[PARTS],
                 const struct buffer *name, const struct buffer *says)
{
    for (int part = 0; part < PARTS; part++)
        put(&s->told[part], parts[part]);
    if (n->silent || !says->length)
        return;
    struct sentence *sentence = find_alike(n, buffer_text(says));
    if (!sentence) {
        MEMORY_ROOM_FOR_ONE(n->sentences, n->sentence_count, n->sentence_capacity);
        sentence = &n->sentences[n->sentence_count++];
        *sentence = (struct sentence){0};
        buffer_puts(&sentence->says, buffer_text(says));
    }
    if (sentence->count++ < MOST_NAMES)
        buffer_printf(&sentence->names, "%s\n", buffer_text(name));
}

/* What is told of it: " waits for m, held by alice, and holds n"; only what is new of it. */
static void add_says(const struct news *n, uint32_t thread, const struct voice_subject *s,
                     const char *const parts[PARTS], struct buffer *out)
{
    bool first = !s->told[IS_AT];
    bool is_at = !same(s->told[IS_AT], parts[IS_AT]) && (parts[IS_AT][0] || !first);
    bool holds = !same(s->told[HOLDS], parts[HOLDS]) && (parts[HOLDS][0] || !first);
    bool ended = state_thread(n->d->machine.state, thread)->status >= THREAD_DONE;
    if (is_told(n, thread))
        return;
    holds = holds && (!ended || parts[HOLDS][0]);
    if (!is_at && !holds)
        return;
    if (is_at && parts[IS_AT][0])
        buffer_printf(out, " %s%s", parts[IS_AT], holds ? ", and" : "");
    else if (is_at && !holds)
        buffer_puts(out, " goes on");
    if (holds)
        buffer_printf(out, " %sholds %s", ended ? "still " : "",
                      parts[HOLDS][0] ? parts[HOLDS] : "nothing");
}

/* " waits for e", of several: " wait for e". */
static void add_plural(const char *says, struct buffer *out)
{
    static const struct {
        const char *one, *several;
    } verbs[] = {{" is ", " are "},
                 {" has ", " have "},
                 {" was ", " were "},
                 {" does ", " do "},
                 {" goes ", " go "}};
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        size_t length = strlen(verbs[i].one);
        if (strncmp(says, verbs[i].one, length) == 0) {
            buffer_printf(out, "%s%s", verbs[i].several, says + length);
            return;
        }
    }
    size_t verb = 1 + strcspn(says + 1, " "); /* "sleeps" */
    buffer_add(out, says, verb - (says[verb - 1] == 's'));
    buffer_puts(out, says + verb);
}

/* "alice", "alice, bob and carol", "alice, bob, carol, dave and 7 more" */
static void add_names(const struct sentence *s, struct buffer *out)
{
    const char *name = buffer_text(&s->names);
    for (unsigned i = 0; *name; i++) {
        size_t length = strcspn(name, "\n");
        buffer_puts(out, i == 0 ? "" : i + 1 == s->count ? " and " : ", ");
        buffer_add(out, name, length);
        name += length + 1;
    }
    if (s->count > MOST_NAMES)
        buffer_printf(out, " and %u more", s->count - MOST_NAMES);
}

static void add_sentence(const struct sentence *s, struct buffer *out)
{
    const char *says = buffer_text(&s->says), *name = buffer_text(&s->names);
    if (s->count >= LEAST_ALIKE) {
        add_names(s, out);
        add_plural(says, out);
        buffer_putc(out, '\n');
        return;
    }
    for (; *name; name += strcspn(name, "\n") + 1)
        buffer_printf(out, "%.*s%s\n", (int)strcspn(name, "\n"), name, says);
}

static void look_at_thread(struct news *n, uint32_t thread)
{
    struct voice_subject *s = subject(&n->session->voice.threads, thread);
    struct buffer state = {0}, held = {0}, name = {0}, says = {0};
    const struct machine *m = &n->d->machine;
    if (state_thread(m->state, thread)->status == THREAD_FREE) {
        for (int part = 0; part < PARTS; part++) {
            free(s->told[part]);
            free(s->seen[part]);
        }
        *s = (struct voice_subject){0};
        return;
    }
    add_state(n->d, thread, &state);
    if (state_thread(m->state, thread)->held)
        words_add_held(m, thread, &held);
    const char *const parts[PARTS] = {buffer_text(&state), buffer_text(&held)};
    if (is_due(n, s, parts)) {
        machine_add_thread_name(m, thread, &name);
        add_says(n, thread, s, parts, &says);
        tell(n, s, parts, &name, &says);
    }
    buffer_free(&state);
    buffer_free(&held);
    buffer_free(&name);
    buffer_free(&says);
}

static void look_at_object(struct news *n, uint32_t entity)
{
    struct voice_subject *s = subject(&n->session->voice.objects, entity);
    static const struct buffer no_name;
    struct buffer value = {0}, sentence = {0};
    const struct machine *m = &n->d->machine;
    if (is_signal(m, entity)) {
        machine_add_entity_name(m, entity, &sentence);
        buffer_puts(&sentence, ": ");
        objects_add_value(n->d, entity, &value);
        buffer_puts(&sentence, buffer_text(&value));
    }
    /* With its name, for the place of one that was dropped is taken again. */
    const char *const parts[PARTS] = {buffer_text(&sentence), ""};
    if (is_due(n, s, parts))
        tell(n, s, parts, &no_name, &sentence);
    buffer_free(&value);
    buffer_free(&sentence);
}

static void look(struct lab *lab, struct machine *m, void *news)
{
    struct news *n = news;
    n->lab = lab;
    n->d = lab_drive(lab);
    n->rests = session_handed_all(n->session) && !rest_goes_on(n->d);
    for (uint32_t i = 0; i < m->state->thread_count; i++)
        look_at_thread(n, i);
    for (uint32_t i = 0; n->session->voice.level == VOICE_VERBOSE && i < m->state->entity_count;
         i++)
        look_at_object(n, i);
    if (!n->rests && silence_is_long(&n->session->voice.silence))
        going_add(n->d, &n->going);
}

/* All that there is to be told, as lines; gives up the sentences. */
static void add_news(struct news *n, struct buffer *out)
{
    unsigned told = 0, more = 0;
    for (size_t i = 0; i < n->sentence_count; i++) {
        struct sentence *s = &n->sentences[i];
        if (told < MOST_TOLD)
            add_sentence(s, out);
        else
            more += s->count;
        told += s->count < LEAST_ALIKE ? s->count : 1;
        buffer_free(&s->names);
        buffer_free(&s->says);
    }
    free(n->sentences);
    if (more)
        buffer_printf(out, "and %u more have changed; `threads` tells how all stand\n", more);
    if (out->length)
        buffer_cut(out, out->length - 1);
}

static void break_silence(struct news *n)
{
    if (!n->going.length)
        return;
    lines_say(n->session, LINE_NOTICE, "", buffer_text(&n->going));
    silence_end(&n->session->voice.silence);
}

void voice_look(struct session *s)
{
    struct voice *v = &s->voice;
    if (!v->speaks || s->over)
        return;
    struct news n = {.session = s, .now = v->clock()};
    if (n.now - v->looked < SOON_MS && !s->exact && !v->calm)
        return;
    n.silent = v->level == VOICE_QUIET || s->lines.muted;
    if (v->beginning != s->beginnings)
        voice_forget(v);
    v->beginning = s->beginnings;
    v->looked = n.now;
    awaiting_look_if_settled(s);
    struct buffer out = {0};
    lab_do(s->lab, look, &n);
    add_news(&n, &out);
    if (out.length)
        lines_say(s, LINE_NOTICE, "", buffer_text(&out));
    else
        break_silence(&n);
    v->goes_on = !n.rests;
    v->calm = n.rests && !n.open;
    buffer_free(&out);
    buffer_free(&n.going);
}

int voice_timeout(const struct session *s)
{
    const struct voice *v = &s->voice;
    if (!v->speaks || v->calm)
        return -1;
    int64_t left = v->looked + (v->goes_on ? LOOK_MS : SOON_MS) - v->clock();
    return left < 0 ? 0 : (int)left;
}
