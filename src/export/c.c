/* c.c - the file as a whole: what stands above the functions, the functions, main. See c.h and
 * c_inside.h. */
#include "export/c.h"

#include "base/memory.h"
#include "export/bodies.h"
#include "export/c_inside.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* ---- Small things ---------------------------------------------------------------------------- */

void names_add(struct names *names, const char *name)
{
    if (names_have(names, name))
        return;
    MEMORY_ROOM_FOR_ONE(names->items, names->count, names->capacity);
    names->items[names->count++] = memory_copy(name);
}

bool names_have(const struct names *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->items[i], name) == 0)
            return true;
    return false;
}

void names_clear(struct names *names)
{
    for (size_t i = 0; i < names->count; i++)
        free((char *)names->items[i]);
    names->count = 0;
}

static void names_free(struct names *names)
{
    names_clear(names);
    free(names->items);
}

void c_refuse(struct c *c, const struct node *node, const char *format, ...)
{
    struct buffer why = {0};
    va_list args;
    va_start(args, format);
    buffer_vprintf(&why, format, args);
    va_end(args);
    target_refuse(&c->target, node, "cannot be C: %s", buffer_text(&why));
    buffer_free(&why);
}

bool c_is_marked(const struct c *c, const struct node *block)
{
    for (size_t i = 0; i < c->mark_count; i++)
        if (c->marks[i] == block->begin)
            return true;
    return false;
}

void c_mark(struct c *c, const struct node *block)
{
    if (c_is_marked(c, block))
        return;
    MEMORY_ROOM_FOR_ONE(c->marks, c->mark_count, c->mark_capacity);
    c->marks[c->mark_count++] = block->begin;
}

static bool is_of_name(char c)
{
    return c == '_' || isalnum((unsigned char)c);
}

/* Behind a string or a comment that begins here; else where it is. */
static const char *skip(const char *at)
{
    if (at[0] == '/' && at[1] == '/')
        return at + strcspn(at, "\n");
    if (*at != '"')
        return at;
    for (at++; *at && *at != '"'; at++)
        at += *at == '\\';
    return at + (*at == '"');
}

bool c_text_has(const char *text, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = text; *at;) {
        const char *behind = skip(at);
        if (behind != at) {
            at = behind;
            continue;
        }
        while (is_of_name(*behind))
            behind++;
        if ((size_t)(behind - at) == length && memcmp(at, name, length) == 0)
            return true;
        at = behind == at ? at + 1 : behind;
    }
    return false;
}

bool c_is_used(const struct c *c, const char *name)
{
    return !c->functions.length || c_text_has(buffer_text(&c->functions), name);
}

size_t c_unit_number(const struct c *c, const struct unit *u)
{
    size_t i = 0;
    for (const struct unit *other = c->model->units; other && other != u; other = other->next)
        i++;
    return i;
}

/* ---- What is written above all functions ----------------------------------------------------- */

static bool is_literal(const struct node *n)
{
    return !n || n->kind == NODE_INTEGER || n->kind == NODE_DURATION || n->kind == NODE_BOOLEAN ||
           n->kind == NODE_TEXT || (n->kind == NODE_NEGATE && n->operand->kind == NODE_INTEGER);
}

bool c_is_static(struct c *c, const struct node *node)
{
    const struct scope_made *made = scope_made_find(&c->model->made, node->declare.name);
    return made && made->times == 1 && !made->early && is_literal(node->declare.value);
}

static bool is_hoisted(const struct node *n)
{
    return (n->kind == NODE_DECLARE && n->declare.storage != WORD_PRIVATE) ||
           n->kind == NODE_OBJECTS;
}

/* Whether main alone knows the thread, and makes it in a line of its own. */
bool c_thread_is_local(struct c *c, const struct scope_made *made)
{
    for (const struct node *n = c->root->block.first; n; n = n->next)
        if (n == made->node)
            return !bodies_used_elsewhere(c->model, c->model->units, made->name);
    return false;
}

static void put_kept_threads(struct c *c)
{
    struct buffer line = {0};
    for (size_t i = 0; i < c->model->made.count; i++) {
        const struct scope_made *made = &c->model->made.items[i];
        if (!c_thread_is_kept(c, made->name) || c_thread_is_local(c, made))
            continue;
        buffer_printf(&line, "%s*%s", line.length ? ", " : "static struct thread ",
                      target_name(&c->target, made->name));
    }
    if (line.length)
        target_line(&c->target, "%s;", buffer_text(&line));
    buffer_free(&line);
}

