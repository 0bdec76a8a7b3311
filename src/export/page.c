/* page.c - see page.h. The document as it is without scripts; page.js adds to it. */
#include "export/page.h"

#include "core/drive.h"
#include "export/markup.h"
#include "export/page_inside.h"
#include "export/page_play.h"
#include "export/page_view.h"
#include "export/said.h"
#include "run/lab.h"
#include "watch/code_place.h"
#include "watch/rest.h"
#include "watch/words.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

enum { WAITS_TOLD = 6, LOW = 5 /* lines of a timeline that stands at the top */ };
enum { SCRIPT = 1 /* the source that is one; the first is none */ };

/* The one source of a run that was a script; the first of all is none. */
static const struct program_source *script_of(const struct page *p)
{
    const struct program *program = p->m->program;
    return program->source_count == SCRIPT + 1 ? &program->sources[SCRIPT] : NULL;
}

/* Whether the reader can go another way: there is a core, and what was run is one program. */
static bool plays(const struct page *p)
{
    return page_play_is_built() && p->run->is_script && p->run->lab && p->past.kept && script_of(p);
}

/* ---- Words ----------------------------------------------------------------------------------- */

void page_add_words(struct page *p, enum page_word word, const char *filling)
{
    for (const char *at = page_words_text(word); *at;) {
        size_t length = strcspn(at, "{");
        markup_add_bytes(&p->out, at, length, "");
        at += length;
        if (*at) {
            markup_add(&p->out, filling);
            at += strcspn(at, "}") + 1;
        }
    }
}

static void add_number(struct page *p, enum page_word word, uint64_t number)
{
    struct buffer text = {0};
    buffer_put_number(&text, number);
    page_add_words(p, word, buffer_text(&text));
    buffer_free(&text);
}

static void add_paragraph(struct page *p, enum page_word word, const char *filling)
{
    buffer_puts(&p->out, "<p>");
    page_add_words(p, word, filling);
    buffer_putc(&p->out, '\n');
}

static void add_count_paragraph(struct page *p, enum page_word word, uint64_t count)
{
    buffer_puts(&p->out, "<p class=note>");
    add_number(p, word, count);
    buffer_putc(&p->out, '\n');
}

static void begin_section(struct page *p, const char *id, enum page_word heading)
{
    buffer_printf(&p->out, "<section id=%s aria-labelledby=h-%s><h2 id=h-%s>", id, id, id);
    page_add_words(p, heading, "");
    buffer_puts(&p->out, "</h2>\n");
}

/* ---- What is said of the run ----------------------------------------------------------------- */

static void add_ending(struct page *p)
{
    struct buffer waits = {0}, failed = {0};
    struct words_list list = {.first = "", .between = "; ", .most = WAITS_TOLD};
    if (p->run->told) {
        buffer_puts(&p->out, "<p class=told>");
        markup_add_prose(&p->out, p->run->told);
        buffer_putc(&p->out, '\n');
    } else if (machine_over(p->m)) {
        add_paragraph(p, PAGE_ended, "");
    } else if (rest_for_ever(p->m)) {
        unsigned count = words_add_waits(p->m, &list, &waits);
        if (count > list.most)
            buffer_printf(&waits, "; %u more wait%s", count - list.most,
                          count - list.most == 1 ? "s" : "");
        buffer_puts(&p->out, "<p class=told>");
        page_add_words(p, PAGE_stuck, buffer_text(&waits));
        buffer_putc(&p->out, '\n');
    } else {
        add_paragraph(p, PAGE_stopped, "");
    }
    if (!p->run->told && words_add_failed(p->m, p->r, WAITS_TOLD, &failed))
        add_paragraph(p, PAGE_failed, buffer_text(&failed));
    buffer_free(&waits);
    buffer_free(&failed);
}

