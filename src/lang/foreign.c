/* foreign.c - statements, blocks and whole texts of other languages. See foreign.h. */
#include "lang/foreign_inside.h"

#include "base/memory.h"
#include "lang/parser.h"
#include "lang/words.h"

#include <stdlib.h>
#include <string.h>

/* ---- What the parser says --------------------------------------------------------------------
 */

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

/* ---- A whole text ----------------------------------------------------------------------------
 */

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

/* The names that are made and are there already. */
static void note_names_in_use(struct foreign *f)
{
    for (size_t i = 0; f->options->kind && i < f->made_count; i++) {
        const char *name = f->made[i].name;
        if (f->made[i].kind == FOREIGN_NOTHING || strstr(buffer_text(&f->missing), name) ||
            !f->options->kind(f->options->context, name))
            continue;
        if (f->made[i].kind == FOREIGN_VARIABLE)
            continue;
        buffer_printf(&f->note, "%s%s is there already", f->note.length ? "; " : "", name);
    }
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

struct calls {
    struct foreign *f;
    const struct node *root;
};

static bool defines(const struct node *root, const char *name)
{
    for (const struct node *n = root->block.first; n; n = n->next)
        if (n->kind == NODE_DEFINE && strcmp(n->define.name, name) == 0)
            return true;
    return false;
}

/* A function that the line calls and that there is not has to be defined before. */
static void miss_function(void *context, const struct node *node)
{
    struct calls *c = context;
    struct foreign *f = c->f;
    const char *name = node->kind == NODE_CALL ? node->call.name : NULL;
    struct buffer begin = {0};
    if (name)
        buffer_printf(&begin, "define %s(", name);
    if (name && !defines(c->root, name) && !strstr(buffer_text(&f->missing), buffer_text(&begin)) &&
        f->options->kind && !f->options->kind(f->options->context, name)) {
        char letter = 'a';
        buffer_printf(&f->missing, "%s%s", f->missing.length ? "; " : "", buffer_text(&begin));
        for (const struct node *n = node->call.arguments; n && letter <= 'z'; n = n->next)
            buffer_printf(&f->missing, "%s%c", letter > 'a' ? ", " : "", letter), letter++;
        buffer_puts(&f->missing, ") { ... }");
    }
    buffer_free(&begin);
    tree_each_child(node, miss_function, context);
}

static void call_first(struct foreign *f, const char *line)
{
    struct buffer filled = {0};
    foreign_add_filled(&filled, line);
    struct diagnostics found = {0};
    struct source source = {.text = buffer_text(&filled), .length = filled.length};
    struct parser_options options = {.prompt = true, .lab_words = f->options->lab_words};
    struct tree *tree = parser_parse(&source, &options, &found);
    if (tree) {
        struct calls calls = {f, tree_root(tree)};
        tree_each_child(calls.root, miss_function, &calls);
        tree_free(tree);
    }
    diagnostics_free(&found);
    buffer_free(&filled);
}

static bool typed_text(struct foreign *f, struct span whole, bool asks, struct span question,
                       struct buffer *line)
{
    return foreign_row(f, foreign_habits, whole, line, NULL) ||
           (asks && foreign_row(f, foreign_habits, question, line, NULL)) ||
           foreign_statements(f, whole, line);
}

/* Whether a command of this language begins there: what is wrong with it the parser says. */
static bool begins_with_own(const struct foreign *f, struct span whole)
{
    const struct piece *first = &f->pieces.items[whole.begin];
    const struct word *word =
        first->kind == PIECE_WORD ? word_find(first->text, first->length) : NULL;
    return word && word_is_reserved(word);
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

bool foreign_translate(const char *text, size_t length, const struct foreign_options *options,
                       struct foreign_answer *answer)
{
    struct foreign f = {
        .options = options, .loops = options->place.loops, .bodies = options->place.bodies};
    struct buffer line = {0};
    char *copy = memory_copy_bytes(text, length); /* ends in NUL */
    bool cut = foreign_comments_cut(&f, copy, length, &line), done = line.length > 0;
    pieces_scan(&f.pieces, copy, length);
    f.pieces.simplified |= cut;
    f.starts = has_start(&f.pieces);
    struct span whole = {0, f.pieces.count};
    while (whole.end && piece_is(&f.pieces.items[whole.end - 1], ";"))
        whole.end--;
    bool asks = whole.end > 2 && piece_is(&f.pieces.items[whole.end - 1], "?");
    struct span question = {0, whole.end - asks};
    bool good = done || (whole.end > 0 && whole.end < FOREIGN_MOST &&
                         (options->script ? script_text(&f, whole, &line)
                                          : typed_text(&f, whole, asks, question, &line)));
    bool commented = !f.pieces.count && foreign_comment_alone(text, length, &line);
    bool says = commented || (good && (f.idioms > 0 || f.pieces.simplified));
    if (says) {
        note_names_in_use(&f);
        call_first(&f, buffer_text(&line));
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

/* ---- Python's blocks -------------------------------------------------------------------------
 */

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

bool foreign_goes_on(const char *line)
{
    return is_block_line(line, "else|elif|except|finally");
}
