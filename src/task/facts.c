/* facts.c - what a check can ask that no expression of the language tells: what was printed and
 * done since the task was set, and some things about threads and objects. See check_inside.h.
 *
 * A fact is a number that is kept up to date as the lab's events are heard. It is about the thread
 * that bears its names: when another thread comes to bear one, it begins anew. */
#include "task/check_inside.h"

#include "base/memory.h"
#include "core/waiting.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_CHANGES = 100000 };

static const struct fact_tally nothing_known = {.begun = {-1, -1}};

/* ---- Their forms ----------------------------------------------------------------------------- */

static const struct {
    const char *word, *form;
    bool deed;            /* begins with the word of a deed */
    unsigned least, most; /* arguments */
} forms[] = {
    [FACT_PRINTED] = {"printed",
                      "printed(\"TEXT\"), printed(\"TEXT\", THREAD) or printed(\"TEXT\", "
                      "THREAD, CONDITION)",
                      false, 1, 3},
    [FACT_DID] = {"did", "did(\"WORD\", THREAD) or did(\"WORD\", THREAD, OBJECT)", true, 1, 3},
    [FACT_TIMES] = {"times", "times(\"WORD\", THREAD) or times(\"WORD\", THREAD, OBJECT)", true, 1,
                    3},
    [FACT_DOERS] = {"doers", "doers(\"WORD\") or doers(\"WORD\", OBJECT)", true, 1, 2},
    [FACT_SLEPT] = {"slept", "slept(THREAD) or slept(THREAD, THREAD)", false, 1, 2},
    [FACT_WORKED] = {"worked", "worked(THREAD) or worked(any)", false, 1, 1},
    [FACT_WAITS] = {"waits", "waits(THREAD, OBJECT)", false, 2, 2},
    [FACT_KIND] = {"kind", "kind(NAME)", false, 1, 1},
    [FACT_DELAY] = {"delay", "delay(TIMER)", false, 1, 1},
    [FACT_OWN] = {"own", "own(VARIABLE, THREAD)", false, 2, 2},
};

enum { FACT_KINDS = sizeof forms / sizeof *forms, MOST_CODES = 5 };

bool fact_find(const char *word, enum fact_kind *kind)
{
    for (int i = 0; i < FACT_KINDS; i++)
        if (strcmp(forms[i].word, word) == 0) {
            *kind = (enum fact_kind)i;
            return true;
        }
    return false;
}

const char *fact_form(enum fact_kind kind)
{
    return forms[kind].form;
}

void fact_names(struct nearest *n)
{
    for (int i = 0; i < FACT_KINDS; i++)
        nearest_offer(n, forms[i].word);
}

/* ---- Deeds ----------------------------------------------------------------------------------- */

/* The words are those of the language; `read` and `write` are of variables. */
struct deed_row {
    const char *word;
    enum program_opcode codes[MOST_CODES]; /* OP_CONSTANT, which is no step, where there is none */
    int operand;                           /* of OP_MODIFY and OP_DAEMON; -1: any */
    bool fires;                            /* a timer goes off by itself; else it is started */
};

