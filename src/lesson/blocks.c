/* blocks.c - the blocks that are thrum's own: commands with what they print and their verdict,
 * tasks, challenges. See lesson_inside.h. */
#include "lesson/lesson_inside.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "lang/compiler.h"
#include "lang/parser.h"
#include "lesson/block_program.h"
#include "task/check.h"

#include <stdlib.h>
#include <string.h>

static const char *const findings[] = {"deadlock", "endless", "assertion", "invariant",
                                       "critical", "error",   "race"};

bool blocks_is_finding(const char *word, bool or_proved)
{
    for (size_t i = 0; i < sizeof findings / sizeof *findings; i++)
        if (strcmp(word, findings[i]) == 0)
            return true;
    return or_proved && strcmp(word, "proved") == 0;
}

static struct diagnostic *unknown_finding(struct reader *r, struct span at, const char *word,
                                          bool or_proved)
{
    struct nearest n;
    nearest_begin(&n, word, strlen(word));
    for (size_t i = 0; i < sizeof findings / sizeof *findings; i++)
        nearest_offer(&n, findings[i]);
    if (or_proved)
        nearest_offer(&n, "proved");
    struct diagnostic *d =
        reader_fail(r, at, "'%.40s' is no %s", word, or_proved ? "verdict" : "finding");
    diagnostic_suggest(d, nearest_found(&n));
    if (!nearest_found(&n))
        diagnostic_expect(d, or_proved
                                 ? "proved, deadlock, endless, assertion, invariant, critical, "
                                   "error or race"
                                 : "deadlock, endless, assertion, invariant, critical, error "
                                   "or race");
    return d;
}

static const char *text_at(const struct reader *r, size_t at)
{
    return r->source->text + at;
}

static struct span fence_line(const struct reader *r, const struct fence *f)
{
    return reader_line(r, f->line);
}

/* The content with a newline at its end. */
static char *content_of(const struct reader *r, const struct fence *f)
{
    return memory_copy_bytes(text_at(r, f->content.begin), f->content.end - f->content.begin);
}

static struct span trimmed(const struct reader *r, struct span s)
{
    while (s.end > s.begin && strchr(" \t\n", *text_at(r, s.end - 1)))
        s.end--;
    while (s.begin < s.end && strchr(" \t\n", *text_at(r, s.begin)))
        s.begin++;
    return s;
}

static bool is_empty(struct span s)
{
    return s.begin == s.end;
}

/* The fence that the element is, if it is one of this kind. */
static struct fence *fence_at(struct reader *r, size_t at, enum fence_kind kind)
{
    if (at >= r->element_count || !r->elements[at].is_fence)
        return NULL;
    struct fence *f = &r->elements[at].fence;
    return f->kind == kind ? f : NULL;
}

/* ---- Commands -------------------------------------------------------------------------------- */

/* Whether they could be typed; what the compiler refuses is refused here too. */
static void check_commands(struct reader *r, struct span at)
{
    struct source source = {r->source->name, text_at(r, at.begin), at.end - at.begin};
    struct parser_options options = {.prompt = true, .lab_words = r->lab_words};
    size_t first = r->found->count;
    struct tree *tree = parser_parse(&source, &options, r->found);
    if (tree) {
        uint32_t index = program_add_source(r->program, "lesson", source.text, source.length);
        for (const struct node *n = tree_root(tree)->block.first; n; n = n->next)
            if (n->kind != NODE_LAB && n->kind != NODE_SETTING)
                compile_order(r->program, index, compile_addressee(n).command, r->found);
        tree_free(tree);
    }
    reader_shift(r, first, at.begin);
}

/* Where the commands of a block begin; a line can hold several. */
static void find_commands(struct reader *r, struct lesson_item *item)
{
    struct source source = {r->source->name, item->text, strlen(item->text)};
    struct parser_options options = {.prompt = true, .lab_words = r->lab_words};
    struct diagnostics found = {0};
    struct tree *tree = parser_parse(&source, &options, &found);
    size_t capacity = 0;
    for (const struct node *n = tree ? tree_root(tree)->block.first : NULL; n; n = n->next) {
        MEMORY_ROOM_FOR_ONE(item->commands, item->command_count, capacity);
        item->commands[item->command_count++] = n->begin;
        item->shows_program |= n->kind == NODE_LAB && strcmp(n->lab.word, "show") == 0;
    }
    tree_free(tree);
    diagnostics_free(&found);
}

