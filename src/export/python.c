/* python.c - the file as a whole: what stands above the functions, the functions, main. See
 * python.h and python_inside.h. */
#include "export/python.h"

#include "base/memory.h"
#include "export/c.h"
#include "export/python_inside.h"

#include <stdlib.h>
#include <string.h>

/* ---- What is written above all functions ----------------------------------------------------- */

static bool is_literal(const struct node *n)
{
    return !n || n->kind == NODE_INTEGER || n->kind == NODE_DURATION || n->kind == NODE_BOOLEAN ||
           n->kind == NODE_NONE || n->kind == NODE_TEXT ||
           (n->kind == NODE_NEGATE && n->operand->kind == NODE_INTEGER);
}

static bool is_made_once(struct python *p, const char *name)
{
    const struct scope_made *made = name ? scope_made_find(&p->model->made, name) : NULL;
    return made && made->times == 1 && !made->early;
}

static const char *plain_text(const struct node *name)
{
    if (name->name.bare)
        return name->name.bare;
    return name->name.computed->kind == NODE_TEXT ? name->name.computed->text : NULL;
}

static bool is_plain_object(struct python *p, const struct node *n)
{
    const struct node *lock = n->object.lock;
    return !n->object.delay && !n->object.body && is_literal(n->object.count) &&
           is_literal(n->object.name->name.index) && is_made_once(p, plain_text(n->object.name)) &&
           (!lock || (!lock->name.index && is_made_once(p, plain_text(lock))));
}

static bool is_declaration(const struct node *n)
{
    return n->kind == NODE_DECLARE || n->kind == NODE_OBJECTS || n->kind == NODE_DEFINE ||
           n->kind == NODE_SETTING;
}

bool python_is_hoisted(struct python *p, const struct node *node)
{
    const struct node *n = p->root->block.first;
    bool declares = true;
    for (; n && n != node; n = n->next)
        declares &= is_declaration(n);
    if (!n || (p->objects_by_name && !declares))
        return false;
    if (node->kind == NODE_DECLARE)
        return node->declare.storage != WORD_PRIVATE && is_literal(node->declare.value) &&
               is_literal(node->declare.size) && is_made_once(p, node->declare.name);
    if (node->kind != NODE_OBJECTS)
        return false;
    for (const struct node *o = node->objects.objects; o; o = o->next)
        if (!is_plain_object(p, o))
            return false;
    return true;
}

void python_assigns(struct python *p, const char *name)
{
    for (size_t i = 0; i < p->global_count; i++)
        if (strcmp(p->globals[i], name) == 0)
            return;
    MEMORY_ROOM_FOR_ONE(p->globals, p->global_count, p->global_capacity);
    p->globals[p->global_count++] = name;
}

void python_put_globals(struct python *p)
{
    struct buffer line = {0};
    for (size_t i = 0; i < p->global_count; i++)
        buffer_printf(&line, "%s%s", i ? ", " : "global ", p->globals[i]);
    if (line.length)
        target_line(&p->target, "%s", buffer_text(&line));
    buffer_free(&line);
}

/* ---- The parts of the file ------------------------------------------------------------------- */

static void blank(struct python *p, unsigned lines)
{
    if (!p->target.out->length)
        return; /* the first stands behind the head, which ends with them */
    while (lines--)
        target_line(&p->target, "%s", "");
}

/* One command of the script's own, with the comments in front of it and behind. */
static void put_with_comments(struct python *p, const struct node *before, const struct node *n)
{
    bool alone =
        !n->next || target_line_of(&p->target, n->next->begin) > target_line_of(&p->target, n->end);
    target_comments(&p->target, before ? before->end : 0, n->begin);
    python_command(p, n);
    if (alone)
        target_trailing(&p->target, n->end);
}

static void put_hoisted(struct python *p)
{
    const struct node *before = NULL;
    if (p->atomic_lock)
        target_line(&p->target, "%s = threading.%s()  # for what is one step",
                    target_name(&p->target, " one_step"), p->nested_atomics ? "RLock" : "Lock");
    if (p->objects_by_name)
        target_line(&p->target, "%s = {}  # by the names that the script gives them",
                    target_name(&p->target, " objects"));
    for (const struct node *n = p->root->block.first; n; before = n, n = n->next)
        if (python_is_hoisted(p, n))
            put_with_comments(p, before, n);
    for (size_t i = 0; i < p->section_count; i++)
        target_line(&p->target, "%s = Critical()", target_name(&p->target, p->sections[i]));
    if (p->thread_numbers)
        target_line(&p->target, "%s = itertools.count(1)",
                    target_name(&p->target, " thread_numbers"));
    if (p->threads_by_name)
        target_line(&p->target, "%s = {%s}", target_name(&p->target, " threads"),
                    p->main_by_name ? "\"main\": threading.main_thread()" : "");
}

static const struct node *before_of(struct python *p, const struct node *node)
{
    const struct node *before = NULL;
    for (const struct node *n = p->root->block.first; n && n != node; n = n->next)
        before = n;
    return before;
}

