/* foreign_declare.c - what other languages make by constructors and declarations: locks, threads,
 * timers, variables; lists are made in foreign_lists.c. See foreign_inside.h. */
#include "lang/foreign_declare.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static const struct piece *piece_at(const struct foreign *f, size_t at)
{
    return &f->pieces.items[at];
}

static const char plain_types[] =
    "int|long|bool|boolean|double|float|char|string|size_t|i32|i64|u32|u64|usize|isize|i8|u8|short|"
    "uint|uint32_t|int32_t|int64_t|uint64_t|object|integer|number|byte|any|str|uintptr_t|time_t|"
    "intptr_t|int64|int32|f64|f32|uint64|uint32|rune|char*|signed|let|var|auto|const|val|my|dim|"
    "var_t|bool_t";

bool foreign_is_one(struct foreign *f, struct span word, const char *alternatives)
{
    struct captures caps;
    return word.end == word.begin + 1 && foreign_match(f, alternatives, word, &caps);
}

/* ---- Taking apart ---------------------------------------------------------------------------- */

static size_t find_assign(const struct foreign *f, struct span span)
{
    for (size_t at = span.begin; at < span.end;) {
        const struct piece *piece = piece_at(f, at);
        if (piece_is(piece, "=") || piece_is(piece, ":="))
            return at;
        bool opens = piece->kind == PIECE_SIGN && piece->length == 1 && strchr("([{", *piece->text);
        at = opens ? pieces_behind(&f->pieces, at, span.end) : at + 1;
    }
    return span.end;
}

/* Takes off the brackets that stand around all of it; false: there are none, or nothing closes
 * them. */
static bool unwrap(const struct foreign *f, struct span *span, const char *opens,
                   const char *closes)
{
    if (span->end < span->begin + 2 || !piece_is(piece_at(f, span->begin), opens) ||
        !piece_is(piece_at(f, span->end - 1), closes) ||
        pieces_behind(&f->pieces, span->begin, span->end) != span->end)
        return false;
    span->begin++;
    span->end--;
    return true;
}

/* The value's constructor, if it is one. */
static void take_maker(struct foreign *f, struct declaration *d)
{
    static const char *const forms[] = {"( %* )",         "%n ( %a )",     "%n { %a }",
                                        "%o . %n ( %a )", "%n [ ] { %a }", NULL};
    struct captures caps;
    if (foreign_match(f, "thread ( ) { %* }", d->value, &caps)) { /* new Thread() { run() } */
        d->called = true;
        d->maker = (struct span){d->value.begin, d->value.begin + 1};
        d->arguments = (struct span){d->value.begin + 3, d->value.end};
        return;
    }
    struct span value = d->value;
    while (unwrap(f, &value, "(", ")"))
        ;
    for (size_t i = 1; forms[i]; i++) {
        if (!foreign_match(f, forms[i], value, &caps))
            continue;
        d->called = true;
        d->maker = foreign_capture(&caps, "n")->span;
        d->arguments = foreign_capture(&caps, "a")->span;
        if (foreign_capture(&caps, "o"))
            d->owner = foreign_capture(&caps, "o")->span;
        if (foreign_is_one(f, d->maker, "new|default|create|with_capacity") &&
            !span_is_empty(d->owner))
            d->maker = d->owner;
        return;
    }
    if (foreign_match(f, "%n", value, &caps))
        d->maker = value;
}