static void put_hoisted(struct c *c)
{
    const struct node *before = NULL;
    for (const struct node *n = c->root->block.first; n; before = n, n = n->next) {
        if (!is_hoisted(n))
            continue;
        bool alone = !n->next || target_line_of(&c->target, n->next->begin) >
                                     target_line_of(&c->target, n->end);
        target_comments(&c->target, before ? before->end : 0, n->begin);
        if (n->kind == NODE_DECLARE)
            c_put_static(c, n);
        else
            c_put_objects(c, n);
        if (alone)
            target_trailing(&c->target, n->end);
    }
    put_kept_threads(c);
}

/* What the functions turned out to need. */
static void put_needed(struct c *c)
{
    struct buffer own = {0};
    c_put_orders(c);
    if (c->tells_names)
        c_put_name_of(c);
    for (size_t i = 0; i < c->sections.count; i++) {
        buffer_clear(&own);
        buffer_printf(&own, "in %s", c->sections.items[i]);
        target_line(&c->target, "static atomic_bool %s;",
                    target_name(&c->target, buffer_text(&own)));
    }
    if (c->one_step)
        target_line(&c->target,
                    "static pthread_mutex_t %s = PTHREAD_MUTEX_INITIALIZER;  // for what is one "
                    "step",
                    target_name(&c->target, " one_step"));
    if (c->numbered)
        target_line(&c->target, "static _Atomic int %s;",
                    target_name(&c->target, " thread_number"));
    buffer_free(&own);
}

/* ---- Functions ------------------------------------------------------------------------------- */

static const struct node *before_of(const struct c *c, const struct node *node)
{
    const struct node *before = NULL;
    for (const struct node *n = c->root->block.first; n && n != node; n = n->next)
        before = n;
    return before;
}

/* Nobody knows what would be handed to it, and it is not missed. */
static bool is_missed(const struct c *c, const struct unit *u)
{
    for (; u; u = u->maker)
        if (u->kind == MODEL_FUNCTION && !bodies_reached(c->model, u->node))
            return false;
    return true;
}

struct place {
    const struct c *c;
    size_t at;
    bool unwritten;
};

static void look_for_handler(void *context, const struct node *node)
{
    struct place *p = context;
    const struct node *handler = node->kind == NODE_TRY ? node->attempt.handler : NULL;
    p->unwritten |= handler && handler->begin <= p->at && p->at < handler->end &&
                    !c_is_marked(p->c, node->attempt.body);
    tree_each_child(node, look_for_handler, p);
}

/* Whether it stands in the handler of a `try` in which nothing fails, and which is not written. */
static bool is_unwritten(const struct c *c, const struct unit *u)
{
    struct place p = {c, u->node->begin, false};
    tree_each_child(c->root, look_for_handler, &p);
    return p.unwritten;
}

/* A body in another stands before it. */
static void put_unit(struct c *c, struct unit *u)
{
    if (is_unwritten(c, u))
        return;
    if (!is_missed(c, u)) {
        target_line(&c->target, "%s", "");
        target_line(&c->target, "// %s, which nobody calls, is left out.", u->node->define.name);
        return;
    }
    for (struct unit *inner = c->model->units; inner; inner = inner->next)
        if (inner->maker == u)
            put_unit(c, inner);
    target_line(&c->target, "%s", "");
    if (u->kind == MODEL_FUNCTION) {
        const struct node *before = before_of(c, u->node);
        target_comments(&c->target, before ? before->end : 0, u->node->begin);
    }
    c_put_function(c, u);
    if (u->kind == MODEL_FUNCTION) {
        target_trailing(&c->target, u->node->end);
        c_put_call_function(c, u);
    }
}

static void put_functions(struct c *c)
{
    for (struct unit *u = c->model->units->next; u; u = u->next)
        if (u->kind == MODEL_ORDER && !c->plain)
            c_refuse(c, u->node,
                     "an order in a loop, a branch or a thread, or to threads that are not only "
                     "made and joined; write main's orders one by one");
        else if (u->kind != MODEL_ORDER && (!u->maker || u->maker == c->model->units))
            put_unit(c, u);
    for (size_t i = 0; c->plain && i < c->plain->count; i++)
        if (c->plain->items[i].puppet)
            c_put_puppet(c, &c->plain->items[i]);
}

