/* foreign_held.c - which locks are held where a line that is advised waits or notifies: what the
 * thread holds in the lab, and what the text has taken before and not given back. That is read off
 * the text as it is written here, and asked of the very lock that the condition is on. Where a
 * branch gives a lock back it is held on behind it all the same: to say that it is not would have
 * it taken twice. See foreign_inside.h. */
#include "lang/foreign_inside.h"

#include "base/memory.h"
#include "lang/parser.h"

#include <stdlib.h>
#include <string.h>

/* ---- What is taken and given back, in turn --------------------------------------------------- */

static void add(struct foreign *f, enum held_change change, const char *name, const char *lock)
{
    struct held *held = &f->held;
    MEMORY_ROOM_FOR_ONE(held->items, held->count, held->capacity);
    held->items[held->count++] = (struct held_item){change, memory_copy(name ? name : ""),
                                                    lock ? memory_copy(lock) : NULL, f->loops};
}

static void forget(struct held_item *item)
{
    free(item->name);
    free(item->lock);
}

void foreign_held_cut(struct foreign *f, size_t count)
{
    while (f->held.count > count)
        forget(&f->held.items[--f->held.count]);
}

void foreign_held_free(struct foreign *f)
{
    foreign_held_cut(f, 0);
    free(f->held.items);
}

void foreign_held_body(struct foreign *f, bool called)
{
    add(f, called ? HELD_CALLED : HELD_THREAD, NULL, NULL);
}

/* What is given back and was not taken since `from` is as if it had not been. */
static void keep_earlier(struct foreign *f, size_t from)
{
    struct held *held = &f->held;
    size_t kept = from;
    for (size_t i = from; i < held->count; i++) {
        struct held_item item = held->items[i];
        size_t taken = 0;
        for (size_t j = from; j < kept; j++)
            if (strcmp(held->items[j].name, item.name) == 0) {
                taken += held->items[j].change == HELD_TAKEN;
                taken -= held->items[j].change == HELD_GIVEN && taken > 0;
            }
        if (item.change == HELD_GIVEN && taken == 0)
            forget(&item);
        else
            held->items[kept++] = item;
    }
    held->count = kept;
}

/* ---- Reading a text of this language --------------------------------------------------------- */

struct reader {
    struct foreign *f;
    const char *text;
    bool enters; /* a header: what a `with` takes is not given back */
};

static void add_name_of(const struct reader *r, const struct node *name, struct buffer *out)
{
    const struct node *computed = name->name.computed;
    if (name->name.bare)
        buffer_puts(out, name->name.bare);
    else if (computed && computed->kind == NODE_TEXT)
        buffer_puts(out, computed->text);
    else
        buffer_add(out, r->text + name->begin, name->end - name->begin);
    if (name->name.index) {
        buffer_putc(out, '[');
        buffer_add(out, r->text + name->name.index->begin,
                   name->name.index->end - name->name.index->begin);
        buffer_putc(out, ']');
    }
}

static void change(struct reader *r, enum held_change change, const struct node *name,
                   const struct node *lock)
{
    struct buffer text = {0}, on = {0};
    if (!name)
        return;
    add_name_of(r, name, &text);
    if (lock)
        add_name_of(r, lock, &on);
    add(r->f, change, buffer_text(&text), lock ? buffer_text(&on) : NULL);
    buffer_free(&text);
    buffer_free(&on);
}

static void read_node(void *context, const struct node *node);

static void read_operation(struct reader *r, const struct node *node)
{
    switch (node->operation.word) {
    case WORD_ACQUIRE:
    case WORD_TRYACQUIRE:
    case WORD_RDLOCK:
    case WORD_TRYRDLOCK:
    case WORD_WRLOCK:
    case WORD_TRYWRLOCK:
        change(r, HELD_TAKEN, node->operation.name, NULL);
        break;
    case WORD_RELEASE:
        change(r, HELD_GIVEN, node->operation.name, NULL);
        break;
    default:
        break;
    }
}

/* What runs perhaps, or several times. */
static void read_perhaps(struct reader *r, const struct node *node)
{
    size_t from = r->f->held.count;
    tree_each_child(node, read_node, r);
    keep_earlier(r->f, from);
}

