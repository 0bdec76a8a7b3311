/* web_explore.c - every order of a page's program: see web.h. */
#include "page/web_inside.h"

#include "base/memory.h"
#include "script/explore_options.h"
#include "script/explore_words.h"
#include "script/statuses.h"

#include <stdlib.h>

static void tell_progress(void *context, const struct explore_progress *progress)
{
    (void)context;
    page_explored((double)progress->states, (double)progress->open, progress->share);
}

void web_forget_found(struct web *p)
{
    explore_free(p->found);
    free(p->options);
    p->found = NULL;
    p->options = NULL;
}

static struct explore_words words_of(const struct web *p)
{
    return (struct explore_words){.subject = p->source.name,
                                  .options = p->options,
                                  .script = p->loaded.unit,
                                  .seed = p->loaded.seed};
}

int web_explore(struct web *p)
{
    struct explore_options options = explore_options_default();
    web_forget_found(p);
    buffer_clear(&p->answer);
    if (!p->is_loaded ||
        !explore_options_read(&options, buffer_text(&p->inputs[WEB_WORDS]), &p->answer))
        return EXPLORE_UNUSABLE;
    options.script = p->loaded.unit;
    options.progress = tell_progress;
    p->options = memory_new(sizeof options);
    *p->options = options;
    p->found = explore_run(&p->loaded.machine, &options);
    struct explore_words words = words_of(p);
    words.file = p->source.name; /* whoever saves it can */
    if (p->found->refusal)
        buffer_puts(&p->answer, p->found->refusal);
    else
        explore_words_json(p->found, &p->loaded.machine, &words, &p->answer);
    return explore_words_status(p->found);
}

void web_report(struct web *p, int width)
{
    buffer_clear(&p->answer);
    if (!p->found || p->found->refusal)
        return;
    struct explore_words words = words_of(p);
    words.width = width;
    explore_words_report(p->found, &p->loaded.machine, &words, &p->answer);
}