/* What is used above where it is written. */
static void put_prototypes(struct c *c)
{
    struct names values = c->early_values, prototypes = c->prototypes;
    bool any = false;
    for (struct unit *u = c->model->units->next; u; u = u->next) {
        const char *name =
            u->kind == MODEL_FUNCTION ? target_name(&c->target, u->node->define.name) : u->target;
        if (!name || u->kind == MODEL_ORDER || !is_missed(c, u) || is_unwritten(c, u))
            continue;
        if (names_have(&values, name) || c_call_values_are_early(c, u)) {
            target_line(&c->target, "%s", "");
            c_put_values_of(c, u);
            buffer_cut(c->target.out, c->target.out->length - 1); /* its empty line */
        }
    }
    for (struct unit *u = c->model->units->next; u; u = u->next) {
        const char *name =
            u->kind == MODEL_FUNCTION ? target_name(&c->target, u->node->define.name) : u->target;
        if (!name || u->kind == MODEL_ORDER || !is_missed(c, u) || is_unwritten(c, u))
            continue;
        c->unit = u;
        bool own = names_have(&prototypes, name), call = c_call_function_is_early(c, u);
        if (!any && (own || call))
            target_line(&c->target, "%s", "");
        any |= own || call;
        if (own)
            c_put_prototype(c, u);
        if (call)
            c_put_call_prototype(c, u);
    }
}

static void put_main(struct c *c)
{
    struct buffer body = {0}, *out = c->target.out;
    const struct node *before = NULL;
    c_begin_unit(c, c->model->units);
    if (c->plain)
        c_plain_declare(c);
    unsigned fails = c->fails;
    c->target.out = &body;
    c->target.indentation = 1;
    for (const struct node *n = c->root->block.first; n; before = n, n = n->next) {
        bool alone = !n->next || target_line_of(&c->target, n->next->begin) >
                                     target_line_of(&c->target, n->end);
        if (n->kind == NODE_DEFINE)
            continue;
        target_comments(&c->target, before ? before->end : 0, n->begin);
        unsigned here = c->fails;
        c_command(c, n);
        if (c->plain)
            c_plain_look(c, n, here);
        if (alone)
            target_trailing(&c->target, n->end);
    }
    target_comments(&c->target, 0, c->target.source->length);
    c->failing[0] = c->fails != fails;
    bool finishes = !c->plain && c_has(c, "threads");
    if (finishes)
        target_line(&c->target, "finish();");
    else
        c_plain_finish(c, true);
    c->target.indentation = 0;
    c->target.out = out;
    target_line(&c->target, "%s", "");
    target_line(&c->target, "int main(void)");
    target_line(&c->target, "{");
    if (c_has(c, "now"))
        target_line(&c->target, "    clock_gettime(CLOCK_MONOTONIC, &beginning);");
    buffer_add(out, buffer_text(&c->top), c->top.length);
    buffer_add(out, buffer_text(&body), body.length);
    target_line(&c->target, "}");
    buffer_free(&body);
}

/* ---- What cannot be told --------------------------------------------------------------------- */

static void look_at_names(void *context, struct unit *u, const struct node *node)
{
    struct c *c = context;
    const struct scope_made *made;
    const char *name = node->kind == NODE_VARIABLE  ? node->text
                       : node->kind == NODE_ELEMENT ? node->element.name
                       : node->kind == NODE_NAME    ? node->name.bare
                                                    : NULL;
    if (node->kind == NODE_ASSIGN && node->assign.target->kind == NODE_VARIABLE)
        name = node->assign.target->text;
    if (name && scope_meaning(&u->scope, &c->model->made, name, &made) == SCOPE_MEANS_EITHER)
        c_refuse(c, node,
                 "whether '%s' is private here only the run can tell; give what is made for all "
                 "threads another name",
                 name);
    if (node->kind == NODE_NAME && model_name_is_refused(c->model, u, node))
        c_refuse(c, node,
                 "a name that thrum refuses, which holds brackets or quotation marks, nothing or "
                 "too much");
    if (node->kind == NODE_DEFINE && u->kind != MODEL_MAIN)
        c_refuse(c, node,
                 "a function that is defined in a block; define it at the top of the script");
}

/* ---- All of it ------------------------------------------------------------------------------- */

static void put_title(struct c *c)
{
    target_title(&c->target, "C11 with POSIX threads");
    target_line(&c->target, "//");
    target_line(&c->target,
                "//     gcc -std=gnu11 -Wall -Wextra -pthread FILE.c -o FILE && ./FILE");
    target_line(&c->target, "%s", "");
    target_line(&c->target, "#define _GNU_SOURCE");
}