static void read_node(void *context, const struct node *node)
{
    struct reader *r = context;
    size_t from;
    switch (node->kind) {
    case NODE_ORDER: /* others do that */
    case NODE_SPAWN:
    case NODE_DEFINE:
        return;
    case NODE_OBJECT:
        if (node->object.lock)
            change(r, HELD_ON, node->object.name, node->object.lock);
        return;
    case NODE_OPERATION:
        read_operation(r, node);
        return;
    case NODE_WITH:
        change(r, HELD_TAKEN, node->guard.name, NULL);
        read_node(r, node->guard.body);
        if (!r->enters)
            change(r, HELD_GIVEN, node->guard.name, NULL);
        return;
    case NODE_BRANCH:
    case NODE_WHILE:
    case NODE_REPEAT:
    case NODE_FOR_RANGE:
    case NODE_FOR_LIST:
    case NODE_FOR_THREADS:
    case NODE_FOR_RECEIVED:
        read_perhaps(r, node);
        return;
    case NODE_TRY:
        read_node(r, node->attempt.body);
        from = r->f->held.count;
        if (node->attempt.handler)
            read_node(r, node->attempt.handler);
        keep_earlier(r->f, from);
        if (node->attempt.finally)
            read_node(r, node->attempt.finally);
        return;
    default:
        tree_each_child(node, read_node, r);
    }
}

/* Inside of what the text is accepted in: its tree's innermost block. */
static const struct node *inmost(const struct node *root, size_t wrapped)
{
    const struct node *node = root;
    for (; wrapped > 0; wrapped--) {
        node = node->block.first;
        node = node->kind == NODE_DEFINE ? node->define.body : node->branch.body;
    }
    return node;
}

static bool read_text(struct foreign *f, const char *text, bool enters)
{
    static const struct {
        const char *before, *behind;
        size_t wrapped;
    } ways[] = {{"", "", 0}, {"while true { ", " }", 1}, {"define f() { while true { ", " } }", 2}};
    bool good = false;
    for (size_t i = 0; !good && i < sizeof ways / sizeof *ways; i++) {
        struct buffer whole = {0};
        buffer_puts(&whole, ways[i].before);
        foreign_add_filled(&whole, text);
        buffer_puts(&whole, ways[i].behind);
        struct diagnostics found = {0};
        struct source source = {.text = buffer_text(&whole), .length = whole.length};
        struct parser_options options = {.prompt = !f->options->script,
                                         .lab_words = f->options->lab_words};
        struct tree *tree = parser_parse(&source, &options, &found);
        if (tree && found.errors == 0) {
            struct reader reader = {f, source.text, enters};
            read_node(&reader, inmost(tree_root(tree), ways[i].wrapped));
            good = true;
        }
        if (tree)
            tree_free(tree);
        diagnostics_free(&found);
        buffer_free(&whole);
    }
    return good;
}

/* Whether anything in the text may take a lock, or tell what one is for. */
static bool may_tell(const char *text)
{
    static const char *const words[] = {"lock", "acquire", "release", "with", "condition"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strstr(text, words[i]))
            return true;
    return false;
}

void foreign_held_read(struct foreign *f, size_t from, const char *text)
{
    foreign_held_cut(f, from);
    if (may_tell(text))
        read_text(f, text, false);
}

void foreign_held_enter(struct foreign *f, const char *header)
{
    struct buffer whole = {0};
    if (strncmp(header, "else ", 5) == 0)
        header += 5;
    buffer_puts(&whole, header);
    if (!strstr(header, "{ ... }")) {
        buffer_puts(&whole, " { }");
        buffer_puts(&whole, strchr(header, '{') ? " }" : ""); /* with m { with c */
    }
    if (may_tell(header))
        read_text(f, buffer_text(&whole), true);
    buffer_free(&whole);
}

/* ---- What is held ---------------------------------------------------------------------------- */

/* The lock that is taken with the name: a condition's is the one that it is on. */
static void add_lock_of(const struct foreign *f, const char *name, struct buffer *out)
{
    for (size_t i = f->held.count; i-- > 0;)
        if (f->held.items[i].change == HELD_ON && strcmp(f->held.items[i].name, name) == 0) {
            buffer_puts(out, f->held.items[i].lock);
            return;
        }
    for (size_t i = 0; i < f->on_count; i++)
        if (strcmp(f->on[i].condition, name) == 0) {
            buffer_puts(out, f->on[i].lock);
            return;
        }
    if (!f->options->lock || !f->options->lock(f->options->context, name, out))
        buffer_puts(out, name);
}

bool foreign_same_lock(const struct foreign *f, const char *a, const char *b)
{
    struct buffer one = {0}, other = {0};
    add_lock_of(f, a, &one);
    add_lock_of(f, b, &other);
    bool same = strcmp(buffer_text(&one), buffer_text(&other)) == 0;
    buffer_free(&one);
    buffer_free(&other);
    return same;
}

