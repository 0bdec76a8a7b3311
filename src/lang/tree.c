/* tree.c - the memory of a tree: an obstack, freed as a whole. See tree.h. */
#include "lang/tree.h"

#include "base/memory.h"

#include <obstack.h>
#include <stdlib.h>
#include <string.h>

#define obstack_chunk_alloc memory_new
#define obstack_chunk_free free

struct tree {
    struct obstack memory; /* every node and text, and nothing else */
    struct node *root;
};

struct tree *tree_new(void)
{
    struct tree *tree = memory_zeroed(1, sizeof *tree);
    obstack_init(&tree->memory);
    return tree;
}

void tree_free(struct tree *tree)
{
    if (!tree)
        return;
    obstack_free(&tree->memory, NULL);
    free(tree);
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
    struct node *node = obstack_alloc(&tree->memory, sizeof *node);
    memset(node, 0, sizeof *node);
    node->kind = kind;
    node->height = 1;
    node->begin = (uint32_t)begin;
    node->end = (uint32_t)end;
    return node;
}

const char *tree_text(struct tree *tree, const char *text, size_t length)
{
    char *copy = obstack_alloc(&tree->memory, (int)(length + 1));
    memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}