static void write_all(struct c *c, struct buffer *out, size_t *own)
{
    struct buffer above = {0}, functions = {0}, prototypes = {0};
    c->unit = c->model->units;
    for (struct unit *u = c->model->units; u; u = u->next)
        model_each(c->model, u, look_at_names, c);
    c->target.out = &above;
    put_hoisted(c);
    c->target.out = &functions;
    put_functions(c);
    put_main(c);
    c->target.out = &above;
    put_needed(c);
    c->target.out = &prototypes;
    put_prototypes(c);
    c->target.out = out;
    put_title(c);
    c_put_head(c);
    if (!above.length && !prototypes.length)
        buffer_cut(out, out->length - 1); /* functions begin with an empty line */
    *own = out->length;
    buffer_add(out, buffer_text(&above), above.length);
    buffer_add(out, buffer_text(&prototypes), prototypes.length);
    buffer_add(out, buffer_text(&functions), functions.length);
    buffer_free(&c->functions);
    c->functions = functions;
    buffer_free(&above);
    buffer_free(&prototypes);
}

/* What a draft has found out is known to the next. */
static void begin(struct c *c, const struct source *source, const struct node *root,
                  const char **words, struct diagnostics *found)
{
    c->root = root;
    c->model = model_new(root);
    c->looks = looks_new(c->model, source);
    c->fails = 0;
    c->told_types = false;
    names_clear(&c->prototypes);
    names_clear(&c->defined);
    names_clear(&c->call_prototypes);
    c->plain = plain_threads_look(c->model, c->looks, source);
    if (!c->plain->plain || c->rather_not) {
        plain_threads_free(c->plain);
        c->plain = NULL;
    }
    names_clear(&c->helpers);
    names_clear(&c->headers);
    names_clear(&c->locals);
    target_begin(&c->target, source, root, words, "//", found);
    if (c->units)
        return;
    for (struct unit *u = c->model->units; u; u = u->next)
        c->units++;
    c->failing = memory_zeroed(c->units, sizeof *c->failing);
    c->speaking = memory_zeroed(c->units, sizeof *c->speaking);
}

static void end_draft(struct c *c)
{
    target_end(&c->target);
    plain_threads_free(c->plain);
    c->plain = NULL;
    looks_free(c->looks);
    model_free(c->model);
}

static void forget(struct c *c)
{
    struct names *all[] = {&c->headers,      &c->helpers,         &c->prototypes, &c->defined,
                           &c->sections,     &c->declared,        &c->locals,     &c->spawned,
                           &c->early_values, &c->call_prototypes, &c->flags,      &c->texts};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        names_free(all[i]);
    free(c->failing);
    free(c->speaking);
    free(c->marks);
    free(c->assigned);
    free(c->present);
    buffer_free(&c->top);
    buffer_free(&c->functions);
}

/* What the next draft would be written by. */
static size_t known(const struct c *c)
{
    size_t count = c->mark_count + c->rather_not + c->flags.count + c->spawned.count +
                   c->early_values.count + c->sections.count + c->late_starts;
    for (size_t i = 0; i < c->units; i++)
        count += c->failing[i] + c->speaking[i];
    return count;
}

/* `fails`: something there may. */
static bool write_program(const struct source *source, const struct node *root, struct buffer *out,
                          size_t *own, bool *fails, struct diagnostics *found)
{
    struct c c = {0};
    const char **words = c_words();
    size_t before;
    do {
        struct diagnostics unheard = {0};
        struct buffer draft = {0};
        before = known(&c);
        begin(&c, source, root, words, &unheard);
        write_all(&c, &draft, own);
        end_draft(&c);
        buffer_free(&draft);
        diagnostics_free(&unheard);
    } while (known(&c) != before);
    begin(&c, source, root, words, found);
    write_all(&c, out, own);
    bool good = !c.target.failed;
    *fails = c.fails > 0;
    end_draft(&c);
    forget(&c);
    c_words_free(words);
    return good;
}

bool c_translate(const struct source *source, const struct node *root, struct buffer *out,
                 size_t *own, struct diagnostics *found)
{
    bool fails;
    return write_program(source, root, out, own, &fails, found);
}

bool c_never_fails(const struct source *source, const struct node *root)
{
    struct diagnostics unheard = {0};
    struct buffer text = {0};
    size_t own;
    bool fails, good = write_program(source, root, &text, &own, &fails, &unheard);
    diagnostics_free(&unheard);
    buffer_free(&text);
    return good && !fails;
}
