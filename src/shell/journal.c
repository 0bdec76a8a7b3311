/* journal.c - see journal.h. */
#include "shell/journal.h"

#include "base/memory.h"
#include "lang/commands.h"
#include "lang/lexer.h"
#include "lang/setting.h"

#include <stdlib.h>
#include <string.h>

static void add_entry(struct journal *j, struct journal_entry entry)
{
    MEMORY_ROOM_FOR_ONE(j->entries, j->count, j->capacity);
    j->entries[j->count++] = entry;
}

/* Whether it can stand at the top of a script. Nobody would be there to step through one. */
static bool is_setting(const struct node *n)
{
    struct setting s;
    if ((n->kind != NODE_SETTING && n->kind != NODE_LAB) || !setting_is_word(n->lab.word))
        return false;
    return !setting_read(n->lab.word, n->lab.arguments, &s) &&
           !(s.kind == SETTING_SCHEDULE && s.schedule == SCHEDULE_IS_MANUAL);
}

/* ---- What failed ----------------------------------------------------------------------------- */

static void look_for_deeds(void *found, const struct node *n)
{
    bool *deeds = found;
    *deeds |= n->kind == NODE_CALL || n->kind == NODE_OPERATION || n->kind == NODE_BLOCK;
    tree_each_child(n, look_for_deeds, found);
}

/* Whether it is one thing, which was not done if it fails; so without it all is as it was. An
 * assertion that fails is no such thing: it says something of what came before. */
static bool fails_at_once(const struct node *n)
{
    bool deeds = false;
    switch (n->kind) {
    case NODE_ORDER:
        return fails_at_once(n->order.command);
    case NODE_SPAWN:
    case NODE_OBJECTS:
    case NODE_DEFINE:
        return true;
    case NODE_OPERATION:
    case NODE_PRINT:
    case NODE_LOG:
    case NODE_DECLARE:
    case NODE_ASSIGN:
    case NODE_DAEMON:
    case NODE_RENAME:
        tree_each_child(n, look_for_deeds, &deeds);
        return !deeds;
    default:
        return false;
    }
}

/* Whether it is in the script; see journal_add_script. */
static bool is_in(const struct journal_entry *e, bool waits)
{
    return e->runs || (!waits && e->failed && !e->at_once);
}

static void add_first_line(struct buffer *out, const char *text)
{
    size_t length = strcspn(text, "\n");
    buffer_add(out, text, length);
    buffer_puts(out, text[length] ? " ..." : "");
}

void journal_add_failed(const struct journal *j, struct buffer *out)
{
    for (size_t i = 0; i < j->count; i++) {
        const struct journal_entry *e = &j->entries[i];
        if (!e->failed)
            continue;
        buffer_puts(out, e->at_once ? "\nleft out, as it failed when it was typed: "
                                    : "\nwho does this ends there if it fails, as it did when it "
                                      "was typed: ");
        add_first_line(out, e->text);
    }
}

/* ---- Entries --------------------------------------------------------------------------------- */

/* A script defines a function once: the last definition is meant. */
static void replace_function(struct journal *j, const char *name)
{
    for (size_t i = 0; name && i < j->count; i++) {
        struct journal_entry *e = &j->entries[i];
        if (!e->function || !e->runs || strcmp(e->function, name) != 0)
            continue;
        e->runs = false;
        e->replaced = true;
    }
}

struct journal_entry *journal_add(struct journal *j, const char *text, const struct node *n,
                                  uint32_t unit)
{
    bool lab = n->kind == NODE_LAB || n->kind == NODE_SETTING;
    const struct command *command = lab ? command_find(n->lab.word) : NULL;
    /* Looking is no part of a program, and what was loaded is there itself. */
    if (command && (command->looks || command->loads))
        return NULL;
    char *function = n->kind == NODE_DEFINE ? memory_copy(n->define.name) : NULL;
    replace_function(j, function);
    add_entry(j, (struct journal_entry){
                     .text = memory_copy_bytes(text + n->begin, n->end - n->begin),
                     .runs = !lab,
                     .setting = is_setting(n),
                     .at_once = fails_at_once(n),
                     .function = function,
                     .unit = unit,
                     .given.thread = NO_THREAD,
                 });
    return &j->entries[j->count - 1];
}

void journal_failed(struct journal *j, uint32_t unit)
{
    for (size_t i = j->count; i-- > 0;)
        if (j->entries[i].unit == unit) {
            j->entries[i].runs = false;
            j->entries[i].failed = true;
        }
}

void journal_interrupted(struct journal *j, const struct machine *m, uint32_t thread)
{
    uint32_t done = state_thread(m->state, thread)->orders_done;
    for (size_t i = 0; i < j->count; i++)
        if (j->entries[i].given.thread == thread && j->entries[i].given.ticket > done)
            j->entries[i].runs = false;
}

void journal_add_program(struct journal *j, const char *text)
{
    add_entry(j, (struct journal_entry){
                     .text = memory_copy(text), .runs = true, .given.thread = NO_THREAD});
}

