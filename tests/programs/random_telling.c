/* random_telling.c - programs that tell what has come of them: each thread prints what it was
 * answered, main what all have left behind. A third of their commands are those of
 * random_commands.c, which misuse objects as readily as they use them; the others do what a program
 * would do, so that most programs come to an end, and to several. Only what is used is declared. */
#include "random_commands.h"
#include "random_program.h"

#include <string.h>

/* What a program would do with what the family is about, and what main may do so that those who
 * wait for that go on. */
static const struct telling {
    enum family family;
    const char *commands, *helps;
} families[] = {
    {PLAIN,
     "with m { n = x; x = n * 2 + 1 }|with m { n = x; x = n + 2 }|with m { x = x * 3; n = x }",
     "with m { x += 5 }|x = 7"},
    {ATOMIC,
     "n = add(a, 1)|n = swap(a, 2); b1 = n|if cas(a, 0, 1) { n = 7 }|b1 = b1 * 2 + 1; n = b1",
     "a += 1|b1 = 3"},
    {MUTEX,
     "if trylock m { x += 1; unlock m } else { n = 4 }|with m { n = x; x = 2 }|"
     "with m { with n1 { x += 1; n = x } }|ok = lock m for 1s; if ok { n = x; unlock m }",
     "with m { x = 3 }|ok = trylock m; if ok { unlock m }"},
    {RLOCK,
     "with r { with r { x = x * 2 + 1 }; n = x }|if trylock r { n = 3; unlock r }|"
     "lock r; lock r; x += 1; unlock r; n = x; unlock r",
     "with r { x = 3 }"},
    {RWLOCK,
     "with rdlock w { n = x }|with wrlock w { x = x * 2 + 1; n = x }|"
     "if trywrlock w { x = 2; release w } else { n = 5 }|"
     "if tryrdlock w { n = x; release w } else { n = 6 }",
     "with wrlock w { x = 3 }|if trywrlock w { x += 1; release w }"},
    {SEMAPHORE,
     "if tryacquire s { n = 2; release s } else { n = 3 }|with s { n = 1; yield }|"
     "release s2; acquire s2|ok = tryacquire s2|n = value(s2); release s2|acquire s; n = 1",
     "release s2 2|release s|release s2; release s"},
    {EVENT,
     "set e; n = 1|n = 1; wait e; n += 1|ok = isset(e)|ok = wait e for 1s|"
     "if isset(e) { clear e; n = 2 } else { set e; n = 3 }",
     "set e"},
    {CONDITION,
     "with c { x += 1; n = x; notify c }|with c { wait c until x > 0; n = x; x = 0 }|"
     "with c { n = x; x = n + 1; broadcast c }|with c { ok = wait c until x > 1 for 1s }",
     "with c { x = 3; broadcast c }|with c { broadcast c }"},
    {BARRIER,
     "n = 1; wait b|place = wait b|try { place = wait b } catch { n = 3 }|"
     "try { place = wait b for 1s } catch { n = 4 }",
     "try { wait b for 1s } catch { yield }|try { place = wait b } catch { n = 5 }"},
    {QUEUE,
     "put q 1; v = get q|put q (i + 1)|v = get q for 1s|ok = tryput q 2|v = tryget q|"
     "put q 3; n = len(q)",
     "put q 9|v = tryget q|v = get q for 1s"},
    {ONCE, "once o { x = 1 }; n = 1|once o { x = 2; n = 2 }|once o { yield; x = 3 }; n = x",
     "once o { x = 5 }"},
    {TIMING,
     "sleep 1s; n = 1|ok = lock m for 1s; if ok { sleep 2s; unlock m }|"
     "if acquire s for 1s { n = 2; sleep 1s; release s } else { n = 3 }|ok = wait e for 1s|"
     "ok = join t0 for 1s|v = get q for 1s; work 1s",
     "sleep 1s|set e|ok = join t1 for 1s"},
    {ERRORS,
     "try { n = 6 / x; x += 1 } catch why { n = 9; x = 1 }|try { raise \"no\" } catch why { print "
     "why }|"
     "try { if a == 0 { a = 1; raise \"first\" } else { n = 5 } } catch { n = 8 }|"
     "try { assert a == 0, \"late\"; a += 1 } catch why { print why } finally { n += 1 }|"
     "try { unlock m } catch { n = 7 }",
     "a += 1"},
    {ENDING, "start late; n = 1|cancel late; n = 2|with m { x += 2; n = x }",
     "start late|cancel late"},
    {CRITICAL,
     "with m { critical room { n = x; x = n + 1 } }|"
     "try { critical room { yield; n = 1 } } catch { n = 2 }",
     "critical room { yield }"},
    {ORDERS, "with m { n = x; x = n + 3 }|n = add(a, 1)",
     "p: a = a * 2 + 1|p: with m { x = 4 }|p: print a"},
    {LOCALS, "mine += 1; n = mine|mine = a; a += 1; n = mine|for k in 1..2 { mine += k }; n = mine",
     "mine = 5|a = 2"},
    {MAKING,
     "spawn new { n = add(a, 1); print n }; n = 1; join new|spawn { a = a * 2 + 1 }|"
     "spawn new f1(1); n = a; join new",
     "a = 2|spawn late2 { a += 3 }"},
    {PRIVATE,
     "for k in 1..2 { n += k * a; a += 1 }|n = f2(a); a = n + 1|repeat 2 { n = n * 2 + a; a += 1 }|"
     "n = a; if n == 0 { a = 2 } else { n = 0 - n / 2 }|private p[2] = 0; p[1] = a; n = p[1] + 1",
     "a = 3"},
    {JOINING, "with m { n = x; x = n + 1 }|ok = join t0 for 1s; n = 3",
     "join t0; print \"joined\"|ok = join t0 for 1s"},
    {LATCH, "countdown l; n = 1|wait l; n = 2|n = value(l); countdown l|ok = wait l for 1s",
     "countdown l|wait l|try { countdown l } catch { n = 3 }"},
    {RINGS,
     "lock g[i]; x += 1; n = x; unlock g[i]|with g[0] { n = x; x = n + i }|"
     "put u[0] i; v = get u[0]|acquire h[0]; release h[1]; n = 2|ok = tryacquire h[i @ 2]",
     "release h[0]|with g[0] { x = 4 }|release h[1]; put u[1] 3"},
    {CHANNEL,
     "send cb (i + 1)|v = receive cb for 1s|ok = send cb 1 for 1s|send ch 1; n = 1|v = receive ch; "
     "n = 2|"
     "select { case v = receive cb { n = 1 }; case send cb 2 { n = 2 } }",
     "v = receive cb for 1s|send cb 7|ok = send ch 8 for 1s|v = receive ch"},
    {LOOSE,
     "with m { x += 1; n = x }; notify loose|with m { wait loose until x > 0; n = x; x = 0 }",
     "with m { x = 3 }; broadcast loose|broadcast loose"},
    {HANDFUL,
     "if tryacquire h3 2 { n = 2; release h3 2 } else { n = 3 }|acquire h3 2; n = 1; release h3 2|"
     "n = value(h3); release h3|ok = acquire h3 3 for 1s",
     "release h3 2|if tryacquire h3 { n = 1 }"},
    {BITS,
     "n = bor(a, 2); b1 = n|n = bxor(a, 3)|n = compare(a, 0, 5); b1 += n|a = a bxor 1; n = a band "
     "3",
     "a = 4|n = band(a, 1)"},
    {CLOSING,
     "put k (i + 1)|v = get k for 1s|try { close k } catch { n = 2 }|"
     "try { put k 1 } catch { n = 4 }|for v from k { n += v }",
     "close k|try { close k } catch { n = 3 }"},
    {FUTURE,
     "try { resolve fu (i + 1) } catch { n = 3 }|n = await fu|ok = await fu for 1s|"
     "try { n = await fu } catch { n = 4 }",
     "try { resolve fu 7 } catch { n = 1 }|fail fu 2"},
    {FUTEX,
     "a = 1; futex wake a 2; n = 1|while a == 0 { futex wait a 0 }; n = 2|n = futex wake a 1|"
     "ok = futex wait a 0 for 1s",
     "a = 2; futex wake a 3"},
    {POLICY,
     "with rdlock v { n = x }|with wrlock v { x = x * 2 + 1; n = x }|"
     "ok = tryrdlock v; if ok { n = x; release v }|if wrlock v for 1s { x += 3; release v }",
     "with wrlock v { x = 4 }|ok = trywrlock v; if ok { x = 5; release v }"},
    {REPEATS, "a += 1; n = a|cancel tick; n = a|ok = join tick for 1s; n = a",
     "start tick|start tick"},
    {NAMES, "if me == \"t0\" { n = 1 } else { n = a }; a += 1|print me, a; a += 2",
     "print me|a = 4"},
    {LOOKING,
     "n = value(s); ok = tryacquire s|n = len(q); ok = tryput q 1|"
     "ok = isset(e); set e",
     "release s|put q 1|clear e"},
    {TAKING, "n = add(a, 1)|with m { n = x; x = 2 }", "join t0; spawn t0 { a += 4 }|join t1"},
    {SPINNING,
     "while a == 0 { yield }; n = 1|a = 1; n = a|while not cas(a, 0, 1) { yield }; n = 2; a = 0",
     "a = 1|a = 0"},
};

