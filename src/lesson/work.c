/* work.c - see work.h. The file, which kept.c reads and writes:
 *
 *     thrum work 1
 *     = Waiting for a thread                the section that the next are of
 *     task 1 done 1764316800 1 3            its number, when, hints, tries; then `shown`, `long`
 *     4> spawn cake {                       the item, what was typed; 4+ where it was hurried
 *     |     sleep 2s                        a further line of it
 *     end 4
 */
#include "lesson/work.h"

#include "base/memory.h"
#include "lesson/kept.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST = 8 << 20 }; /* bytes of a file */

struct entries {
    struct work_entry *entries;
    size_t count, capacity;
    char *section; /* while a file is read: the one that the next are of */
};

struct work {
    struct kept kept;
    struct entries all;
    struct entries there; /* what has been read so far of the file that is being read */
};

/* ---- Entries --------------------------------------------------------------------------------- */

static const char *const kinds[] = {"section", "task", "question", "challenge"};
static const char *const outcomes[] = {"nothing", "skipped", "answered", "done"};

const char *work_kind_word(enum work_kind kind)
{
    return kinds[kind];
}

const char *work_outcome_word(enum work_outcome outcome)
{
    return outcomes[outcome];
}

bool work_kind_find(const char *word, enum work_kind *kind)
{
    for (int k = WORK_SECTION; k <= WORK_CHALLENGE; k++)
        if (strcmp(kinds[k], word) == 0) {
            *kind = (enum work_kind)k;
            return true;
        }
    return false;
}

bool work_outcome_find(const char *word, enum work_outcome *outcome)
{
    for (int o = WORK_NOTHING; o <= WORK_DONE; o++)
        if (strcmp(outcomes[o], word) == 0) {
            *outcome = (enum work_outcome)o;
            return true;
        }
    return false;
}

static void forget_inputs(struct work_entry *e)
{
    for (size_t i = 0; i < e->input_count; i++)
        free(e->inputs[i].text);
    free(e->inputs);
    e->inputs = NULL;
    e->input_count = e->input_capacity = 0;
}

void work_entry_type(struct work_entry *e, uint32_t item, bool hurried, const char *text)
{
    size_t bytes = strlen(text);
    for (size_t i = 0; i < e->input_count; i++)
        bytes += strlen(e->inputs[i].text);
    if (e->too_long || bytes > WORK_MOST_BYTES || e->input_count == WORK_MOST_INPUTS) {
        e->too_long = true;
        forget_inputs(e);
        return;
    }
    MEMORY_ROOM_FOR_ONE(e->inputs, e->input_count, e->input_capacity);
    e->inputs[e->input_count++] = (struct work_input){item, hurried, memory_copy(text)};
}

void work_entry_copy(struct work_entry *to, const struct work_entry *from)
{
    *to = *from;
    to->section = memory_copy(from->section);
    to->inputs = NULL;
    to->input_count = to->input_capacity = 0;
    for (size_t i = 0; i < from->input_count; i++) {
        MEMORY_ROOM_FOR_ONE(to->inputs, to->input_count, to->input_capacity);
        to->inputs[to->input_count] = from->inputs[i];
        to->inputs[to->input_count++].text = memory_copy(from->inputs[i].text);
    }
}

void work_entry_clear(struct work_entry *e)
{
    forget_inputs(e);
    free(e->section);
    *e = (struct work_entry){0};
}

static struct work_entry *find(const struct entries *all, const char *section, enum work_kind kind,
                               uint32_t number)
{
    for (size_t i = 0; i < all->count; i++) {
        struct work_entry *e = &all->entries[i];
        if (e->kind == kind && e->number == number && strcmp(e->section, section) == 0)
            return e;
    }
    return NULL;
}

/* What is known of the same thing twice: how it was done best, and all the help that there was. */
static void merge(struct work_entry *e, const struct work_entry *other)
{
    struct work_entry best = *e;
    uint32_t hints = e->hints > other->hints ? e->hints : other->hints;
    bool shown =
        e->shown || other->shown || e->outcome == WORK_ANSWERED || other->outcome == WORK_ANSWERED;
    if (other->outcome > e->outcome) {
        work_entry_copy(e, other);
        work_entry_clear(&best);
    }
    e->hints = hints;
    e->shown = shown;
}

static void add(struct entries *all, const struct work_entry *entry)
{
    struct work_entry *e = find(all, entry->section, entry->kind, entry->number);
    if (e) {
        merge(e, entry);
        return;
    }
    MEMORY_ROOM_FOR_ONE(all->entries, all->count, all->capacity);
    work_entry_copy(&all->entries[all->count++], entry);
}

static void forget_all(struct entries *all)
{
    for (size_t i = 0; i < all->count; i++)
        work_entry_clear(&all->entries[i]);
    free(all->entries);
    free(all->section);
    *all = (struct entries){0};
}

/* ---- Writing --------------------------------------------------------------------------------- */

