/* random_commands.c - see random_commands.h. */
#include "random_commands.h"

#include <string.h>

uint32_t below(struct draw *d, uint32_t n)
{
    d->state += 0x9E3779B97F4A7C15u;
    uint64_t z = d->state;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return (uint32_t)((z ^ z >> 31) >> 33) % n;
}

void put_one(struct draw *d, const char *texts)
{
    uint32_t count = 1;
    for (const char *c = texts; *c; c++)
        count += *c == '|';
    for (uint32_t skip = below(d, count); skip; texts++)
        skip -= *texts == '|';
    for (; *texts && *texts != '|'; texts++) {
        static const char *const variables[] = {"x", "y", "z[0]", "z[1]"};
        if (*texts == '%')
            buffer_printf(d->out, "t%u", below(d, d->threads));
        else if (*texts == '&')
            buffer_puts(d->out, variables[below(d, 10) < 6 ? 0 : below(d, 4)]);
        else if (*texts == '$')
            buffer_printf(d->out, "%u", below(d, 3));
        else if (*texts == '@')
            buffer_putc(d->out, '%');
        else
            buffer_putc(d->out, *texts);
    }
}

static void put_with(struct draw *d, const char *what, uint32_t depth)
{
    buffer_puts(d->out, "with ");
    put_one(d, what);
    buffer_puts(d->out, " ");
    put_block(d, depth, 2);
}

static void put_lock(struct draw *d, const char *locks, uint32_t depth)
{
    if (depth && below(d, 5)) {
        put_with(d, locks, depth - 1);
        return;
    }
    put_one(d,
            "lock m; lock n1; unlock n1; unlock m|lock n1; lock m; unlock m; unlock n1|"
            "lock m; & += 1; unlock m|lock r; & += 1; unlock r|trylock m|lock n1|unlock n1|lock r");
}

static void put_limited(struct draw *d, const char *operation, const char *then, uint32_t depth)
{
    buffer_printf(d->out, "if %s for %s ", operation, below(d, 6) ? "1s" : "0");
    if (then)
        buffer_printf(d->out, "{ %s }", then);
    else
        put_block(d, depth - 1, 1);
}

static void put_plain(struct draw *d, uint32_t depth)
{
    if (depth && below(d, 4) == 0) {
        put_one(d, "if & == $ |if & < & |if & != $ and & > $ ");
        put_block(d, depth - 1, 2);
    } else
        put_one(d, "& += 1|& = $|& = & + 1|print &|n = &; & = n|add(&, 1)|n = swap(&, $)|"
                   "ok = cas(&, $, $)|atomic { & += 1; & = x }|atomic { n = & + &; & = n }|"
                   "z[i] += 1|& = z[i]|z[1 - i] = $|if i == 0 { & = 1 } else { x = & }");
}

static void put_atomic(struct draw *d, uint32_t depth)
{
    if (d->loops == 0 && below(d, 5) == 0) {
        d->loops++;
        put_one(d, "while a == $ { }|while not cas(a, $, $) { yield }|while swap(b1, 1) == 1 { }");
    } else if (depth && below(d, 4) == 0) {
        put_one(d, "if a == $ |if a < b1 |if cas(a, $, $) ");
        put_block(d, depth - 1, 2);
    } else
        put_one(d, "a += 1|a = $|a = a + 1|b1 = a|add(a, 1)|n = swap(a, $)|ok = cas(a, $, $)|"
                   "atomic { a += 1; b1 -= 1 }|b1 = $");
}

static void put_condition(struct draw *d, uint32_t depth)
{
    switch (below(d, 7)) {
    case 0:
        put_one(d,
                "with c { wait c }|with c { wait c until x == $ }|with c { ok = wait c for 0s }");
        break;
    case 1:
        put_one(
            d,
            "with c { ok = wait c for 1s }|with c { ok = wait c until x == $ for 1s; print ok }");
        break;
    case 2:
        put_one(d, "with c { if wait c for 1s { x += 1 } }|with c { if x == 0 { wait c } }");
        break;
    case 3:
        put_with(d, "c", depth - 1);
        break;
    default:
        put_one(d, "with c { x += 1; notify c }|with c { broadcast c }|with c { notify c }|"
                   "with c { notify c 2 }");
    }
}