static bool take_apart(struct foreign *f, struct span span, struct declaration *d)
{
    size_t assign = find_assign(f, span);
    struct span left = {span.begin, assign};
    struct captures caps;
    static const char *const lefts[] = {"%n", "%n : %*", "( %n , %* )", NULL};
    *d = (struct declaration){.value = {assign + 1, span.end}};
    if (assign == span.end)
        d->value = (struct span){span.end, span.end};
    else
        take_maker(f, d);
    for (size_t i = 0; lefts[i]; i++) {
        if (assign == span.end || !foreign_match(f, lefts[i], left, &caps))
            continue;
        d->name = foreign_capture(&caps, "n")->span;
        if (i == 1)
            d->type = (struct span){left.begin + 2, left.begin + 3};
        return true;
    }
    size_t at = left.begin;
    while (at + 1 < left.end &&
           (piece_at(f, at)->kind == PIECE_WORD || piece_is(piece_at(f, at), ".") ||
            piece_is(piece_at(f, at), "*")) &&
           (piece_at(f, at + 1)->kind == PIECE_WORD || piece_is(piece_at(f, at + 1), ".") ||
            piece_is(piece_at(f, at + 1), "*")))
        at++;
    if (at == left.begin || piece_at(f, at)->kind != PIECE_WORD)
        return false;
    d->name = (struct span){at, at + 1};
    d->type = (struct span){at - 1, at};
    while (d->type.begin > left.begin && piece_is(piece_at(f, d->type.begin), "*"))
        d->type = (struct span){d->type.begin - 1, d->type.begin};
    struct span rest = {at + 1, left.end};
    if (span_is_empty(rest))
        return true;
    if (foreign_match(f, "[ %e ]", rest, &caps))
        d->count = foreign_capture(&caps, "e")->span;
    else if (foreign_match(f, "( %a )", rest, &caps) || foreign_match(f, "{ %a }", rest, &caps)) {
        d->arguments = foreign_capture(&caps, "a")->span;
        d->called = true;
    } else if (!foreign_match(f, "[ ]", rest, &caps))
        return false;
    return true;
}

/* ---- What is known --------------------------------------------------------------------------- */

static const struct constructor *find_constructor(struct foreign *f, struct span type)
{
    if (span_is_empty(type))
        return NULL;
    for (const struct constructor *c = foreign_constructors; c->types; c++)
        if (foreign_is_one(f, type, c->types))
            return c;
    return NULL;
}

/* Whether the text makes it later: pthread_t t1; ... pthread_create(&t1, ...). */
static bool comes_again(const struct foreign *f, struct span name)
{
    const struct piece *word = piece_at(f, name.begin);
    for (size_t at = name.end + 1; at + 1 < f->pieces.count; at++) {
        const struct piece *piece = piece_at(f, at + 1);
        const struct piece *call = piece_at(f, at - 1);
        if (!piece_is(piece_at(f, at), "(") || piece->length != word->length ||
            memcmp(piece->text, word->text, word->length) != 0 || call->kind != PIECE_WORD)
            continue;
        if (memory_find(call->text, call->length, "_init", 5) ||
            memory_find(call->text, call->length, "_create", 7))
            return true;
    }
    return false;
}

void foreign_declared_name(struct foreign *f, const struct declaration *d, struct buffer *out)
{
    foreign_add_name(f, d->name.begin, out);
    if (!span_is_empty(d->count)) {
        buffer_putc(out, '[');
        foreign_value(f, d->count, out);
        buffer_putc(out, ']');
    }
}

static bool add_first(struct foreign *f, const struct declaration *d, const char *least,
                      bool variable, struct buffer *out)
{
    struct span rest = d->arguments, value, keyword;
    while (foreign_next(f, &rest, &value)) {
        if (foreign_keyword(f, &value, &keyword) && piece_is(piece_at(f, keyword.begin), "name"))
            continue;
        if (span_is_empty(value) ||
            (!variable && piece_is(piece_at(f, value.begin), "false"))) /* a fair one, or not */
            continue;
        return foreign_value(f, value, out);
    }
    if (!d->called && d->value.end == d->value.begin + 1 && least &&
        !memory_find(piece_at(f, d->value.begin)->text, piece_at(f, d->value.begin)->length,
                     "_INIT", 5))
        return foreign_value(f, d->value, out);
    buffer_puts(out, least ? least : "");
    return true;
}

void foreign_say(struct foreign *f, const char *note)
{
    if (!strstr(buffer_text(&f->note), note))
        buffer_printf(&f->note, "%s%s", f->note.length ? "; " : "", note);
}

/* C#'s semaphore may be told how much it may have at most. */
static const char *semaphore_form(struct foreign *f, const struct declaration *d)
{
    struct captures caps;
    if (!foreign_match(f, "%e , %f", d->arguments, &caps))
        return "semaphore %n %1";
    const struct piece *first = piece_at(f, foreign_capture(&caps, "e")->span.begin);
    const struct piece *most = piece_at(f, foreign_capture(&caps, "f")->span.begin);
    if (most->kind != PIECE_NUMBER || first->kind != PIECE_NUMBER)
        return "semaphore %n %1"; /* Java: a fair one */
    if (first->length == most->length && memcmp(first->text, most->text, first->length) == 0)
        return "bounded %n %1";
    foreign_say(f, "a semaphore that has a most begins with it here: `bounded`");
    return "semaphore %n %1";
}

