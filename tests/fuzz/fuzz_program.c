/* fuzz_program.c - whatever is read as a program runs: as a script, and line by line as typed, for
 * some steps, and nothing but errors of its threads comes of it. A step from a copy of the state
 * has to lead to the same state. */
#include "base/memory.h"
#include "../unit/bare.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { STEPS = 300 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void run_script(const char *text, const struct bare_options *options)
{
    struct bare b;
    bool goes_on = bare_begin(&b, text, options);
    for (unsigned i = 0; i < STEPS && goes_on && !machine_over(&b.machine); i++) {
        struct state *before = state_copy(b.machine.state);
        struct bare then = b;
        goes_on = bare_step(&b);
        struct state *after = b.machine.state;
        /* The same once more, from the copy. */
        b.machine.state = before;
        b.random = then.random;
        b.turn = then.turn;
        bare_step(&b);
        if (!state_equals(b.machine.state, after))
            abort();
        state_free(after);
    }
    machine_stop_all(&b.machine);
    if (b.machine.state->alive || b.machine.state->busy)
        abort();
    bare_end(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = memory_copy_bytes((const char *)data, size);
    struct bare_options options = {.seed = size, .random = size % 2, .steps = STEPS};
    /* What is behind a NUL is not looked at. */
    run_script(text, &options);
    free(bare_type(text, &options));
    free(text);
    return 0;
}