bool journal_has_commands(const struct journal *j)
{
    for (size_t i = 0; i < j->count; i++)
        if (is_in(&j->entries[i], false) && !j->entries[i].function)
            return true;
    return false;
}

static void free_entry(struct journal_entry *entry)
{
    free(entry->text);
    free(entry->joins);
    free(entry->function);
}

void journal_restart(struct journal *j, bool functions)
{
    size_t kept = 0;
    for (size_t i = 0; i < j->count; i++) {
        if (functions && j->entries[i].function && j->entries[i].runs)
            j->entries[kept++] = j->entries[i], j->entries[kept - 1].kept = true;
        else
            free_entry(&j->entries[i]);
    }
    j->count = kept;
}

void journal_free(struct journal *j)
{
    journal_restart(j, false);
    free(j->entries);
}

static void add_comment(struct buffer *out, const char *text)
{
    for (;;) {
        size_t length = strcspn(text, "\n");
        buffer_puts(out, "# ");
        buffer_add(out, text, length);
        buffer_putc(out, '\n');
        text += length;
        if (!*text)
            return;
        text++;
    }
}

/* Whether something comes behind an order that has to wait for it; a saved script that was loaded
 * has its join already. */
static bool wants_join(const struct journal *j, size_t index)
{
    const char *joins = j->entries[index].joins;
    for (size_t i = index + 1; joins && i < j->count; i++)
        if (j->entries[i].runs)
            return strncmp(joins, j->entries[i].text, strlen(j->entries[i].text)) != 0;
    return false;
}

static bool has_word(const char *text, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = text; (at = strstr(at, word)); at += length)
        if ((at == text || !lexer_is_word_byte(at[-1])) && !lexer_is_word_byte(at[length]))
            return true;
    return false;
}

/* Whether it is a function from before a `restart` that nothing calls since: what it needs may be
 * gone. Functions that call one another are called from below, or not at all. */
static bool is_left_behind(const struct journal *j, size_t index, unsigned deep)
{
    const struct journal_entry *e = &j->entries[index];
    if (!e->kept || deep > 20)
        return e->kept;
    for (size_t i = 0; i < j->count; i++)
        if (i != index && is_in(&j->entries[i], false) &&
            has_word(j->entries[i].text, e->function) && !is_left_behind(j, i, deep + 1))
            return false;
    return true;
}

void journal_add_left_behind(const struct journal *j, struct buffer *out)
{
    for (size_t i = 0; i < j->count; i++)
        if (j->entries[i].runs && is_left_behind(j, i, 0))
            buffer_printf(
                out,
                "\nleft out, as a comment: %s, from before `restart`; what such functions "
                "use is not all there any more, and nothing calls it",
                j->entries[i].function);
}

size_t journal_add_script(const struct journal *j, unsigned how, struct buffer *out)
{
    bool past_settings = false, waits = how & JOURNAL_WAITS, told = !(how & JOURNAL_ALONE);
    size_t left_out = 0;
    for (size_t i = 0; i < j->count; i++) {
        const struct journal_entry *e = &j->entries[i];
        if (!is_in(e, waits) && (!e->setting || past_settings)) {
            if (told)
                add_comment(out, e->text);
            left_out += !e->replaced;
            continue;
        }
        if ((how & JOURNAL_CALLED) && is_left_behind(j, i, 0)) {
            if (told)
                add_comment(out, e->text);
            continue;
        }
        if (e->main_waited && waits)
            add_comment(out, "main was waiting when this was typed; here it comes once main goes "
                             "on:");
        buffer_printf(out, "%s\n", e->text);
        if (waits && wants_join(j, i))
            buffer_printf(out, "%s\n", e->joins);
        past_settings = past_settings || is_in(e, waits);
    }
    return left_out;
}

void journal_add_replaced(const struct journal *j, struct buffer *out)
{
    for (size_t i = 0; i < j->count; i++)
        if (j->entries[i].replaced)
            buffer_printf(out,
                          "\n%s was defined anew: its last definition counts from the beginning",
                          j->entries[i].function);
}

void journal_add_differences(const struct journal *j, size_t left_out, struct buffer *out)
{
    size_t late = 0;
    bool undone = false;
    for (size_t i = 0; i < j->count; i++) {
        const struct journal_entry *e = &j->entries[i];
        undone = undone || (!e->runs && strncmp(e->text, "undo", 4) == 0);
        late += e->runs && e->main_waited;
    }
    if (left_out)
        buffer_printf(out,
                      "\nleft out, as comment%s: %zu command%s that failed, %s interrupted, or "
                      "that a script cannot hold, such as `pause` and `step`",
                      left_out == 1 ? "" : "s", left_out, left_out == 1 ? "" : "s",
                      left_out == 1 ? "was" : "were");
    journal_add_replaced(j, out);
    if (late)
        buffer_printf(out,
                      "\ntyped while main waited: %zu command%s; in the script main gives %s "
                      "only once it goes on",
                      late, late == 1 ? "" : "s", late == 1 ? "it" : "them");
    if (undone)
        buffer_puts(out, "\nwhat `undo` took back of main's commands is in it all the same");
}