bool foreign_held_takes(const struct foreign *f, size_t from, const char *name)
{
    for (size_t i = from; i < f->held.count; i++)
        if (f->held.items[i].change == HELD_TAKEN &&
            foreign_same_lock(f, f->held.items[i].name, name))
            return true;
    return false;
}

/* Where what one thread does begins; `whole`: it is the text itself. */
static size_t frame(const struct foreign *f, bool *whole)
{
    size_t at = f->held.count;
    while (at > 0 && f->held.items[at - 1].change != HELD_THREAD &&
           f->held.items[at - 1].change != HELD_CALLED)
        at--;
    *whole = at == 0;
    return at;
}

unsigned foreign_held_loops(const struct foreign *f)
{
    bool whole;
    size_t at = frame(f, &whole);
    return f->loops - (whole ? 0 : f->held.items[at - 1].loops);
}

/* Whether the lock may be held where the text begins of which nothing more is known. */
static bool is_supposed(const struct foreign *f, size_t begin, bool whole)
{
    const struct foreign_place *place = &f->options->place;
    if (!whole)
        return f->held.items[begin - 1].change == HELD_CALLED;
    return f->orders + place->withs > 0 || place->takes;
}

bool foreign_is_held(const struct foreign *f, const char *name)
{
    bool whole;
    size_t begin = frame(f, &whole), depth = 0;
    if (is_supposed(f, begin, whole) && !foreign_held_takes(f, begin, name))
        return true;
    if (whole && f->options->holds && f->options->holds(f->options->context, name))
        depth = 1;
    for (size_t i = begin; i < f->held.count; i++) {
        const struct held_item *item = &f->held.items[i];
        if ((item->change != HELD_TAKEN && item->change != HELD_GIVEN) ||
            !foreign_same_lock(f, item->name, name))
            continue;
        if (item->change == HELD_TAKEN)
            depth++;
        else
            depth -= depth > 0;
    }
    return depth > 0;
}

/* ---- Taking it ------------------------------------------------------------------------------- */

/* Whether a loop that is around takes the lock itself. */
static bool is_taken_in_loop(const struct foreign *f, const char *name)
{
    bool whole;
    unsigned outside = f->loops - foreign_held_loops(f);
    for (size_t i = frame(f, &whole); i < f->held.count; i++)
        if (f->held.items[i].loops > outside && f->held.items[i].change == HELD_TAKEN &&
            foreign_same_lock(f, f->held.items[i].name, name))
            return true;
    return false;
}

/* A thread that loops around a wait holds the lock all the while: it is taken around the loop. */
static bool is_held_around(struct foreign *f, const char *name)
{
    if (foreign_is_held(f, name))
        return true;
    if (f->needs.length)
        return foreign_same_lock(f, buffer_text(&f->needs), name);
    if (foreign_held_loops(f) == 0 || is_taken_in_loop(f, name))
        return false;
    buffer_puts(&f->needs, name);
    return true;
}

void foreign_add_lock(struct foreign *f, const char *lock, size_t before, struct buffer *out)
{
    if (is_held_around(f, lock))
        return;
    char *command = memory_copy(out->bytes + before);
    buffer_cut(out, before);
    buffer_printf(out, "with %s { %s }", lock, command);
    free(command);
}

/* Whether who notifies it need not hold its lock. */
static bool is_loose(const struct foreign *f, const char *condition)
{
    return f->options->kind && f->options->kind(f->options->context, condition) & FOREIGN_LOOSE;
}

void foreign_hold_condition(struct foreign *f, size_t before, struct buffer *out)
{
    static const char *const words[] = {"wait ", "notify ", "signal ", "broadcast "};
    const char *command = out->bytes + before;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strncmp(command, words[i], strlen(words[i])) != 0)
            continue;
        const char *begin = command + strlen(words[i]), *end = begin + strcspn(begin, " [");
        end = *end == '[' && strchr(end, ']') ? strchr(end, ']') + 1 : end;
        char *name = memory_copy_bytes(begin, (size_t)(end - begin));
        static const char note[] = "who waits or notifies holds the condition's lock";
        size_t length = out->length;
        if (i == 0 || !is_loose(f, name))
            foreign_add_lock(f, name, before, out);
        if (out->length > length && !strstr(buffer_text(&f->note), note))
            buffer_printf(&f->note, "%s%s", f->note.length ? "; " : "", note);
        free(name);
        return;
    }
}