static void put_functions(struct python *p)
{
    for (struct unit *u = p->model->units; u; u = u->next) {
        if (u->kind == MODEL_MAIN)
            continue;
        blank(p, 2);
        if (u->kind == MODEL_FUNCTION) {
            const struct node *before = before_of(p, u->node);
            target_comments(&p->target, before ? before->end : 0, u->node->begin);
        }
        python_put_function(p, u);
        if (u->kind == MODEL_FUNCTION)
            target_trailing(&p->target, u->node->end);
    }
}

static void put_main(struct python *p)
{
    struct buffer body = {0}, *out = p->target.out;
    const struct node *before = NULL;
    p->unit = p->model->units;
    p->global_count = p->loop_count = 0;
    p->target.out = &body;
    p->target.indentation = 1;
    for (const struct node *n = p->root->block.first; n; before = n, n = n->next)
        if (n->kind != NODE_DEFINE && !python_is_hoisted(p, n))
            put_with_comments(p, before, n);
    target_comments(&p->target, 0, p->target.source->length);
    if (python_is_empty_since(&body, 0))
        target_line(&p->target, "pass");
    p->target.indentation = 0;
    p->target.out = out;
    blank(p, 2);
    target_line(&p->target, "def main():");
    p->target.indentation = 1;
    python_put_globals(p);
    p->target.indentation = 0;
    buffer_add(out, buffer_text(&body), body.length);
    buffer_free(&body);
}

static void put_guard(struct python *p)
{
    blank(p, 2);
    target_line(&p->target, "if __name__ == \"__main__\":");
    target_line(&p->target, "    threading.current_thread().name = \"main\"");
    if (!p->helpers[HELPER_PUPPET]) {
        target_line(&p->target, "    main()");
        return;
    }
    target_line(&p->target, "    try:");
    target_line(&p->target, "        main()");
    target_line(&p->target, "    finally:");
    target_line(&p->target, "        for puppet in Puppet.everyone:");
    target_line(&p->target, "            puppet.orders.put(None)");
}

/* ---- What cannot be told --------------------------------------------------------------------- */

static void look_at_names(void *context, struct unit *u, const struct node *node)
{
    struct python *p = context;
    const struct scope_made *made;
    const char *name = node->kind == NODE_VARIABLE  ? node->text
                       : node->kind == NODE_ELEMENT ? node->element.name
                       : node->kind == NODE_NAME    ? node->name.bare
                                                    : NULL;
    if (node->kind == NODE_ASSIGN && node->assign.target->kind == NODE_VARIABLE)
        name = node->assign.target->text;
    if (name && scope_meaning(&u->scope, &p->model->made, name, &made) == SCOPE_MEANS_EITHER)
        target_refuse(&p->target, node,
                      "cannot be Python: whether '%s' is private here only the run can tell; give "
                      "what is made for all threads another name",
                      name);
    if (node->kind == NODE_BUILTIN && node->builtin.function == WORD_RESULT) {
        p->results = true;
        python_need(p, HELPER_RESULT);
    }
    if (node->kind == NODE_DECLARE && node->declare.storage != WORD_PRIVATE) {
        made = scope_made_find(&p->model->made, node->declare.name);
        if (made->mixed || made->times > 1)
            target_refuse(&p->target, node, "cannot be Python: '%s' is made more than once",
                          node->declare.name);
    }
    if (node->kind == NODE_SPAWN && node->spawn.daemon)
        python_need(p, HELPER_DAEMONS);
}

static void look_at_objects(struct python *p, const struct node *made)
{
    for (const struct node *n = made->objects.objects; n; n = n->next)
        p->turns_readers |= made->objects.made == WORD_RWLOCK && n->object.manner;
}

/* Whether main itself has started the thread before it comes to this node, for certain. */
static bool has_started(struct python *p, const struct unit *u, const struct node *node)
{
    const char *name = model_name_text(p->model, u, node->operation.name), *text;
    const struct node *n = p->root->block.first;
    for (; name && u->kind == MODEL_MAIN && n && n->begin < node->begin; n = n->next)
        if (n->kind == NODE_OPERATION && n->operation.word == WORD_START &&
            (text = model_name_text(p->model, u, n->operation.name)) && strcmp(text, name) == 0)
            return true;
    return false;
}

