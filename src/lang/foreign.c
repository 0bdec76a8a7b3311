/* foreign.c - statements, blocks and whole texts of other languages. See foreign.h. */
#include "lang/foreign_inside.h"

#include "base/memory.h"
#include "lang/parser.h"
#include "lang/words.h"

#include <stdlib.h>
#include <string.h>

/* ---- What the parser says -------------------------------------------------------------------- */

void foreign_add_filled(struct buffer *out, const char *text)
{
    const char *mark;
    for (; (mark = strstr(text, "{ ... }")); text = mark + 7) {
        buffer_add(out, text, (size_t)(mark - text));
        buffer_puts(out, "{ }");
    }
    buffer_puts(out, text);
}

bool foreign_is_accepted(const struct foreign *f, const char *text)
{
    struct buffer filled = {0};
    foreign_add_filled(&filled, text);
    struct diagnostics found = {0};
    struct source source = {.text = buffer_text(&filled), .length = filled.length};
    struct parser_options options = {.prompt = !f->options->script,
                                     .lab_words = f->options->lab_words};
    struct tree *tree = parser_parse(&source, &options, &found);
    bool good = tree && found.errors == 0;
    if (tree)
        tree_free(tree);
    diagnostics_free(&found);
    buffer_free(&filled);
    return good;
}

/* The same inside loops. */
bool foreign_is_accepted_inside(const struct foreign *f, const char *text)
{
    struct buffer whole = {0};
    buffer_printf(&whole, "while true { %s }", text);
    bool good = foreign_is_accepted(f, f->loops + f->bodies > 0 ? buffer_text(&whole) : text);
    buffer_free(&whole);
    return good;
}

/* ---- A whole text ---------------------------------------------------------------------------- */

/* Blanks at the ends and how many there are make no difference. */
static bool is_same(const char *a, const char *b, size_t length)
{
    const char *end = b + length;
    while (end > b && strchr(" ;\n\t\r", end[-1]))
        end--;
    while (b < end && *b == ' ')
        b++;
    for (; *a && b < end; a++, b++) {
        if (*a != *b)
            return false;
        while (*a == ' ' && a[1] == ' ')
            a++;
        while (*b == ' ' && b + 1 < end && b[1] == ' ')
            b++;
    }
    return !*a && b >= end;
}

/* The same with an empty block for { ... }. */
static bool is_typed_so(const struct buffer *line, const char *text, size_t length)
{
    struct buffer filled = {0};
    foreign_add_filled(&filled, buffer_text(line));
    bool same =
        is_same(buffer_text(line), text, length) || is_same(buffer_text(&filled), text, length);
    buffer_free(&filled);
    return same;
}

static void forget(struct foreign *f)
{
    for (size_t i = 0; i < f->made_count; i++)
        free(f->made[i].name);
    free(f->made);
    pieces_free(&f->pieces);
    buffer_free(&f->note);
    buffer_free(&f->missing);
    buffer_free(&f->needs);
    while (f->on_count) {
        free(f->on[--f->on_count].condition);
        free(f->on[f->on_count].lock);
    }
    foreign_held_free(f);
}

static bool has_start(const struct pieces *p)
{
    for (size_t i = 0; i + 3 < p->count; i++)
        if (piece_is(&p->items[i], ".") && piece_is(&p->items[i + 1], "start") &&
            piece_is(&p->items[i + 2], "(") && piece_is(&p->items[i + 3], ")"))
            return true;
    return false;
}

/* The line is no whole command, or what was typed already. */
static void refuse_line(struct foreign *f, struct buffer *line)
{
    static const char *const behind[] = {"else", "catch", "finally"};
    for (size_t i = 0; i < sizeof behind / sizeof *behind; i++)
        if (strncmp(buffer_text(line), behind[i], strlen(behind[i])) == 0)
            buffer_printf(&f->note, "%sit stands on the line of the '}' before it: } %s",
                          f->note.length ? "; " : "", buffer_text(line));
    buffer_clear(line);
}

