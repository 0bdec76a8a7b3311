/* fence.c - a fenced block: where it ends, what kind it is, its options. See lesson_inside.h. */
#include "lesson/lesson_inside.h"

#include "base/memory.h"
#include "lang/panes.h"
#include "lang/setting.h"
#include "lesson/fence_table.h"

#include <stdlib.h>
#include <string.h>

/* Other languages that look like words of ours, or are often met; they are shown as they are. */
static const char *const foreign_words[] = {
    "awk",  "bash",     "c",    "c++",  "console",    "cpp", "cs",    "css",    "diff",
    "go",   "html",     "ini",  "java", "javascript", "js",  "json",  "kotlin", "lua",
    "make", "markdown", "md",   "none", "perl",       "php", "plain", "python", "python3",
    "py",   "ruby",     "rust", "sh",   "shell",      "sql", "swift", "text",   "thr",
    "toml", "ts",       "txt",  "xml",  "yaml"};

static const char *const meanings[FENCE_KINDS] = {
    [FENCE_THRUM] = "commands, which are shown and run",
    [FENCE_OUTPUT] = "what the block before it prints, line by line; a line `...` stands for any",
    [FENCE_VERDICT] =
        "what `explore` finds for the block before it: `proved`, or the kinds of what "
        "goes wrong, with commas between; `states=N` and `schedules=N` may follow",
    [FENCE_CHECK] =
        "a task: an expression that has to become true, then lines `hint: ...`; what is "
        "to be done is the paragraph before it",
    [FENCE_ANSWER] = "commands that do the task before it, or the steps that win the challenge "
                     "before it",
    [FENCE_CHALLENGE] = "a program whose steps the learner chooses; the word behind `challenge` is "
                        "what is to be reached: `deadlock`, `endless`, `assertion`, `invariant`, "
                        "`critical`, `error` or `race`",
};

static const char *const words[FENCE_KINDS] = {
    [FENCE_THRUM] = "thrum", [FENCE_OUTPUT] = "output", [FENCE_VERDICT] = "verdict",
    [FENCE_CHECK] = "check", [FENCE_ANSWER] = "answer", [FENCE_CHALLENGE] = "challenge",
};

#define ON(kind) (1u << (kind))

struct option_row {
    const char *name;
    const char *form; /* what is expected; with a = if it takes a value */
    unsigned fences;
    const char *meaning;
};

static const struct option_row option_rows[OPTION_COUNT] = {
    [OPTION_FRESH] = {"fresh", "fresh", ON(FENCE_THRUM), "begin in a new lab"},
    [OPTION_HIDDEN] = {"hidden", "hidden", ON(FENCE_THRUM), "run it and show nothing of it"},
    [OPTION_PROGRAM] = {"program", "program", ON(FENCE_THRUM),
                        "a part of the lesson's program, which `show python lesson` shows"},
    [OPTION_PACE] = {"pace", "pace=key", ON(FENCE_THRUM), "one command at each key"},
    [OPTION_VIEW] = {"view", "view=columns", ON(FENCE_THRUM) | ON(FENCE_CHALLENGE),
                     "the pane that is shown from here on"},
    [OPTION_SEED] = {"seed", "seed=N", ON(FENCE_THRUM) | ON(FENCE_CHALLENGE),
                     "where random numbers start"},
    [OPTION_SCHEDULE] = {"schedule", "schedule=\"random 7\"", ON(FENCE_THRUM),
                         "who goes next, as `schedule` takes it"},
    [OPTION_CLOCK] = {"clock", "clock=virtual", ON(FENCE_THRUM) | ON(FENCE_CHALLENGE),
                      "how time passes, as `clock` takes it"},
    [OPTION_UNORDERED] = {"unordered", "unordered", ON(FENCE_OUTPUT),
                          "the lines come in any order"},
    [OPTION_BEST] = {"best", "best=N", ON(FENCE_CHALLENGE),
                     "the fewest steps in which it can be done"},
    [OPTION_TIME] = {"time", "time=untimed or time=virtual", ON(FENCE_VERDICT),
                     "how long a sleep lasts, as of `explore`"},
    [OPTION_SPURIOUS] = {"spurious", "spurious", ON(FENCE_VERDICT),
                         "conditions may wake without a notify"},
    [OPTION_FINDINGS] = {"findings", "findings=all or findings=first", ON(FENCE_VERDICT),
                         "look for all that goes wrong, or stop at the first"},
    [OPTION_LIMIT_STATES] = {"limit-states", "limit-states=N", ON(FENCE_VERDICT),
                             "look at no more states"},
    [OPTION_NO_REDUCTION] = {"no-reduction", "no-reduction", ON(FENCE_VERDICT),
                             "look at every state by itself"},
};

const char *fence_word(enum fence_kind kind)
{
    return words[kind];
}