enum { COUNT = sizeof families / sizeof *families };

static bool is_part(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* Whether that name stands in it. */
static bool mentions(const char *text, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = text; (at = strstr(at, name)); at++)
        if ((at == text || !is_part(at[-1])) && !is_part(at[length]))
            return true;
    return false;
}

/* ---- Threads --------------------------------------------------------------------------------- */

struct variable {
    const char *name, *begin; /* what it is set to; NULL: it is declared */
    const char *shown;        /* within a text */
};

static const struct variable privates[] = {{"n", "0", "{n}"},
                                           {"v", "0", "{v}"},
                                           {"ok", "false", "{ok}"},
                                           {"place", "0", "{place}"},
                                           {"mine", NULL, "{mine}"}};
static const struct variable shared[] = {{"x", "0", "{x}"},
                                         {"y", "0", "{y}"},
                                         {"z", "0", "{z[0]} {z[1]}"},
                                         {"a", "0", "{a}"},
                                         {"b1", "0", "{b1}"}};
enum { VARIABLES = 5, PLAIN_ONES = 3 };

/* A line with those that stand in `body`. */
static void put_values(struct buffer *out, const struct variable *variables, const char *body)
{
    const char *between = "print \"";
    for (int i = 0; i < VARIABLES; i++)
        if (mentions(body, variables[i].name)) {
            buffer_printf(out, "%s%s", between, variables[i].shown);
            between = " ";
        }
    buffer_puts(out, *between == ' ' ? "\"\n" : "print \"done\"\n");
}