/* The help tells nothing of what it would be asked: all that it has is shown. */
static void ask_what_there_is(struct foreign *f, struct buffer *line)
{
    const char *text = buffer_text(line);
    if (strncmp(text, "help ", 5) != 0 || !f->options->helps ||
        f->options->helps(f->options->context, text + 5))
        return;
    buffer_printf(&f->note, "%sthere is no word '%s' here", f->note.length ? "; " : "", text + 5);
    buffer_cut(line, 4);
}

/* threads(), hint(): a command of the lab has no parentheses. */
static bool lab_call(struct foreign *f, struct span whole, struct buffer *line)
{
    struct captures caps;
    if (!f->options->lab_words || !foreign_match(f, "%n ( )", whole, &caps))
        return false;
    const struct piece *name = &f->pieces.items[whole.begin];
    for (const char *const *word = f->options->lab_words; *word; word++)
        if (piece_is(name, *word)) {
            buffer_puts(line, *word);
            f->idioms++;
            return true;
        }
    return false;
}

static bool typed_text(struct foreign *f, struct span whole, bool asks, struct span question,
                       struct buffer *line)
{
    if (lab_call(f, whole, line))
        return true;
    if ((asks && foreign_row(f, foreign_habits, question, line, NULL)) ||
        foreign_row(f, foreign_habits, whole, line, NULL) || foreign_question(f, question, line)) {
        ask_what_there_is(f, line);
        return true;
    }
    return foreign_statements(f, whole, line);
}

/* Whether a command of this language begins there: what is wrong with it the parser says. */
static bool begins_with_own(const struct foreign *f, struct span whole)
{
    const struct piece *first = &f->pieces.items[whole.begin];
    const struct word *word =
        first->kind == PIECE_WORD ? word_find(first->text, first->length) : NULL;
    return word && word_is_own(word);
}

/* In a script the commands of the lab have no place. */
static bool script_text(struct foreign *f, struct span whole, struct buffer *line)
{
    if (foreign_row(f, foreign_endings, whole, line, NULL))
        return true;
    if (!begins_with_own(f, whole) && foreign_row(f, foreign_habits, whole, line, NULL)) {
        if (!line->length || foreign_is_accepted(f, buffer_text(line)))
            return true;
        foreign_cut_note(f, 0);
        buffer_printf(&f->note, "that is for the lab's prompt, where it is written: %s",
                      buffer_text(line));
        buffer_clear(line);
        return true;
    }
    return foreign_statements(f, whole, line);
}

/* The one line with what closes its open parentheses and brackets; NULL where none is open. */
static char *closed(const char *text, size_t length)
{
    enum { DEEPEST = 8 };
    char open[DEEPEST], quote = '\0';
    size_t depth = 0;
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        if (quote) {
            i += c == '\\';
            quote = i < length && text[i] == quote ? '\0' : quote;
        } else if (strchr("\"'`", c)) {
            quote = c;
        } else if (strchr("([", c) && depth < DEEPEST) {
            open[depth++] = c;
        } else if (strchr(")]", c)) {
            if (!depth || open[--depth] != (c == ')' ? '(' : '['))
                return NULL;
        } else if (strchr("{}\n#", c)) {
            return NULL;
        }
    }
    if (!depth || quote)
        return NULL;
    struct buffer out = {0};
    while (length && strchr(" ;", text[length - 1]))
        length--;
    buffer_add(&out, text, length);
    while (depth)
        buffer_putc(&out, open[--depth] == '(' ? ')' : ']');
    return buffer_take(&out);
}

static bool translate(const char *text, size_t length, const struct foreign_options *options,
                      struct foreign_answer *answer);

bool foreign_translate(const char *text, size_t length, const struct foreign_options *options,
                       struct foreign_answer *answer)
{
    if (translate(text, length, options, answer))
        return true;
    char *whole = options->script ? NULL : closed(text, length);
    bool good = whole && translate(whole, strlen(whole), options, answer);
    if (good && !answer->line) {
        foreign_answer_free(answer);
        good = false;
    }
    struct foreign f = {.options = options};
    if (whole && !good && foreign_is_accepted(&f, whole)) {
        *answer =
            (struct foreign_answer){memory_copy(whole), memory_copy(""), memory_copy(""), false};
        good = true;
    }
    free(whole);
    return good;
}

