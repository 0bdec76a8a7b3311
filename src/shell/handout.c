/* handout.c - see handout.h. */
#include "shell/handout.h"

#include "export/markup.h"
#include "shell/handout_block.h"
#include "shell/lesson_markup.h"
#include "shell/stage.h"

#include <string.h>

struct handout {
    struct stage stage;
    const struct lesson *lesson;
    bool answers;
    struct buffer *out;
    struct buffer solutions; /* what stands at the end */
    size_t tasks, questions, challenges;
    size_t broken; /* the line of a block that does not come to rest; 0: none */
};

static const char style[] =
    "body{font:11pt/1.45 Georgia,\"Liberation Serif\",serif;max-width:44rem;margin:2rem auto;"
    "padding:0 1rem;color:#111;background:#fff}"
    "h1,h2,h3{line-height:1.2;break-after:avoid}h2{margin-top:2rem}"
    "code,pre{font:9.5pt/1.35 \"DejaVu Sans Mono\",Consolas,monospace}"
    "pre{margin:.6rem 0;padding:.5rem .8rem;white-space:pre-wrap;overflow-wrap:anywhere;"
    "break-inside:avoid}"
    "pre.run{background:#f1f1f1;border-left:3px solid #666;margin-bottom:0}"
    "pre.prints{border-left:3px solid #bbb;margin-top:0;color:#333}"
    ".asked{border:1px solid #555;padding:.2rem .9rem .6rem;margin:1rem 0;break-inside:avoid}"
    ".asked>p:first-child{font-weight:bold}"
    ".room{border-bottom:1px solid #999;height:1.9rem}"
    "ul.choices{list-style:none;padding-left:.4rem}"
    "ul.choices li{margin:.45rem 0;padding-left:1.7rem;text-indent:-1.7rem}"
    "ul.choices li::before{content:\"\";display:inline-block;width:.8rem;height:.8rem;"
    "border:1px solid #111;margin-right:.8rem;vertical-align:-.08rem}"
    "blockquote{margin:.6rem 1.2rem;font-style:italic}.item{padding-left:1.4rem;"
    "text-indent:-1rem}"
    ".answers{break-before:page}"
    "@page{margin:18mm}@media print{body{margin:0;max-width:none;padding:0}}";

/* ---- Text ------------------------------------------------------------------------------------ */

static void add_paragraph(struct buffer *out, const char *before, const char *text)
{
    buffer_puts(out, "<p>");
    buffer_puts(out, before);
    markup_add_prose(out, text);
    buffer_puts(out, "</p>\n");
}

static void add_room(struct buffer *out, size_t lines)
{
    for (size_t i = 0; i < lines; i++)
        buffer_puts(out, "<div class=\"room\"></div>\n");
}

/* ---- Items ----------------------------------------------------------------------------------- */

static void run(struct handout *h, const struct lesson_item *item, enum stage_end end)
{
    if (end != STAGE_RESTS && !h->broken)
        h->broken = item->line;
}

static void add_block(struct handout *h, const struct lesson_item *block)
{
    run(h, block, handout_block_add(&h->stage, block, h->out));
}

static void add_task(struct handout *h, const struct lesson_item *task)
{
    buffer_printf(h->out, "<div class=\"asked\"><p>Task %zu</p>\n", ++h->tasks);
    add_paragraph(h->out, "", task->goal);
    add_room(h->out, 4);
    buffer_puts(h->out, "</div>\n");
    buffer_printf(&h->solutions, "<h3>Task %zu</h3>\n", h->tasks);
    lesson_markup_add_lines(&h->solutions, "run", task->solution);
    run(h, task, stage_run(&h->stage, task->solution));
}