/* vec![1, 2, 3], Vec::new(): no single value. */
static bool is_list_value(struct foreign *f, struct span value)
{
    return foreign_begins(f, value, "vec|hashmap|string|[");
}

/* Rust keeps a value in its lock; here a variable stands beside it. */
static void add_kept_value(struct foreign *f, const struct declaration *d, struct buffer *out)
{
    struct buffer value = {0};
    bool kept = !span_is_empty(d->owner) && d->owner.begin == d->maker.begin &&
                !span_is_empty(d->arguments);
    if (kept && !is_list_value(f, d->arguments) && foreign_value(f, d->arguments, &value) &&
        strcmp(buffer_text(&value), "()") != 0) {
        buffer_puts(out, f->bodies ? "; private " : "; shared ");
        foreign_declared_name(f, d, out);
        buffer_printf(out, "_value = %s", buffer_text(&value));
        foreign_say(f, "a lock keeps no value here: a variable stands beside it");
    }
    buffer_free(&value);
}

/* *counter.lock().unwrap() += 1: the variable beside the lock. */
bool foreign_kept_value(struct foreign *f, struct span span, struct buffer *out)
{
    struct captures caps;
    struct buffer name = {0}, value = {0};
    if (!foreign_match(f, "%o . lock|write ( ) =|+=|-= %e", span, &caps))
        return false;
    struct span lock = foreign_capture(&caps, "o")->span;
    unsigned kind = foreign_kind_of(f, lock);
    if (kind && !(kind & (FOREIGN_LOCK | FOREIGN_RWLOCK)))
        return false;
    struct span written = foreign_capture(&caps, "e")->span;
    bool rwlock = foreign_kind_of(f, lock) & FOREIGN_RWLOCK;
    const struct piece *sign = piece_at(f, written.begin - 1);
    foreign_add_name(f, lock.begin, &name);
    if (!kind && f->bodies == 0)
        buffer_printf(&f->missing, "%smutex %s", f->missing.length ? "; " : "", buffer_text(&name));
    bool good = foreign_value(f, written, &value);
    buffer_printf(out, "with %s%s { %s_value %.*s %s }", rwlock ? "wrlock " : "",
                  buffer_text(&name), buffer_text(&name), (int)sign->length, sign->text,
                  buffer_text(&value));
    buffer_puts(&name, "_value");
    if (f->options->kind && !f->options->kind(f->options->context, buffer_text(&name)))
        buffer_printf(&f->missing, "%sshared %s = %s", f->missing.length ? "; " : "",
                      buffer_text(&name), strcmp(buffer_text(&value), "true") == 0 ? "false" : "0");
    buffer_free(&name);
    buffer_free(&value);
    f->idioms++;
    return good;
}

static bool make_object(struct foreign *f, const struct declaration *d, const struct constructor *c,
                        struct buffer *out)
{
    if (c->note)
        foreign_say(f, c->note);
    f->idioms++;
    if (!c->here || comes_again(f, d->name))
        return true;
    bool counts = strcmp(c->here, "semaphore %n %1") == 0;
    for (const char *here = counts ? semaphore_form(f, d) : c->here; *here; here++) {
        if (here[0] == '%' && here[1] == 'n') {
            foreign_declared_name(f, d, out);
            here++;
        } else if (here[0] == '%') {
            if (!add_first(f, d, c->least, c->kind == FOREIGN_VARIABLE, out))
                return false;
            here++;
        } else {
            buffer_putc(out, *here);
        }
    }
    while (out->length && out->bytes[out->length - 1] == ' ')
        buffer_cut(out, out->length - 1);
    if (c->kind == FOREIGN_CONDITION) { /* on which lock */
        struct span lock = d->arguments;
        if (!span_is_empty(d->owner) && foreign_kind_of(f, d->owner) & FOREIGN_LOCK)
            lock = d->owner;
        if (lock.end == lock.begin + 1 && piece_at(f, lock.begin)->kind == PIECE_WORD &&
            foreign_kind_of(f, lock) & FOREIGN_LOCK) {
            buffer_puts(out, " on ");
            foreign_raw(f, lock, out);
        }
    }
    struct captures caps;
    if (c->kind == FOREIGN_BARRIER && foreign_match(f, "%e , %b", d->arguments, &caps)) {
        buffer_putc(out, ' '); /* what the last to arrive does */
        if (!foreign_body(f, foreign_capture(&caps, "b")->span, (struct span){0, 0}, out))
            return false;
    }
    if (c->kind == FOREIGN_LOCK || c->kind == FOREIGN_RWLOCK)
        add_kept_value(f, d, out);
    if (c->kind == FOREIGN_EVENT && foreign_begins(f, d->arguments, "true")) {
        buffer_puts(out, "; set ");
        foreign_declared_name(f, d, out);
    }
    foreign_make(f, d->name, c->kind);
    return true;
}

