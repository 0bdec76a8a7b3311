/* session_save.c - `save` and `load`, and the journal that `save` writes: what was typed, as a
 * script that runs. What a script cannot hold is there as a comment. */
#include "shell/session_inside.h"
#include "shell/dispatch.h"

#include "base/file.h"
#include "base/memory.h"
#include "lang/setting.h"
#include "lang/commands.h"
#include "script/script_file.h"
#include "shell/session_program.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- The journal ------------------------------------------------------------------------------
 */

static void add_entry(struct session *s, struct journal_entry entry)
{
    MEMORY_ROOM_FOR_ONE(s->journal, s->journal_count, s->journal_capacity);
    s->journal[s->journal_count++] = entry;
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

struct journal_entry *journal_add(struct session *s, const struct pending *p, uint32_t unit)
{
    const struct node *n = p->node;
    bool lab = n->kind == NODE_LAB || n->kind == NODE_SETTING;
    const struct command *command = lab ? command_find(n->lab.word) : NULL;
    /* Looking is no part of a program, and what was loaded is there itself. */
    if (command && (command->looks || command->loads))
        return NULL;
    add_entry(s, (struct journal_entry){
                     .text = memory_copy_bytes(p->input->text + n->begin, n->end - n->begin),
                     .runs = !lab,
                     .setting = is_setting(n),
                     .defines = n->kind == NODE_DEFINE,
                     .unit = unit,
                     .given.thread = NO_THREAD,
                 });
    return &s->journal[s->journal_count - 1];
}

void journal_failed(struct session *s, uint32_t unit)
{
    for (size_t i = s->journal_count; i-- > 0;)
        if (s->journal[i].unit == unit) {
            s->journal[i].runs = false;
            s->journal[i].failed = true;
        }
}

void journal_interrupted(struct session *s, const struct machine *m, uint32_t thread)
{
    uint32_t done = state_thread(m->state, thread)->orders_done;
    for (size_t i = 0; i < s->journal_count; i++)
        if (s->journal[i].given.thread == thread && s->journal[i].given.ticket > done)
            s->journal[i].runs = false;
}

void journal_add_program(struct session *s, const char *text)
{
    add_entry(s, (struct journal_entry){
                     .text = memory_copy(text), .runs = true, .given.thread = NO_THREAD});
}

bool journal_has_commands(const struct session *s)
{
    for (size_t i = 0; i < s->journal_count; i++)
        if ((s->journal[i].runs && !s->journal[i].defines) || s->journal[i].failed)
            return true;
    return false;
}

const char *journal_first_failed(const struct session *s)
{
    for (size_t i = 0; i < s->journal_count; i++)
        if (s->journal[i].failed)
            return s->journal[i].text;
    return NULL;
}

static void free_entry(struct journal_entry *entry)
{
    free(entry->text);
    free(entry->joins);
}

void journal_restart(struct session *s, bool functions)
{
    size_t kept = 0;
    for (size_t i = 0; i < s->journal_count; i++) {
        if (functions && s->journal[i].defines && s->journal[i].runs)
            s->journal[kept++] = s->journal[i];
        else
            free_entry(&s->journal[i]);
    }
    s->journal_count = kept;
}

void journal_free(struct session *s)
{
    journal_restart(s, false);
    free(s->journal);
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
static bool wants_join(const struct session *s, size_t index)
{
    const char *joins = s->journal[index].joins;
    for (size_t i = index + 1; joins && i < s->journal_count; i++)
        if (s->journal[i].runs)
            return strncmp(joins, s->journal[i].text, strlen(s->journal[i].text)) != 0;
    return false;
}

/* `waits`: an order is done, or waits, before the next command is given, as it was when it was
 * typed; otherwise main gives them one after the other without looking. Returns how many commands
 * are left out. */
static size_t add_script(const struct session *s, bool waits, struct buffer *out)
{
    bool past_settings = false;
    size_t left_out = 0;
    for (size_t i = 0; i < s->journal_count; i++) {
        const struct journal_entry *e = &s->journal[i];
        if (!e->runs && (!e->setting || past_settings)) {
            add_comment(out, e->text);
            left_out++;
            continue;
        }
        if (e->main_waited && waits)
            add_comment(out, "main was waiting when this was typed; here it comes once main goes "
                             "on:");
        buffer_printf(out, "%s\n", e->text);
        if (waits && wants_join(s, i))
            buffer_printf(out, "%s\n", e->joins);
        past_settings = past_settings || e->runs;
    }
    return left_out;
}

void journal_add_script(const struct session *s, struct buffer *out)
{
    add_script(s, false, out);
}

/* ---- save -------------------------------------------------------------------------------------
 */

/* The file gets the rights that any new file of the user's gets. */
static mode_t usual_mode(void)
{
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

/* Writes beside the file and puts it in its place whole; false with errno. */
static bool replace(const char *file, const struct buffer *text)
{
    struct buffer beside = {0};
    buffer_printf(&beside, "%s.XXXXXX", file);
    char *name = buffer_take(&beside);
    int fd = mkostemp(name, O_CLOEXEC);
    bool good = fd >= 0;
    int error = errno;
    if (good) {
        good = file_write(fd, text) && fchmod(fd, usual_mode()) == 0 && fsync(fd) == 0;
        error = errno;
        if (close(fd) != 0 && good) {
            good = false;
            error = errno;
        }
        if (good && rename(name, file) != 0) {
            good = false;
            error = errno;
        }
        if (!good)
            unlink(name);
    }
    free(name);
    errno = error;
    return good;
}

/* What the script will not do as the lab did it. */
static void add_differences(const struct session *s, size_t left_out, struct buffer *out)
{
    size_t late = 0;
    bool undone = false;
    for (size_t i = 0; i < s->journal_count; i++) {
        const struct journal_entry *e = &s->journal[i];
        undone = undone || (!e->runs && strncmp(e->text, "undo", 4) == 0);
        late += e->runs && e->main_waited;
    }
    if (left_out)
        buffer_printf(out,
                      "\nleft out, as comment%s: %zu command%s that failed, %s interrupted, or "
                      "that a script cannot hold, such as `pause` and `step`",
                      left_out == 1 ? "" : "s", left_out, left_out == 1 ? "" : "s",
                      left_out == 1 ? "was" : "were");
    if (late)
        buffer_printf(out,
                      "\ntyped while main waited: %zu command%s; in the script main gives %s "
                      "only once it goes on",
                      late, late == 1 ? "" : "s", late == 1 ? "it" : "them");
    if (undone)
        buffer_puts(out, "\nwhat `undo` took back of main's commands is in it all the same");
}

static void tell_saved(struct session *s, const char *file, size_t left_out)
{
    struct buffer text = {0};
    buffer_printf(&text, "saved to %s; `thrum run %s` runs it", file, file);
    add_differences(s, left_out, &text);
    session_say(s, LINE_NOTICE, "", buffer_text(&text));
    buffer_free(&text);
}

void command_save(struct session *s, const char *arguments)
{
    struct buffer text = {0};
    struct stat status;
    char *wanted = session_one_argument(arguments), *file;
    if (!wanted)
        session_say(s, LINE_ERROR, "", "write: save FILE (a name with blanks in quotes)");
    bool may = wanted && session_may_write(s, wanted, &file);
    free(wanted);
    if (!may)
        return;
    buffer_puts(&text, "# Typed at the prompt of thrum. Run it with: thrum run FILE\n\n");
    size_t left_out = add_script(s, true, &text);
    bool special = stat(file, &status) == 0 && !S_ISREG(status.st_mode);
    if (special)
        session_tell(s, LINE_ERROR, "cannot save to %s: it is %s", file,
                     S_ISDIR(status.st_mode) ? "a directory" : "no ordinary file");
    else if (replace(file, &text))
        tell_saved(s, file, left_out);
    else
        session_tell(s, LINE_ERROR, "cannot save to %s: %s; nothing was changed", file,
                     strerror(errno));
    buffer_free(&text);
    free(file);
}

/* ---- load -------------------------------------------------------------------------------------
 */

bool command_load_file(struct session *s, const char *file)
{
    struct buffer text = {0}, why = {0};
    bool taken = false;
    if (strcmp(file, "-") == 0)
        session_say(s, LINE_ERROR, "", "load needs a file: the standard input is the prompt's");
    else if (!session_read_script(s, file, &text, &why))
        session_say(s, LINE_ERROR, "", buffer_text(&why));
    else
        taken = session_take(s, file, buffer_text(&text), text.length);
    if (taken)
        session_loaded(s, file, buffer_text(&text));
    buffer_free(&text);
    buffer_free(&why);
    return taken;
}

void command_load(struct session *s, const char *arguments)
{
    char *file = session_one_argument(arguments);
    if (file)
        command_load_file(s, file);
    else
        session_say(s, LINE_ERROR, "", "write: load FILE (a name with blanks in quotes)");
    free(file);
}