/* The private ones that it uses have a value from the beginning. */
static void put_beginnings(struct draw *d, const char *body)
{
    for (int i = 0; i < VARIABLES; i++)
        if (privates[i].begin && mentions(body, privates[i].name) &&
            !(d->families[0] == POLICY && i == 1)) /* there `v` is a lock */
            buffer_printf(d->out, "%s = %s\n", privates[i].name, privates[i].begin);
}

/* The t-th, or a function's, whose `i` says which it is. */
static void put_thread(struct draw *d, const struct telling *drawn[2], uint32_t t)
{
    struct buffer body = {0}, *out = d->out;
    uint32_t most = d->threads == 2 ? 3 : 1, depth = d->threads == 2 ? 2 : 1;
    d->out = &body;
    for (uint32_t n = 1 + below(d, most); n; n--) {
        if (below(d, 3))
            put_one(d, drawn[below(d, 3) == 0]->commands);
        else
            put_command(d, depth);
        buffer_puts(d->out, "\n");
    }
    d->out = out;
    put_beginnings(d, buffer_text(&body));
    if (t < d->threads && mentions(buffer_text(&body), "i"))
        buffer_printf(out, "i = %u\n", t);
    buffer_puts(out, buffer_text(&body));
    put_values(out, privates, buffer_text(&body));
    buffer_free(&body);
}

static void put_threads(struct draw *d, const struct telling *drawn[2])
{
    bool alike = below(d, 3) == 0;
    if (alike) {
        buffer_puts(d->out, "define f(i) {\n");
        put_thread(d, drawn, d->threads);
        buffer_puts(d->out, "}\n");
    }
    for (uint32_t t = 0; t < d->threads; t++) {
        buffer_printf(d->out, "spawn %st%u ", t && below(d, 8) == 0 ? "daemon " : "", t);
        if (alike) {
            buffer_printf(d->out, "f(%u)\n", t);
        } else {
            buffer_puts(d->out, "{\n");
            put_thread(d, drawn, t);
            buffer_puts(d->out, "}\n");
        }
    }
}

/* ---- The program ----------------------------------------------------------------------------- */