static void read_output(struct reader *r, struct lesson_item *item, const struct fence *f)
{
    if (item->has_output) {
        reader_fail(r, fence_line(r, f), "this is the second output of one block");
        return;
    }
    item->has_output = true;
    item->output_line = f->line;
    item->unordered = f->options[OPTION_UNORDERED].given;
    item->output = content_of(r, f);
}

/* ---- Verdicts -------------------------------------------------------------------------------- */

/* "5592", "5,592", "4.2e14": as `explore` prints a number of schedules; or that they have no end.
 */
static bool is_count(const char *text)
{
    if (strcmp(text, "unbounded") == 0)
        return true;
    size_t digits = strspn(text, "0123456789");
    return digits > 0 && text[strspn(text, "0123456789,.e+")] == '\0';
}

static void read_count(struct reader *r, struct lesson_verdict *v, struct span at, const char *word)
{
    enum { DIGITS = 18 };
    if (strncmp(word, "states=", 7) == 0) {
        const char *number = word + 7;
        size_t digits = strspn(number, "0123456789");
        if (v->states >= 0)
            reader_fail(r, at, "the number of states stands here twice");
        else if (digits == 0 || digits > DIGITS || number[digits] != '\0')
            diagnostic_expect(reader_fail(r, at, "this is no number of states"), "states=N");
        else
            v->states = strtoll(number, NULL, 10);
    } else if (strncmp(word, "schedules=", 10) == 0) {
        if (v->schedules)
            reader_fail(r, at, "the number of schedules stands here twice");
        else if (!is_count(word + 10))
            diagnostic_expect(reader_fail(r, at, "this is no number of schedules"), "schedules=N");
        else
            v->schedules = memory_copy(word + 10);
    } else {
        diagnostic_expect(reader_fail(r, at, "a verdict does not say '%.40s'", word),
                          "states=N or schedules=N");
    }
}

static bool is_listed(const char *list, const char *word)
{
    size_t length = strlen(word);
    for (const char *p = list; (p = strstr(p, word)); p += length)
        if ((p == list || p[-1] == ',') && (p[length] == ',' || p[length] == '\0'))
            return true;
    return false;
}

static void read_kind(struct reader *r, struct buffer *kinds, struct span at, const char *word)
{
    if (!blocks_is_finding(word, true)) {
        unknown_finding(r, at, word, true);
        return;
    }
    if (is_listed(buffer_text(kinds), word))
        reader_fail(r, at, "'%s' stands here twice", word);
    buffer_printf(kinds, "%s%s", kinds->length ? "," : "", word);
}

static void read_verdict(struct reader *r, struct lesson_item *item, const struct fence *f)
{
    struct lesson_verdict *v = &item->verdict;
    if (v->kind) {
        reader_fail(r, fence_line(r, f), "this is the second verdict of one block");
        return;
    }
    struct buffer kinds = {0};
    size_t errors = r->found->errors;
    for (size_t at = f->content.begin; at < f->content.end;) {
        if (strchr(" \t\n,", *text_at(r, at))) {
            at++;
            continue;
        }
        struct span s = {at, at};
        bool count = false;
        /* A comma parts kinds, but may stand in a number. */
        for (; s.end < f->content.end && !strchr(count ? " \t\n" : " \t\n,", *text_at(r, s.end));
             s.end++)
            count |= *text_at(r, s.end) == '=';
        char *word = memory_copy_bytes(text_at(r, s.begin), s.end - s.begin);
        if (count)
            read_count(r, v, s, word);
        else
            read_kind(r, &kinds, s, word);
        free(word);
        at = s.end;
    }
    bool wrong = r->found->errors > errors;
    v->line = f->line;
    v->kind = buffer_take(&kinds);
    v->options = fence_explore_options(r, f);
    if (*v->kind == '\0' && !wrong)
        diagnostic_expect(
            reader_fail(r, fence_line(r, f), "this verdict does not say what is found"),
            "proved, or a kind of finding");
    else if (is_listed(v->kind, "proved") && strcmp(v->kind, "proved") != 0)
        reader_fail(r, fence_line(r, f), "what is proved has no findings");
}

