/* random_circle.c - threads in a circle, as src/explore/rotation.c looks for them: each with the
 * objects at its own place and at its neighbour's. In some something is not as it has to be, so
 * that no turn may be taken for another. */
#include "random_commands.h"
#include "random_program.h"

static void put_step(struct draw *d, uint32_t depth);

static void put_steps(struct draw *d, uint32_t depth)
{
    buffer_puts(d->out, "{ ");
    for (uint32_t n = 1 + below(d, 2); n; n--) {
        put_step(d, depth);
        buffer_puts(d->out, "; ");
    }
    buffer_puts(d->out, "}");
}

/* What all threads do alike. */
static void put_step(struct draw *d, uint32_t depth)
{
    switch (below(d, depth ? 7 : 5)) {
    case 0:
        put_one(d, "lock g[i]|lock g[j]|lock g[i]; unlock g[i]|unlock g[j]|trylock g[i]|"
                   "lock g[(i + 1) @ n]; unlock g[(i + 1) @ n]|ok = lock g[j] for 1s|"
                   "lock g[i]; lock g[j]; unlock g[i]; unlock g[j]|unlock g[i]|"
                   "lock c[i]; x += 1; unlock c[i]");
        break;
    case 1:
        put_one(d,
                "acquire h[i]|release h[j]|acquire h[j]; release h[i]|tryacquire h[i]|"
                "release h[(i + n - 1) @ n]|acquire h[i] for 1s|release h[i]|set e[j]|clear e[i]");
        break;
    case 2:
        put_one(d, "x += 1|x = 1; assert x == 1|assert x < 2|y = x|if x == 1 { y = 2 }|x = y + 1|"
                   "assert y == x");
        break;
    case 3:
        put_one(d, "acquire s|release s|lock m; unlock m|a += 1|yield|print \"{i} {x}\"|"
                   "print \"{i}\"|k = x; x = k + 1|lock g[i]; lock m; unlock m; unlock g[i]");
        break;
    case 4:
        put_one(d, "k = 1; y = k|repeat 2 { x += 1 }|repeat 2 { lock g[i]; unlock g[i] }|"
                   "critical room { yield }|critical room { x = 1 }|return|"
                   "while x == 0 { yield }|while a == 0 { }|if x == 0 { acquire h[i] }");
        break;
    case 5:
        put_one(d, "with g[i] |with g[j] |with g[i] |with m |with h[i] |with g[(i + 1) @ n] ");
        put_steps(d, depth - 1);
        break;
    default:
        put_one(d, "if x == 0 |if a == 0 |repeat 2 |try ");
        bool tries = d->out->bytes[d->out->length - 2] == 'y';
        put_steps(d, depth - 1);
        if (tries)
            put_one(d, " catch { x = 2 }| finally { x += 1 }| catch why { y = 1 }");
    }
}

/* By which threads can be told apart, or objects at other places are meant. */
static void put_difference(struct draw *d)
{
    put_one(d, "if i == 0 { x = 2 }|x = i|lock g[0]; unlock g[0]|i = (i + 1) @ n; lock g[i]|"
               "acquire h[x @ n]|lock \"g[{i}]\"|y = i + j|if i < j { lock m }|z[i] += 1|"
               "acquire h[i * i @ n]|release h[n - 1 - i]|k = j; lock g[k]|print me|"
               "if j == 0 { lock g[i] } else { lock g[j] }|join \"t{j}\"|"
               "try { unlock g[i] } catch why { print why; x = 2 }|spawn { x += 1 }|wait e[i]|"
               "if locked(g[j]) { x = 1 }|lock c[i]|put q i|n2 = value(h[i])|"
               "if owner(g[j]) == \"t0\" { x = 2 }|lock g[1]; x = 1; unlock g[1]|f2(i)|f2(0)|"
               "put u[i] 1|v = get u[j]|with rdlock w[i] { x += 1 }|with wrlock w[j] { yield }|"
               "cancel \"t{j}\"|kill t1|k = \"g[1]\"; lock \"{k}\"|assert i == 0 or x < 3");
}