static void put_time(struct draw *d, uint32_t depth)
{
    switch (below(d, 6)) {
    case 0:
        put_limited(d, "lock m", "unlock m", depth);
        break;
    case 1:
        put_limited(d, "acquire s", "release s", depth);
        break;
    case 2:
        put_limited(d, "wait e", NULL, depth);
        break;
    case 3:
        put_limited(d, below(d, 2) ? "join t0" : "put q 1", NULL, depth);
        break;
    default:
        put_one(d, "sleep 1s|work 1s|io 1s|yield|v = get q for 1s|ok = join % for 1s");
    }
}

static void put_errors(struct draw *d, uint32_t depth)
{
    switch (below(d, 5)) {
    case 0:
        put_one(d, "assert & == $|assert & < 2|raise \"no\"");
        break;
    case 1:
        put_one(d, "if & == 1 { raise \"one\" }");
        break;
    case 2:
        buffer_puts(d->out, "try ");
        put_block(d, depth - 1, 2);
        buffer_puts(d->out, " finally ");
        put_block(d, 0, 1);
        break;
    default:
        buffer_puts(d->out, "try ");
        put_block(d, depth - 1, 2);
        put_one(d, " catch { & = 1 }| catch { yield }| catch why { raise why }");
    }
}

/* What threads keep to themselves: loops, variables, calls, what is caught. */
static void put_private(struct draw *d, uint32_t depth)
{
    if (depth && below(d, 3) == 0) {
        put_one(d, "repeat 2 |for k in 0..1 |for k in 1, 0 |with m |try ");
        bool tries = d->out->length > 4 && strcmp(d->out->bytes + d->out->length - 4, "try ") == 0;
        put_block(d, depth - 1, 2);
        if (tries)
            put_one(
                d,
                " catch why { n = 2; & = n }| finally { & = n }| catch why { print why; n = 0 }");
    } else
        put_one(d,
                "n = &|n = &; & = n|n = n + 1|& = n|if n == 1 { & = n } else { n = & }|n = f1($)|"
                "& = f2(&)|private p[2] = 0; p[1] = &; & = p[1]|for k in 0..1 { z[k] += n }|"
                "repeat 2 { & += 1; if & == 1 { break } }|n = f2(n); n = f1(n)|print n|"
                "if n == 0 { n = 1; return }");
}

/* Who waits for all the others while it holds what they want. */
static void put_joining(struct draw *d, uint32_t depth)
{
    static const char joins[] =
        "join all|join all|join all but daemons|ok = join all for 1s|join %";
    if (depth && below(d, 2)) {
        put_one(d, "with m { |with n1 { |with r { |with rdlock w { |with wrlock w { ");
        put_one(d, joins);
        buffer_puts(d->out, " }");
    } else if (below(d, 2))
        put_one(d, joins);
    else
        put_one(d,
                "with m { & += 1 }|lock n1; & = 1; unlock n1|lock m; lock n1; unlock n1; unlock m|"
                "with rdlock w { & += 1 }|with wrlock w { & = $ }|lock r|unlock m");
}

/* Rows of locks, semaphores and queues, of which each thread takes some: by its own number, by one
 * that it changes, by what others wrote. */
static void put_ring(struct draw *d, uint32_t depth)
{
    switch (below(d, depth ? 6 : 4)) {
    case 0:
        put_one(d, "lock g[i]; lock g[(i + 1) @ 3]; unlock g[(i + 1) @ 3]; unlock g[i]|"
                   "lock g[(i + 2) @ 3]; lock g[i]; unlock g[i]; unlock g[(i + 2) @ 3]|"
                   "i = (i + 1) @ 3; lock g[i]; & += 1; unlock g[i]|lock g[$]; unlock g[$]|"
                   "for k in 0..1 { lock g[k]; unlock g[k] }|lock g[n]; & += 1; unlock g[n]");
        break;
    case 1:
        put_one(d, "acquire h[i @ 2]|release h[1 - i]|acquire h[1]|release h[0] 2|"
                   "release h[n @ 2]|tryacquire h[i @ 2]|n = value(h[0])");
        break;
    case 2:
        put_one(d, "put u[i @ 2] $|v = get u[i @ 2]|put u[0] 1; v = get u[1]|v = tryget u[0]|"
                   "ok = put u[i @ 2] 1 for 1s|n = len(u[i @ 2])|v = get u[1 - i @ 2]; print v");
        break;
    case 3:
        put_one(d, "trylock g[i]|n = (n + 1) @ 3|n = x; lock g[n @ 3]|ok = lock g[i] for 1s|"
                   "if locked(g[i]) { & = 1 }|& += 1|unlock g[i]|lock m; unlock m");
        break;
    case 4:
        put_one(d, "with g[i] |with g[(i + 1) @ 3] |with d |with m |with rdlock w |with wrlock w ");
        put_block(d, depth - 1, 2);
        break;
    default:
        put_one(d, "with d { wait d }|with d { notify d }|with d { & += 1; broadcast d }|"
                   "with m { notify d }|with d { ok = wait d for 1s }");
    }
}

