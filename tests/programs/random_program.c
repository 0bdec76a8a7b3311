/* random_program.c - see random_program.h.
 *
 * A program draws some families of commands and takes all of its commands from those, so that its
 * threads meet at the same objects. Often they run one function, so that they are alike. */
#include "random_program.h"

#include "random_commands.h"

/* Made by `spawn`, or by `thread` so that they are all there before the first starts. */
static void put_threads(struct draw *d)
{
    bool alike = d->threads == 4 || below(d, 2), at_once = below(d, 4);
    uint32_t most = d->threads == 2 ? 4 : d->threads == 3 ? 3 : 2;
    if (alike) {
        buffer_puts(d->out, "define f(i) ");
        put_block(d, d->threads == 4 ? 1 : 2, most);
        buffer_puts(d->out, "\n");
    }
    for (uint32_t t = 0; t < d->threads; t++) {
        buffer_printf(d->out, "%s %st%u ", at_once ? "spawn" : "thread",
                      below(d, 8) ? "" : "daemon ", t);
        if (alike && below(d, 8))
            buffer_printf(d->out, "f(%u)",
                          d->rings      ? (t + below(d, 2)) % 3
                          : below(d, 3) ? 0
                                        : below(d, 2));
        else
            put_block(d, d->threads == 4 ? 0 : 2, most);
        buffer_puts(d->out, "\n");
    }
    for (uint32_t t = 0; t < d->threads && !at_once; t++)
        buffer_printf(d->out, "start t%u\n", t);
}

/* Threads that are alike, made and joined in loops. */
static void put_crowd(struct draw *d)
{
    uint32_t last = 1 + below(d, 3);
    buffer_puts(d->out, "define f(i) ");
    if (below(d, 2))
        put_block(d, last == 3 ? 1 : 2, last == 1 ? 3 : 2);
    else /* the first of them does something else */
        put_one(d, "{ if cas(a, 0, 1) { while true { } }; lock m; unlock m }|"
                   "{ if cas(a, 0, 1) { release s2; wait e }; release s2 }|"
                   "{ if cas(a, 0, 1) { release s2; yield } else { release s2; wait e } }|"
                   "{ acquire s; & += 1 }|{ if cas(a, 0, 1) { wait e }; & += 1 }|"
                   "{ if cas(a, 0, 1) { join main }; while b1 == 0 { } }|"
                   "{ if cas(a, 0, 1) { with m { wait e } }; x += 1 }|"
                   "{ if cas(a, 0, 1) { raise \"first\" }; with m { x += 1 } }");
    buffer_printf(d->out, "\nfor i in 0..%u { spawn \"t{i}\" f(0) }\n", last);
    if (below(d, 2))
        put_one(d, "yield\n|x += 1\n|acquire s\n|set e\n|with m { yield }\n|a += 1\n|"
                   "acquire s2\nacquire s2\n|acquire s2\nacquire s2\n");
    if (below(d, 4) == 0)
        put_one(d, "spawn j { for i in 0..1 { join \"t{i}\" } }\n|spawn j { join t0 }\n|"
                   "spawn j { spawn late f(0); join late }\n|spawn j { join main }\n|"
                   "spawn j { with m { join \"t{x}\" } }\n|spawn j { yield; & += 1 }\n");
    uint32_t to = below(d, 4) ? last : below(d, last + 1);
    static const char *const loops[] = {
        "for i in 0..%u { join \"t{i}\" }\n",
        "for i in 0..%u { join \"t{i}\" }\n",
        "for i in 0..%u { join \"t{i}\" }\n",
        "with m { for i in 0..%u { join \"t{i}\" } }\n",
        "for i in 0..%u { join \"t{i}\"; x += 1 }\n",
        "for i in 0..%u { ok = join \"t{i}\" for 1s }\n",
        "for k in 0..%u { n = %u - k; join \"t{n}\" }\n",
        "for i in 0..%u { n = join \"t{i}\"; if n { yield } }\n",
        "for i in 0..%u { join t0 }\n",
        "lock m\nfor i in 0..%u { join \"t{i}\" }\n",
    };
    buffer_printf(d->out, loops[below(d, sizeof loops / sizeof *loops)], to, to);
    if (below(d, 4) == 0)
        put_one(d, "spawn t0 f(0)\njoin t0\n|for i in 0..1 { join \"t{i}\" }\n|join t1\n|"
                   "print x\n|lock m\n|spawn t5 f(0)\n");
}