bool fence_table_block(size_t index, const char **word, const char **meaning)
{
    size_t kind = index + FENCE_FOREIGN + 1;
    if (kind >= FENCE_KINDS)
        return false;
    *word = words[kind];
    *meaning = meanings[kind];
    return true;
}

bool fence_table_option(size_t block, size_t index, const char **form, const char **meaning)
{
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if (!(option_rows[i].fences & ON(block + FENCE_FOREIGN + 1)) || index-- > 0)
            continue;
        *form = option_rows[i].form;
        *meaning = option_rows[i].meaning;
        return true;
    }
    return false;
}

void fence_free(struct fence *fence)
{
    for (size_t i = 0; i < OPTION_COUNT; i++)
        free(fence->options[i].value);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static size_t skip_blanks(const struct reader *r, size_t at, size_t end)
{
    while (at < end && is_blank(r->source->text[at]))
        at++;
    return at;
}

/* ---- Options --------------------------------------------------------------------------------- */

/* The word or KEY=VALUE at `at`; a value in double quotes may hold blanks. False, and an error,
 * where a quote is missing. */
static bool read_word(struct reader *r, size_t at, size_t end, struct span *word)
{
    const char *text = r->source->text;
    bool quoted = false;
    size_t i = at;
    for (; i < end && (quoted || !is_blank(text[i])); i++)
        if (text[i] == '"')
            quoted = !quoted;
    *word = (struct span){at, i};
    if (quoted)
        reader_fail(r, *word, "a quote is missing behind the value");
    return !quoted;
}

static char *unquoted(const struct reader *r, size_t begin, size_t end)
{
    const char *text = r->source->text;
    if (end - begin >= 2 && text[begin] == '"' && text[end - 1] == '"') {
        begin++;
        end--;
    }
    return memory_copy_bytes(text + begin, end - begin);
}

static void unknown_option(struct reader *r, const struct fence *f, struct span at, const char *key,
                           size_t length)
{
    struct nearest n;
    nearest_begin(&n, key, length);
    for (size_t i = 0; i < OPTION_COUNT; i++)
        if (option_rows[i].fences & ON(f->kind))
            nearest_offer(&n, option_rows[i].name);
    diagnostic_suggest(reader_fail(r, at, "'%.*s' is no option of a block '%s'",
                                   length < 40 ? (int)length : 40, key, words[f->kind]),
                       nearest_found(&n));
}

static void read_option(struct reader *r, struct fence *f, struct span at)
{
    const char *key = r->source->text + at.begin;
    const char *equals = memchr(key, '=', at.end - at.begin);
    size_t length = equals ? (size_t)(equals - key) : at.end - at.begin;
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        const struct option_row *row = &option_rows[i];
        if (!(row->fences & ON(f->kind)) || strlen(row->name) != length ||
            memcmp(row->name, key, length) != 0)
            continue;
        bool takes = strchr(row->form, '=') != NULL;
        if (f->options[i].given)
            reader_fail(r, at, "the option '%s' stands here twice", row->name);
        else if (takes && (!equals || length + 1 == at.end - at.begin))
            diagnostic_expect(reader_fail(r, at, "the option '%s' needs a value", row->name),
                              row->form);
        else if (!takes && equals)
            reader_fail(r, at, "the option '%s' takes no value", row->name);
        else
            f->options[i] = (struct option){
                true, at, equals ? unquoted(r, at.begin + length + 1, at.end) : NULL};
        return;
    }
    unknown_option(r, f, at, key, length);
}

static void read_options(struct reader *r, struct fence *f, size_t at)
{
    bool finding = f->kind == FENCE_CHALLENGE;
    f->finding = (struct span){at, at};
    while ((at = skip_blanks(r, at, f->info.end)) < f->info.end) {
        struct span word;
        if (!read_word(r, at, f->info.end, &word))
            return;
        at = word.end;
        if (finding && !memchr(r->source->text + word.begin, '=', word.end - word.begin))
            f->finding = word;
        else
            read_option(r, f, word);
        finding = false;
    }
}

/* ---- Kinds ----------------------------------------------------------------------------------- */

static bool word_is(const char *word, const char *begin, size_t length)
{
    return strlen(word) == length && memcmp(word, begin, length) == 0;
}

/* What the first word of the info string makes of the block. */
static enum fence_kind kind_of(struct reader *r, struct span word)
{
    const char *begin = r->source->text + word.begin;
    size_t length = word.end - word.begin;
    struct nearest n;
    nearest_begin(&n, begin, length);
    for (int i = FENCE_FOREIGN + 1; i < FENCE_KINDS; i++) {
        if (word_is(words[i], begin, length))
            return (enum fence_kind)i;
        nearest_offer(&n, words[i]);
    }
    for (size_t i = 0; i < sizeof foreign_words / sizeof *foreign_words; i++)
        if (word_is(foreign_words[i], begin, length))
            return FENCE_FOREIGN;
    if (length > 2 && nearest_found(&n))
        diagnostic_suggest(reader_fail(r, word, "'%.*s' is no kind of block", (int)length, begin),
                           nearest_found(&n));
    return FENCE_FOREIGN;
}