static size_t read_block(struct reader *r, struct lesson_section *section, size_t at)
{
    const struct fence *f = &r->elements[at].fence, *next;
    struct lesson_item *item = reader_item(section, LESSON_BLOCK, f->line);
    item->settings = fence_settings(r, f);
    item->text = content_of(r, f);
    bool sets = item->settings.fresh || item->settings.schedule || item->settings.clock ||
                item->settings.seeded;
    if (is_empty(trimmed(r, f->content)) && !sets)
        reader_fail(r, fence_line(r, f), "this block holds no commands");
    check_commands(r, f->content);
    find_commands(r, item);
    if (item->settings.program)
        block_program_add(item->text, r->lab_words, &r->program_text);
    for (at++;; at++) {
        if ((next = fence_at(r, at, FENCE_OUTPUT)))
            read_output(r, item, next);
        else if ((next = fence_at(r, at, FENCE_VERDICT)))
            read_verdict(r, item, next);
        else
            return at;
    }
}

/* ---- Tasks ----------------------------------------------------------------------------------- */

static size_t line_end(const struct reader *r, size_t at, size_t end)
{
    const char *newline = memchr(text_at(r, at), '\n', end - at);
    return newline ? (size_t)(newline - r->source->text) + 1 : end;
}

static bool begins_hint(const struct reader *r, size_t at, size_t end)
{
    return end - at >= 5 && (memcmp(text_at(r, at), "hint:", 5) == 0 ||
                             (end - at >= 8 && memcmp(text_at(r, at), "hint if ", 8) == 0));
}

/* The colon behind which the words of a hint begin: the first that is in no quotes. */
static size_t colon_of_hint(const struct reader *r, struct span line)
{
    bool quoted = false;
    for (size_t at = line.begin; at < line.end; at++) {
        char c = *text_at(r, at);
        quoted = c == '"' ? !quoted : quoted;
        if (c == ':' && !quoted)
            return at;
    }
    return line.end;
}

/* `hint if CONDITION:`; NULL where there is no condition. */
static char *read_hint_condition(struct reader *r, struct span line, size_t colon)
{
    struct span condition = trimmed(r, (struct span){line.begin + 4, colon});
    if (is_empty(condition))
        return NULL;
    if (colon == line.end) {
        diagnostic_expect(reader_fail(r, trimmed(r, line), "this hint has no words"),
                          "hint if CONDITION: ...");
        return NULL;
    }
    condition = trimmed(r, (struct span){condition.begin + 2, condition.end});
    struct source text = {r->source->name, text_at(r, condition.begin),
                          condition.end - condition.begin};
    size_t first = r->found->count;
    check_parse(&text, r->found);
    reader_shift(r, first, condition.begin);
    return memory_copy_bytes(text.text, text.length);
}

static void add_words(struct reader *r, struct buffer *hint, struct span words)
{
    words = trimmed(r, words);
    if (is_empty(words))
        return;
    if (hint->length)
        buffer_putc(hint, ' ');
    prose_add_text(hint, text_at(r, words.begin), words.end - words.begin);
}

/* One hint: its line, and the indented lines behind it. Returns where the next begins. */
static size_t read_hint(struct reader *r, struct lesson_item *item, size_t at, size_t end)
{
    struct buffer hint = {0};
    struct span first = {at, line_end(r, at, end)};
    size_t colon = colon_of_hint(r, first);
    char *condition = read_hint_condition(r, first, colon);
    add_words(r, &hint, (struct span){colon < first.end ? colon + 1 : colon, first.end});
    for (at = first.end; at < end && !begins_hint(r, at, end); at = line_end(r, at, end)) {
        struct span line = {at, line_end(r, at, end)};
        if (!is_empty(trimmed(r, line)) && *text_at(r, at) != ' ' && *text_at(r, at) != '\t') {
            diagnostic_expect(reader_fail(r, trimmed(r, line), "only hints stand behind a hint"),
                              "'hint: ...', or an indented line that goes on with it");
            at = end;
            break;
        }
        add_words(r, &hint, line);
    }
    if (hint.length == 0)
        reader_fail(r, trimmed(r, first), "this hint is empty");
    if (item->hint_count == LESSON_MOST_HINTS) {
        reader_fail(r, trimmed(r, first), "a task has at most %d hints", LESSON_MOST_HINTS);
        buffer_free(&hint);
        free(condition);
        return at;
    }
    item->hints = memory_resize(item->hints, (item->hint_count + 1) * sizeof *item->hints);
    item->hint_conditions = memory_resize(item->hint_conditions,
                                          (item->hint_count + 1) * sizeof *item->hint_conditions);
    item->hint_conditions[item->hint_count] = condition;
    item->hints[item->hint_count++] = buffer_take(&hint);
    return at;
}