void random_circle(uint64_t number, struct buffer *out)
{
    struct draw d = {.state = number * 0xD1B54A32D192ED03u + 1, .out = out};
    static const uint32_t sizes[] = {2, 3, 3, 3, 4};
    d.threads = sizes[below(&d, sizeof sizes / sizeof *sizes)];
    bool differs = below(&d, 4) == 0;
    uint32_t most = d.threads == 4 ? 2 : d.threads == 3 ? 3 : 4;
    buffer_printf(out, "private n = %u; ", d.threads);
    buffer_puts(out, "shared x = 0; shared y = 0; shared z[n] = 0; atomic a = 0; mutex m\n");
    put_one(&d, "mutex g[n]\n|mutex g[n]\n|rlock g[n]\n|semaphore g[n] 1\n");
    buffer_printf(out, "semaphore h[n] %u; semaphore s %u; event e[n]; queue u[n] 1; rwlock w[n]\n",
                  below(&d, 3), below(&d, 3));
    put_one(&d,
            "condition c[n]; queue q\n|condition c[n] on m; queue q\n|condition c[n]; queue q\n");
    buffer_puts(out, "define f2(p) { lock g[p]; unlock g[p] }\ndefine f(i, j, n) { ");
    uint32_t count = 1 + below(&d, most), place = below(&d, count);
    for (uint32_t k = 0; k < count; k++) {
        put_step(&d, d.threads == 4 ? 1 : 2);
        buffer_puts(out, "; ");
        if (differs && k == place && below(&d, 3)) {
            put_difference(&d);
            buffer_puts(out, "; ");
        }
    }
    buffer_puts(out, "}\n");
    if (below(&d, 16) == 0)
        put_one(&d, "invariant x < 2\n|lock g[0]\n|x = 1\n|set e[0]\n|acquire h[0] for 1s\n");
    static const char *const loops[] = {
        "for i in 0..n - 1 { spawn \"t{i}\" f(i, (i + 1) % n, n) }\n",
        "for i in 0..n - 1 { spawn \"t{i}\" f(i, (i + n - 1) % n, n) }\n",
        "for i in 0..n - 1 { spawn f(i, (i + 1) % n, n) }\n",
        "for i in 0..n - 1 { thread \"t{i}\" f(i, (i + 1) % n, n) }\n"
        "for i in 0..n - 1 { start \"t{i}\" }\n",
    };
    static const char *const others[] = {
        "for i in 0..n - 2 { spawn \"t{i}\" f(i, i + 1, n) }\nspawn t3 f(0, n - 1, n)\n",
        "for i in 0..n - 1 { spawn \"t{i}\" f(i, (i * 2) % n, n) }\n",
        "for i in 0..n - 1 { spawn daemon \"t{i}\" f(i, (i + 1) % n, n) }\nyield\n",
        "for i in 0..n - 1 { spawn \"t{i}\" f(i, (i + 1) % n, n) }\nspawn other { lock g[0] }\n",
        "for i in 0..n - 1 { spawn \"t{i}\" f(n - 1 - i, (n - i) % n, n) }\n",
        "for i in 0..n - 1 { spawn \"t{i}\" f(i, i, n) }\n",
        "for i in 0..n - 1 { spawn \"t{i}\" f(i, (i + 1) % n, n); yield }\n",
    };
    if (below(&d, 6))
        buffer_puts(out, loops[below(&d, sizeof loops / sizeof *loops)]);
    else
        buffer_puts(out, others[below(&d, sizeof others / sizeof *others)]);
    if (below(&d, 3) == 0)
        put_one(&d, "join all\nassert x < 3\n|join t0\nprint x\n|lock g[0]\n|x += 1\n|join all\n|"
                    "acquire s\n|yield\n|for i in 0..n - 1 { join \"t{i}\" }\n");
}
