/* tree.c - the memory of a tree: chunks that are freed as a whole. See tree.h.
 *
 * Not an obstack: glibc's computes on null pointers, which the sanitizers rightly refuse. */
#include "lang/tree.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum {
    FIRST_CHUNK = 4096, /* bytes; each next chunk is twice as large as the last */
    LARGEST_CHUNK = 1 << 20,
};

struct chunk {
    struct chunk *before; /* the one that was full, or NULL */
    size_t room, used;    /* bytes behind this struct */
};

struct tree {
    struct chunk *chunk; /* the one that is being filled */
    struct node *root;
};

/* Memory aligned for any struct of the tree. */
static void *take(struct tree *tree, size_t bytes)
{
    size_t alignment = _Alignof(struct node);
    bytes = (bytes + alignment - 1) / alignment * alignment;
    struct chunk *chunk = tree->chunk;
    if (!chunk || chunk->room - chunk->used < bytes) {
        size_t room = !chunk                        ? FIRST_CHUNK
                      : chunk->room < LARGEST_CHUNK ? chunk->room * 2
                                                    : chunk->room;
        room = room > bytes ? room : bytes;
        struct chunk *fresh = memory_new(sizeof *fresh + room);
        *fresh = (struct chunk){.before = chunk, .room = room};
        tree->chunk = chunk = fresh;
    }
    void *taken = (char *)(chunk + 1) + chunk->used;
    chunk->used += bytes;
    return taken;
}

struct tree *tree_new(void)
{
    return memory_zeroed(1, sizeof(struct tree));
}

void tree_free(struct tree *tree)
{
    if (!tree)
        return;
    for (struct chunk *chunk = tree->chunk, *before; chunk; chunk = before) {
        before = chunk->before;
        free(chunk);
    }
    free(tree);
}

bool tree_defines(const struct node *block, const char *name)
{
    for (const struct node *n = block->block.first; n; n = n->next)
        if (n->kind == NODE_DEFINE && strcmp(n->define.name, name) == 0)
            return true;
    return false;
}

const struct node *tree_root(const struct tree *tree)
{
    return tree->root;
}

void tree_set_root(struct tree *tree, struct node *root)
{
    tree->root = root;
}

struct node *tree_node(struct tree *tree, enum node_kind kind, size_t begin, size_t end)
{
    struct node *node = take(tree, sizeof *node);
    memset(node, 0, sizeof *node);
    node->kind = kind;
    node->height = 1;
    node->begin = (uint32_t)begin;
    node->end = (uint32_t)end;
    return node;
}

const char *tree_text(struct tree *tree, const char *text, size_t length)
{
    char *copy = take(tree, length + 1);
    memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

bool tree_is_text(const struct node *e)
{
    if (e->kind == NODE_BINARY)
        return e->binary.does == OPERATOR_ADD &&
               (tree_is_text(e->binary.left) || tree_is_text(e->binary.right));
    return e->kind == NODE_TEXT || e->kind == NODE_TEMPLATE || e->kind == NODE_ME ||
           (e->kind == NODE_BUILTIN && e->builtin.function == WORD_TIME);
}