void random_program(uint64_t number, struct buffer *out)
{
    if (number >= RANDOM_TELLING) {
        random_telling(number, out);
        return;
    }
    if (number >= RANDOM_CIRCLES) {
        random_circle(number, out);
        return;
    }
    struct draw d = {.state = number * 0xD1B54A32D192ED03u + 1, .out = out};
    static const uint32_t threads[] = {2, 2, 2, 2, 2, 3, 3, 3, 4};
    d.threads = threads[below(&d, sizeof threads / sizeof *threads)];
    for (int i = 0; i < 3; i++)
        d.families[i] = (enum family)below(&d, FAMILIES);
    bool latch = number % 6 == 5;
    d.rings = number % 6 == 2;
    if (latch)
        d.families[below(&d, 3)] = LATCH;
    if (d.rings)
        d.families[0] = d.families[1] = RINGS;
    bool taking = number % 6 == 1;
    if (taking)
        d.families[below(&d, 3)] = TAKING;
    bool crowd = number % 6 == 4 && number / 6 % 2;
    enum family novel = number % 6 == 3 ? NOVEL + (number / 6) % (NOVEL_END - NOVEL) : FAMILIES;
    if (number % 6 == 3)
        d.families[0] = d.families[1] = novel;
    bool channel = number % 6 == 0;
    d.selects = number % 12 == 0;
    if (channel)
        d.families[0] = d.families[1 + below(&d, 2)] = CHANNEL;
    buffer_puts(out, "shared x = 0; shared y = 0; shared z[2] = 0; atomic a = 0; atomic b1 = 0\n"
                     "mutex m n1; rlock r; rwlock w; semaphore s; semaphore s2 0; event e\n"
                     "condition c; barrier b 2; queue q 1; once o; local mine = 0; i = 0; n = 0\n"
                     "define f1(n) { x += n; return x }\n"
                     "define f2(n) { k = n; if k == 1 { return y }; return k + 1 }\n");
    if (latch)
        put_one(&d, "latch l 2\n|latch l 2\n|latch l 1\n|latch l 3\n|latch l 0\n");
    if (d.rings)
        put_one(&d, "mutex g[3]; semaphore h[2] 1; queue u[2] 1; condition d on m\n|"
                    "mutex g[3]; semaphore h[2] 0; queue u[2]; condition d on m\n|"
                    "rlock g[3]; semaphore h[2] 1; queue u[2] 2; condition d\n");
    if (novel == LOOSE)
        put_one(&d, "condition loose on m loose\n|"
                    "condition loose on m loose\n");
    if (novel == POLICY)
        put_one(&d, "rwlock v prefer writers\n|rwlock v fair\n|rwlock v prefer writers\n|"
                    "rwlock v fair\n|rwlock v\n");
    if (novel == HANDFUL)
        put_one(&d, "semaphore h3 2; bounded h2 2\n|semaphore h3 3; bounded h2 2\n|"
                    "semaphore h3 0; bounded h2 3\n|semaphore h3 4; bounded h2 1\n");
    if (novel == FUTURE)
        buffer_puts(out, "future fu fv[2]\n");
    if (novel == REPEATS)
        put_one(
            &d,
            "timer tick every 1s { & = $ }; timer tock every 2s { lock m; unlock m }\n|"
            "timer tick every 1s { n = 1 - n; & = n }; timer tock every 1s { cancel tick }\n|"
            "timer tick every 2s { sleep 3s; if & == $ { return }; x = 1 }\n"
            "timer tock every 1s { & = 1; cancel tock; y = 2 }\n|"
            "timer tick every 1s f1(0); timer tock every 3s { with m { if x == 1 { raise x } } }\n|"
            "timer tick every 1s { set e; clear e }; timer tock every 1s { acquire s for 1s }\n");
    if (novel == CLOSING)
        put_one(&d, "queue k\n|queue k 1\n|queue k 1\n|queue k 2\n|queue k 1; put k 0\n");
    if (channel)
        put_one(
            &d,
            "channel ch; channel cb 1; channel cn[2]\n|channel ch; channel cb 2; channel cn[2]\n|"
            "channel ch 1; channel cb; channel cn[2]\n");
    if (below(&d, 8) == 0)
        put_one(&d, "invariant x < 2\n|invariant a == b1, \"a and b1\"\n|invariant x + y < 4\n|"
                    "invariant z[0] < 2\n|invariant z[0] + z[1] < 3 or y == 2, \"{x}\"\n|"
                    "invariant x + mine < 3\n|invariant x == 0 or not locked(m)\n|"
                    "invariant z[x] < 2\n");
    bool times = false, orders = false;
    for (int i = 0; i < 3; i++) {
        times |= d.families[i] == ENDING;
        orders |= d.families[i] == ORDERS;
    }
    if (times)
        put_one(&d, "timer late 1s { & += 1 }\n|timer late 1s { lock m }\n");
    if (orders)
        buffer_puts(out, "spawn p\n");
    if (crowd)
        put_crowd(&d);
    else
        put_threads(&d);
    if (below(&d, 2)) {
        put_command(&d, 1);
        buffer_puts(out, "\n");
    }
    if (taking && below(&d, 4)) {
        put_taking(&d, 1);
        buffer_puts(out, "\n");
    }
    if (below(&d, 3) == 0)
        put_one(&d,
                "join all\nassert x < 2\n|join t0\nprint x\n|join t0\njoin t1\nassert & == $\n");
}