static const struct deed_row deeds[] = {
    {"join", {OP_JOIN, OP_JOIN_ALL}, -1, false},
    {"lock", {OP_ACQUIRE, OP_RDLOCK, OP_WRLOCK}, -1, false},
    {"acquire", {OP_ACQUIRE, OP_RDLOCK, OP_WRLOCK}, -1, false},
    {"rdlock", {OP_RDLOCK}, -1, false},
    {"wrlock", {OP_WRLOCK}, -1, false},
    {"unlock", {OP_RELEASE}, -1, false},
    {"release", {OP_RELEASE}, -1, false},
    {"wait", {OP_WAIT}, -1, false},
    {"set", {OP_SET}, -1, false},
    {"clear", {OP_CLEAR}, -1, false},
    {"notify", {OP_NOTIFY, OP_BROADCAST}, -1, false},
    {"broadcast", {OP_BROADCAST}, -1, false},
    {"abort", {OP_ABORT}, -1, false},
    {"reset", {OP_RESET}, -1, false},
    {"put", {OP_PUT}, -1, false},
    {"get", {OP_GET}, -1, false},
    {"peek", {OP_PEEK}, -1, false},
    {"send", {OP_SEND}, -1, false},
    {"receive", {OP_RECEIVE}, -1, false},
    {"close", {OP_CLOSE}, -1, false},
    {"await", {OP_AWAIT}, -1, false},
    {"resolve", {OP_RESOLVE}, -1, false},
    {"futex", {OP_FUTEX_WAIT, OP_FUTEX_WAKE}, -1, false},
    {"start", {OP_START, OP_SPAWN}, -1, false},
    {"fire", {OP_START}, -1, true},
    {"spawn", {OP_SPAWN}, -1, false},
    {"cancel", {OP_CANCEL}, -1, false},
    {"kill", {OP_KILL}, -1, false},
    {"daemon", {OP_DAEMON}, 1, false},
    {"rename", {OP_RENAME}, -1, false},
    {"yield", {OP_YIELD}, -1, false},
    {"sleep", {OP_SLEEP}, -1, false},
    {"work", {OP_WORK}, -1, false},
    {"io", {OP_IO}, -1, false},
    {"print", {OP_PRINT}, -1, false},
    {"log", {OP_LOG}, -1, false},
    {"ask", {OP_ASK}, -1, false},
    {"fetch", {OP_FETCH}, -1, false},
    {"cas", {OP_MODIFY}, MODIFY_CAS, false},
    {"add", {OP_MODIFY}, MODIFY_ADD, false},
    {"swap", {OP_MODIFY}, MODIFY_SWAP, false},
    {"compare", {OP_MODIFY}, MODIFY_COMPARE, false},
    {"band", {OP_MODIFY}, MODIFY_BAND, false},
    {"bor", {OP_MODIFY}, MODIFY_BOR, false},
    {"bxor", {OP_MODIFY}, MODIFY_BXOR, false},
    {"read", {OP_NAME_LOAD, OP_COMPOUND_READ, OP_INDEX_LOAD, OP_INDEX_COMPOUND_READ}, -1, false},
    {"write",
     {OP_NAME_STORE, OP_COMPOUND_WRITE, OP_INDEX_STORE, OP_INDEX_COMPOUND_WRITE, OP_MODIFY},
     -1,
     false},
};

static const struct deed_row *find_deed(const char *word)
{
    for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++)
        if (strcmp(deeds[i].word, word) == 0)
            return &deeds[i];
    return NULL;
}

/* ---- Reading one ----------------------------------------------------------------------------- */