static void add_question(struct handout *h, const struct lesson_item *question)
{
    buffer_printf(h->out, "<div class=\"asked\"><p>Question %zu</p>\n", ++h->questions);
    if (question->text[0])
        add_paragraph(h->out, "", question->text);
    buffer_puts(h->out, "<ul class=\"choices\">\n");
    buffer_printf(&h->solutions, "<h3>Question %zu</h3>\n", h->questions);
    for (size_t i = 0; i < question->answer_count; i++) {
        const struct lesson_answer *a = &question->answers[i];
        buffer_puts(h->out, "<li>");
        markup_add_prose(h->out, a->text);
        buffer_puts(h->out, "</li>\n");
        if (a->right)
            add_paragraph(&h->solutions, "Right: ", a->text);
        if (a->right && a->explanation[0])
            add_paragraph(&h->solutions, "", a->explanation);
    }
    buffer_puts(h->out, "</ul></div>\n");
}

static void add_challenge(struct handout *h, const struct lesson_item *challenge)
{
    buffer_printf(h->out, "<div class=\"asked\"><p>Challenge %zu</p>\n", ++h->challenges);
    lesson_markup_add_challenge(h->out, challenge);
    add_room(h->out, 2);
    buffer_puts(h->out, "</div>\n");
    buffer_printf(&h->solutions, "<h3>Challenge %zu</h3>\n", h->challenges);
    add_paragraph(&h->solutions, "",
                  challenge->solution ? challenge->solution : "In the lab, `answer` shows one.");
}

static void add_item(struct handout *h, const struct lesson_item *item)
{
    switch (item->kind) {
    case LESSON_TEXT:
        lesson_markup_add_text(h->out, item);
        break;
    case LESSON_BLOCK:
        add_block(h, item);
        break;
    case LESSON_TASK:
        add_task(h, item);
        break;
    case LESSON_QUESTION:
        add_question(h, item);
        break;
    case LESSON_CHALLENGE:
        add_challenge(h, item);
        break;
    }
}

/* ---- The page -------------------------------------------------------------------------------- */

static void add_head(struct handout *h)
{
    const struct lesson *l = h->lesson;
    struct buffer title = {0};
    buffer_printf(&title, "%s%s%s", l->number, l->number[0] ? " " : "", l->title);
    buffer_puts(h->out, "<!DOCTYPE html>\n<html lang=\"");
    markup_add(h->out, l->language[0] ? l->language : "en");
    buffer_puts(h->out, "\">\n<head>\n<meta charset=\"utf-8\">\n"
                        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
                        "'none'; style-src 'unsafe-inline'\">\n"
                        "<meta name=\"viewport\" content=\"width=device-width\">\n<title>");
    markup_add(h->out, buffer_text(&title));
    buffer_printf(h->out, "</title>\n<style>%s</style>\n</head>\n<body>\n<h1>", style);
    markup_add(h->out, buffer_text(&title));
    buffer_puts(h->out, "</h1>\n");
    buffer_free(&title);
}

static void add_sections(struct handout *h)
{
    bool goes_on = false; /* what stands before the first section is played with it */
    for (size_t i = 0; i < h->lesson->section_count; i++) {
        const struct lesson_section *s = &h->lesson->sections[i];
        if (!goes_on)
            stage_begin(&h->stage);
        goes_on = !s->title[0];
        if (!goes_on) {
            buffer_puts(h->out, "<h2>");
            markup_add(h->out, s->title);
            buffer_puts(h->out, "</h2>\n");
        }
        for (size_t k = 0; k < s->item_count && !h->broken; k++)
            add_item(h, &s->items[k]);
    }
}

bool handout_add(const struct lesson *lesson, bool answers, struct buffer *out, struct buffer *why)
{
    struct handout h = {.lesson = lesson, .answers = answers, .out = out};
    h.stage = (struct stage){.lesson = lesson, .most_steps = STAGE_MOST_STEPS};
    add_head(&h);
    add_sections(&h);
    if (answers && h.solutions.length) {
        buffer_puts(out, "<section class=\"answers\">\n<h2>Answers</h2>\n");
        buffer_puts(out, buffer_text(&h.solutions));
        buffer_puts(out, "</section>\n");
    }
    buffer_puts(out, "</body>\n</html>\n");
    if (h.broken)
        buffer_printf(why,
                      "what stands in line %zu does not come to rest; `thrum lesson --test` "
                      "tells more",
                      h.broken);
    stage_close(&h.stage);
    buffer_free(&h.solutions);
    return !h.broken;
}