/* ---- Threads, timers ------------------------------------------------------------------------- */

struct making {
    struct span target, arguments, duration, name;
    bool daemon;
};

static void strip_parentheses(const struct foreign *f, struct span *span)
{
    if (!unwrap(f, span, "(", ")"))
        unwrap(f, span, "[", "]");
}

static void take_arguments(struct foreign *f, struct span rest, struct making *m)
{
    struct span value, keyword;
    while (foreign_next(f, &rest, &value)) {
        struct captures caps;
        const struct piece *piece = piece_at(f, value.begin);
        if (foreign_match(f, "launch . %n", value, &caps))
            continue;
        if (foreign_keyword(f, &value, &keyword)) {
            if (foreign_is_one(f, keyword, "target|function"))
                m->target = value;
            else if (foreign_is_one(f, keyword, "args"))
                m->arguments = value;
            else if (foreign_is_one(f, keyword, "daemon"))
                m->daemon = foreign_is_one(f, value, "true");
            else if (foreign_is_one(f, keyword, "interval"))
                m->duration = value;
            else if (foreign_is_one(f, keyword, "name"))
                m->name = value;
        } else if (span_is_empty(m->target)) {
            if (piece->kind == PIECE_NUMBER || foreign_match(f, "%n . %n1 ( %e )", value, &caps))
                m->duration = value;
            else if (!foreign_is_one(f, value, "none|null") && piece->kind != PIECE_TEXT)
                m->target = value;
        } else if (value.end == value.begin + 1 && piece->kind == PIECE_TEXT &&
                   span_is_empty(m->name) &&
                   span_is_empty(m->duration)) { /* new Thread(work, "bob") */
            m->name = value;
        } else if (span_is_empty(m->arguments) && piece->kind != PIECE_TEXT) {
            m->arguments = (struct span){value.begin, rest.end};
            break;
        }
    }
    strip_parentheses(f, &m->arguments);
}

static bool make_thread(struct foreign *f, const struct declaration *d, bool spawns,
                        struct buffer *out)
{
    struct making m = {0};
    f->idioms++;
    if (comes_again(f, d->name))
        return true;
    take_arguments(f, d->arguments, &m);
    buffer_puts(out, spawns ? "spawn" : "thread");
    buffer_puts(out, m.daemon ? " daemon" : "");
    if (f->loops == 0 && !span_is_empty(d->name)) {
        buffer_putc(out, ' ');
        foreign_declared_name(f, d, out);
    }
    if (!span_is_empty(d->name))
        foreign_make(f, d->name, FOREIGN_THREAD | (spawns ? FOREIGN_STARTED : 0));
    if (span_is_empty(m.target))
        return true;
    buffer_putc(out, ' ');
    return foreign_body(f, m.target, m.arguments, out);
}

static bool make_timer(struct foreign *f, const struct declaration *d, struct buffer *out)
{
    struct making m = {0};
    f->idioms++;
    take_arguments(f, d->arguments, &m);
    buffer_puts(out, "timer ");
    foreign_declared_name(f, d, out);
    buffer_putc(out, ' ');
    foreign_make(f, d->name, FOREIGN_TIMER);
    if (span_is_empty(m.duration))
        buffer_puts(out, "2s");
    else if (!foreign_duration(f, m.duration, FOREIGN_SECONDS, out))
        return false;
    buffer_putc(out, ' ');
    if (!span_is_empty(m.target))
        return foreign_body(f, m.target, m.arguments, out);
    buffer_puts(out, "{ print me }");
    return true;
}