/* ---- Where it begins and ends ---------------------------------------------------------------- */

static size_t run_length(const struct reader *r, size_t at, size_t end)
{
    size_t length = 0;
    while (at + length < end && r->source->text[at + length] == r->source->text[at])
        length++;
    return length;
}

static size_t count_lines(const char *text)
{
    size_t count = 0;
    for (; (text = strchr(text, '\n')); text++)
        count++;
    return count;
}

/* An indented block may begin with what looks like a fence, but then that is part of its text. */
static bool is_indented(cmark_node *node, const char *line, size_t length)
{
    const char *literal = cmark_node_get_literal(node);
    return *cmark_node_get_fence_info(node) == '\0' && strncmp(literal, line, length) == 0 &&
           strchr(" \t\n", literal[length]);
}

static size_t quotes_in(const struct reader *r, size_t begin, size_t end)
{
    size_t count = 0;
    for (; begin < end; begin++)
        count += r->source->text[begin] == '>';
    return count;
}

/* Whether the line ends the fence: as many marks as began it or more, and nothing else but, in a
 * list or a quote, what makes the line part of that. CommonMark ends a fence silently where the
 * list, the quote or the file does, so that the lines of its content tell where the end has to be;
 * in a list or quote it is wanted under the beginning, which is stricter. */
static bool is_end(const struct reader *r, size_t line, const struct fence *f, struct span open,
                   bool nested)
{
    if (line > r->line_count)
        return false;
    const char *text = r->source->text;
    struct span s = reader_line(r, line);
    size_t begin = r->lines[line - 1], from = r->lines[f->line - 1];
    if (nested) {
        s.begin = begin + (open.begin - from);
        if (s.begin >= s.end || quotes_in(r, begin, s.begin) != quotes_in(r, from, open.begin))
            return false;
        for (size_t i = begin; i < s.begin; i++)
            if (!is_blank(text[i]) && text[i] != '>')
                return false;
    }
    return s.begin < s.end && text[s.begin] == text[open.begin] &&
           run_length(r, s.begin, s.end) == s.end - s.begin &&
           s.end - s.begin >= open.end - open.begin;
}

static bool check_place(struct reader *r, const struct fence *f, struct span open, bool nested)
{
    if (nested)
        reader_fail(r, open, "a block '%s' cannot stand in a list or a quote", words[f->kind]);
    else if (open.begin != r->lines[f->line - 1])
        reader_fail(r, open, "a block '%s' has to begin at the left margin", words[f->kind]);
    else
        return true;
    return false;
}

bool fence_read(struct reader *r, cmark_node *node, bool nested, struct fence *f)
{
    *f = (struct fence){.line = reader_node_line(r, node)};
    struct span line = reader_line(r, f->line);
    size_t at = r->lines[f->line - 1] + (size_t)cmark_node_get_start_column(node) - 1;
    if (at >= line.end || (r->source->text[at] != '`' && r->source->text[at] != '~'))
        return false;
    struct span open = {at, at + run_length(r, at, line.end)};
    if (open.end - open.begin < 3 || is_indented(node, r->source->text + at, line.end - at))
        return false;
    f->info = (struct span){skip_blanks(r, open.end, line.end), line.end};
    size_t end = f->line + count_lines(cmark_node_get_literal(node)) + 1;
    if (!is_end(r, end, f, open, nested)) {
        reader_fail(r, open, "this block is not closed: a line '%.*s' is missing%s",
                    open.end - open.begin < 40 ? (int)(open.end - open.begin) : 40,
                    r->source->text + open.begin, nested ? " right under it" : "");
        return false;
    }
    f->content = (struct span){r->lines[f->line], r->lines[end - 1]};
    struct span word = {f->info.begin, f->info.begin};
    while (word.end < f->info.end && !is_blank(r->source->text[word.end]))
        word.end++;
    f->kind = kind_of(r, word);
    if (f->kind == FENCE_FOREIGN)
        return true;
    if (!check_place(r, f, open, nested))
        return false;
    read_options(r, f, word.end);
    return true;
}

/* ---- What the options say -------------------------------------------------------------------- */

/* The value as the lab's command of this name takes it; NULL after an error. */
static char *setting_value(struct reader *r, const struct option *o, const char *command)
{
    struct setting setting;
    if (!o->given)
        return NULL;
    const char *problem = setting_read(command, o->value, &setting);
    if (problem)
        reader_fail(r, o->at, "%s", problem);
    return problem ? NULL : memory_copy(o->value);
}