/* Which of two helpers an object needs depends on what is done to it later. */
static void look_at_uses(void *context, struct unit *u, const struct node *node)
{
    struct python *p = context;
    p->unit = u;
    if (node->kind == NODE_OBJECTS)
        look_at_objects(p, node);
    if (node->kind == NODE_FOR_RECEIVED)
        p->closes_queues |= python_kind(p, node->loop.channel) != WORD_CHANNEL;
    if (node->kind == NODE_BUILTIN &&
        (node->builtin.function == WORD_VALUE || node->builtin.function == WORD_WAITING)) {
        enum word_id kind = python_kind(p, node->builtin.arguments);
        p->counts_semaphores |= kind == WORD_SEMAPHORE || kind == WORD_BOUNDED;
    }
    if (node->kind != NODE_OPERATION)
        return;
    enum word_id word = node->operation.word;
    p->counts_semaphores |=
        (word == WORD_ACQUIRE || word == WORD_TRYACQUIRE) && node->operation.value;
    if (word == WORD_ACQUIRE || word == WORD_TRYACQUIRE) {
        enum word_id kind = python_kind(p, node->operation.name);
        p->keeps_rlocks |= kind == WORD_RLOCK || kind == WORD_CONDITION || kind == WORD_NOTHING;
    }
    p->turns_readers |= word == WORD_UPGRADE || word == WORD_DOWNGRADE;
    p->futexes |= word == WORD_FUTEX;
    p->starts += word == WORD_START;
    p->cancels_unstarted |= word == WORD_CANCEL && !has_started(p, u, node);
    if (word == WORD_START && u->kind != MODEL_MAIN) {
        p->starts_elsewhere = true;
        p->starts_repeatedly |= !looks_once(p->looks, node);
    }
    if (word == WORD_CLOSE)
        p->closes_queues |= python_kind(p, node->operation.name) != WORD_CHANNEL;
}

/* ---- All of it ------------------------------------------------------------------------------- */

/* What is needed is known once all is written: so it is written twice. */
static void write_all(struct python *p, struct buffer *out, size_t *own)
{
    struct buffer rest = {0};
    p->target.out = &rest;
    for (struct unit *u = p->model->units; u; u = u->next)
        model_each(p->model, u, look_at_uses, p);
    for (struct unit *u = p->model->units; u; u = u->next)
        model_each(p->model, u, look_at_names, p);
    if (p->fails)
        python_need(p, HELPER_FAILURES);
    p->imports[IMPORT_THREADING] = true;
    p->unit = p->model->units;
    put_hoisted(p);
    put_functions(p);
    put_main(p);
    put_guard(p);
    p->target.out = out;
    python_put_head(p, buffer_text(&rest));
    *own = out->length;
    buffer_add(out, buffer_text(&rest), rest.length);
    buffer_free(&rest);
}

static void forget(struct python *p)
{
    target_end(&p->target);
    looks_free(p->looks);
    model_free(p->model);
    python_words_free(p->words);
    free(p->globals);
    free(p->sections);
}

/* ---- Objects and their names ----------------------------------------------------------------- */

/* Variables of one unit that name objects hold the same, all of them: where one is used as text,
 * names, by which the objects are looked up. */
static bool hold_alike(const struct model *m)
{
    bool grows = false;
    for (size_t i = 0; i < m->count; i++)
        for (size_t j = 0; m->variables[i]->named && m->variables[i]->textual && j < m->count;
             j++) {
            struct variable *v = m->variables[j];
            if (v->unit != m->variables[i]->unit || !v->unit || !model_is_handle(v))
                continue;
            v->textual = grows = true;
        }
    return grows;
}

static void even_names(struct model *m)
{
    for (bool grows = true; grows;) {
        grows = hold_alike(m);
        for (size_t i = 0; i < m->flow_count; i++) {
            struct variable *from = m->flows[i].from, *to = m->flows[i].to;
            grows |= from->textual != to->textual;
            from->textual = to->textual = from->textual || to->textual;
        }
    }
}

static void begin(struct python *p, const struct source *source, const struct node *root,
                  const struct python *before, struct diagnostics *found)
{
    *p = (struct python){.root = root, .model = model_new(root)};
    even_names(p->model);
    p->looks = looks_new(p->model, source);
    p->words = python_words(before->root ? before->helpers : NULL);
    target_begin(&p->target, source, root, p->words, "#", found);
    p->fails = before->fails;
    p->threads_by_name = before->threads_by_name;
    p->asks = before->asks;
    p->asks_too = before->asks_too;
    p->objects_by_name = before->objects_by_name;
    p->main_by_name = before->main_by_name;
    p->atomic_lock = before->atomic_lock;
    p->nested_atomics = before->nested_atomics;
    p->thread_numbers = before->thread_numbers;
    for (size_t i = 0; i < before->section_count; i++)
        python_note_section(p, before->sections[i]);
    memcpy(p->helpers, before->helpers, sizeof p->helpers);
    memcpy(p->imports, before->imports, sizeof p->imports);
}

bool python_translate(const struct source *source, const struct node *root, struct buffer *out,
                      size_t *own, struct diagnostics *found)
{
    struct python first, second, nothing = {.fails = !c_never_fails(source, root)};
    struct diagnostics unheard = {0};
    struct buffer draft = {0};
    begin(&first, source, root, &nothing, &unheard);
    write_all(&first, &draft, own);
    begin(&second, source, root, &first, found);
    write_all(&second, out, own);
    bool good = !second.target.failed;
    forget(&first);
    forget(&second);
    diagnostics_free(&unheard);
    buffer_free(&draft);
    return good;
}