/* Thread(target=work, daemon=True).start(), Timer(3, work).start(), or without the start. */
bool foreign_unnamed(struct foreign *f, struct span span, struct buffer *out)
{
    struct captures caps;
    struct making m = {0};
    struct span many = {0, 0}; /* threads[i] = thread(...) */
    struct captures array;
    if (foreign_match(f, "%n [ %e ] = %*", span, &array)) {
        many = (struct span){span.begin, foreign_capture(&array, "e")->span.end + 1};
        span.begin = many.end + 1;
    }
    struct captures kept; /* threads.append(Thread(target=work)) */
    bool is_kept =
        foreign_match(f, "%n . append|add|push|push_back|emplace_back ( %e )", span, &kept) &&
        foreign_begins(f, foreign_capture(&kept, "e")->span, "thread|process|jthread");
    if (is_kept)
        span = foreign_capture(&kept, "e")->span;
    bool starts = foreign_match(f, "timer|thread|process ( %a ) . start|detach ( )", span, &caps);
    if (!starts && !foreign_match(f, "timer|thread|process ( %a )", span, &caps))
        return false;
    bool timer = foreign_begins(f, span, "timer");
    if (many.end > many.begin && timer)
        return false;
    starts |= is_kept;
    starts |= many.end > many.begin && (f->starts || piece_is(piece_at(f, span.begin), "thread"));
    take_arguments(f, foreign_capture(&caps, "a")->span, &m);
    if (span_is_empty(m.target) || timer == span_is_empty(m.duration))
        return false;
    char name[] = "t1"; /* one that is free */
    while (timer && f->options->kind && f->options->kind(f->options->context, name) &&
           name[1] < '9')
        name[1]++;
    if (timer)
        buffer_printf(out, "timer %s ", name);
    else
        buffer_printf(out, "%s %s", starts ? "spawn" : "thread", m.daemon ? "daemon " : "");
    if (timer && !foreign_duration(f, m.duration, FOREIGN_SECONDS, out))
        return false;
    if (many.end > many.begin) {
        foreign_fill(f, "\"%n{%e}\" ", &array, out);
        foreign_make(f, many, FOREIGN_OTHER);
    } else if (!timer && !span_is_empty(m.name) && !foreign_value(f, m.name, out))
        return false;
    buffer_puts(out, timer || (!span_is_empty(m.name) && !many.end) ? " " : "");
    if (!foreign_body(f, m.target, m.arguments, out))
        return false;
    if (timer && starts)
        buffer_printf(out, "; start %s", name);
    f->idioms++;
    return true;
}

/* ---- Variables ------------------------------------------------------------------------------- */

static bool make_variable(struct foreign *f, const struct declaration *d, bool declares,
                          struct buffer *out)
{
    bool exists = foreign_kind_of(f, d->name) & FOREIGN_VARIABLE;
    struct declaration text = *d;
    text.count = (struct span){0, 0}; /* as a variable it has none */
    d = &text;
    f->idioms += declares;
    buffer_puts(out, declares && f->bodies == 0 && f->loops == 0 && !exists ? "shared " : "");
    foreign_declared_name(f, d, out);
    buffer_puts(out, " = ");
    if (declares)
        foreign_make(f, d->name, FOREIGN_VARIABLE);
    if (!span_is_empty(d->value))
        return foreign_value(f, d->value, out);
    if (!span_is_empty(d->arguments))
        return foreign_value(f, d->arguments, out);
    buffer_puts(out, foreign_is_one(f, d->type, "bool|boolean")      ? "false"
                     : foreign_is_one(f, d->type, "string|str|char") ? "\"\""
                                                                     : "0");
    return true;
}

/* ---- All ------------------------------------------------------------------------------------- */

static bool is_channel(struct foreign *f, const struct declaration *d, struct captures *caps)
{
    return foreign_match(f, "make ( chan %* , %e )", d->value, caps) ||
           foreign_match(f, "make ( chan %* )", d->value, caps);
}

static bool ends_in(const struct piece *word, const char *ending)
{
    size_t length = strlen(ending);
    return word->length >= length &&
           memcmp(word->text + word->length - length, ending, length) == 0;
}

/* MyThread t = new MyThread(3), t = Worker(): an object of a thread's class, whose run() is seen
 * nowhere; here it is a function of that name. */
