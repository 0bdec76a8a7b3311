/* foreign_primitives.c - the table of what newer languages bring: channels, futures, waiting at an
 * atomic variable, timers that repeat. It is asked before foreign_idioms.c, whose rows answer where
 * nothing is known of a name that could be a queue's. */
#include "lang/foreign_inside.h"

#include <stddef.h>

#define CHANNEL FOREIGN_CHANNEL
#define KNOWN_CHANNEL (FOREIGN_CHANNEL | IDIOM_KNOWN)
#define KNOWN_QUEUE (FOREIGN_QUEUE | IDIOM_KNOWN)
#define FUTURE FOREIGN_FUTURE
#define KNOWN_FUTURE (FOREIGN_FUTURE | IDIOM_KNOWN)
#define KNOWN_VARIABLE (FOREIGN_VARIABLE | IDIOM_KNOWN)
#define BOTH_ENDS "a channel is both ends here: send %n 5 puts in, x = receive %n takes out"
#define ENDS_TICKS "cancel %n ends it"
#define NO_OWN_THREAD "each turn begins when its time has come, in one thread; " ENDS_TICKS

const struct idiom foreign_primitives[] = {
    /* ---- Channels: Go's arrow is one's, unless the name is a queue's ------------------------- */
    {"print <- %o", KNOWN_QUEUE, "v = get %o; print v", NULL},
    {"print <- %o", CHANNEL, "v = receive %o; print v", NULL},
    {"%o <- %e", KNOWN_QUEUE, "put %o %e", NULL},
    {"%n :=|= <- %o", KNOWN_QUEUE, "%n = get %o", NULL},
    {"%n , %n1 :=|= <- %o", KNOWN_QUEUE, "%n = get %o; %n1 = %n != none", NULL},
    {"<- %o", KNOWN_QUEUE, "v = get %o", NULL},
    {"%o <- %e", CHANNEL, "send %o %e", NULL},
    {"%n :=|= <- %o", CHANNEL, "%n = receive %o", NULL},
    {"%n , %n1 :=|= <- %o", CHANNEL, "%n = receive %o; %n1 = %n != none", NULL},
    {"<- %o", KNOWN_CHANNEL, "receive %o", NULL},
    {"<- %o", CHANNEL, "v = receive %o", NULL},
    {"%o . send|put|write ( %e )", KNOWN_CHANNEL, "send %o %e", NULL},
    {"%n = %o . recv|receive|get|read|take ( )", KNOWN_CHANNEL, "%n = receive %o", NULL},
    {"%o . recv|receive|get|read|take ( )", KNOWN_CHANNEL, "receive %o", NULL},
    {"%n = %o . recv_timeout|receive ( %d )", KNOWN_CHANNEL, "%n = receive %o for %d", NULL},
    {"%o . close ( )", KNOWN_CHANNEL, "close %o", NULL},
    {"fmt . println|print ( <- %o )", CHANNEL, "v = receive %o; print v", NULL},
    {"print|println ( <- %o )", CHANNEL, "v = receive %o; print v", NULL},
    {"%n , %n1 = sync_channel ( %e )", 0, "channel %n %e", BOTH_ENDS},
    {"( %n , %n1 ) = sync_channel ( %e )", 0, "channel %n %e", BOTH_ENDS},
    {"( %n , %n1 ) = mpsc . sync_channel ( %e )", 0, "channel %n %e", BOTH_ENDS},
    /* ---- Futures ----------------------------------------------------------------------------- */
    {"%o . set_value|complete|set_result|setresult|trysetresult|resolve ( %e )", KNOWN_QUEUE,
     "put %o %e", NULL},
    {"%o . set_value|complete|set_result|setresult|trysetresult|resolve ( %e )", FUTURE,
     "resolve %o %e", NULL},
    {"%o . set_exception|setexception|completeexceptionally|reject ( make_exception_ptr ( %n ( %e "
     ") ) )",
     FUTURE, "fail %o %e", NULL},
    {"%o . set_exception|setexception|completeexceptionally|reject ( %n ( %e ) )", FUTURE,
     "fail %o %e", NULL},
    {"%o . set_exception|setexception|completeexceptionally|reject ( %* )", FUTURE,
     "fail %o \"failed\"", "who awaits gets the error, as text"},
    {"%n = %o . get_future ( )", KNOWN_FUTURE, NULL,
     "%o is both ends here: resolve %o 5 fulfils it, x = await %o waits for that"},
    {"future %n = %o . get_future ( )", KNOWN_FUTURE, NULL,
     "%o is both ends here: resolve %o 5 fulfils it, x = await %o waits for that"},
    {"%n = %o . await", FUTURE, "%n = await %o", NULL},
    {"%o . await", FOREIGN_THREAD | IDIOM_KNOWN, "join %o", NULL},
    {"%n = %o . await", FOREIGN_THREAD | IDIOM_KNOWN, "join %o; %n = result(%o)", NULL},
    {"%n = await %o", FOREIGN_THREAD | IDIOM_KNOWN, "join %o; %n = result(%o)", NULL},
    {"%n = await %o", FUTURE, "%n = await %o", NULL},
    {"%o . await", FUTURE, "await %o", NULL},
    {"%n = %o . get|result|join|await|wait ( )", KNOWN_FUTURE, "%n = await %o", NULL},
    {"%n = %o . get|result|wait_for|wait ( timeout = %d )", KNOWN_FUTURE, "%n = await %o for %d",
     NULL},
    {"%n = %o . get ( %d , timeunit . seconds )", KNOWN_FUTURE, "%n = await %o for %d", NULL},
    {"%o . get|result|join|await|wait ( )", KNOWN_FUTURE, "await %o", NULL},
    {"%o . result ( timeout = %d )", FUTURE, "await %o for %d", NULL},
    {"%o . wait_for ( %d )", KNOWN_FUTURE, "await %o for %d", NULL},
    {"%o . wait|get|result ( %d )", KNOWN_FUTURE, "await %o for %d", NULL},
    {"%o . get ( %d , timeunit . seconds )", KNOWN_FUTURE, "await %o for %d", NULL},
    /* ---- Atomic variables -------------------------------------------------------------------- */
    {"%o . wait ( %e )", KNOWN_VARIABLE, "futex wait %o %e", "it has to be an atomic variable"},
    {"%o . wait ( %e , %* )", KNOWN_VARIABLE, "futex wait %o %e",
     "it has to be an atomic variable"},
    {"%o . notify_one ( )", KNOWN_VARIABLE, "futex wake %o 1", "it has to be an atomic variable"},
    {"%o . notify_all ( )", KNOWN_VARIABLE, "futex wake %o 10000",
     "it has to be an atomic variable"},
    {"%o . updateandget|getandupdate ( %n -> %n + %e )", FOREIGN_VARIABLE, "add(%o, %e)", NULL},
    {"fence ( %* )", 0, "fence", NULL},
    {"atomic . fence ( %* )", 0, "fence", NULL},
    {"atomic_thread_fence|atomic_signal_fence|__sync_synchronize|__atomic_thread_fence ( %* )", 0,
     "fence", NULL},
    {"varhandle . fullfence ( )", 0, "fence", NULL},
    /* ---- Timers that repeat ------------------------------------------------------------------ */
    {"%n = setinterval ( %b , %m )", 0, "timer %n every %m %b; start %n", NO_OWN_THREAD},
    {"setinterval ( %b , %m )", 0, "timer ticks every %m %b; start ticks", "cancel ticks ends it"},
    {"clearinterval|cleartimeout ( %o )", FOREIGN_TIMER, "cancel %o", NULL},
    {"%n . scheduleatfixedrate|schedulewithfixeddelay ( %b , %e , %d , timeunit . seconds )", 0,
     "timer ticks every %d %b; start ticks", "cancel ticks ends it"},
    {"%n . scheduleatfixedrate|schedulewithfixeddelay ( %b , %e , %m , timeunit . milliseconds )",
     0, "timer ticks every %m %b; start ticks", "cancel ticks ends it"},
    /* ---- What is asked amid a value ---------------------------------------------------------- */
    {"print ask ( %e )", 0, "v = ask %e; print v", NULL},
    {"print ask %e", 0, "v = ask %e; print v", NULL},
    {"print peek %o", FOREIGN_QUEUE, "v = peek %o; print v", NULL},
    {"print receive %o", CHANNEL, "v = receive %o; print v", NULL},
    {"print await %o", FUTURE, "v = await %o; print v", NULL},
    {"print ( ask ( %e ) )", 0, "v = ask %e; print v", NULL},
    {NULL, 0, NULL, NULL},
};

bool foreign_command_row(struct foreign *f, struct span span, struct buffer *out)
{
    return foreign_row(f, foreign_primitives, span, out, NULL) ||
           foreign_row(f, foreign_commands, span, out, NULL);
}
