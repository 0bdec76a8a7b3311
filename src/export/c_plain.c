/* c_plain.c - threads that pthread_create makes and pthread_join waits for, in main. What may be
 * written so plain_threads.h knows. See c_inside.h. */
#include "export/c_inside.h"

#include "export/bodies.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

enum {
    WIDEST = 100, /* columns of a line */
};

/* ---- Names ----------------------------------------------------------------------------------- */

/* The number of the first of these that have no name. */
static int64_t number_of(const struct c *c, const struct plain_thread *t)
{
    int64_t number = 1;
    for (const struct plain_thread *before = c->plain->items; before < t; before++)
        number += before->name ? 0 : before->count;
    return number;
}

const char *c_plain_name(struct c *c, const struct plain_thread *t)
{
    struct buffer name = {0};
    const char *kept = NULL;
    if (t->text || t->name || t->loop)
        return t->text;
    buffer_printf(&name, "Thread-%" PRId64, number_of(c, t));
    names_add(&c->texts, buffer_text(&name));
    for (size_t i = 0; i < c->texts.count && !kept; i++)
        if (strcmp(c->texts.items[i], buffer_text(&name)) == 0)
            kept = c->texts.items[i];
    buffer_free(&name);
    return kept;
}

static bool is_array(const struct plain_thread *t)
{
    return t->loop && !t->in_turn;
}

/* What a stem does not end with: "auditor id={i}" is `auditor_id_threads`. */
static bool is_mark(char c)
{
    return (unsigned char)c < 0x80 && !isalnum((unsigned char)c);
}

/* What it is called in C. */
static const char *variable(struct c *c, struct plain_thread *t)
{
    struct buffer name = {0};
    if (t->target)
        return t->target;
    if (t->text) {
        t->target = target_name(&c->target, t->text);
        return t->target;
    }
    if (t->name || is_array(t))
        bodies_add_stem(t->name, "worker", &name);
    else
        buffer_printf(&name, "thread_%" PRId64, number_of(c, t));
    while (name.length && is_mark(name.bytes[name.length - 1]))
        buffer_cut(&name, name.length - 1);
    buffer_puts(&name, is_array(t) ? "_threads" : name.length && t->name ? "_thread" : "");
    t->target = target_fresh(&c->target, buffer_text(&name));
    buffer_free(&name);
    return t->target;
}

/* Which of an array belongs to this turn of the loop. */
static void put_index(struct c *c, struct buffer *out)
{
    const struct node *loop = c->loops[c->loop_count - 1];
    buffer_puts(out, c->loop_turns[c->loop_count - 1]);
    if (loop->kind == NODE_FOR_RANGE && loop->loop.low->integer)
        buffer_printf(out, " - %" PRId64, loop->loop.low->integer);
}

static void put_place(struct c *c, struct plain_thread *t, struct buffer *out)
{
    buffer_puts(out, variable(c, t));
    if (!is_array(t))
        return;
    buffer_putc(out, '[');
    put_index(c, out);
    buffer_putc(out, ']');
}

void c_plain_declare(struct c *c)
{
    struct buffer line = {0};
    size_t begin = 0; /* of its last line */
    for (size_t i = 0; i < c->plain->count; i++) {
        struct plain_thread *t = &c->plain->items[i];
        struct buffer one = {0};
        buffer_puts(&one, variable(c, t));
        if (is_array(t))
            buffer_printf(&one, "[%" PRId64 "]", t->count);
        bool wide = line.length - begin + one.length + strlen(", ,") > WIDEST;
        buffer_puts(&line, !i ? "    pthread_t " : wide ? "," : ", ");
        if (wide) {
            buffer_putc(&line, '\n');
            begin = line.length;
            buffer_puts(&line, "        ");
        }
        buffer_add(&line, buffer_text(&one), one.length);
        buffer_free(&one);
    }
    if (line.length) {
        c_header(c, "pthread.h");
        buffer_printf(&c->top, "%s;\n", buffer_text(&line));
    }
    buffer_free(&line);
}

/* ---- Making ---------------------------------------------------------------------------------- */

static struct unit *unit_of(struct c *c, const struct node *spawn)
{
    struct unit *u = model_unit(c->model, spawn);
    if (u || spawn->spawn.body->kind != NODE_CALL)
        return u;
    u = model_function(c->model, spawn->spawn.body->call.name);
    if (!u)
        c_refuse(c, spawn, "a call of '%s'", spawn->spawn.body->call.name);
    return u;
}