static void add_left_out(struct page *p)
{
    if (p->first > 1)
        add_count_paragraph(p, PAGE_left_out, p->first - 1);
    if (p->threads_without)
        add_count_paragraph(p, PAGE_more_threads, p->threads_without);
    if (p->columns.others)
        add_count_paragraph(p, PAGE_more_columns, p->columns.thread_count);
    if (p->past.without)
        add_count_paragraph(p, PAGE_more_objects, p->past.without);
    if (!p->past.kept || p->past.from >= p->first)
        add_count_paragraph(p, PAGE_not_kept,
                            p->past.kept ? p->past.from : record_last_step(p->r) + 1);
}

static void add_header(struct page *p)
{
    uint64_t steps = record_last_step(p->r), threads = record_thread_count(p->r);
    buffer_puts(&p->out, "<header><h1>");
    markup_add(&p->out, p->run->name);
    buffer_puts(&p->out, "</h1>\n");
    add_ending(p);
    buffer_puts(&p->out, "<p class=about>");
    add_number(p, steps == 1 ? PAGE_one_step : PAGE_many_steps, steps);
    buffer_puts(&p->out, " · ");
    add_number(p, threads == 1 ? PAGE_one_thread : PAGE_many_threads, threads);
    if (p->run->how) {
        buffer_puts(&p->out, " · ");
        markup_add(&p->out, p->run->how);
    }
    buffer_putc(&p->out, '\n');
    add_left_out(p);
    buffer_puts(&p->out, "</header>\n");
}

/* ---- Where the reader stands: for scripts alone ---------------------------------------------- */

static void add_button(struct page *p, const char *id, enum page_word word, const char *sign)
{
    buffer_printf(&p->out, "<button type=button id=%s title=\"", id);
    page_add_words(p, word, "");
    buffer_puts(&p->out, "\" aria-label=\"");
    page_add_words(p, word, "");
    buffer_printf(&p->out, "\">%s</button>\n", sign);
}

static void add_controls(struct page *p)
{
    buffer_puts(&p->out, "<section id=bar aria-labelledby=where hidden><div id=buttons>\n");
    add_button(p, "first", PAGE_first, "|◀");
    add_button(p, "back", PAGE_back, "◀");
    add_button(p, "forth", PAGE_forth, "▶");
    add_button(p, "last", PAGE_last, "▶|");
    buffer_puts(&p->out, "<input type=range id=slider min=0 value=0 aria-label=\"");
    page_add_words(p, PAGE_slider, "");
    buffer_puts(&p->out, "\"><output id=where for=slider></output></div>\n"
                         "<p id=said role=status aria-live=polite></p>\n"
                         "<p id=next></p>\n");
    if (plays(p))
        page_play_add_button(&p->out, 0, false, page_words_text(PAGE_play_enter));
    buffer_puts(&p->out, "</section>\n");
}

/* ---- The program ----------------------------------------------------------------------------- */

static void add_source(struct page *p, uint32_t source)
{
    const struct program *program = p->m->program;
    struct code_place place;
    struct buffer line = {0};
    if (p->past.source_count > 1) {
        buffer_puts(&p->out, "<h3>");
        markup_add(&p->out, program->sources[source].name);
        buffer_puts(&p->out, "</h3>\n");
    }
    buffer_puts(&p->out, "<ol class=code tabindex=0>\n");
    for (bool more = code_place_first(program, source, &place); more;
         more = code_place_beside(program, &place, 1, &place)) {
        buffer_clear(&line);
        code_place_add_part(program, &place, place.start, place.end, &line);
        buffer_puts(&p->out, "<li>");
        markup_add(&p->out, buffer_text(&line));
        buffer_puts(&p->out, "</li>\n"); /* a newline in it would be shown */
    }
    buffer_puts(&p->out, "</ol>\n");
    buffer_free(&line);
}

static void add_program(struct page *p)
{
    if (!p->past.source_count)
        return;
    begin_section(p, "program", PAGE_program);
    for (size_t i = 0; i < p->past.source_count; i++)
        add_source(p, p->past.sources[i]);
    buffer_puts(&p->out, "<p id=marks hidden>");
    page_add_words(p, PAGE_marks, "");
    buffer_putc(&p->out, '\n');
    buffer_puts(&p->out, "</section>\n");
}