/* Names of threads that were there before: taken while one lives, which fails, or after one has
 * ended; by several at once; of threads that others wait for, end or look at by that name. */
void put_taking(struct draw *d, uint32_t depth)
{
    switch (below(d, depth ? 6 : 4)) {
    case 0:
        put_one(d, "spawn % { & += 1 }|spawn % { & = $; yield }|spawn % f1($)|spawn % { }|"
                   "spawn daemon % { & += 1 }|thread % { & = $ }; start %|spawn % { print me }");
        break;
    case 1:
        put_one(d, "join %; spawn % { & += 1 }|join t0; spawn t0 { & = 1 }; join t0|"
                   "join t1; spawn t1 { yield }|kill %; spawn % { & = $ }|"
                   "ok = join % for 1s; spawn % { & = 2 }|cancel %; join %; spawn % { & += 1 }");
        break;
    case 2:
        put_one(d, "if not alive(%) { spawn % { & += 1 } }|if & == $ { spawn % { & = $ } }|"
                   "if state(%) == \"done\" { spawn % { yield } }|join all; spawn % { & += 1 }");
        break;
    case 3:
        put_one(d, "yield|& += 1|& = $|join %|kill %|cancel %|if alive(%) { & = 1 }|print state(%)|"
                   "lock m; & += 1; unlock m|rename % other");
        break;
    default:
        buffer_puts(d->out, "try ");
        put_block(d, depth - 1, 2);
        put_one(d, " catch { & = 1 }| catch { yield }| catch { spawn % { & = $ } }");
    }
}

/* Conditions that are notified without their lock. */
static void put_loose(struct draw *d, uint32_t depth)
{
    if (depth && below(d, 4) == 0) {
        put_with(d, "m|loose", depth - 1);
        return;
    }
    put_one(d,
            "notify loose|broadcast loose|notify loose 2|with m { & += 1 }; notify loose|"
            "& = $; notify loose|with m { wait loose }|with m { wait loose until x == $ }|"
            "with m { if x == 0 { wait loose } }|with m { ok = wait loose for 1s }|"
            "with loose { notify loose }|with m { while x == $ { wait loose } }|lock m; unlock m|"
            "with m { wait loose }; & += 1|with m { ok = wait loose until x == $ for 1s }");
}

/* What gives back what was there, and numbers bit by bit. */
static void put_bits(struct draw *d, uint32_t depth)
{
    if (d->loops == 0 && below(d, 5) == 0) {
        d->loops++;
        put_one(d, "while bor(a, 1) band 1 == 1 { yield }|while compare(a, $, $) != $ { }|"
                   "while exchange(b1, 1) == 1 { }");
    } else if (depth && below(d, 4) == 0) {
        put_one(d, "if bor(a, 2) == $ |if compare(a, $, $) == $ |if a band 1 == 1 |"
                   "if compare(z[$], $, $) == 0 ");
        put_block(d, depth - 1, 2);
    } else
        put_one(d, "bor(a, $)|band(a, 2)|bxor(a, 1)|n = compare(a, $, $)|n = bor(a, 1 << $)|"
                   "a <<= 1|a >>= 1|& = a bor $|n = bxor(&, 1)|fence|& = $; fence; a = 1|"
                   "& <<= $|n = compare(&, $, $); & = n|atomic { bor(a, 2); & = a }|z[i] >>= 1|"
                   "exchange(b1, 0)|n = band(z[$], 1)|a = b1 bxor 1|try { & <<= 64 } catch { }");
}