static const char *const declarations[][2] = {
    {"mine", "local mine = 0"},
    {"m", "mutex m"},
    {"n1", "mutex n1"},
    {"r", "rlock r"},
    {"w", "rwlock w"},
    {"s", "semaphore s|semaphore s|semaphore s 2|semaphore s 0"},
    {"s2", "semaphore s2 0|semaphore s2 1"},
    {"e", "event e"},
    {"c", "condition c|condition c on m"},
    {"d", "condition d on m|condition d"},
    {"loose", "condition loose on m loose"},
    {"b", "barrier b 2|barrier b 2|barrier b 3"},
    {"q", "queue q 1|queue q|queue q 2"},
    {"o", "once o"},
    {"l", "latch l 1|latch l 2|latch l 2"},
    {"g", "mutex g[3]|mutex g[3]|rlock g[3]"},
    {"h", "semaphore h[2] 1|semaphore h[2] 0"},
    {"u", "queue u[2] 1|queue u[2]"},
    {"h3", "semaphore h3 2|semaphore h3 3|semaphore h3 0"},
    {"h2", "bounded h2 2|bounded h2 3"},
    {"fu", "future fu"},
    {"fv", "future fv[2]"},
    {"ch", "channel ch|channel ch 1"},
    {"cb", "channel cb 1|channel cb 2|channel cb"},
    {"cn", "channel cn[2]"},
    {"late", "timer late 1s { a += 1 }|timer late 1s { x = 2 }|timer late 0s { print a; a = 2 }"},
    {"tick", "timer tick every 1s { a += 1; if a > 2 { cancel tick } }"},
    {"tock", "timer tock every 2s { x += 1; cancel tock }"},
    {"f1", "define f1(n) { x += n; return x }"},
    {"f2", "define f2(n) { k = n; if k == 1 { return y }; return k + 1 }"},
};
enum { DECLARATIONS = sizeof declarations / sizeof *declarations };

/* Variables are plain, or all atomic, so that nothing races. */
static void put_declarations(struct draw *d, const char *body)
{
    bool atomic = below(d, 3) == 0;
    bool on_mutex = mentions(body, "c") || mentions(body, "d") || mentions(body, "loose");
    for (int i = 0; i < VARIABLES; i++)
        if (mentions(body, shared[i].name) || mentions(body, "f1") || mentions(body, "f2") ||
            mentions(body, "late"))
            buffer_printf(d->out, "%s %s%s = 0\n", atomic || i >= PLAIN_ONES ? "atomic" : "shared",
                          shared[i].name, shared[i].name[0] == 'z' ? "[2]" : "");
    for (int i = 0; i < DECLARATIONS; i++) {
        const char *name = declarations[i][0];
        if (mentions(body, name) || (on_mutex && strcmp(name, "m") == 0)) {
            put_one(d, declarations[i][1]);
            buffer_puts(d->out, "\n");
        }
    }
    if (d->families[0] == ORDERS)
        buffer_puts(d->out, "spawn p\n");
    if (d->families[0] == CLOSING)
        put_one(d, "queue k\n|queue k 1\n|queue k 2\n");
    if (d->families[0] == POLICY)
        put_one(d, "rwlock v prefer writers\n|rwlock v fair\n|rwlock v\n");
}

void random_telling(uint64_t number, struct buffer *out)
{
    struct buffer body = {0};
    struct draw d = {.state = number * 0xD1B54A32D192ED03u + 1, .out = &body};
    static const uint32_t threads[] = {2, 2, 2, 3};
    const struct telling *drawn[] = {&families[number % COUNT], &families[below(&d, COUNT)]};
    if (drawn[1]->family == CLOSING || drawn[1]->family == POLICY || drawn[1]->family == ORDERS)
        drawn[1] = drawn[0]; /* names of theirs are those of others too */
    d.threads = threads[below(&d, sizeof threads / sizeof *threads)];
    for (int i = 0; i < 3; i++)
        d.families[i] = drawn[i == 2]->family;
    put_threads(&d, drawn);
    size_t own = body.length; /* main's own part, from there on */
    if (below(&d, 3)) {
        put_one(&d, drawn[below(&d, 4) == 0]->helps);
        buffer_puts(&body, "\n");
    }
    buffer_puts(&body, "join all\n");
    d.out = out;
    put_declarations(&d, buffer_text(&body));
    put_beginnings(&d, buffer_text(&body) + own);
    buffer_puts(out, buffer_text(&body));
    put_values(out, shared, buffer_text(&body));
    buffer_free(&body);
}