static bool is_letter(char c)
{
    return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* A name with `-` in it, Thread-1, which an expression takes for a difference. */
static char *name_with_hyphens(const struct node *node, const struct source *source)
{
    const char *text = source->text + node->begin;
    size_t length = node->end - node->begin;
    for (size_t i = 0; i < length; i++)
        if (!is_letter(text[i]) && text[i] != '-' && text[i] != '_')
            return NULL;
    return memory_copy_bytes(text, length);
}

/* A bare name, NAME[3], or a name in quotes; `any` is nobody in particular. */
static bool read_name(struct fact_name *name, const struct node *node, const struct source *source)
{
    switch (node->kind) {
    case NODE_BINARY:
        name->text =
            node->binary.does == OPERATOR_SUBTRACT ? name_with_hyphens(node, source) : NULL;
        return name->text;
    case NODE_VARIABLE:
    case NODE_TEXT:
        if (!node->text[0])
            return false;
        if (node->kind == NODE_TEXT || strcmp(node->text, "any") != 0)
            name->text = memory_copy(node->text);
        return true;
    case NODE_ELEMENT:
        if (node->element.index->kind != NODE_INTEGER || node->element.index->integer < 0 ||
            node->element.index->integer > INT32_MAX)
            return false;
        name->text = memory_copy(node->element.name);
        name->element = handle_of((uint32_t)node->element.index->integer);
        return true;
    default:
        return false;
    }
}

/* printed("TEXT", THREAD, CONDITION), where the thread may be left out. */
static bool read_rest_of_printed(struct fact *f, const struct node *at, const struct source *source,
                                 const struct node **when)
{
    if (at && read_name(&f->who, at, source))
        at = at->next;
    *when = at;
    return !at || !at->next;
}

static bool read_names(struct fact *f, const struct node *at, const struct source *source)
{
    struct fact_name *first =
        f->kind == FACT_DOERS || f->kind == FACT_OWN || f->kind == FACT_KIND ? &f->what : &f->who;
    struct fact_name *second = first == &f->who ? &f->what : &f->who;
    bool good = !at || read_name(first, at, source);
    at = at ? at->next : NULL;
    return good && (!at || read_name(second, at, source));
}

const char *fact_read(struct fact *f, const struct node *call, const struct source *source,
                      const struct node **when)
{
    const struct node *at = call->call.arguments;
    unsigned count = 0;
    *when = NULL;
    f->call = call;
    f->tally = nothing_known;
    for (const struct node *n = at; n; n = n->next)
        count++;
    if (count < forms[f->kind].least || count > forms[f->kind].most)
        return "this is not how it is written";
    if (f->kind == FACT_PRINTED || forms[f->kind].deed) {
        if (at->kind != NODE_TEXT || !at->text[0])
            return f->kind == FACT_PRINTED
                       ? "'printed' takes a text first, with nothing computed in it"
                       : "here a word stands first, in quotes";
        f->text = memory_copy(at->text);
        at = at->next;
    }
    if (forms[f->kind].deed && !(f->deed = find_deed(f->text)))
        return "this word is none of those that a check knows";
    bool good = f->kind == FACT_PRINTED ? read_rest_of_printed(f, at, source, when)
                                        : read_names(f, at, source);
    return good ? NULL : "a name stands here, or 'any'";
}

void fact_free(struct fact *f)
{
    free(f->text);
    free(f->who.text);
    free(f->what.text);
    free(f->when_text);
    free(f->doers);
    check_free(f->when);
}

/* ---- Names ----------------------------------------------------------------------------------- */

uint32_t fact_entity(const struct machine *m, const struct fact_name *name)
{
    uint32_t bound = name->text ? state_lookup(m->state, name->name) : 0;
    if (!bound || !name->element)
        return bound;
    const struct entity *e = state_entity(m->state, handle_index(bound));
    if (e->kind != ENTITY_OBJECT_ARRAY)
        return bound;
    return name->element <= e->initial ? e->link + name->element : 0;
}

uint32_t fact_thread(const struct machine *m, const struct fact_name *name)
{
    uint32_t bound = fact_entity(m, name);
    if (!bound)
        return NOBODY;
    const struct entity *e = state_entity(m->state, handle_index(bound));
    return e->kind == ENTITY_THREAD || e->kind == ENTITY_TIMER ? e->link : NOBODY;
}

/* Who bears the name: 1 + the thread's number; 0 where it is no thread's. */
static uint32_t bearer(const struct machine *m, const struct fact_name *name)
{
    uint32_t thread = fact_thread(m, name);
    return thread == NOBODY ? 0 : handle_of(state_thread(m->state, thread)->number);
}

/* Whether another thread bears the name (0: `who`, 1: `what`) than when the fact last changed. */
static bool has_passed_on(const struct fact *f, int name, const struct machine *m)
{
    uint32_t was = f->tally.bearers[name];
    return was && was != bearer(m, name ? &f->what : &f->who);
}

static void settle_bearers(struct fact *f, const struct machine *m)
{
    for (int name = 0; name < 2; name++) {
        if (has_passed_on(f, name, m)) {
            f->tally.count = 0;
            f->tally.begun[name] = -1;
        }
        f->tally.bearers[name] = bearer(m, name ? &f->what : &f->who);
    }
}

static bool is_by(const struct fact_name *who, const struct machine *m, uint32_t thread)
{
    return !who->text || fact_thread(m, who) == thread;
}

/* ---- Hearing --------------------------------------------------------------------------------- */

/* Of a fact of which this was known until now. */
static void keep_change(struct check *c, size_t index, const struct fact_tally *before)
{
    struct fact_change change = {
        .position = c->position, .fact = index, .before = *before, .after = c->facts[index].tally};
    c->change_count = c->changes_done;
    if (c->change_count == MOST_CHANGES) { /* so far back nobody goes */
        memmove(c->changes, c->changes + MOST_CHANGES / 2, MOST_CHANGES / 2 * sizeof *c->changes);
        c->change_count = MOST_CHANGES / 2;
    }
    MEMORY_ROOM_FOR_ONE(c->changes, c->change_count, c->change_capacity);
    c->changes[c->change_count++] = change;
    c->changes_done = c->change_count;
}

static bool same_letters(const char *a, const char *b, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (tolower((unsigned char)a[i]) != tolower((unsigned char)b[i]))
            return false;
    return true;
}

/* Whether the words stand in the line, as whole words; great and small letters are alike. */
static bool says(const char *line, size_t length, const char *words)
{
    size_t wanted = strlen(words);
    for (size_t at = 0; at + wanted <= length; at++) {
        bool begins = at == 0 || !is_letter(line[at - 1]) || !is_letter(words[0]);
        bool ends =
            at + wanted == length || !is_letter(line[at + wanted]) || !is_letter(words[wanted - 1]);
        if (begins && ends && same_letters(line + at, words, wanted))
            return true;
    }
    return false;
}

static void hear_line(struct check *c, size_t index, const struct machine *m, const struct event *e)
{
    struct fact *f = &c->facts[index];
    if (f->kind != FACT_PRINTED || !is_by(&f->who, m, e->thread) ||
        !says(e->text, e->length, f->text))
        return;
    struct fact_tally before = f->tally;
    settle_bearers(f, m);
    f->tally.count += !f->when || check_holds(f->when, m, 0);
    keep_change(c, index, &before);
}

/* Whether the step has come to what the word says: a lock that was not had is not locked. */
static bool succeeded(const struct machine *m, const struct event *e)
{
    bool goes_on = e->op == OP_WORK && state_thread(m->state, e->thread)->flags & FLAG_WORKING;
    return e->outcome != OUTCOME_REFUSED && e->outcome != OUTCOME_IN_VAIN && !goes_on;
}

static bool is_deed(const struct deed_row *deed, const struct machine *m, const struct event *e)
{
    const struct instruction *i = &m->program->code[e->pc];
    bool found = false;
    for (size_t k = 0; k < MOST_CODES; k++)
        found |= deed->codes[k] != OP_CONSTANT && deed->codes[k] == e->op;
    return found && deed->fires == (e->outcome == OUTCOME_FIRED) &&
           (deed->operand < 0 || e->op != i->op || deed->operand == (int)(i->a >> OPERAND_SHIFT));
}

/* `join all but daemons` does not join those. */
static bool has_ended(const struct machine *m, uint32_t thread)
{
    return thread != NOBODY && (state_thread(m->state, thread)->status >= THREAD_DONE ||
                                state_thread(m->state, thread)->status == THREAD_IDLE);
}

static bool is_about(const struct fact_name *what, const struct machine *m, const struct event *e)
{
    if (!what->text)
        return true;
    if (e->op == OP_JOIN_ALL)
        return has_ended(m, fact_thread(m, what));
    return e->name == what->name && (!what->element || what->element == e->element);
}

static void add_doer(struct fact *f, uint32_t number)
{
    size_t count = (size_t)f->tally.count;
    for (size_t i = 0; i < count; i++)
        if (f->doers[i] == number)
            return;
    MEMORY_ROOM_FOR_ONE(f->doers, count, f->doer_capacity);
    f->doers[count] = number;
    f->tally.count++;
}

static void hear_deed(struct check *c, size_t index, const struct machine *m, const struct event *e)
{
    struct fact *f = &c->facts[index];
    if (!f->deed || !is_deed(f->deed, m, e) || !is_by(&f->who, m, e->thread) ||
        !is_about(&f->what, m, e) || !succeeded(m, e))
        return;
    struct fact_tally before = f->tally;
    settle_bearers(f, m);
    if (f->kind == FACT_DOERS)
        add_doer(f, state_thread(m->state, e->thread)->number);
    else
        f->tally.count++;
    keep_change(c, index, &before);
}

/* Of one thread: how long it slept. Of two: how long the one slept while the other did. */
static void hear_sleep(struct check *c, size_t index, const struct machine *m,
                       const struct event *e)
{
    struct fact *f = &c->facts[index];
    bool ends = e->op == OP_SLEEP, begins = e->op == OP_SLEEP_BEGIN;
    if (f->kind != FACT_SLEPT || !(begins || ends))
        return;
    struct fact_tally before = f->tally;
    settle_bearers(f, m);
    bool second = f->what.text && fact_thread(m, &f->what) == e->thread;
    if (!second && !is_by(&f->who, m, e->thread))
        return;
    int64_t since = f->tally.begun[second], other = f->tally.begun[!second];
    f->tally.begun[second] = begins ? m->state->now : -1;
    if (f->what.text)
        since = since < 0 || other < 0 ? -1 : since > other ? since : other;
    if (ends && since >= 0 && m->state->now > since)
        f->tally.count += m->state->now - since;
    keep_change(c, index, &before);
}

/* The work of the thread is over, or begins; returns how many items there were. It stays known when
 * it is over: that may be taken back. */
static int64_t take_work(struct check *c, const struct machine *m, const struct event *e)
{
    uint32_t number = state_thread(m->state, e->thread)->number;
    size_t at = 0;
    while (at < c->work_count && c->work[at].thread != number)
        at++;
    if (at == c->work_count) {
        MEMORY_ROOM_FOR_ONE(c->work, c->work_count, c->work_capacity);
        c->work[c->work_count++] = (struct begun_work){.thread = number};
    }
    if (e->op == OP_WORK)
        return c->work[at].items;
    c->work[at].items = e->value.kind == VALUE_INTEGER ? e->value.number : 0;
    return 0;
}

static void hear_work(struct check *c, const struct machine *m, const struct event *e)
{
    bool over = e->op == OP_WORK && !(state_thread(m->state, e->thread)->flags & FLAG_WORKING);
    if (!over && e->op != OP_WORK_BEGIN)
        return;
    int64_t items = take_work(c, m, e);
    for (size_t i = 0; i < c->fact_count && items; i++) {
        struct fact *f = &c->facts[i];
        if (f->kind != FACT_WORKED || !is_by(&f->who, m, e->thread))
            continue;
        struct fact_tally before = f->tally;
        settle_bearers(f, m);
        f->tally.count += items;
        keep_change(c, i, &before);
    }
}

void check_hear(struct check *c, const struct machine *m, const struct event *e)
{
    bool step = e->kind == EVENT_STEP, begins = e->kind == EVENT_BEGINS;
    for (size_t i = 0; i < c->fact_count; i++) {
        if (c->facts[i].when)
            check_hear(c->facts[i].when, m, e);
        if (e->kind == EVENT_PRINT || e->kind == EVENT_LOG)
            hear_line(c, i, m, e);
        if (step)
            hear_deed(c, i, m, e);
        if (step || begins)
            hear_sleep(c, i, m, e);
    }
    if (step || begins)
        hear_work(c, m, e);
    for (size_t i = 0; i < c->claim_count; i++)
        if (c->claims[i])
            check_hear(c->claims[i], m, e);
    c->position += step;
}

void check_begin(struct check *c)
{
    c->position = 0;
    c->change_count = c->changes_done = c->work_count = 0;
    for (size_t i = 0; i < c->fact_count; i++) {
        struct fact *f = &c->facts[i];
        f->tally = nothing_known;
        if (f->when)
            check_begin(f->when);
    }
    for (size_t i = 0; i < c->claim_count; i++)
        if (c->claims[i])
            check_begin(c->claims[i]);
}

void check_goes(struct check *c, uint64_t steps, bool again)
{
    c->position = again ? c->position + steps : c->position > steps ? c->position - steps : 0;
    while (!again && c->changes_done && c->changes[c->changes_done - 1].position >= c->position) {
        const struct fact_change *change = &c->changes[--c->changes_done];
        c->facts[change->fact].tally = change->before;
    }
    while (again && c->changes_done < c->change_count &&
           c->changes[c->changes_done].position < c->position) {
        const struct fact_change *change = &c->changes[c->changes_done++];
        c->facts[change->fact].tally = change->after;
    }
    for (size_t i = 0; i < c->fact_count; i++)
        if (c->facts[i].when)
            check_goes(c->facts[i].when, steps, again);
    for (size_t i = 0; i < c->claim_count; i++)
        if (c->claims[i])
            check_goes(c->claims[i], steps, again);
}

/* ---- Values ---------------------------------------------------------------------------------- */

static const char *kind_of(const struct machine *m, uint32_t entity)
{
    const struct entity *e = state_entity(m->state, entity);
    if (e->kind == ENTITY_THREAD && state_thread(m->state, e->link)->flags & FLAG_PUPPET)
        return "puppet";
    return entity_kind_name((enum entity_kind)e->kind);
}

static struct value own_value(const struct machine *m, const struct entity *e, uint32_t thread)
{
    struct value v = {0};
    if (thread < e->extent.capacity)
        v = state_values(m->state, e)[thread];
    return v.kind == VALUE_UNSET ? e->value : v;
}

/* Of what is true now. */
static bool value_now(const struct fact *f, const struct machine *m, struct value *value)
{
    uint32_t thread = fact_thread(m, &f->who), entity = fact_entity(m, &f->what);
    const char *kind;
    switch (f->kind) {
    case FACT_WAITS:
        if (thread == NOBODY || !entity)
            return false;
        *value = value_boolean(machine_waits_for(m, thread, handle_index(entity)));
        return true;
    case FACT_KIND:
        if (!entity)
            return false;
        kind = kind_of(m, handle_index(entity));
        *value = value_text(text_intern_string(m->program->texts, kind, strlen(kind)));
        return true;
    case FACT_DELAY:
        entity = fact_entity(m, &f->who);
        if (!entity || state_entity(m->state, handle_index(entity))->kind != ENTITY_TIMER)
            return false;
        *value = value_duration(state_entity(m->state, handle_index(entity))->initial);
        return true;
    default:
        if (thread == NOBODY || !entity ||
            state_entity(m->state, handle_index(entity))->kind != ENTITY_LOCAL)
            return false;
        *value = own_value(m, state_entity(m->state, handle_index(entity)), thread);
        return value->kind != VALUE_UNSET;
    }
}

bool fact_value(const struct fact *f, const struct machine *m, struct value *value)
{
    bool names_there =
        (!f->who.text || fact_entity(m, &f->who)) && (!f->what.text || fact_entity(m, &f->what));
    bool passed_on = has_passed_on(f, 0, m) || has_passed_on(f, 1, m);
    int64_t count = passed_on ? 0 : f->tally.count;
    if (!names_there)
        return false;
    switch (f->kind) {
    case FACT_PRINTED:
    case FACT_DID:
        *value = value_boolean(count > 0);
        return true;
    case FACT_SLEPT:
        *value = value_duration(count);
        return true;
    case FACT_TIMES:
    case FACT_DOERS:
    case FACT_WORKED:
        *value = value_integer(count);
        return true;
    default:
        return value_now(f, m, value);
    }
}
