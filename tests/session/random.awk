# random.awk - writes a random script that uses every primitive: awk -v seed=N -f random.awk
# It may fail or deadlock, as its threads like, but it is a right script, and it ends.

function roll(n) { # 0 to n - 1; a generator of its own, the same with every awk
    state = (state * 16807) % 2147483647
    return int(state / 2147483647 * n)
}
function pick(words,    list, n) {
    n = split(words, list, " ")
    return list[1 + roll(n)]
}
function duration() { return (1 + roll(9)) pick("0ms 0us 00ms") }
function limit() { return roll(3) ? " for " duration() : "" }
function variable() { return pick("x y a z[0] z[1]") }
function value() { return pick("x y a z[1] " roll(100) " i n") }
function expression() { return value() " " pick("+ - *") " " value() }
function condition() { return value() " " pick("< > == != <= >=") " " value() }

function simple(    k) {
    k = roll(34)
    if (k < 3) return variable() " = " expression()
    if (k < 6) return variable() " " pick("+= -=") " " value()
    if (k < 8) return "print " value() ", " value() ", now"
    if (k < 9) return "add(" variable() ", 1)"
    if (k < 10) return "n = swap(" variable() ", " roll(9) ")"
    if (k < 11) return "ok = cas(" variable() ", " roll(3) ", " roll(9) "); print ok"
    if (k < 13) return "sleep " duration()
    if (k < 14) return pick("work io") " " duration()
    if (k < 15) return "yield"
    if (k < 16) return pick("set clear") " e"
    if (k < 18) return "ok = wait e for " duration() "; print ok"
    if (k < 20) return "ok = put q " value() " for " duration() "; print ok"
    if (k < 22) return "v = get q for " duration() "; print v"
    if (k < 23) return "v = tryget q; print v"
    if (k < 24) return "release s"
    if (k < 25) return "try { wait b for " duration() "; print \"met\" } catch { print \"broken\"; reset b }"
    if (k < 26) return "once o { " simple() " }"
    if (k < 27) return "log " pick("info debug error") " " value()
    if (k < 28) return "try { assert " condition() " } catch why { print why }"
    if (k < 29) return "n = f(" value() ", 3)"
    if (k < 30) return "atomic { x += 1; y -= 1 }"
    if (k < 31) return pick("cancel kill") " t" roll(threads)
    if (k < 32) return "print state(t" roll(threads) "), active(), len(q), value(s), waiting(e)"
    if (k < 33) return "n = random(0, 99) + choose(0, 3)"
    return "with c { " pick("notify broadcast signal") " c }"
}
function compound(depth,    k, body, lock) {
    body = block(depth - 1)
    lock = pick("m r s")
    k = roll(12)
    if (k < 1) return "if " condition() " " body " else " block(depth - 1)
    if (k < 2) return "repeat " roll(4) " " body
    if (k < 3) return "for i in 1.." roll(4) " " body
    if (k < 5) return "with " pick("m r c") " " body
    if (k < 6) return "with " pick("rdlock wrlock") " w " body
    if (k < 8) return "if acquire " lock limit() " { try " body " finally { release " lock " } }"
    if (k < 9) return "try " body " catch why { print why }"
    if (k < 10) return "try " body " finally { print \"left\" }"
    if (k < 11) return "with c { ok = wait c until " condition() " for " duration() "; print ok }"
    return "spawn " body
}
function block(depth,    n, text) {
    text = "{ i = 1; n = 2; "
    for (n = 1 + roll(4); n > 0; n--)
        text = text (depth > 0 && roll(3) == 0 ? compound(depth) : simple()) "; "
    return text "}"
}
BEGIN {
    state = seed * 7919 + 17
    for (k = 0; k < 20; k++) roll(2)
    threads = 2 + roll(4)
    print "shared x = 0; shared y = 0; shared z[2] = 0; atomic a = 0"
    print "mutex m; rlock r; rwlock w; semaphore s 1; event e; condition c; barrier b 2; queue q 2; once o"
    print "define f(p, n) { if n == 0 { return p }; x += 1; return f(p, n - 1) }"
    print "i = 0; n = 0"
    for (t = 0; t < threads; t++) print "thread " (roll(4) ? "" : "daemon ") "t" t " " block(3)
    print "timer late " duration() " " block(1)
    for (t = 0; t < threads; t++) print "start t" t
    print "start late"
    print "spawn puppet"
    for (t = 0; t < 3; t++) print "puppet: " block(1)
    for (t = 0; t < 4; t++) print simple()
    print "join all for 1s"
    print "print x, y, a, z[0], z[1], now"
}