static void put_name(struct c *c, const struct plain_thread *t, struct buffer *out)
{
    if (c_plain_name(c, t)) {
        c_string(c_plain_name(c, t), false, out);
    } else if (t->name) {
        c_name_text(c, t->name, NULL, model_name_in(c->model, c->unit, t->name), out);
    } else {
        struct buffer index = {0};
        put_index(c, &index);
        c_need(c, "text");
        buffer_printf(out, "text(\"Thread-%%d\", (int)(%s) + %" PRId64 ")", buffer_text(&index),
                      number_of(c, t));
        buffer_free(&index);
    }
}

/* The values of a body that begins with the i-th of what it takes along. */
static void put_value(struct c *c, const struct node *spawn, const struct unit *u, size_t i,
                      const struct variable *v, struct buffer *out)
{
    const struct node *n = u->kind == MODEL_FUNCTION ? spawn->spawn.body->call.arguments : NULL;
    if (u->kind != MODEL_FUNCTION) {
        c_put_taken(c, u, v, out);
        return;
    }
    if (c_effect(c, n) == EFFECT_STEPS && n->next)
        c_refuse(c, n,
                 "values of a thread that it takes steps to find; put them into variables first");
    for (; i && n; i--) {
        n = n->next;
        if (n && c_effect(c, n) == EFFECT_STEPS)
            c_refuse(
                c, n,
                "values of a thread that it takes steps to find; put them into variables first");
    }
    c_value_for(c, v, n, BINDS_ANYHOW, out);
}

enum { NEXT = '\v' }; /* between two values: no text has it, for it is written as \v in them */

/* A structure and what is in it, each in a line of its own where this would be too wide. */
static void put_filled(struct c *c, const char *left, const char *values)
{
    struct buffer text = {0};
    int indent = (int)c->target.indentation * 4;
    bool wide = (size_t)indent + strlen(left) + strlen(values) + strlen("{};") > WIDEST;
    if (wide)
        buffer_printf(&text, "\n%*s", indent + 4, "");
    for (; *values; values++)
        if (*values != NEXT)
            buffer_putc(&text, *values);
        else if (wide)
            buffer_printf(&text, "\n%*s", indent + 4, "");
        else
            buffer_putc(&text, ' ');
    target_line(&c->target, "%s{%s};", left, buffer_text(&text));
    buffer_free(&text);
}

/* A daemon may read them after main has been left. */
static void put_values(struct c *c, struct plain_thread *t, struct unit *u, const struct handed *h,
                       struct buffer *argument)
{
    struct buffer values = {0}, own = {0}, left = {0};
    const char *type = c_body_name(c, u), *wanted;
    if (h->me) {
        buffer_puts(&values, ".me = ");
        put_name(c, t, &values);
    }
    for (size_t i = 0; i < h->count; i++) {
        if (values.length)
            buffer_printf(&values, ",%c", NEXT);
        buffer_printf(&values, ".%s = ", c_variable(c, h->items[i]));
        put_value(c, t->spawn, u, i, h->items[i], &values);
    }
    buffer_puts(&own, t->text ? t->text : variable(c, t));
    if (!t->text && is_array(t))
        buffer_cut(&own, own.length - strlen("_threads"));
    buffer_puts(&own, "_values");
    wanted =
        is_array(t) ? target_fresh(&c->target, buffer_text(&own)) : c_local(c, buffer_text(&own));
    if (is_array(t)) {
        buffer_printf(&c->top, "    struct %s_values %s[%" PRId64 "];\n", type, wanted, t->count);
        buffer_clear(&own);
        put_index(c, &own);
        buffer_printf(&left, "%s[%s] = (struct %s_values)", wanted, buffer_text(&own), type);
        put_filled(c, buffer_text(&left), buffer_text(&values));
        buffer_printf(argument, "&%s[%s]", wanted, buffer_text(&own));
    } else {
        buffer_printf(&left, "%sstruct %s_values %s = ", t->daemon ? "static " : "", type, wanted);
        put_filled(c, buffer_text(&left), buffer_text(&values));
        buffer_printf(argument, "&%s", wanted);
    }
    buffer_free(&left);
    buffer_free(&values);
    buffer_free(&own);
}

/* It fails where the system has no room for one more thread; to be joined it has to be there. */
static void put_create(struct c *c, const char *place, const char *body, const char *argument)
{
    size_t length = c->target.indentation * 4 + strlen(place) + strlen(body) + strlen(argument) +
                    strlen("if (pthread_create(&, NULL, , ) != 0)");
    int open = (int)c->target.indentation * 4 + (int)strlen("if (pthread_create(");
    c_header(c, "stdlib.h");
    target_line(&c->target, "if (pthread_create(&%s, NULL, %s,%s%*s%s) != 0)", place, body,
                length > WIDEST ? "\n" : " ", length > WIDEST ? open : 0, "", argument);
    target_line(&c->target, "    abort();");
}