static bool is_paced(struct reader *r, const struct fence *f)
{
    const struct option *pace = &f->options[OPTION_PACE];
    if (!pace->given)
        return false;
    if (strcmp(pace->value, "key") != 0)
        diagnostic_expect(reader_fail(r, pace->at, "'%.40s' is no pace of a block", pace->value),
                          option_rows[OPTION_PACE].form);
    else if (f->options[OPTION_HIDDEN].given)
        reader_fail(r, pace->at, "nobody presses keys for commands that are hidden");
    return true;
}

static char *view_value(struct reader *r, const struct fence *f)
{
#define PANE_WORD(number, word, ...) #word,
    static const char *const panes[] = {PANES(PANE_WORD)};
#undef PANE_WORD
    const struct option *view = &f->options[OPTION_VIEW];
    struct nearest near;
    if (!view->given)
        return NULL;
    nearest_begin(&near, view->value, strlen(view->value));
    for (size_t i = 0; i < sizeof panes / sizeof *panes; i++) {
        if (strcmp(view->value, panes[i]) == 0)
            return memory_copy(view->value);
        nearest_offer(&near, panes[i]);
    }
    struct diagnostic *d = reader_fail(r, view->at, "there is no pane '%.40s'", view->value);
    if (nearest_found(&near))
        diagnostic_suggest(d, nearest_found(&near));
    else
        diagnostic_expect(d, option_rows[OPTION_VIEW].form);
    return NULL;
}

struct lesson_settings fence_settings(struct reader *r, const struct fence *f)
{
    const struct option *seed = &f->options[OPTION_SEED];
    struct lesson_settings s = {
        .fresh = f->options[OPTION_FRESH].given,
        .hidden = f->options[OPTION_HIDDEN].given,
        .program = f->options[OPTION_PROGRAM].given,
        .paced = is_paced(r, f),
        .view = view_value(r, f),
        .schedule = setting_value(r, &f->options[OPTION_SCHEDULE], "schedule"),
        .clock = setting_value(r, &f->options[OPTION_CLOCK], "clock"),
    };
    if (!seed->given)
        return s;
    struct buffer words_of = {0};
    struct setting setting;
    buffer_printf(&words_of, "seed %s", seed->value);
    const char *problem = setting_read("random", buffer_text(&words_of), &setting);
    if (problem)
        diagnostic_expect(reader_fail(r, seed->at, "this is no seed"),
                          "a number from 0 to 2^64 - 1");
    s.seeded = !problem;
    s.seed = setting.seed;
    bool random = !s.schedule || strcmp(s.schedule, "random") == 0;
    if (s.seeded && random && f->kind == FENCE_THRUM) {
        free(s.schedule);
        buffer_clear(&words_of);
        buffer_printf(&words_of, "random %s", seed->value);
        s.schedule = buffer_take(&words_of);
    }
    buffer_free(&words_of);
    return s;
}

uint64_t fence_number(struct reader *r, const struct fence *f, enum option_id option)
{
    enum { DIGITS = 18 };
    const struct option *o = &f->options[option];
    if (!o->given)
        return 0;
    size_t digits = strspn(o->value, "0123456789");
    if (digits > 0 && digits <= DIGITS && o->value[digits] == '\0' && *o->value != '0')
        return strtoull(o->value, NULL, 10);
    diagnostic_expect(
        reader_fail(r, o->at, "'%s' takes a number from 1 on", option_rows[option].name),
        option_rows[option].form);
    return 0;
}

static void check_choice(struct reader *r, const struct option *o, const char *form,
                         const char *first, const char *second)
{
    if (o->given && strcmp(o->value, first) != 0 && strcmp(o->value, second) != 0)
        diagnostic_expect(reader_fail(r, o->at, "there is no such value"), form);
}

char *fence_explore_options(struct reader *r, const struct fence *f)
{
    static const enum option_id of_explore[] = {OPTION_TIME, OPTION_SPURIOUS, OPTION_FINDINGS,
                                                OPTION_LIMIT_STATES, OPTION_NO_REDUCTION};
    struct buffer out = {0};
    check_choice(r, &f->options[OPTION_TIME], option_rows[OPTION_TIME].form, "untimed", "virtual");
    check_choice(r, &f->options[OPTION_FINDINGS], option_rows[OPTION_FINDINGS].form, "all",
                 "first");
    fence_number(r, f, OPTION_LIMIT_STATES);
    for (size_t i = 0; i < sizeof of_explore / sizeof *of_explore; i++) {
        const struct option *o = &f->options[of_explore[i]];
        if (!o->given)
            continue;
        buffer_printf(&out, "%s%s", out.length ? " " : "", option_rows[of_explore[i]].name);
        if (o->value)
            buffer_printf(&out, "=%s", o->value);
    }
    return buffer_take(&out);
}
