/* compiler.h - from the tree of a text to code that threads run, appended to a program.
 *
 *     uint32_t source = program_add_source(program, "a.thr", text, length);
 *     uint32_t unit = compile_script(program, source, tree, &found);
 *     if (unit) machine_start_main(machine, unit);
 *     else ... errors are in `found`
 *
 * The tree is not needed any more afterwards. Names that nothing declares are no business of the
 * compiler's: they are looked up when a step runs (a script's are checked by names.h). What it
 * refuses is what would be wrong whatever the names stand for, or passes a limit; then nothing of
 * the text runs, but code that was appended stays, unused. Called with the lab's monitor held, or
 * by the only owner of the program. */
#ifndef THRUM_LANG_COMPILER_H
#define THRUM_LANG_COMPILER_H

#include "core/program.h"
#include "lang/diagnostic.h"
#include "lang/tree.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The body of main in a script. Functions are bound before anything else runs, wherever the script
 * defines them; settings at its top are left to the caller. Returns the unit, or 0 with errors. */
uint32_t compile_script(struct program *program, uint32_t source, const struct tree *tree,
                        struct diagnostics *found);

/* One command, typed at the prompt for main or ordered to a puppet (a NODE_BLOCK too): an order for
 * machine_order. Its variables are the private ones that a thread keeps over all its orders. An
 * order in it (`alice: lock m`) is a step of the thread that runs it. Returns the unit, or 0 with
 * errors. */
uint32_t compile_order(struct program *program, uint32_t source, const struct node *command,
                       struct diagnostics *found);

/* An expression, to be run by machine_evaluate. The names in `parameters` stand for the values
 * given there, in this order, whatever else bears them; no other private variable means anything.
 * Returns the unit, or 0 with errors. */
uint32_t compile_evaluation(struct program *program, uint32_t source, const struct node *expression,
                            const char *const *parameters, size_t count, struct diagnostics *found);

/* The threads that a command typed at the prompt is for. */
enum addressee_kind {
    ADDRESSEE_MAIN,     /* no order: main runs the command */
    ADDRESSEE_ALL,      /* `all: ...`: every puppet */
    ADDRESSEE_NAMED,    /* the threads in `names`, each with a name that compile_name_text knows */
    ADDRESSEE_COMPUTED, /* a name has to be computed (`("t" + i): ...`), which a thread does:
                           compile the whole command as an order of main's */
};

struct addressee {
    enum addressee_kind kind;
    const struct node *names;   /* ADDRESSEE_NAMED: a list of NODE_NAME */
    const struct node *command; /* what is to be compiled: the ordered command, or the whole one */
};

/* Splits a command typed at the prompt. The lab hands over orders to named threads itself, so that
 * they go out while main is blocked. */
struct addressee compile_addressee(const struct node *command);
/* The text of a name that is known beforehand: bare, or a string with nothing computed in it and no
 * index behind it; else NULL. Lives as long as the tree. */
const char *compile_name_text(const struct node *name);

#endif
