/* page_play.c - see page_play.h. */
#include "export/page_play.h"

#include "base/memory.h"
#include "core/schedule.h"
#include "export/markup.h"
#include "export/page_view.h"
#include "export/page_words.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* What the page's own scripts and style sheet bear, and nothing else can. It is no secret. */
#define NONCE "thrum"

/* In place of the names of threads, in the order of a program. */
#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

bool page_play_is_built(void)
{
    return page_core_length != 0;
}

/* ---- Words ----------------------------------------------------------------------------------- */

static const struct {
    unsigned whose;
    const char *key, *words;
} words[PAGE_WORD_COUNT] = {
#define PAGE_WORD_ROW(whose, key, words) [PAGE_##key] = {whose, #key, words},
    PAGE_WORDS(PAGE_WORD_ROW)
#undef PAGE_WORD_ROW
};

const char *page_words_text(enum page_word word)
{
    return words[word].words;
}

void page_words_add(struct buffer *out, unsigned whose)
{
    json_t *object = json_object();
    for (size_t i = 0; i < PAGE_WORD_COUNT; i++)
        if (words[i].whose & whose &&
            json_object_set_new(object, words[i].key, json_string(words[i].words)))
            memory_exhausted(0);
    page_play_add_json(out, "words", object);
    json_decref(object);
}

/* ---- What every page has --------------------------------------------------------------------- */

void page_play_add_policy(struct buffer *out, bool plays)
{
    buffer_puts(out, "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; "
                     "script-src 'nonce-" NONCE "'");
    if (plays)
        buffer_puts(out, " 'wasm-unsafe-eval'; worker-src blob:");
    buffer_puts(out, "; style-src 'nonce-" NONCE "'; base-uri 'none'; form-action 'none'\">\n");
}

void page_play_add_style(struct buffer *out, bool plays)
{
    buffer_puts(out, "<style nonce=" NONCE ">\n");
    buffer_add(out, page_css, page_css_length);
    if (plays)
        buffer_add(out, page_play_css, page_play_css_length);
    buffer_puts(out, "</style>\n");
}

void page_play_add_lesson_style(struct buffer *out)
{
    buffer_puts(out, "<style nonce=" NONCE ">\n");
    buffer_add(out, page_lesson_css, page_lesson_css_length);
    buffer_puts(out, "</style>\n");
}

void page_play_add_script(struct buffer *out, const char *id, const unsigned char *text,
                          size_t length)
{
    buffer_printf(out, "<script nonce=" NONCE "%s%s>\n", id ? " id=" : "", id ? id : "");
    buffer_add(out, text, length);
    buffer_puts(out, "</script>\n");
}

void page_play_add_json(struct buffer *out, const char *id, const json_t *data)
{
    char *text = data ? json_dumps(data, JSON_COMPACT) : NULL;
    if (!text)
        memory_exhausted(0);
    buffer_printf(out, "<script type=application/json id=%s>", id);
    markup_add_json(out, text);
    buffer_puts(out, "</script>\n");
    free(text);
}

/* ---- Programs -------------------------------------------------------------------------------- */

struct json_t *page_programs_new(void)
{
    return json_array();
}

static json_t *task_json(const struct page_task *task)
{
    if (!task)
        return json_null();
    json_t *hints = json_array();
    for (size_t i = 0; i < task->hint_count; i++)
        if (json_array_append_new(
                hints, json_pack("{s:s,s:s}", "text", task->hints[i], "when",
                                 task->hint_conditions[i] ? task->hint_conditions[i] : "")))
            memory_exhausted(0);
    return json_pack("{s:s,s:b,s:o}", "check", task->check, "written", task->written, "hints",
                     hints);
}

/* The names of an order's threads, as the order has them, each once and in the order in which they
 * come; NULL where they are more than there are letters. */
static json_t *names_of(const struct schedule *order, size_t *letters)
{
    json_t *names = json_array();
    struct buffer name = {0};
    for (size_t i = 0; i < order->segment_count && names; i++) {
        const struct segment whole = {.thread = order->segments[i].thread};
        size_t letter = 0, count = json_array_size(names);
        schedule_segment_text(&whole, &name);
        while (letter < count &&
               strcmp(json_string_value(json_array_get(names, letter)), buffer_text(&name)) != 0)
            letter++;
        letters[i] = letter;
        if (letter == sizeof LETTERS - 1) {
            json_decref(names);
            names = NULL;
        } else if (letter == count &&
                   json_array_append_new(names, json_string(buffer_text(&name)))) {
            memory_exhausted(0);
        }
        buffer_clear(&name);
    }
    buffer_free(&name);
    return names;
}

/* An order of thousands of steps by chance is longer than all else in a page: each segment bears a
 * letter in place of its thread's name, and no space stands between them (spellOrder in core.js).
 * Returns the names; none, and the text as it is, where there are too many of them. */
static json_t *shorten(const char *text, struct buffer *out)
{
    struct schedule order = {0};
    char why[160];
    bool good = schedule_read_segments(&order, text, why, sizeof why);
    size_t *letters = memory_zeroed(order.segment_count + 1, sizeof *letters);
    json_t *names = good ? names_of(&order, letters) : NULL;
    for (size_t i = 0; i < order.segment_count && names; i++) {
        char letter[] = {LETTERS[letters[i]], '\0'};
        struct segment g = order.segments[i];
        g.thread = letter;
        schedule_segment_text(&g, out);
    }
    if (!names)
        buffer_puts(out, text);
    free(letters);
    schedule_free(&order);
    return names ? names : json_array();
}

size_t page_programs_add(struct json_t *programs, const struct page_program *p)
{
    struct buffer seed = {0}, segments = {0};
    json_t *names = shorten(p->segments ? p->segments : "", &segments);
    buffer_printf(&seed, "%" PRIu64, p->seed);
    json_t *one =
        json_pack("{s:s,s:s%,s:b,s:i,s:s,s:o,s:s,s:I,s:b,s:s,s:s,s:s,s:o}", "name", p->name, "text",
                  p->text, p->length, "repeats", p->repeats, "schedule", (int)p->schedule, "seed",
                  buffer_text(&seed), "names", names, "segments", buffer_text(&segments), "step",
                  (json_int_t)p->step, "untimed", p->untimed, "options",
                  p->options ? p->options : "", "challenge", p->challenge ? p->challenge : "",
                  "goal", p->goal ? p->goal : "", "task", task_json(p->task));
    buffer_free(&seed);
    buffer_free(&segments);
    if (!one || json_array_append_new(programs, one))
        memory_exhausted(0);
    return json_array_size(programs) - 1;
}

size_t page_programs_count(const struct json_t *programs)
{
    return json_array_size(programs);
}

void page_programs_free(struct json_t *programs)
{
    json_decref(programs);
}

void page_play_add_button(struct buffer *out, size_t program, bool orders, const char *label)
{
    buffer_printf(out, "<button type=button data-program=%zu%s hidden>", program,
                  orders ? " data-orders" : "");
    markup_add(out, label);
    buffer_puts(out, "</button>\n");
}

/* ---- The core -------------------------------------------------------------------------------- */

void page_play_add(struct buffer *out, const struct json_t *programs)
{
    page_play_add_json(out, "programs", programs);
    buffer_puts(out, "<script type=text/plain id=core>");
    buffer_add(out, page_core, page_core_length);
    buffer_puts(out, "</script>\n");
    page_play_add_script(out, "core-js", page_core_js, page_core_js_length);
    page_play_add_script(out, NULL, page_play_js, page_play_js_length);
}