static void read_check(struct reader *r, struct lesson_item *item, const struct fence *f)
{
    size_t at = f->content.begin, end = f->content.end;
    while (at < end && !begins_hint(r, at, end))
        at = line_end(r, at, end);
    struct span expression = trimmed(r, (struct span){f->content.begin, at});
    while (at < end)
        at = read_hint(r, item, at, end);
    struct source text = {r->source->name, text_at(r, expression.begin),
                          expression.end - expression.begin};
    item->text = memory_copy_bytes(text.text, text.length);
    if (is_empty(expression)) {
        reader_fail(r, fence_line(r, f), "this check has no expression");
        return;
    }
    size_t first = r->found->count;
    check_parse(&text, r->found);
    reader_shift(r, first, expression.begin);
}

static size_t count_characters(const char *text)
{
    size_t count = 0;
    for (; *text; text++)
        count += ((unsigned char)*text & 0xC0) != 0x80;
    return count;
}

/* Takes the paragraph at the section's end away: it is the goal. */
static char *take_goal(struct reader *r, struct lesson_section *section)
{
    struct lesson_item *item = &section->items[--section->item_count];
    const char *text = item->text;
    if (strncmp(text, "Task:", 5) == 0)
        text += 5 + strspn(text + 5, " ");
    char *goal = memory_copy(text);
    if (*goal == '\0')
        reader_fail_line(r, item->line, "this task does not say what to do");
    size_t length = count_characters(goal);
    if (length > LESSON_GOAL_LONGEST)
        reader_fail_line(r, item->line,
                         "what to do takes %zu characters; %d are the limit, because it stays in "
                         "view: say the rest in a paragraph before it",
                         length, LESSON_GOAL_LONGEST);
    lesson_item_free(item);
    return goal;
}

/* Hints are easily put behind the block, where they would be text like any other. */
static bool is_stray_hint(const struct reader *r, size_t at)
{
    if (at >= r->element_count || r->elements[at].type != CMARK_NODE_PARAGRAPH)
        return false;
    struct span line = reader_line(r, r->elements[at].line);
    return begins_hint(r, line.begin, line.end);
}

static size_t read_task(struct reader *r, struct lesson_section *section, size_t at, bool paragraph)
{
    const struct fence *f = &r->elements[at].fence;
    char *note = paragraph ? reader_take_note(section) : NULL;
    char *goal = paragraph ? take_goal(r, section) : NULL;
    struct lesson_item *item = reader_item(section, LESSON_TASK, f->line);
    item->goal = goal;
    item->note = note;
    if (!goal)
        reader_fail(r, fence_line(r, f),
                    "a paragraph that says what to do has to stand directly before a check");
    read_check(r, item, f);
    if (is_stray_hint(r, at + 1))
        reader_fail_line(r, r->elements[++at].line,
                         "hints stand in the block 'check', behind its expression");
    const struct fence *answer = fence_at(r, at + 1, FENCE_ANSWER);
    if (!answer) {
        reader_fail(r, fence_line(r, f), "a block 'answer' has to stand directly behind a check");
        return at + 1;
    }
    item->solution = content_of(r, answer);
    item->solution_line = answer->line;
    if (is_empty(trimmed(r, answer->content)))
        reader_fail(r, fence_line(r, answer), "this answer holds no commands");
    check_commands(r, answer->content);
    return at + 2;
}

/* ---- Challenges ------------------------------------------------------------------------------ */