static bool is_of_own_thread(struct foreign *f, const struct declaration *d)
{
    static const char *const endings[] = {"Thread", "Worker", "Runnable", "Task"};
    struct captures caps;
    if (!d->called || span_is_empty(d->maker) || d->maker.begin != d->value.begin ||
        d->maker.end != d->maker.begin + 1)
        return false;
    const struct piece *maker = piece_at(f, d->maker.begin), *name = piece_at(f, d->name.begin);
    if (*maker->text < 'A' || *maker->text > 'Z' || piece_is(maker, "Thread") ||
        foreign_match(f, "%n ( %a )", d->arguments, &caps))
        return false;
    if (!span_is_empty(d->arguments) && piece_at(f, d->arguments.begin)->kind == PIECE_TEXT &&
        piece_is(maker, "Worker"))
        return false; /* a file, in JavaScript */
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (ends_in(maker, endings[i]))
            return true;
    for (size_t at = d->value.end; at + 5 <= f->pieces.count; at++)
        if (foreign_match(f, "%n . start ( )", (struct span){at, at + 5}, &caps) &&
            piece_at(f, at)->length == name->length &&
            memcmp(piece_at(f, at)->text, name->text, name->length) == 0)
            return true;
    return false;
}

bool foreign_declaration(struct foreign *f, struct span span, bool spawns, struct buffer *out)
{
    static const char threads[] = "thread|pthread_t|jthread|thrd_t|process|spawn|async|startnew|"
                                  "joinhandle|worker|runasync|supplyasync|task|fork";
    static const char starting[] = "spawn|async|jthread|startnew|runasync|supplyasync|run|fork|"
                                   "pthread_t|thrd_t|joinhandle";
    struct declaration d;
    struct captures caps;
    if (!take_apart(f, span, &d))
        return false;
    bool before = f->pieces.declares;
    if (is_channel(f, &d, &caps)) {
        const struct capture *size = foreign_capture(&caps, "e");
        f->idioms++;
        buffer_puts(out, "channel ");
        foreign_declared_name(f, &d, out);
        foreign_make(f, d.name, FOREIGN_CHANNEL);
        buffer_puts(out, size ? " " : "");
        return !size || foreign_value(f, size->span, out);
    }
    if (!find_constructor(f, d.maker) && is_of_own_thread(f, &d)) {
        d.arguments = d.value;
        return make_thread(f, &d, spawns, out);
    }
    bool function = !span_is_empty(d.maker) && piece_is(piece_at(f, d.maker.begin), "worker");
    if ((foreign_is_one(f, d.maker, threads) && !function) ||
        (span_is_empty(d.maker) && foreign_is_one(f, d.type, threads)) ||
        (foreign_is_one(f, d.maker, "run") && foreign_is_one(f, d.owner, "task"))) {
        struct span said = span_is_empty(d.maker) ? d.type : d.maker;
        bool small = piece_is(piece_at(f, said.begin), "thread"); /* std::thread */
        bool file = piece_is(piece_at(f, said.begin), "Worker") && !span_is_empty(d.arguments) &&
                    piece_at(f, d.arguments.begin)->kind == PIECE_TEXT;
        if (file) /* JavaScript's begins at once */
            foreign_say(f, "what the file does stands in { } behind the name");
        return make_thread(f, &d, spawns || small || file || foreign_is_one(f, said, starting),
                           out);
    }
    if (foreign_is_one(f, d.maker, "timer|afterfunc") ||
        (span_is_empty(d.maker) && foreign_is_one(f, d.type, "timer")))
        return make_timer(f, &d, out);
    const struct constructor *c =
        d.called || span_is_empty(d.type) ? find_constructor(f, d.maker) : NULL;
    if (!d.called && span_is_empty(d.type) && !span_is_empty(d.value))
        c = NULL;
    if (!c)
        c = find_constructor(f, d.type);
    if (!c && span_is_empty(d.value) && span_is_empty(d.arguments) && find_constructor(f, d.name)) {
        /* Go: var mu sync.Mutex */
        struct span name = d.type;
        c = find_constructor(f, d.name);
        d.type = d.name;
        d.name = name;
    }
    if (c)
        return make_object(f, &d, c, out);
    if (!span_is_empty(d.type) && !foreign_is_one(f, d.type, plain_types) &&
        foreign_is_one(f, d.name, plain_types)) {
        struct span name = d.type; /* Go: var y int */
        d.type = d.name;
        d.name = name;
    }
    bool typed = foreign_is_one(f, d.type, plain_types);
    if ((typed || !span_is_empty(d.value) || foreign_makes_list(f, d.type)) &&
        foreign_is_list(f, &d))
        return foreign_make_list(f, &d, out);
    if (span_is_empty(d.value) && !typed)
        return false;
    bool walrus = !span_is_empty(d.value) && piece_is(piece_at(f, d.value.begin - 1), ":=");
    return make_variable(f, &d, typed || walrus || before || !span_is_empty(d.type), out);
}
