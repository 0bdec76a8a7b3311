/* explore_program.h - a script on its way to being explored: read, compiled, and a machine that is
 * about to begin it.
 *
 *     struct explore_program p;
 *     if (explore_program_open(&p, &source, NULL, &found)) {
 *         options.script = p.unit;
 *         result = explore_run(&p.machine, &options);
 *     }
 *     explore_program_close(&p);
 */
#ifndef THRUM_SCRIPT_EXPLORE_PROGRAM_H
#define THRUM_SCRIPT_EXPLORE_PROGRAM_H

#include "core/step.h"
#include "lang/diagnostic.h"
#include "lang/tree.h"

struct explore_program {
    struct tree *tree;
    struct program *program;
    struct machine machine;
    uint32_t unit; /* main's */
    bool gil;      /* what the script's settings say */
    uint64_t seed;
};

/* `seed`: what wins over the script's own, or NULL. False where the script has errors, which are in
 * `found`; it is to be closed all the same. */
bool explore_program_open(struct explore_program *p, const struct source *source,
                          const uint64_t *seed, struct diagnostics *found);
void explore_program_close(struct explore_program *p);

#endif
