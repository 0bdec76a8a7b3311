/* foreign_try.c - what is said in two blocks, or by a block and what stands behind it: a lock that
 * is given back at the end of a try, a queue that is empty, do while; and C's calls that are asked
 * whether they failed. See foreign_inside.h. */
#include "lang/foreign_inside.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static const struct piece *piece_at(const struct foreign *f, size_t at)
{
    return &f->pieces.items[at];
}

/* acquire m; try { ... } finally { release m } */
static bool guarded(struct buffer *out, const char *body, const char *last)
{
    static const char *const pairs[][2] = {{"acquire ", "release "}, {"lock ", "unlock "}};
    for (size_t i = 0; i < 2; i++) {
        const char *take = pairs[i][0], *give = pairs[i][1];
        if (strncmp(last, give, strlen(give)) != 0 || strchr(last, ';'))
            continue;
        const char *name = last + strlen(give);
        struct buffer taking = {0};
        buffer_printf(&taking, "%s%s", take, name);
        size_t length = taking.length, at = out->length;
        bool before = at >= length && strcmp(out->bytes + at - length, buffer_text(&taking)) == 0;
        bool inside = strncmp(body, buffer_text(&taking), length) == 0 &&
                      (!body[length] || body[length] == ';');
        buffer_free(&taking);
        if (!before && !inside)
            continue;
        if (before)
            buffer_cut(out, at - length);
        else
            body += length + strspn(body + length, "; ");
        buffer_puts(out, at && !before ? "; " : "");
        buffer_printf(out, "with %s { %s }", name, *body ? body : "...");
        return true;
    }
    return false;
}

/* try: item = q.get_nowait(), except Empty: here none comes, and no error. */
bool foreign_try_empty(struct foreign *f, const struct statement *s, size_t end, size_t *next,
                       struct buffer *out)
{
    if (!foreign_begins(f, s->head, "try") || s->next >= end)
        return false;
    struct statement last = foreign_cut(f, s->next, end);
    struct captures caps;
    if (!last.has_block || (!foreign_match(f, "except %* . empty", last.head, &caps) &&
                            !foreign_match(f, "except empty", last.head, &caps)))
        return false;
    struct buffer body = {0}, other = {0};
    bool good = foreign_statements(f, s->block, &body) && foreign_statements(f, last.block, &other);
    const char *text = buffer_text(&body);
    size_t name = strcspn(text, " ;"), first = strcspn(text, ";");
    good =
        good && (strncmp(text + name, " = tryget ", 10) == 0 ||
                 (strncmp(text + name, " = get ", 7) == 0 && memory_find(text, first, " for ", 5)));
    if (good) {
        buffer_printf(out, "%s%.*s; if %.*s == none { %s }", out->length ? "; " : "", (int)first,
                      text, (int)name, text, other.length ? buffer_text(&other) : "...");
        if (text[first])
            buffer_printf(out, " else { %s }", text + first + 2);
        *next = last.next;
        f->idioms++;
    }
    buffer_free(&body);
    buffer_free(&other);
    return good;
}

bool foreign_try_with(struct foreign *f, const struct statement *s, size_t end, size_t *next,
                      struct buffer *out)
{
    if (!foreign_begins(f, s->head, "try") || s->next >= end)
        return false;
    struct statement last = foreign_cut(f, s->next, end);
    if (!last.has_block || !foreign_begins(f, last.head, "finally"))
        return false;
    struct buffer body = {0}, release = {0};
    bool good = foreign_statements(f, s->block, &body) &&
                foreign_statements(f, last.block, &release) &&
                guarded(out, buffer_text(&body), buffer_text(&release));
    buffer_free(&body);
    buffer_free(&release);
    if (good) {
        *next = last.next;
        f->idioms++;
    }
    return good;
}

/* do { ... } while (x < 3); the condition is looked at behind the block. */
bool foreign_do_while(struct foreign *f, const struct statement *s, size_t end, size_t *next,
                      struct buffer *out)
{
    static const struct idiom ends[] = {{"while ( %c )", 0, "if not (%c) { break }", NULL},
                                        {"while %c", 0, "if not (%c) { break }", NULL},
                                        {"until ( %c )", 0, "if %c { break }", NULL},
                                        {"until %c", 0, "if %c { break }", NULL},
                                        {NULL, 0, NULL, NULL}};
    if (!foreign_begins(f, s->head, "do|repeat") || s->head.end != s->head.begin + 1 ||
        s->next >= end)
        return false;
    struct statement last = foreign_cut(f, s->next, end);
    struct buffer body = {0}, leave = {0};
    f->loops++;
    bool good = !last.has_block && foreign_row(f, ends, last.head, &leave, NULL) &&
                foreign_statements(f, s->block, &body);
    f->loops--;
    if (good) {
        buffer_printf(out, "%swhile true { %s%s%s }", out->length ? "; " : "", buffer_text(&body),
                      body.length ? "; " : "", buffer_text(&leave));
        *next = last.next;
        f->idioms++;
    }
    buffer_free(&body);
    buffer_free(&leave);
    return good;
}

/* if (pthread_create(...) != 0) { ... }: what it does where it fails is told by itself here. */
bool foreign_failing_call(struct foreign *f, struct span head, struct buffer *out)
{
    static const char *const forms[] = {"if ( %n ( %* ) !=|<|== %e )", "if ( %n ( %* ) )", NULL};
    static const char *const families[] = {"pthread_", "thrd_", "mtx_", "cnd_", "sem_"};
    struct captures caps;
    size_t form = 0;
    while (forms[form] && !foreign_match(f, forms[form], head, &caps))
        form++;
    if (!forms[form])
        return false;
    struct span name = foreign_capture(&caps, "n")->span;
    const struct piece *word = piece_at(f, name.begin);
    for (size_t i = 0; i < sizeof families / sizeof *families; i++) {
        size_t length = strlen(families[i]);
        if (word->length <= length || memcmp(word->text, families[i], length) != 0 ||
            memory_find(word->text, word->length, "try", 3) ||
            memory_find(word->text, word->length, "timed", 5))
            continue;
        size_t end = pieces_behind(&f->pieces, name.begin + 1, head.end);
        return foreign_command_row(f, (struct span){name.begin, end}, out) ||
               foreign_row(f, foreign_making, (struct span){name.begin, end}, out, NULL);
    }
    return false;
}