/* ---- Puppets --------------------------------------------------------------------------------- */

static const char *name_beside(struct c *c, const char *format, const char *text)
{
    struct buffer name = {0};
    buffer_puts(&name, format);
    buffer_puts(&name, text);
    const char *own = target_name(&c->target, buffer_text(&name));
    buffer_free(&name);
    return own;
}

const char *c_orders(struct c *c, const struct plain_thread *t, const char *which)
{
    struct buffer first = {0};
    buffer_printf(&first, "%s ", t->text);
    const char *own = name_beside(c, buffer_text(&first), which);
    buffer_free(&first);
    return own;
}

const char *c_puppet(struct c *c, const struct plain_thread *t)
{
    return name_beside(c, "run ", t->text);
}

void c_put_orders(struct c *c)
{
    for (size_t i = 0; c->plain && i < c->plain->count; i++) {
        const struct plain_thread *t = &c->plain->items[i];
        if (!t->puppet)
            continue;
        c_header(c, "semaphore.h");
        target_line(&c->target, "static sem_t %s;  // that it has not begun yet",
                    c_orders(c, t, "orders"));
        if (t->reports)
            target_line(&c->target, "static sem_t %s;  // and that main has not waited for",
                        c_orders(c, t, "done"));
    }
}

static void make_puppet(struct c *c, struct plain_thread *t)
{
    target_line(&c->target, "sem_init(&%s, 0, 0);", c_orders(c, t, "orders"));
    if (t->reports)
        target_line(&c->target, "sem_init(&%s, 0, 0);", c_orders(c, t, "done"));
    put_create(c, variable(c, t), c_puppet(c, t), "NULL");
}

/* What it is stands behind it, where that is one line. */
void c_plain_order(struct c *c, const struct node *node)
{
    const char *text = c->target.source->text + node->begin;
    int length = (int)(node->end - node->begin);
    bool line = !memchr(text, '\n', (size_t)length) && !memchr(text, '#', (size_t)length);
    for (size_t i = 0; i < c->plain->order_count; i++) {
        const struct plain_order *o = &c->plain->orders[i];
        if (o->node != node)
            continue;
        const char *orders = c_orders(c, &c->plain->items[o->thread], "orders");
        if (line)
            target_line(&c->target, "sem_post(&%s);  // %.*s", orders, length, text);
        else
            target_line(&c->target, "sem_post(&%s);", orders);
        line = false;
    }
}

/* Until all that it was ordered since the last time is done. */
static void wait_for_orders(struct c *c, const struct node *node)
{
    for (size_t k = 0; k < c->plain->order_count; k++) {
        const struct plain_order *o = &c->plain->orders[k];
        unsigned since = 0;
        if (o->node != node || !o->joins)
            continue;
        for (const struct plain_order *before = c->plain->orders; before < o; before++)
            if (before->thread == o->thread)
                since = before->joins ? 0 : since + 1;
        const char *done = c_orders(c, &c->plain->items[o->thread], "done");
        if (since > 1) {
            const char *i = c_local(c, "i");
            target_line(&c->target, "for (int %s = 0; %s < %u; %s++)", i, i, since, i);
            target_line(&c->target, "    sem_wait(&%s);", done);
            target_release(&c->target, i);
        } else if (since) {
            target_line(&c->target, "sem_wait(&%s);", done);
        }
    }
}

/* ---- Made, started --------------------------------------------------------------------------- */

/* Whether all that its body is given is written out: it is the same whenever it is read. */
static bool is_given_constants(const struct plain_thread *t, const struct unit *u,
                               const struct handed *h)
{
    const struct node *n = u->kind == MODEL_FUNCTION ? t->spawn->spawn.body->call.arguments : NULL;
    bool constant = u->kind == MODEL_FUNCTION && t->text && !t->loop;
    for (size_t i = 0; i < h->count && constant; i++, n = n->next)
        constant = n && !c_is_handle(h->items[i]) &&
                   (n->kind == NODE_INTEGER || n->kind == NODE_DURATION ||
                    n->kind == NODE_BOOLEAN || n->kind == NODE_TEXT);
    return constant;
}