/* A queue that is closed while others put into it, get from it, look at it. */
static void put_closing(struct draw *d, uint32_t depth)
{
    if (depth && below(d, 4) == 0) {
        if (d->loops)
            put_one(d, "try |with m |if len(k) == $ |if tryput k $ |if put k $ for 1s ");
        else
            put_one(d, "for v from k |for v from k |for v from q |repeat 2 ");
        d->loops++;
        bool tries = strcmp(d->out->bytes + d->out->length - 4, "try ") == 0;
        put_block(d, depth - 1, 2);
        buffer_puts(d->out, tries ? " catch { yield }" : "");
        return;
    }
    put_one(d, "put k $|put k 1|v = get k|v = get k; print v|close k|close k|v = peek k; & = v|"
               "put k 1; close k|v = tryget k; print v|ok = tryput k 2|v = get k for 1s|"
               "ok = put k $ for 1s|n = len(k); & = n|try { close k } catch { & = $ }|"
               "try { put k $ } catch { & += 1 }|v = peek k; v = get k; print v|put q $|v = peek q|"
               "n = waiting(k); print n|with m { close k }|with m { put k 1 }");
}

/* Several places of a semaphore at once. */
static void put_handful(struct draw *d, uint32_t depth)
{
    if (depth && below(d, 4) == 0) {
        put_one(d, "if acquire h3 2 for 1s |if tryacquire h3 $ |with h3 |if acquire h3 3 for 0s |"
                   "if not acquire h2 2 for 1s ");
        put_block(d, depth - 1, 2);
        return;
    }
    put_one(d, "acquire h3 2|acquire h3 2; & += 1; release h3 2|acquire h3 3|acquire h3|release h3|"
               "release h3 3|ok = tryacquire h3 2; print ok|acquire h2 2; release h2 2|acquire h2|"
               "release h2|acquire h3 $|acquire h3 (i + 1)|& = value(h3)|acquire h2 3|acquire m 2|"
               "acquire h3 2; & = 1; release h3 2|release h3 2|& = 1");
}

/* Channels with room and without, closed by whoever comes to it. */
static void put_select(struct draw *d, uint32_t depth)
{
    buffer_puts(d->out, "select { ");
    d->selects = false; /* none within it: that makes many states */
    for (uint32_t n = 1 + below(d, 3); n; n--) {
        put_one(d, "case v = receive ch |case v = receive cb |case receive ch |case send ch $ |"
                   "case send cb $ |case n = receive ch |case x = receive cb |case send ch 1 |"
                   "case receive cn[i @ 2] |case send cn[$ @ 2] n ");
        if (depth && below(d, 3) == 0)
            put_block(d, 0, 1);
        else
            put_one(d, "{ }|{ print v }|{ & = 1 }|{ & += v }|{ close ch }|{ n = 1 }");
        buffer_puts(d->out, "; ");
    }
    put_one(d, "|||else { }|else { & = 2 }|case after 1s { & += 1 }|case after 0s { }|"
               "case after 1s { print 0 }");
    buffer_puts(d->out, " }");
    d->selects = true;
}

static void put_channel(struct draw *d, uint32_t depth)
{
    if (d->selects && below(d, 2)) {
        put_select(d, depth);
        return;
    }
    switch (below(d, depth ? 7 : 4)) {
    case 0:
        put_one(d,
                "send ch $|send ch 1; send ch 2|send cb $|send ch n; & += 1|send cb 1; send cb 2|"
                "send ch (n + $)|ok = send ch 1 for 1s; print ok|ok = send ch $ for 0s|"
                "send cn[$ @ 2] 1|send cn[i @ 2] i");
        break;
    case 1:
        put_one(d, "v = receive ch|v = receive ch; print v|v = receive cb|n = receive ch; & = 1|"
                   "receive ch; receive cb|v = receive ch for 1s; print v|v = receive cb for 0s|"
                   "v = receive cb; v = receive cb; print v|v = receive cn[i @ 2]|receive cn[0]");
        break;
    case 2:
        put_one(d, "close ch|close cb|send ch 1; close ch|close ch; v = receive ch; print v|"
                   "send cb $; close cb|try { close ch } catch { & = 1 }|& += 1|yield|lock m|"
                   "unlock m|kill %|cancel %|n = len(cb)|n = waiting(ch)|join %");
        break;
    case 3:
        put_one(d, "receive ch; send ch 1|send ch 1; receive ch|receive ch; & += 1; send cb 1|"
                   "receive cb; & += 1; send ch 1|send cb 1; & += 1; receive cb|receive ch; & = 2");
        break;
    case 4:
        put_one(d,
                "for v from ch |for v from cb |if send ch 1 for 1s |"
                "if not send cb 2 for 0s |if send ch $ |with m |repeat 2 |try |for v from cn[0] ");
        if (strcmp(d->out->bytes + d->out->length - 4, "try ") == 0) {
            put_block(d, depth - 1, 2);
            put_one(d, " catch why { print why }| catch { & = 1 }| finally { & += 1 }");
            break;
        }
        put_block(d, depth - 1, 2);
        break;
    case 5:
        put_one(
            d, "for v from ch { & += v }|for v from cb { print v }|for v from ch { }|"
               "for v from cb { if v == $ { break }; & = v }|for v from ch { send cb v }; close cb|"
               "repeat 2 { send ch $ }; close ch|repeat 2 { v = receive ch; print v }");
        break;
    default:
        put_one(
            d,
            "try { send ch $ } catch why { print why }|try { send cb 1 } catch { & = $ }|"
            "try { for v from ch { & = v } } finally { & = 1 }|try { close cb } catch { yield }");
    }
}

