/* explore_script.c - see explore_script.h. */
#include "script/explore_script.h"

#include "base/caught.h"
#include "base/memory.h"
#include "base/monotonic.h"
#include "base/shown.h"
#include "base/spoken.h"
#include "export/export.h"
#include "script/explore_options.h"
#include "script/explore_program.h"
#include "script/explore_progress.h"
#include "script/explore_words.h"
#include "script/replay.h"
#include "script/script_file.h"
#include "script/silence.h"
#include "script/statuses.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LISTING_WIDTH = 80 };

struct explorer {
    const struct explore_script_options *options;
    struct source source;
    struct explore_program program;
    atomic_bool cancel;
    int64_t began;
    bool shows_progress, has_shown;
    struct silence silence; /* of who hears it */
    struct film *film;      /* of what goes into a page */
    bool written;
    struct buffer unwritten; /* why it was not */
};

/* ---- Progress, Ctrl-C ------------------------------------------------------------------------ */

/* Nothing is written over what was said: a line now and then. */
static void break_silence(struct explorer *x, const char *progress)
{
    struct buffer line = {0};
    if (!silence_is_long(&x->silence))
        return;
    silence_end(&x->silence);
    spoken_add_notice(&line, progress, strlen(progress));
    fprintf(shown_errors(), "%s; Ctrl-C ends it\n", buffer_text(&line));
    buffer_free(&line);
}

static void progress(void *context, const struct explore_progress *p)
{
    struct explorer *x = context;
    if (caught_next())
        atomic_store(&x->cancel, true);
    int64_t passed = monotonic_nanoseconds() - x->began;
    if (!x->shows_progress || (passed < EXPLORE_PROGRESS_AFTER && !x->options->spoken))
        return;
    struct buffer line = {0};
    explore_progress_add(p, passed, &line);
    if (x->options->spoken) {
        break_silence(x, buffer_text(&line));
        buffer_free(&line);
        return;
    }
    /* Not through stderr, which shows what controls are (base/shown.h). */
    dprintf(STDERR_FILENO, "\r\033[K%s (Ctrl-C ends it)", buffer_text(&line));
    buffer_free(&line);
    x->has_shown = true;
}

/* ---- What is said ---------------------------------------------------------------------------- */

/* ---- What was found as a page ---------------------------------------------------------------- */

struct page_of {
    struct explorer *explorer;
    const struct explore_result *result;
    size_t number; /* of its order, from 1 */
};

static void hear(void *context, const struct drive *d, const struct event *e)
{
    const struct page_of *page = context;
    film_hear(page->explorer->film, d, e);
}

static void write_page(void *context, struct lab *lab, const struct machine *m)
{
    const struct page_of *page = context;
    struct explorer *x = page->explorer;
    struct buffer how = {0};
    buffer_printf(&how, "found by thrum explore: %zu of %zu", page->number,
                  page->result->finding_count + page->result->order_count);
    struct export_run run = {.film = x->film,
                             .machine = m,
                             .lab = lab,
                             .name = x->source.name,
                             .is_script = true,
                             .how = buffer_text(&how),
                             .untimed = x->options->search.time == EXPLORE_UNTIMED,
                             .told = explore_order(page->result, page->number)->message};
    x->written = export_write(export_find("html"), &run, x->options->html, &x->unwritten);
    buffer_free(&how);
}

/* The first of which there is a run; 0: none is. */
static size_t page_number(const struct explorer *x, const struct explore_result *r)
{
    const struct explore_finding *f;
    for (size_t i = 1; x->options->html && (f = explore_order(r, i)); i++)
        if (f->schedule)
            return i;
    return 0;
}

/* False, and said so, where it should have been written. */
static bool tell_page(struct explorer *x, const struct explore_result *r)
{
    if (!x->options->html || x->written)
        return true;
    bool found = page_number(x, r) != 0;
    if (!found)
        fprintf(shown_errors(), "thrum: %s: not written, for %s\n", x->options->html,
                r->finding_count ? "no run is known that shows what was found"
                                 : "nothing was found that could be shown");
    else if (x->unwritten.length)
        fprintf(shown_errors(), "thrum: %s\n", buffer_text(&x->unwritten));
    return !found;
}

