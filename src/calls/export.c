/* export.c - thrum export. */
#include "base/buffer.h"
#include "calls/call.h"
#include "export/export.h"
#include "export/program.h"
#include "script/export_script.h"

#include <stdlib.h>

/* A run, or the program itself. */
static void read_kind(struct argp_state *state, const char *text, struct export_script_options *o)
{
    struct buffer names = {0};
    o->kind = export_find(text);
    o->program = program_find(text);
    export_add_names(&names);
    if (!o->kind && !o->program)
        argp_error(state, "--to takes %s, not '%s'", buffer_text(&names), text);
    buffer_free(&names);
}

static error_t take_export_option(int key, char *argument, struct argp_state *state)
{
    struct export_script_options *o = state->input;
    switch (key) {
    case OPTION_TO:
        read_kind(state, argument, o);
        return 0;
    case OPTION_OUTPUT:
        o->output = argument;
        return 0;
    case OPTION_VIEW:
        if (!export_read_view(argument, &o->view))
            argp_error(state, "--view takes columns or timeline, not '%s'", argument);
        return 0;
    case ARGP_KEY_END:
        if (!o->run.file)
            argp_error(state, "which script? thrum export --to=KIND FILE ('-' for standard input)");
        if (!o->kind && !o->program)
            read_kind(state, "nothing", o);
        return 0;
    default:
        break;
    }
    state->input = &o->run;
    error_t taken = call_take_run_option(key, argument, state);
    state->input = o;
    return taken;
}

int export_command(int count, char **arguments)
{
    struct export_script_options o = {.run = run_options_default()};
    call_parse(&options_export, take_export_option, count, arguments, &o);
    int status = export_script(&o);
    free(o.run.segments);
    return status;
}
