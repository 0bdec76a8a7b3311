/* foreign_parallel.c - loops whose turns run at the same time, and loops that make the objects of
 * an array one by one. See foreign_inside.h. */
#include "lang/foreign_inside.h"

#include <string.h>

/* ---- Parallel.For(0, 4, i => work(i)) -------------------------------------------------------- */

/* The letter before the numbers of threads, of which none there bears such a name. */
static char free_letter(const struct foreign *f)
{
    char name[] = "t0";
    while (f->options->kind && name[0] < 'z' && f->options->kind(f->options->context, name))
        name[0]++;
    return name[0];
}

/* Each turn is a thread's, and who begins them waits for them all. */
bool foreign_parallel(struct foreign *f, struct span span, struct buffer *out)
{
    static const struct {
        const char *form;
        bool less; /* the last is left out */
    } forms[] = {{"parallel . for ( %e , %f , %b )", true},
                 {"intstream . range ( %e , %f ) . parallel ( ) . foreach ( %b )", true},
                 {"intstream . rangeclosed ( %e , %f ) . parallel ( ) . foreach ( %b )", false},
                 {"( %e .. %f ) . into_par_iter ( ) . for_each ( %b )", true},
                 {"( %e ..= %f ) . into_par_iter ( ) . for_each ( %b )", false}};
    static const char *const parameters[] = {"%n => %*",     "%n -> %*",  "( %n ) => %*",
                                             "( %n ) -> %*", "| %n | %*", NULL};
    struct captures caps, of;
    size_t form = 0, count = sizeof forms / sizeof *forms;
    while (form < count && !foreign_match(f, forms[form].form, span, &caps))
        form++;
    if (form == count)
        return false;
    struct span body = foreign_capture(&caps, "b")->span, name = {0, 0};
    struct buffer turn = {0}, range = {0}, does = {0};
    for (size_t i = 0; parameters[i] && name.begin == name.end; i++)
        if (foreign_match(f, parameters[i], body, &of))
            name = foreign_capture(&of, "n")->span;
    bool closure = name.end > name.begin;
    if (closure)
        foreign_add_name(f, name.begin, &turn);
    else
        buffer_putc(&turn, 'i');
    bool good = foreign_fill(f, forms[form].less ? "%e..%-f" : "%e..%f", &caps, &range) &&
                foreign_body(f, body, (struct span){0, 0}, &does);
    if (good && !closure) { /* a function by its name gets the number */
        good = does.length > 2 && strcmp(buffer_text(&does) + does.length - 2, "()") == 0;
        buffer_cut(&does, does.length - good);
        buffer_puts(&does, good ? "i)" : "");
    }
    char letter = free_letter(f);
    const char *i = buffer_text(&turn), *all = buffer_text(&range);
    buffer_printf(out, "for %s in %s { spawn \"%c{%s}\" %s }; for %s in %s { join \"%c{%s}\" }", i,
                  all, letter, i, buffer_text(&does), i, all, letter, i);
    buffer_free(&turn);
    buffer_free(&range);
    buffer_free(&does);
    f->idioms++;
    return good && foreign_is_accepted_inside(f, buffer_text(out));
}

/* ---- for (int i = 0; i < 5; i++) sem_init(&S[i], 0, 1) --------------------------------------- */

static const struct {
    const char *form, *word;
    unsigned kind;
} makers[] = {
    {"sem_init ( %n1 [ %n2 ] , %* , %f )", "semaphore", FOREIGN_SEMAPHORE},
    {"pthread_barrier_init ( %n1 [ %n2 ] , %* , %f )", "barrier", FOREIGN_BARRIER},
    {"pthread_mutex_init|mtx_init|pthread_spin_init ( %n1 [ %n2 ] , %* )", "mutex", FOREIGN_LOCK},
    {"pthread_cond_init ( %n1 [ %n2 ] , %* )", "condition", FOREIGN_CONDITION},
    {"cnd_init ( %n1 [ %n2 ] )", "condition", FOREIGN_CONDITION},
    {"pthread_rwlock_init ( %n1 [ %n2 ] , %* )", "rwlock", FOREIGN_RWLOCK},
};

/* The array of which the statement makes the element at the loop's number. */
static bool make_array(struct foreign *f, struct span span, size_t number, struct span size,
                       struct buffer *out)
{
    struct captures caps;
    size_t i = 0, count = sizeof makers / sizeof *makers;
    while (i < count && !foreign_match(f, makers[i].form, span, &caps))
        i++;
    if (i == count || !foreign_is_same(f, foreign_capture(&caps, "n2")->span.begin, number))
        return false;
    struct span name = foreign_capture(&caps, "n1")->span;
    const struct capture *value = foreign_capture(&caps, "f");
    for (size_t at = value ? value->span.begin : 0; value && at < value->span.end; at++)
        if (foreign_is_same(f, at, number))
            return false; /* each has a value of its own */
    buffer_printf(out, "%s%s ", out->length ? "; " : "", makers[i].word);
    foreign_add_name(f, name.begin, out);
    buffer_putc(out, '[');
    bool good = foreign_value(f, size, out);
    buffer_puts(out, value ? "] " : "]");
    if (value)
        good = good && foreign_value(f, value->span, out);
    foreign_make(f, name, makers[i].kind);
    return good;
}

/* All of an array are made at once here. */
bool foreign_making_loop(struct foreign *f, const struct statement *s, struct buffer *out)
{
    static const char *const heads[] = {
        "for ( %n1 %n = 0 ; %n < %e ; %n ++ )", "for ( %n1 %n = 0 ; %n < %e ; ++ %n )",
        "for ( %n = 0 ; %n < %e ; %n ++ )", "for ( %n = 0 ; %n < %e ; ++ %n )", NULL};
    struct captures caps;
    size_t head = 0;
    while (heads[head] && !foreign_match(f, heads[head], s->head, &caps))
        head++;
    if (!heads[head] || s->block.begin == s->block.end)
        return false;
    size_t number = foreign_capture(&caps, "n")->span.begin;
    for (size_t at = s->block.begin; at < s->block.end;) {
        struct statement one = foreign_cut(f, at, s->block.end);
        if (one.has_block ||
            (one.head.begin < one.head.end &&
             !make_array(f, one.head, number, foreign_capture(&caps, "e")->span, out)))
            return false;
        at = one.next > at ? one.next : at + 1;
    }
    f->idioms += out->length > 0;
    return out->length > 0 && foreign_is_accepted_inside(f, buffer_text(out));
}