/* ---- Threads and objects, at the end --------------------------------------------------------- */

static void add_table(struct page *p, const char *id, enum page_word one, enum page_word other,
                      enum page_word third)
{
    buffer_printf(&p->out, "<table id=%s-now class=states><caption>", id);
    page_add_words(p, PAGE_at_end, "");
    buffer_puts(&p->out, "</caption><thead><tr><th scope=col>");
    page_add_words(p, one, "");
    buffer_puts(&p->out, "<th scope=col>");
    page_add_words(p, other, "");
    buffer_puts(&p->out, "<th scope=col>");
    page_add_words(p, third, "");
    buffer_puts(&p->out, "<tbody>\n");
}

static void add_three(struct page *p, const char *one, const char *other, const char *third)
{
    buffer_puts(&p->out, "<tr><th scope=row>");
    markup_add(&p->out, one);
    buffer_puts(&p->out, "<td>");
    markup_add(&p->out, other);
    buffer_puts(&p->out, "<td>");
    markup_add(&p->out, third);
    buffer_putc(&p->out, '\n');
}

static void add_threads(struct page *p)
{
    if (!p->past.kept)
        return;
    begin_section(p, "threads", PAGE_threads);
    add_table(p, "threads", PAGE_thread, PAGE_state, PAGE_is_at);
    for (size_t i = 0; i < p->columns.thread_count; i++)
        add_three(p, p->columns.head[COLUMNS_THREADS + i].text, page_past_thread(&p->past, i, 0),
                  page_past_thread(&p->past, i, 1));
    buffer_puts(&p->out, "</table></section>\n");
}

static void add_objects(struct page *p)
{
    if (!p->past.object_count)
        return;
    begin_section(p, "objects", PAGE_objects);
    add_table(p, "objects", PAGE_name, PAGE_kind, PAGE_value);
    for (size_t i = 0; i < p->past.object_count; i++)
        add_three(p, page_past_object(&p->past, i, 1), page_past_object(&p->past, i, 0),
                  page_past_object(&p->past, i, 2));
    buffer_puts(&p->out, "</table></section>\n");
}

/* ---- The timeline ---------------------------------------------------------------------------- */

static void add_sample(struct page *p, const char *class, enum page_word word)
{
    buffer_printf(&p->out,
                  "<span><svg class=sample viewBox=\"0 0 600 240\" aria-hidden=true><path "
                  "class=%s d=\"M0 120h600\"/></svg> ",
                  class);
    page_add_words(p, word, "");
    buffer_puts(&p->out, "</span> ");
}

static void add_timeline(struct page *p)
{
    if (!p->columns.thread_count)
        return;
    begin_section(p, "timeline", PAGE_timeline);
    buffer_puts(&p->out, "<div id=picture tabindex=0>");
    unsigned drawn = picture_timeline_add(&p->timeline, page_words_text(PAGE_picture), &p->out);
    buffer_puts(&p->out, "</div><p class=note>");
    page_add_words(p, PAGE_timeline_is, "");
    buffer_putc(&p->out, ' ');
    add_sample(p, "t-step", PAGE_does_step);
    add_sample(p, "t-could", PAGE_could_step);
    if (drawn & 1u << SPAN_WAITS)
        add_sample(p, "t-waits", PAGE_legend_wait);
    if (drawn & 1u << SPAN_SLEEPS)
        add_sample(p, "t-sleeps", PAGE_sleeps);
    if (drawn & (1u << SPAN_WORKS | 1u << SPAN_IO))
        add_sample(p, "t-works", PAGE_works);
    add_sample(p, "t-go", PAGE_lets_go);
    buffer_puts(&p->out, "</section>\n");
}

/* ---- All of it ------------------------------------------------------------------------------- */

