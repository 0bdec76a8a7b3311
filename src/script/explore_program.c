/* explore_program.c - see explore_program.h. */
#include "script/explore_program.h"

#include "lang/compiler.h"
#include "lang/script.h"

/* The settings at the script's top, as far as they mean something where every order is tried. */
static void take_settings(struct explore_program *p, const uint64_t *seed)
{
    const struct node *at = NULL;
    struct setting s;
    while (script_next_setting(p->tree, &at, &s)) {
        if (s.kind == SETTING_GIL)
            p->gil = s.gil;
        if (s.kind == SETTING_SEED || (s.kind == SETTING_SCHEDULE && s.seeded))
            p->seed = s.seed;
    }
    if (seed)
        p->seed = *seed;
}

bool explore_program_open(struct explore_program *p, const struct source *source,
                          const uint64_t *seed, struct diagnostics *found)
{
    *p = (struct explore_program){.tree = script_parse(source, found)};
    if (!p->tree)
        return false;
    take_settings(p, seed);
    p->program = program_new();
    machine_init(&p->machine, p->program, p->seed, 0);
    p->machine.state->timeless = 1;
    uint32_t added = program_add_source(p->program, source->name ? source->name : "block",
                                        source->text, source->length);
    p->unit = compile_script(p->program, added, p->tree, found);
    machine_set_gil(&p->machine, p->gil);
    return p->unit != 0;
}

void explore_program_close(struct explore_program *p)
{
    if (!p->tree)
        return;
    machine_free(&p->machine);
    program_free(p->program);
    tree_free(p->tree);
}