static size_t write_input(const struct work_input *input, struct buffer *out)
{
    size_t lines = 0;
    for (const char *at = input->text; !lines || *at; lines++) {
        size_t length = strcspn(at, "\n");
        if (!lines)
            buffer_printf(out, "%" PRIu32 "%c ", input->item, input->hurried ? '+' : '>');
        else
            buffer_puts(out, "| ");
        buffer_add(out, at, length);
        buffer_putc(out, '\n');
        at += length + (at[length] == '\n');
    }
    return lines;
}

static size_t write_lines(const void *work, struct buffer *out)
{
    const struct entries *all = &((const struct work *)work)->all;
    size_t lines = 0;
    for (size_t i = 0; i < all->count; i++) {
        const struct work_entry *e = &all->entries[i];
        if (i == 0 || strcmp(all->entries[i - 1].section, e->section) != 0) {
            buffer_printf(out, "= %s\n", e->section);
            lines++;
        }
        buffer_printf(out, "%s %" PRIu32 " %s %" PRId64 " %" PRIu32 " %" PRIu32 "%s%s\n",
                      kinds[e->kind], e->number, outcomes[e->outcome], e->when, e->hints, e->tries,
                      e->shown ? " shown" : "", e->too_long ? " long" : "");
        lines++;
        for (size_t k = 0; k < e->input_count; k++)
            lines += write_input(&e->inputs[k], out);
    }
    return lines;
}

/* ---- Reading --------------------------------------------------------------------------------- */

static bool read_input(struct work_entry *e, const char *line)
{
    char *behind;
    unsigned long item = strtoul(line, &behind, 10);
    if (item > UINT32_MAX || (behind[0] != '>' && behind[0] != '+') || behind[1] != ' ')
        return false;
    work_entry_type(e, (uint32_t)item, behind[0] == '+', behind + 2);
    return true;
}

static bool read_further_line(struct work_entry *e, const char *line)
{
    if (!e->input_count)
        return e->too_long;
    struct work_input *input = &e->inputs[e->input_count - 1];
    struct buffer text = {0};
    if (strlen(input->text) > WORK_MOST_BYTES)
        return false;
    buffer_printf(&text, "%s\n%s", input->text, line + 2);
    free(input->text);
    input->text = buffer_take(&text);
    return true;
}

static bool read_entry(struct entries *there, const char *line)
{
    char kind[16], outcome[16];
    int end = 0;
    struct work_entry e = {0};
    if (!there->section ||
        sscanf(line, "%15s %" SCNu32 " %15s %" SCNd64 " %" SCNu32 " %" SCNu32 "%n", /* NOLINT */
               kind, &e.number, outcome, &e.when, &e.hints, &e.tries, &end) < 6 ||
        !work_kind_find(kind, &e.kind) || !work_outcome_find(outcome, &e.outcome))
        return false;
    e.shown = strstr(line + end, " shown") != NULL;
    e.too_long = strstr(line + end, " long") != NULL;
    MEMORY_ROOM_FOR_ONE(there->entries, there->count, there->capacity);
    e.section = memory_copy(there->section);
    there->entries[there->count++] = e;
    return true;
}

static bool read_line(void *work, const char *line)
{
    struct entries *there = &((struct work *)work)->there;
    struct work_entry *last = there->count ? &there->entries[there->count - 1] : NULL;
    if (line[0] == '=' && line[1] == ' ') {
        free(there->section);
        there->section = memory_copy(line + 2);
        return true;
    }
    if (isdigit((unsigned char)line[0]))
        return last && read_input(last, line);
    if (line[0] == '|' && line[1] == ' ')
        return last && read_further_line(last, line);
    return read_entry(there, line);
}

static void end_reading(void *work, bool good)
{
    struct work *w = work;
    for (size_t i = 0; good && i < w->there.count; i++)
        add(&w->all, &w->there.entries[i]);
    forget_all(&w->there);
}

/* ---- From outside ---------------------------------------------------------------------------- */

struct work *work_read(const char *name, struct buffer *why)
{
    struct work *w = memory_zeroed(1, sizeof *w);
    w->kept = (struct kept){.ending = "work",
                            .what = "progress",
                            .head = "thrum work ",
                            .longest = LONGEST,
                            .line = read_line,
                            .read = end_reading,
                            .write = write_lines,
                            .context = w};
    kept_open(&w->kept, name);
    kept_read(&w->kept, why);
    return w;
}

void work_free(struct work *w)
{
    if (!w)
        return;
    forget_all(&w->all);
    forget_all(&w->there);
    kept_close(&w->kept);
    free(w);
}

bool work_add(struct work *w, const struct work_entry *entry, struct buffer *why)
{
    add(&w->all, entry);
    return kept_add(&w->kept, why);
}

const struct work_entry *work_find(const struct work *w, const char *section, enum work_kind kind,
                                   uint32_t number)
{
    return find(&w->all, section, kind, number);
}