static void add_head(struct page *p)
{
    buffer_puts(&p->out, "<!DOCTYPE html>\n<html lang=en>\n<meta charset=utf-8>\n");
    page_play_add_policy(&p->out, plays(p));
    buffer_puts(&p->out, "<meta name=viewport content=\"width=device-width, initial-scale=1\">\n"
                         "<meta name=color-scheme content=\"light dark\">\n"
                         "<meta name=generator content=thrum>\n<title>");
    page_add_words(p, PAGE_title, p->run->name);
    buffer_puts(&p->out, "</title>\n");
    page_play_add_style(&p->out, plays(p));
}

static void add_body(struct page *p)
{
    add_header(p);
    add_controls(p);
    bool low = p->columns.thread_count <= LOW; /* then all has room on one screen */
    buffer_puts(&p->out, "<main id=film>\n");
    if (low)
        add_timeline(p);
    buffer_puts(&p->out, "<div id=left>\n");
    add_program(p);
    add_objects(p);
    add_threads(p);
    buffer_puts(&p->out, "</div>\n<div id=right>\n");
    begin_section(p, "columns", PAGE_columns);
    buffer_puts(&p->out, "<div id=show hidden></div><div id=scroll tabindex=0>");
    page_columns_add(p);
    buffer_puts(&p->out, "</div></section>\n</div>\n");
    if (!low)
        add_timeline(p);
    buffer_puts(&p->out, "</main>\n<footer><p id=keys hidden>");
    page_add_words(p, PAGE_keys, "");
    buffer_puts(&p->out, "<p>");
    page_add_words(p, PAGE_made_by, "");
    buffer_puts(&p->out, "</footer>\n");
}

/* What the core needs to do the same once more: whatever the kernel or a real clock has decided
 * does not come again, and then it begins at the beginning. */
static void add_origin(struct page *p)
{
    const struct program_source *source = script_of(p);
    const struct schedule *s = lab_schedule(p->run->lab);
    bool repeats = s->kind != SCHEDULE_FREE && drive_is_virtual(lab_drive(p->run->lab));
    struct buffer segments = {0};
    struct json_t *programs = page_programs_new();
    for (size_t i = 0; s->kind == SCHEDULE_SEGMENTS && i < s->segment_count; i++) {
        buffer_puts(&segments, i ? " " : "");
        schedule_segment_text(&s->segments[i], &segments);
    }
    page_programs_add(programs,
                      &(struct page_program){.name = p->run->name,
                                             .text = source->text,
                                             .length = source->length,
                                             .repeats = repeats,
                                             .schedule = repeats ? s->kind : SCHEDULE_MANUAL,
                                             .seed = p->m->state->seed,
                                             .segments = buffer_text(&segments),
                                             .untimed = p->run->untimed});
    page_play_add(&p->out, programs);
    page_programs_free(programs);
    buffer_free(&segments);
}

static void add_scripts(struct page *p)
{
    if (!p->past.kept)
        return;
    page_words_add(&p->out, plays(p) ? PAGE_VIEW | PAGE_PLAY : PAGE_VIEW);
    page_play_add_json(&p->out, "data", p->past.data);
    page_play_add_script(&p->out, NULL, page_js, page_js_length);
    if (plays(p))
        add_origin(p);
}

bool page_write(const struct export_run *run, FILE *file)
{
    struct page p = {.run = run, .r = run->film->record, .m = run->machine};
    uint64_t last = record_last_step(p.r), gone = record_steps_gone(p.r);
    p.first = last > PAGE_STEPS ? last - PAGE_STEPS + 1 : 1;
    p.first = p.first <= gone ? gone + 1 : p.first;
    page_columns_make(&p);
    picture_timeline_begin(&p.timeline, p.r, p.m, p.columns.threads, p.columns.thread_count,
                           p.first);
    page_past_make(&p.past, run, &p.timeline, p.first);
    add_head(&p);
    add_body(&p);
    add_scripts(&p);
    bool written = fwrite(buffer_text(&p.out), 1, p.out.length, file) == p.out.length;
    int error = errno;
    page_past_free(&p.past);
    columns_free(&p.columns);
    buffer_free(&p.out);
    errno = error;
    return written;
}