static void check_replays(struct explorer *x, const struct explore_result *r)
{
    size_t page_of = page_number(x, r);
    struct page_of page = {.explorer = x, .result = r, .number = page_of};
    struct run_watcher watcher = {
        .hear = hear, .over = write_page, .context = &page, .looks_back = true};
    const struct explore_finding *f;
    for (size_t i = 1; (f = explore_order(r, i)); i++) {
        struct replay replay = {.source = &x->source,
                                .tree = x->program.tree,
                                .gil = x->program.gil,
                                .seed = x->program.seed,
                                .untimed = x->options->search.time == EXPLORE_UNTIMED,
                                .finding = f,
                                .watcher = i == page_of ? &watcher : NULL};
        struct buffer why = {0}, text = {0};
        enum replay_outcome outcome = replay_check(&replay, &why);
        replay_tell(outcome, i, buffer_text(&why), &text);
        if (text.length)
            fprintf(shown_errors(), "thrum: %s\n", buffer_text(&text));
        buffer_free(&why);
        buffer_free(&text);
    }
}

static void tell(struct explorer *x, const struct explore_result *r)
{
    struct buffer text = {0};
    bool from_input = strcmp(x->options->file, "-") == 0;
    struct explore_words words = {.subject = x->source.name,
                                  .file = from_input ? NULL : x->options->file,
                                  .options = &x->options->search,
                                  .script = x->program.unit,
                                  .seed = x->program.seed,
                                  .width = LISTING_WIDTH,
                                  .spoken = x->options->spoken};
    if (x->options->json)
        explore_words_json(r, &x->program.machine, &words, &text);
    else
        explore_words_report(r, &x->program.machine, &words, &text);
    if (x->options->spoken && !x->options->json) {
        struct buffer spoken = {0};
        spoken_add_lines(&spoken, buffer_text(&text), text.length);
        buffer_free(&text);
        text = spoken;
    }
    fwrite(buffer_text(&text), 1, text.length, shown_output());
    buffer_free(&text);
}

static int explore(struct explorer *x)
{
    struct explore_options search = x->options->search;
    explore_options_fit(&search);
    search.script = x->program.unit;
    search.progress = progress;
    search.context = x;
    search.cancel = &x->cancel;
    /* Without descriptors for it Ctrl-C is of no effect; the limits are. */
    caught_open((const int[]){SIGINT}, 1);
    x->began = monotonic_nanoseconds();
    silence_begin(&x->silence, x->options->hears_by);
    x->shows_progress = (isatty(STDERR_FILENO) || x->options->spoken) && !x->options->json;
    struct explore_result *r = explore_run(&x->program.machine, &search);
    if (x->has_shown)
        dprintf(STDERR_FILENO, "\r\033[K");
    int status = explore_words_status(r);
    /* The search is over: from here on Ctrl-C does what it does everywhere. */
    caught_close();
    if (r->refusal) {
        fprintf(shown_errors(), "thrum: %s\n", r->refusal);
    } else {
        check_replays(x, r);
        tell(x, r);
        if (!tell_page(x, r))
            status = EXPLORE_UNUSABLE;
    }
    explore_free(r);
    return status;
}

int explore_script(const struct explore_script_options *options)
{
    struct explorer x = {.options = options, .film = options->html ? film_new() : NULL};
    struct buffer text = {0}, why = {0};
    int status = EXPLORE_UNUSABLE;
    if (!script_file_read(options->file, SCRIPT_FILE_WAITS, &text, &why)) {
        fprintf(shown_errors(), "thrum: %s\n", buffer_text(&why));
    } else {
        bool from_input = strcmp(options->file, "-") == 0;
        struct diagnostics found = {0};
        x.source = (struct source){.name = from_input ? "standard input" : options->file,
                                   .text = buffer_text(&text),
                                   .length = text.length};
        bool good = explore_program_open(&x.program, &x.source,
                                         options->has_seed ? &options->seed : NULL, &found);
        script_complain(&x.source, &found, options->spoken);
        if (good)
            status = explore(&x);
        explore_program_close(&x.program);
    }
    film_free(x.film);
    buffer_free(&x.unwritten);
    buffer_free(&text);
    buffer_free(&why);
    return status;
}