/* Reader-writer locks with a policy, or with readers that become writers. */
static void put_policy(struct draw *d, uint32_t depth)
{
    if (depth && below(d, 3) == 0) {
        put_with(d, "rdlock v|wrlock v|rdlock v|m|rdlock w", depth - 1);
        return;
    }
    put_one(d, "rdlock v; & += 1; release v|wrlock v; & += 1; release v|rdlock v|wrlock v|"
               "release v|ok = tryrdlock v; print ok|ok = trywrlock v; print ok|"
               "rdlock v; upgrade v; & += 1; release v|wrlock v; downgrade v; & = x; release v|"
               "if rdlock v for 1s { & += 1; release v }|if wrlock v for 1s { & = 1; release v }|"
               "ok = wrlock v for 0s|upgrade v|downgrade v|ok = upgrade v for 1s; print ok|"
               "try { upgrade v } catch { release v }|rdlock v; rdlock v; release v; release v|"
               "if locked(v) { & = 1 }|print owner(v)|rdlock v; ok = upgrade v for 0s; release v|"
               "rdlock w; upgrade w; release w|wrlock v; wrlock v|lock m; wrlock v; unlock m");
}

void put_command(struct draw *d, uint32_t depth)
{
    enum family family = d->families[below(d, 3)];
    bool holds_others = family == ONCE || family == CRITICAL || family == ERRORS ||
                        family == TIMING || family == CONDITION;
    if (depth == 0 && holds_others)
        family = PLAIN;
    switch (family) {
    case PLAIN:
        put_plain(d, depth);
        break;
    case ATOMIC:
        put_atomic(d, depth);
        break;
    case MUTEX:
        put_lock(d, "m|n1", depth);
        break;
    case RLOCK:
        put_lock(d, "r|m", depth);
        break;
    case RWLOCK:
        if (depth && below(d, 4))
            put_with(d, "rdlock w|wrlock w", depth - 1);
        else
            put_one(d,
                    "rdlock w; & += 1; release w|wrlock w; & += 1; release w|wrlock w|tryrdlock w|"
                    "trywrlock w");
        break;
    case SEMAPHORE:
        if (depth && below(d, 3) == 0)
            put_with(d, "s", depth - 1);
        else
            put_one(d,
                    "acquire s|release s|acquire s|tryacquire s|release s 2|acquire s2|release s2");
        break;
    case EVENT:
        put_one(
            d,
            "set e|clear e|wait e|set e; clear e|wait e|if isset(e) { & = 1 }|ok = wait e for 1s");
        break;
    case CONDITION:
        put_condition(d, depth);
        break;
    case BARRIER:
        put_one(d, "wait b|wait b|wait b|place = wait b; & = place|try { wait b for 1s } catch { "
                   "reset b }|"
                   "abort b|try { wait b } catch { yield }");
        break;
    case LATCH:
        put_one(
            d,
            "countdown l|countdown l|wait l|wait l|wait l; & += 1|& += 1; countdown l|"
            "countdown l; wait l|if value(l) == $ { & = 1 }|countdown l 2|"
            "ok = wait l for 1s; print ok|ok = wait l for 0s|try { countdown l } catch { & = $ }");
        break;
    case RINGS:
        put_ring(d, depth);
        break;
    case QUEUE:
        put_one(d, "put q 1|v = get q|put q $|v = get q; print v|v = tryget q|ok = tryput q 2|"
                   "if len(q) > 0 { v = get q }");
        break;
    case ONCE:
        buffer_puts(d->out, "once o ");
        put_block(d, depth - 1, 1);
        break;
    case TIMING:
        put_time(d, depth);
        break;
    case ERRORS:
        put_errors(d, depth);
        break;
    case ENDING:
        put_one(
            d,
            "cancel %|kill %|join %|cancel late|start late|if alive(%) { & = 1 }|print state(%)");
        break;
    case CRITICAL:
        buffer_puts(d->out, "critical room ");
        put_block(d, depth - 1, 1);
        break;
    case LOOKING:
        put_one(d,
                "print value(s), waiting(e)|n = active()|if locked(m) { & = 1 }|& = choose(0, 1)|"
                "print owner(m)|print broken(b)|print len(q)");
        break;
    case ORDERS:
        put_one(d, "p: & += 1|p: lock m|p: unlock m|join p|p: acquire s");
        break;
    case MAKING:
        put_one(
            d, "spawn { & += 1 }|spawn new { & = $ }|spawn new { lock m }; join new|spawn q1 f1(1)|"
               "spawn daemon { wait e; & += 1 }|spawn q1 f1($); & += 1|yield|"
               "spawn new { yield }|spawn daemon { & = $; assert & < 2 }|set e|spawn t0 { yield }");
        break;
    case SPINNING:
        if (d->loops++)
            put_one(d, "set e|a = $|a += 1|& = $|unlock m|yield");
        else
            put_one(
                d,
                "while a == $ { }|while & == $ { yield }|while not isset(e) { }|"
                "while not trylock m { }; unlock m|while a == $ { sleep 1s }|while true { & = 1 }");
        break;
    case PRIVATE:
        put_private(d, depth);
        break;
    case JOINING:
        put_joining(d, depth);
        break;
    case TAKING:
        put_taking(d, depth);
        break;
    case CHANNEL:
        put_channel(d, depth);
        break;
    case LOOSE:
        put_loose(d, depth);
        break;
    case HANDFUL:
        put_handful(d, depth);
        break;
    case POLICY:
        put_policy(d, depth);
        break;
    case REPEATS:
        put_one(d, "start tick|start tick; start tock|cancel tick|cancel tick; cancel tock|"
                   "cancel tock|kill tick|start tock|join tick for 1s|daemon tock on|& = $|"
                   "if alive(tick) { cancel tick }|ok = join tock for 2s|sleep 1s");
        break;
    case BITS:
        put_bits(d, depth);
        break;
    case CLOSING:
        put_closing(d, depth);
        break;
    case FUTURE:
        put_one(d,
                "n = await fu|x = await fu|ok = await fu for 1s; print ok|resolve fu $|fail fu $|"
                "try { & = await fu } catch { & = 2 }|try { resolve fu 1 } catch why { print why }|"
                "await fv[0]|resolve fv[i] 1|n = await fv[1] for 0s|try { fail fv[0] x } catch { }|"
                "cancel %|print waiting(fu)|& += 1|resolve fv[1] x|n = await fv[0]; & = n|drop fu");
        break;
    case FUTEX:
        put_one(d, "futex wait a $|futex wait b1 0|futex wake a 1|n = futex wake b1 2; & = n|"
                   "ok = futex wait a 0 for 1s; print ok|a = 1; futex wake a 1|b1 = 1|a += 1|"
                   "while a == 0 { futex wait a 0 }|if cas(b1, 0, 1) { futex wake b1 } else { "
                   "futex wait b1 1 }|"
                   "while swap(a, 2) != 0 { futex wait a 2 }|if swap(a, 0) == 2 { futex wake a 1 }|"
                   "futex wait a x|cancel %|& = waiting(a)|lock m; futex wait a 0; unlock m|futex "
                   "wake a 3|"
                   "futex wait b1 b1|n = add(a, 1); futex wake a 1");
        break;
    case NAMES:
        put_one(d, "if me == \"t0\" { & = 1 }|print me|if owner(m) == me { & = 1 }|lock m; & += 1|"
                   "n = random(0, 1); & = n|z[choose(0, 1)] += 1|rename t0 other");
        break;
    default:
        put_one(d, "mine += 1|mine = $; & = mine|print mine");
    }
}

void put_block(struct draw *d, uint32_t depth, uint32_t most)
{
    buffer_puts(d->out, "{ ");
    for (uint32_t n = 1 + below(d, most); n; n--) {
        put_command(d, depth);
        buffer_puts(d->out, "; ");
    }
    buffer_puts(d->out, "}");
}