static bool is_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.' || (unsigned char)c >= 0x80;
}

/* Where the segment that begins at `at` ends: NAME or "NAME", then *N, =N, ! or ~ if at all. 0
 * where none stands there. */
static size_t segment_end(const struct reader *r, size_t at, size_t end)
{
    size_t begin = at;
    if (*text_at(r, at) == '"') {
        const char *quote = memchr(text_at(r, at + 1), '"', end - at - 1);
        if (!quote || quote == text_at(r, at + 1))
            return 0;
        at = (size_t)(quote - r->source->text) + 1;
    } else {
        while (at < end && is_name_byte(*text_at(r, at)))
            at++;
        if (at == begin)
            return 0;
    }
    if (at < end && (*text_at(r, at) == '!' || *text_at(r, at) == '~'))
        return at + 1;
    if (at == end || (*text_at(r, at) != '*' && *text_at(r, at) != '='))
        return at;
    bool choice = *text_at(r, at) == '=';
    at++;
    at += choice && at < end && *text_at(r, at) == '-';
    size_t digits = at;
    while (at < end && *text_at(r, at) >= '0' && *text_at(r, at) <= '9')
        at++;
    return at == digits ? 0 : at;
}

static void read_schedule(struct reader *r, struct lesson_item *item, const struct fence *f)
{
    struct span s = trimmed(r, f->content);
    item->solution = memory_copy_bytes(text_at(r, s.begin), s.end - s.begin);
    item->solution_line = f->line;
    if (is_empty(s)) {
        diagnostic_expect(reader_fail(r, fence_line(r, f), "this schedule is empty"),
                          "segments: alice*2 bob alice");
        return;
    }
    for (size_t at = s.begin; at < s.end;) {
        size_t end = segment_end(r, at, s.end);
        if (end == 0 || (end < s.end && !strchr(" \t", *text_at(r, end)))) {
            size_t wrong = line_end(r, at, s.end);
            diagnostic_expect(reader_fail(r, (struct span){at, wrong},
                                          "this is no segment of a schedule on one line"),
                              "NAME, NAME*STEPS, NAME=CHOICE, NAME! or NAME~");
            return;
        }
        for (at = end; at < s.end && strchr(" \t", *text_at(r, at)); at++)
            ;
    }
}

static size_t read_challenge(struct reader *r, struct lesson_section *section, size_t at)
{
    const struct fence *f = &r->elements[at].fence;
    struct lesson_item *item = reader_item(section, LESSON_CHALLENGE, f->line);
    item->settings = fence_settings(r, f);
    item->best = fence_number(r, f, OPTION_BEST);
    item->text = content_of(r, f);
    item->finding =
        memory_copy_bytes(text_at(r, f->finding.begin), f->finding.end - f->finding.begin);
    if (is_empty(f->finding))
        diagnostic_expect(
            reader_fail(r, fence_line(r, f), "this challenge does not say what to reach"),
            "challenge deadlock, or another kind of finding");
    else if (!blocks_is_finding(item->finding, false))
        unknown_finding(r, f->finding, item->finding, false);
    if (is_empty(trimmed(r, f->content)))
        reader_fail(r, fence_line(r, f), "this challenge holds no program");
    check_commands(r, f->content);
    const struct fence *answer = fence_at(r, at + 1, FENCE_ANSWER);
    if (!answer)
        return at + 1;
    read_schedule(r, item, answer);
    return at + 2;
}

/* ---- All ------------------------------------------------------------------------------------- */

size_t blocks_read(struct reader *r, struct lesson_section *section, size_t at, bool paragraph)
{
    const struct fence *f = &r->elements[at].fence;
    switch (f->kind) {
    case FENCE_THRUM:
        return read_block(r, section, at);
    case FENCE_CHECK:
        return read_task(r, section, at, paragraph);
    case FENCE_CHALLENGE:
        return read_challenge(r, section, at);
    case FENCE_ANSWER:
        reader_fail(r, fence_line(r, f),
                    "no check and no challenge stands directly before this answer");
        return at + 1;
    default:
        reader_fail(r, fence_line(r, f), "no block of commands stands directly before this %s",
                    fence_word(f->kind));
        return at + 1;
    }
}