/* What pthread_create hands over. */
static void put_argument(struct c *c, struct plain_thread *t, struct unit *u,
                         const struct handed *h, struct buffer *out)
{
    struct buffer value = {0};
    if (h->how == HAND_VALUES) {
        put_values(c, t, u, h, out);
    } else if (h->how == HAND_NOTHING) {
        buffer_puts(out, "NULL");
    } else {
        if (h->how == HAND_NAME)
            put_name(c, t, &value);
        else
            put_value(c, t->spawn, u, 0, h->items[0], &value);
        bool plain = buffer_text(&value)[0] == '"' || buffer_text(&value)[0] == '&';
        buffer_printf(out, "%s%s", plain ? "" : "(void *)", buffer_text(&value));
    }
    buffer_free(&value);
}

static void put_started(struct c *c, struct plain_thread *t, struct unit *u, const struct handed *h)
{
    struct buffer argument = {0}, place = {0};
    put_argument(c, t, u, h, &argument);
    put_place(c, t, &place);
    put_create(c, buffer_text(&place), c_body_name(c, u), buffer_text(&argument));
    buffer_free(&place);
    buffer_free(&argument);
}

static void make(struct c *c, struct plain_thread *t)
{
    if (t->puppet) {
        make_puppet(c, t);
        return;
    }
    struct unit *u = unit_of(c, t->spawn);
    struct handed h;
    if (!u)
        return;
    if (u->kind == MODEL_FUNCTION)
        names_add(&c->spawned, c_body_name(c, u));
    c_handed(c, u, &h);
    if ((t->daemon || t->start != t->spawn) && h.how != HAND_NOTHING &&
        (h.how != HAND_NAME || !c_plain_name(c, t)) && !is_given_constants(t, u, &h))
        c->rather_not = true; /* main may be left before the values are read; or they change */
    if (t->start == t->spawn)
        put_started(c, t, u, &h);
}

void c_plain_spawn(struct c *c, const struct node *node)
{
    for (size_t i = 0; i < c->plain->count; i++)
        if (c->plain->items[i].spawn == node)
            make(c, &c->plain->items[i]);
}

void c_plain_start(struct c *c, const struct node *node)
{
    for (size_t i = 0; i < c->plain->count; i++) {
        struct plain_thread *t = &c->plain->items[i];
        struct unit *u = t->start == node && !t->puppet ? unit_of(c, t->spawn) : NULL;
        struct handed h;
        if (!u)
            continue;
        c_handed(c, u, &h);
        put_started(c, t, u, &h);
    }
}

/* ---- Joining --------------------------------------------------------------------------------- */

static void join_one(struct c *c, struct plain_thread *t, bool in_loop)
{
    struct buffer place = {0};
    if (is_array(t) && !in_loop) {
        const char *i = c_local(c, "i");
        target_line(&c->target, "for (int %s = 0; %s < %" PRId64 "; %s++)", i, i, t->count, i);
        target_line(&c->target, "    pthread_join(%s[%s], NULL);", variable(c, t), i);
        target_release(&c->target, i);
    } else {
        put_place(c, t, &place);
        target_line(&c->target, "pthread_join(%s, NULL);", buffer_text(&place));
    }
    buffer_free(&place);
}

void c_plain_join(struct c *c, const struct node *node)
{
    wait_for_orders(c, node);
    for (size_t i = 0; i < c->plain->count; i++)
        if (c->plain->items[i].join == node)
            join_one(c, &c->plain->items[i], c->loop_count > 0);
}

static bool threads_fail(const struct c *c)
{
    for (size_t i = 1; i < c->units; i++)
        if (c->failing[i])
            return true;
    return false;
}

bool c_main_fails(const struct c *c)
{
    return c->failing[0];
}

bool c_threads_fail(const struct c *c)
{
    return c->plain && c->plain->count && threads_fail(c);
}

void c_plain_finish(struct c *c, bool joins)
{
    for (size_t i = 0; joins && c->plain && i < c->plain->count; i++)
        if (!c->plain->items[i].join && !c->plain->items[i].daemon)
            join_one(c, &c->plain->items[i], false);
    c_header(c, "stdlib.h");
    target_line(&c->target, c_has(c, "fail@plain") && c_threads_fail(c)
                                ? "return failed ? EXIT_FAILURE : EXIT_SUCCESS;"
                                : "return EXIT_SUCCESS;");
}

void c_plain_look(struct c *c, const struct node *command, unsigned fails)
{
    if (c->fails != fails && plain_threads_live(c->plain, command))
        c->rather_not = true;
}