static bool translate(const char *text, size_t length, const struct foreign_options *options,
                      struct foreign_answer *answer)
{
    struct foreign f = {
        .options = options, .loops = options->place.loops, .bodies = options->place.bodies};
    struct buffer line = {0};
    char *copy = memory_copy_bytes(text, length); /* ends in NUL */
    bool cut = foreign_comments_cut(&f, copy, length, &line), done = line.length > 0;
    pieces_scan(&f.pieces, copy, length);
    f.pieces.simplified |= cut;
    f.typed = f.pieces;
    f.starts = has_start(&f.pieces);
    struct span whole = {0, f.pieces.count};
    while (whole.end && piece_is(&f.pieces.items[whole.end - 1], ";"))
        whole.end--;
    while (whole.end > 2 && (piece_is(&f.pieces.items[whole.end - 1], ".") ||
                             piece_is(&f.pieces.items[whole.end - 1], "!") ||
                             (piece_is(&f.pieces.items[whole.end - 1], "now") &&
                              f.pieces.items[whole.end - 2].kind == PIECE_WORD) ||
                             piece_is(&f.pieces.items[whole.end - 1], "please"))) {
        whole.end--; /* join bob. */
        f.pieces.simplified = true;
    }
    bool asks = whole.end > 2 && piece_is(&f.pieces.items[whole.end - 1], "?");
    struct span question = {0, whole.end - asks};
    bool good = done || (whole.end > 0 && whole.end < FOREIGN_MOST &&
                         (options->script ? script_text(&f, whole, &line)
                                          : typed_text(&f, whole, asks, question, &line)));
    bool commented = !f.pieces.count && foreign_comment_alone(text, length, &line);
    bool says = commented || (good && (f.idioms > 0 || f.pieces.simplified));
    if (says) {
        foreign_look_first(&f, &line);
        if (line.length && (is_typed_so(&line, text, length) ||
                            !foreign_is_accepted_inside(&f, buffer_text(&line))))
            refuse_line(&f, &line);
        else if (!line.length && !f.note.length)
            buffer_puts(&f.note, "here nothing has to stand for that: leave it out");
        says = line.length || f.note.length;
    }
    if (says) {
        answer->line = line.length ? buffer_take(&line) : NULL;
        answer->first = memory_copy(answer->line ? buffer_text(&f.missing) : "");
        answer->note = memory_copy(buffer_text(&f.note));
        answer->wider = options->place.loops > 0 && f.needs.length > 0;
    }
    buffer_free(&line);
    forget(&f);
    free(copy);
    return says;
}

void foreign_answer_free(struct foreign_answer *answer)
{
    free(answer->line);
    free(answer->first);
    free(answer->note);
    *answer = (struct foreign_answer){0};
}

/* ---- Python's blocks ------------------------------------------------------------------------- */

static bool is_block_line(const char *line, const char *words)
{
    struct foreign_options options = {0};
    struct foreign f = {.options = &options};
    pieces_scan(&f.pieces, line, strlen(line));
    size_t count = f.pieces.count;
    bool is = count > 1 && piece_is(&f.pieces.items[count - 1], ":") &&
              foreign_begins(&f, (struct span){0, count}, words);
    forget(&f);
    return is;
}

bool foreign_opens_block(const char *line)
{
    return is_block_line(line, "with|if|while|for|def|try|class|async");
}

bool foreign_awaits_brace(const char *line)
{
    struct foreign_options options = {0};
    struct foreign f = {.options = &options};
    pieces_scan(&f.pieces, line, strlen(line));
    struct span all = {0, f.pieces.count};
    bool closed = all.end > 1 && piece_is(&f.pieces.items[all.end - 1], ")");
    bool is = foreign_is_function_head(&f, all) ||
              (closed && foreign_begins(&f, all, "if|while|for|foreach|synchronized|lock|using")) ||
              (all.end == 1 && foreign_begins(&f, all, "do|else|try|finally"));
    forget(&f);
    return is;
}

bool foreign_goes_on(const char *line)
{
    return is_block_line(line, "else|elif|except|finally");
}
